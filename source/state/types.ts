// Defines the types of `entracte/state`.

import type { ActionMap, ActionName, AnyActions, PayloadOf, Registration, Signal } from '../core/index.js'

/** Says whether a payload matches. Any value may be returned: it counts as true or false. */
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
 * Tells which actions are pending and which run, and blocks actions. Its verbs work detached. Each verb that takes the name of an action
 * throws a `TypeError` when the name is not a string, or is empty. When nothing is registered or attached under that name, and the name of a
 * registered action is near, the verb says so once with `console.warn`. It works all the same, since plugins load in any order.
 *
 * Each verb has an overload for functions, which comes first: so the parameters of the function have types without a map, too.
 */
export interface TrackedState<out M extends ActionMap<M> = AnyActions> {
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
  block<K extends ActionName<M>>(action: K, match?: PayloadTest<PayloadOf<M, K>>): Registration
  block<K extends ActionName<M>>(action: K, match?: Match<PayloadOf<M, K>>): Registration

  /**
   * Undoes every block of an action that `match` covers: blocks made with the same function or value, and blocks made with an object or
   * a value that `match` matches. Without `match`, undoes all blocks of the action.
   *
   * @returns Whether a block was undone.
   *
   * @example
   * state.unblock('AcceptTask', { sid: 'WT1' })
   */
  unblock<K extends ActionName<M>>(action: K, match?: PayloadTest<PayloadOf<M, K>>): boolean
  unblock<K extends ActionName<M>>(action: K, match?: Match<PayloadOf<M, K>>): boolean

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
  pending<K extends ActionName<M>>(action: K, match?: PayloadTest<PayloadOf<M, K>>): boolean
  pending<K extends ActionName<M>>(action: K, match?: Match<PayloadOf<M, K>>): boolean

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
  blocked<K extends ActionName<M>>(action: K, match?: PayloadTest<PayloadOf<M, K>>): boolean
  blocked<K extends ActionName<M>>(action: K, match?: Match<PayloadOf<M, K>>): boolean

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
   * Returns the invocations that are at work, in the order in which they began, nested invocations included. An invocation is listed until
   * the last of its functions has ended. That may be later than its caller sees it end: a cut stops the waiting, not the work.
   *
   * @example
   * console.table(state.running()) // action, id, since, callerGone
   */
  running(): RunningAction[]

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
   * Calls `listener` with the name of an action each time that an invocation of the action has become pending or has stopped being pending,
   * and each time that the action has been blocked or unblocked. `drain` blocks and unblocks every registered action. The call is synchronous: it happens inside `invokeAction` when an
   * invocation begins. Errors that the listener throws or rejects with are printed with `console.error`, and change nothing.
   *
   * @throws {TypeError} when `listener` is not a function.
   * @throws {ActionMisuseError} when the state has been disposed.
   *
   * @example
   * const stop = state.subscribe((action) => console.log(action, state.pending(action)))
   */
  subscribe(listener: (action: string) => unknown): Registration

  /**
   * Stops tracking: no action is blocked, pending or running any more. Subscribers are called a last time for each action that was. A second call
   * does nothing.
   */
  dispose(): void
  [Symbol.dispose](): void
}
