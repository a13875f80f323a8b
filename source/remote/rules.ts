// Reads the options of `expose`: what a plugin may do, what it sees, and how much.

import type { Actions } from '../core/index.js'
import { checkFunction, checkKnown, checkName, checkTimeout, readObject, refuse } from '../shared/arguments.js'
import { splitEvent } from '../shared/events.js'
import { checkMeant } from '../shared/meant.js'
import { warn } from '../shared/print.js'
import { report } from '../shared/report.js'
import { quote, show } from '../shared/text.js'
import { isThenable } from '../shared/thenable.js'
import { checkCloneable } from './clone.js'
import { RemoteRefusedError } from './errors.js'
import type { RemoteLimits, RemoteVerb, SharedPart } from './types.js'

/** The rules for one plugin. */
export interface Rules {
  readonly scope: string
  readonly timeout: number
  /** Whether the functions of a plugin that is gone fail what they are attached to. */
  readonly failsWhenGone: boolean
  readonly limits: Readonly<Required<{ [K in keyof RemoteLimits]: number }>>
  /** @throws {RemoteRefusedError} when the plugin may not do this. */
  checkAllowed(verb: RemoteVerb, action: string): void
  /** Returns what the plugin sees of a value. */
  shown(value: unknown, action: string, part: SharedPart): unknown
  /**
   * As `shown`.
   *
   * @throws {UncloneableError} when it cannot be cloned.
   */
  sendable(value: unknown, action: string, part: SharedPart): unknown
  /**
   * As `sendable`, for what the plugin has asked for. What `share` throws goes to `onListenerError`: it may have in it what it was to hide.
   *
   * @throws {UncloneableError} when it cannot be cloned.
   */
  answerable(value: unknown, action: string, part: SharedPart): unknown
  /** Returns what the plugin sees of an error or a reason, which is always something. It never throws. */
  shownError(error: unknown, action: string): unknown
}

const LIMITS = { attachments: 100, calls: 1000, messages: 100_000 }

/** @throws {TypeError | RangeError} when an option is wrong, or not known. */
export function readRules(options: unknown, actions: Actions): Rules {
  const given = readObject(options)
  checkKnown(given, ['scope', 'allow', 'share', 'timeout', 'limits', 'whenGone'])
  const { scope, allow = [], share, timeout = 5000, limits: givenLimits, whenGone = 'pass' } = given
  checkName(scope, 'The option scope')
  checkTimeout(timeout, '')
  if (share !== undefined) checkFunction(share, 'The option share')
  if (whenGone !== 'pass' && whenGone !== 'fail') refuse('The option whenGone', '"pass" or "fail"', whenGone)
  if (!Array.isArray(allow) || allow.some((name) => typeof name !== 'string')) {
    if (typeof allow !== 'function') refuse('The option allow', 'an array of names, or a function', allow)
    checkFunction(allow, 'The option allow')
  }
  const isAllowed: (verb: string, action: string) => unknown = Array.isArray(allow)
    ? (verb, action) => (verb === 'before' || verb === 'after') && allow.includes(action)
    : (allow as never)
  const checkNames = Array.isArray(allow) ? createAllowCheck(allow, actions) : () => {}
  checkNames()
  const hasAllowed = (verb: RemoteVerb, action: string): boolean => {
    try {
      const answer = isAllowed(verb, action)
      if (typeof answer === 'boolean' || answer === undefined) return answer === true
      // An async function: its answer comes too late, also when it is a failure.
      if (isThenable(answer)) answer.then(undefined, () => {})
      throw new TypeError(`The option allow must return true or false for ${quote(action)}, got ${show(answer)}`)
    } catch (error) {
      // It is for the host: the plugin must not learn it.
      report(actions, scope, error)
      return false
    }
  }
  const shown = (value: unknown, action: string, part: SharedPart) => {
    if (share === undefined) return value
    const seen: unknown = (share as (value: unknown, action: string, part: SharedPart) => unknown)(value, action, part)
    if (!isThenable(seen)) return seen
    seen.then(undefined, () => {})
    throw new TypeError(
      `The option share must not be async, but it returned a promise for the ${part} of the action ${quote(action)}`,
    )
  }
  const sendable = (value: unknown, action: string, part: SharedPart) => {
    const sent = shown(value, action, part)
    checkCloneable(sent, part)
    return sent
  }

  return {
    scope,
    timeout,
    failsWhenGone: whenGone === 'fail',
    limits: readLimits(givenLimits),
    checkAllowed(verb, action) {
      if (hasAllowed(verb, action)) return
      // More actions may be registered by now.
      checkNames()
      const what = verb === 'before' || verb === 'after' || verb === 'error' ? `listen ${WORDS[verb]}` : verb
      throw new RemoteRefusedError(
        action,
        `The host does not allow ${quote(scope)} to ${what} the action ${quote(action)}`,
      )
    },
    shown,
    sendable,
    answerable(value, action, part) {
      try {
        return sendable(value, action, part)
      } catch (error) {
        if ((error as { code?: unknown })?.code === 'ACTION_UNCLONEABLE') throw error
        report(actions, scope, error)
        throw new Error(`The host cannot show the ${part} of the action ${quote(action)}`)
      }
    },
    shownError(error, action) {
      try {
        const seen = shown(error, action, 'error')
        if (seen !== undefined || error === undefined) return seen
      } catch {
        // What `share` throws is for the host, and may have in it what it was to hide.
      }
      return new Error(`The action ${quote(action)} has failed, and the host does not show how`)
    },
  }
}

/** Returns a function that warns, once for each, of names in `allow` that are probably not meant. */
function createAllowCheck(names: readonly string[], actions: Actions): () => void {
  const events = new Set<string>()
  return () => {
    for (const name of names) {
      const [, action] = splitEvent(name) ?? []
      if (action === undefined || actions.hasAction(name) || !actions.hasAction(action)) checkMeant(actions, name)
      else if (!events.has(name)) {
        events.add(name)
        warn(`The option allow has the event ${quote(name)}, but it takes actions: did you mean ${quote(action)}?`)
      }
    }
  }
}

const WORDS = { before: 'before', after: 'after', error: 'to errors of' }

function readLimits(value: unknown): typeof LIMITS {
  const given = readObject(value, 'The option limits')
  checkKnown(given, Object.keys(LIMITS))
  const limits = { ...LIMITS }
  for (const key of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) {
    const limit = given[key]
    if (limit === undefined) continue
    if (typeof limit !== 'number') refuse(`The limit ${key}`, 'a number', limit)
    if (!(limit >= 0)) refuse(`The limit ${key}`, '0 or more', limit, RangeError)
    limits[key] = limit
  }
  return limits
}
