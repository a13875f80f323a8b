// Decides whether an expectation is met by what was seen, and what the error says when it is not.

import { formatTimeline } from '../devtools/index.js'
import { checkKnown } from '../shared/arguments.js'
import { isError, show } from '../shared/text.js'
import { ExpectationError } from './errors.js'
import type { Expectation, Seen } from './types.js'
import { equals, inspect, uncircled } from './values.js'
import { toLabel, type Watcher } from './watch.js'

/**
 * The lists that a test can expect: their words for messages, the fields of their entries, and the fields that are shown of an entry that
 * was not expected.
 */
const LISTS = {
  calls: { what: 'the calls that reached', fields: ['action', 'payload', 'outcome', 'result'], shown: ['payload'] },
  ran: { what: 'what ran for', fields: [], shown: [] },
  aborts: { what: 'the aborts of', fields: ['action', 'by', 'reason'], shown: ['by', 'reason'] },
  errors: {
    what: 'the errors of',
    fields: ['action', 'at', 'name', 'message', 'error'],
    shown: ['at', 'message'],
  },
} as const

type List = keyof typeof LISTS

/**
 * Returns what was seen of an action.
 *
 * @param name The name of the action; undefined for all actions.
 */
export function seenOf(watcher: Watcher, name: string | undefined): Seen {
  const ofAction = <T extends { readonly action: string }>(all: readonly T[]) =>
    all.filter(({ action }) => name === undefined || action === name)
  const parties = ofAction(watcher.recording.invocations).flatMap(({ action, parties }) =>
    parties.map((party) => ({
      began: party.began,
      label: name === undefined ? `${action} ${toLabel(party)}` : toLabel(party),
    })),
  )
  return {
    // Copies, since a call changes until it has ended, and the list that a test holds must not change.
    calls: ofAction(watcher.calls).map((call) => ({ ...call })),
    ran: parties.sort((one, other) => one.began - other.began).map(({ label }) => label),
    aborts: ofAction(watcher.aborts),
    errors: ofAction(watcher.errors),
  }
}

/**
 * Throws an `ExpectationError` when what was seen differs from `expectation`.
 *
 * @param checkName Throws when there is no action of the name. It is called after the expectation itself was checked.
 */
export function checkExpectation(
  watcher: Watcher,
  name: string | undefined,
  expectation: Expectation,
  checkName: () => void,
): void {
  const lists = readExpectation(expectation)
  checkName()
  const seen = seenOf(watcher, name)
  const differing = lists.filter(([list, expected]) => !fits(seen[list], expected))
  if (differing.length === 0) return

  const of = name === undefined ? 'all actions' : `the action ${show(name)}`
  const actual = Object.fromEntries(differing.map(([list, expected]) => [list, project(list, seen[list], expected)]))
  const lines = differing.map(([list, expected]) => {
    const [wanted, got] = [inspect(expected), inspect(actual[list])]
    const hint = wanted === got ? HIDDEN : ''
    return `Expected ${LISTS[list].what} ${of} to be\n  ${wanted}\nbut saw\n  ${got}\n${hint}`
  })
  const expected = uncircled(Object.fromEntries(differing))
  throw new ExpectationError(`${lines.join('\n')}\n${timelineOf(watcher)}`, uncircled(actual), expected)
}

/** Is said where two lists that differ look the same. */
const HIDDEN =
  'What differs is not in these texts: they are shortened, or a value that hides its content equals only itself.\n'

/** Returns a text of what ran, followed by the invocations that were refused. */
export function timelineOf(watcher: Watcher): string {
  const refused = watcher.errors.filter(({ at }) => at === 'refused')
  const lines = refused.map(({ action, message }) => `${action} was refused: ${message}`)
  return (
    [formatTimeline(watcher.recording, { durations: false }), ...lines].filter(Boolean).join('\n') ||
    'Nothing was invoked.'
  )
}

/**
 * Returns the lists that are expected.
 *
 * @throws {TypeError} when no list is expected, a list is unknown, or an entry has the wrong type or an unknown field.
 */
function readExpectation(expectation: Expectation): [List, readonly unknown[]][] {
  if (typeof expectation !== 'object' || expectation === null)
    throw new TypeError(`expect takes an object such as { calls: [] }, got ${show(expectation)}`)
  const given = Object.entries(expectation).filter(([, expected]) => expected !== undefined)
  for (const [list, expected] of given) {
    if (!Object.hasOwn(LISTS, list))
      throw new TypeError(`Nothing is seen of ${show(list)}: expect ${Object.keys(LISTS).join(', ')}`)
    if (!Array.isArray(expected)) throw new TypeError(`The expected ${list} must be an array, got ${show(expected)}`)
    if (list !== 'ran') for (const entry of expected) checkEntry(list as List, entry)
  }
  if (given.length === 0)
    throw new TypeError(
      `Nothing is expected, so that it would pass whatever happens: expect ${Object.keys(LISTS).join(', ')}`,
    )
  return given as [List, readonly unknown[]][]
}

/** Checks that an entry has only fields that can be seen: another field would never differ when its value is undefined. */
function checkEntry(list: List, entry: unknown): void {
  if (typeof entry !== 'object' || entry === null)
    throw new TypeError(`The expected ${list} must be objects, got ${show(entry)}`)
  if (isMatcher(entry)) return
  if (isError(entry)) throw new TypeError(`The expected ${list} must be objects such as { message }, got an error`)
  checkKnown(entry, LISTS[list].fields, ` of the expected ${list}`, 'field')
}

function fits(seen: readonly unknown[], expected: readonly unknown[]): boolean {
  return seen.length === expected.length && expected.every((entry, index) => fitsEntry(seen[index], entry))
}

/** Returns whether an entry was expected. Only the expected fields are compared. */
function fitsEntry(seen: unknown, expected: unknown): boolean {
  if (typeof seen === 'string' || isMatcher(expected)) return equals(seen, expected)
  return Object.entries(expected as object).every(([field, value]) =>
    equals((seen as Record<string, unknown>)[field], value),
  )
}

/** Returns the seen entries with only the fields that were expected, so that a runner's diff shows only these. */
function project(list: List, seen: readonly unknown[], expected: readonly unknown[]): unknown[] {
  return seen.map((entry, index) => {
    const wanted = expected[index]
    if (typeof entry === 'string' || isMatcher(wanted)) return entry
    const fields = wanted === undefined ? LISTS[list].shown : Object.keys(wanted as object)
    return Object.fromEntries(fields.map((field) => [field, (entry as Record<string, unknown>)[field]]))
  })
}

function isMatcher(value: unknown): boolean {
  return typeof (value as { asymmetricMatch?: unknown } | undefined)?.asymmetricMatch === 'function'
}
