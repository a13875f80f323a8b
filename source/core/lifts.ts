// Turns a listener or a replacement into koa-compose middleware that does the same, for stacks composed by hand.

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
 * A before-listener as middleware that goes on only while nobody has aborted.
 *
 * @param listener As in `addListener('before…')`. Its `abort` is `ctx.abort` where there is one; else it sets `ctx.aborted` and
 *   `ctx.abortReason`.
 * @returns Middleware that rejects with an `ActionAbortedError` once the listener, or somebody further out, has aborted.
 * @throws {TypeError} when `listener` is not a function.
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
 * An after-listener as middleware that runs it once everything further in has succeeded. Lifted one by one, the first
 * that is to run stands innermost.
 *
 * @param listener As in `addListener('after…')`. What it fails with goes to `onListenerError` in an invocation, and to
 *   `console.error` elsewhere.
 * @throws {TypeError} when `listener` is not a function.
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
 * A replacement as middleware, with `next` as its `original`.
 *
 * In a stack composed by hand `next` runs once, and so does `original`: another call rejects with an `ActionMisuseError`.
 *
 * @param fn As in `replaceAction`. What it returns becomes `ctx.result`; when it returns nothing, that stays as it is.
 * @throws {TypeError} when `fn` is not a function.
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
    /** What a failure further in has left in `ctx.result`, and what stood there before. */
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
      // A failure has no result: what it has left stands for nothing when the replacement gives none either.
      else if (left !== undefined && ctx.result === left[0]) ctx.result = left[1] as R
    }

    const call = new PartyCall(dispatchOf(ctx), attachment, () => fn(payload, original, ctx), end)
    await call.run()
  }
}

function lifted(kind: 'before' | 'after' | 'replacement', fn: unknown): Attachment {
  checkFunction(fn, `What ${kind}() lifts`)
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
 * @param by Who must have aborted, if somebody has.
 * @param known What has been rejected with further in: the error of the abort, if it was there.
 */
function throwIfStopped(ctx: StackContext, by: Attachment | undefined, known?: unknown): void {
  const dispatch = dispatchOf(ctx)
  if (dispatch !== undefined) dispatch._throwIfStopped()
  else if (ctx.aborted) throw known instanceof ActionAbortedError ? known : abortErrorOf(ctx, by)
}

/**
 * What a failure means to those further out: once its party has aborted, that stands.
 *
 * @param late Whether it was too late for that, in a stack composed by hand.
 */
function failure(ctx: StackContext, error: unknown, by: Attachment, late = false): unknown {
  const dispatch = dispatchOf(ctx)
  if (dispatch !== undefined) return dispatch._failure(error, by)
  if (late || !ctx.aborted || error instanceof ActionAbortedError) return error
  const aborted = abortErrorOf(ctx, by)
  if (error !== aborted) report(ctx, error, by)
  return aborted
}

/** The error of an abort. Where another copy of this library made the ctx, that has made it already, and its signal has it. */
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
