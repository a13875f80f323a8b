// Asks the person behind an agent, and tells who calls.

import type { ActionContext } from '../core/index.js'
import { checkName } from '../shared/arguments.js'
import { show } from '../shared/text.js'
import { callOf } from './call.js'
import type { Agent, AskContext } from './types.js'

/**
 * Asks the person behind the agent that calls, and resolves with whether the person agrees. When no agent calls, nobody is asked, and it
 * resolves with true.
 *
 * The client of the agent shows the question: by elicitation in revision 2025-11-25, and by `input_required` in 2026-07-28. Where the client
 * cannot, the option `dialog` of `serveTools` asks. Where nothing can ask, or nobody answers in time, it aborts the action with the reason in
 * words, and resolves with false.
 *
 * The invocation waits for the answer, so each function runs once. Time limits go on.
 *
 * @param ctx The `ctx` of the invocation. Use it in before-listeners: after the core has started, it is too late for an abort.
 * @param question What the person is asked, in full: consent counts for this text.
 * @throws {TypeError} when `ctx` is no `ctx`, or `question` is not a non-empty string.
 *
 * @example
 * actions.addListener('beforeRefund', async ({ amount }, abort, ctx) => {
 *   if (amount > 100 && !(await ask(ctx, `Refund ${amount}?`))) abort('The person said no')
 * })
 */
export async function ask(ctx: AskContext, question: string): Promise<boolean> {
  checkContext(ctx, 'ask')
  checkName(question, 'The question')
  return callOf(ctx)?.ask(question, ctx) ?? true
}

/**
 * Returns who calls, when an agent calls: `serveTools` or `webTools` has begun the invocation, or an invocation that it is nested in.
 * Undefined when a person or the program itself has called.
 *
 * @throws {TypeError} when `ctx` is no `ctx`.
 *
 * @example
 * actions.use(async (ctx, next) => {
 *   await next()
 *   audit.write({ action: ctx.action, by: agentOf(ctx)?.client?.name ?? 'a person' })
 * })
 */
export function agentOf(ctx: AskContext): Agent | undefined {
  checkContext(ctx, 'agentOf')
  return callOf(ctx)?.agent
}

function checkContext(ctx: unknown, taker: string): asserts ctx is ActionContext {
  const { state, abort } = Object(ctx)
  if (typeof state === 'object' && typeof abort === 'function') return
  throw new TypeError(`${taker} takes the ctx of an invocation, got ${show(ctx)}`)
}
