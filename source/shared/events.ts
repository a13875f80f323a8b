// Reads names of events, such as `beforeSave`.

import { show } from './text.js'

export type When = 'before' | 'after' | 'error'

/** Splits the name of an event into its kind and the name of the action; undefined for what is no event. */
export function splitEvent(event: unknown): [When, string] | undefined {
  const [, when, action] = (typeof event === 'string' && /^(before|after|error)(.+)$/s.exec(event)) || []
  return action === undefined ? undefined : [when as When, action]
}

/**
 * Splits the name of an event into its kind and the name of the action.
 *
 * @throws {TypeError} when it is not `before`, `after` or `error` followed by an action's name.
 */
export function parseEvent(event: unknown): [When, string] {
  const parts = splitEvent(event)
  if (parts !== undefined) return parts
  throw new TypeError(
    `There is no event ${show(event)}: events are "before", "after" or "error" followed by the action's name, like "beforeAcceptTask"`,
  )
}
