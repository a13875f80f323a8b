// One call of a party: that it is running, and the work that it starts further in.

import type { Context, Call as Noted, Part } from './context.js'
import { misuse, print } from './errors.js'
import { attempt, follow, handled, isLoose, isThenable, rejected, soon, unawaited, Work } from './promises.js'

/** What a call does. One for all calls of a layer, since a closure for each of them costs more than the call itself. */
export interface Role<C extends Call = Call> {
  readonly part: Part
  /** Calls the function. */
  start(call: C): unknown
  /** Its end, with how the function has ended: throws what the call shall fail with, returns what it shall succeed with. */
  end(call: C, failed: boolean, value: unknown): unknown
}

/**
 * A call, in an invocation or in a stack composed by hand.
 *
 * Work further in that somebody waits for is that somebody's business. What nobody waits for (a bare `original(payload);`) is
 * waited for here once the function has settled, and its failure is the call's.
 */
export class Call implements Noted {
  /** The invocation; undefined in a stack composed by hand. */
  readonly ctx: Context | undefined
  ended = false
  /** Whether it has called its `next`. */
  called = false
  below: Noted | undefined = undefined
  // `private` instead of #: 10 % of a stack of middleware.
  private readonly role: Role<never>
  private works: Work[] | undefined = undefined
  private room = 8
  private promise: Promise<unknown> | undefined = undefined

  constructor(ctx: Context | undefined, role: Role<never>) {
    this.ctx = ctx
    this.role = role
  }

  get part(): Part {
    return this.role.part
  }

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
      returned = this.role.start(this as never)
      if (isThenable(returned)) {
        this.promise = follow(
          returned,
          (value) => this.end(false, value),
          (error) => this.end(true, error),
        )
        return this.promise
      }
    } catch (error) {
      return this.end(true, error)
    } finally {
      if (ctx !== undefined) ctx._executing = outer
    }
    return this.end(false, returned)
  }

  /** Starts work further in, which is then not this call's code that executes. */
  start(fn: () => unknown): Work {
    const { ctx } = this
    const outer = ctx?._executing
    if (ctx !== undefined) ctx._executing = undefined
    const promise = attempt(fn)
    if (ctx !== undefined) ctx._executing = outer
    return this.keep(promise)
  }

  /**
   * Starts nothing. When nobody waits for that, it is the failure of this call or, once that is over, of the invocation.
   *
   * @param once Why the function that it has called may be called once only.
   */
  misused(action: string, verb: 'next' | 'original', once = ''): Work {
    const { ctx, ended, part } = this
    const how = ended ? `after it had settled: wait for ${verb}() before you return` : `a second time: ${once}`
    const error = misuse(action, part, `called ${verb}() ${how}`)
    const work = this.keep(rejected(error))
    if (ended) {
      if (ctx !== undefined) ctx._ending?.misused(work, error, part)
      else follow(soon(), () => isLoose(work) && print(error))
    }
    return work
  }

  private keep(promise: Promise<unknown>): Work {
    const work = new Work(promise)
    if (this.works === undefined) this.works = [work]
    else {
      // Forgets what nobody will ask for, so that a million retries take no more room than a few.
      if (this.works.length === this.room) {
        this.works = this.works.filter(isLoose)
        this.room = 8 + 2 * this.works.length
      }
      this.works.push(work)
    }
    return work
  }

  private end(failed: boolean, value: unknown): unknown {
    this.ended = true
    try {
      const loose = this.works && unawaited(this.works)
      if (loose === undefined) return this.role.end(this as never, failed, value)
      const late = loose.then(
        () => this.role.end(this as never, failed, value),
        (error) => this.role.end(this as never, true, failed ? value : error),
      )
      handled(this.promise ?? late)
      return late
    } catch (error) {
      if (this.promise === undefined) return rejected(error)
      handled(this.promise)
      throw error
    }
  }
}

/** Calls a function that starts nothing further in, so that it is known to be running; `end` as in `Role`. */
export function callParty(
  ctx: Context | undefined,
  part: Part,
  start: () => unknown,
  end: Role['end'] = asIs,
): unknown {
  return new Call(ctx, { part, start, end }).run()
}

/** Ends as the function has ended. */
function asIs(_call: Call, failed: boolean, value: unknown): unknown {
  if (failed) throw value
  return value
}
