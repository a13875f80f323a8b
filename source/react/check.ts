// Checks what the hooks receive, with errors that name the hook.

import type { Actions } from '../core/index.js'
import { createNameCheck } from '../shared/meant.js'
import { isSignal } from '../shared/signals.js'
import { show } from '../shared/text.js'

/** The check of each set of actions. */
const CHECKS = new WeakMap<object, (action: string) => void>()

/** @throws {TypeError} when `actions` are none. */
export function checkActions(hook: string, actions: unknown): void {
  const { settleAction, addListener } = Object(actions)
  if (typeof settleAction === 'function' && typeof addListener === 'function') return
  throw new TypeError(`${hook} takes actions, or a scope of them, got ${show(actions)}`)
}

/** @throws {TypeError} when `source` are neither actions nor a state. */
export function checkSource(hook: string, source: unknown): void {
  const { settleAction, pending } = Object(source)
  if (typeof settleAction === 'function' || typeof pending === 'function') return
  throw new TypeError(`${hook} takes actions, a scope of them, or a state of trackState, got ${show(source)}`)
}

/**
 * Returns whether options are for the verb to refuse, as they are: a copy of an array or of a signal would look like empty options.
 */
export function areWrong(options: unknown): boolean {
  return options !== undefined && (Object(options) !== options || Array.isArray(options) || isSignal(options))
}

/** Warns once of a name that is not registered when a registered name is near. */
export function checkMeant(actions: Actions, action: string): void {
  let check = CHECKS.get(actions)
  if (check === undefined) {
    check = createNameCheck(actions)
    CHECKS.set(actions, check)
  }
  check(action)
}
