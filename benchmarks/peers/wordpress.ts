// @wordpress/hooks: actions by name, here in their asynchronous form.

import { createHooks } from '@wordpress/hooks'
import type { Contestant, Place } from '../work.js'

export const asyncActions: Contestant = {
  name: '@wordpress/hooks (async)',
  from: '@wordpress/hooks',
  awaits: true,
  build({ core, before, after }) {
    const hooks = createHooks()
    for (const listener of before) hooks.addAction('before', 'benchmark', listener)
    for (const listener of after) hooks.addAction('after', 'benchmark', listener)
    return async (payload) => {
      await hooks.doActionAsync('before', payload)
      const result = await core(payload)
      await hooks.doActionAsync('after', payload)
      return result
    }
  },
}

/** Makes a place where listeners are added and removed. */
export function place(): Place {
  const hooks = createHooks()
  return {
    add(listener, i) {
      const namespace = `listener/${i}`
      hooks.addAction('work', namespace, listener)
      return () => hooks.removeAction('work', namespace)
    },
    call: () => hooks.doActionAsync('work', undefined),
  }
}
