// Defines the types that plugins import from Flex, with the meaning that they have there, and the types of the verbs.

import type {
  ActionMap,
  AnyActions,
  ActionName as NameOf,
  Observer,
  PayloadOf,
  Registration,
  ResultOf,
  StackEntry,
} from '../core/index.js'

/** The payload of an action: any value. */
// biome-ignore lint/suspicious/noExplicitAny: as in Flex
export type ActionPayload = any

/** The name of an action. */
export type ActionName = string

/** The body of an action. A replacement is also handed functions of this type: `original` and `next`. */
// biome-ignore lint/suspicious/noExplicitAny: as in Flex
export type ActionFunction = (payload?: any) => Promise<any>

/** Cancels the action, when a before listener calls it. Arguments are ignored. Once all before listeners have settled, it does nothing. */
export type ActionCancelFunction = () => void

/**
 * Runs in place of the body. `original` is the body itself, whatever other replacements there are. `next` is the replacement that was
 * registered before this one; for the oldest replacement, `next` is the body. When `original` or `next` is called without an argument, its
 * payload is undefined.
 */
export type ReplacedActionFunction = (
  payload: ActionPayload,
  original: ActionFunction,
  next?: ActionFunction,
  // biome-ignore lint/suspicious/noExplicitAny: as in Flex
) => Promise<any>

/** Makes the payload that an invocation goes on with, and is pending with, from the payload of the caller. Its result is not awaited. */
export type PayloadUpdateFunction = (payload: ActionPayload) => ActionPayload

/** Says whether a stored payload matches. */
export type MatchActionPayloadPredicate = (payload: ActionPayload, action: string) => boolean

/**
 * Selects stored payloads:
 *
 * - undefined: every payload;
 * - a function: payloads for which it returns a true value;
 * - an object: payloads that have the same values under the keys of the object;
 * - any other value: the same value.
 */
export type MatchActionPayload = MatchActionPayloadPredicate | ActionPayload

/** An action, and the payload with which it is pending or blocked. */
export interface ActionWithPayload {
  /** The name of the action. */
  action: ActionName
  /** The stored payload. */
  payload?: ActionPayload
}

/** The payloads that were found: under the name of each action its first payload, and under `first` the first of all. */
export interface ActionsWithPayload {
  [action: string]: ActionPayload
  /** The first action that was found, in the order in which the actions were asked for. */
  first?: ActionWithPayload
}

/** Any function at all. */
// biome-ignore lint/suspicious/noExplicitAny: as in Flex
export type AnyFunction = (...args: any[]) => any

/** The facts of an error. */
export interface FlexErrorContent {
  /** A longer message. */
  readonly description?: string | undefined
  /** The part of Flex that has failed. It is `Actions` for errors that actions reject with. */
  readonly context?: string | undefined
  /** The value that was thrown. */
  readonly wrappedError?: unknown
  /** Always `app` here. */
  readonly type: string
  /** Always `normal` here. */
  readonly severity: string
  /** Always 45600 here. */
  readonly twilioErrorCode: number
}

/**
 * The event emitter that `addListener`, `on` and `removeListener` return. As in Flex, they do not return the actions. Actions call a listener
 * that was added with `once` every time: Flex takes the listeners out of the emitter and calls them itself.
 */
export interface ActionsEmitter {
  /** Adds a listener. */
  addListener(event: string | symbol, listener: AnyFunction): this
  /** Adds a listener. */
  on(event: string | symbol, listener: AnyFunction): this
  /** Adds a listener before all others. */
  prependListener(event: string | symbol, listener: AnyFunction): this
  /** Adds a listener that `emit` calls once, and actions call every time. */
  once(event: string | symbol, listener: AnyFunction): this
  /** Adds a listener as `once` does, before all others. */
  prependOnceListener(event: string | symbol, listener: AnyFunction): this
  /** Removes a listener; the newest, when it was added more than once. */
  removeListener(event: string | symbol, listener: AnyFunction): this
  /** Removes a listener; the newest, when it was added more than once. */
  off(event: string | symbol, listener: AnyFunction): this
  /** Removes all listeners of an event. Without an event, removes all listeners of every event. */
  removeAllListeners(event?: string | symbol): this
  /** Calls the listeners of an event. Returns whether the event has listeners. The event `error` throws its argument without listeners. */
  emit(event: string | symbol, ...args: unknown[]): boolean
  /** Returns the listeners of an event, in their order. */
  listeners(event: string | symbol): AnyFunction[]
  /** Returns the listeners of an event as the emitter keeps them: a listener that was added with `once` is in a wrapper. */
  rawListeners(event: string | symbol): AnyFunction[]
  /** Returns the number of listeners of an event. */
  listenerCount(event: string | symbol): number
  /** Returns the events that have listeners. */
  eventNames(): (string | symbol)[]
  /** Returns the number that `setMaxListeners` was given; 0 at first. */
  getMaxListeners(): number
  /** Keeps a number for `getMaxListeners`. There is no warning when an event has many listeners. */
  setMaxListeners(most: number): this
}

/** The events of actions. With a map: the events of its actions, and the general events. Without a map: any string. And any symbol. */
export type ActionEvent<M> =
  | symbol
  | `${'before' | 'after'}${NameOf<M>}`
  | (string extends NameOf<M> ? string : GeneralEvent)

/** The events that belong to no action. */
export type GeneralEvent = 'invocationBegin' | 'invocationEnd' | 'actionBlockedChanged'

/** The body of the action `K` of a map, as `registerAction` takes it. */
export type ActionFunctionOf<M extends ActionMap<M>, K extends NameOf<M>> = (payload: PayloadOf<M, K>) => unknown

/** The payload update of the action `K` of a map, as `registerAction` takes it. */
export type PayloadUpdateFunctionOf<M extends ActionMap<M>, K extends NameOf<M>> = (payload: PayloadOf<M, K>) => unknown

/** A replacement of the action `K` of a map, as `replaceAction` takes it. */
export type ReplacedActionFunctionOf<M extends ActionMap<M>, K extends NameOf<M>> = (
  payload: PayloadOf<M, K>,
  original: (payload?: PayloadOf<M, K>) => Promise<ResultOf<M, K>>,
  next: (payload?: PayloadOf<M, K>) => Promise<ResultOf<M, K>>,
) => unknown

/**
 * The listener of an event of a map. Before listeners take `(payload, abort)`, after listeners take `(payload)`, and the
 * listeners of `actionBlockedChanged` take `(blocked, action, payload)`. For other events, and for events of several
 * kinds, any function.
 */
export type ActionListenerOf<M extends ActionMap<M>, E extends ActionEvent<M>> = (
  ...args: ListenerArguments<M, E>
) => unknown

type ListenerArguments<M extends ActionMap<M>, E> = [E] extends ['actionBlockedChanged']
  ? [blocked: boolean, action: string, payload: ActionPayload]
  : [E] extends [`before${string}`]
    ? [payload: PayloadIn<M, E>, abort: ActionCancelFunction]
    : [E] extends [`after${string}`]
      ? [payload: PayloadIn<M, E>]
      : // biome-ignore lint/suspicious/noExplicitAny: as in `AnyFunction`
        any[]

/** The payload of the action in an event. For a union of events, a union of payloads. */
type PayloadIn<M extends ActionMap<M>, E> = {
  [K in NameOf<M>]: E extends `before${K}` | `after${K}` ? PayloadOf<M, K> : never
}[NameOf<M>]

/** The arguments of `invokeAction` after the name. The payload may be left out where undefined is a payload. */
type InvokeArguments<P> = [P] extends [never]
  ? [payload?: unknown]
  : [P & undefined] extends [never]
    ? [payload: P]
    : [payload?: P]

/** A name that a map may not have. It is `string`, but editors go on to offer the names of the map. */
type OtherName = string & Record<never, never>

// What rules an overload of `addListener` out, as in the types of the core: where the overload is not meant, its last
// parameter asks for one argument more than anyone gives.

/** Rules an overload out where the event `E` is not known, and where there is no map. */
type IfKnown<M, E> = string extends NameOf<M> ? [never] : [E] extends [infer _] ? [] : [never]

/** Rules an overload out where `K` is known. Only while `K` is not known, the inner type counts as `never`. */
// biome-ignore lint/suspicious/noExplicitAny: what a known `K` becomes must not be assignable to `never`
type IfGeneric<K> = [K extends string | symbol ? any : never] extends [never] ? [] : [never]

/** Rules an overload out where there is a map, and `K` is known. */
type IfLoose<M, K> = string extends NameOf<M> ? [] : IfGeneric<K>

/** Rules an overload out where there is a map. Without a map, every function is a listener, as in Flex. */
type IfUntyped<M> = string extends NameOf<M> ? [] : [never]

/** The actions of Flex: the verbs of Flex, and the verbs `observe` and `explain` of entracte. The verbs work detached. */
export interface ActionsManager<M extends ActionMap<M> = AnyActions> {
  /**
   * Registers an action with its body. When the action is registered already, the new body and the new `payloadUpdate` take the place of the
   * old ones, without a warning. Listeners and replacements stay.
   *
   * @param payloadUpdate Makes the payload that the invocation goes on with. When it returns nothing, that payload is undefined. Its result is
   *   not awaited.
   *
   * @example
   * Actions.registerAction('AddNote', async (payload) => crm.addNote(payload.sid, payload.text))
   */
  registerAction<K extends NameOf<M>>(
    name: K,
    action: ActionFunctionOf<M, K>,
    payloadUpdate?: PayloadUpdateFunctionOf<M, K>,
  ): void

  /**
   * Runs an action, and resolves with its result once the after listeners are done. It rejects, and never throws. Without before listeners,
   * the body starts inside the call.
   *
   * An invocation is refused when its payload matches the payload of a running invocation of the same action. An undefined payload matches
   * every payload.
   *
   * @throws {FlexError} when there is no such action, or when the action is pending or blocked.
   * @throws {FlexError} when the body or a replacement has failed. Then `content.wrappedError` is the value that was thrown.
   * @throws {Error} when a before listener has cancelled the action.
   *
   * @example
   * await Actions.invokeAction('AcceptTask', { sid: 'WT1' })
   */
  invokeAction<K extends NameOf<M>>(name: K, ...payload: InvokeArguments<PayloadOf<M, K>>): Promise<ResultOf<M, K>>

  /**
   * Puts a function in place of an action's body. The replacement that was added last runs first. A replacement cannot be removed.
   *
   * @example
   * Actions.replaceAction('AcceptTask', async (payload, original) => {
   *   if (await confirmed(payload.sid)) await original(payload)
   * })
   */
  replaceAction<K extends NameOf<M>>(name: K, replacement: ReplacedActionFunctionOf<M, K>): void

  /**
   * Adds a listener to an event: `before` or `after`, followed by the action's name; or `invocationBegin`, `invocationEnd` or
   * `actionBlockedChanged`.
   *
   * Before listeners, `(payload, abort)`, are called one after the other without waiting, and then awaited together. When a before listener
   * fails, its error is printed, and the action runs. After listeners are called with the payload.
   *
   * @returns The event emitter of the actions.
   * @throws {TypeError} when `listener` is not a function.
   *
   * @example
   * Actions.addListener('beforeAcceptTask', (payload, abort) => {
   *   if (payload.sid === 'WT0') abort()
   * })
   */
  addListener<E extends ActionEvent<M>>(
    event: E,
    listener: ActionListenerOf<M, E>,
    ...ifKnown: IfKnown<M, E>
  ): ActionsEmitter
  addListener<K extends NameOf<M>>(
    event: `before${K}`,
    listener: (payload: PayloadOf<M, K>, abort: ActionCancelFunction) => unknown,
    ...ifLoose: IfLoose<M, K>
  ): ActionsEmitter
  addListener<K extends NameOf<M>>(
    event: `after${K}`,
    listener: (payload: PayloadOf<M, K>) => unknown,
    ...ifLoose: IfLoose<M, K>
  ): ActionsEmitter
  addListener<E extends ActionEvent<M>>(event: E, listener: AnyFunction, ...ifGeneric: IfGeneric<E>): ActionsEmitter
  addListener(
    event: 'actionBlockedChanged',
    listener: (blocked: boolean, action: string, payload: ActionPayload) => unknown,
    ...ifUntyped: IfUntyped<M>
  ): ActionsEmitter
  addListener(event: ActionEvent<M>, listener: AnyFunction, ...ifUntyped: IfUntyped<M>): ActionsEmitter

  /**
   * Does what `addListener` does, and prints a warning.
   *
   * @deprecated Use `addListener`.
   */
  on(event: ActionEvent<M>, listener: AnyFunction): ActionsEmitter

  /**
   * Removes a listener; the newest, when it was added more than once.
   *
   * @throws {TypeError} when `listener` is not a function.
   */
  removeListener(event: ActionEvent<M>, listener: AnyFunction): ActionsEmitter

  /**
   * Finds running invocations of one or more actions: for each action the first invocation whose payload matches.
   *
   * @example
   * if (Actions.findPendingActions('AcceptTask', { sid }).first) spinner.show()
   */
  findPendingActions(action: NameOf<M> | readonly NameOf<M>[], payload?: MatchActionPayload): ActionsWithPayload

  /** Finds blocks of one or more actions: for each action the first block whose payload matches. */
  findBlockedActions(action: NameOf<M> | readonly NameOf<M>[], payload?: MatchActionPayload): ActionsWithPayload

  /**
   * Blocks an action: from now on it refuses invocations whose payload matches the payload of the block. An invocation's
   * payload that is an object matches when the block's payload has the same value under each key of that object. An invocation without a
   * payload is refused by every block. A block without a payload refuses only invocations without a payload. Running invocations go on.
   *
   * @example
   * Actions.blockAction('AcceptTask', { sid: 'WT1' })
   */
  blockAction(action: NameOf<M>, payload?: ActionPayload): void

  /** Undoes all blocks of an action whose payload matches. */
  unblockAction(action: NameOf<M>, payload?: MatchActionPayload): void

  /**
   * Calls `observer` when a party or an invocation starts and ends, as `observe` of entracte does. It is also called for invocations that are
   * refused because they are pending or blocked, and when an action is registered. Without observers this costs nothing. With observers, a function that returns a promise
   * takes one microtask more.
   *
   * @throws {TypeError} when `observer` has none of the functions of an observer.
   *
   * @example
   * const stop = Actions.observe({ end: ({ ctx, kind, name }) => console.log(ctx.id, ctx.action, kind, name) })
   */
  observe(observer: Observer): Registration

  /**
   * Returns the parties of an action in the order in which they run, as `explain` of entracte does.
   *
   * @throws {TypeError} when `name` is not a non-empty string.
   *
   * @example
   * console.table(Actions.explain('AcceptTask'))
   */
  explain(name: NameOf<M> | OtherName): StackEntry[]
}
