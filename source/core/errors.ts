// Every error of this library that a caller may want to catch, each with a stable code, and the words they are made of.

import { either, quote, show } from '../shared/text.js'
import type { Party } from './types.js'

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

  /** The core that has the name. */
  readonly by: Party

  constructor(action: string, by: Party) {
    const named = by.name !== undefined || by.scope !== undefined
    super(
      action,
      `Cannot register the action ${quote(action)}, because it is registered already${named ? `, with the ${describe(by)}` : ''}: pass { override: true } to put another core in its place`,
    )
    this.by = by
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
    const who = by === null ? '' : ` by the ${describe(by)}`
    const why = reason === undefined ? '' : `: ${show(reason)}`
    super(action, `The ${action === '' ? 'action' : `action ${quote(action)}`} was aborted${who}${why}`)
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

  /** @param own Whether the limit was that of `stage` itself rather than that of the invocation. */
  constructor(action: string, timeout: number, stage: Party | null, own = false) {
    const what = `${own && stage ? `${describe(stage)} of the ` : ''}action ${quote(action)}`
    const where = own || stage === null ? '' : `, while the ${describe(stage)} was still running`
    super(action, `The ${what} ran out of its time limit of ${timeout} ms${where}`)
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

  /** @param maxDepth How deep invocations may nest; undefined when they invoked one another without `ctx`. */
  constructor(action: string, path: readonly string[], maxDepth: number | undefined) {
    const names = path.map((name) => quote(name).slice(1, -1))
    const shown = names.length > 9 ? [...names.slice(0, 4), '…', ...names.slice(-4)] : names
    const why =
      maxDepth === undefined ? 'because so many are running inside one another' : `because maxDepth is ${maxDepth}`
    super(
      action,
      `Cannot invoke the action ${quote(action)} at a depth of ${path.length - 1}, ${why}: look for a circle in ${shown.join(' → ')}`,
    )
  }

  override get name() {
    return 'ActionRecursionError'
  }
}

/** `next` or `original` was called where it can start nothing, something aborted too late, or a disposed scope was asked to attach something. */
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
      `Nothing will call the ${describe(listener)} of the action ${quote(action)}, because the action is terminal: listen to ${quote(`before${action}`)} instead`,
    )
  }

  override get name() {
    return 'UnsupportedEventError'
  }
}

/** A party in words: `before-listener "askFirst" of the scope "crm"`. */
export function describe({ kind, name, scope }: Party): string {
  const what = /^[bae]/.test(kind) ? `${kind}-listener` : kind === 'payloadUpdate' ? 'payload update' : kind
  return (
    what + (name === undefined ? '' : ` ${quote(name)}`) + (scope === undefined ? '' : ` of the scope ${quote(scope)}`)
  )
}

/** Says that a party aborted when it was too late for that. */
export function abortedTooLate(action: string, by: Party | null): ActionMisuseError {
  const who = by === null ? 'Something' : `The ${describe(by)}`
  return new ActionMisuseError(
    action,
    `${who} of the action ${quote(action)} aborted too late, when nothing could be stopped any more: did it forget to await or return its check?`,
  )
}

/** Says that a party called `next` or `original` where it can start nothing. */
export function misuse(action: string, party: Party, how: string): ActionMisuseError {
  const of = action === '' ? '' : ` of the action ${quote(action)}`
  return new ActionMisuseError(action, `The ${describe(party)}${of} ${how}`)
}

/** Returns what errors show of a party, as a plain object of its own; null when there is no party. */
export function toParty(party: Party | undefined): Party | null {
  return party === undefined ? null : { kind: party.kind, name: party.name, scope: party.scope }
}
