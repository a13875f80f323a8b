// What is remembered of invocations: plain data, that can be sent, saved as JSON and read back.

import type { Observer, Party, PartyKind, Registration } from '../core/index.js'

/** How a run ended; `running` until it has. A time limit that ran out is a failure, with the code `ACTION_TIMEOUT`. */
export type Outcome = 'running' | 'done' | 'failed' | 'aborted'

/** What something failed with. The error itself is not kept, since it may hold on to anything. */
export interface RecordedError {
  /** What the error calls itself, as `TypeError`; undefined when what was thrown is no error. */
  readonly name?: string | undefined
  /** Its message, or what was thrown in a few words. */
  readonly message: string
  /** Its `code`, when that is a string. */
  readonly code?: string | undefined
}

/** What a party and an invocation have in common. */
export interface RecordedRun {
  /** The name of the party, if it has one; of an invocation, the action's. */
  readonly name?: string | undefined
  /** How it ended. */
  readonly outcome: Outcome
  /** When it started: milliseconds after `Recording.origin`, with fractions. */
  readonly start: number
  /** How long it took, in milliseconds; undefined while it runs. */
  readonly duration?: number | undefined
  /** Its place in the order of all beginnings and ends, counted from 1: what came before what, where the clock is too coarse to tell. */
  readonly began: number
  /** The place of its end in the same order; undefined while it runs. */
  readonly ended?: number | undefined
  /** What it failed with, if it has failed. */
  readonly error?: RecordedError | undefined
  /** What `Recording.note` has said beside it. */
  readonly notes?: readonly string[] | undefined
}

/** Who aborted, and why. */
export interface RecordedAbort {
  /** The party that did; undefined when it cannot be told. */
  readonly by?: Party | undefined
  /** The reason that was given, in a few words; undefined when none was. */
  readonly reason?: string | undefined
}

/** One function at work in an invocation. */
export interface RecordedParty extends RecordedRun {
  /** What it is there as. */
  readonly kind: PartyKind
  /** The scope that it was attached through, if it was. */
  readonly scope?: string | undefined
  /** The index, in the same invocation's `parties`, of the layer that it ran inside; undefined at the outside. */
  readonly inside?: number | undefined
}

/** One invocation, with the parties that took part. */
export interface RecordedInvocation extends RecordedRun {
  /** As `ctx.id`: unique among the invocations of one `createActions`. */
  readonly id: number
  /** The action's name. */
  readonly action: string
  /** The id of the invocation that invoked it; undefined at the top. That invocation may not be kept any more. */
  readonly parent?: number | undefined
  /** The index, in the `parties` of its parent, of the one that was running when it began; undefined at the top, or when none was. */
  readonly inside?: number | undefined
  /** How many parents there are: 0 at the top. */
  readonly depth: number
  /** In the order in which they began. */
  readonly parties: readonly RecordedParty[]
  /** The parties of its stack that never started, outermost first; empty while it runs. */
  readonly skipped: readonly Party[]
  /** That somebody aborted it; undefined when nobody did. */
  readonly abort?: RecordedAbort | undefined
  /** What went in; there only when `RecordOptions.capture` asked for it, and as `redact` left it. */
  readonly payload?: unknown
  /** What came out; there only when `RecordOptions.capture` asked for it, and as `redact` left it. */
  readonly result?: unknown
}

/** What was recorded, live or loaded: all that a viewer, `formatTimeline` and `toTraceEvents` need. */
export interface Recorded {
  /** Milliseconds since 1970 that `start` counts from. */
  readonly origin: number
  /** Oldest first, in the order in which they began. */
  readonly invocations: readonly RecordedInvocation[]
}

/** A recording as it is saved. */
export interface SavedRecording extends Recorded {
  /** What made it and in which form; another form gets another number. */
  readonly format: 'entracte-recording/1'
}

/** What can be recorded: actions, a scope of them, or whatever else can be observed as they can. */
export interface Recordable {
  /** As `Actions.observe`. */
  observe(observer: Observer): Registration
  /** Tells `record` what will run, so that it can tell afterwards what has not. Without it, nothing counts as skipped. */
  explain?(action: string): readonly Party[]
}

/** Options of `record`. */
export interface RecordOptions {
  /**
   * How many invocations are kept, nested ones included; from 1 on, default 1 000. When there is one more, the one goes that has been
   * over for the longest; when all still run, the one that began first. Those that it invoked stay, and it is their `parent`
   * still: who shows them without it shows them at the top.
   */
  readonly limit?: number | undefined
  /**
   * Whether to keep payloads and results, for every action or for those that it says yes to. Default: of none, and then none is
   * ever looked at. What is kept is plain data, copied when the invocation begins and when it is done: no functions, getters
   * and `toJSON` called, at most 1 000 values in 8 levels, and 20 000 characters, 1 000 for a text.
   */
  readonly capture?: boolean | ((action: string) => boolean) | undefined
  /**
   * Takes out of a payload or a result what nobody shall see. It is given the copy, which it may edit, and returns what is to be
   * kept; nothing is kept when it returns undefined or throws.
   */
  readonly redact?: ((value: unknown, action: string, what: 'payload' | 'result') => unknown) | undefined
}

/** What is being recorded, as it happens. Its functions work detached. */
export interface Recording extends Recorded {
  /**
   * A new array whenever an invocation has come or gone. The invocations in it go on changing until they are over; `toJSON` gives
   * some that do not.
   */
  readonly invocations: readonly RecordedInvocation[]

  /**
   * Writes `text` down beside whatever is running in the invocation of `ctx`: the party that began last, or the invocation
   * itself. Does nothing when that invocation is not recorded, or not kept any more.
   *
   * @throws {TypeError} when `text` is no string.
   */
  note(ctx: object, text: string): void

  /**
   * Calls `listener` with the invocation each time that something in it has begun, ended or been noted, and with undefined when all are
   * cleared. It is called inside the invocation, which waits for it: remember that there is something new, and draw later.
   * What it throws is printed with `console.error` and disturbs nobody.
   *
   * @throws {TypeError} when `listener` is no function.
   *
   * @example
   * recording.subscribe(() => { frame ??= requestAnimationFrame(draw) })
   */
  subscribe(listener: (invocation: RecordedInvocation | undefined) => unknown): Registration

  /** Forgets all that was recorded. Of invocations that are running, nothing further is recorded either. */
  clear(): void

  /** Records no further invocation, which costs nothing from then on. What is running is recorded to its end, and all stays. */
  stop(): void
  [Symbol.dispose](): void

  /** A copy of all, for `JSON.stringify` and `loadRecording`. */
  toJSON(): SavedRecording
}
