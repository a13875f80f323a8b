// Runs one call of a party: notes that it is running, and waits for the work that it starts with `next` or `original`.

import { print } from '../shared/print.js'
import { misuse } from './errors.js'
import type { Attachment, Context, RunningCall } from './parts.js'
import { follow, handled, isThenable, loose, rejected, soon, TrackedPromise, unawaited } from './promises.js'

/**
 * A call, in an invocation or in a stack composed by hand.
 *
 * Work that is waited for belongs to what waits for it. Work that is not waited for (a bare `original(payload);`) is waited for here,
 * when the function has settled, and its failure is the call's failure.
 *
 * Its fields begin with `_`: with `#private` fields ten replacements take 7 % longer.
 */
export abstract class TrackedCall implements RunningCall {
  abstract readonly attachment: Attachment
  /** The invocation; undefined in a stack composed by hand. */
  readonly ctx: Context | undefined
  ended = false
  below: RunningCall | undefined = undefined
  private _last: TrackedPromise | undefined = undefined
  private _promise: Promise<unknown> | undefined = undefined

  constructor(ctx: Context | undefined) {
    this.ctx = ctx
  }

  /** Calls the function. */
  protected abstract start(): unknown

  /** Decides the outcome from how the function has ended: throws what the call fails with, or returns its result. */
  protected abstract end(failed: boolean, value: unknown): unknown

  /**
   * Makes the call, and ends it when the function has settled and no work runs that it has left behind.
   *
   * @returns The result, or a promise. It never throws, and the rejection needs no handler.
   */
  run(): unknown {
    const { ctx } = this
    const outer = ctx?._executing
    let returned: unknown
    try {
      if (ctx !== undefined) {
        ctx._enter(this)
        ctx._executing = this
      }
      returned = this.start()
      if (isThenable(returned)) {
        this._promise = follow(
          returned,
          (value) => this._settle(false, value),
          (error) => this._settle(true, error),
        )
        return this._promise
      }
    } catch (error) {
      return this._settle(true, error)
    } finally {
      if (ctx !== undefined) ctx._executing = outer
    }
    return this._settle(false, returned)
  }

  /** Notes work that the function has started. Awaited work is not kept: a million retries would be kept, too. */
  keep(work: TrackedPromise): TrackedPromise {
    work.previous = loose(this._last)
    this._last = work
    return work
  }

  /**
   * Returns work that starts nothing and rejects. When it is not waited for, that is the failure of this call or, when the call is
   * over, of the invocation.
   *
   * @param once Why the called function may be called once only, where it may.
   */
  misused(action: string, verb: 'next' | 'original', once?: string): TrackedPromise {
    const { ctx, ended, attachment } = this
    const how = ended ? `after it had settled: wait for ${verb}() before you return` : `a second time: ${once}`
    const error = misuse(action, attachment, `called ${verb}() ${how}`)
    const work = this.keep(new TrackedPromise(rejected(error)))
    if (ended) {
      if (ctx?._invocation !== undefined) ctx._invocation.misused({ work, error, by: attachment })
      // In a stack composed by hand, or in an invocation that ends with its stack.
      else follow(soon(), () => work.awaited || (ctx === undefined ? print(error) : ctx._report(error, attachment)))
    }
    return work
  }

  private _settle(failed: boolean, value: unknown): unknown {
    this.ended = true
    try {
      const waiting = unawaited(this._last)
      if (waiting === undefined) return this.end(failed, value)
      const late = waiting.then(
        () => this.end(failed, value),
        (error) => this.end(true, failed ? value : error),
      )
      handled(this._promise ?? late)
      return late
    } catch (error) {
      if (this._promise === undefined) return rejected(error)
      handled(this._promise)
      throw error
    }
  }
}

/** A call that is only a function and what decides its outcome. */
export class PartyCall extends TrackedCall {
  readonly attachment: Attachment
  protected readonly start: () => unknown
  protected readonly end: (failed: boolean, value: unknown) => unknown

  /** @param end By default, the call fails when the function has failed, and has no result. */
  constructor(ctx: Context | undefined, attachment: Attachment, start: () => unknown, end = orThrow) {
    super(ctx)
    this.attachment = attachment
    this.start = start
    this.end = end
  }
}

function orThrow(failed: boolean, value: unknown): void {
  if (failed) throw value
}
