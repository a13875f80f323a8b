// What is remembered of invocations: plain data, that can be sent, saved as JSON and read back.

import type { Party, PartyKind } from '../index.js'

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
  readonly outcome: Outcome
  /** When it started: milliseconds after `Recording.origin`, with fractions. */
  readonly start: number
  /** How long it took, in milliseconds; undefined while it runs. */
  readonly duration?: number | undefined
  /**
   * Places in the order of all that was recorded, counted from 1: what came before what, where the clock is too coarse to tell. `ended`
   * is undefined while it runs.
   */
  readonly began: number
  readonly ended?: number | undefined
  /** What it failed with, if it has failed. */
  readonly error?: RecordedError | undefined
  /** What `Recording.note` has said beside it. */
  readonly notes?: readonly string[] | undefined
}

/** One function at work in an invocation. */
export interface RecordedParty extends RecordedRun {
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
  readonly action: string
  /** The id of the invocation that invoked it, and the index of the party there that was running; undefined at the top. */
  readonly parent?: number | undefined
  readonly inside?: number | undefined
  readonly depth: number
  /** In the order in which they began. */
  readonly parties: readonly RecordedParty[]
  /** The parties of its stack that never started, outermost first; empty while it runs. */
  readonly skipped: readonly Party[]
  /** Who aborted it, if that can be told, and why, in a few words; undefined when nobody did. */
  readonly abort?: { readonly by?: Party | undefined; readonly reason?: string | undefined } | undefined
  /** The payload and the result; there only when `RecordOptions.capture` asked for them, and as `redact` left them. */
  readonly payload?: unknown
  readonly result?: unknown
}

/** A recording as it is saved. */
export interface SavedRecording {
  /** What made it and in which form; another form gets another number. */
  readonly format: 'entracte-recording/1'
  /** Milliseconds since 1970 that `start` counts from. */
  readonly origin: number
  /** Oldest first. */
  readonly invocations: readonly RecordedInvocation[]
}
