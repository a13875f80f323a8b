// How one invocation ends: with its result, its failure, or cut from outside.

import { CLOSED, type Context, type Ending, RESULT, type Stop, toParty } from './context.js'
import { createSource, fire, join, leave, type Source, type Target } from './cuts.js'
import { ActionTimeoutError } from './errors.js'
import { follow, soon, type Work } from './promises.js'
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
  let settled = false
  let failing = false
  let hadResult = false
  /** Whether listeners go on, after the result or beside a limit that has run out, and keep their own limits. */
  let limitsStay = false
  let outcome: Stop | undefined
  let observed: ((failure: Stop | undefined) => void) | undefined
  let release: (() => void) | undefined
  let misuses: Array<{ work: Work; error: unknown }> | undefined

  const ending: Ending = {
    sources: outer,
    cutOff: false,
    failure: undefined,
    blamed: undefined,
    limits: undefined,
    misused(work, error, part) {
      if (settled) follow(soon(), () => work.awaited || ctx._report(error, part))
      else {
        misuses ??= []
        misuses.push({ work, error })
      }
    },
  }
  ctx._ending = ending

  /** No timer and no listener on a signal outlives its invocation. */
  const settle = (failure: Stop | undefined): void => {
    if (settled) return
    settled = true
    outcome = failure
    release?.()
    if (!limitsStay) for (const limit of ending.limits ?? []) limit.clear()
    observed?.(failure)
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

  const succeed = (): unknown => {
    const misuse = misuses?.find(({ work }) => !work.awaited)
    if (misuse !== undefined) return fail(misuse.error)
    settle(undefined)
    return ctx._value
  }

  const run = (): Promise<unknown> => {
    if (stack.observe !== undefined) {
      const end = stack.observe(ctx)
      // An observer may have cut it.
      if (settled) end(outcome)
      else observed = end
    }
    return follow(stack.run(ctx), () => (misuses === undefined ? succeed() : follow(soon(), succeed)), fail)
  }

  if (outer.length === 0 && timeout === undefined) return run()

  // A cut settles it before the stack has unwound, and without the help of anybody in there.
  return new Promise((resolve, reject) => {
    const own = timeout === undefined ? undefined : createSource()
    /** The time limit or signal that is `source` has fired. */
    const cut: Target = (reason, source) => {
      const isOwn = source === own
      if (ctx._phase === RESULT) {
        if (isOwn) ctx._report(reason, ctx._running())
        hadResult = limitsStay = true
        resolve(ctx._value)
        return settle(undefined)
      }
      const stopped = ctx._standing !== undefined
      const stop = { error: reason }
      reject(reason)
      // Before anybody is told: nobody can abort what has been cut.
      ctx._stop = stop
      ending.cutOff = !isOwn
      limitsStay = isOwn && failing
      settle(stop)
      ctx._halt(stop)
      if (isOwn && !failing && !stopped) stack.fail?.(ctx, reason)
    }

    let stopTimer: (() => void) | undefined
    if (own !== undefined) {
      const milliseconds = timeout as number
      ending.sources = [...outer, own]
      stopTimer = startTimer(
        milliseconds,
        () => fire(own, new ActionTimeoutError(ctx.action, milliseconds, toParty(ctx._running()))),
        (error) => fire(own, error),
      )
    }
    release = () => {
      for (const source of ending.sources) leave(source, cut)
      stopTimer?.()
    }
    for (const source of ending.sources) join(source, cut)
    follow(run(), resolve, reject)
  })
}
