// Reads what the functions of this sub-path are given.

import type { Registration, Signal } from '../core/index.js'
import { checkFunction, checkKnown, checkSignal, readObject, refuse } from '../shared/arguments.js'
import { disposable } from '../shared/disposable.js'
import type { WatchToolsOptions } from './types.js'

/** Reads options, of which all have `state` and `signal`. */
export function readToolOptions(given: unknown, more: readonly string[]): Record<string, unknown> & WatchToolsOptions {
  const options = readObject(given)
  checkKnown(options, ['state', 'signal', ...more])
  const { state, signal, dialog } = options
  if (signal !== undefined) checkSignal(signal)
  if (dialog !== undefined) checkFunction(dialog, 'The option dialog')
  const { blocked, subscribe } = Object(state)
  if (state !== undefined && (typeof blocked !== 'function' || typeof subscribe !== 'function')) {
    refuse('The option state', 'what trackState returned', state)
  }
  return options
}

/** Makes the registration of something that `signal` ends, too. */
export function registration(end: () => void, signal: Signal | undefined): Registration {
  const undo = () => {
    signal?.removeEventListener('abort', undo)
    end()
  }
  signal?.addEventListener('abort', undo)
  if (signal?.aborted) undo()
  return disposable(undo, undo)
}
