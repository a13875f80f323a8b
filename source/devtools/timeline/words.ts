// Decides the words for runs, parties and outcomes, on the screen and for screen readers.

import type { Party, PartyKind } from '../../core/index.js'
import type { Outcome, RecordedError, RecordedInvocation } from '../types.js'
import { type Bar, runOf } from './layout.js'

/** The sign of each outcome, so that outcomes can be told apart without colours. */
export const SIGNS: Readonly<Record<Outcome, string>> = { running: '…', done: '✓', failed: '✗', aborted: '⊘' }

/** The kinds of parties in words. */
export const KINDS: Readonly<Record<PartyKind | 'invocation', string>> = {
  invocation: 'invocation',
  middleware: 'middleware',
  payloadUpdate: 'payload update',
  before: 'before-listener',
  replacement: 'replacement',
  core: 'core',
  after: 'after-listener',
  error: 'error-listener',
}

/** Returns a length of time as text: `0.25 ms`, `12 ms`, `1.5 s`, `2 min 5 s`. */
export function inTime(milliseconds: number): string {
  if (milliseconds < 0.005) return '0 ms'
  if (milliseconds < 999.5) return `${Number(milliseconds.toPrecision(milliseconds < 1 ? 2 : 3))} ms`
  if (milliseconds < 59_950) return `${Number((milliseconds / 1000).toPrecision(3))} s`
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Returns the name of a party, or its kind in words when it has no name. */
export function nameOf({ kind, name }: { readonly kind: PartyKind; readonly name?: string | undefined }): string {
  return name ?? KINDS[kind]
}

/** Returns the title of a bar: the name of the party, or the action. */
export function titleOf({ invocation, party }: Bar): string {
  return party ? nameOf(party) : invocation.action
}

/** Returns a sentence about a bar, for screen readers. */
export function sentenceOf(bar: Bar): string {
  const { invocation, party } = bar
  const { outcome, duration } = runOf(bar)
  const what = party
    ? [`${titleOf(bar)}, ${KINDS[party.kind]} of ${invocation.action}`, party.scope && `scope ${party.scope}`]
    : [`${invocation.action}, invocation ${invocation.id}`]
  const ending = duration === undefined ? outcome : `${outcome} after ${inTime(duration)}`
  return [...what, ending].filter(Boolean).join(', ')
}

/** Returns a party in words, as in `before-listener “ask” of scope “crm”`. */
export function partyInWords({ kind, name, scope }: Party): string {
  return [KINDS[kind], name !== undefined && `“${name}”`, scope !== undefined && `of scope “${scope}”`]
    .filter(Boolean)
    .join(' ')
}

/** Returns an error in words, as in `TypeError: not a number (BAD_INPUT)`. */
export function errorInWords({ name, message, code }: RecordedError): string {
  return `${name === undefined ? '' : `${name}: `}${message}${code === undefined ? '' : ` (${code})`}`
}

/** Returns a text that says which party aborted an invocation, and why. Undefined when the invocation was not aborted. */
export function abortInWords({ abort }: Pick<RecordedInvocation, 'abort'>): string | undefined {
  if (abort === undefined) return undefined
  const by = abort.by ? `Aborted by ${partyInWords(abort.by)}` : 'Aborted'
  return abort.reason === undefined ? `${by}, without a reason.` : `${by}: ${abort.reason}`
}

/** Returns a number with its noun, as in `1 invocation`, `3 invocations`. */
export function count(number: number, noun: string, nouns = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : nouns}`
}
