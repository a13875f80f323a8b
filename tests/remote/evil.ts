// Makes a host, and the bare end of its channel, for tests that lie.

import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { type Actions, createActions } from '../../source/core/index.js'
import { type Exposed, type ExposeOptions, expose } from '../../source/remote/index.js'

export interface Hosted {
  readonly actions: Actions
  readonly host: Exposed
  /** The end of the plugin. */
  readonly evil: MessagePort
  /** Returns the next message of the host, once there is one. */
  next(): Promise<unknown[]>
  close(): void
}

/** A host, and the bare end of its channel. */
export function hosted(
  options: Partial<ExposeOptions> = {},
  onListenerError: (error: unknown) => void = () => {},
): Hosted {
  const { port1, port2 } = new MessageChannel()
  const actions = createActions({ onListenerError })
  actions.registerAction('A', (payload) => payload)
  const host = expose(actions, port1, { scope: 'evil', allow: () => true, ...options })
  const waiting: ((message: unknown[]) => void)[] = []
  const arrived: unknown[][] = []
  port2.on('message', (message: unknown[]) => {
    const first = waiting.shift()
    if (first === undefined) arrived.push(message)
    else first(message)
  })
  return {
    actions,
    host,
    evil: port2,
    next: () => {
      const first = arrived.shift()
      return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first)
    },
    close() {
      host()
      port1.close()
    },
  }
}
