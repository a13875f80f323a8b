// hookable, with both of its classes: hooks that are called by name, one before the core and one after it.

import { Hookable, HookableCore } from 'hookable'
import type { Contestant, Place, Work } from '../work.js'

export const core = contestant('hookable (HookableCore)', () => new HookableCore())
export const full = contestant('hookable (Hookable)', () => new Hookable())

function contestant(name: string, create: () => HookableCore): Contestant {
  return {
    name,
    from: 'hookable',
    awaits: true,
    build({ core, before, after }: Work) {
      const hooks = create()
      for (const listener of before) hooks.hook('before', listener)
      for (const listener of after) hooks.hook('after', listener)
      return async (payload) => {
        await hooks.callHook('before', payload)
        const result = await core(payload)
        await hooks.callHook('after', payload)
        return result
      }
    },
  }
}

/** Makes a place where listeners are added and removed. */
export function place(): Place {
  const hooks = new HookableCore()
  return { add: (listener) => hooks.hook('work', listener), call: () => hooks.callHook('work') }
}
