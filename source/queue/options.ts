// Checks the options of both sides, and declares what they send each other.

import type { Actions } from '../core/index.js'
import { checkFunction, checkKnown, checkName, LONGEST_DELAY, readObject, refuse } from '../shared/arguments.js'
import { print, printing } from '../shared/print.js'
import { checkActions } from '../shared/sources.js'
import { isError } from '../shared/text.js'
import type { Place } from './connection.js'
import { checkRecording } from './timeline.js'
import type { DistributeOptions, QueueOptions, WorkOptions } from './types.js'

/** The data of a job. */
export interface SentJob {
  /** The version of this format. */
  readonly entracte: 1
  /** A `Sent`, as text. */
  readonly sent: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Who waits for it, where the job is to be cancelled when that caller is gone. */
  readonly caller?: string | undefined
  /** Whether the caller has a timeline that shows what the worker did. */
  readonly told?: true | undefined
}

/** What `SentJob` has as text. */
export interface Sent {
  readonly payload: unknown
  readonly state?: object
}

/** How a job has ended, as its worker returns it. */
export interface Outcome {
  readonly status: 'done' | 'aborted' | 'cancelled' | 'timedOut' | 'failed'
  readonly result?: unknown
  readonly reason?: unknown
  readonly error?: unknown
  /** The record of what the worker did, where the caller has asked for it. */
  readonly told?: string | undefined
}

/** The message that cancels a job. The reason is text. */
export interface Cancel {
  readonly id: string
  readonly reason: string
}

const SHARED: readonly string[] = ['queue', 'connection', 'prefix', 'errors', 'onError']
const FUNCTIONS: readonly string[] = ['key', 'state', 'headers', 'onSend', 'onError', 'around']

export function checkDistributeOptions(actions: Actions, options: DistributeOptions): void {
  checkActions(actions, 'distribute')
  const {
    actions: names,
    whenCallerGone,
    keepResults,
    recording,
  } = checkShared<DistributeOptions>(options, [
    ...[
      'actions',
      'key',
      'state',
      'headers',
      'whenCallerGone',
      'keepResults',
      'onSend',
      'register',
      'job',
      'recording',
    ],
  ])
  checkNames(names)
  if (![undefined, 'finish', 'cancel'].includes(whenCallerGone)) {
    refuse('The option whenCallerGone', '"finish" or "cancel"', whenCallerGone)
  }
  checkCount('keepResults', keepResults)
  checkRecording(recording)
}

export function checkWorkOptions(actions: Actions, options: WorkOptions): void {
  checkActions(actions, 'work')
  const known = ['actions', 'concurrency', 'lock', 'losses', 'around', 'worker']
  const { actions: names, concurrency, lock, losses } = checkShared<WorkOptions>(options, known)
  if (names !== undefined) checkNames(names)
  checkCount('lock', lock)
  checkCount('concurrency', concurrency)
  checkCount('losses', losses)
}

/** Returns where the queue of the options is. */
export function placeOf({ queue, connection, prefix }: QueueOptions, isClosed: () => boolean): Place {
  return { name: queue, connection, prefix, isClosed }
}

/** Returns what tells errors that belong to no invocation. By default, the same message in a row is printed once. */
export function reporter(onError: ((error: unknown) => unknown) | undefined): (error: unknown) => void {
  let last: unknown
  return (error) => {
    const message = isError(error) ? error.message : error
    if (onError === undefined && message === last) return
    last = message
    printing(() => (onError ? onError(error) : print(error)))
  }
}

function checkShared<O extends QueueOptions>(options: O, known: readonly string[]): O {
  checkKnown(readObject(options), [...SHARED, ...known])
  const { queue, connection, prefix, errors } = readObject(options) as Partial<O>
  checkName(queue, 'The option queue')
  if (queue.includes(':')) refuse('The option queue', 'a name without a colon', queue)
  if (typeof connection !== 'string' && (typeof connection !== 'object' || connection === null)) {
    refuse('The option connection', 'an address, options or a client', connection)
  }
  if (prefix !== undefined) checkName(prefix, 'The option prefix')
  if (errors !== undefined && !Array.isArray(errors)) refuse('The option errors', 'a list of classes', errors)
  for (const each of errors ?? []) checkFunction(each, 'A class in the option errors')
  for (const [option, value] of Object.entries(readObject(options))) {
    if (FUNCTIONS.includes(option) && value !== undefined) checkFunction(value, `The option ${option}`)
  }
  return readObject(options) as unknown as O
}

function checkNames(names: unknown): void {
  if (!Array.isArray(names)) refuse('The option actions', 'a list of names', names)
  for (const name of names) checkName(name, 'A name in the option actions')
}

function checkCount(option: string, count: unknown): void {
  if (count === undefined || (Number.isInteger(count) && (count as number) > 0 && (count as number) <= LONGEST_DELAY))
    return
  refuse(`The option ${option}`, 'an integer greater than 0', count, RangeError)
}
