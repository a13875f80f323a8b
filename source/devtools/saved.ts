// Reads a saved recording, and checks every field of it.

import type { Party } from '../core/index.js'
import { quote, show } from '../shared/text.js'
import type {
  Outcome,
  RecordedAbort,
  RecordedError,
  RecordedInvocation,
  RecordedParty,
  RecordedRun,
  SavedRecording,
} from './types.js'

/**
 * Returns a saved recording whose fields have all been checked, so that viewers, `formatTimeline` and `toTraceEvents` can trust it.
 *
 * @param saved The value that `JSON.parse` returns for a saved recording. It is not changed. Fields that no recording has are left out.
 * @throws {TypeError} when a field is not as in a recording. The message says which field, and shows its value.
 *
 * @example
 * const recording = loadRecording(JSON.parse(await file.text()))
 * console.log(formatTimeline(recording))
 */
export function loadRecording(saved: unknown): SavedRecording {
  const { format, origin, invocations } = readFields(saved, 'it')
  const loaded: SavedRecording = {
    format: readOneOf(['entracte-recording/1'], format, 'format'),
    origin: readTime(origin, 'origin'),
    invocations: readList(invocations, 'invocations', readInvocation),
  }
  checkNesting(loaded.invocations)
  return loaded
}

/** The latest time of a date, in milliseconds. */
const LATEST = 8.64e15

const OUTCOMES: readonly Outcome[] = ['running', 'done', 'failed', 'aborted']
const PARTY_KINDS: readonly Party['kind'][] = [
  'middleware',
  'payloadUpdate',
  'before',
  'replacement',
  'core',
  'after',
  'error',
]

function readInvocation(value: unknown, at: string): RecordedInvocation {
  const fields = readFields(value, at)
  const { id, action, parent, inside, depth, parties, skipped, abort } = fields
  return {
    id: readWhole(id, `${at}.id`),
    action: readText(action, `${at}.action`),
    parent: readOptional(parent, `${at}.parent`, readWhole),
    inside: readOptional(inside, `${at}.inside`, readWhole),
    depth: readWhole(depth, `${at}.depth`),
    ...readRun(fields, at),
    parties: readList(parties, `${at}.parties`, readRecordedParty),
    skipped: readList(skipped, `${at}.skipped`, readParty),
    abort: readOptional(abort, `${at}.abort`, readAbort),
    ...('payload' in fields && { payload: fields.payload }),
    ...('result' in fields && { result: fields.result }),
  }
}

function readRecordedParty(value: unknown, at: string): RecordedParty {
  const fields = readFields(value, at)
  return {
    ...readRun(fields, at),
    kind: readOneOf(PARTY_KINDS, fields.kind, `${at}.kind`),
    scope: readOptional(fields.scope, `${at}.scope`, readText),
    inside: readOptional(fields.inside, `${at}.inside`, readWhole),
  }
}

function readParty(value: unknown, at: string): Party {
  const { kind, name, scope } = readFields(value, at)
  return {
    kind: readOneOf(PARTY_KINDS, kind, `${at}.kind`),
    name: readOptional(name, `${at}.name`, readText),
    scope: readOptional(scope, `${at}.scope`, readText),
  }
}

function readRun(fields: Fields, at: string): RecordedRun {
  const outcome = readOneOf(OUTCOMES, fields.outcome, `${at}.outcome`)
  const began = readWhole(fields.began, `${at}.began`)
  const over = outcome !== 'running'
  const ended = over ? readWhole(fields.ended, `${at}.ended`) : readNothing(fields.ended, `${at}.ended`)
  if (ended !== undefined && ended <= began) refuseRecording(`${at}.ended`, `after ${at}.began`, ended)
  return {
    name: readOptional(fields.name, `${at}.name`, readText),
    outcome,
    start: readTime(fields.start, `${at}.start`),
    duration: over ? readTime(fields.duration, `${at}.duration`) : readNothing(fields.duration, `${at}.duration`),
    began,
    ended,
    error: readOptional(fields.error, `${at}.error`, readError),
    notes: readOptional(fields.notes, `${at}.notes`, (notes, where) => readList(notes, where, readText)),
  }
}

function readError(value: unknown, at: string): RecordedError {
  const { name, message, code } = readFields(value, at)
  return {
    name: readOptional(name, `${at}.name`, readText),
    message: readText(message, `${at}.message`),
    code: readOptional(code, `${at}.code`, readText),
  }
}

function readAbort(value: unknown, at: string): RecordedAbort {
  const { by, reason } = readFields(value, at)
  return { by: readOptional(by, `${at}.by`, readParty), reason: readOptional(reason, `${at}.reason`, readText) }
}

/**
 * Checks that each id and each place is there once, and that no run began before the run around it. A viewer that follows the nesting would
 * otherwise go in a circle.
 */
function checkNesting(invocations: readonly RecordedInvocation[]): void {
  const known = new Map<number, RecordedInvocation>()
  const places = new Set<number>()
  let latest = 0
  for (const [index, invocation] of invocations.entries()) {
    const at = `invocations[${index}]`
    const { id, began, parent, parties } = invocation
    if (known.has(id)) refuseRecording(`${at}.id`, 'a number that no other invocation has', id)
    if (began <= latest) refuseRecording(`${at}.began`, `more than ${latest}`, began)
    latest = began
    const invoker = parent === undefined ? undefined : known.get(parent)
    const invoking = invoker && outerRunOf(invoker, invocation, at)
    checkPlaces(invocation, at, invoking?.began ?? 0)
    for (const [index, party] of parties.entries()) {
      const place = `${at}.parties[${index}]`
      checkPlaces(party, place, outerRunOf(invocation, party, place).began)
    }
    known.set(id, invocation)
  }

  function checkPlaces({ began, ended }: RecordedRun, at: string, after: number): void {
    if (began <= after) refuseRecording(`${at}.began`, 'after the began of what it ran inside', began)
    for (const place of ended === undefined ? [began] : [began, ended]) {
      if (places.has(place)) refuseRecording(`${at}.began and ${at}.ended`, 'places that nothing else has', place)
      places.add(place)
    }
  }

  function outerRunOf(
    invocation: RecordedInvocation,
    { inside }: RecordedInvocation | RecordedParty,
    at: string,
  ): RecordedRun {
    if (inside === undefined) return invocation
    const party = invocation.parties[inside]
    return party ?? refuseRecording(`${at}.inside`, `the index of a party of the invocation ${invocation.id}`, inside)
  }
}

// ---- Fields

type Fields = Readonly<Record<string, unknown>>

function readFields(value: unknown, at: string): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : refuseRecording(at, 'an object', value)
}

function readList<T>(value: unknown, at: string, read: (item: unknown, at: string) => T): T[] {
  if (!Array.isArray(value)) return refuseRecording(at, 'an array', value)
  return Array.from(value, (item, index) => read(item, `${at}[${index}]`))
}

function readOptional<T>(value: unknown, at: string, read: (value: unknown, at: string) => T): T | undefined {
  return value === undefined ? undefined : read(value, at)
}

function readNothing(value: unknown, at: string): undefined {
  return value === undefined ? undefined : refuseRecording(at, 'left out while it runs', value)
}

function readText(value: unknown, at: string): string {
  return typeof value === 'string' ? value : refuseRecording(at, 'a string', value)
}

function readNumber(value: unknown, at: string): number {
  return typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY
    ? value
    : refuseRecording(at, 'a number from 0 on', value)
}

/** Reads milliseconds: no more than a date can have. */
function readTime(value: unknown, at: string): number {
  const time = readNumber(value, at)
  return time <= LATEST ? time : refuseRecording(at, `at most ${LATEST} ms`, time)
}

function readWhole(value: unknown, at: string): number {
  return Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : refuseRecording(at, 'a whole number', value)
}

function readOneOf<T extends string>(words: readonly T[], value: unknown, at: string): T {
  const word = words.find((one) => one === value)
  return word ?? refuseRecording(at, words.map(quote).join(' or '), value)
}

function refuseRecording(at: string, be: string, value: unknown): never {
  throw new TypeError(
    `Cannot load the recording, because ${at} must be ${be}, got ${show(value)}: load what JSON.stringify has made of one`,
  )
}
