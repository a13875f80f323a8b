// Decides which payloads a match selects, and which matches another match covers.

import { isReadable } from '../shared/built-in.js'
import { quote } from '../shared/text.js'
import { isThenable } from '../shared/thenable.js'
import type { Match, PayloadTest } from './types.js'

/**
 * Returns whether `match` matches a payload. Throws what `match` throws, and what reading the payload throws.
 *
 * @throws {TypeError} when `match` returns a promise, which would always count as true.
 */
export function covers(match: Match, payload: unknown, action: string): boolean {
  if (match === undefined || Object.is(match, payload)) return true
  if (typeof match === 'function') {
    const answer = (match as PayloadTest)(payload, action)
    if (!isThenable(answer)) return Boolean(answer)
    throw new TypeError(`The match for the action ${quote(action)} must return true or false at once, got a promise`)
  }
  if (!isObject(match) || !isObject(payload) || !isReadable(match)) return false
  const keys = Object.keys(match)
  return keys.length > 0 && keys.every((key) => Object.is(match[key], payload[key]))
}

/** Returns a test that says whether `match` covers a stored match: whether every payload of the stored match is one of `match`. */
export function coveredBy(match: Match): PayloadTest<Match> {
  // A stored match that is undefined or a function has no payload to compare.
  return (stored, action) =>
    stored === undefined || typeof stored === 'function'
      ? match === undefined || match === stored
      : matches(match, stored, action)
}

/**
 * Returns whether `match` matches a payload, as the answer to a question. A payload that cannot be read, such as a revoked proxy, matches
 * only itself: it must not break questions about other payloads. Throws what a function throws that was given a payload that can be read.
 */
export function matches(match: Match, payload: unknown, action: string): boolean {
  try {
    return covers(match, payload, action)
  } catch (error) {
    if (typeof match === 'function' && isReadable(payload)) throw error
    return false
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
