// Declares the errors that a caller may want to catch, each with a stable code, and builds their messages.

import { either, quote, show } from '../shared/text.js'
import type { Party } from './types.js'

/**
 * The base class of all errors of entracte. Wrong arguments are a plain `TypeError` or `RangeError`. Errors of your
 * own functions arrive untouched, as the same object.
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
  /** Says which situation this is. The code never changes, also when messages change or a bundler renames classes. */
  abstract readonly code: string

  /** The name of the action; empty when the error is about all actions. */
  readonly action: string

  constructor(action: string, message: string) {
    super(message)
    this.action = action
  }
}

/**
 * Says that an unknown action was invoked: the name is not registered. The message suggests similar names that are
 * registered.
 */
export class UnknownActionError extends ActionError {
  readonly code = 'ACTION_UNKNOWN'

  constructor(action: string, nearest: readonly string[]) {
    const remedy = nearest.length > 0 ? `did you mean ${either(nearest.map(quote))}?` : 'register it before invoking it'
    super(action, `Cannot invoke the action ${quote(action)}, because no such action is registered: ${remedy}`)
  }

  // A getter: assigning `name` fails where `Error.prototype` is frozen, and bundlers rename classes.
  override get name() {
    return 'UnknownActionError'
  }
}

/** Says that `registerAction` was called with a registered name, without `override: true`. */
export class DuplicateActionError extends ActionError {
  readonly code = 'ACTION_DUPLICATE'

  /** The core that is registered under the name. */
  readonly by: Party

  constructor(action: string, by: Party = { kind: 'core', name: undefined, scope: undefined }) {
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

/**
 * Says that a party decided that the core must not start: a listener, a replacement, middleware, or other code with
 * `ctx`.
 */
export class ActionAbortedError extends ActionError {
  readonly code = 'ACTION_ABORTED'

  /** The argument of `abort(reason)`, unchanged; undefined without an argument. */
  readonly reason: unknown

  /** The party that aborted; null when the party is unknown, for example when other code called `ctx.abort`. */
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

/**
 * Says that a time limit ran out: the limit of an invocation, or the limit of one listener. entracte stops waiting, but
 * the work itself continues.
 */
export class ActionTimeoutError extends ActionError {
  readonly code = 'ACTION_TIMEOUT'

  /** The time limit, in milliseconds. */
  readonly timeout: number

  /** The innermost party that was still running; null when no party was running. */
  readonly stage: Party | null

  /** @param own Whether the limit belongs to `stage` itself, and not to the invocation. */
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

/** Says that invocations were nested deeper than `maxDepth`, most likely in a circle. The message shows the path. */
export class ActionRecursionError extends ActionError {
  readonly code = 'ACTION_RECURSION'

  /** @param maxDepth The greatest depth that is allowed; undefined when actions invoked each other without `ctx`. */
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

/**
 * Says that a call had no effect: `next` or `original` was called a second time or too late, a party aborted too late,
 * or a disposed scope was used to attach something.
 */
export class ActionMisuseError extends ActionError {
  readonly code = 'ACTION_MISUSE'

  override get name() {
    return 'ActionMisuseError'
  }
}

/**
 * Says that an after-listener is attached to a terminal action, where it never runs. Only `onListenerError` receives
 * this error.
 */
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

/** Returns a party in words: `before-listener "askFirst" of the scope "crm"`. */
export function describe({ kind, name, scope }: Party): string {
  const what = /^[bae]/.test(kind) ? `${kind}-listener` : kind === 'payloadUpdate' ? 'payload update' : kind
  return (
    what + (name === undefined ? '' : ` ${quote(name)}`) + (scope === undefined ? '' : ` of the scope ${quote(scope)}`)
  )
}

/** Returns the error for a party that aborted when it was too late. */
export function abortedTooLate(action: string, by: Party | null): ActionMisuseError {
  const who = by === null ? 'Something aborted' : `The ${describe(by)} of`
  return new ActionMisuseError(
    action,
    `${who} the action ${quote(action)}${by === null ? '' : ' aborted'} too late, when nothing could be stopped any more: did it forget to await or return its check?`,
  )
}

/** Returns the error for a party that called `next` or `original` when the call could start nothing. */
export function misuse(action: string, party: Party, how: string): ActionMisuseError {
  const of = action === '' ? '' : ` of the action ${quote(action)}`
  return new ActionMisuseError(action, `The ${describe(party)}${of} ${how}`)
}

/** Returns the fields of a party that errors show, as a new plain object; null when there is no party. */
export function toParty(party: Party | undefined): Party | null {
  return party === undefined ? null : { kind: party.kind, name: party.name, scope: party.scope }
}
