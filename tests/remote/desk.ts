// Makes a host and a plugin that are connected through a MessageChannel, for the tests of this folder.

import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { type Actions, createActions, type ListenerErrorInfo } from '../../source/core/index.js'
import {
  connect,
  type Exposed,
  type ExposeOptions,
  expose,
  type Port,
  type RemoteActions,
} from '../../source/remote/index.js'

export interface Desk {
  AcceptTask(payload: { sid: string; note?: string; tags?: string[] }): { accepted: string }
  CloseTask(payload: { sid: string }): { closed: string }
  // biome-ignore lint/suspicious/noExplicitAny: for values of every kind
  Echo(payload: any): any
}

export interface Connected {
  readonly actions: Actions<Desk>
  readonly host: Exposed
  readonly plugin: RemoteActions<Desk>
  readonly port1: MessagePort
  readonly port2: MessagePort
  /** What `onListenerError` received. */
  readonly reported: { readonly error: unknown; readonly info: ListenerErrorInfo }[]
  /** What the host has sent to the plugin, since the connection was made. */
  readonly sent: unknown[][]
  close(): void
}

/** Connects a plugin that may do everything, unless the options say otherwise. */
export async function connected(options: Partial<ExposeOptions<Desk>> = {}): Promise<Connected> {
  const { port1, port2 } = new MessageChannel()
  const reported: Connected['reported'] = []
  const sent: unknown[][] = []
  const actions = createActions<Desk>({ onListenerError: (error, info) => void reported.push({ error, info }) })
  actions.registerAction('AcceptTask', ({ sid }) => ({ accepted: sid }))
  actions.registerAction('CloseTask', ({ sid }) => ({ closed: sid }))
  actions.registerAction('Echo', (payload) => payload)
  const watched: Port = {
    postMessage(message) {
      sent.push(message as unknown[])
      port1.postMessage(message)
    },
    on: (type, listener) => port1.on(type, listener),
    off: (type, listener) => port1.off(type, listener),
  }
  const host = expose(actions, watched, { scope: 'crm', allow: () => true, ...options })
  const plugin = connect<Desk>(port2)
  return {
    actions,
    host,
    plugin,
    port1,
    port2,
    reported,
    sent,
    close() {
      host()
      port1.close()
    },
  }
}
