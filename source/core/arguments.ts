// What callers may hand in, and the error that says what is wrong with what they did.

import { show } from './errors.js'
import { LONGEST } from './timeout.js'
import type { Observer, When } from './types.js'

export type AnyFunction = (...args: never[]) => unknown

/** What the verbs can be told, all of them together. */
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

/** @throws {TypeError} when `name` is not a non-empty string. */
export function checkName(name: unknown, what: string): asserts name is string {
  if (typeof name !== 'string' || name === '') refuse(what, 'a non-empty string', name)
}

/**
 * @param of The name of the action or event that it is for.
 * @throws {TypeError} when `value` is not a function.
 */
export function checkFunction(value: unknown, what: string, of?: unknown): asserts value is AnyFunction {
  if (typeof value !== 'function') refuse(of === undefined ? what : `${what} ${show(of)}`, 'a function', value)
}

/**
 * Takes an event name apart.
 *
 * @throws {TypeError} when it is not `before`, `after` or `error` with an action's name behind it.
 */
export function parseEvent(event: unknown): [When, string] {
  const [, when, action] = (typeof event === 'string' && /^(before|after|error)(.+)$/s.exec(event)) || []
  if (action !== undefined) return [when as When, action]
  throw new TypeError(
    `There is no event ${show(event)}: events are "before", "after" or "error" with the action's name behind it, like "beforeAcceptTask"`,
  )
}

/**
 * Reads what a verb was told, so that nothing is done when any of it is wrong.
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
  if (typeof order !== 'number' || Number.isNaN(order)) refuse('The option order', 'a number, lower runs first', order)
  if (timeout !== undefined) {
    if (typeof timeout !== 'number') refuse('The option timeout', 'a number of milliseconds', timeout)
    if (!(timeout >= 1 && timeout <= LONGEST)) {
      refuse(
        'The option timeout',
        `between 1 and ${LONGEST} milliseconds, or left out for no limit`,
        timeout,
        RangeError,
      )
    }
  }
  if (signal !== undefined) {
    // By what it can do: one of another realm is no instance of this one's `AbortSignal`.
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

/** @throws {TypeError} when `observer` has neither of the two functions. */
export function checkObserver(observer: unknown): asserts observer is Observer {
  if (observer === undefined) refuse('An observer', 'an object', observer)
  const { start, end } = readObject(observer, 'An observer')
  if (start === undefined && end === undefined) {
    throw new TypeError('An observer must have a function start, or a function end, or both')
  }
  if (start !== undefined) checkFunction(start, 'The start of an observer')
  if (end !== undefined) checkFunction(end, 'The end of an observer')
}

/**
 * The fields of what may be left out.
 *
 * @throws {TypeError} when `value` is neither an object nor undefined.
 */
export function readObject(value: unknown, what = 'The options'): Record<string, unknown> {
  if (value === undefined) return {}
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : refuse(what, 'an object', value)
}

/** Says what something must be and is not. */
export function refuse(what: string, be: string, value: unknown, Failure = TypeError): never {
  throw new Failure(`${what} must be ${be}, got ${show(value)}`)
}
