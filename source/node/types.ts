// Defines the types of `entracte/node`.

import type { ActionContext, Observer, Party, Registration } from '../core/index.js'

/** What `publishDiagnostics` needs of the actions. */
export interface Publishable {
  /** Does what `Actions.observe` does. */
  observe(observer: Observer): Registration
}

/** What subscribers of the channel `entracte.action` are given: one object for each invocation, the same in every event. */
export interface ActionMessage {
  /** The name of the action. */
  readonly action: string
  /** The `ctx.id` of the invocation. */
  readonly id: number
  /** The `ctx` of the invocation. */
  readonly ctx: ActionContext
  /** The message of the invocation that invoked this one; undefined at the top. */
  readonly parent: ActionMessage | undefined
  /** The result, in `asyncStart` and `asyncEnd`, when the invocation has succeeded. */
  result?: unknown
  /** What the invocation has rejected with, from `error` on. */
  error?: unknown
  /** Says from `error` on that the invocation was aborted: `error` is then the `ActionAbortedError`. */
  aborted?: true
  /** The argument of `abort(reason)`, when the invocation was aborted. */
  reason?: unknown
  /** The party that aborted, when the invocation was aborted; null when it is unknown. */
  by?: Party | null
}
