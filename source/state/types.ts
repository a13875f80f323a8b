// Defines the types of `entracte/state`.

import type { ActionMap, ActionName, Actions, AnyActions, InputOf, Registration, Signal } from '../core/index.js'

/** Says whether a payload matches. Any value may be returned, except a promise: it counts as true or false. */
export type PayloadTest<P = unknown> = (payload: P, action: string) => unknown

/**
 * Selects invocations of an action by their payload:
 *
 * - left out, or undefined: every invocation;
 * - a function: invocations for whose payload it returns a true value;
 * - an object, such as `{ sid }`: invocations whose payload has the same values under the keys of the object. The payload may have more
 *   keys. Values are compared with `Object.is`. An object without keys, such as `{}` or a `Date`, matches only itself;
 * - any other value: invocations whose payload is that value, by `Object.is`.
 */
export type Match<P = unknown> = PayloadTest<P> | Partial<P> | P | undefined

/** `Match` for the payload that callers of the action `K` pass, also where a contract converts it. The parameters of a function have types, even where the payload is `any`. */
export type MatchOf<M extends ActionMap<M>, K extends ActionName<M>> =
  | PayloadTest<InputOf<M, K>>
  | MatchingValue<InputOf<M, K>>

// Where the payload is `any` or `unknown`, every value, but not by these names: they would swallow the function beside them.
type MatchingValue<P> = [P extends never ? 'never' : 'some', P] extends ['some', AnyValue]
  ? Partial<P> | P | undefined
  : AnyValue

// biome-ignore lint/suspicious/noConfusingVoidType: a payload may be void
type AnyValue = object | string | number | bigint | boolean | symbol | null | undefined | void

/** A payload that a `PayloadStore` keeps. */
export interface StoredPayload<P = unknown> {
  /** The name of the action under which the payload is kept. */
  readonly action: string
  /** The payload, as it was handed in. */
  readonly payload: P
}

/** An invocation that is at work, as `running` lists it. It keeps neither the payload nor the `ctx`, so that it can be logged. */
export interface RunningAction {
  /** The name of the action. */
  readonly action: string
  /** The `ctx.id` of the invocation. */
  readonly id: number
  /** The time at which the invocation began, in milliseconds since 1970, as `Date.now()` gives it. */
  readonly since: number
  /**
   * Whether the promise of `invokeAction` has settled already, and work of the invocation goes on: because a signal or a time limit has
   * cut it, or because a race has left work behind.
   */
  readonly callerGone: boolean
}

/** Options of `idle`. */
export interface IdleOptions {
  /** Ends the waiting when it fires. Default: `idle` waits as long as something runs. */
  signal?: Signal | undefined
}

/**
 * Tells which actions are pending, blocked and running: the part of a `TrackedState` that only answers. Its verbs work detached. Each verb
 * that takes the name of an action throws a `TypeError` when the name is not a string, or is empty. When nothing is registered or attached
 * under that name, and the name of a registered action is near, the verb says so once with `console.warn`. It works all the same, since
 * plugins load in any order.
 */
export interface WatchedState<out M extends ActionMap<M> = AnyActions> {
  /**
   * Returns whether an invocation of the action is pending: it has begun, and its caller still waits for `invokeAction` to settle. This
   * includes the time that error-listeners and after-listeners take. When a signal or a time limit ends the invocation, it stops being
   * pending at once, even if its work continues.
   *
   * The payload that counts is the one that the caller gave, before any payload update. When a function has edited that payload in
   * place, the edited fields count. A payload that cannot be read, such as a revoked proxy, matches only itself.
   *
   * @param match Selects invocations by their payload. Default: all. Without `match`, the answer takes constant time.
   *
   * @example
   * button.disabled = state.pending('AcceptTask', { sid }) || state.blocked('AcceptTask', { sid })
   */
  pending<K extends ActionName<M>>(action: K, match?: MatchOf<M, K>): boolean

  /**
   * Returns whether an invocation of the action would be refused now. While the state drains, the answer is true for every action.
   *
   * @param match The payload of that invocation. Or a function: then the answer is whether there is a block that the function covers, as in
   *   `unblock`, or a block of all invocations. Default: the answer is whether there is any block of the action.
   *
   * @example
   * state.block('AcceptTask', { sid: 'WT1' })
   * state.blocked('AcceptTask', { sid: 'WT1', from: 'chat' }) // → true
   * state.blocked('AcceptTask', { sid: 'WT2' }) // → false
   */
  blocked<K extends ActionName<M>>(action: K, match?: MatchOf<M, K>): boolean

  /** Returns the names of the actions that have a block; while the state drains, the names of all registered actions. */
  blockedNames(): string[]

  /**
   * Returns the invocations that are at work, in the order in which they began, nested invocations included. An invocation is listed until
   * the last of its functions has ended. That may be later than its caller sees it end: a cut stops the waiting, not the work.
   *
   * @param action Lists only invocations of this action. Default: all.
   * @param match Selects invocations of the action by their payload, as `pending` does. Default: all.
   *
   * @example
   * console.table(state.running()) // action, id, since, callerGone
   */
  running<K extends ActionName<M>>(action?: K, match?: MatchOf<M, K>): RunningAction[]

  /**
   * Calls `listener` with the name of an action each time that an invocation of the action has become pending or has stopped being pending,
   * and each time that the action has been blocked or unblocked. `drain` blocks and unblocks every
   * registered action. It is also called when work that goes on after its caller has gone ends. The call is synchronous: it happens inside `invokeAction` when an
   * invocation begins. Errors that the listener throws or rejects with are printed with `console.error`, and change nothing.
   *
   * @throws {TypeError} when `listener` is not a function.
   * @throws {ActionMisuseError} when the state has been disposed.
   *
   * @example
   * const stop = state.subscribe((action) => console.log(action, state.pending(action)))
   */
  subscribe(listener: (action: string) => unknown): Registration
}

/**
 * Tells which actions are pending and which run, as `WatchedState` says, and blocks actions. Its verbs work detached. They treat the names
 * of actions as those of `WatchedState` do.
 */
export interface TrackedState<out M extends ActionMap<M> = AnyActions> extends WatchedState<M> {
  /**
   * Blocks an action: from now on its invocations reject with an `ActionBlockedError`, and run nothing. Invocations that run already go on.
   *
   * Each block is undone on its own: the same block made twice has to be undone twice. When `match` is a function that throws, the
   * invocation rejects with that error: a broken check lets nothing through.
   *
   * @param match Selects the invocations to refuse, by the payload that their callers gave. Default: all.
   * @returns A registration that undoes this block and no other.
   * @throws {ActionMisuseError} when the state has been disposed.
   *
   * @example
   * const done = state.block('AcceptTask', { sid: 'WT1' })
   * await actions.invokeAction('AcceptTask', { sid: 'WT1' }).catch((error) => error.code) // → ACTION_BLOCKED
   * done()
   */
  block<K extends ActionName<M>>(action: K, match?: MatchOf<M, K>): Registration

  /**
   * Undoes every block of an action that `match` covers: blocks made with the same function or value, and blocks made with an object or
   * a value that `match` matches. Without `match`, undoes all blocks of the action.
   *
   * @returns Whether a block was undone.
   *
   * @example
   * state.unblock('AcceptTask', { sid: 'WT1' })
   */
  unblock<K extends ActionName<M>>(action: K, match?: MatchOf<M, K>): boolean

  /**
   * Refuses everything that starts anew, whatever the action: `invokeAction` of the actions rejects with an `ActionBlockedError`. Actions that
   * run already go on, and may still invoke others with `ctx.invokeAction`, so that they can end. A program calls it before it ends.
   *
   * `unblock` does not undo it.
   *
   * @returns A registration that ends it.
   * @throws {ActionMisuseError} when the state has been disposed.
   *
   * @example
   * process.once('SIGTERM', async () => {
   *   state.drain()
   *   await state.idle({ signal: AbortSignal.timeout(10_000) }).catch(() => console.error('still running', state.running()))
   *   process.exit()
   * })
   */
  drain(): Registration

  /**
   * Waits until no invocation is at work, work that goes on after a cut included. Callers that invoke the next action after an `await` are
   * waited for, too. It does not keep new invocations from starting: `drain` does. Resolves when the state is disposed.
   *
   * @throws the reason of `signal`, when that fires first or has fired already. What runs goes on.
   * @throws {TypeError} when an option is wrong, or there is no such option.
   *
   * @example
   * await state.idle({ signal: AbortSignal.timeout(10_000) })
   */
  idle(options?: IdleOptions): Promise<void>

  /**
   * Stops tracking: no action is blocked, pending or running any more. Subscribers are called a last time for each action that was. A second call
   * does nothing.
   */
  dispose(): void
  [Symbol.dispose](): void
}

/** What can be asked what is pending: actions, a scope of them, or a state of `trackState`. */
// `TrackedState` by its name, too: compilers do not find its map where only `WatchedState` is asked for.
export type StateSource<M extends ActionMap<M>> = Actions<M> | TrackedState<M> | WatchedState<M>

/** What an `ActionStore` tells. It is never changed: another object comes in its place. */
export interface ActionSnapshot {
  /** Whether an invocation is pending: it has begun, and its caller still waits. */
  readonly pending: boolean
  /** Whether an invocation would be refused now. Without a name: whether any action is blocked. */
  readonly blocked: boolean
  /** The invocations that are at work, in the order in which they began. It stays the same array while they do not change. */
  readonly running: readonly RunningAction[]
}

/**
 * Tells what an action does, in the form that user interfaces take: the store contract of Svelte, and the two functions of React's
 * `useSyncExternalStore`. Its functions work detached.
 */
export interface ActionStore {
  /**
   * Returns what is so now. It is the same object as before, unless something has changed.
   *
   * @throws what `match` throws.
   */
  get(): ActionSnapshot

  /**
   * Calls `listener` with the snapshot: at once, and then each time that there is another snapshot. The call is synchronous. Errors that
   * the listener throws or rejects with are printed with `console.error`, and change nothing.
   *
   * It does not throw where the state or the scope has been disposed: this is printed once, and the listener gets an empty snapshot.
   *
   * @returns A function that ends it.
   * @throws {TypeError} when `listener` is not a function.
   * @throws what `match` throws: then there is no subscription.
   */
  subscribe(listener: (snapshot: ActionSnapshot) => unknown): Registration
}
