// Declares what users of `entracte/remote` see: channels, the options of the host, and the verbs of a plugin.

import type {
  ActionContext,
  ActionMap,
  ActionName,
  ActionState,
  AfterListener,
  AnyActions,
  BeforeListener,
  EventName,
  InputOf,
  InvokeArgumentsOf,
  Listener,
  ListenerOf,
  ListenerOptions,
  MiddlewareOptions,
  Next,
  OutputOf,
  PayloadOf,
  Registration,
  Replacement,
  ReplaceOptions,
  ResultOf,
  When,
} from '../core/index.js'

/**
 * Describes a channel: anything that sends messages and receives messages. A `MessagePort`, a `Worker` of the web or of Node, the `self` of
 * a worker, Node's `parentPort` and a `BroadcastChannel` are channels. For windows, there is `windowPort`.
 *
 * It needs `addEventListener` and `removeEventListener`, or `on` and `off`. With `addEventListener`, a message is the `data` of an event.
 * With `on`, it is the argument. The event `close` or `exit` says that the other side is gone; so does `error`, since a worker that crashes
 * has it.
 */
export interface Port {
  /** Sends a message, which the channel clones. */
  postMessage(message: unknown): void
  /** Adds a listener of events: of `message`, `close` and `error`. */
  // biome-ignore lint/suspicious/noExplicitAny: each platform has its own class of events
  addEventListener?(type: string, listener: (event: any) => void): void
  /** Removes a listener of events. */
  // biome-ignore lint/suspicious/noExplicitAny: each platform has its own class of events
  removeEventListener?(type: string, listener: (event: any) => void): void
  /** Adds a listener, as in Node: of `message`, `close`, `exit` and `error`. */
  // biome-ignore lint/suspicious/noExplicitAny: as Node has it
  on?(type: string, listener: (value: any) => void): unknown
  /** Removes a listener, as in Node. */
  // biome-ignore lint/suspicious/noExplicitAny: as Node has it
  off?(type: string, listener: (value: any) => void): unknown
  /** Starts a `MessagePort`, which keeps its messages until then. */
  start?(): void
}

/** Describes the part of a `Window` that `windowPort` uses. */
export interface PostTarget {
  /** Sends a message to the document of the window, if the document has the origin. */
  postMessage(message: unknown, targetOrigin: string): void
}

/** The options of `windowPort`. */
export interface WindowPortOptions {
  /**
   * The origin of the other document, such as `'https://crm.example'`. Messages go only to this origin, and messages of other origins are
   * ignored. `'null'` is the origin of a frame that is sandboxed without `allow-same-origin`. `'*'` is refused.
   */
  origin: string
}

// ---- The host

/** What a plugin asks for: to attach something, or to invoke an action. */
export type RemoteVerb = 'before' | 'after' | 'error' | 'replace' | 'use' | 'invoke'

/** What `share` is asked for: a payload, a result, `ctx.state`, or an error; an error is also the reason of an abort or of a signal. */
export type SharedPart = 'payload' | 'result' | 'error' | 'state'

/** How much a plugin may do at once. */
export interface RemoteLimits {
  /** How many functions the plugin may have attached. Default 100. */
  attachments?: number | undefined
  /** How many calls may wait at once, in each direction. Default 1000. */
  calls?: number | undefined
  /** How many messages the plugin may send in a second. A plugin that sends more is cut off. Default 100 000. */
  messages?: number | undefined
}

/** The options of `expose`. */
export interface ExposeOptions<M extends ActionMap<M> = AnyActions> {
  /** The name of the scope in which everything of the plugin stands: in `explain`, in errors, and in timelines. */
  scope: string
  /**
   * Says what the plugin may do. An array of names allows before-listeners and after-listeners of these actions. A function decides for
   * each verb and each action: only `true` allows. Default: the plugin may do nothing.
   *
   * Who may listen before an action may also abort it, edit its payload, and invoke nothing. `'invoke'` allows `invokeAction` of the plugin,
   * nested or not.
   */
  allow?: readonly ActionName<M>[] | ((verb: RemoteVerb, action: string) => boolean) | undefined
  /**
   * Returns what the plugin sees of a value; what it returns is cloned. Default: everything.
   *
   * The plugin edits only what it sees: other fields of the payload stay, also when the plugin assigns a new payload. If `share` throws,
   * the party fails. Of an error, the plugin then learns nothing, nor when `share` returns undefined.
   */
  share?: ((value: unknown, action: string, part: SharedPart) => unknown) | undefined
  /**
   * The time limit of each party of the plugin, in milliseconds: 1 to 2_147_483_647. Default 5000. The plugin may set a shorter limit. The
   * clock of a replacement and of middleware does not run while the host runs their `original` or `next`.
   *
   * A before-listener, a replacement or middleware that takes longer fails the invocation with an `ActionTimeoutError`. For an
   * after-listener or an error-listener, this error goes to `onListenerError`.
   */
  timeout?: number | undefined
  /** How much the plugin may do at once. */
  limits?: RemoteLimits | undefined
  /**
   * What happens to an action when the plugin is gone: `'pass'`, the default, takes everything of the plugin off. With `'fail'`, its
   * before-listeners, replacements and middleware stay, and fail the action with a `RemoteClosedError`, until the registration is disposed.
   */
  whenGone?: 'pass' | 'fail' | undefined
}

/** Takes everything off that the plugin has attached, and ends the connection. The second call does nothing. */
export interface Exposed extends Registration {
  /**
   * Resolves when the plugin has attached its first function.
   *
   * @throws {RemoteClosedError} when the connection ends before that, for example because the module of the worker does not exist.
   */
  readonly ready: Promise<void>
  /**
   * Resolves when the connection has ended: with the error that the other side crashed with, or was cut off with, otherwise with undefined.
   * It never rejects.
   */
  readonly closed: Promise<unknown>
}

// ---- The plugin

/** Describes an outer invocation, as a plugin sees it. */
export interface RemoteParent {
  /** The name of the action. */
  readonly action: string
  /** The `id` of the invocation. */
  readonly id: number
  /** The number of its parents. */
  readonly depth: number
  /** The invocation around it; undefined at the top. */
  readonly parent: RemoteParent | undefined
}

/**
 * Describes one invocation, as a plugin sees it. It works as the `ctx` of the host, with a few differences: each function of the plugin
 * may receive a `ctx` of its own; `state` is a frozen copy; `parent` only describes.
 */
export interface RemoteContext<
  P = unknown,
  R = unknown,
  M extends ActionMap<M> = AnyActions,
  Name extends string = string,
> extends Pick<
    ActionContext<P, R, M, Name>,
    'action' | 'id' | 'depth' | 'payload' | 'result' | 'aborted' | 'abort' | 'abortReason' | 'signal'
  > {
  /** A frozen copy of `ctx.state`. To read an entry that cannot be cloned throws an `UncloneableError`. */
  readonly state: Readonly<ActionState>
  /** Describes the invocation around this one; undefined at the top. */
  readonly parent: RemoteParent | undefined
  /**
   * Starts a nested invocation in the host. When the function of the plugin has ended already, the invocation is not nested.
   *
   * @throws the errors of `RemoteActions.invokeAction`.
   */
  invokeAction: RemoteActions<M>['invokeAction']
  /** Starts a nested invocation in the host, and resolves with how it ended. */
  settleAction: RemoteActions<M>['settleAction']
}

/** The `ctx` of the action `K`, as a plugin sees it. */
export type RemoteContextOf<M extends ActionMap<M>, K extends ActionName<M>> = {
  [N in K]: RemoteContext<PayloadOf<M, N>, ResultOf<M, N>, M, N>
}[K]

/**
 * A listener of the event `E` in a plugin. For a union of events, a listener that can be added to each of them, as `ListenerOf` of the
 * actions.
 */
export type RemoteListenerOf<M extends ActionMap<M>, E extends EventName<M>> =
  ListenerOf<M, E> extends (payload: infer P, second: infer S, ...rest: never) => unknown
    ? (payload: P, second: S, ctx: RemoteContextOf<M, NameIn<E> & ActionName<M>>) => unknown
    : never

/** The name of the action in an event. */
type NameIn<E> = E extends `before${infer K}` | `after${infer K}` | `error${infer K}` ? K : never

// The two rule overloads out, as in the types of the core: so a compiler says what is wrong with the one that is meant.

/** Rules an overload out where the event `E` is not known, as in a helper that is generic over the name of the action. */
type IfKnown<E> = [E] extends [infer _] ? [] : [never]

/** Rules an overload out where the name `K` is known. */
// biome-ignore lint/suspicious/noExplicitAny: what a known name becomes must not be assignable to `never`
type IfGeneric<K> = [K extends string ? any : never] extends [never] ? [] : [never]

/** A replacement of the action `K` in a plugin. */
export type RemoteReplacementOf<M extends ActionMap<M>, K extends ActionName<M>> = Replacement<
  PayloadOf<M, K>,
  OutputOf<M, K>,
  RemoteContextOf<M, K>
>

/**
 * Middleware for the action `K` in a plugin. Where a contract converts the payload, `ctx.payload` is the input until `next()` has been
 * called.
 */
export type RemoteMiddlewareOf<M extends ActionMap<M>, K extends ActionName<M>> = (
  ctx: { [N in K]: RemoteContext<InputOf<M, N> | PayloadOf<M, N>, ResultOf<M, N>, M, N> }[K],
  next: Next,
) => unknown

/** The options of `invokeAction` and `settleAction` in a plugin. There is no `state`: the host would trust it. */
export interface RemoteInvokeOptions {
  /** Ends the invocation when it fires, also in the host. */
  signal?: import('../core/index.js').Signal | undefined
  /** The time limit of the invocation, in milliseconds: 1 to 2_147_483_647. Default: the limit of the action. */
  timeout?: number | undefined
}

/** The verbs of `Actions` for a plugin on the other side of a channel. They work detached. What attaches resolves with its registration. */
export interface RemoteActions<in out M extends ActionMap<M> = AnyActions> {
  /**
   * Adds a listener to an event of the host, as `addListener` of the actions does. Await it: until it resolves, the listener may not be
   * attached yet.
   *
   * @throws {RemoteRefusedError} when the host does not allow it, or when there are too many attachments.
   * @throws {RemoteClosedError} when the connection has ended.
   * @throws {TypeError | RangeError} when an argument is wrong.
   *
   * @example
   * await desk.addListener('beforeAcceptTask', ({ sid }, abort) => {
   *   if (blocked.has(sid)) abort('The customer is blocked')
   * })
   */
  addListener<E extends EventName<M>>(
    event: E | readonly E[],
    listener: RemoteListenerOf<M, E>,
    options?: ListenerOptions,
    ...ifKnown: IfKnown<E>
  ): Promise<Registration>
  addListener<K extends ActionName<M>>(
    event: `before${K}` | readonly `before${K}`[],
    listener: BeforeListener<PayloadOf<M, K>, RemoteContextOf<M, K>>,
    options?: ListenerOptions,
    ...ifGeneric: IfGeneric<K>
  ): Promise<Registration>
  addListener<K extends ActionName<M>>(
    event: `after${K}` | readonly `after${K}`[],
    listener: AfterListener<PayloadOf<M, K>, ResultOf<M, K>, RemoteContextOf<M, K>>,
    options?: ListenerOptions,
    ...ifGeneric: IfGeneric<K>
  ): Promise<Registration>
  addListener<K extends ActionName<M>>(
    event: `${When}${K}` | readonly `${When}${K}`[],
    listener: Listener<PayloadOf<M, K>, RemoteContextOf<M, K>>,
    options?: ListenerOptions,
    ...ifGeneric: IfGeneric<K>
  ): Promise<Registration>

  /**
   * Removes a listener from an event, the newest addition of the function. A scope removes only what was added through it.
   *
   * @returns Whether a listener was removed.
   */
  removeListener(event: EventName<M>, listener: (...args: never) => unknown): boolean

  /**
   * Replaces an action of the host. `original` runs in the host what was replaced. Its result is a copy; when the replacement returns this
   * copy, the host keeps its own object.
   *
   * @throws the errors of `addListener`.
   */
  replaceAction<K extends ActionName<M>>(
    name: K,
    replacement: RemoteReplacementOf<M, K>,
    options?: ReplaceOptions & { timeout?: number | undefined },
  ): Promise<Registration>

  /**
   * Adds middleware around one action of the host. Middleware for every action cannot be remote, since the host decides action by action.
   *
   * @throws the errors of `addListener`.
   */
  use<K extends ActionName<M>>(
    name: K,
    middleware: RemoteMiddlewareOf<M, K>,
    options?: MiddlewareOptions & { timeout?: number | undefined },
  ): Promise<Registration>

  /**
   * Runs an action in the host.
   *
   * @throws what the action fails with: with its class if this side has it, and with `code`, `reason`, `by` and `cause`.
   * @throws {RemoteRefusedError} when the host does not allow it, or when too many calls wait.
   * @throws {RemoteClosedError} when the connection ends before there is a result.
   * @throws {UncloneableError} when the payload, or the result, cannot be cloned.
   */
  invokeAction<K extends ActionName<M>>(name: K, ...payloadAndOptions: RemoteArgumentsOf<M, K>): Promise<ResultOf<M, K>>

  /** Runs an action in the host, and resolves with how it ended, as `settleAction` of the actions does. It never rejects. */
  settleAction<K extends ActionName<M>>(
    name: K,
    ...payloadAndOptions: RemoteArgumentsOf<M, K>
  ): Promise<import('../core/index.js').ActionOutcome<ResultOf<M, K>>>

  /**
   * Returns a scope: the same verbs, which remember what was attached through them. In the host, its parties stand in the scope
   * `'<scope of the host>/<name>'`.
   *
   * @throws {TypeError} when `name` is not a non-empty string.
   */
  scope(name: string): RemoteScope<M>

  /** Takes everything off, and ends the connection. */
  dispose(): void
  /** Resolves when the connection has ended: with an error when that was not meant, otherwise with undefined. It never rejects. */
  readonly closed: Promise<unknown>
  [Symbol.dispose](): void
}

/** The verbs of a plugin, and they remember what was attached through them. */
export interface RemoteScope<in out M extends ActionMap<M> = AnyActions> extends Omit<RemoteActions<M>, 'closed'> {
  /** Takes off everything that was attached through this scope and its inner scopes. The connection stays. */
  dispose(): void
}

/** The arguments of `invokeAction` in a plugin, after the name. */
export type RemoteArgumentsOf<M extends ActionMap<M>, K extends ActionName<M>> =
  InvokeArgumentsOf<M, K> extends [payload?: infer P, options?: unknown]
    ? [] extends InvokeArgumentsOf<M, K>
      ? [payload?: P, options?: RemoteInvokeOptions]
      : [payload: P, options?: RemoteInvokeOptions]
    : never
