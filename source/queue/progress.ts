// Tells the caller of an action how far its core is, on whichever machine it runs.

import type { ActionContext, ActionState } from '../core/index.js'
import { checkFunction } from '../shared/arguments.js'
import { printing } from '../shared/print.js'

/** What `ctx.state` has under this key receives the progress. The same in every copy of the library. */
export const PROGRESS = Symbol.for('entracte.progress')

/**
 * Tells the caller how far the action is. It does nothing when the caller does not listen. On a worker, the value must be one that can be
 * sent; what cannot be sent is an error here.
 *
 * @throws {UnsendableError} on a worker, when the value cannot be sent.
 *
 * @example
 * actions.registerAction('ImportOrders', async ({ rows }, ctx) => {
 *   for (const [index, row] of rows.entries()) {
 *     await importRow(row)
 *     progress(ctx, index / rows.length)
 *   }
 * })
 */
export function progress(ctx: Pick<ActionContext, 'state'>, value: unknown): void {
  const { [PROGRESS]: listener } = ctx.state
  if (typeof listener === 'function') listener(value)
}

/**
 * Returns the option `state` with which an invocation tells its progress to `listener`: what its functions, and those of the actions
 * inside it, hand to `progress`. It is the same whether the action runs here or on a worker.
 *
 * An error that the listener throws or rejects with is printed with `console.error`, and changes nothing.
 *
 * @throws {TypeError} when `listener` is not a function.
 *
 * @example
 * await actions.invokeAction('ImportOrders', { rows }, { state: onProgress((share) => bar.set(share)) })
 */
export function onProgress(listener: (value: unknown) => unknown): Partial<ActionState> {
  checkFunction(listener, 'The listener')
  return { [PROGRESS]: (value: unknown) => printing(() => listener(value)) }
}
