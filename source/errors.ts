// Every error of this library that a caller may want to catch, each with a stable code, and the words they are made of.

import type { Party, PartyKind } from './types.js'

/**
 * What all errors of this library extend. Wrong arguments are plain `TypeError` and `RangeError`, and errors of the
 * functions that were handed in travel through untouched; everything else that the library rejects with is one of these.
 *
 * @example
 * try {
 *   await actions.invokeAction('AcceptTask', { sid })
 * } catch (error) {
 *   if (error instanceof ActionError && error.code === 'ACTION_ABORTED') return
 *   throw error
 * }
 */
export abstract class ActionError extends Error {
  /** Says which situation this is; never changes, whatever happens to the message or to the bundler's class names. */
  abstract readonly code: string

  /** The action that it is about; empty where it is about all of them. */
  readonly action: string

  constructor(action: string, message: string) {
    super(message)
    this.action = action
  }
}

/** `invokeAction` was called with a name under which nothing is registered. The message names the nearest ones that are. */
export class UnknownActionError extends ActionError {
  readonly code = 'ACTION_UNKNOWN'

  constructor(action: string, nearest: readonly string[]) {
    const remedy = nearest.length > 0 ? `did you mean ${either(nearest.map(quote))}?` : 'register it before invoking it'
    super(action, `Cannot invoke the action ${quote(action)}, because no such action is registered: ${remedy}`)
  }

  // A getter, since assigning to `name` would fail where `Error.prototype` is frozen; and bundlers rename classes.
  override get name() {
    return 'UnknownActionError'
  }
}

/** `registerAction` was called with a name that is taken, without `override: true`. */
export class DuplicateActionError extends ActionError {
  readonly code = 'ACTION_DUPLICATE'

  constructor(action: string) {
    super(
      action,
      `Cannot register the action ${quote(action)}, because it is registered already: pass { override: true } to put another core in its place`,
    )
  }

  override get name() {
    return 'DuplicateActionError'
  }
}

/** Somebody decided that the core shall not start: a listener, a replacement, middleware, or the holder of `ctx`. */
export class ActionAbortedError extends ActionError {
  readonly code = 'ACTION_ABORTED'

  /** What was given to `abort(reason)`, as it was given; undefined without. */
  readonly reason: unknown

  /** The function that aborted; null when it cannot be told, as when `ctx` was used from elsewhere. */
  readonly by: Party | null

  constructor(action: string, reason: unknown, by: Party | null) {
    const who = by === null ? '' : ` by ${describe(by)}`
    const why = reason === undefined ? '' : `: ${reason instanceof Error ? reason.message : show(reason)}`
    super(action, `The action ${quote(action)} was aborted${who}${why}`)
    this.reason = reason
    this.by = by
  }

  override get name() {
    return 'ActionAbortedError'
  }
}

/** A time limit ran out, of an invocation or of one listener. The work itself goes on; only the waiting has stopped. */
export class ActionTimeoutError extends ActionError {
  readonly code = 'ACTION_TIMEOUT'

  /** The limit, in milliseconds. */
  readonly timeout: number

  /** The innermost party that was still running; null when none was. */
  readonly stage: Party | null

  constructor(action: string, timeout: number, stage: Party | null) {
    const where = stage === null ? '' : `, while ${describe(stage)} was still running`
    super(action, `The action ${quote(action)} ran out of its time limit of ${timeout} ms${where}`)
    this.timeout = timeout
    this.stage = stage
  }

  override get name() {
    return 'ActionTimeoutError'
  }
}

/** Invocations invoked one another deeper than `maxDepth`, most likely in a circle. The message shows the way there. */
export class ActionRecursionError extends ActionError {
  readonly code = 'ACTION_RECURSION'

  constructor(action: string, path: readonly string[], maxDepth: number) {
    const shown = path.length > 9 ? [...path.slice(0, 4), '…', ...path.slice(-4)] : path
    super(
      action,
      `Cannot invoke the action ${quote(action)} at a depth of ${path.length - 1}, because maxDepth is ${maxDepth}: look for a circle in ${shown.join(' → ')}`,
    )
  }

  override get name() {
    return 'ActionRecursionError'
  }
}

/** `next` or `original` was called where it can start nothing, or a disposed scope was asked to attach something. */
export class ActionMisuseError extends ActionError {
  readonly code = 'ACTION_MISUSE'

  override get name() {
    return 'ActionMisuseError'
  }
}

/** An after-listener is attached to a terminal action, where it never runs. Only ever handed to `onListenerError`. */
export class UnsupportedEventError extends ActionError {
  readonly code = 'ACTION_UNSUPPORTED_EVENT'

  constructor(action: string, listener: Party) {
    super(
      action,
      `Nothing will call ${describe(listener)} of the action ${quote(action)}, because the action is terminal: listen to ${quote(`before${action}`)} instead`,
    )
  }

  override get name() {
    return 'UnsupportedEventError'
  }
}

const KINDS: Record<PartyKind, string> = {
  middleware: 'the middleware',
  payloadUpdate: 'the payload update',
  before: 'the before-listener',
  replacement: 'the replacement',
  core: 'the core',
  after: 'the after-listener',
  error: 'the error-listener',
}

/** A party in words: `the before-listener "askFirst" of the scope "crm"`. */
export function describe({ kind, name, scope }: Party): string {
  return (
    KINDS[kind] +
    (name === undefined ? '' : ` ${quote(name)}`) +
    (scope === undefined ? '' : ` of the scope ${quote(scope)}`)
  )
}

/** A value from outside as a message can show it, whatever it is: never more than a line, never running its code. */
export function show(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? `${value}n` : String(value)
  return Array.isArray(value)
    ? `[${value.slice(0, 5).map(show).join(', ')}${value.length > 5 ? ', …' : ''}]`
    : 'an object'
}

/** Text from outside, in double quotes, with whatever could break the line escaped. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 99)}…` : text)
}

/** `a, b or c`. */
export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** Errors that have nowhere else to go, as Koa prints them. */
export function print(error: unknown): void {
  try {
    console.error(error)
  } catch {
    // There is nobody left to tell, and whoever replaced `console.error` has seen it.
  }
}
