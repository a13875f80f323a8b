// The words that plugins import from Flex, with the meaning that they have there, and the verbs.

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

/** The payload of an action: anything. */
// biome-ignore lint/suspicious/noExplicitAny: as in Flex
export type ActionPayload = any

/** The name of an action. */
export type ActionName = string

/** The body of an action; and, as `original` and `next`, what a replacement is given of what it replaces. */
// biome-ignore lint/suspicious/noExplicitAny: as in Flex
export type ActionFunction = (payload?: any) => Promise<any>

/** What a before listener calls to cancel the action. What it is given is ignored, and once the listeners have settled it does nothing. */
export type ActionCancelFunction = () => void

/**
 * Stands in front of the body. `original` is the body itself, whatever other replacements there are; `next` is the replacement that was
 * registered before this one, at last the body. Without an argument, both are given undefined.
 */
export type ReplacedActionFunction = (
  payload: ActionPayload,
  original: ActionFunction,
  next?: ActionFunction,
  // biome-ignore lint/suspicious/noExplicitAny: as in Flex
) => Promise<any>

/** Makes the payload that an invocation goes on with, and is pending with, from the one that it was given. It is not awaited. */
export type PayloadUpdateFunction = (payload: ActionPayload) => ActionPayload

/** Says of a stored payload whether it is meant. */
export type MatchActionPayloadPredicate = (payload: ActionPayload, action: string) => boolean

/**
 * Which of the stored payloads are meant: those that a function says yes to; those that have the same values under the keys of an object;
 * the same value; without any, all.
 */
export type MatchActionPayload = MatchActionPayloadPredicate | ActionPayload

/** An action with the payload that it is pending or blocked with. */
export interface ActionWithPayload {
  /** The name of the action. */
  action: ActionName
  /** Its payload, as it is stored. */
  payload?: ActionPayload
}

/** What has been found: of each action the first payload, by its name, and of these the first. */
export interface ActionsWithPayload {
  [action: string]: ActionPayload
  /** The first of what was found, in the order in which the actions were asked for. */
  first?: ActionWithPayload
}

/** Any function at all. */
// biome-ignore lint/suspicious/noExplicitAny: as in Flex
export type AnyFunction = (...args: any[]) => any

/** What the fields of an error's `content` are for. */
export interface FlexErrorContent {
  /** What went wrong, in more words than the message. */
  readonly description?: string | undefined
  /** Where; of the errors that actions reject with, `Actions`. */
  readonly context?: string | undefined
  /** What was thrown, as it was thrown. */
  readonly wrappedError?: unknown
  /** Always `app` here. */
  readonly type: string
  /** Always `normal` here. */
  readonly severity: string
  /** Always 45600 here. */
  readonly twilioErrorCode: number
}

/**
 * What `addListener`, `on` and `removeListener` return: as in Flex an event emitter in Node's manner, and not the actions. Each listener that is
 * added with `once` is called every time all the same, for Flex does not ask the emitter to call it.
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
  /** Adds such a listener before all others. */
  prependOnceListener(event: string | symbol, listener: AnyFunction): this
  /** Takes one off: the newest, when it was added more than once. */
  removeListener(event: string | symbol, listener: AnyFunction): this
  /** Takes one off: the newest, when it was added more than once. */
  off(event: string | symbol, listener: AnyFunction): this
  /** Takes all off, of an event or of every event. */
  removeAllListeners(event?: string | symbol): this
  /** Calls the listeners of an event. Says whether there were any. */
  emit(event: string | symbol, ...args: unknown[]): boolean
  /** The listeners of an event, in their order. */
  listeners(event: string | symbol): AnyFunction[]
  /** The same, those that were added with `once` as the emitter keeps them. */
  rawListeners(event: string | symbol): AnyFunction[]
  /** How many listeners an event has. */
  listenerCount(event: string | symbol): number
  /** The events that have listeners. */
  eventNames(): (string | symbol)[]
  /** What `setMaxListeners` was given; 0 at first. */
  getMaxListeners(): number
  /** Remembers a number. There is no warning at many listeners. */
  setMaxListeners(most: number): this
}

/** Every event that actions have, with a map; without one, any string and any symbol. */
export type ActionEvent<M> =
  | symbol
  | `${'before' | 'after'}${NameOf<M>}`
  | (string extends NameOf<M> ? string : GeneralEvent)

/** The events that are no action's own. */
export type GeneralEvent = 'invocationBegin' | 'invocationEnd' | 'actionBlockedChanged'

/** The actions that may be invoked without a payload. */
export type ActionWithoutPayload<M extends ActionMap<M>> = {
  [K in NameOf<M>]: undefined extends PayloadOf<M, K> ? K : never
}[NameOf<M>]

/** The actions of Flex: its verbs, and two of the core's, `observe` and `explain`. The verbs work detached. */
export interface ActionsManager<M extends ActionMap<M> = AnyActions> {
  /**
   * Gives an action its body. One that has been registered is replaced silently, its `payloadUpdate` is dropped, its listeners and
   * replacements stay.
   *
   * @param payloadUpdate Makes the payload that the invocation goes on with; undefined, when it returns nothing. It is not awaited.
   *
   * @example
   * Actions.registerAction('AddNote', async (payload) => crm.addNote(payload.sid, payload.text))
   */
  registerAction<K extends NameOf<M>>(
    name: K,
    action: (payload: PayloadOf<M, K>) => unknown,
    payloadUpdate?: (payload: PayloadOf<M, K>) => unknown,
  ): void

  /**
   * Runs an action, and resolves with its result once the after listeners are done. It never throws, it rejects. Without before listeners,
   * the body starts within the call.
   *
   * One with a payload that matches that of a running invocation of the same action is refused; an undefined payload matches any.
   *
   * @throws {FlexError} when there is no such action, when it is pending or blocked, and when its body or a replacement has failed:
   *   then `content.wrappedError` is what was thrown.
   * @throws {Error} when a before listener has cancelled it.
   *
   * @example
   * await Actions.invokeAction('AcceptTask', { sid: 'WT1' })
   */
  invokeAction<K extends ActionWithoutPayload<M>>(name: K, payload?: PayloadOf<M, K>): Promise<ResultOf<M, K>>
  invokeAction<K extends NameOf<M>>(name: K, payload: PayloadOf<M, K>): Promise<ResultOf<M, K>>

  /**
   * Puts a function in front of an action's body; the last one runs first. There is no way to take it off again.
   *
   * @example
   * Actions.replaceAction('AcceptTask', async (payload, original) => {
   *   if (await confirmed(payload.sid)) await original(payload)
   * })
   */
  replaceAction<K extends NameOf<M>>(
    name: K,
    replacement: (
      payload: PayloadOf<M, K>,
      original: (payload?: PayloadOf<M, K>) => Promise<ResultOf<M, K>>,
      next: (payload?: PayloadOf<M, K>) => Promise<ResultOf<M, K>>,
    ) => unknown,
  ): void

  /**
   * Listens to an event: `before` or `after` and an action's name, or `invocationBegin`, `invocationEnd` and `actionBlockedChanged`.
   *
   * Before listeners, `(payload, abort)`, are called at once and awaited together. One that fails is printed, and the action runs.
   * After listeners are given the payload.
   *
   * @returns The emitter behind the actions.
   * @throws {TypeError} when `listener` is not a function.
   *
   * @example
   * Actions.addListener('beforeAcceptTask', (payload, abort) => {
   *   if (payload.sid === 'WT0') abort()
   * })
   */
  addListener<K extends NameOf<M>>(
    event: `before${K}`,
    listener: (payload: PayloadOf<M, K>, abort: ActionCancelFunction) => unknown,
  ): ActionsEmitter
  addListener<K extends NameOf<M>>(event: `after${K}`, listener: (payload: PayloadOf<M, K>) => unknown): ActionsEmitter
  addListener(
    event: 'actionBlockedChanged',
    listener: (blocked: boolean, action: string, payload: ActionPayload) => unknown,
  ): ActionsEmitter
  addListener(event: ActionEvent<M>, listener: AnyFunction): ActionsEmitter

  /**
   * The same as `addListener`, and prints a warning.
   *
   * @deprecated Use `addListener`.
   */
  on(event: ActionEvent<M>, listener: AnyFunction): ActionsEmitter

  /**
   * Takes a listener off: the newest, when it was added more than once.
   *
   * @throws {TypeError} when `listener` is not a function.
   */
  removeListener(event: ActionEvent<M>, listener: AnyFunction): ActionsEmitter

  /**
   * The running invocations of one or more actions: of each the first whose payload matches, or nothing.
   *
   * @example
   * if (Actions.findPendingActions('AcceptTask', { sid }).first) spinner.show()
   */
  findPendingActions(action: NameOf<M> | readonly NameOf<M>[], payload?: MatchActionPayload): ActionsWithPayload

  /** The blocks of one or more actions: of each the first whose payload matches, or nothing. */
  findBlockedActions(action: NameOf<M> | readonly NameOf<M>[], payload?: MatchActionPayload): ActionsWithPayload

  /**
   * Refuses invocations of an action whose payload matches this one: that have no key which this one has not. Without a payload, refuses only
   * those without one. Running invocations go on.
   *
   * @example
   * Actions.blockAction('AcceptTask', { sid: 'WT1' })
   */
  blockAction(action: NameOf<M>, payload?: ActionPayload): void

  /** Takes off all blocks of an action whose payload matches. */
  unblockAction(action: NameOf<M>, payload?: MatchActionPayload): void

  /**
   * Watches every party and every invocation start and end, as the core's `observe` does. Those that are refused as pending or blocked are seen, too.
   * Costs nothing while nobody does; while somebody does, what gives a promise takes a microtask more.
   *
   * @throws {TypeError} when `observer` has neither a function `start` nor a function `end`.
   *
   * @example
   * const stop = Actions.observe({ end: ({ ctx, kind, name }) => console.log(ctx.id, ctx.action, kind, name) })
   */
  observe(observer: Observer): Registration

  /**
   * Shows what an action is made of, in the order in which it runs: as the core's `explain` does.
   *
   * @throws {TypeError} when `name` is not a non-empty string.
   *
   * @example
   * console.table(Actions.explain('AcceptTask'))
   */
  explain(name: string): StackEntry[]
}
