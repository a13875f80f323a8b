// Reads what callers hand in to the verbs, and refuses what is wrong with an error that says why.

import {
  type AnyFunction,
  checkFunction,
  checkKnown,
  checkName,
  checkSignal,
  checkTimeout,
  readObject,
  readSwitch,
  refuse,
} from '../shared/arguments.js'
import { isSignal } from '../shared/signals.js'
import { isPlain, quote } from '../shared/text.js'
import type { InvokeOptions, Observer, Signal } from './types.js'

/** The options of the attaching verbs together. */
export interface AttachingOptions {
  readonly name: string | undefined
  readonly signal: Signal | undefined
  readonly order: number
  readonly once: boolean
  readonly timeout: number | undefined
  readonly payloadUpdate: AnyFunction | undefined
  readonly override: boolean
  readonly terminal: boolean
}

const DEFAULTS: AttachingOptions = {
  name: undefined,
  signal: undefined,
  order: 0,
  once: false,
  timeout: undefined,
  payloadUpdate: undefined,
  override: false,
  terminal: false,
}

/** The options of an invocation that has none. */
export const NO_OPTIONS: InvokeOptions = /* @__PURE__ */ Object.freeze({})

/** The options of each verb that has any. */
export const OPTIONS = {
  createActions: ['onListenerError', 'maxDepth'],
  registerAction: ['payloadUpdate', 'timeout', 'override', 'terminal', 'signal', 'name'],
  addListener: ['once', 'order', 'timeout', 'signal', 'name'],
  layer: ['order', 'signal', 'name'],
  invokeAction: ['signal', 'timeout', 'state'],
  scope: ['replace', 'keepPlace'],
} as const

/**
 * Reads the options of an attaching verb. The verb has done nothing when one of them is refused.
 *
 * @throws {TypeError} when an option has the wrong type, or is none of the verb's.
 * @throws {RangeError} when `timeout` does not fit the platform's timer.
 */
export function readOptions(given: unknown, verb: 'registerAction' | 'addListener' | 'layer'): AttachingOptions {
  if (given === undefined) return DEFAULTS
  const options = readKnown(given, OPTIONS[verb])
  const { name, signal, order = 0, timeout, payloadUpdate } = options
  if (name !== undefined) checkName(name, 'The option name')
  if (payloadUpdate !== undefined) checkFunction(payloadUpdate, 'The option payloadUpdate')
  if (typeof order !== 'number' || Number.isNaN(order)) refuse('The option order', 'a number (lower runs first)', order)
  if (timeout !== undefined) checkTimeout(timeout)
  if (signal !== undefined) checkSignal(signal)
  const [once, override, terminal] = ['once', 'override', 'terminal'].map((option) => readSwitch(options, option))
  return { name, signal, order, once, timeout, payloadUpdate, override, terminal } as AttachingOptions
}

/**
 * Reads the options of an invocation. Nothing has run when one of them is refused.
 *
 * @throws {TypeError} when an option has the wrong type, or is none of the verb's.
 * @throws {RangeError} when `timeout` does not fit the platform's timer.
 */
export function readInvokeOptions(given: unknown): InvokeOptions {
  // `{}` for nothing: a fifth of such an invocation.
  if (given && Object.getPrototypeOf(given) === Object.prototype && Object.keys(given).length === 0) return NO_OPTIONS
  const options = readKnown(given, OPTIONS.invokeAction)
  const { signal, timeout, state } = options
  if (signal !== undefined) checkSignal(signal)
  if (timeout !== undefined) checkTimeout(timeout)
  if (state !== undefined) readObject(state, 'The option state')
  return options
}

/** Reads options none of which may have a name that is not known. */
export function readKnown(given: unknown, known: readonly string[]): Record<string, unknown> {
  const options = readObject(given)
  checkKnown(options, known)
  return options
}

/**
 * Refuses a payload that was meant as options: nothing but options, with a signal, for a core without a parameter.
 *
 * @throws {TypeError} when it is.
 */
export function checkPayload(payload: unknown, action: string, core: AnyFunction): void {
  if (!hasSignal(payload)) return
  if (!Object.keys(payload).every((key) => (OPTIONS.invokeAction as readonly string[]).includes(key))) return
  // The mocks of jest and sinon declare none either, and read `arguments`. Bound functions and proxies show `[native code]`.
  const takesNone = /^(?:async\b\s*)?(?:function\b\s*)?[\w$]*\s*\(\s*\)(?!.*(?:\barguments\b|\[native code))/s
  if (!takesNone.test(Function.prototype.toString.call(core))) return
  throw new TypeError(
    `The action ${quote(action)} takes no payload, got options as one: pass them as the third argument, invokeAction(${quote(action)}, undefined, { signal })`,
  )
}

function hasSignal(payload: unknown): payload is object {
  if (typeof payload !== 'object' || payload === null) return false
  try {
    return 'signal' in payload && isPlain(payload) && isSignal(payload.signal)
  } catch {
    return false // what cannot be read is a payload
  }
}

/** @throws {TypeError} when `observer` has none of the functions of an observer. */
export function checkObserver(observer: unknown): asserts observer is Observer {
  if (observer === undefined) refuse('An observer', 'an object', observer)
  const functions = Object.entries(pick(readObject(observer, 'An observer'))).filter(([, fn]) => fn !== undefined)
  if (functions.length === 0) {
    throw new TypeError('An observer must have a function start, end, around, register or unregister')
  }
  for (const [key, fn] of functions) checkFunction(fn, `The ${key} of an observer`)
  const { parties, wanted } = observer as Observer
  if (wanted !== undefined) checkFunction(wanted, 'The wanted of an observer')
  if (parties !== undefined && typeof parties !== 'boolean') {
    refuse('The parties of an observer', 'true, false or left out', parties)
  }
}

/** Reads what an observer may have; its functions may be those of a class. */
function pick({ start, end, around, register, unregister }: Record<string, unknown>): object {
  return { start, end, around, register, unregister }
}
