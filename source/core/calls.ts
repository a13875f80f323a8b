// One call of a party: that it is running, and the work that it starts further in.

import type { Context, Call as Noted, Part } from './context.js'
import { misuse, print } from './errors.js'
import { follow, handled, isThenable, loose, rejected, soon, unawaited, Work } from './promises.js'

/**
 * A call, in an invocation or in a stack composed by hand.
 *
 * Work further in that somebody waits for is that somebody's business. What nobody waits for (a bare `original(payload);`) is
 * waited for here once the function has settled, and its failure is the call's.
 *
 * Its fields, and those of the layers, begin with `_`: with `#private` ones ten replacements take 7 % longer.
 */
export abstract class Call implements Noted {
  abstract readonly part: Part
  /** The invocation; undefined in a stack composed by hand. */
  readonly ctx: Context | undefined
  ended = false
  below: Noted | undefined = undefined
  private _last: Work | undefined = undefined
  private _promise: Promise<unknown> | undefined = undefined

  constructor(ctx: Context | undefined) {
    this.ctx = ctx
  }

  /** Calls the function. */
  protected abstract start(): unknown

  /** The end, with how the function has ended: throws what the call shall fail with, returns what it shall succeed with. */
  protected abstract end(failed: boolean, value: unknown): unknown

  /**
   * Makes the call, and ends it when the function has settled and nothing that it has left behind is running.
   *
   * @returns Its result, or a promise. It never throws, and nobody has to handle the rejection.
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

  /** Notes work that has been started further in; what somebody waits for need not be kept, or a million retries would be. */
  keep(work: Work): Work {
    work.before = loose(this._last)
    this._last = work
    return work
  }

  /**
   * Starts nothing. When nobody waits for that, it is the failure of this call or, once that is over, of the invocation.
   *
   * @param once Why the function that it has called may be called once only, where it may.
   */
  misused(action: string, verb: 'next' | 'original', once?: string): Work {
    const { ctx, ended, part } = this
    const how = ended ? `after it had settled: wait for ${verb}() before you return` : `a second time: ${once}`
    const error = misuse(action, part, `called ${verb}() ${how}`)
    const work = this.keep(new Work(rejected(error)))
    if (ended) {
      const ending = ctx?._ending
      if (ending !== undefined) ending.misused(work, error, part)
      // By hand, in no invocation or in one that ends with its stack.
      else follow(soon(), () => work.awaited || (ctx === undefined ? print(error) : ctx._report(error, part)))
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

/** A call of which nothing is to be known but what it does. */
export class PartyCall extends Call {
  readonly part: Part
  protected readonly start: () => unknown
  protected readonly end: (failed: boolean, value: unknown) => unknown

  /** @param end By default, it fails when the function has, and has no result. */
  constructor(ctx: Context | undefined, part: Part, start: () => unknown, end = orThrow) {
    super(ctx)
    this.part = part
    this.start = start
    this.end = end
  }
}

function orThrow(failed: boolean, value: unknown): void {
  if (failed) throw value
}
