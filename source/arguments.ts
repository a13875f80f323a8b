// What callers may hand in, and the error that says what is wrong with what they did.

import { show } from './errors.js'
import { LONGEST } from './timeout.js'
import type { Observer, When } from './types.js'

/**
 * @param what Whose name it is; undefined for the option.
 * @throws {TypeError} when `name` is not a non-empty string.
 */
export function checkName(name: unknown, what: string | undefined): asserts name is string {
  if (typeof name === 'string' && name !== '') return
  throw new TypeError(
    `The ${what === undefined ? 'option name' : `name of ${what}`} must be a non-empty string, got ${show(name)}`,
  )
}

/** @throws {TypeError} when `value` is not a function. */
export function checkFunction(value: unknown, what: string): asserts value is (...args: never[]) => unknown {
  if (typeof value === 'function') return
  throw new TypeError(`${what} must be a function, got ${show(value)}`)
}

/**
 * Takes an event name apart.
 *
 * @throws {TypeError} when it is not `before`, `after` or `error` with an action's name behind it.
 */
export function parseEvent(event: unknown): { when: When; action: string } {
  const [, when, action] = (typeof event === 'string' && /^(before|after|error)(.+)$/s.exec(event)) || []
  if (when !== undefined && action !== undefined) return { when: when as When, action }
  throw new TypeError(
    `There is no event ${show(event)}: events are "before", "after" or "error" with the action's name behind it, like "beforeAcceptTask"`,
  )
}

/** What attaching verbs can be told. */
export interface CheckedOptions {
  readonly name: string | undefined
  readonly signal: AbortSignal | undefined
  readonly order: number
  readonly once: boolean
  readonly timeout: number | undefined
}

/**
 * Reads the options of an attaching verb, so that nothing is attached when one of them is wrong.
 *
 * @throws {TypeError} when one of them has the wrong type.
 * @throws {RangeError} when `timeout` is out of range.
 */
export function readOptions(options: unknown): CheckedOptions {
  const { name, order = 0, once = false, signal, timeout } = readObject(options)
  if (name !== undefined) checkName(name, undefined)
  if (typeof order !== 'number' || Number.isNaN(order)) {
    throw new TypeError(`The option order must be a number, lower runs first, got ${show(order)}`)
  }
  checkBoolean(once, 'once')
  checkSignal(signal)
  checkTimeout(timeout)
  return { name, signal, order, once, timeout }
}

/** Reads the options that only `registerAction` has. */
export function readCoreOptions(options: unknown) {
  const { payloadUpdate, override = false, terminal = false } = readObject(options)
  if (payloadUpdate !== undefined) checkFunction(payloadUpdate, 'The option payloadUpdate')
  checkBoolean(override, 'override')
  checkBoolean(terminal, 'terminal')
  return { payloadUpdate, override, terminal }
}

/** Reads the options of `invokeAction`. */
export function readInvokeOptions(options: unknown) {
  const { signal, timeout } = readObject(options)
  checkSignal(signal)
  checkTimeout(timeout)
  return { signal, timeout }
}

/** @throws {TypeError} when `observer` has neither of the two functions. */
export function checkObserver(observer: unknown): asserts observer is Observer {
  const { start, end } = readObject(observer ?? null, 'An observer')
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
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  throw new TypeError(`${what} must be an object, got ${show(value)}`)
}

/** @throws {TypeError} when `value` is not a boolean. */
function checkBoolean(value: unknown, option: string): asserts value is boolean {
  if (typeof value === 'boolean') return
  throw new TypeError(`The option ${option} must be true or false, got ${show(value)}`)
}

/**
 * @throws {TypeError} when `timeout` is not a number.
 * @throws {RangeError} when it does not fit the platform's timer.
 */
function checkTimeout(timeout: unknown): asserts timeout is number | undefined {
  if (timeout === undefined) return
  if (typeof timeout !== 'number') {
    throw new TypeError(`The option timeout must be a number of milliseconds, got ${show(timeout)}`)
  }
  if (timeout >= 1 && timeout <= LONGEST) return
  throw new RangeError(
    `The option timeout must be between 1 and ${LONGEST} milliseconds, got ${timeout}; leave it out for no limit`,
  )
}

/** Signals are told by what they can do: those of another realm are no instances of this one's `AbortSignal`. */
function checkSignal(signal: unknown): asserts signal is AbortSignal | undefined {
  if (signal === undefined) return
  const { aborted, addEventListener } = Object(signal) as Record<string, unknown>
  if (typeof aborted === 'boolean' && typeof addEventListener === 'function') return
  throw new TypeError(`The option signal must be an AbortSignal, got ${show(signal)}`)
}

/**
 * @throws {TypeError} when `maxDepth` is not a number.
 * @throws {RangeError} when it is negative or NaN.
 */
export function checkMaxDepth(maxDepth: unknown): asserts maxDepth is number {
  if (typeof maxDepth !== 'number') throw new TypeError(`The option maxDepth must be a number, got ${show(maxDepth)}`)
  if (maxDepth >= 0) return
  throw new RangeError(`The option maxDepth must be 0 or more, got ${maxDepth}`)
}
