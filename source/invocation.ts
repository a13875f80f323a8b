// How one invocation ends: with its result, its failure, or cut from outside.

import { CLOSED, type Context, type Ending, RESULT, type Stop, toParty } from './context.js'
import { createSource, fire, join, leave, type Source, type Target } from './cuts.js'
import { ActionTimeoutError } from './errors.js'
import { follow, isLoose, soon, type Work } from './promises.js'
import { startTimer } from './timeout.js'

/** What the end of an invocation needs to know of its stack. */
export interface Ends {
  run(ctx: Context): Promise<unknown>
  /** Runs the error-listeners one by one; undefined when there are none. */
  readonly fail: ((ctx: Context, error: unknown) => Promise<void>) | undefined
  /** Told of the invocation as a whole; undefined when nobody observes. */
  readonly observe: ((ctx: Context) => (failure: Stop | undefined) => void) | undefined
}

/**
 * Runs an invocation that has more to it than its stack: cuts, error-listeners, observers, or layers that may misbehave late.
 *
 * @param outer What may cut it from outside.
 * @param timeout Its own limit, in milliseconds.
 */
export function conduct(
  ctx: Context,
  stack: Ends,
  outer: readonly Source[],
  timeout: number | undefined,
): Promise<unknown> {
  const misuses: Array<{ work: Work; error: unknown }> = []
  let settled = false
  let failing = false
  let hadResult = false
  /** Whether listeners go on, after the result or beside a limit that has run out, and keep their own limits. */
  let limitsStay = false
  let outcome: Stop | undefined
  let observed: ((failure: Stop | undefined) => void) | undefined
  let resolve: ((value: unknown) => void) | undefined
  let reject: ((error: unknown) => void) | undefined

  const own = timeout === undefined ? undefined : createSource()
  const ending: Ending = {
    sources: own === undefined ? outer : [...outer, own],
    cutOff: false,
    failure: undefined,
    blamed: undefined,
    limits: [],
    misused(work, error, part) {
      if (!settled) misuses.push({ work, error })
      else follow(soon(), () => isLoose(work) && ctx._report(error, part))
    },
  }
  ctx._ending = ending
  const stopTimer =
    own &&
    startTimer(timeout as number, () => {
      own.running = false
      fire(own, new ActionTimeoutError(ctx.action, timeout as number, toParty(ctx._running())))
    })

  /** The time limit or signal that is `source` has fired. */
  const cut: Target = (reason, source) => {
    const isOwn = source === own
    if (ctx._phase === RESULT) {
      if (isOwn) ctx._report(reason, ctx._running())
      hadResult = limitsStay = true
      resolve?.(ctx._value)
      return settle(undefined)
    }
    const stopped = ctx._standing !== undefined
    const stop = { error: reason }
    reject?.(reason)
    // Before anybody is told: nobody can abort what has been cut.
    ctx._stop = stop
    ending.cutOff = !isOwn
    limitsStay = isOwn && failing
    settle(stop)
    ctx._halt(stop)
    if (isOwn && !failing && !stopped) stack.fail?.(ctx, reason)
  }

  const succeed = (): unknown => {
    const misuse = misuses.find(({ work }) => isLoose(work))
    if (misuse !== undefined) return fail(misuse.error)
    settle(undefined)
    return ctx._value
  }

  /** Sees the error-listeners through, then rejects with `error`. */
  const fail = async (error: unknown): Promise<never> => {
    if (settled) {
      if (hadResult) ctx._report(error, ending.blamed?.part)
    } else if (ctx._standing === undefined) {
      failing = true
      ending.failure = { error }
      if (ctx._phase === RESULT) ctx._phase = CLOSED
      await stack.fail?.(ctx, error)
    }
    settle({ error })
    throw error
  }

  /** No timer and no listener on a signal outlives its invocation. */
  const settle = (failure: Stop | undefined): void => {
    if (settled) return
    settled = true
    outcome = failure
    for (const source of ending.sources) leave(source, cut)
    if (own !== undefined) own.running = false
    stopTimer?.()
    if (!limitsStay) for (const limit of ending.limits) limit.clear()
    observed?.(failure)
  }

  const run = (): Promise<unknown> => {
    const end = stack.observe?.(ctx)
    // An observer may have cut it.
    if (settled) end?.(outcome)
    else observed = end
    return follow(stack.run(ctx), () => (misuses.length > 0 ? follow(soon(), succeed) : succeed()), fail)
  }

  if (ending.sources.length === 0) return run()
  // A cut settles it before the stack has unwound, and without the help of anybody in there.
  return new Promise((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
    for (const source of ending.sources) join(source, cut)
    follow(run(), onResolve, onReject)
  })
}
