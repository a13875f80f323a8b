// Defines the types of a recording: plain data that can be sent, saved as JSON and loaded again.

import type { Observer, Party, PartyKind, Registration } from '../core/index.js'

/**
 * The outcome of a run. It is `running` until the run has ended. When a time limit has ended the run, it is `failed`, with an error of the
 * code `ACTION_TIMEOUT`.
 */
export type Outcome = 'running' | 'done' | 'failed' | 'aborted'

/** The error of a run, as data. The error itself is not kept, since it may keep other objects alive. */
export interface RecordedError {
  /** The `name` of the error, such as `TypeError`. Undefined when the thrown value is not an error. */
  readonly name?: string | undefined
  /** The message of the error, or the thrown value in a few words. */
  readonly message: string
  /** The `code` of the error, if it is a string. */
  readonly code?: string | undefined
}

/** The fields that a recorded party and a recorded invocation have in common. Both are called a run. */
export interface RecordedRun {
  /** The name of the party, if it has a name. For an invocation: the name of the action. */
  readonly name?: string | undefined
  /** The outcome. */
  readonly outcome: Outcome
  /** The time at which the run started: milliseconds after `Recording.origin`, with fractions. */
  readonly start: number
  /** The time that the run took, in milliseconds. Undefined while it runs. */
  readonly duration?: number | undefined
  /**
   * The place of the beginning in the order of all beginnings and ends, counted from 1. It tells what came first where the clock is too
   * coarse to tell.
   */
  readonly began: number
  /** The place of the end in the same order. Undefined while the run runs. */
  readonly ended?: number | undefined
  /** The error, if the run has failed. */
  readonly error?: RecordedError | undefined
  /** The texts that `Recording.note` was given while this run was the innermost. */
  readonly notes?: readonly string[] | undefined
}

/** The abort of an invocation. */
export interface RecordedAbort {
  /** The party that aborted. Undefined when the party cannot be told. */
  readonly by?: Party | undefined
  /** The reason, in a few words. Undefined when no reason was given. */
  readonly reason?: string | undefined
}

/** A party that ran in an invocation. */
export interface RecordedParty extends RecordedRun {
  /** The kind of the party. */
  readonly kind: PartyKind
  /** The name of the scope through which the party was attached, if there is one. */
  readonly scope?: string | undefined
  /** The layer that the party ran inside: its index in the `parties` of the same invocation. Undefined for an outermost party. */
  readonly inside?: number | undefined
}

/** An invocation, with the parties that ran in it. */
export interface RecordedInvocation extends RecordedRun {
  /** The `ctx.id` of the invocation: unique among the invocations of one `createActions`. */
  readonly id: number
  /** The name of the action. */
  readonly action: string
  /** The id of the invocation that invoked this one. Undefined at the top. The recording may not keep that invocation any more. */
  readonly parent?: number | undefined
  /**
   * The party of the parent that ran when this invocation began: its index in the `parties` of the parent. Undefined at the top, and when no
   * party ran.
   */
  readonly inside?: number | undefined
  /** The `ctx.depth` of the invocation: 0 at the top. */
  readonly depth: number
  /** The parties that ran, in the order in which they began. */
  readonly parties: readonly RecordedParty[]
  /** The parties of the stack that never started, outermost first. Empty while the invocation runs. */
  readonly skipped: readonly Party[]
  /** The abort. Undefined when the invocation was not aborted. */
  readonly abort?: RecordedAbort | undefined
  /** The payload at the beginning, as `redact` has returned it. Missing unless `RecordOptions.capture` asks for it. */
  readonly payload?: unknown
  /** The result, as `redact` has returned it. Missing unless `RecordOptions.capture` asks for it. */
  readonly result?: unknown
}

/** The data of a recording, live or loaded. Viewers, `formatTimeline` and `toTraceEvents` need no more. */
export interface Recorded {
  /** The time at which the recording began, in milliseconds since 1970. Each `start` counts from it. */
  readonly origin: number
  /** The invocations in the order in which they began, the oldest first. */
  readonly invocations: readonly RecordedInvocation[]
}

/** A recording as it is saved. */
export interface SavedRecording extends Recorded {
  /** The format of the data. A new format gets a new number. */
  readonly format: 'entracte-recording/1'
}

/** The verbs that `record` needs. Actions have them, and so do scopes, and the actions of `entracte/flex`. */
export interface Recordable {
  /** Does what `Actions.observe` does. */
  observe(observer: Observer): Registration
  /** Returns the parties that are going to run. `record` compares them with the parties that ran. Without it, no party counts as skipped. */
  explain?(action: string): readonly Party[]
}

/** Options of `record`. */
export interface RecordOptions {
  /**
   * The most invocations that are kept, nested invocations included: 1 or more, default 1 000. When one more begins, the recording forgets the
   * invocation that ended first. When all still run, the recording forgets the invocation that began first. Invocations that a forgotten
   * invocation has invoked are kept, with its id as their `parent`. A viewer shows them at the top.
   */
  readonly limit?: number | undefined
  /**
   * Whether to keep payloads and results: of every action, or of the actions for which a function returns true. Default false: the recording
   * does not read any payload or result. The kept value is a copy as plain data. The payload is copied when the invocation begins, the
   * result when it is done. Getters and `toJSON` are called, functions are not kept. A copy has at most 1 000 values, 8 levels and 20 000
   * characters, and each text in it at most 1 000 characters.
   */
  readonly capture?: boolean | ((action: string) => boolean) | undefined
  /**
   * Removes secrets from a payload or a result. It is called with the copy, which it may edit, and returns the value to keep. When it returns
   * undefined or throws, no value is kept. It answers at once: where it returns a promise, no value is kept, and `console.warn` says so once.
   */
  readonly redact?: ((value: unknown, action: string, what: 'payload' | 'result') => unknown) | undefined
}

/** A live recording. Its functions work detached. */
export interface Recording extends Recorded {
  /**
   * The invocations in the order in which they began. The array is a new one when an invocation was added or forgotten. An invocation in it
   * changes until it has ended. `toJSON` returns invocations that do not change.
   */
  readonly invocations: readonly RecordedInvocation[]

  /**
   * Adds a note to the run that is at work in the invocation of `ctx`: to the running party that began last, or to the invocation itself when
   * no party runs. Does nothing when that invocation is not recorded, or not kept any more.
   *
   * @throws {TypeError} when `text` is not a string.
   */
  note(ctx: object, text: string): void

  /**
   * Adds the invocations of another recording, such as that of a worker: inside the run that is at work in the invocation of `ctx`. They get
   * ids of their own. The clocks of two machines differ, so the last of them ends now. Does nothing when the invocation of `ctx` is not
   * recorded, or not kept any more.
   *
   * @param recorded What `record` or `loadRecording` returns. It is copied. What comes from another machine is checked by `loadRecording`.
   * @throws {TypeError} when `recorded` is no recording.
   */
  adopt(ctx: object, recorded: Recorded): void

  /**
   * Calls `listener` with the invocation each time that a run in it has begun, has ended or was given a note, and with undefined when the
   * recording was cleared. The call is part of the invocation and delays it: the listener should remember that there is news, and draw later.
   * Errors that the listener throws or rejects with are printed with `console.error`, and change nothing.
   *
   * @throws {TypeError} when `listener` is not a function.
   *
   * @example
   * recording.subscribe(() => { frame ??= requestAnimationFrame(draw) })
   */
  subscribe(listener: (invocation: RecordedInvocation | undefined) => unknown): Registration

  /** Forgets all invocations. Invocations that still run are not recorded further. */
  clear(): void

  /**
   * Stops recording new invocations, which then cost nothing. Invocations that still run are recorded to their end. All recorded invocations
   * are kept.
   */
  stop(): void
  [Symbol.dispose](): void

  /** Returns a copy of the recording, for `JSON.stringify` and `loadRecording`. */
  toJSON(): SavedRecording
}

/** Options of `toPerformancePanel`. */
export interface PanelOptions {
  /** Whether parties are drawn, too. With false, parties run as fast as without the panel. Default true. */
  readonly parties?: boolean | undefined
  /**
   * Says whether the panel records, when an invocation begins. With a false value, the invocation is not drawn and costs next to nothing. The
   * page cannot find out by itself, so this is a switch of your own. Default: draws every invocation.
   */
  readonly recording?: (() => unknown) | undefined
}
