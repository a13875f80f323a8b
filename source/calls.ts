// One call of a party: that it is running, and the work that it starts further in.

import { Context, type Call as Noted, type Part } from './context.js'
import { misuse, print } from './errors.js'
import { attempt, follow, isLoose, isThenable, soon, tracked, unawaited, type Work, watch } from './promises.js'

/** How a call has ended. */
export type Ended = (failed: boolean, value: unknown) => unknown

/**
 * A call, in an invocation or in a stack composed by hand.
 *
 * Work further in that somebody waits for is that somebody's business. What nobody waits for (a bare `original(payload);`) is
 * waited for here once the function has settled, and its failure is the call's.
 */
export class Call implements Noted {
  readonly part: Part
  ended = false
  below: Noted | undefined = undefined
  readonly #ctx: Context | undefined
  #works: Work[] = []
  #room = 8
  /** Whether the function has returned: what it starts from now on, it may leave unwatched for a while. */
  #returned = false

  constructor(ctx: unknown, part: Part) {
    this.part = part
    this.#ctx = ctx instanceof Context ? ctx : undefined
  }

  /**
   * Calls the function, and `end` when it has settled and nothing that it has left behind is running.
   *
   * @param end Throws what the call shall fail with, and returns what it shall succeed with.
   */
  run(fn: () => unknown, end: Ended): unknown {
    let returned: unknown
    try {
      returned = this.#as(this, fn)
      if (isThenable(returned)) {
        this.#returned = true
        for (const work of this.#works) if (isLoose(work)) watch(work)
        return follow(
          returned,
          (value) => this.#end(end, false, value),
          (error) => this.#end(end, true, error),
        )
      }
    } catch (error) {
      return this.#end(end, true, error)
    }
    return this.#end(end, false, returned)
  }

  /** Starts work further in, which is then not this call's code that executes. */
  start(fn: () => unknown): Work {
    return this.#keep(this.#as(undefined, () => attempt(fn)))
  }

  /**
   * Starts nothing. When nobody waits for that, it is the failure of this call or, once that is over, of the invocation.
   *
   * @param once Why the function that it has called may be called once only.
   */
  misused(action: string, verb: 'next' | 'original', once = ''): Work {
    const how = this.ended ? `after it had settled: wait for ${verb}() before you return` : `a second time: ${once}`
    const error = misuse(action, this.part, `called ${verb}() ${how}`)
    const work = this.#keep(Promise.reject(error))
    if (this.ended) {
      watch(work)
      if (this.#ctx !== undefined) this.#ctx._ending?.misused(work, error, this.part)
      else follow(soon(), () => isLoose(work) && print(error))
    }
    return work
  }

  #keep(promise: Promise<unknown>): Work {
    const work = tracked(promise)
    if (this.#returned) watch(work)
    // Forgets what nobody will ask for, so that a million retries take no more room than a few.
    if (this.#works.length === this.#room) {
      this.#works = this.#works.filter(isLoose)
      this.#room = 8 + 2 * this.#works.length
    }
    this.#works.push(work)
    return work
  }

  #as<T>(call: Call | undefined, fn: () => T): T {
    const ctx = this.#ctx
    if (ctx === undefined) return fn()
    const outer = ctx._executing
    if (call !== undefined) ctx._enter(call)
    ctx._executing = call
    try {
      return fn()
    } finally {
      ctx._executing = outer
    }
  }

  #end(end: Ended, failed: boolean, value: unknown): unknown {
    this.ended = true
    const loose = unawaited(this.#works)
    if (loose === undefined) return end(failed, value)
    return loose.then(
      () => end(failed, value),
      (error) => end(true, failed ? value : error),
    )
  }
}

/** Ends as the function has ended. */
export const asIs: Ended = (failed, value) => {
  if (failed) throw value
  return value
}
