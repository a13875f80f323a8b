// tapable: hooks that compile themselves with `new Function`, which pages with a strict policy forbid.

import { AsyncSeriesBailHook, AsyncSeriesHook, SyncBailHook, SyncHook } from 'tapable'
import type { Contestant, Dispatch, Kind, Listener, Payload, Place, Work } from '../work.js'

export const asyncSeries: Contestant = {
  name: 'tapable (AsyncSeriesHook)',
  from: 'tapable',
  awaits: true,
  build: ({ kind, core, before, after }) =>
    dispatch(
      core,
      tapped(new AsyncSeriesHook(['payload']), before, kind),
      tapped(new AsyncSeriesHook(['payload']), after, kind),
    ),
  aborting(core) {
    const before = new AsyncSeriesBailHook<Payload>(['payload'])
    before.tap('abort', () => 'no')
    return async (payload) => ((await before.promise(payload)) === undefined ? core(payload) : undefined)
  },
}

export const sync: Contestant = {
  name: 'tapable (SyncHook)',
  from: 'tapable',
  awaits: false,
  build({ core, before, after }) {
    const [first, last] = [new SyncHook<Payload>(['payload']), new SyncHook<Payload>(['payload'])]
    for (const listener of before) first.tap('listener', listener)
    for (const listener of after) last.tap('listener', listener)
    return (payload) => {
      first.call(payload)
      const result = core(payload)
      last.call(payload)
      return Promise.resolve(result)
    }
  },
  aborting(core) {
    const before = new SyncBailHook<Payload>(['payload'])
    before.tap('abort', () => 'no')
    return (payload) => (before.call(payload) === undefined ? core(payload) : undefined)
  },
}

/** Builds the work with an interceptor that tapable calls before each listener. There is none after a listener. */
export function observed({ kind, core, before, after }: Work, tell: () => void): Dispatch {
  const hooks = [new AsyncSeriesHook<Payload>(['payload']), new AsyncSeriesHook<Payload>(['payload'])] as const
  for (const hook of hooks) hook.intercept({ tap: tell })
  return dispatch(core, tapped(hooks[0], before, kind), tapped(hooks[1], after, kind))
}

function tapped(hook: AsyncSeriesHook<Payload>, listeners: readonly Listener[], kind: Kind): AsyncSeriesHook<Payload> {
  for (const listener of listeners) {
    if (kind === 'synchronous') hook.tap('listener', listener)
    else hook.tapPromise('listener', listener as (payload: Payload) => Promise<unknown>)
  }
  return hook
}

function dispatch(core: Listener, before: AsyncSeriesHook<Payload>, after: AsyncSeriesHook<Payload>): Dispatch {
  return async (payload) => {
    await before.promise(payload)
    const result = await core(payload)
    await after.promise(payload)
    return result
  }
}

/** Makes a place where listeners are added and removed. */
export function place(): Place {
  const hook = new SyncHook<undefined>([])
  return {
    add(listener) {
      hook.tap('listener', listener)
      return undefined
    },
    call: () => hook.call(undefined),
  }
}
