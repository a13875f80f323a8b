// What runs, parties and outcomes are called, for those who read and those who listen.

import type { Party, PartyKind } from '../../core/index.js'
import type { Outcome, RecordedError, RecordedInvocation } from '../types.js'
import { type Bar, runOf } from './layout.js'

/** An outcome's sign, so that no one has to tell colours apart. */
export const SIGNS: Readonly<Record<Outcome, string>> = { running: '…', done: '✓', failed: '✗', aborted: '⊘' }

/** What a party is there as, in words. */
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

/** A length of time in milliseconds, as `0.25 ms`, `12 ms`, `1.5 s`, `2 min 5 s`. */
export function inTime(milliseconds: number): string {
  if (milliseconds < 0.005) return '0 ms'
  if (milliseconds < 999.5) return `${Number(milliseconds.toPrecision(milliseconds < 1 ? 2 : 3))} ms`
  if (milliseconds < 59_950) return `${Number((milliseconds / 1000).toPrecision(3))} s`
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** The name of a party, or what it is there as when it has none. */
export function nameOf({ kind, name }: { readonly kind: PartyKind; readonly name?: string | undefined }): string {
  return name ?? KINDS[kind]
}

/** What is written on a bar. */
export function titleOf({ invocation, party }: Bar): string {
  return party ? nameOf(party) : invocation.action
}

/** A bar in one sentence, for those who do not see it. */
export function sentenceOf(bar: Bar): string {
  const { invocation, party } = bar
  const { outcome, duration } = runOf(bar)
  const what = party
    ? [`${titleOf(bar)}, ${KINDS[party.kind]} of ${invocation.action}`, party.scope && `scope ${party.scope}`]
    : [`${invocation.action}, invocation ${invocation.id}`]
  const ending = duration === undefined ? outcome : `${outcome} after ${inTime(duration)}`
  return [...what, ending].filter(Boolean).join(', ')
}

/** A party in a few words, as `before-listener “ask” of scope “crm”`. */
export function partyInWords({ kind, name, scope }: Party): string {
  return [KINDS[kind], name !== undefined && `“${name}”`, scope !== undefined && `of scope “${scope}”`]
    .filter(Boolean)
    .join(' ')
}

export function errorInWords({ name, message, code }: RecordedError): string {
  return `${name === undefined ? '' : `${name}: `}${message}${code === undefined ? '' : ` (${code})`}`
}

/** Who aborted an invocation, and why. Nothing for one that nobody aborted. */
export function abortInWords({ abort }: Pick<RecordedInvocation, 'abort'>): string | undefined {
  if (abort === undefined) return undefined
  const by = abort.by ? `Aborted by ${partyInWords(abort.by)}` : 'Aborted'
  return abort.reason === undefined ? `${by}, without a reason.` : `${by}: ${abort.reason}`
}

/** How many there are, as `1 invocation`, `3 invocations`. */
export function count(number: number, noun: string, nouns = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : nouns}`
}
