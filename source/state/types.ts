// Defines the types of `entracte/state`.

import type { ActionMap, ActionName, AnyActions, PayloadOf, Registration } from '../core/index.js'

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

/**
 * Tells which actions are pending, and blocks actions. Its verbs work detached. Each verb that takes the name of an action throws a
 * `TypeError` when the name is not a string, or is empty.
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
   * place, the edited fields count.
   *
   * @param match Selects invocations by their payload. Default: all. Without `match`, the answer takes constant time.
   *
   * @example
   * button.disabled = state.pending('AcceptTask', { sid }) || state.blocked('AcceptTask', { sid })
   */
  pending<K extends ActionName<M>>(action: K, match?: PayloadTest<PayloadOf<M, K>>): boolean
  pending<K extends ActionName<M>>(action: K, match?: Match<PayloadOf<M, K>>): boolean

  /**
   * Returns whether an invocation of the action would be refused now.
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
   * Calls `listener` with the name of an action each time that an invocation of the action has become pending or has stopped being pending,
   * and each time that the action has been blocked or unblocked. The call is synchronous: it happens inside `invokeAction` when an
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
   * Stops tracking: no action is blocked or pending any more. Subscribers are called a last time for each action that was. A second call
   * does nothing.
   */
  dispose(): void
  [Symbol.dispose](): void
}
