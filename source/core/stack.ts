// Decides the order: turns what is attached to one action into one koa-compose stack. No other file knows the order.

import compose from 'koa-compose'
import type { AnyFunction } from '../shared/arguments.js'
import { ActionTimeoutError, toParty } from './errors.js'
import { enterMiddleware, withReplacements } from './layers.js'
import { perform, performInside, tellError } from './listeners.js'
import { contextIn, observed, observedInvocation } from './observe.js'
import type { Attachment, BeforeRun, Context, Host, MiddlewareRun, Parts, Stack, Step } from './parts.js'
import { follow, isThenable } from './promises.js'
import { within } from './timeout.js'
import type { Observer, StackEntry } from './types.js'

/** Returns all parties of an action as plain data, outermost first. */
export function explained({
  middleware,
  payloadUpdate,
  before,
  replacements,
  core,
  after,
  error,
}: Parts): StackEntry[] {
  return [...middleware, payloadUpdate, ...before, ...replacements, core, ...after, ...error]
    .filter((attachment) => attachment !== undefined)
    .map(({ kind, name, scope, order, once }) => ({ kind, name, scope, order, once }))
}

export function createStack(
  action: string,
  host: Host,
  { middleware, payloadUpdate, before, replacements, core, after, error }: Parts & { core: Attachment },
  observers: readonly Observer[],
): Stack {
  const run = (attachment: Attachment) => watched(attachment, action, observers) as never
  const step = <F>(attachment: Attachment): Step<F> => ({ attachment, run: run(attachment) })
  const middlewareCount = middleware.length
  const bodyAt = before.length
  const replaced = replacements.length > 0
  const errorSteps = error.map(step<never>)

  return {
    action,
    host,
    timeout: core.timeout,
    middlewareCount,
    layerCount: middlewareCount + replacements.length,
    payloadUpdate: payloadUpdate && run(payloadUpdate),
    before: before.map(run),
    body: replaced ? withReplacements(replacements.map(step<never>), step(core), middlewareCount) : run(core),
    bodyAt,
    replaced,
    after: after.map(run),
    attachmentAt(cursor) {
      if (cursor < 0) return payloadUpdate
      if (cursor === bodyAt) return replaced ? undefined : core
      return cursor < bodyAt ? before[cursor] : after[cursor - bodyAt - 1]
    },
    enter: composed(
      middlewareCount > 0 ? [...enterMiddleware(middleware.map(step<MiddlewareRun>)), performInside] : [perform],
    ),
    tellError: errorSteps.length > 0 ? (ctx, failure) => tellError(ctx, errorSteps, failure) : undefined,
    observe: observers.length > 0 ? observedInvocation(observers) : undefined,
    plain: middlewareCount === 0 && !replaced && error.length === 0 && observers.length === 0,
  }
}

/** Composes in nested chunks: koa-compose flattens what it is given, which is quadratic. 10 000 entries take 450 ms, in chunks of √n 9 ms. */
function composed(entries: MiddlewareRun[]): (ctx: Context) => Promise<unknown> {
  if (entries.length <= 64) return compose<Context>(entries)
  const size = Math.ceil(Math.sqrt(entries.length))
  const chunks: MiddlewareRun[] = []
  for (let i = 0; i < entries.length; i += size) chunks.push(compose<Context>(entries.slice(i, i + size)))
  return compose<Context>(chunks)
}

/** Returns the function of an attachment with a time limit, observers and `once` around it. Most need none of these, and cost nothing in the loop. */
function watched(attachment: Attachment, action: string, observers: readonly Observer[]): AnyFunction {
  const { kind, fn, timeout } = attachment
  let run = fn as (...args: unknown[]) => unknown
  // A listener that takes an `abort` gets an `abort` that knows the listener, also when it is called late. A listener that takes none
  // is handed the one of the invocation, and does not pay for it.
  if (kind === 'before' && fn.length > 1) {
    const listener = fn as AnyFunction as BeforeRun
    run = ((payload, _abort, ctx) =>
      listener(payload, (reason) => ctx._abortAs(attachment, reason), ctx)) as BeforeRun as typeof run
  }
  if (timeout !== undefined && kind !== 'core') {
    const unlimited = run
    run = (...args) => {
      const returned = unlimited(...args)
      if (!isThenable(returned)) return undefined
      const error = () => new ActionTimeoutError(action, timeout, toParty(attachment), true)
      // Not `returned` itself: a native promise may have a `then` of its own, which p-timeout would call.
      const waiting = within(
        follow(returned, (value) => value),
        timeout,
        error,
      )
      // A cut ends the invocation while the listener goes on.
      contextIn(args)._invocation?.limited(waiting)
      return waiting
    }
  }
  if (observers.length > 0) run = observed(run, attachment, observers) as typeof run
  if (attachment.once) {
    const unclaimed = run
    run = (...args) => {
      if (attachment.claimed) return
      attachment.claimed = true
      attachment.undo()
      return unclaimed(...args)
    }
  }
  return run
}
