// Lists the contestants of the dispatch benchmarks, and checks what each must do before it is measured.

import { published } from './harness.js'
import * as beforeAfterHook from './peers/before-after-hook.js'
import * as emittery from './peers/emittery.js'
import * as feathers from './peers/feathers.js'
import * as hono from './peers/hono.js'
import * as hookable from './peers/hookable.js'
import * as kareem from './peers/kareem.js'
import * as koa from './peers/koa.js'
import * as middy from './peers/middy.js'
import * as mobx from './peers/mobx.js'
import * as tapable from './peers/tapable.js'
import * as wordpress from './peers/wordpress.js'
import { type Contestant, isThenable, type Kind, type Payload } from './work.js'

const { createActions } = await published()

const entracte: Contestant = {
  name: 'entracte',
  from: 'entracte',
  awaits: true,
  build({ core, before, after }) {
    const actions = createActions()
    actions.registerAction('Work', core)
    for (const listener of before) actions.addListener('beforeWork', listener)
    for (const listener of after) actions.addListener('afterWork', listener)
    return (payload) => actions.invokeAction('Work', payload)
  },
  aborting(core) {
    const actions = createActions()
    actions.registerAction('Work', core)
    actions.addListener('beforeWork', (_payload, abort) => abort())
    return (payload) => actions.invokeAction('Work', payload).catch(() => undefined)
  },
  replacing(core, replacement) {
    const actions = createActions()
    actions.registerAction('Work', core)
    actions.replaceAction('Work', (payload, original) => replacement(payload, original))
    return (payload) => actions.invokeAction('Work', payload)
  },
}

/** The least code that does the work: no ctx, no abort, no different kinds of errors, no way to remove a listener. */
const loop: Contestant = {
  name: 'hand-written loop',
  awaits: true,
  build({ core, before, after }) {
    return async (payload) => {
      for (const listener of before) {
        const returned = listener(payload)
        if (isThenable(returned)) await returned
      }
      let result = core(payload)
      if (isThenable(result)) result = await result
      for (const listener of after) {
        const returned = listener(payload)
        if (isThenable(returned)) await returned
      }
      return result
    }
  },
}

/** The same for synchronous listeners. */
const synchronousLoop: Contestant = {
  name: 'hand-written loop',
  awaits: false,
  build({ core, before, after }) {
    return (payload) => {
      for (const listener of before) listener(payload)
      const result = core(payload)
      for (const listener of after) listener(payload)
      return Promise.resolve(result)
    }
  },
}

const peers: readonly Contestant[] = [
  hookable.core,
  hookable.full,
  tapable.asyncSeries,
  tapable.sync,
  kareem.wrap,
  middy.handler,
  emittery.serial,
  wordpress.asyncActions,
  koa.listeners,
  hono.listeners,
  feathers.listeners,
  beforeAfterHook.listeners,
  mobx.middleware,
]

/** Returns the contestants for this kind of listener, the hand-written loop first. */
export function contestants(kind: Kind): Contestant[] {
  return [kind === 'synchronous' ? synchronousLoop : loop, entracte, ...peers]
}

/**
 * Checks that a contestant does the work that is measured, and that it can do what it claims. It must run the listeners
 * in order around the core, and pass on payload and result. If it claims so, it must wait for each listener, abort, and
 * replace the core.
 *
 * @throws when the contestant does not.
 */
export async function checkContestant({ name, awaits, build, aborting, replacing }: Contestant): Promise<void> {
  const log: string[] = []
  const noting = (entry: string) => () => void log.push(entry)
  const synchronous = build({
    kind: 'synchronous',
    core(payload) {
      log.push('core')
      return payload.count + 1
    },
    before: ['before 1', 'before 2', 'before 3'].map(noting),
    after: ['after 1', 'after 2', 'after 3'].map(noting),
  })
  expect(await synchronous(payload(41)), 42, 'give the result')
  expect(take(), 'before 1, before 2, before 3, core, after 1, after 2, after 3', 'run them in order')

  if (awaits) {
    const waiting = (entry: string) => async () => {
      log.push(`${entry} begins`)
      await null
      log.push(`${entry} ends`)
    }
    const asynchronous = build({
      kind: 'async, each waits once',
      async core(payload) {
        await waiting('core')()
        return payload.count + 1
      },
      before: ['before 1', 'before 2'].map(waiting),
      after: ['after 1', 'after 2'].map(waiting),
    })
    expect(await asynchronous(payload(41)), 42, 'give the result of a promise')
    const parties = ['before 1', 'before 2', 'core', 'after 1', 'after 2']
    expect(take(), parties.map((entry) => `${entry} begins, ${entry} ends`).join(', '), 'wait for each')
  }

  await aborting?.(() => log.push('core'))(payload(41))
  expect(take(), '', 'keep the core from running')

  const tenfold = replacing?.(
    (payload) => payload.count + 1,
    async (payload, original) => ((await original(payload)) as number) * 10,
  )
  if (tenfold) expect(await tenfold(payload(41)), 420, 'replace the core, with the original at hand')

  function expect(given: unknown, expected: unknown, promise: string): void {
    if (given !== expected) throw new Error(`${name} does not ${promise}: ${given} instead of ${expected}`)
  }
  function take(): string {
    return log.splice(0).join(', ')
  }
  function payload(count: number): Payload {
    return { count, last: 0 }
  }
}

/** Returns which of these things a library cannot do. */
export function cannot({ from, awaits, aborting, replacing }: Contestant): string[] {
  if (from === undefined) return []
  return [...(awaits ? [] : ['await']), ...(aborting ? [] : ['abort']), ...(replacing ? [] : ['replace'])]
}
