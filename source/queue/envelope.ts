// Turns values and errors into text that another machine can read. Only this file knows devalue.
//
// devalue, since it keeps what structured clones keep (undefined, Date, Map, Set, BigInt, typed arrays, circles), is small, has no
// dependencies, and refuses everything else with the path that leads to it. superjson turns an instance of a class into a plain object
// without a word.

import { parse, stringify } from 'devalue'
import { ActionPayloadError, ActionResultError, UncheckedActionError } from '../contract/index.js'
import * as core from '../core/index.js'
import { isError, show } from '../shared/text.js'
import { ActionBlockedError } from '../state/index.js'
import * as own from './errors.js'

/** A class of errors, as users may give it. */
// biome-ignore lint/suspicious/noExplicitAny: constructors of every signature
export type ErrorClass = abstract new (...args: any[]) => Error

/** What is sent of an error. */
interface SentError {
  readonly name: string
  /** The name of its class, where `name` is another: many classes leave `name` as it is. */
  readonly class?: string
  readonly message: string
  readonly stack: string | undefined
  /** Whether it is a `DOMException`, such as the reason of a signal. */
  readonly dom: boolean
  /** Own fields, `cause` and `errors` among them. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** An error inside an error, described already. */
class Described {
  readonly sent: SentError

  constructor(sent: SentError) {
    this.sent = sent
  }
}

const { ActionAbortedError, ActionMisuseError, ActionRecursionError, ActionTimeoutError } = core
const { DuplicateActionError, UnknownActionError, UnsupportedEventError } = core

/** The classes that errors come back as, besides those that users give. */
const CLASSES: readonly ErrorClass[] = [
  ...[ActionAbortedError, ActionMisuseError, ActionRecursionError, ActionTimeoutError, DuplicateActionError],
  ...[UnknownActionError, UnsupportedEventError, ActionBlockedError],
  ...[ActionPayloadError, ActionResultError, UncheckedActionError],
  ...[own.JobLostError, own.QueueClosedError, own.QueueUnavailableError, own.UnsendableError],
  ...[Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError],
]

/** Returns what turns errors into what is sent of them. An error that is around itself, deep inside a field, cannot be sent. */
const reducers = (around: readonly Error[]) => ({
  Error(value: unknown) {
    if (value instanceof Described) return value.sent
    if (!isError(value)) return false
    if (around.includes(value)) throw new TypeError('Cannot stringify an error that has itself in a field')
    return describe(value, around)
  },
})

/** What a text begins with that is JSON, and not of devalue, whose texts begin with `[` or `-`. */
const JSON_MARK = '='

/**
 * Returns a value as text.
 *
 * What arrives unchanged as JSON is sent as JSON, only for speed: a small order and its result cost 9 µs on both sides together, and 21 µs
 * by devalue.
 *
 * @throws {Error} when the value has something that cannot be sent. The message says what, and where.
 */
export function encode(value: unknown): string {
  return isJson(value, new Set()) ? JSON_MARK + JSON.stringify(value) : stringify(value, reducers([]))
}

/** Returns a value as text, or throws an error that says of what action it is which part. What is sent with a payload is the state. */
export function encodeFor(action: string, what: string, value: unknown): string {
  try {
    return encode(value)
  } catch (error) {
    const { message, path } = Object(error)
    const part = what === 'payload' && /^\.state\b/.test(path) ? 'state' : what
    throw new own.UnsendableError(action, part, `${message}${path ? ` at ${path}` : ''}`)
  }
}

/**
 * Returns the value of a text of `encode`.
 *
 * @param classes More classes that errors may come back as, each by its name or by the `name` of its errors.
 */
export function decode(text: string, classes: readonly ErrorClass[] = []): unknown {
  if (text.startsWith(JSON_MARK)) return parseJson(text.slice(JSON_MARK.length))
  return parse(text, { Error: (sent: SentError) => revive(sent, classes) })
}

/**
 * Returns whether a value arrives unchanged as JSON: plain objects and full arrays, each of them once.
 *
 * @param seen The objects around it and before it: what is there twice must arrive as one object.
 */
function isJson(value: unknown, seen: Set<object>): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean'
  if (value === null) return true
  if (seen.has(value) || typeof (value as { toJSON?: unknown }).toJSON === 'function') return false
  seen.add(value)
  if (Array.isArray(value)) {
    // Not `every`, which leaves out holes.
    for (let i = 0; i < value.length; i++) if (!isJson(value[i], seen)) return false
    return true
  }
  if (Object.getPrototypeOf(value) !== Object.prototype || Object.getOwnPropertySymbols(value).length > 0) return false
  for (const key of Object.keys(value)) {
    // devalue refuses this key on both sides, since it may change the prototype of an object it is copied to.
    if (key === '__proto__' || !isJson((value as Record<string, unknown>)[key], seen)) return false
  }
  return true
}

/** Returns the value of JSON that another side has sent. */
function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  // Whoever writes to the queue may send other JSON than `encode` does; an escape may hide the key.
  const isOdd = text.includes('__proto__') || text.includes('\\u')
  if (isOdd && !isJson(value, new Set())) throw new SyntaxError('A text has the key "__proto__"')
  return value
}

/** Returns what is sent of an error. An error inside it that is around it, too, is left out. */
function describe(error: Error, around: readonly Error[]): SentError {
  const inside = [...around, error]
  const fields: Record<string, unknown> = {}
  // `cause` and `errors` are not enumerable. `name` is a field where somebody has assigned it.
  const keys = new Set(['cause', 'errors', ...Object.keys(error)])
  for (const key of ['name', 'message', 'stack']) keys.delete(key)
  for (const key of keys) {
    if (!Object.hasOwn(error, key)) continue
    const value = (error as unknown as Record<string, unknown>)[key]
    const isAround = (each: unknown) => inside.includes(each as Error)
    if (isAround(value)) continue
    if (isError(value)) fields[key] = new Described(describe(value, inside))
    else if (key === 'errors' && Array.isArray(value)) {
      const others = value.filter((each) => !isAround(each))
      fields[key] = others.map((each) =>
        isError(each) ? new Described(describe(each, inside)) : sendable(each, inside),
      )
    } else fields[key] = sendable(value, inside)
  }
  const dom = Object.prototype.toString.call(error) === '[object DOMException]'
  const name = String(error.name)
  const { name: ofClass } = Object(error.constructor)
  return {
    name,
    ...(ofClass !== name && { class: String(ofClass) }),
    message: String(error.message),
    stack: error.stack,
    dom,
    fields,
  }
}

/** Returns a value that can be sent; otherwise what a message shows of it. An error must arrive, whatever its fields are. */
function sendable(value: unknown, around: readonly Error[]): unknown {
  try {
    stringify(value, reducers(around))
    return value
  } catch {
    return show(value)
  }
}

function revive(sent: SentError, classes: readonly ErrorClass[]): Error {
  const { name, class: ofClass = name, message, stack, dom, fields } = sent
  if (dom) return new DOMException(message, name)
  const error = new Error(message)
  const Class =
    classes.find((each) => each.name === ofClass) ?? [...classes, ...CLASSES].find((each) => nameOf(each) === name)
  if (Class !== undefined) Object.setPrototypeOf(error, Class.prototype)
  if (error.name !== name) hide(error, 'name', name)
  hide(error, 'stack', stack)
  for (const [key, value] of Object.entries(fields)) {
    if (key === 'cause' || key === 'errors') hide(error, key, value)
    else Object.assign(error, { [key]: value })
  }
  return error
}

/** Returns the `name` that the errors of a class have: few classes of users say it on their prototype. */
function nameOf({ name, prototype }: ErrorClass): string {
  const own = Object.getOwnPropertyDescriptor(prototype, 'name')
  return own === undefined ? name : String(prototype.name)
}

/** Gives an error a field that is not enumerable, as the platform does. */
function hide(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false })
}
