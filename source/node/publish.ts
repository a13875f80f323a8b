// Publishes invocations on a channel of Node's diagnostics_channel.

import type { ActionContext, ObservedParty, Registration } from '../core/index.js'
import { show } from '../shared/text.js'
import { openChannel } from './channel.js'
import type { ActionMessage, Publishable } from './types.js'

/**
 * Publishes every invocation that begins from now on, on the TracingChannel `entracte.action` of `node:diagnostics_channel`. So agents,
 * test reporters and other tools see actions without a dependency on this library.
 *
 * Each invocation publishes `start` and `end` around what runs synchronously, then `asyncStart` and `asyncEnd` when it has settled, and
 * `error` before these two when it rejects, also because it was aborted. All of them receive the same message: see `ActionMessage`. What
 * subscribers bind with `channel.start.bindStore` is current for everything that the invocation does.
 *
 * An invocation that begins while nobody has subscribed is not published, and runs as fast as without this call.
 *
 * @param actions The actions, or a scope of them. With a scope, publishing stops when the scope is disposed.
 * @throws {TypeError} when `actions` has no `observe`, or there are options.
 * @throws {Error} where there is no `node:diagnostics_channel`, as in a page.
 *
 * @example
 * publishDiagnostics(actions)
 * tracingChannel('entracte.action').subscribe({ error: ({ action, error }) => console.error(action, error) })
 */
export function publishDiagnostics(actions: Publishable): Registration
// It has no options: so an option is not ignored in silence. A number is no option, since `forEach` hands one over.
export function publishDiagnostics(actions: Publishable, options?: unknown): Registration {
  if (typeof (actions as Partial<Publishable> | null | undefined)?.observe !== 'function') {
    throw new TypeError(
      `Cannot publish ${show(actions)}, because it has no observe: pass what createActions gives, or a scope of it`,
    )
  }
  if (Object(options) === options) throw new TypeError(`publishDiagnostics has no options, got ${show(options)}`)
  const channel = openChannel('entracte.action')
  const MESSAGE = Symbol('entracte/node')
  type Published = { [MESSAGE]?: Publishing }
  // A function, which reactive stores leave alone.
  type PublishedCtx = { [MESSAGE]?: () => ActionMessage }

  function settle({ message }: Publishing, info: ObservedParty): void {
    const { ctx, reason, by } = info
    if (info.aborted) Object.assign(message, { error: ctx.signal.reason, aborted: true, reason, by })
    else if ('error' in info) message.error = info.error
    else message.result = ctx.result
    if ('error' in message) channel.error.publish(message)
    channel.asyncStart.publish(message)
    channel.asyncEnd.publish(message)
  }

  return actions.observe({
    parties: false,
    wanted: () => channel.hasSubscribers,

    start(info) {
      const { ctx } = info
      const { action, id, parent } = ctx
      const message: ActionMessage = { action, id, ctx, parent: (parent as PublishedCtx | undefined)?.[MESSAGE]?.() }
      ;(info as Published)[MESSAGE] = { message, isSynchronous: true, hasSettled: false }
      ;(ctx as ActionContext & PublishedCtx)[MESSAGE] = () => message
    },

    around(info, run) {
      const publishing = (info as Published)[MESSAGE] as Publishing
      const { message } = publishing
      return channel.start.runStores(message, () => {
        try {
          return run()
        } finally {
          channel.end.publish(message)
          publishing.isSynchronous = false
          if (publishing.hasSettled) settle(publishing, info)
        }
      })
    },

    end(info) {
      const publishing = (info as Published)[MESSAGE] as Publishing
      publishing.hasSettled = true
      // One of its own parties may cut it: then it settles inside the call.
      if (!publishing.isSynchronous) settle(publishing, info)
    },
  })
}

/** An invocation that is published. */
interface Publishing {
  readonly message: ActionMessage
  /** Whether `end` has not been published yet. */
  isSynchronous: boolean
  hasSettled: boolean
}
