// Records invocations: what is kept of each, how many are kept, and when subscribers are called.

import type { ActionContext, ObservedParty, Party, PartyKind, Registration } from '../core/index.js'
import { checkFunction, checkKnown, readObject, refuse } from '../shared/arguments.js'
import { disposable } from '../shared/disposable.js'
import { isOwn } from '../shared/own.js'
import { printing, warn } from '../shared/print.js'
import { show } from '../shared/text.js'
import { isThenable } from '../shared/thenable.js'
import { copyInto, type Home } from './adopt.js'
import { carefully, inWords, snapshot, toError } from './plain.js'
import { createQueue } from './queue.js'
import { findSkipped } from './skipped.js'
import type {
  Recordable,
  Recorded,
  RecordedInvocation,
  RecordedParty,
  RecordedRun,
  Recording,
  RecordOptions,
  SavedRecording,
} from './types.js'

/**
 * Records every invocation that begins from now on: which parties ran, inside which layer, from when to when, and how they ended. The
 * middleware of `trackState` is left out.
 *
 * While it records, each function that runs costs about a microsecond more. Once it is stopped, recording costs nothing. `limit` bounds the
 * memory: a kept invocation takes some 200 bytes for each of its parties. Payloads and results are neither kept nor read, unless `capture`
 * asks for them.
 *
 * @param actions The actions that `createActions` returns, or a scope of them. With a scope, the recording stops when the scope is disposed.
 * @throws {TypeError} when `actions` has no `observe`, an option is unknown or has a wrong type, or there is a `redact` without a `capture`.
 * @throws {RangeError} when `limit` is not a whole number, or is less than 1.
 *
 * @example
 * const recording = record(actions, { limit: 200 })
 * await actions.invokeAction('AcceptTask', { sid })
 * console.log(formatTimeline(recording))
 * await writeFile('recording.json', JSON.stringify(recording))
 */
export function record(actions: Recordable, options: RecordOptions = {}): Recording {
  check(actions, options)
  const { limit = 1_000, capture = false, redact } = options
  const origin = Date.now()
  const clock = createClock()
  let place = 0
  /** The id of the next invocation that is adopted: far from those that `ctx.id` counts. */
  let foreign = Number.MAX_SAFE_INTEGER

  const memories = new WeakMap<object, Memory>() // by ctx
  const kept = new Set<Memory>() // in the order in which the invocations began
  const finished = createQueue<Memory>() // in the order in which the invocations ended
  const subscribers = new Set<{ readonly listener: (invocation: RecordedInvocation | undefined) => unknown }>()
  /** The options that have answered with a promise. */
  const late = new Set<string>()
  let invocations: readonly RecordedInvocation[] | undefined

  function begin(info: ObservedParty): void {
    if (info.kind === 'invocation') beginInvocation(info.ctx)
    else if (!isOwn(info)) beginParty(info, info.kind)
  }

  function beginParty(info: ObservedParty, kind: PartyKind): void {
    const memory = memories.get(info.ctx)
    if (!memory?.kept) return // the invocation began before the recording, or is forgotten
    const { name, scope } = info
    const index = memory.parties.length
    // Written as one literal: spreading two objects into it makes recording a party 50 % slower.
    const party: Writable<RecordedParty> = {
      kind,
      name,
      scope,
      // After a cut, layers may still run beside error-listeners, but not around them.
      inside: kind === 'error' ? undefined : innermost(memory.layers, memory.parties),
      outcome: 'running',
      start: 0,
      duration: undefined,
      began: 0,
      ended: undefined,
      error: undefined,
      notes: undefined,
    }
    memory.parties.push(party)
    memory.running.push(index)
    if (kind === 'middleware' || kind === 'replacement') memory.layers.push(index)
    memory.partyOf.set(info, party)
    markStarted(party)
    tell(memory.invocation)
  }

  function beginInvocation(ctx: ActionContext): void {
    const { id, action, depth, parent } = ctx
    const invoker = parent && memories.get(parent)
    const invocation: RecordedInvocation = {
      id,
      action,
      parent: parent?.id,
      inside: invoker?.kept ? innermost(invoker.running, invoker.parties) : undefined,
      depth,
      name: action,
      outcome: 'running',
      start: 0,
      duration: undefined,
      began: 0,
      ended: undefined,
      error: undefined,
      notes: undefined,
      parties: [],
      skipped: [],
      abort: undefined,
    }
    const planned = carefully(() => actions.explain?.(action).filter((party) => !isOwn(party))) ?? []
    const memory = createMemory(invocation, planned, isCaptured(action))
    if (memory.captured) keepValue(memory, 'payload', ctx.payload)
    memories.set(ctx, memory)
    keep(memory)
    markStarted(memory.invocation)
    tell(memory.invocation)
  }

  function end(info: ObservedParty): void {
    const now = clock()
    const { ctx, kind } = info
    const memory = memories.get(ctx)
    if (!memory?.kept) return
    const run = kind === 'invocation' ? memory.invocation : memory.partyOf.get(info)
    if (run === undefined) return
    memory.partyOf.delete(info)
    run.duration = now - run.start
    run.ended = ++place
    run.outcome = info.aborted ? 'aborted' : 'error' in info ? 'failed' : 'done'
    if (run.outcome === 'failed') run.error = toError(info.error)
    if (run === memory.invocation) endInvocation(memory, info)
    tell(memory.invocation)
  }

  function endInvocation(memory: Memory, info: ObservedParty): void {
    const { invocation } = memory
    const { ctx } = info
    invocation.skipped = findSkipped(memory.planned, memory.parties)
    memory.planned = []
    if (ctx.aborted)
      invocation.abort = {
        by: whoAborted(info),
        reason: ctx.abortReason === undefined ? undefined : inWords(ctx.abortReason),
      }
    if (memory.captured && invocation.outcome === 'done') keepValue(memory, 'result', ctx.result)
    finished.put(memory)
  }

  /** Adds invocations of another recording. */
  function adoptAll(memory: Memory, others: readonly RecordedInvocation[]): void {
    const { invocation } = memory
    const home: Home = {
      invocation,
      inside: innermost(memory.running, memory.parties),
      start: runAtWork(memory).start,
      now: clock(),
      place: () => ++place,
      id: () => foreign--,
    }
    for (const copy of copyInto(home, others)) {
      const adopted = createMemory(copy, [])
      keep(adopted)
      finished.put(adopted)
      tell(copy)
    }
  }

  function runAtWork({ invocation, running, parties }: Memory): Writable<RecordedRun> {
    const index = innermost(running, parties)
    return index === undefined ? invocation : (parties[index] as Writable<RecordedParty>)
  }

  function listInvocations(): readonly RecordedInvocation[] {
    invocations ??= Array.from(kept, ({ invocation }) => invocation)
    return invocations
  }

  /** Notes the start of a run. Called last before the run starts, so that its duration does not include the time of recording. */
  function markStarted(run: Writable<RecordedRun>): void {
    run.began = ++place
    run.start = clock()
  }

  function keep(memory: Memory): void {
    kept.add(memory)
    invocations = undefined
    if (kept.size > limit) forget(finished.take() ?? (kept.values().next().value as Memory))
  }

  function forget(memory: Memory): void {
    memory.kept = false
    kept.delete(memory)
  }

  function isCaptured(action: string): boolean {
    return (
      carefully(() => (typeof capture === 'function' ? atOnce('capture', capture(action)) === true : capture)) ?? false
    )
  }

  function keepValue({ invocation }: Memory, what: 'payload' | 'result', value: unknown): void {
    const copy = snapshot(value)
    const { action } = invocation
    const shown =
      redact && copy !== undefined ? snapshot(carefully(() => atOnce('redact', redact(copy, action, what)))) : copy
    if (shown !== undefined) invocation[what] = shown
  }

  /** Returns what an option has answered; undefined for a promise, which is told once. */
  function atOnce(option: string, answer: unknown): unknown {
    if (!isThenable(answer)) return answer
    Promise.resolve(answer).then(undefined, () => {})
    if (!late.has(option)) warn(`The option ${option} of record must answer at once, got a promise: nothing is kept`)
    late.add(option)
    return undefined
  }

  function tell(invocation: RecordedInvocation | undefined): void {
    for (const { listener } of subscribers) {
      printing(() => listener(invocation))
    }
  }

  const undo = actions.observe({ start: begin, end })
  return disposable(
    {
      origin,
      get invocations() {
        return listInvocations()
      },
      note(ctx: object, text: string) {
        if (typeof text !== 'string') refuse('A note', 'a string', text)
        const memory = memories.get(ctx)
        if (!memory?.kept) return
        const run = runAtWork(memory)
        if (run.notes === undefined) run.notes = []
        ;(run.notes as string[]).push(inWords(text))
        tell(memory.invocation)
      },
      adopt(ctx: object, recorded: Recorded) {
        const { invocations: others } = Object(recorded) as Recorded
        if (!Array.isArray(others)) refuse('What is adopted', 'what record or loadRecording returns', recorded)
        const memory = memories.get(ctx)
        if (memory?.kept && others.length > 0) adoptAll(memory, others)
      },
      subscribe(listener: (invocation: RecordedInvocation | undefined) => unknown) {
        checkFunction(listener, 'A subscriber')
        // A new object for each call, so that the same function can subscribe twice.
        const subscriber = { listener }
        subscribers.add(subscriber)
        const unsubscribe = () => void subscribers.delete(subscriber)
        return disposable(unsubscribe, unsubscribe) as Registration
      },
      clear() {
        for (const memory of kept) forget(memory)
        finished.clear()
        invocations = []
        tell(undefined)
      },
      stop: () => undo(),
      toJSON: (): SavedRecording =>
        JSON.parse(JSON.stringify({ format: 'entracte-recording/1', origin, invocations: listInvocations() })),
    },
    () => undo(),
  )
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** The recorder's private facts about one invocation. */
interface Memory {
  readonly invocation: Writable<RecordedInvocation>
  readonly parties: Writable<RecordedParty>[]
  /** The parties of the stack when the invocation began. */
  planned: readonly Party[]
  /** The parties that run, by the object that observers are handed for them. */
  readonly partyOf: Map<ObservedParty, Writable<RecordedParty>>
  /** The indices of the parties that run, in the order in which they began. Some parties in it may have ended. */
  readonly running: number[]
  /** The same, for layers only. */
  readonly layers: number[]
  readonly captured: boolean
  /** True while the recording keeps the invocation. */
  kept: boolean
}

function createMemory(invocation: RecordedInvocation, planned: readonly Party[], captured = false): Memory {
  const parties = invocation.parties as Memory['parties']
  return { invocation, parties, planned, partyOf: new Map(), running: [], layers: [], captured, kept: true }
}

function check(actions: Recordable, options: RecordOptions): void {
  if (typeof (actions as Partial<Recordable> | null | undefined)?.observe !== 'function')
    throw new TypeError(
      `Cannot record ${show(actions)}, because it has no observe: pass what createActions gives, or a scope of it`,
    )
  const given = readObject(options)
  checkKnown(given, ['limit', 'capture', 'redact'])
  const { limit, capture, redact } = given
  if (limit !== undefined && typeof limit !== 'number') refuse('The option limit', 'a number', limit)
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
    refuse('The option limit', 'a whole number from 1 on', limit, RangeError)
  if (capture !== undefined && typeof capture !== 'boolean' && typeof capture !== 'function')
    refuse('The option capture', 'true, false or a function', capture)
  if (redact === undefined) return
  checkFunction(redact, 'The option redact')
  if (capture === undefined || capture === false)
    throw new TypeError(
      'The option redact has nothing to work on without the option capture: set it, or leave both out',
    )
}

/**
 * Returns the last of `indices` whose party still runs, and removes the indices behind it. Each index is removed once, so the cost of a call
 * does not grow with the number of parties.
 */
function innermost(indices: number[], parties: readonly RecordedParty[]): number | undefined {
  while (indices.length > 0 && parties[indices.at(-1) as number]?.outcome !== 'running') indices.pop()
  return indices.at(-1)
}

/** Returns the party that aborted; undefined when it cannot be told. */
function whoAborted({ ctx, by: told }: ObservedParty): Party | undefined {
  if (told !== undefined) return told ?? undefined
  // Middleware has given a result after the abort: only the error in the signal names the party.
  return carefully(() => {
    const { kind, name, scope } = ctx.signal.reason.by as Party
    return { kind, name, scope }
  })
}

/**
 * Returns a clock that gives the milliseconds since it was made, and never goes back: tests replace `performance.now` by a clock that
 * begins anew. The node environment of jest 26 has no `performance`.
 */
function createClock(): () => number {
  const read = () => (typeof performance === 'undefined' ? Date.now() : performance.now())
  let zero = read()
  let latest = 0
  return () => {
    const now = read()
    if (now - zero < latest) zero = now - latest
    latest = Math.max(latest, now - zero) // rounding may take a little off
    return latest
  }
}
