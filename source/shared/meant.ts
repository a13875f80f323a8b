// Warns of a name that is probably misspelt, once.

import { nearest } from './nearest.js'
import { warn } from './print.js'
import { either, quote } from './text.js'

/** The part of actions that says what is registered, and what is attached. */
interface Named {
  hasAction(name: string): boolean
  actionNames(): string[]
  explain(): readonly { readonly action: string }[]
  explain(name: string): readonly { readonly kind: string }[]
}

/**
 * How many names were registered when an unregistered name was last compared with them, for each set of actions. The key is `actionNames`,
 * which is the same function in every scope of a set.
 */
const COMPARED = new WeakMap<object, Map<string, number>>()

/**
 * Warns once of a name that nothing is known of and that a registered name is near to. It is only a warning, because
 * plugins load in any order.
 */
export function checkMeant(actions: Named, action: string): void {
  if (actions.hasAction(action)) return
  const { actionNames } = actions
  const compared = COMPARED.get(actionNames) ?? new Map<string, number>()
  COMPARED.set(actionNames, compared)
  const names = actionNames()
  // Names are compared again only when there are more: a name may be asked for each time that a page is drawn.
  if ((compared.get(action) ?? 0) >= names.length || isAttachedTo(actions, action)) return
  compared.set(action, names.length)
  const meant = nearest(action, names).map(quote)
  if (meant.length === 0) return
  compared.set(action, Number.POSITIVE_INFINITY)
  warn(`No action ${quote(action)} is registered: did you mean ${either(meant)}?`)
}

/** Returns whether something is attached to an action that is not registered. */
function isAttachedTo(actions: Named, name: string): boolean {
  // A scope lists only what came through it. So look at the stack, too, where middleware may be for every action.
  const listed = actions.explain()
  return listed.some(({ action }) => action === name) || actions.explain(name).some(({ kind }) => kind !== 'middleware')
}
