// Checks what the hooks receive, with errors that name the hook.

import type { Actions } from '../core/index.js'
import { createNameCheck } from '../shared/meant.js'
import { show } from '../shared/text.js'

/** The check of each set of actions. */
const CHECKS = new WeakMap<object, (action: string) => void>()

/** @throws {TypeError} when `actions` are none. */
export function checkActions(hook: string, actions: unknown, orElse = ', or a scope of them'): void {
  const { settleAction, observe } = Object(actions)
  if (typeof settleAction === 'function' && typeof observe === 'function') return
  throw new TypeError(`${hook} takes actions${orElse}, got ${show(actions)}`)
}

/** @throws {TypeError} when `source` are neither actions nor a state. */
export function checkSource(hook: string, source: unknown): void {
  const { pending, subscribe } = Object(source)
  if (typeof pending === 'function' && typeof subscribe === 'function') return
  checkActions(hook, source, ', a scope of them, or a state of trackState')
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
