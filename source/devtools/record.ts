// What is remembered while actions are observed, of how many invocations, and who is told.

import type { ActionContext, ObservedParty, Party, PartyKind, Registration } from '../core/index.js'
import { checkFunction, readObject, refuse } from '../shared/arguments.js'
import { disposable } from '../shared/disposable.js'
import { print } from '../shared/print.js'
import { show } from '../shared/text.js'
import { carefully, inWords, snapshot, toError } from './plain.js'
import { createQueue } from './queue.js'
import { findSkipped } from './skipped.js'
import type {
  Recordable,
  RecordedInvocation,
  RecordedParty,
  RecordedRun,
  Recording,
  RecordOptions,
  SavedRecording,
} from './types.js'

/**
 * Records every invocation from now on: what ran, inside what, from when to when, and how it ended.
 *
 * While it records, each function that runs costs about a microsecond more; once it is stopped, nothing. Memory is bounded by the
 * number of invocations, each with all of its parties: some 200 bytes for each. Payloads and results are neither kept nor looked
 * at, unless `capture` asks for them.
 *
 * @param actions What `createActions` gives, or a scope: the recording then ends when the scope is disposed.
 * @throws {TypeError} when `actions` cannot be observed, an option is of another type, or there is a `redact` without a `capture`.
 * @throws {RangeError} when `limit` is no whole number from 1 on.
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
  const zero = performance.now()
  let place = 0

  const memories = new WeakMap<object, Memory>() // by ctx
  const kept = new Set<Memory>() // in the order in which they began
  const finished = createQueue<Memory>() // of those, in the order in which they ended
  const subscribers = new Set<{ readonly listener: (invocation: RecordedInvocation | undefined) => unknown }>()
  let invocations: readonly RecordedInvocation[] | undefined

  function begin(info: ObservedParty): void {
    if (info.kind === 'invocation') beginInvocation(info.ctx)
    else beginParty(info, info.kind)
  }

  function beginParty(info: ObservedParty, kind: PartyKind): void {
    const memory = memories.get(info.ctx)
    if (!memory?.kept) return // it began before the recording did, or is forgotten
    const { name, scope } = info
    const index = memory.parties.length
    // All fields at once: put together from two objects, recording a party takes half as long again.
    const party: Writable<RecordedParty> = {
      kind,
      name,
      scope,
      inside: innermost(memory.layers, memory.parties),
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
    const parties: Memory['parties'] = []
    const memory: Memory = {
      invocation: {
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
        parties,
        skipped: [],
        abort: undefined,
      },
      parties,
      planned: carefully(() => actions.explain?.(action)) ?? [],
      partyOf: new Map(),
      running: [],
      layers: [],
      captured: isCaptured(action),
      kept: true,
    }
    if (memory.captured) keepValue(memory, 'payload', ctx.payload)
    memories.set(ctx, memory)
    kept.add(memory)
    invocations = undefined
    if (kept.size > limit) forget(finished.take() ?? (kept.values().next().value as Memory))
    markStarted(memory.invocation)
    tell(memory.invocation)
  }

  function end(info: ObservedParty): void {
    const now = performance.now()
    const { ctx, kind } = info
    const memory = memories.get(ctx)
    if (!memory?.kept) return
    const run = kind === 'invocation' ? memory.invocation : memory.partyOf.get(info)
    if (run === undefined) return
    memory.partyOf.delete(info)
    run.duration = now - zero - run.start
    run.ended = ++place
    run.outcome = info.aborted ? 'aborted' : 'error' in info ? 'failed' : 'done'
    if (run.outcome === 'failed') run.error = toError(info.error)
    if (run === memory.invocation) endInvocation(memory, ctx)
    tell(memory.invocation)
  }

  function endInvocation(memory: Memory, ctx: ActionContext): void {
    const { invocation } = memory
    invocation.skipped = findSkipped(memory.planned, memory.parties)
    memory.planned = []
    if (ctx.aborted)
      invocation.abort = {
        by: whoAborted(ctx),
        reason: ctx.abortReason === undefined ? undefined : inWords(ctx.abortReason),
      }
    if (memory.captured && invocation.outcome === 'done') keepValue(memory, 'result', ctx.result)
    finished.put(memory)
  }

  function listInvocations(): readonly RecordedInvocation[] {
    invocations ??= Array.from(kept, ({ invocation }) => invocation)
    return invocations
  }

  /** The last thing that is done before it runs, so that what recording costs is not in its duration. */
  function markStarted(run: Writable<RecordedRun>): void {
    run.began = ++place
    run.start = performance.now() - zero
  }

  function forget(memory: Memory): void {
    memory.kept = false
    kept.delete(memory)
  }

  function isCaptured(action: string): boolean {
    return carefully(() => (typeof capture === 'function' ? capture(action) === true : capture)) ?? false
  }

  function keepValue({ invocation }: Memory, what: 'payload' | 'result', value: unknown): void {
    const copy = snapshot(value)
    const { action } = invocation
    const shown = redact && copy !== undefined ? snapshot(carefully(() => redact(copy, action, what))) : copy
    if (shown !== undefined) invocation[what] = shown
  }

  function tell(invocation: RecordedInvocation | undefined): void {
    for (const { listener } of subscribers) {
      try {
        listener(invocation)
      } catch (error) {
        print(error)
      }
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
        const index = innermost(memory.running, memory.parties)
        const run = index === undefined ? memory.invocation : (memory.parties[index] as Writable<RecordedParty>)
        if (run.notes === undefined) run.notes = []
        ;(run.notes as string[]).push(inWords(text))
        tell(memory.invocation)
      },
      subscribe(listener: (invocation: RecordedInvocation | undefined) => unknown) {
        checkFunction(listener, 'A subscriber')
        // An object each, so that the same function can be there twice.
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

/** What is known of an invocation that is kept, besides what others see of it. */
interface Memory {
  readonly invocation: Writable<RecordedInvocation>
  readonly parties: Writable<RecordedParty>[]
  /** What was in its stack when it began. */
  planned: readonly Party[]
  /** What observers know the parties by that run. */
  readonly partyOf: Map<ObservedParty, Writable<RecordedParty>>
  /** The indices of those that run, in the order in which they began, and of some that have ended. */
  readonly running: number[]
  /** The same of layers only. */
  readonly layers: number[]
  readonly captured: boolean
  /** Whether it is one of those that are kept. */
  kept: boolean
}

function check(actions: Recordable, options: RecordOptions): void {
  if (typeof (actions as Partial<Recordable> | null | undefined)?.observe !== 'function')
    throw new TypeError(
      `Cannot record ${show(actions)}, because it has no observe: pass what createActions gives, or a scope of it`,
    )
  const { limit, capture, redact } = readObject(options)
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

/** The last of `indices` whose party still runs. Those above it have ended: each is taken off once, so however many there are. */
function innermost(indices: number[], parties: readonly RecordedParty[]): number | undefined {
  while (indices.length > 0 && parties[indices.at(-1) as number]?.outcome !== 'running') indices.pop()
  return indices.at(-1)
}

/** The error that an abort makes says who it was, and `ctx.signal` has it. What is no ctx of the core may do otherwise. */
function whoAborted(ctx: ActionContext): Party | undefined {
  return carefully(() => {
    const { kind, name, scope } = ctx.signal.reason.by as Party
    return { kind, name, scope }
  })
}
