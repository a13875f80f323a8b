// Decides how one invocation settles: with its result, with its failure, or when it is cut.

import { Cuts } from './cuts.js'
import {
  type Attachment,
  COMMITTED,
  type Context,
  type CutSource,
  DONE,
  type Failure,
  type Invocation,
  type Limit,
  type Misuse,
} from './parts.js'
import { follow, soon } from './promises.js'

/**
 * Runs an invocation that its stack alone does not settle: one with cuts, error-listeners, observers, or layers that may misuse
 * `next` late.
 *
 * @param outer What can cut the invocation from outside.
 * @param timeout Its own limit, in milliseconds.
 */
export function settle(ctx: Context, outer: readonly CutSource[], timeout: number | undefined): Promise<unknown> {
  const invocation = new SettlingInvocation(ctx)
  ctx._invocation = invocation
  return outer.length === 0 && timeout === undefined ? invocation.run() : invocation.runUntilCut(outer, timeout)
}

/** The stack runs. */
const RUNNING = 0
/** The stack has failed: the error-listeners run, then the invocation rejects. */
const FAILING = 1
/** Its own limit has rejected the invocation, and the error-listeners run beside that. */
const EXPIRED = 2
/** A cut has resolved the invocation with its result, and the remaining after-listeners run. */
const RESOLVED = 3
/** The invocation has settled. */
const SETTLED = 4

const NO_SOURCES: readonly CutSource[] = []

/** A class and not closures, with which ten replacements take 4 % longer. Its fields begin with `_`, as those of calls do. */
class SettlingInvocation implements Invocation {
  failure: Failure | undefined = undefined
  blamed: { readonly error: unknown; readonly by: Attachment } | undefined = undefined
  private readonly _ctx: Context
  private _state: typeof RUNNING | typeof FAILING | typeof EXPIRED | typeof RESOLVED | typeof SETTLED = RUNNING
  private _cuts: Cuts | undefined = undefined
  /** What the observers are told at the end. */
  private _outcome: Failure | undefined = undefined
  private _observed: ((failure: Failure | undefined) => void) | undefined = undefined
  private _limits: Limit[] | undefined = undefined
  private _misuses: Misuse[] | undefined = undefined

  constructor(ctx: Context) {
    this._ctx = ctx
  }

  get sources(): readonly CutSource[] {
    return this._cuts?.sources ?? NO_SOURCES
  }

  get isTelling(): boolean {
    return this._state === FAILING || this._state === EXPIRED
  }

  limited(limit: Limit): void {
    // A limit that begins when the invocation has settled would outlive it.
    if (this._state === SETTLED) return limit.clear()
    this._limits ??= []
    this._limits.push(limit)
  }

  misused(misuse: Misuse): void {
    this._misuses ??= []
    this._misuses.push(misuse)
    if (this._state > FAILING) this._reportMisuses()
  }

  /** Runs the stack, and settles the invocation when the stack has ended. */
  run(): Promise<unknown> {
    const { _ctx: ctx } = this
    const { _stack: stack } = ctx
    if (stack.observe !== undefined) {
      const end = stack.observe(ctx)
      // An observer may have cut it.
      if (this._state > FAILING) end(this._outcome)
      else this._observed = end
    }
    return follow(
      stack.enter(ctx),
      () => (this._misuses === undefined ? this._succeed() : follow(soon(), () => this._succeed())),
      (error) => this._fail(error),
    )
  }

  /** Runs the stack. A cut settles the invocation before the stack has unwound, and without the help of any party in it. */
  runUntilCut(outer: readonly CutSource[], timeout: number | undefined): Promise<unknown> {
    const { _ctx: ctx } = this
    return new Promise((resolve, reject) => {
      this._cuts = new Cuts(ctx, outer, timeout, (reason, isOwn) => {
        if (ctx._phase === DONE) {
          if (isOwn) ctx._report(reason, ctx._running())
          resolve(ctx._value)
          return this._settle(undefined, RESOLVED)
        }
        const wasStopped = ctx._outerStop !== undefined
        const stop = {
          error: reason,
          aborted: false,
          by: undefined,
          assigned: undefined,
          unwound: [],
          recovered: false,
        }
        reject(reason)
        // Before any party learns of it: what has been cut can no longer be aborted.
        ctx._stop = stop
        // A cut from outside stops the error-listeners that have not run yet.
        this._settle(stop, isOwn && this.isTelling ? EXPIRED : SETTLED)
        ctx._halt(stop)
        if (isOwn && this.failure === undefined && !wasStopped) this._tell(reason, EXPIRED)
      })
      follow(this.run(), resolve, reject)
    })
  }

  private _succeed(): unknown {
    const misuse = this._misuses?.find(({ work }) => !work.awaited)
    if (misuse !== undefined) return this._fail(misuse.error)
    this._settle(undefined)
    return this._ctx._value
  }

  /** Runs the error-listeners, then rejects with `error`. */
  private async _fail(error: unknown): Promise<never> {
    const { _ctx: ctx } = this
    if (this._state > FAILING) {
      if (this._state === RESOLVED) ctx._report(error, this.blamed?.by)
    } else if (ctx._outerStop === undefined) {
      this.failure = { error }
      if (ctx._phase === DONE) ctx._phase = COMMITTED
      await this._tell(error, FAILING)
    }
    this._settle({ error })
    throw error
  }

  /** Runs the error-listeners. */
  private async _tell(error: unknown, state: typeof FAILING | typeof EXPIRED): Promise<void> {
    const { tellError } = this._ctx._stack
    if (tellError === undefined) return
    this._state = state
    await tellError(this._ctx, error)
    if (this._state === EXPIRED) this._state = SETTLED
  }

  /** Reports the misuses that are not waited for, and are not what the invocation has failed with. */
  private _reportMisuses(failure?: Failure): void {
    const { _misuses: misuses } = this
    this._misuses = undefined
    if (misuses !== undefined) {
      follow(soon(), () => {
        for (const { work, error, by } of misuses) {
          if (!work.awaited && error !== failure?.error) this._ctx._report(error, by)
        }
      })
    }
  }

  /** Ends the invocation for its caller. No timer and no listener on a signal outlives it. */
  private _settle(
    failure: Failure | undefined,
    state: typeof EXPIRED | typeof RESOLVED | typeof SETTLED = SETTLED,
  ): void {
    if (this._state > FAILING) return
    this._state = state
    this._outcome = failure
    this._cuts?.release()
    if (state === SETTLED) for (const limit of this._limits ?? []) limit.clear()
    this._reportMisuses(failure)
    this._observed?.(failure)
  }
}
