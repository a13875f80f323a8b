// hookable, with both of its classes: hooks that are called by name, one before the core and one after it.

import { Hookable, HookableCore } from 'hookable'
import type { Contestant, Dispatch, Place, Work } from '../work.js'

export const core = contestant('hookable (HookableCore)', () => new HookableCore())
export const full = contestant('hookable (Hookable)', () => new Hookable())

/** Builds the work with callbacks that hookable calls before and after each of the two hooks, not each listener. */
export function observed(work: Work, tell: () => void): Dispatch {
  return built(new Hookable(), work, (hooks) => {
    hooks.beforeEach(tell)
    hooks.afterEach(tell)
  })
}

function contestant(name: string, create: () => HookableCore): Contestant {
  return {
    name,
    from: 'hookable',
    awaits: true,
    build: (work) => built(create(), work),
  }
}

function built<H extends HookableCore>(
  hooks: H,
  { core, before, after }: Work,
  prepare?: (hooks: H) => void,
): Dispatch {
  prepare?.(hooks)
  for (const listener of before) hooks.hook('before', listener)
  for (const listener of after) hooks.hook('after', listener)
  return async (payload) => {
    await hooks.callHook('before', payload)
    const result = await core(payload)
    await hooks.callHook('after', payload)
    return result
  }
}

/** Makes a place where listeners are added and removed. */
export function place(): Place {
  const hooks = new HookableCore()
  return { add: (listener) => hooks.hook('work', listener), call: () => hooks.callHook('work') }
}
