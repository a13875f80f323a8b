// Knows which run of a component is the latest, and cancels runs.

import type { InvokeOptions, Signal } from '../core/index.js'
import { isSignal, reasonOf } from '../shared/signals.js'
import { areWrong } from './check.js'
import type { UseActionOptions } from './types.js'

type Cancel = UseActionOptions['cancel']

/** One run, which has begun. */
interface Run {
  /** The options to invoke the action with. */
  readonly options: InvokeOptions | undefined
  isNewest(): boolean
  /** Lets go of the signals, when the run has ended. */
  end(): void
}

/** The runs of one component. */
export class Runs {
  #newest: object | undefined
  readonly #controllers = new Set<AbortController>()

  /** Begins a run, which is the newest then. */
  begin(cancel: Cancel, options: InvokeOptions | undefined): Run {
    if (cancel === 'latest') this.cancelAll()
    const run = {}
    this.#newest = run
    const isNewest = () => this.#newest === run
    const given = options?.signal
    // What is wrong with options is for the action to say.
    const isWrong = areWrong(options) || (given !== undefined && !isSignal(given))
    if (cancel === undefined || isWrong) return { options, isNewest, end() {} }

    const controller = new AbortController()
    const abort = () => controller.abort(reasonOf(given as Signal))
    if (given?.aborted) abort()
    given?.addEventListener('abort', abort)
    this.#controllers.add(controller)
    return {
      options: { ...options, signal: controller.signal },
      isNewest,
      end: () => {
        given?.removeEventListener('abort', abort)
        this.#controllers.delete(controller)
      },
    }
  }

  /** Makes no run the newest. */
  forget(cancel: Cancel): void {
    this.#newest = undefined
    if (cancel === 'latest') this.cancelAll()
  }

  cancelAll(): void {
    for (const controller of this.#controllers) controller.abort()
  }
}
