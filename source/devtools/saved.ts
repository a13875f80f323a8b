// How a recording that was saved is read again: nothing of it is believed that has not been looked at.

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
 * Checks what `JSON.parse` has made of a saved recording, so that viewers, `formatTimeline` and `toTraceEvents` can trust it.
 *
 * @param saved Is not changed; fields that no recording has are left out.
 * @throws {TypeError} when something in it is not as a recording has it; the message says what, and what is there instead.
 *
 * @example
 * const recording = loadRecording(JSON.parse(await file.text()))
 * console.log(formatTimeline(recording))
 */
export function loadRecording(saved: unknown): SavedRecording {
  const { format, origin, invocations } = fieldsOf(saved, 'it')
  const loaded: SavedRecording = {
    format: oneOf(['entracte-recording/1'], format, 'format'),
    origin: number(origin, 'origin'),
    invocations: list(invocations, 'invocations', toInvocation),
  }
  checkNesting(loaded.invocations)
  return loaded
}

const OUTCOMES: readonly Outcome[] = ['running', 'done', 'failed', 'aborted']
const KINDS: readonly Party['kind'][] = [
  'middleware',
  'payloadUpdate',
  'before',
  'replacement',
  'core',
  'after',
  'error',
]

function toInvocation(value: unknown, at: string): RecordedInvocation {
  const fields = fieldsOf(value, at)
  const { id, action, parent, inside, depth, parties, skipped, abort } = fields
  return {
    id: whole(id, `${at}.id`),
    action: text(action, `${at}.action`),
    parent: maybe(parent, `${at}.parent`, whole),
    inside: maybe(inside, `${at}.inside`, whole),
    depth: whole(depth, `${at}.depth`),
    ...toRun(fields, at),
    parties: list(parties, `${at}.parties`, toParty),
    skipped: list(skipped, `${at}.skipped`, toNamed),
    abort: maybe(abort, `${at}.abort`, toAbort),
    ...('payload' in fields && { payload: fields.payload }),
    ...('result' in fields && { result: fields.result }),
  }
}

function toParty(value: unknown, at: string): RecordedParty {
  const fields = fieldsOf(value, at)
  return {
    ...toRun(fields, at),
    kind: oneOf(KINDS, fields.kind, `${at}.kind`),
    scope: maybe(fields.scope, `${at}.scope`, text),
    inside: maybe(fields.inside, `${at}.inside`, whole),
  }
}

function toNamed(value: unknown, at: string): Party {
  const { kind, name, scope } = fieldsOf(value, at)
  return {
    kind: oneOf(KINDS, kind, `${at}.kind`),
    name: maybe(name, `${at}.name`, text),
    scope: maybe(scope, `${at}.scope`, text),
  }
}

function toRun(fields: Fields, at: string): RecordedRun {
  const outcome = oneOf(OUTCOMES, fields.outcome, `${at}.outcome`)
  const began = whole(fields.began, `${at}.began`)
  const over = outcome !== 'running'
  const ended = over ? whole(fields.ended, `${at}.ended`) : nothing(fields.ended, `${at}.ended`)
  if (ended !== undefined && ended <= began) refuseRecording(`${at}.ended`, `after ${at}.began`, ended)
  return {
    name: maybe(fields.name, `${at}.name`, text),
    outcome,
    start: number(fields.start, `${at}.start`),
    duration: over ? number(fields.duration, `${at}.duration`) : nothing(fields.duration, `${at}.duration`),
    began,
    ended,
    error: maybe(fields.error, `${at}.error`, toError),
    notes: maybe(fields.notes, `${at}.notes`, (notes, where) => list(notes, where, text)),
  }
}

function toError(value: unknown, at: string): RecordedError {
  const { name, message, code } = fieldsOf(value, at)
  return {
    name: maybe(name, `${at}.name`, text),
    message: text(message, `${at}.message`),
    code: maybe(code, `${at}.code`, text),
  }
}

function toAbort(value: unknown, at: string): RecordedAbort {
  const { by, reason } = fieldsOf(value, at)
  return { by: maybe(by, `${at}.by`, toNamed), reason: maybe(reason, `${at}.reason`, text) }
}

/** Ids and places are each there once, and nothing began before what it ran inside: else somebody who follows it would go in a circle. */
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
    const invoking = invoker && around(invoker, invocation, at)
    take(invocation, at, invoking?.began ?? 0)
    for (const [index, party] of parties.entries()) {
      const place = `${at}.parties[${index}]`
      take(party, place, around(invocation, party, place).began)
    }
    known.set(id, invocation)
  }

  function take({ began, ended }: RecordedRun, at: string, after: number): void {
    if (began <= after) refuseRecording(`${at}.began`, 'after the began of what it ran inside', began)
    for (const place of ended === undefined ? [began] : [began, ended]) {
      if (places.has(place)) refuseRecording(`${at}.began and ${at}.ended`, 'places that nothing else has', place)
      places.add(place)
    }
  }

  function around(
    invocation: RecordedInvocation,
    { inside }: RecordedInvocation | RecordedParty,
    at: string,
  ): RecordedRun {
    if (inside === undefined) return invocation
    const party = invocation.parties[inside]
    return party ?? refuseRecording(`${at}.inside`, `the index of a party of the invocation ${invocation.id}`, inside)
  }
}

// ---- What fields hold

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(value: unknown, at: string): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : refuseRecording(at, 'an object', value)
}

function list<T>(value: unknown, at: string, read: (item: unknown, at: string) => T): T[] {
  if (!Array.isArray(value)) return refuseRecording(at, 'an array', value)
  return Array.from(value, (item, index) => read(item, `${at}[${index}]`))
}

function maybe<T>(value: unknown, at: string, read: (value: unknown, at: string) => T): T | undefined {
  return value === undefined ? undefined : read(value, at)
}

function nothing(value: unknown, at: string): undefined {
  return value === undefined ? undefined : refuseRecording(at, 'left out while it runs', value)
}

function text(value: unknown, at: string): string {
  return typeof value === 'string' ? value : refuseRecording(at, 'a string', value)
}

function number(value: unknown, at: string): number {
  return typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY
    ? value
    : refuseRecording(at, 'a number from 0 on', value)
}

function whole(value: unknown, at: string): number {
  return Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : refuseRecording(at, 'a whole number', value)
}

function oneOf<T extends string>(words: readonly T[], value: unknown, at: string): T {
  const word = words.find((one) => one === value)
  return word ?? refuseRecording(at, words.map(quote).join(' or '), value)
}

function refuseRecording(at: string, be: string, value: unknown): never {
  throw new TypeError(
    `Cannot load the recording, because ${at} must be ${be}, got ${show(value)}: load what JSON.stringify has made of one`,
  )
}
