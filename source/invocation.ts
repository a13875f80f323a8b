// How one invocation ends: with its result, its failure, or cut from outside.

import { CLOSED, type Context, type Ending, type Part, RESULT, type Stop, toParty } from './context.js'
import { Limit, type Source, type Target } from './cuts.js'
import { ActionTimeoutError } from './errors.js'
import { follow, soon } from './promises.js'

/** What the end of an invocation needs to know of its stack. */
export interface Ends {
  run(ctx: Context): Promise<unknown>
  /** Runs the error-listeners one by one; undefined when there are none. */
  readonly fail: ((ctx: Context, error: unknown) => Promise<void>) | undefined
  /** Told of the invocation as a whole; undefined when nobody observes. */
  readonly observe: ((ctx: Context) => (outcome: Outcome) => void) | undefined
}

export type Outcome = { readonly failed: boolean; readonly error?: unknown }

const SUCCESS: Outcome = { failed: false }

/** An invocation that has more to it than its stack: cuts, error-listeners, observers, or layers that may misbehave late. */
export class Invocation implements Ending, Target {
  settled = false
  failure: Stop | undefined
  cutOff = false
  readonly sources: readonly Source[]
  readonly limits = new Set<{ clear(): void }>()
  readonly #ctx: Context
  readonly #ends: Ends
  readonly #limit: Limit | undefined
  #resolve: ((value: unknown) => void) | undefined
  #reject: ((error: unknown) => void) | undefined
  #observed: ((outcome: Outcome) => void) | undefined
  #misuses: Array<{ work: { readonly awaited: boolean }; error: unknown }> | undefined
  #blamed: { readonly error: unknown; readonly part: Part } | undefined
  #failing = false
  #outcome: Outcome | undefined
  /** Whether listeners go on, after the result or beside a limit that has run out, and keep their own limits. */
  #limitsStay = false
  #hadResult = false

  /**
   * @param sources What may cut it from outside.
   * @param timeout Its own limit, in milliseconds.
   */
  constructor(ctx: Context, ends: Ends, sources: readonly Source[], timeout: number | undefined) {
    this.#ctx = ctx
    this.#ends = ends
    if (timeout !== undefined) {
      this.#limit = new Limit(timeout, () => new ActionTimeoutError(ctx.action, timeout, toParty(ctx._running())))
    }
    this.sources = this.#limit === undefined ? sources : [...sources, this.#limit]
    ctx._rare.ending = this
  }

  /** Runs the stack; the promise is the one that `invokeAction` returns. */
  run(): Promise<unknown> {
    const ctx = this.#ctx
    if (this.sources.length === 0) return this.#runToEnd()

    // A cut settles it before the stack has unwound, and without the help of anybody in there.
    return new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      for (const source of this.sources) source.add(this)
      follow(this.#runToEnd(), () => resolve(ctx._value), reject)
    })
  }

  /** The time limit or signal that is `source` has fired. */
  cut(reason: unknown, source: Source): void {
    const ctx = this.#ctx
    const own = source === this.#limit
    if (ctx._phase === RESULT) {
      if (own) ctx._report(reason, ctx._running())
      this.#hadResult = true
      this.#limitsStay = true
      this.#resolve?.(ctx._value)
      this.#settle(SUCCESS)
      return
    }
    const stopped = ctx._standing !== undefined
    const stop = { error: reason }
    this.#reject?.(reason)
    // Before anybody is told: nobody can abort what has been cut.
    ctx._stop = stop
    this.cutOff = !own
    this.#limitsStay = own && this.#failing
    this.#settle({ failed: true, error: reason })
    ctx._halt(stop)
    if (own && !this.#failing && !stopped) this.#ends.fail?.(ctx, reason)
  }

  blame(error: unknown, part: Part): void {
    if (this.#blamed?.error !== error) this.#blamed = { error, part }
  }

  misused(work: { readonly awaited: boolean }, error: unknown, part: Part): void {
    if (this.settled) {
      follow(soon(), () => {
        if (!work.awaited) this.#ctx._report(error, part)
      })
      return
    }
    this.#misuses ??= []
    this.#misuses.push({ work, error })
  }

  #runToEnd(): Promise<unknown> {
    const ctx = this.#ctx
    const observed = this.#ends.observe?.(ctx)
    if (this.#outcome === undefined) this.#observed = observed
    else observed?.(this.#outcome)
    return follow(
      this.#ends.run(ctx),
      () => (this.#misuses === undefined ? this.#succeed() : follow(soon(), () => this.#succeed())),
      (error) => this.#fail(error),
    )
  }

  #succeed(): unknown {
    const misuse = this.#misuses?.find(({ work }) => !work.awaited)
    if (misuse !== undefined) return this.#fail(misuse.error)
    this.#settle(SUCCESS)
    return this.#ctx._value
  }

  /** Sees the error-listeners through, then rejects with `error`. */
  async #fail(error: unknown): Promise<never> {
    const ctx = this.#ctx
    if (this.settled) {
      if (this.#hadResult) ctx._report(error, this.#blamed?.part)
    } else if (ctx._standing === undefined) {
      this.#failing = true
      this.failure = { error }
      if (ctx._phase === RESULT) ctx._phase = CLOSED
      await this.#ends.fail?.(ctx, error)
    }
    this.#settle({ failed: true, error })
    throw error
  }

  /** No timer and no listener on a signal outlives its invocation. */
  #settle(outcome: Outcome): void {
    if (this.settled) return
    this.settled = true
    this.#outcome = outcome
    for (const source of this.sources) source.delete(this)
    this.#limit?.stop()
    if (!this.#limitsStay) for (const limit of this.limits) limit.clear()
    this.#observed?.(outcome)
  }
}
