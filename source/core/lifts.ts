// Turns a listener or a replacement into koa-compose middleware that does the same, for stacks that you compose
// yourself.

import { checkFunction } from '../shared/arguments.js'
import { print } from '../shared/print.js'
import { createAttachment } from './attachments.js'
import { PartyCall } from './calls.js'
import { dispatchOf } from './context.js'
import { ActionAbortedError, toParty } from './errors.js'
import type { Attachment } from './parts.js'
import { handled, isThenable, TrackedPromise } from './promises.js'
import type { AfterListener, BeforeListener, LiftedMiddleware, Replacement, StackContext } from './types.js'

/**
 * Turns a before-listener into middleware, which goes on only when no function has aborted.
 *
 * The middleware rejects with the listener's own error when the listener throws. After an abort, by the listener or by
 * an outer function, it rejects with an `ActionAbortedError`.
 *
 * @param listener As for `addListener('before…')`. Its `abort` calls `ctx.abort`. Without a `ctx.abort`, it sets
 *   `ctx.aborted` and `ctx.abortReason`.
 * @throws {TypeError} when `listener` is not a function, or is a generator function.
 *
 * @example
 * const stack = compose([before(askTheAgent), after(tellTheAgent), accept])
 * await stack({ payload: { sid: 'WT1' } })
 */
export function before<P, C extends StackContext<P> = StackContext<P>>(
  listener: BeforeListener<P, C>,
): LiftedMiddleware<C & StackContext<P>> {
  const attachment = lifted('before', listener)
  return async (ctx, next) => {
    throwIfStopped(ctx, undefined)
    const end = (failed: boolean, value: unknown) => {
      if (failed) throw failure(ctx, value, attachment)
      throwIfStopped(ctx, attachment)
    }
    const called = new PartyCall(
      dispatchOf(ctx),
      attachment,
      () => listener(ctx.payload, abortOf(ctx, attachment), ctx),
      end,
    ).run()
    if (isThenable(called)) await called
    await next()
  }
}

/**
 * Turns an after-listener into middleware, which runs the listener when everything inside has succeeded. If you lift
 * several after-listeners, the innermost runs first.
 *
 * @param listener As for `addListener('after…')`. If it throws or rejects, the error goes to `onListenerError`. In a
 *   stack that you compose yourself, the error is printed with `console.error`.
 * @throws {TypeError} when `listener` is not a function, or is a generator function.
 *
 * @example
 * actions.use('AcceptTask', after((task, result) => log(task.sid, result)))
 */
export function after<P, R, C extends StackContext<P, R> = StackContext<P, R>>(
  listener: AfterListener<P, R, C>,
): LiftedMiddleware<C & StackContext<P, R>> {
  const attachment = lifted('after', listener)
  return async (ctx, next) => {
    await next()
    dispatchOf(ctx)?._commit()
    try {
      await new PartyCall(dispatchOf(ctx), attachment, () => listener(ctx.payload, ctx.result as R, ctx)).run()
    } catch (error) {
      report(ctx, error, attachment)
    }
  }
}

/**
 * Turns a replacement into middleware, with `next` as its `original`.
 *
 * Surprise: here `original` runs only once, because the `next` of koa-compose runs only once. A second call rejects
 * with an `ActionMisuseError`.
 *
 * @param fn As for `replaceAction`. Its awaited return value becomes `ctx.result`. When it returns `undefined`,
 *   `ctx.result` stays.
 * @throws {TypeError} when `fn` is not a function, or is a generator function.
 *
 * @example
 * const stack = compose([replacement(async (task, original) => (await isFree()) ? original(task) : undefined), accept])
 */
export function replacement<P, R, C extends StackContext<P, R> = StackContext<P, R>>(
  fn: Replacement<P, R, C>,
): LiftedMiddleware<C & StackContext<P, R>> {
  const attachment = lifted('replacement', fn)
  return async (ctx, next) => {
    throwIfStopped(ctx, undefined)
    const { payload } = ctx
    let called = false
    let landed = false
    let rejection: unknown
    /** The `ctx.result` that a failure inside has left, and the `ctx.result` before. */
    let left: [result: unknown, before: unknown] | undefined

    const proceed = async (given: P): Promise<R> => {
      throwIfStopped(ctx, attachment)
      const { result } = ctx
      ctx.payload = given
      try {
        await next()
        landed = true
        return ctx.result as R
      } catch (error) {
        rejection = error
        left = [ctx.result, result]
        throw error
      }
    }
    const original = (...given: [P?]): Promise<R> => {
      if (call.ended || called) {
        return call.misused(ctx.action ?? '', 'original', 'in a stack composed by hand, next runs once') as Promise<R>
      }
      called = true
      return call.keep(
        new TrackedPromise(call, handled(proceed(given.length > 0 ? (given[0] as P) : payload))),
      ) as Promise<R>
    }
    const end = (failed: boolean, value: unknown) => {
      if (failed) throw failure(ctx, value, attachment, landed)
      if (!landed) throwIfStopped(ctx, attachment, rejection)
      if (value !== undefined) ctx.result = value as R
      // A failure has no result. When the replacement returns no result either, the earlier result comes back.
      else if (left !== undefined && ctx.result === left[0]) ctx.result = left[1] as R
    }

    const call = new PartyCall(dispatchOf(ctx), attachment, () => fn(payload, original, ctx), end)
    await call.run()
  }
}

function lifted(kind: 'before' | 'after' | 'replacement', fn: unknown): Attachment {
  checkFunction(fn, `The argument of ${kind}()`)
  return createAttachment({ kind, fn })
}

function abortOf(ctx: StackContext, by: Attachment): (reason?: unknown) => void {
  return (reason) => {
    const dispatch = dispatchOf(ctx)
    if (dispatch !== undefined) return dispatch._abortAs(by, reason)
    if (ctx.aborted) return
    if (typeof ctx.abort === 'function') return ctx.abort(reason)
    ctx.abortReason = reason
    ctx.aborted = true
  }
}

/**
 * Throws the error of the abort when the invocation was aborted.
 *
 * @param by The party that has aborted, if there was an abort.
 * @param known The error of an inner rejection. It is thrown when it is the error of the abort.
 */
function throwIfStopped(ctx: StackContext, by: Attachment | undefined, known?: unknown): void {
  const dispatch = dispatchOf(ctx)
  if (dispatch !== undefined) dispatch._throwIfStopped()
  else if (ctx.aborted) throw known instanceof ActionAbortedError ? known : abortErrorOf(ctx, by)
}

/**
 * Returns the error that outer functions receive when a party has failed. After an abort by that party, this is the
 * abort, and the party's own error is reported.
 *
 * @param late Whether the abort came too late, in a stack that you compose yourself.
 */
function failure(ctx: StackContext, error: unknown, by: Attachment, late = false): unknown {
  const dispatch = dispatchOf(ctx)
  if (dispatch !== undefined) return dispatch._failure(error, by)
  if (late || !ctx.aborted || error instanceof ActionAbortedError) return error
  const aborted = abortErrorOf(ctx, by)
  if (error !== aborted) report(ctx, error, by)
  return aborted
}

/** Returns the error of an abort. When another copy of this library made the ctx, its signal already has the error. */
function abortErrorOf(ctx: StackContext & { readonly signal?: AbortSignal }, by: Attachment | undefined): unknown {
  const made: unknown = ctx.signal?.reason
  return (made as Partial<ActionAbortedError> | undefined)?.code === 'ACTION_ABORTED'
    ? made
    : new ActionAbortedError(ctx.action ?? '', ctx.abortReason, toParty(by))
}

function report(ctx: StackContext, error: unknown, by: Attachment): void {
  const dispatch = dispatchOf(ctx)
  if (dispatch !== undefined) dispatch._report(error, by)
  else print(error)
}
