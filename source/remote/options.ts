// Reads the options with which a plugin attaches something.

import { type AnyFunction, checkKnown, checkSignal, checkTimeout, readObject, refuse } from '../shared/arguments.js'
import { nameOf } from '../shared/text.js'

interface AttachOptions {
  readonly signal?: AbortSignal | undefined
  readonly name?: string | undefined
  readonly order?: number | undefined
  readonly timeout?: number | undefined
  readonly once?: boolean | undefined
}

/**
 * Reads the options. The name of the function is the default of `name`.
 *
 * @param more The options that this verb has, besides those of all verbs.
 * @throws {TypeError} when an option is unknown, or is of a wrong type.
 * @throws {RangeError} when `timeout` is out of range.
 */
export function readOptions(options: unknown, more: readonly string[], fn: AnyFunction): AttachOptions {
  const given = readObject(options)
  checkKnown(given, ['signal', 'name', 'order', 'timeout', ...more])
  const { signal, name = nameOf(fn), order, timeout, once } = given
  if (signal !== undefined) checkSignal(signal)
  if (name !== undefined && typeof name !== 'string') refuse('The option name', 'a string', name)
  if (order !== undefined && (typeof order !== 'number' || Number.isNaN(order)))
    refuse('The option order', 'a number', order)
  if (timeout !== undefined) checkTimeout(timeout)
  if (once !== undefined && typeof once !== 'boolean') refuse('The option once', 'true or false', once)
  return { signal, name, order, timeout, once } as AttachOptions
}
