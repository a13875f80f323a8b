// Listens to any channel: to its messages, and to its end.

import { checkKnown, readObject, refuse } from '../shared/arguments.js'
import type { Port, PostTarget, WindowPortOptions } from './types.js'

/** What a channel tells. */
interface Receiver {
  message(data: unknown): void
  /** The channel has ended: with an error, if the other side has crashed. */
  closed(error: unknown): void
}

/**
 * Checks that `port` is a channel.
 *
 * @throws {TypeError} when it is not, or when it is a window.
 */
export function checkPort(port: unknown): asserts port is Port {
  if (typeof port !== 'object' || port === null)
    refuse('The port', 'a channel, such as a MessagePort or a Worker', port)
  // A window of another origin lets only a few of its properties be read.
  const { window, postMessage } = port as { window?: unknown; postMessage?: unknown }
  // The `self` of a worker has no window; the window of this page would send messages to itself.
  if (window !== undefined)
    throw new TypeError('The port is a window: pass windowPort(window, { origin }), which checks who sends')
  const { on, addEventListener } = port as Port
  if (typeof postMessage !== 'function' || (typeof on !== 'function' && typeof addEventListener !== 'function')) {
    refuse('The port', 'a channel with postMessage, and with on or addEventListener', port)
  }
}

/** Listens to a channel. Returns what ends the listening. */
export function listen(port: Port, { message, closed: told }: Receiver): () => void {
  const isNode = typeof port.on === 'function'
  let isListening = false
  // A channel may tell at once that it has ended. The receiver learns of it when it has what ends the listening.
  const closed = (error: unknown) => (isListening ? told(error) : queueMicrotask(() => told(error)))
  const ended = () => closed(undefined)
  const listeners: readonly (readonly [type: string, listener: (value: never) => void])[] = isNode
    ? [
        ['message', message],
        ['close', ended],
        ['exit', ended],
        ['error', closed],
      ]
    : [
        ['message', ({ data }: { data: unknown }) => message(data)],
        ['close', ended],
        // The event of a worker that crashed has a message, and in some browsers an error.
        [
          'error',
          ({ error, message }: { error?: unknown; message?: string }) =>
            closed(error ?? new Error(message ?? 'The worker crashed')),
        ],
      ]
  for (const [type, listener] of listeners) {
    if (isNode) port.on?.(type, listener as never)
    else port.addEventListener?.(type, listener as never)
  }
  port.start?.()
  isListening = true
  return () => {
    for (const [type, listener] of listeners) {
      if (isNode) port.off?.(type, listener as never)
      else port.removeEventListener?.(type, listener as never)
    }
  }
}

/**
 * Makes a channel to another window: from a page to a frame, or from a frame to its parent. Each message is checked: it must come from this
 * window, and from this origin.
 *
 * @param target The other window, such as `iframe.contentWindow` or `window.parent`.
 * @throws {TypeError} when `target` cannot receive messages, or when `origin` is missing, `'*'`, or no origin.
 *
 * @example
 * expose(actions, windowPort(frame.contentWindow, { origin: 'https://crm.example' }), { scope: 'crm', allow: ['AcceptTask'] })
 */
export function windowPort(target: PostTarget | null, options: WindowPortOptions): Port {
  if (target === null || typeof target?.postMessage !== 'function')
    refuse('The window', 'one that can receive messages', target)
  const given = readObject(options)
  checkKnown(given, ['origin'])
  const { origin } = given
  if (typeof origin !== 'string' || !isOrigin(origin)) {
    refuse(
      'The option origin',
      "the origin of the other document, such as 'https://crm.example', or 'null' for a sandboxed one",
      origin,
    )
  }
  const added = new Map<(event: never) => void, (event: MessageEvent) => void>()
  return {
    // The platform has no other name for the origin of a sandboxed frame.
    postMessage: (message) => target.postMessage(message, origin === 'null' ? '*' : origin),
    addEventListener(type, listener) {
      if (type !== 'message') return
      const checked = (event: MessageEvent) => {
        if (event.source === (target as unknown) && event.origin === origin) listener(event)
      }
      added.set(listener, checked)
      globalThis.addEventListener('message', checked as never)
    },
    removeEventListener(_type, listener) {
      const checked = added.get(listener)
      added.delete(listener)
      if (checked !== undefined) globalThis.removeEventListener('message', checked as never)
    },
  }
}

function isOrigin(text: string): boolean {
  if (text === 'null') return true
  try {
    return new URL(text).origin === text
  } catch {
    return false
  }
}
