// What can cut an invocation from outside: signals and time limits.

import { startTimer } from './timeout.js'

/** Somebody who wants to know when a source fires: an invocation that is then cut, or an attachment that then goes. */
export interface Target {
  cut(reason: unknown, source: Source): void
}

/** Where cuts come from; it fires at most once. */
export interface Source {
  /** Whether a new invocation has to mind it still. */
  readonly running: boolean
  /** What it fired with, when it has and nested invocations shall not even start. */
  fired(): { readonly reason: unknown } | undefined
  add(target: Target): void
  delete(target: Target): void
}

/**
 * One signal, with one listener on it however many targets there are: a signal that outlives a million invocations does
 * not grow, and leaving takes no search through its listeners. (`AbortSignal.any` leaks on such signals.)
 */
class SignalSource implements Source {
  readonly running = true
  readonly #signal: AbortSignal
  readonly #targets = new Set<Target>()

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  fired(): { readonly reason: unknown } | undefined {
    return this.#signal.aborted ? { reason: this.#signal.reason } : undefined
  }

  add(target: Target): void {
    if (this.#targets.size === 0) this.#signal.addEventListener('abort', this.#fire)
    this.#targets.add(target)
  }

  delete(target: Target): void {
    if (this.#targets.delete(target) && this.#targets.size === 0) this.#signal.removeEventListener('abort', this.#fire)
  }

  readonly #fire = (): void => {
    for (const target of this.#targets) target.cut(this.#signal.reason, this)
  }
}

/** The sources of all signals that one `createActions` has met, as long as the signals live. */
export class Signals {
  readonly #sources = new WeakMap<AbortSignal, Source>()

  of(signal: AbortSignal): Source {
    let source = this.#sources.get(signal)
    if (source === undefined) {
      source = new SignalSource(signal)
      this.#sources.set(signal, source)
    }
    return source
  }
}

/** The time limit of one invocation, and of those that it invokes while it runs. */
export class Limit implements Source {
  readonly #targets = new Set<Target>()
  #stopTimer: (() => void) | undefined

  /** @param failure Makes the error of the cut, once it comes to that. */
  constructor(milliseconds: number, failure: () => unknown) {
    this.#stopTimer = startTimer(milliseconds, () => {
      this.#stopTimer = undefined
      const reason = failure()
      for (const target of this.#targets) target.cut(reason, this)
    })
  }

  get running(): boolean {
    return this.#stopTimer !== undefined
  }

  fired(): undefined {}

  add(target: Target): void {
    this.#targets.add(target)
  }

  delete(target: Target): void {
    this.#targets.delete(target)
  }

  stop(): void {
    this.#stopTimer?.()
    this.#stopTimer = undefined
  }
}
