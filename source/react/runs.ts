// Runs an action for a component: knows which run is the latest, and cancels runs.

import type { ActionOutcome, Actions, InvokeOptions, Signal } from '../core/index.js'
import { isSignal, reasonOf } from '../shared/signals.js'
import type { UseActionOptions } from './types.js'

type Cancel = UseActionOptions['cancel']

/** The runs of one action from one component. */
export class Runs {
  readonly #actions: Actions
  readonly #name: string
  #newest: object | undefined
  #cancel: Cancel
  /** Whether the component is unmounted or hidden, or has other runs. */
  isGone = false
  readonly #controllers = new Set<AbortController>()

  constructor(actions: Actions, name: string) {
    this.#actions = actions
    this.#name = name
  }

  /** Takes the option of the newest render. */
  take(cancel: Cancel): void {
    this.#cancel = cancel
  }

  /** @param tell Called when the run begins, and when it has ended and no newer run has begun. */
  async settle(
    payload: unknown,
    options: InvokeOptions | undefined,
    tell: (run: object) => void,
  ): Promise<ActionOutcome> {
    if (this.#cancel === 'latest') this.cancelAll()
    const run = {}
    this.#newest = run
    tell({ status: 'pending' })
    const given = options?.signal
    // What is wrong with options is for the action to say.
    const isWrong = areWrong(options) || (given !== undefined && !isSignal(given))
    const outcome = await (this.#cancel === undefined || isWrong
      ? this.#actions.settleAction(this.#name, payload, options)
      : this.#settleUnlessCancelled(payload, options, given))
    if (this.#newest === run) tell(outcome)
    return outcome
  }

  async #settleUnlessCancelled(payload: unknown, options: InvokeOptions | undefined, given: Signal | undefined) {
    const controller = new AbortController()
    const abort = () => controller.abort(reasonOf(given as Signal))
    if (given?.aborted) abort()
    given?.addEventListener('abort', abort)
    this.#controllers.add(controller)
    // Under StrictMode and `<Activity>`, effects of components inside begin again before the effect of this one.
    if (this.isGone) await undefined
    if (this.isGone) controller.abort()
    const outcome = await this.#actions.settleAction(this.#name, payload, { ...options, signal: controller.signal })
    given?.removeEventListener('abort', abort)
    this.#controllers.delete(controller)
    return outcome
  }

  /** Makes no run the newest. */
  forget(): void {
    this.#newest = undefined
    if (this.#cancel === 'latest') this.cancelAll()
  }

  /** Returns what ends it: runs are cancelled then, also those that begin later. */
  mount(): () => void {
    this.isGone = false
    return () => {
      this.isGone = true
      this.cancelAll()
    }
  }

  cancelAll(): void {
    for (const controller of this.#controllers) controller.abort()
  }
}

/** Returns whether options are none: a copy of an array or of a signal would look like empty options. */
function areWrong(options: unknown): boolean {
  return options !== undefined && (Object(options) !== options || Array.isArray(options) || isSignal(options))
}
