// kareem: pre-hooks and post-hooks around a function. Post-hooks receive only the result, so the payload is their
// `this`.

import Kareem from 'kareem'
import type { Contestant, Payload } from '../work.js'

export const wrap: Contestant = {
  name: 'kareem',
  from: 'kareem',
  awaits: true,
  build({ core, before, after }) {
    const hooks = new Kareem()
    for (const listener of before) hooks.pre('work', listener)
    for (const listener of after) {
      hooks.post('work', function (this: Payload) {
        return listener(this)
      })
    }
    return (payload) => hooks.wrap('work', core, payload, [payload])
  },
  aborting(core) {
    const hooks = new Kareem()
    hooks.pre('work', () => {
      throw Kareem.skipWrappedFunction()
    })
    return (payload) => hooks.wrap('work', core, payload, [payload])
  },
}
