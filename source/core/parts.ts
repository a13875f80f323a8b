// Every internal noun, once: what the files of the engine hand to one another.

import type { AnyFunction } from '../shared/arguments.js'
import type { Ref } from '../shared/weak.js'
import type {
  ActionContext,
  ActionOutcome,
  InvokeOptions,
  ListenerErrorInfo,
  Observer,
  Party,
  PartyKind,
  Signal,
} from './types.js'

// ---- What is attached

/** One function that is attached, with everything that was said about it. Users see the part of it that `Party` names. */
export interface Attachment extends Party {
  /** The function that was handed in. */
  readonly fn: AnyFunction
  /** The event that the function listens to, as in `beforeAcceptTask`; undefined for what is no listener. */
  readonly event: string | undefined
  readonly order: number
  /** Decides between attachments of the same order: a lower place was attached earlier. */
  _place: number
  readonly once: boolean
  /** How long one call of the function may take, in milliseconds. */
  readonly timeout: number | undefined
  /** The scope that it was attached through. */
  readonly owner: Owner | undefined
  /** The action that it is attached to; undefined in a stack composed by hand. */
  readonly action: Action | undefined
  /** Detaches it. */
  undo: () => void
  /** The attachments of the same function in the same list, before and after this one. */
  older: Attachment | undefined
  newer: Attachment | undefined
  /** Whether a once-listener has been called. */
  claimed: boolean
  /** Whether it has been reported as a listener that is never called. */
  reported: boolean
}

/** A scope, as the engine knows it. */
export interface Owner {
  readonly name: string
  /** The scope that it was made through. */
  readonly around: Owner | undefined
  /** The place of everything that is attached through the scope; undefined where each attachment has its own. */
  readonly _place: number | undefined
  disposed: boolean
  /** What undoes everything that was attached through the scope. */
  readonly held: Set<() => void>
  /** The scopes made through it, and the scopes that it is one of. */
  readonly scopes: Scopes
  readonly siblings: Scopes
  /** What `siblings` has of it while it holds nothing. */
  readonly weak: Ref<Owner>
  dispose(): void
}

/** Scopes that are not disposed. A scope that holds nothing can be collected. */
export type Scopes = Set<Owner | Ref<Owner>>

/** The attachments of one kind, with the newest attachment of each function. */
export interface AttachmentList {
  readonly all: Set<Attachment>
  readonly newest: Map<AnyFunction, Attachment>
}

/** A core, with what was said when it was registered. */
export interface Registered {
  readonly core: Attachment
  readonly payloadUpdate: Attachment | undefined
  readonly terminal: boolean
}

/** One action, registered or not, with everything that is attached to it; or what is attached to every action. */
export interface Action {
  readonly name: string
  registered: Registered | undefined
  /** What dispatch runs, until something changes. */
  stack: Stack | undefined
  /** The same, where observers decide for each invocation whether they see it. */
  choices: Choice | undefined
  /** What is attached, by its kind. No list is empty. */
  readonly lists: Map<PartyKind, AttachmentList>
}

// ---- The stack

/** The stacks of one action for what its observers want, observer by observer. */
export interface Choice {
  /** The observers that want to see it. */
  readonly observers: readonly Observer[]
  with?: Choice
  without?: Choice
  /** The stack, where the last observer has decided. */
  stack?: Stack
}

/** What a stack is made of: what is attached to one action, each kind in the order in which it runs, outermost first. */
export interface Parts {
  readonly middleware: readonly Attachment[]
  readonly payloadUpdate: Attachment | undefined
  readonly before: readonly Attachment[]
  readonly replacements: readonly Attachment[]
  readonly core: Attachment | undefined
  readonly after: readonly Attachment[]
  readonly error: readonly Attachment[]
}

export type MiddlewareRun = (ctx: ActionContext, next: () => Promise<unknown>) => unknown
export type BeforeRun = (payload: unknown, abort: (reason?: unknown) => void, ctx: ActionContext) => unknown
export type ReplacementRun = (
  payload: unknown,
  original: (...given: [unknown?]) => Promise<unknown>,
  ctx: ActionContext,
) => unknown
export type CoreRun = (payload: unknown, ctx: ActionContext) => unknown
export type AfterRun = (payload: unknown, resultOrError: unknown, ctx: ActionContext) => unknown

/** An attachment as one stack runs it: its function with a time limit, observers and `once` around it. */
export interface Step<Run = AnyFunction> {
  readonly attachment: Attachment
  readonly run: Run
}

/**
 * One action's stack as it was at one moment. It never changes, so a running invocation is not disturbed.
 *
 * `dispatch._cursor` counts its listeners and its body: below 0 is what prepares the payload, then come the before-listeners, the body at
 * `bodyAt`, and the after-listeners.
 */
export interface Stack {
  readonly action: string
  readonly host: Host
  /** The action's own limit, in milliseconds. */
  readonly timeout: number | undefined
  readonly middlewareCount: number
  /** How many middleware and replacements there are. */
  readonly layerCount: number
  /** Where the first party is: 0, or below 0 where something prepares the payload. */
  readonly firstAt: number
  /** What prepares the payload: the check of a contract, and the payload update. Most stacks have neither. */
  readonly prepare: readonly CoreRun[]
  readonly before: readonly BeforeRun[]
  /** Where the body is: the core, or the replacements in front of it. */
  readonly bodyAt: number
  readonly core: CoreRun
  /** Runs the replacements, and the core behind them; undefined when there are none. */
  readonly replaced: ((dispatch: Dispatch) => unknown) | undefined
  readonly after: readonly AfterRun[]
  /** Returns what runs at `cursor`; undefined for a core that has replacements in front of it. */
  attachmentAt(cursor: number): Attachment | undefined
  /** Runs the middleware and everything inside it. */
  enter(dispatch: Dispatch): Promise<unknown>
  /** Runs the error-listeners one by one; undefined when there are none. */
  readonly tellError: ((dispatch: Dispatch, error: unknown) => Promise<void>) | undefined
  /** Shows an invocation to the observers; undefined when there are none. */
  readonly observe: Observe | undefined
  /** Refuses a payload that was meant as options; undefined where the payload may be anything. */
  readonly checkPayload: ((payload: unknown) => void) | undefined
  /** Whether koa-compose's promise can be handed out as it is, when nothing cuts the invocation. */
  readonly plain: boolean
  /** Whether an invocation needs no more than its stack, when nothing cuts it and nothing fails. */
  readonly simple: boolean
}

/** Tells the observers that an invocation starts, and returns what tells them the rest. */
export type Observe = (dispatch: Dispatch) => Sighting

/** One party or invocation, as observers see it. */
export interface Sighting {
  /** Runs it inside the `around` of each observer, the first outermost. */
  around(run: () => unknown): unknown
  /** Tells of the end. */
  end(failure: Failure | undefined): void
}

// ---- One invocation

/** The actions, as an invocation needs them. */
export interface Host {
  invoke(name: unknown, payload: unknown, options: InvokeOptions | undefined, parent: Dispatch): Promise<unknown>
  settle(name: unknown, payload: unknown, options: InvokeOptions | undefined, parent: Dispatch): Promise<ActionOutcome>
  report(error: unknown, info: ListenerErrorInfo): void
}

/** The invocation can still be aborted. */
export const ABORTABLE = 0
/** It is too late to abort: the core has started, or everything inside has unwound. */
export const COMMITTED = 1
/** The invocation has its result (S6). Nothing takes the result away any more. */
export const DONE = 2

/** `dispatch._cursor` while nothing runs that the cursor counts. */
export const NOWHERE = -1_000

/** What something has failed with. It is an object, since `undefined` may be thrown. */
export interface Failure {
  readonly error: unknown
}

/** Keeps further parties from starting. */
export interface Stop extends Failure {
  /** Whether the invocation was aborted, or cut by a signal or a time limit. */
  readonly kind: 'abort' | 'signal' | 'limit'
  /** Who aborted, if that can be told. */
  readonly by: Attachment | undefined
  /** The innermost party that was running when it was aborted. */
  readonly during?: Attachment | undefined
  /** What had been assigned to `ctx.result` when it was aborted. */
  readonly assigned: Assigned | undefined
  /** The same, when the abort had passed through each middleware, by its index, and through everything inside them all. */
  readonly unwound: Pick<Stop, 'assigned'>[]
  /** Whether middleware outside has given a result instead. Everything inside it stays stopped. */
  recovered: boolean
}

/** What the user has assigned to `ctx.result`: another object for each assignment. */
export interface Assigned {
  readonly value: unknown
  /** The party that executed when it was assigned, or else the middleware that called `next()` after it; undefined when neither is known. */
  by: Attachment | undefined
}

/** The function of a call executes, or what it calls does. */
export const EXECUTING = 0
/** The function of a call waits for something. */
export const RUNNING = 1
/** Something else is waited for: the work that the function has left behind. */
export const LATE = 2
/** The same, and the function has decided its outcome itself: the work that it waited for changes nothing any more. */
export const DECIDED = 3
export const SUCCEEDED = 4
export const FAILED = 5
export type CallState =
  | typeof EXECUTING
  | typeof RUNNING
  | typeof LATE
  | typeof DECIDED
  | typeof SUCCEEDED
  | typeof FAILED

/** What has to learn how a promise has settled, before anything that waits for the promise. */
export interface Settling {
  readonly _state: CallState
  /** Its result or its error; while it is late, a promise of that. */
  readonly outcome: unknown
  /** Takes how the promise has settled, the first time. Returns the state from now on. */
  settle(failed: boolean, value: unknown): CallState
}

/** Work that a call has started with `next` or `original`. */
export interface Work {
  readonly previous: Work | undefined
  /** Whether there is a call inside for which nothing waits yet. */
  readonly isUnawaited: boolean
  /** Settles the call inside when it has settled, whatever waits for this work. */
  follow(): void
}

/** The running call of one party that the cursor does not count. */
export interface RunningCall {
  readonly attachment: Attachment
  ended: boolean
  /** The call that started before this one. It may have ended, too. */
  below: RunningCall | undefined
  /** The last piece of work that it has started, which leads to those before it. */
  readonly last?: Work | undefined
}

/**
 * What the engine knows of one invocation. Users see its `ctx`.
 *
 * The names begin with `_`, so that they can be shortened in the file for pages.
 */
export interface Dispatch {
  readonly _ctx: ActionContext
  readonly _stack: Stack
  readonly _id: number
  /** The invocation around this one that was running when this one started. */
  _parent: Dispatch | undefined
  readonly _depth: number
  /** How many layers may be on the call stack already, in the invocations around this one. */
  readonly _layersAround: number
  /** `ctx.result`, for the engine, whose writing is no assignment by the user. */
  _value: unknown
  /** What the user has assigned to `ctx.result` last. */
  _assigned: Assigned | undefined
  _phase: typeof ABORTABLE | typeof COMMITTED | typeof DONE
  /** Whether middleware has decided the result itself and left behind what is inside, which changes nothing any more (S5). */
  _isLeft: boolean
  /** What runs of the listeners and the body, as `Stack` counts them. */
  _cursor: number
  /** Whether the party at the cursor is waited for: it does not execute right now. */
  _waiting: boolean
  /** Set when no further party may start. It is the one thing that is looked at between two parties. */
  _stop: Stop | undefined
  /** The abort that counted, also when middleware has recovered from it, or a cut came after it. */
  readonly _aborted: Stop | undefined
  /** `_stop`, unless middleware has recovered from it: what stops the parties around that middleware. */
  readonly _outerStop: Stop | undefined
  /** The call that executes right now, synchronously; undefined while the cursor's party executes. */
  _executing: RunningCall | undefined
  /** The call that started last, of those that the cursor does not count. It may have ended. */
  _latest: RunningCall | undefined
  /** Decides how the invocation settles, where its stack alone does not. */
  _invocation: Invocation | undefined
  /** Returns `_invocation`, and makes it when there is none. */
  readonly _settling: Invocation
  /** What `ctx.state` starts with, here and in the invocations inside. */
  readonly _givenState: object | undefined
  /** The failure that came last, with the party that it came from. */
  readonly _blamed: Blame | undefined
  /** Whether the invocation has settled. */
  readonly _isOver: boolean
  /** Whether the invocation has settled without an `_invocation`, and with middleware. */
  _hasEnded: boolean
  /** Whether a call waits that has read the `then` of its work: perhaps it waits for that, and perhaps for something else. */
  _isAsked: boolean
  /** The call that the promise comes from which koa-compose hands out, while what takes the promise is to settle that call. */
  _handedOut: Settling | undefined
  /** An `abort` that works detached, and knows who calls it as long as that executes synchronously. */
  readonly _abort: (reason?: unknown) => void
  /** Aborts, unless it is too late for that. The first abort counts. */
  _abortAs(by: Attachment | undefined, reason: unknown): void
  /** Lets no further party start. */
  _halt(stop: Stop): void
  /** Makes it too late to abort. */
  _commit(): void
  /** Notes a call that the cursor does not count. */
  _enter(call: RunningCall): void
  /** Returns the innermost party that is still running. */
  _running(): Attachment | undefined
  /** Notes whose failure an error is. An error that only passes through a party is not that party's. */
  _blame(error: unknown, by: Attachment | undefined): void
  /**
   * Returns what those around a party that has failed see: after an abort or a cut, its error. A failure of a party's own after an
   * abort is reported, since it would be lost otherwise.
   *
   * @param index The index of the middleware, or of everything inside them, that has unwound.
   */
  _failure(error: unknown, by: Attachment | undefined, index?: number): unknown
  _throwIfStopped(): void
  /** Calls what is no party, such as an observer: while it runs, no party executes. */
  _callOutside<T>(run: () => T): T
  /** Hands an error to `onListenerError`. */
  _report(error: unknown, by: Attachment | undefined): void
}

/** Whose failure an error is. */
export interface Blame extends Failure {
  readonly by: Attachment | undefined
}

/** A time limit that has been set. */
export interface Limit {
  clear(): void
}

/** Decides how one invocation settles. */
export interface Invocation {
  /** What can cut it, and everything that it invokes. */
  readonly sources: readonly CutSource[]
  /** What the invocation has failed with, and the party that it came from. */
  readonly failure: (Failure & { readonly by: Party | null }) | undefined
  /** Whether its error-listeners run. */
  readonly isTelling: boolean
  readonly isOver: boolean
  /** Notes the time limit of a single listener, so that none outlives the invocation. */
  limited(limit: Limit): void
  /** Notes a call of `next` or `original` that came after its owner had settled. */
  misused(misuse: Misuse): void
  /** Settles the invocation when its stack has succeeded without waiting, and there is nothing to tell. Returns whether it has. */
  endAtOnce(): boolean
  /** Takes how the stack has ended, and settles the invocation. */
  end(failed: boolean, outcome: unknown): unknown
}

/** A call of `next` or `original` that starts nothing. */
export interface Misuse extends Blame {
  readonly work: { readonly awaited: boolean }
  readonly by: Attachment
}

// ---- Cuts

/** Is told when a source fires: an invocation is then cut, or an attachment taken off. */
export type OnCut = (reason: unknown, source: CutSource) => void

export type Subscriber = OnCut | Ref<OnCut>

/** A signal or a time limit that can cut invocations. It fires at most once. */
export interface CutSource {
  /** Most have one: a set for each takes a twentieth of an invocation that has a signal of its own. */
  subscribers: Subscriber | Set<Subscriber> | undefined
  /** Undefined for a time limit. */
  readonly signal: Signal | undefined
  /** Listens to the signal while there are subscribers. */
  readonly listener: () => void
  /** How many subscribers there may be before those that are gone are swept out. */
  sweepAt: number
  /** Whether it is a time limit that has ended: with its invocation, or because it has expired. */
  ended: boolean
}
