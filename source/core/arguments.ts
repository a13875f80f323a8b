// Reads what callers hand in to the verbs, and refuses what is wrong with an error that says why.

import { type AnyFunction, checkFunction, checkName, checkTimeout, readObject, refuse } from '../shared/arguments.js'
import { show } from '../shared/text.js'
import type { Observer, When } from './types.js'

/** The options of all verbs together. */
export interface Options {
  readonly name: string | undefined
  readonly signal: AbortSignal | undefined
  readonly order: number
  readonly once: boolean
  readonly timeout: number | undefined
  readonly payloadUpdate: AnyFunction | undefined
  readonly override: boolean
  readonly terminal: boolean
}

const DEFAULTS: Options = {
  name: undefined,
  signal: undefined,
  order: 0,
  once: false,
  timeout: undefined,
  payloadUpdate: undefined,
  override: false,
  terminal: false,
}

/**
 * Splits an event name into its kind and the name of the action.
 *
 * @throws {TypeError} when it is not `before`, `after` or `error` followed by an action's name.
 */
export function parseEvent(event: unknown): [When, string] {
  const [, when, action] = (typeof event === 'string' && /^(before|after|error)(.+)$/s.exec(event)) || []
  if (action !== undefined) return [when as When, action]
  throw new TypeError(
    `There is no event ${show(event)}: events are "before", "after" or "error" followed by the action's name, like "beforeAcceptTask"`,
  )
}

/**
 * Reads the options of a verb. The verb has done nothing when one of them is refused.
 *
 * @throws {TypeError} when an option has the wrong type.
 * @throws {RangeError} when `timeout` does not fit the platform's timer.
 */
export function readOptions(given: unknown): Options {
  if (given === undefined) return DEFAULTS
  const options = readObject(given)
  const { name, signal, order = 0, timeout, payloadUpdate } = options
  if (name !== undefined) checkName(name, 'The option name')
  if (payloadUpdate !== undefined) checkFunction(payloadUpdate, 'The option payloadUpdate')
  if (typeof order !== 'number' || Number.isNaN(order)) refuse('The option order', 'a number (lower runs first)', order)
  if (timeout !== undefined) checkTimeout(timeout)
  if (signal !== undefined) {
    // Looks at what it can do: a signal of another realm is no instance of this realm's `AbortSignal`.
    const { aborted, addEventListener } = Object(signal)
    if (typeof aborted !== 'boolean' || typeof addEventListener !== 'function') {
      refuse('The option signal', 'an AbortSignal', signal)
    }
  }
  const [once, override, terminal] = ['once', 'override', 'terminal'].map((option) => {
    const { [option]: value = false } = options
    return typeof value === 'boolean' ? value : refuse(`The option ${option}`, 'true or false', value)
  })
  return { name, signal, order, once, timeout, payloadUpdate, override, terminal } as Options
}

/** @throws {TypeError} when `observer` has neither a function `start` nor a function `end`. */
export function checkObserver(observer: unknown): asserts observer is Observer {
  if (observer === undefined) refuse('An observer', 'an object', observer)
  const { start, end } = readObject(observer, 'An observer')
  if (start === undefined && end === undefined) {
    throw new TypeError('An observer must have a function start, or a function end, or both')
  }
  if (start !== undefined) checkFunction(start, 'The start of an observer')
  if (end !== undefined) checkFunction(end, 'The end of an observer')
}
