// Checks what callers hand in, with an error that shows the value and says what it must be.

import { nearest } from './nearest.js'
import { either, quote, show } from './text.js'

export type AnyFunction = (...args: never[]) => unknown

/** The longest delay in milliseconds that fits the platform's timer. A longer delay fires at once (measured on Node 20.20). */
export const LONGEST_DELAY = 2_147_483_647

/** @throws {TypeError} when `name` is not a non-empty string. */
export function checkName(name: unknown, what: string): asserts name is string {
  if (typeof name !== 'string' || name === '') refuse(what, 'a non-empty string', name)
}

/**
 * @param of The name of the action or event that the function is for.
 * @throws {TypeError} when `value` is not a function, or a generator function: a call of that would run nothing.
 */
export function checkFunction(value: unknown, what: string, of?: unknown): asserts value is AnyFunction {
  const subject = of === undefined ? what : `${what} ${show(of)}`
  if (typeof value !== 'function') refuse(subject, 'a function', value)
  if (isGenerator(value)) {
    throw new TypeError(`${subject} must not be a generator function, since calling that runs nothing: leave out the *`)
  }
}

/** Returns whether a function is a generator function, async or not, of whichever realm. */
function isGenerator(fn: object): boolean {
  try {
    return /Generator/.test(Object.prototype.toString.call(fn))
  } catch {
    return false // a proxy that throws
  }
}

/**
 * @throws {TypeError} when `timeout` is not a number.
 * @throws {RangeError} when `timeout` is NaN, or not between 1 and `LONGEST_DELAY`.
 */
export function checkTimeout(timeout: unknown, otherwise = ', or left out for no limit'): asserts timeout is number {
  const what = 'The option timeout'
  if (typeof timeout !== 'number') refuse(what, 'a number of milliseconds', timeout)
  if (!(timeout >= 1 && timeout <= LONGEST_DELAY)) {
    refuse(what, `between 1 and ${LONGEST_DELAY} milliseconds${otherwise}`, timeout, RangeError)
  }
}

/**
 * Returns options, or none, as an object whose fields can be read.
 *
 * @throws {TypeError} when `value` is neither an object nor undefined.
 */
export function readObject(value: unknown, what = 'The options'): Record<string, unknown> {
  if (value === undefined) return {}
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : refuse(what, 'an object', value)
}

/**
 * @param known The options that there are.
 * @throws {TypeError} when there is an option of another name; the message has the nearest one.
 */
export function checkKnown(options: object, known: readonly string[]): void {
  for (const option of Object.keys(options)) {
    if (known.includes(option)) continue
    const meant = nearest(option, known).map(quote)
    const remedy = meant.length > 0 ? `did you mean ${either(meant)}? There` : 'there'
    throw new TypeError(`There is no option ${quote(option)} here: ${remedy} is ${known.join(', ')}`)
  }
}

/** Throws an error that says what something must be, and shows what it is. */
export function refuse(what: string, be: string, value: unknown, Failure = TypeError): never {
  throw new Failure(`${what} must be ${be}, got ${show(value)}`)
}
