// What `entracte/state` is told, and what it gives, as types.

import type { ActionMap, ActionName, AnyActions, PayloadOf, Registration } from '../core/index.js'

/** Says of a payload whether it is meant. What it returns counts as true or false. */
export type PayloadTest<P = unknown> = (payload: P, action: string) => unknown

/**
 * Which invocations of an action are meant:
 *
 * - left out, or undefined: every one;
 * - a function: those whose payload it says yes to;
 * - an object: those whose payload has the same values under its keys, as in `{ sid }`, whatever else the payload has.
 *   They are compared with `Object.is`. One without keys, such as `{}` or a `Date`, means itself only;
 * - any other value: those whose payload it is, by `Object.is`.
 */
export type Match<P = unknown> = PayloadTest<P> | Partial<P> | P | undefined

/** A payload that a `PayloadStore` keeps. */
export interface StoredPayload<P = unknown> {
  /** The name under which it is kept. */
  readonly action: string
  /** The payload, as it was handed in. */
  readonly payload: P
}

/**
 * Which actions are running, and which must not. Its verbs work detached; each throws a `TypeError` that shows the value when
 * the name of the action is no string, or empty.
 *
 * The first overload of each is for functions, so that their parameters have types without a map, too.
 */
export interface TrackedState<out M extends ActionMap<M> = AnyActions> {
  /**
   * Refuses invocations of an action, until it is undone: they reject with an `ActionBlockedError` and run nothing. Those that
   * are running already go on.
   *
   * Two blocks are two: undoing one leaves the other. When the function `match` throws, the invocation rejects with that error:
   * a check that is broken lets nothing through.
   *
   * @param match Which invocations, by the payload that they are given. Default: all.
   * @returns The undoing of this block and no other.
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
   * Undoes every block of an action that `match` covers: those made with the same function or value, and those made with an object
   * or value that `match` matches. Without `match`, all of them.
   *
   * @returns Whether there was one.
   *
   * @example
   * state.unblock('AcceptTask', { sid: 'WT1' })
   */
  unblock<K extends ActionName<M>>(action: K, match?: PayloadTest<PayloadOf<M, K>>): boolean
  unblock<K extends ActionName<M>>(action: K, match?: Match<PayloadOf<M, K>>): boolean

  /**
   * Whether an invocation of the action is running, and its caller still waits: from the call until `invokeAction` settles, error-listeners
   * and after-listeners included. One that was cut, by a signal or a time limit, is no longer pending, although work that does not watch
   * `ctx.signal` may go on.
   *
   * Payloads are those that the callers gave, before any payload update. One that is edited in place matches as it is by then.
   *
   * @param match Which invocations, by their payload. Default: any. Without it the answer takes constant time.
   *
   * @example
   * button.disabled = state.pending('AcceptTask', { sid }) || state.blocked('AcceptTask', { sid })
   */
  pending<K extends ActionName<M>>(action: K, match?: PayloadTest<PayloadOf<M, K>>): boolean
  pending<K extends ActionName<M>>(action: K, match?: Match<PayloadOf<M, K>>): boolean

  /**
   * Whether an invocation of the action would be refused now.
   *
   * @param match The payload that it would be given, or what a block has to be covered by when it is a function, as in `unblock`.
   *   Default: whether anything of the action is blocked at all.
   *
   * @example
   * state.block('AcceptTask', { sid: 'WT1' })
   * state.blocked('AcceptTask', { sid: 'WT1', from: 'chat' }) // → true
   * state.blocked('AcceptTask', { sid: 'WT2' }) // → false
   */
  blocked<K extends ActionName<M>>(action: K, match?: PayloadTest<PayloadOf<M, K>>): boolean
  blocked<K extends ActionName<M>>(action: K, match?: Match<PayloadOf<M, K>>): boolean

  /**
   * Calls `listener` with the action's name after anything of it has become pending or blocked, or is so no longer. At once, so inside
   * `invokeAction` when that begins one. What it throws or rejects with is printed with `console.error`, and disturbs nobody.
   *
   * @throws {TypeError} when `listener` is not a function.
   * @throws {ActionMisuseError} when the state has been disposed.
   *
   * @example
   * const stop = state.subscribe((action) => console.log(action, state.pending(action)))
   */
  subscribe(listener: (action: string) => unknown): Registration

  /**
   * Stops: nothing is blocked or pending any more, which subscribers are told a last time. A second time does nothing.
   */
  dispose(): void
  [Symbol.dispose](): void
}
