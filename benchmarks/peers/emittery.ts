// emittery: asynchronous events, emitted in series. Its listeners are a set, so each listener becomes a new function.

import Emittery from 'emittery'
import type { Contestant, Place } from '../work.js'

export const serial: Contestant = {
  name: 'emittery (emitSerial)',
  from: 'emittery',
  awaits: true,
  build({ core, before, after }) {
    const events = new Emittery()
    for (const listener of before) events.on('before', (payload) => listener(payload))
    for (const listener of after) events.on('after', (payload) => listener(payload))
    return async (payload) => {
      await events.emitSerial('before', payload)
      const result = await core(payload)
      await events.emitSerial('after', payload)
      return result
    }
  },
}

/** Makes a place where listeners are added and removed. */
export function place(): Place {
  const events = new Emittery()
  return { add: (listener) => events.on('work', listener), call: () => events.emitSerial('work', undefined) }
}
