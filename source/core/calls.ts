// Runs one call of a party: notes that it is running, and waits for the work that it starts with `next` or `original`.

import { print } from '../shared/print.js'
import { misuse } from './errors.js'
import type { Attachment, Dispatch, RunningCall } from './parts.js'
import {
  follow,
  handled,
  isThenable,
  type Keeper,
  leftWork,
  rejected,
  soon,
  TrackedPromise,
  unfinished,
} from './promises.js'

/**
 * A call, in an invocation or in a stack composed by hand.
 *
 * It answers for the work that the function starts (S5): when the function has settled, it waits for the work that is left behind.
 *
 * Its fields begin with `_`: with `#private` fields ten replacements take 7 % longer.
 */
export abstract class TrackedCall implements RunningCall, Keeper {
  abstract readonly attachment: Attachment
  /** The invocation; undefined in a stack composed by hand. */
  readonly dispatch: Dispatch | undefined
  /** Whether the function has settled. */
  ended = false
  /** Whether the outcome of the call is decided. */
  over = false
  below: RunningCall | undefined = undefined
  /** Whether the function has decided its outcome itself. Then the work that it waited for changes nothing any more. */
  protected _decided = false
  last: TrackedPromise | undefined = undefined
  private _promise: Promise<unknown> | undefined = undefined

  constructor(dispatch: Dispatch | undefined) {
    this.dispatch = dispatch
  }

  /** Calls the function. */
  protected abstract start(): unknown

  /** Returns whether a function that returned `value` has decided its outcome itself. */
  protected abstract decides(value: unknown): boolean

  /** Decides the outcome from how the function has ended: throws what the call fails with, or returns its result. */
  protected abstract end(failed: boolean, value: unknown): unknown

  /**
   * Makes the call, and ends it when the function has settled and no work runs that it has left behind.
   *
   * @returns The result, or a promise. It never throws, and the rejection needs no handler.
   */
  run(): unknown {
    const { dispatch } = this
    const outer = dispatch?._executing
    let returned: unknown
    try {
      if (dispatch !== undefined) {
        dispatch._enter(this)
        dispatch._executing = this
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
      if (dispatch !== undefined) dispatch._executing = outer
    }
    return this._settle(false, returned)
  }

  /** Notes work that the function has started. Work that is over is not kept: a million retries would be kept, too. */
  keep(work: TrackedPromise): TrackedPromise {
    work.previous = this.last && unfinished(this.last)
    this.last = work
    return work
  }

  /**
   * Returns work that starts nothing and rejects. When it is not waited for, that is the failure of this call or, when the call is
   * over, of the invocation.
   *
   * @param once Why the called function may be called once only, where it may.
   */
  misused(action: string, verb: 'next' | 'original', once?: string): TrackedPromise {
    const { dispatch, ended, attachment } = this
    const how = ended ? `after it had settled: wait for ${verb}() before you return` : `a second time: ${once}`
    const error = misuse(action, attachment, `called ${verb}() ${how}`)
    const work = this.keep(new TrackedPromise(this, rejected(error)))
    work.isMisuse = true
    if (ended) {
      if (dispatch?._invocation !== undefined) dispatch._invocation.misused({ work, error, by: attachment })
      // In a stack composed by hand, or in an invocation that ends with its stack.
      else follow(soon(), () => work.awaited || (dispatch ? dispatch._report(error, attachment) : print(error)))
    }
    return work
  }

  private _settle(failed: boolean, value: unknown): unknown {
    this.ended = true
    try {
      const { last } = this
      if (last === undefined || (last.over && unfinished(last) === undefined)) {
        this.over = true
        return this.end(failed, value)
      }
      this._decided = failed || this.decides(value)
      const late = leftWork(this, this._decided).then(
        () => this._endLate(failed, value),
        (error) => this._endLate(true, failed ? value : error),
      )
      handled(this._promise ?? late)
      return late
    } catch (error) {
      if (this._promise === undefined) return rejected(error)
      handled(this._promise)
      throw error
    }
  }

  private _endLate(failed: boolean, value: unknown): unknown {
    this.over = true
    return this.end(failed, value)
  }
}

/** A call that is only a function and what decides its outcome. */
export class PartyCall extends TrackedCall {
  readonly attachment: Attachment
  protected readonly start: () => unknown
  protected readonly end: (failed: boolean, value: unknown) => unknown

  /** @param end By default, the call fails when the function has failed, and has no result. */
  constructor(dispatch: Dispatch | undefined, attachment: Attachment, start: () => unknown, end = orThrow) {
    super(dispatch)
    this.attachment = attachment
    this.start = start
    this.end = end
  }

  protected decides(value: unknown): boolean {
    return value !== undefined
  }
}

function orThrow(failed: boolean, value: unknown): void {
  if (failed) throw value
}
