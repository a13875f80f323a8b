// Knows which invocations are at work: from their beginning until the last of their functions has ended, also after a cut.

import type { ActionContext, ObservedParty, Signal } from '../core/index.js'
import { reasonOf } from '../shared/signals.js'
import type { RunningAction } from './types.js'

/**
 * How many microtasks `untilIdle` lets pass when nothing runs any more, so that callers can invoke the next action after an `await`: each
 * `await` takes up to three. Not a timer, since tests fake timers.
 */
const GRACE = 100

/** The work of one invocation. */
interface Work {
  readonly action: string
  /** The payload that the caller gave. */
  payload: unknown
  readonly id: number
  readonly since: number
  /** How many runs have begun and not ended: the invocation itself, and its functions. */
  runs: number
  callerGone: boolean
  /** Whether it counts. What is refused does not. */
  admitted: boolean
}

/** Counts the runs of every invocation. */
export class WorkTracker {
  /** The observers of an invocation are told of all its runs, or of none: so each run finds the work of its invocation here. */
  readonly #works = new WeakMap<ActionContext, Work>()
  readonly #running = new Set<Work>()
  readonly #waiting: (() => void)[] = []
  /** The signals that have a listener of this tracker. */
  readonly #signals = new Set<Signal>()
  #closed = false
  readonly #changed: (action: string) => void

  /** @param changed Called when an invocation is listed or not listed any more, at another time than its beginning or its end. */
  constructor(changed: (action: string) => void) {
    this.#changed = changed
  }

  /** Counts an invocation from now on. */
  admit(ctx: ActionContext): void {
    const work = this.#works.get(ctx) as Work
    work.admitted = true
    work.payload = ctx.payload
    this.#running.add(work)
  }

  list(test: (action: string, payload: unknown) => boolean = () => true): RunningAction[] {
    const found: RunningAction[] = []
    for (const { action, payload, id, since, callerGone } of this.#running) {
      if (test(action, payload)) found.push({ action, id, since, callerGone })
    }
    return found
  }

  /**
   * Waits until nothing runs.
   *
   * @throws the reason of `signal` when that fires first.
   */
  async untilIdle(signal: Signal | undefined): Promise<void> {
    for (let quiet = 0; quiet < GRACE; quiet++) {
      if (signal?.aborted) throw reasonOf(signal)
      if (this.#running.size === 0) await undefined
      else {
        await this.#untilWoken(signal)
        quiet = 0
      }
    }
  }

  /** Forgets everything. What runs is not counted any more. */
  close(): void {
    this.#closed = true
    this.#running.clear()
    this.#wake()
  }

  /** Waits until nothing runs, or the signal fires, or the signal of another caller does. */
  #untilWoken(signal: Signal | undefined): Promise<void> {
    if (signal !== undefined) {
      // The same function for every caller: the signal then has one listener.
      signal.addEventListener('abort', this.#wake)
      this.#signals.add(signal)
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Notes that a run begins: an invocation, or one of its functions. */
  start({ ctx, kind }: ObservedParty): void {
    if (kind === 'invocation') {
      const { action, id } = ctx
      this.#works.set(ctx, {
        action,
        payload: undefined,
        id,
        since: Date.now(),
        runs: 1,
        callerGone: false,
        admitted: false,
      })
      return
    }
    const work = this.#works.get(ctx) as Work
    work.runs++
    // An error-listener may be the first to run again after everything else has ended.
    if (!work.admitted || this.#closed || this.#running.has(work)) return
    this.#running.add(work)
    this.#changed(work.action)
  }

  /** Notes that a run has ended. */
  end({ ctx, kind }: ObservedParty): void {
    const work = this.#works.get(ctx) as Work
    if (kind === 'invocation') work.callerGone = true
    work.runs--
    if (work.runs > 0) return
    const wasListed = this.#running.delete(work)
    if (this.#running.size === 0) this.#wake()
    // The end of an invocation is told with what is pending.
    if (wasListed && kind !== 'invocation') this.#changed(work.action)
  }

  readonly #wake = (): void => {
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#wake)
    this.#signals.clear()
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
