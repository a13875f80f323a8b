// Checks arguments of callers. The errors show the value and say what the value must be.

import { nearest } from './nearest.js'
import { isSchema, SCHEMA_REMEDY } from './schema.js'
import { isSignal } from './signals.js'
import { either, quote, show } from './text.js'
import { isThenable } from './thenable.js'

export type AnyFunction = (...args: never[]) => unknown

/** The longest delay in milliseconds that fits the platform's timer. A longer delay fires at once (measured on Node 20.20). */
export const LONGEST_DELAY = 2_147_483_647

/**
 * Checks that `name` is a non-empty string.
 *
 * @throws {TypeError} when `name` is not a non-empty string.
 */
export function checkName(name: unknown, what: string): asserts name is string {
  if (typeof name !== 'string' || name === '') refuse(what, 'a non-empty string', name)
}

/**
 * Checks that `value` is a function that runs when it is called.
 *
 * @param of The name of the action or event that the function is for.
 * @throws {TypeError} when `value` is not a function, or when it is a generator function. A call of a generator
 *   function does not run its body. Also for a schema, although the schemas of some libraries are functions.
 */
export function checkFunction(value: unknown, what: string, of?: unknown): asserts value is AnyFunction {
  const subject = of === undefined ? what : `${what} ${show(of)}`
  if (isSchema(value)) throw new TypeError(`${subject} must be a function, ${SCHEMA_REMEDY}`)
  if (typeof value !== 'function') refuse(subject, 'a function', value)
  if (isGenerator(value)) {
    throw new TypeError(`${subject} must not be a generator function, since calling that runs nothing: leave out the *`)
  }
}

/** Returns whether a function is a generator function, async or not, of any realm. */
function isGenerator(fn: object): boolean {
  try {
    return /Generator/.test(Object.prototype.toString.call(fn))
  } catch {
    return false // a proxy that throws
  }
}

/**
 * Checks a time limit.
 *
 * @throws {TypeError} when `timeout` is not a number.
 * @throws {RangeError} when `timeout` is NaN, or not between 1 and `LONGEST_DELAY`.
 */
export function checkTimeout(
  timeout: unknown,
  otherwise = ', or left out for no limit',
  what = 'The option timeout',
): asserts timeout is number {
  if (typeof timeout !== 'number') refuse(what, 'a number of milliseconds', timeout)
  if (!(timeout >= 1 && timeout <= LONGEST_DELAY)) {
    refuse(what, `between 1 and ${LONGEST_DELAY} milliseconds${otherwise}`, timeout, RangeError)
  }
}

/** @throws {TypeError} when `signal` is not a signal. */
export function checkSignal(signal: unknown): void {
  if (!isSignal(signal)) refuse('The option signal', 'an AbortSignal', signal)
}

/**
 * Returns `value` as an object whose fields can be read; an empty object for undefined.
 *
 * @throws {TypeError} when `value` is neither an object nor undefined, or when it is a schema, a signal, a promise or an array.
 */
export function readObject(value: unknown, what = 'The options'): Record<string, unknown> {
  if (value === undefined) return {}
  // A signal has no field of its own that would be unknown, and a promise has none.
  const remedy = isSchema(value)
    ? SCHEMA_REMEDY
    : isSignal(value)
      ? 'got a signal: pass { signal }'
      : isThenable(value) && 'got a promise: await it'
  if (remedy) throw new TypeError(`${what} must be an object, ${remedy}`)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : refuse(what, 'an object', value)
}

/**
 * Checks that all options are known.
 *
 * @param known The names of all options.
 * @param of Says of what, as in ` of the action "Save"`.
 * @param noun What they are called.
 * @throws {TypeError} when an option has another name. The message suggests the most similar option.
 */
export function checkKnown(options: object, known: readonly string[], of = '', noun = 'option'): void {
  for (const option of Object.keys(options)) {
    if (known.includes(option)) continue
    const meant = nearest(option, known).map(quote)
    const remedy = meant.length > 0 ? `did you mean ${either(meant)}? The` : 'the'
    const are = known.length === 1 ? ' is' : 's are'
    throw new TypeError(`There is no ${noun} ${quote(option)}${of}: ${remedy} ${noun}${are} ${known.join(', ')}`)
  }
}

/** @throws {TypeError} when the option is neither true nor false, nor left out. */
export function readSwitch(options: Record<string, unknown>, option: string): boolean {
  const { [option]: value = false } = options
  return typeof value === 'boolean' ? value : refuse(`The option ${option}`, 'true or false', value)
}

/** Throws an error that says what something must be, and shows the value. */
export function refuse(what: string, be: string, value: unknown, Failure = TypeError): never {
  throw new Failure(`${what} must be ${be}, got ${show(value)}`)
}
