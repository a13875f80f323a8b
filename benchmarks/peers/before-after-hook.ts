// before-after-hook: every call builds a new chain of promises.

import Hook from 'before-after-hook'
import type { Contestant, Payload, Place } from '../work.js'

export const listeners: Contestant = {
  name: 'before-after-hook',
  from: 'before-after-hook',
  awaits: true,
  build({ core, before, after }) {
    const hook = new Hook.Collection()
    // The last function that was added runs first.
    for (const listener of before.toReversed()) hook.before('work', listener)
    for (const listener of after) hook.after('work', (_result, payload: Payload) => listener(payload))
    return (payload) => hook('work', core, payload)
  },
  aborting(core) {
    const hook = new Hook.Collection()
    hook.wrap('work', () => undefined)
    return (payload) => hook('work', core, payload)
  },
  replacing: (core, replacement) => wrapped(core, [replacement]),
}

/** Returns a function with wrappers around it, the last wrapper outermost. */
export function wrapped<P>(
  core: (payload: P) => unknown,
  wrappers: readonly ((payload: P, original: (payload: P) => unknown) => unknown)[],
): (payload: P) => Promise<unknown> {
  const hook = new Hook.Collection()
  for (const wrapper of wrappers) hook.wrap<P>('work', (method, payload) => wrapper(payload, method))
  return (payload) => hook('work', core, payload)
}

/** Makes a place where listeners are added and removed. */
export function place(): Place {
  const hook = new Hook.Collection()
  return {
    add(listener) {
      hook.before('work', listener)
      return () => hook.remove('work', listener)
    },
    call: () => hook('work', () => {}, {}),
  }
}
