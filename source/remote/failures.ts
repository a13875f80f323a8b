// Decides how errors, and other reasons, cross: with their class, message, code, reason, by and cause.

import {
  ActionAbortedError,
  ActionError,
  ActionMisuseError,
  ActionRecursionError,
  ActionTimeoutError,
  DuplicateActionError,
  UnknownActionError,
  UnsupportedEventError,
} from '../core/index.js'
import { isError, show } from '../shared/text.js'
import { isCloneable } from './clone.js'
import { RemoteClosedError, RemoteRefusedError, UncloneableError } from './errors.js'

/** The classes that an error keeps. Of other classes, it keeps the name; those of other sub-paths are an `ActionError`. */
const CLASSES: Readonly<Record<string, { readonly prototype: Error }>> = {
  __proto__: null as never,
  AggregateError,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  ActionAbortedError,
  ActionMisuseError,
  ActionRecursionError,
  ActionTimeoutError,
  DuplicateActionError,
  UnknownActionError,
  UnsupportedEventError,
  RemoteClosedError,
  RemoteRefusedError,
  UncloneableError,
}

/** The fields that cross. Other fields stay: an error of `fetch` may have the password that was sent. */
const FIELDS = Object.freeze(['code', 'action', 'reason', 'by', 'timeout', 'stage', 'path', 'issues', 'cause'])

/** The fields that may be errors, and are followed: two, so that a circle ends soon. */
const NESTED = Object.freeze(['reason', 'cause'])

/** How many errors of an `AggregateError` cross. */
const MOST = 100

/** How deep causes are followed: a cause may lead in a circle. */
const DEEPEST = 5

/** A value that was thrown, or that is a reason, as it crosses. */
export type Sent = SentValue | SentError

interface SentValue {
  readonly value: unknown
}

interface SentError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly fields: Readonly<Record<string, Sent>>
  /** Of an `AggregateError`. */
  readonly errors: readonly Sent[] | undefined
}

/**
 * Returns what crosses of an error, or of any other value that was thrown or is a reason. What cannot be cloned crosses as text.
 *
 * @param withStack Whether the stack crosses: from a plugin to its host, but not back, since a stack tells where files are.
 */
export function toSent(value: unknown, withStack: boolean, depth = 0): Sent {
  try {
    if (!isError(value) && !isDomException(value)) return { value: isCloneable(value) ? value : show(value) }
    const { name, message, stack, errors } = value as Error & { errors?: unknown }
    const inner = (part: unknown) => toSent(part, withStack, depth + 1)
    const fields = depth === DEEPEST ? [] : FIELDS.filter((field) => read(value, field) !== undefined)
    return {
      name: String(name),
      message: String(message),
      stack: withStack ? String(stack) : undefined,
      fields: Object.fromEntries(fields.map((field) => [field, inner(read(value, field))])),
      errors: Array.isArray(errors) && depth === 0 ? errors.slice(0, MOST).map(inner) : undefined,
    }
  } catch {
    return { value: show(value) } // A getter throws, or the value is too deep.
  }
}

/** Reads a field of an error. The `code` of a DOMException is a number that says no more than its name. */
function read(error: object, field: string): unknown {
  if (field === 'code' && isDomException(error)) return undefined
  const value = (error as Record<string, unknown>)[field]
  return field === 'issues' ? issuesOf(value) : value
}

/** Returns the issues of a contract, without the values that some libraries keep in them. */
function issuesOf(value: unknown): unknown {
  if (!Array.isArray(value)) return undefined
  return value
    .slice(0, MOST)
    .filter(isObject)
    .map(({ message, path }) => ({ message, path }))
}

function isDomException(value: unknown): value is DOMException {
  return Object.prototype.toString.call(value) === '[object DOMException]'
}

/** Returns the value that crossed: of an error, an error of the same class. Anything may have been sent. It never throws. */
export function fromSent(sent: unknown, depth = 0): unknown {
  try {
    return isObject(sent) ? opened(sent, depth) : unsaid()
  } catch {
    return unsaid() // A getter throws, on a channel that does not clone.
  }
}

function unsaid(): Error {
  return new Error('The other side failed, and did not say how')
}

function opened(sent: object, depth: number): unknown {
  if (!('message' in sent)) return (sent as SentValue).value
  const { message, fields, stack, errors } = sent as SentError
  const name = 'name' in sent && typeof sent.name === 'string' ? sent.name : 'Error'
  const error = withClass(name, typeof message === 'string' ? message : show(message), codeOf(fields))
  const define = (key: string, value: unknown) =>
    Object.defineProperty(error, key, { value, enumerable: key !== 'stack', writable: true, configurable: true })
  if (typeof stack === 'string') define('stack', stack)
  if (depth === DEEPEST) return error
  for (const field of FIELDS) {
    if (!isObject(fields) || !Object.hasOwn(fields, field)) continue
    const part: unknown = fields[field]
    if (NESTED.includes(field)) define(field, fromSent(part, depth + 1))
    else if (isObject(part)) define(field, part.value)
  }
  if (Array.isArray(errors) && depth === 0) {
    const inner = errors.slice(0, MOST).map((each) => fromSent(each, 1))
    define('errors', inner)
  }
  return error
}

function codeOf(fields: unknown): unknown {
  const code = isObject(fields) && Object.hasOwn(fields, 'code') ? fields.code : undefined
  return isObject(code) ? code.value : undefined
}

/** Makes an error of the class that has the name, or one that only has the name. */
function withClass(name: string, message: string, code: unknown): Error {
  const Class = CLASSES[name]
  if (Class !== undefined) return Object.setPrototypeOf(new Error(message), Class.prototype)
  if (/^(Abort|Timeout|NotFound|NotAllowed|Security|InvalidState|DataClone|Network|Quota\w*)Error$/.test(name)) {
    return new DOMException(message, name)
  }
  const error = new Error(message)
  // The other sub-paths are above this one, and a page may not have them.
  if (/^(ACTION|PLUGIN)_/.test(String(code))) Object.setPrototypeOf(error, ActionError.prototype)
  if (name !== 'Error') Object.defineProperty(error, 'name', { value: name, writable: true, configurable: true })
  return error
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
