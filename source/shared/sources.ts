// Checks that callers hand in actions, or a state of actions.

import { show } from './text.js'

/**
 * Checks that `value` is a set of actions, or a scope.
 *
 * @param taker The function that takes them.
 * @param rest What the error says after "takes actions".
 * @throws {TypeError} when it is neither.
 */
export function checkActions(value: unknown, taker: string, rest = ', or a scope of them'): void {
  const { use, observe } = Object(value)
  if (typeof use === 'function' && typeof observe === 'function') return
  throw new TypeError(`${taker} takes actions${rest}, got ${show(value)}`)
}

/**
 * Checks the first argument of a function that takes a contract after the actions.
 *
 * @param taker The function that takes them.
 * @throws {TypeError} when it is neither a set of actions nor a scope.
 */
export function checkActionsFirst(value: unknown, taker: string): void {
  checkActions(value, taker, ', or a scope of them, and then a contract')
}

/**
 * Returns whether `value` is a state. Otherwise, it is a set of actions.
 *
 * @param taker The function that takes them.
 * @throws {TypeError} when it is neither.
 */
export function isState(value: unknown, taker: string): boolean {
  const { pending, subscribe } = Object(value)
  if (typeof pending === 'function' && typeof subscribe === 'function') return true
  checkActions(value, taker, ', a scope of them, or a state of trackState')
  return false
}
