// Asks functions of a plugin, several in one message, and waits for each, but no longer than its time limit.

import { type ActionContext, ActionTimeoutError, type Party } from '../core/index.js'
import { fromSent } from './failures.js'
import { isObject, type Outcome } from './messages.js'

/** A function of the plugin, as the host knows it. */
export interface RemoteParty extends Party {
  readonly id: number
  readonly action: string
  readonly timeout: number
  readonly once: boolean
  /** The function of the host that is attached for it. */
  readonly fn: unknown
}

/** What a layer has inside. */
export interface Inside {
  /** Runs what is inside, with another payload if one is given, and returns its result. */
  run(given: readonly [unknown] | undefined): Promise<unknown>
  /** The results and the errors of the runs. */
  readonly ends: { readonly result?: unknown; readonly error?: unknown }[]
  readonly isMiddleware: boolean
}

/** How long a question waits before it has a timer of its own, in milliseconds. */
const FIRST = 10

/**
 * Gives each question a timer when it has waited for some milliseconds. Most are answered before. With a timer for each, a round trip takes
 * a tenth longer (measured on Node 20.20).
 */
export class Clock {
  readonly #fresh = new Set<Ask>()
  #setAt: number | undefined

  add(ask: Ask, now: number): void {
    this.#fresh.add(ask)
    // Faked timers may have lost the one that was set.
    if (this.#setAt !== undefined && now >= this.#setAt && now - this.#setAt < FIRST * 10) return
    this.#setAt = now
    setTimeout(() => {
      this.#setAt = undefined
      for (const each of this.#fresh) each.setTimer()
      this.#fresh.clear()
    }, FIRST)
  }

  delete(ask: Ask): void {
    this.#fresh.delete(ask)
  }
}

/** Waits for what functions of the plugin answer, one after the other. */
export class Ask {
  readonly outcomes: unknown[] = []
  /** Whether the plugin is told when `ctx.signal` fires. */
  isWatched = false
  /** Whether the plugin has aborted before it has answered. */
  hasAborted = false
  #failure: { readonly error: unknown } | undefined
  #isAnswered = false
  #waiting: { readonly at: number; land(outcome: unknown): void; fail(error: unknown): void } | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #left = 0
  #since = 0
  #running = 0

  /**
   * @param payload The payload that the functions received, in the host.
   * @param over Called when nothing is to come any more: with whether a limit ran out.
   */
  constructor(
    readonly ctx: ActionContext,
    readonly parties: readonly RemoteParty[],
    readonly payload: unknown,
    readonly over: (ranOut: boolean) => void,
    readonly clock: Clock,
    /** What layers have inside; undefined for listeners. */
    readonly inside: Inside | undefined,
  ) {
    this.#startClock()
  }

  /** Takes the last outcomes, or the only one, or how running the functions has failed. */
  answer(outcomes: unknown, failed: unknown): void {
    if (failed !== undefined) this.fail(fromSent(failed))
    else this.arrive(this.parties.length === 1 ? [outcomes] : outcomes, true)
  }

  /** Takes outcomes from the plugin, which may send anything. */
  arrive(outcomes: unknown, isAll: boolean): void {
    if (!Array.isArray(outcomes)) {
      this.fail(new TypeError('The plugin sent an answer that is none'))
      return
    }
    const fresh = outcomes.slice(0, this.parties.length - this.outcomes.length)
    // Only an outcome starts the clock anew: otherwise a plugin could wait for ever.
    if (fresh.length === 0 && !isAll) return
    this.#clearTimer()
    this.outcomes.push(...fresh)
    if (isAll || this.outcomes.length === this.parties.length) {
      this.#isAnswered = true
      this.over(false)
    } else this.#startClock()
    this.#tell()
  }

  /** Ends the waiting. */
  fail(error: unknown, ranOut = false): void {
    this.#clearTimer()
    this.#failure = { error }
    this.over(ranOut)
    this.#tell()
  }

  /** Returns what a function answered, or a promise of it. */
  outcomeOf(party: RemoteParty): Outcome | undefined | Promise<Outcome | undefined> {
    const at = this.parties.indexOf(party)
    if (at < this.outcomes.length) return readOutcome(this.outcomes[at])
    return new Promise((resolve, reject) => {
      this.#waiting = {
        at,
        land: (outcome) => {
          try {
            resolve(readOutcome(outcome))
          } catch (error) {
            reject(error)
          }
        },
        fail: reject,
      }
      this.#tell()
    })
  }

  /** Returns whether the function can still be answered here. After a failure, the functions behind it are asked anew. */
  covers(party: RemoteParty): boolean {
    return (
      this.parties.includes(party) &&
      (this.#failure === undefined || this.parties.indexOf(party) < this.outcomes.length)
    )
  }

  /** Stops the clock while the host runs what is inside. */
  async withoutClock<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running++ === 0) {
      this.#clearTimer()
      this.#left -= performance.now() - this.#since
    }
    try {
      return await work()
    } finally {
      if (--this.#running === 0 && !this.#isOver) this.#runClock()
    }
  }

  get #isOver(): boolean {
    return this.#isAnswered || this.#failure !== undefined
  }

  #tell(): void {
    const waiting = this.#waiting
    if (waiting === undefined) return
    if (waiting.at < this.outcomes.length) {
      this.#waiting = undefined
      waiting.land(this.outcomes[waiting.at])
    } else if (this.#isOver) {
      this.#waiting = undefined
      waiting.fail(
        this.#failure === undefined
          ? new TypeError('The plugin did not answer for all its functions')
          : this.#failure.error,
      )
    }
  }

  #startClock(): void {
    this.#left = (this.parties[this.outcomes.length] as RemoteParty).timeout
    this.#runClock()
  }

  #runClock(): void {
    this.#since = performance.now()
    if (this.#left > FIRST * 10) this.clock.add(this, this.#since)
    else this.setTimer()
  }

  /** Sets the timer, for what is left of the time. */
  setTimer(): void {
    const gone = Math.max(performance.now() - this.#since, 0)
    this.#timer = setTimeout(this.#runOut, Math.max(this.#left - gone, 1))
  }

  #clearTimer(): void {
    this.clock.delete(this)
    clearTimeout(this.#timer)
  }

  readonly #runOut = (): void => {
    const { kind, name, scope, action, timeout } = this.parties[this.outcomes.length] as RemoteParty
    this.fail(new ActionTimeoutError(action, timeout, { kind, name, scope }, true), true)
  }
}

/** @throws {TypeError} when the plugin sent what is no outcome. */
function readOutcome(outcome: unknown): Outcome | undefined {
  if (outcome === undefined || outcome === null) return undefined
  if (!isObject(outcome)) throw new TypeError('The plugin sent an answer that is none')
  return outcome
}
