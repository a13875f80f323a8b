// How one invocation ends: with its result, its failure, or cut from outside.

import { CLOSED, type Context, type Ending, type Limit, type Part, RESULT, type Stop, toParty } from './context.js'
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
  const conductor = new Conductor(ctx, stack, outer)
  ctx._ending = conductor
  return outer.length === 0 && timeout === undefined ? conductor.run() : conductor.runUntilCut(timeout)
}

/** A call of `next` or `original` that came after its owner had settled. */
interface Misuse {
  readonly work: Work
  readonly error: unknown
  readonly part: Part
}

/** A class and not closures, with which ten replacements take 4 % longer. Its fields begin with `_`, as those of calls do. */
class Conductor implements Ending {
  sources: readonly Source[]
  failure: Stop | undefined = undefined
  blamed: Ending['blamed'] = undefined
  telling = false
  private readonly _ctx: Context
  private readonly _stack: Ends
  private _settled = false
  private _hadResult = false
  /** Whether listeners go on, after the result or beside a limit that has run out, and keep their own limits. */
  private _limitsStay = false
  private _outcome: Stop | undefined = undefined
  private _observed: ((failure: Stop | undefined) => void) | undefined = undefined
  private _release: (() => void) | undefined = undefined
  private _limits: Limit[] | undefined = undefined
  private _misuses: Misuse[] | undefined = undefined

  constructor(ctx: Context, stack: Ends, outer: readonly Source[]) {
    this._ctx = ctx
    this._stack = stack
    this.sources = outer
  }

  limited(limit: Limit): void {
    // One that begins once the invocation has settled would outlive it.
    if (this._settled && !this._limitsStay && !this.telling) limit.clear()
    else {
      this._limits ??= []
      this._limits.push(limit)
    }
  }

  misused(work: Work, error: unknown, part: Part): void {
    this._misuses ??= []
    this._misuses.push({ work, error, part })
    if (this._settled) this._reportMisuses()
  }

  /** Runs the stack, and settles the invocation when that has ended. */
  run(): Promise<unknown> {
    const { _ctx: ctx, _stack: stack } = this
    if (stack.observe !== undefined) {
      const end = stack.observe(ctx)
      // An observer may have cut it.
      if (this._settled) end(this._outcome)
      else this._observed = end
    }
    return follow(
      stack.run(ctx),
      () => (this._misuses === undefined ? this._succeed() : follow(soon(), () => this._succeed())),
      (error) => this._fail(error),
    )
  }

  /** Runs the stack. A cut settles the invocation before the stack has unwound, and without the help of anybody in there. */
  runUntilCut(timeout: number | undefined): Promise<unknown> {
    const { _ctx: ctx, sources: outer } = this
    return new Promise((resolve, reject) => {
      const own = timeout === undefined ? undefined : createSource()
      /** The time limit or signal that is `source` has fired. */
      const cut: Target = (reason, source) => {
        const isOwn = source === own
        // It runs no longer, for what is invoked from now on.
        if (isOwn) this.sources = outer
        if (ctx._phase === RESULT) {
          if (isOwn) ctx._report(reason, ctx._running())
          this._hadResult = this._limitsStay = true
          resolve(ctx._value)
          return this._settle(undefined)
        }
        const stopped = ctx._standing !== undefined
        const stop = { error: reason }
        reject(reason)
        // Before anybody is told: nobody can abort what has been cut.
        ctx._stop = stop
        // A cut from outside is none of the error-listeners' business, those that are left included.
        this.telling &&= isOwn
        this._limitsStay = this.telling
        this._settle(stop)
        ctx._halt(stop)
        if (isOwn && this.failure === undefined && !stopped) this._tell(reason)
      }

      let stopTimer: (() => void) | undefined
      if (own !== undefined) {
        const milliseconds = timeout as number
        this.sources = [...outer, own]
        stopTimer = startTimer(
          milliseconds,
          () => fire(own, new ActionTimeoutError(ctx.action, milliseconds, toParty(ctx._running()))),
          (error) => fire(own, error),
        )
      }
      this._release = () => {
        for (const source of this.sources) leave(source, cut)
        stopTimer?.()
      }
      for (const source of this.sources) join(source, cut)
      follow(this.run(), resolve, reject)
    })
  }

  private _succeed(): unknown {
    const misuse = this._misuses?.find(({ work }) => !work.awaited)
    if (misuse !== undefined) return this._fail(misuse.error)
    this._settle(undefined)
    return this._ctx._value
  }

  /** Sees the error-listeners through, then rejects with `error`. */
  private async _fail(error: unknown): Promise<never> {
    const { _ctx: ctx } = this
    if (this._settled) {
      if (this._hadResult) ctx._report(error, this.blamed?.part)
    } else if (ctx._standing === undefined) {
      this.failure = { error }
      if (ctx._phase === RESULT) ctx._phase = CLOSED
      await this._tell(error)
    }
    this._settle({ error })
    throw error
  }

  /** Runs the error-listeners, which tell of it. */
  private _tell(error: unknown): Promise<void> | undefined {
    const { fail } = this._stack
    if (fail === undefined) return undefined
    this.telling = true
    return fail(this._ctx, error).then(() => {
      this.telling = false
    })
  }

  /** What nobody waits for, and is not what it has failed with, is told. */
  private _reportMisuses(failure?: Stop): void {
    const { _misuses: misuses } = this
    this._misuses = undefined
    if (misuses !== undefined) {
      follow(soon(), () => {
        for (const { work, error, part } of misuses) {
          if (!work.awaited && error !== failure?.error) this._ctx._report(error, part)
        }
      })
    }
  }

  /** No timer and no listener on a signal outlives its invocation. */
  private _settle(failure: Stop | undefined): void {
    if (this._settled) return
    this._settled = true
    this._outcome = failure
    this._release?.()
    if (!this._limitsStay) for (const limit of this._limits ?? []) limit.clear()
    this._reportMisuses(failure)
    this._observed?.(failure)
  }
}
