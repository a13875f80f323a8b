/// <reference lib="esnext.disposable" preserve="true" />
// Every word of the vocabulary, as a type. What an editor shows over a verb stands here too, on `Actions`.

// ---- The map, and what follows from it

/**
 * What a map of actions has to look like: one function type per action, with the payload as its only parameter and the
 * result, or a promise of it, as what it returns. The functions are never called, and are best not generic.
 *
 * A mapped type over `M` itself, so that an `interface` fits, which `declare module` can extend. (`Record<string, …>`
 * would turn interfaces away.)
 *
 * @example
 * interface Desk {
 *   AcceptTask(payload: { sid: string }): Task
 *   Search(query?: string): Promise<Task[]>
 *   Logout(): void
 * }
 * const actions = createActions<Desk>()
 */
// biome-ignore lint/suspicious/noExplicitAny: nothing else stands for a parameter of any one type
export type ActionMap<M> = { [K in keyof M]-?: (payload: any) => unknown }

/**
 * The map of who gives none: names are strings, payloads and results `any`. Being `any`, it goes both ways: a function
 * that takes plain `Actions` can be given those of any map, and actions without a map fit where one is asked for.
 */
// biome-ignore lint/suspicious/noExplicitAny: it is what the type is for
export type AnyActions = any

/** The names of the map's actions; `string` without a map. Keys that are no strings name no action. */
export type ActionName<M> = keyof M & string

/** What goes into the action `K`; `undefined` when its function takes nothing, a union over a union of names. */
export type PayloadOf<M extends ActionMap<M>, K extends keyof M> = Payload<M[K]>

/** What comes out of the action `K`, awaited; a union over a union of names. */
export type ResultOf<M extends ActionMap<M>, K extends keyof M> = Result<M[K]>

/** The `ctx` of the action `K`. Over a union of names a union, which `ctx.action` tells apart. */
export type ContextOf<M extends ActionMap<M>, K extends ActionName<M>> = {
  [N in K]: ActionContext<PayloadOf<M, N>, ResultOf<M, N>, M, N>
}[K]

/** The three kinds of event, each the beginning of the event names of that kind. */
export type When = 'before' | 'after' | 'error'

/** Every event there is: a kind and an action's name, as in `'beforeAcceptTask'`. */
export type EventName<M> = `${When}${ActionName<M>}`

// biome-ignore lint/suspicious/noExplicitAny: for the actions of a map that is `any`
type Payload<F> = F extends (...args: infer A extends unknown[]) => unknown ? A[0] : any

// Not `Awaited<ReturnType<F>>`: inside a generic helper, an `async` function that returns one of those does not compile.
// biome-ignore lint/suspicious/noExplicitAny: for the actions of a map that is `any`
type Result<F> = F extends (...args: never) => infer R ? Awaited<R> : any

/** The actions that may be invoked without a payload. */
type ActionWithoutPayload<M extends ActionMap<M>> = {
  [K in ActionName<M>]: undefined extends PayloadOf<M, K> ? K : never
}[ActionName<M>]

/** The payload or result of an action that may be any: even one outside the map, which is then `unknown`. */
// biome-ignore lint/suspicious/noExplicitAny: without a map
type Unlisted<M> = keyof M extends infer N ? (string extends N ? any : unknown) : never

/**
 * The platform's `AbortSignal`, also where the compiler knows none (`lib` without DOM, no types of Node): then it is described by what is
 * used of it.
 */
export type Signal = typeof globalThis extends {
  /** There where there are signals. */
  AbortSignal: {
    /** What every signal can do. */
    prototype: infer S
  }
}
  ? S
  : {
      /** Whether it has fired. */
      readonly aborted: boolean
      /** Why it has fired. */
      readonly reason: unknown
      /** Calls the listener when it fires. */
      addEventListener(type: 'abort', listener: () => void): void
      /** Takes the listener off again. */
      removeEventListener(type: 'abort', listener: () => void): void
    }

// ---- One invocation

/** What can invoke: the actions themselves, and every `ctx`. */
interface Invoker<M extends ActionMap<M>> {
  /**
   * Runs an action: its middleware, listeners, replacements and core. Resolves with the result once the after-listeners
   * are done.
   *
   * Everything up to the first thing that really waits runs inside the call, the core too, so that a click keeps its user
   * activation. It never throws: whatever goes wrong is a rejection. An error of a function that was handed in arrives
   * untouched. What is attached or removed meanwhile affects later invocations only.
   *
   * On `actions` this starts anew, wherever it is called. On `ctx` the invocation is nested: it knows its parent, and
   * inherits its signal and its running time limits, but not its abort. Once the parent has been cut, nothing more can be
   * invoked on its `ctx`, but by the error-listeners that tell of its own time limit.
   *
   * @throws {UnknownActionError} when no such action is registered; the message names the nearest ones that are.
   * @throws {ActionAbortedError} when somebody aborted before the core had started, with the `reason` and `by` whom.
   * @throws {ActionTimeoutError} when a time limit ran out before there was a result.
   * @throws {ActionRecursionError} when nested deeper than `maxDepth`.
   * @throws {ActionMisuseError} when a `next` or `original` was called once too often, or too late.
   * @throws `signal.reason`, when the signal fired before there was a result. Already aborted, nothing runs.
   * @throws {TypeError | RangeError} when an argument is wrong; nothing runs.
   *
   * @example
   * const task = await actions.invokeAction('AcceptTask', { sid }, { timeout: 5_000 })
   */
  invokeAction<K extends ActionWithoutPayload<M>>(
    name: K,
    payload?: PayloadOf<M, K>,
    options?: InvokeOptions,
  ): Promise<ResultOf<M, K>>
  invokeAction<K extends ActionName<M>>(
    name: K,
    payload: PayloadOf<M, K>,
    options?: InvokeOptions,
  ): Promise<ResultOf<M, K>>

  /**
   * Runs an action as `invokeAction` does, and says how it ended. The promise never rejects.
   *
   * It tells this invocation's abort from an abort of an action that is invoked inside: the latter, let through, is a failure.
   *
   * @example
   * const outcome = await actions.settleAction('AcceptTask', { sid })
   * if (outcome.status === 'done') show(outcome.result)
   * if (outcome.status === 'aborted') tell(outcome.reason, outcome.by?.name)
   */
  settleAction<K extends ActionWithoutPayload<M>>(
    name: K,
    payload?: PayloadOf<M, K>,
    options?: InvokeOptions,
  ): Promise<ActionOutcome<ResultOf<M, K>>>
  settleAction<K extends ActionName<M>>(
    name: K,
    payload: PayloadOf<M, K>,
    options?: InvokeOptions,
  ): Promise<ActionOutcome<ResultOf<M, K>>>
}

/** How an invocation ended, as `settleAction` tells it: look at `status` first. */
export type ActionOutcome<R = unknown> =
  | DoneOutcome<R>
  | AbortedOutcome
  | CancelledOutcome
  | TimedOutOutcome
  | FailedOutcome

/** The invocation has resolved. */
export interface DoneOutcome<R = unknown> {
  /** Says that there is a result. */
  readonly status: 'done'
  /** What `invokeAction` would have resolved with. */
  readonly result: R
}

/** The invocation was aborted. */
export interface AbortedOutcome {
  /** Says that a party of this invocation has aborted it. */
  readonly status: 'aborted'
  /** What `abort(reason)` was given. */
  readonly reason: unknown
  /** Who aborted; null when that cannot be told. */
  readonly by: Party | null
  /** The `ActionAbortedError`. */
  readonly error: Error & { readonly code: 'ACTION_ABORTED'; readonly action: string }
}

/** A signal has cut the invocation. */
export interface CancelledOutcome {
  /** Says that a signal has fired: the invocation's own, or a signal of an invocation around it. */
  readonly status: 'cancelled'
  /** The reason of the signal. */
  readonly reason: unknown
}

/** A time limit has cut the invocation. */
export interface TimedOutOutcome {
  /** Says that a time limit has expired: the invocation's own, or a limit of an invocation around it. */
  readonly status: 'timedOut'
  /** The `ActionTimeoutError`. */
  readonly error: Error & {
    readonly code: 'ACTION_TIMEOUT'
    readonly action: string
    /** The limit, in milliseconds. */
    readonly timeout: number
    /** The innermost party that was still running. */
    readonly stage: Party | null
  }
}

/** The invocation has failed. */
export interface FailedOutcome {
  /** Says that something has failed. */
  readonly status: 'failed'
  /** What `invokeAction` would have rejected with. */
  readonly error: unknown
  /** The party that has failed; null when there is none, as for an unknown action. */
  readonly by: Party | null
}

/** What an invocation has failed with. */
export interface ActionFailure {
  /** What the invocation rejects with. */
  readonly error: unknown
  /** The party that has failed; null when that cannot be told. */
  readonly by: Party | null
}

/** What one invocation remembers. Every function in the stack is given the same one, and no other invocation sees it. */
export interface ActionContext<
  P = unknown,
  R = unknown,
  out M extends ActionMap<M> = AnyActions,
  Name extends string = string,
> extends Invoker<M> {
  /** The name of the action. */
  readonly action: Name

  /**
   * What went in, as it stands: the next to run sees what is assigned here. With replacements that hand on payloads of
   * their own, what the last call of `original` to start carried.
   */
  payload: P

  /**
   * What comes out, as it stands: undefined until the core has resolved. What middleware, replacements and after-listeners
   * assign here is the result; the core's own return overwrites what stood here before.
   */
  result: R | undefined

  /** Whether somebody has aborted. Setting it to `true` is `abort()` without a reason; setting it to `false` does nothing. */
  aborted: boolean

  /**
   * Decides that the core shall not start: `invokeAction` rejects with an `ActionAbortedError`. The first call counts.
   * Once the core has started, or everything inside is through, it does nothing. It does not throw, so return after it.
   *
   * @param reason Anything; found again as `ctx.abortReason` and as the error's `reason`.
   */
  abort(reason?: unknown): void

  /** What the first `abort(reason)` was given; undefined before, and without. */
  readonly abortReason: unknown

  /**
   * Fires when the invocation is cut, with that reason or `ActionTimeoutError`, and when it is aborted, with the
   * `ActionAbortedError`. Never once there is a result. Hand it to work that should stop, such as `fetch`.
   */
  readonly signal: Signal

  /** Undefined, until the stack has failed: error-listeners and everything after them see what it has failed with, and who. */
  readonly failure: ActionFailure | undefined

  /**
   * Locals of this invocation, which its own functions share. It starts with what the option `state` has given to this invocation and to
   * those around it. What functions write stays in this invocation.
   */
  readonly state: ActionState

  /** A number that no other invocation of these actions has. It cannot be changed. */
  readonly id: number

  /**
   * The ctx of the invocation whose `ctx.invokeAction` started this one; undefined at the top. An invocation that had settled by then does
   * not count: its nearest parent does that was still running.
   */
  readonly parent: ActionContext<unknown, unknown, M> | undefined

  /** How many parents there are: 0 at the top. */
  readonly depth: number
}

/**
 * The locals of an invocation, by whatever keys. Name and type those that you use by declaring them:
 *
 * @example
 * declare module 'entracte' {
 *   interface ActionState { startedAt?: number }
 * }
 */
export interface ActionState {
  [key: PropertyKey]: unknown
}

// ---- The functions that are handed in, each called with `this` undefined

/** Goes on to everything inside, and resolves once that is done. Await or return it; a second call starts nothing and rejects. */
export type Next = () => Promise<void>

/**
 * Wraps everything inside it, as Koa's does: what it does before `next()` happens before, what it does after, after.
 * What it returns is ignored, `ctx.result` is the result. Without a call of `next()` nothing inside runs.
 */
export type Middleware<C = ActionContext> = (ctx: C, next: Next) => unknown

/** Decides that the core shall not start; see `ActionContext.abort`. */
export type Abort = (reason?: unknown) => void

/** Runs before the core, and is awaited. If it throws or rejects, the invocation fails with that error and the core does not start. */
export type BeforeListener<P, C = ActionContext<P>> = (payload: P, abort: Abort, ctx: C) => unknown

/** Runs once there is a result, and is awaited. If it throws, the error goes to `onListenerError` and nothing else changes. */
export type AfterListener<P, R, C = ActionContext<P, R>> = (payload: P, result: R, ctx: C) => unknown

/** Runs once the invocation has failed, and is awaited. It observes: nothing that it does changes the outcome. */
export type ErrorListener<P, C = ActionContext<P>> = (payload: P, error: unknown, ctx: C) => unknown

/** A listener whose kind is only known when it runs: the second argument is an `abort`, a result or an error. */
export type Listener<P, C = ActionContext<P>> = (payload: P, abortOrResultOrError: unknown, ctx: C) => unknown

/** What an action does. It may return the result or a promise of it, and anything at all when the result is `void`. */
export type Core<P, R, C = ActionContext<P, R>> =
  | ((payload: P, ctx: C) => NoInfer<R>) // a function type of its own, since only there `void` takes anything
  | ((payload: P, ctx: C) => R | PromiseLike<R>)

/** Runs once, ahead of the before-listeners. What it returns is the payload from then on; nothing, when it edited in place. */
export type PayloadUpdate<P, C = ActionContext<P>> = (payload: P, ctx: C) => Maybe<P>

/**
 * Runs what stood there before the replacement: the one attached before it, or the core at last. It may be called never,
 * once, again, or several at once; each call resolves with its own result.
 *
 * Without an argument it hands on the payload that the replacement was called with. An `undefined` is an argument.
 */
export interface Original<P, R> {
  (): Promise<R>
  (payload: P): Promise<R>
}

/**
 * Stands in front of the core. What it returns is the result, or a promise of it; when it returns nothing, the result of
 * the last `original` that succeeded stands. An `original` that it does not wait for is waited for all the same.
 */
export type Replacement<P, R, C = ActionContext<P, R>> =
  | ((payload: P, original: Original<P, R>, ctx: C) => NoInfer<R>)
  | ((payload: P, original: Original<P, R>, ctx: C) => Maybe<NoInfer<R>>)

// biome-ignore lint/suspicious/noConfusingVoidType: a function without a return gives void, an async one Promise<void>
type Maybe<T> = T | void | PromiseLike<T | void>

/** Any function at all, for those that are told apart by identity only. */
type AnyFunction = (...args: never) => unknown

// ---- What the verbs return and show

/** The undoing of one attachment, and of nothing else: call it, or bind it with `using`. A second time does nothing. */
export interface Registration {
  (): void
  [Symbol.dispose](): void
}

/** What a function in the stack is there as. */
export type PartyKind = 'middleware' | 'payloadUpdate' | 'before' | 'replacement' | 'core' | 'after' | 'error'

/** One function in the stack, as errors show it. */
export interface Party {
  /** What it is there as. */
  readonly kind: PartyKind
  /** The option `name`, else the function's own; undefined when it has neither. */
  readonly name: string | undefined
  /** The name of the scope it was attached through; undefined when it was none. */
  readonly scope: string | undefined
}

/** One function in the stack, as `explain` shows it. */
export interface StackEntry extends Party {
  /** The option `order`; 0 for kinds that have none. */
  readonly order: number
  /** Whether it is taken off before its first call. */
  readonly once: boolean
}

/** An action that something is attached to and that nobody has registered: perhaps its plugin comes later, perhaps it is misspelt. */
export interface UnregisteredAction {
  /** The name that something is attached to. */
  readonly action: string
  /** The registered names that it may have been meant to be, the nearest first. */
  readonly nearest: string[]
}

/**
 * A party at work, or the invocation as a whole. `start` and `end` are given the same object, so that it can be the key
 * of a `WeakMap`.
 */
export interface ObservedParty {
  /** The invocation that it is at work for. */
  readonly ctx: ActionContext
  /** What the party is there as, or that it is the invocation. */
  readonly kind: PartyKind | 'invocation'
  /** As in `Party`; of an invocation, the action's name. */
  readonly name: string | undefined
  /** As in `Party`; of an invocation, the action's name. */
  readonly scope: string | undefined
  /** At the end, when it failed: what it threw. Look with `'error' in info`, since one may throw undefined. */
  readonly error?: unknown
  /** At the end, when it aborted, or passed on that its invocation was. */
  readonly aborted?: true
  /** At the end of an invocation that was aborted: what `abort(reason)` was given. */
  readonly reason?: unknown
  /** At the end of an invocation that was aborted: who aborted; null when that cannot be told. */
  readonly by?: Party | null
}

/**
 * Sees every party start and end. Its functions are called as its methods; what they return is ignored, and what they
 * throw goes to `onListenerError`.
 */
export interface Observer {
  /** Called just before a party or an invocation starts. */
  start?(info: ObservedParty): unknown
  /** Called when it has settled, with the object that `start` was given, and how it ended. */
  end?(info: ObservedParty): unknown
  /**
   * Called in place of the party or the invocation, which `run()` calls. It must call `run()` at once, and return what that returns. So it
   * can make a context current for everything that the party does. What it returns changes nothing.
   *
   * @example
   * const storage = new AsyncLocalStorage()
   * actions.observe({ around: (info, run) => storage.run({ party: info }, run) })
   */
  around?(info: ObservedParty, run: () => unknown): unknown
}

/** Is told of every error that has no invocation left to reject. It is not awaited; if it fails itself, that is printed. */
export type ListenerErrorHandler = (error: unknown, info: ListenerErrorInfo) => unknown

/** Where an error came from that went to `onListenerError`. */
export interface ListenerErrorInfo {
  /** The invocation; undefined when it came from none, as an `UnsupportedEventError` does. */
  readonly ctx: ActionContext | undefined
  /** The event listened to, as in `'afterAcceptTask'`; undefined when it was no listener that failed. */
  readonly event: string | undefined
  /** The function that failed; undefined when it cannot be told. */
  readonly listener: AnyFunction | undefined
  /** The party that failed; null when it cannot be told. */
  readonly by: Party | null
}

// ---- Options

/** Options of `createActions`. */
export interface ActionsOptions {
  /** Told of errors that cannot reject an invocation, such as those of after-listeners. Default: `console.error`, as in Koa. */
  onListenerError?: ListenerErrorHandler | undefined
  /** How deep `ctx.invokeAction` may nest, 0 allowing no nesting. Default 100. Guards against actions that invoke one another in a circle. */
  maxDepth?: number | undefined
}

/** Options of everything that can be attached. */
export interface AttachOptions {
  /** Detaches when it fires, for later invocations. One that has fired already attaches nothing. */
  signal?: Signal | undefined
  /** What errors and `explain` call the function. Default: the function's own name. */
  name?: string | undefined
}

/** Options of `replaceAction`. */
export interface ReplaceOptions extends AttachOptions {
  /** Lower is outer; among equals the newest is outermost. Any number, default 0. NaN is a `TypeError`. */
  order?: number | undefined
}

/** Options of `use`. */
export interface MiddlewareOptions extends AttachOptions {
  /** Lower runs first, and so further out; equals in the order they were attached. Any number, default 0. NaN is a `TypeError`. */
  order?: number | undefined
}

/** Options of `addListener`. */
export interface ListenerOptions extends AttachOptions {
  /** Lower runs first; equals in the order they were attached. Any number, default 0. NaN is a `TypeError`. */
  order?: number | undefined
  /** Takes the listener off just before its first call. Default false. */
  once?: boolean | undefined
  /**
   * How long it may take, in milliseconds, 1 to 2_147_483_647. Default: no limit. A before-listener that takes longer fails the
   * invocation with an `ActionTimeoutError`; of any other, that error goes to `onListenerError` and the next one starts.
   */
  timeout?: number | undefined
}

/** Options of `registerAction`. */
export interface RegisterOptions<P = unknown, C = ActionContext<P>> extends AttachOptions {
  /** Makes the payload what the action needs it to be, ahead of the before-listeners. */
  payloadUpdate?: PayloadUpdate<P, C> | undefined
  /**
   * How long one invocation may take, in milliseconds, 1 to 2_147_483_647; one that sets its own is held to that instead.
   * Default: no limit.
   */
  timeout?: number | undefined
  /** Takes the place of a core that is registered already, and of its options. What is attached stays. Default false: that throws. */
  override?: boolean | undefined
  /** Says that nobody is left to listen afterwards, as after a logout: after-listeners never run and are reported once. Default false. */
  terminal?: boolean | undefined
}

/** Options of `invokeAction`. */
export interface InvokeOptions {
  /** Cuts the invocation when it fires, as it does for `fetch`. Work in progress goes on unless it watches `ctx.signal`. */
  signal?: Signal | undefined
  /** How long it may take, in milliseconds, 1 to 2_147_483_647; wins over the action's own. Default: the action's own. */
  timeout?: number | undefined
  /** What `ctx.state` starts with, in this invocation and in those inside it: the user of a request, say. Default: nothing. */
  state?: Partial<ActionState> | undefined
}

/** Options of `scope`. */
export interface ScopeOptions {
  /** Disposes the scope of that name first, if there is one: for modules that are loaded again. Default false. */
  replace?: boolean | undefined
}

/** A function that was attached through a scope, as the scope's `explain()` shows it. */
export interface ScopeEntry extends StackEntry, UnregisteredAction {
  /** The action that it is attached to; empty for middleware for every action. */
  readonly action: string
  /** For an action that nobody has registered, the registered names that may have been meant; otherwise empty. */
  readonly nearest: string[]
}

// ---- The verbs

/**
 * Named actions that other code may listen to before and after, veto, replace, or wrap.
 *
 * The verbs work detached (`const { invokeAction } = actions`). Each attaching verb returns the undoing of exactly that
 * attachment, works before the action is registered, so that plugins load in any order, and throws a `TypeError` that
 * shows the value when a name is empty or no string, or a function is none.
 *
 * `Actions<Big>` is accepted where `Actions<Small>` is asked for when `Big` has `Small`'s actions: so a plugin can say
 * what it needs.
 */
export interface Actions<out M extends ActionMap<M> = AnyActions> extends Invoker<M> {
  /**
   * Gives an action its core: the function that does it.
   *
   * Undoing it, like `unregisterAction`, removes the core and its options only; what is attached stays and waits.
   *
   * @param payloadUpdateOrOptions A function, for short, is the option `payloadUpdate`.
   * @throws {DuplicateActionError} when the name is taken, unless `override` is true. Undoing an override restores nothing.
   * @throws {TypeError} when an argument is wrong; nothing is registered.
   * @throws {RangeError} when `timeout` is out of range; nothing is registered.
   *
   * @example
   * actions.registerAction('AcceptTask', async ({ sid }, ctx) => desk.accept(sid, ctx.signal), { timeout: 10_000 })
   */
  registerAction<K extends ActionName<M>>(
    name: K,
    core: Core<PayloadOf<M, K>, ResultOf<M, K>, ContextOf<M, K>>,
    payloadUpdateOrOptions?:
      | PayloadUpdate<PayloadOf<M, K>, ContextOf<M, K>>
      | RegisterOptions<PayloadOf<M, K>, ContextOf<M, K>>,
  ): Registration

  /**
   * Removes an action's core and its options; what is attached to it stays and waits for another.
   *
   * @returns Whether there was one.
   *
   * @example
   * actions.unregisterAction('AcceptTask')
   * actions.registerAction('AcceptTask', anotherCore) // with the listeners of the first
   */
  unregisterAction(name: ActionName<M>): boolean

  /**
   * Listens to an event: `before`, `after` or `error` and the action's name.
   *
   * - before: `(payload, abort, ctx)`, one after the other, each awaited, until one aborts. One that throws fails the
   *   invocation: a check that is broken lets nothing through.
   * - after: `(payload, result, ctx)`, one after the other, each awaited before `invokeAction` resolves. Never after a
   *   failure or an abort. One that throws stops nothing; its error goes to `onListenerError`.
   * - error: `(payload, error, ctx)`, when the stack has failed. Not for an abort, and not for a cut from outside.
   *
   * The same function added twice runs twice. A misspelt name is no error, the action may yet come: `explain()` lists those.
   *
   * @throws {TypeError} when there is no such kind of event, the message says which there are; or when another argument is
   *   wrong. Nothing is added.
   * @throws {RangeError} when `timeout` is out of range; nothing is added.
   *
   * @example
   * actions.addListener('beforeAcceptTask', async (payload, abort) => {
   *   if (await crm.isBlocked(payload.sid)) abort('The customer is blocked')
   * })
   * actions.addListener('afterAcceptTask', (payload, task) => console.log(payload.sid, task), { once: true })
   */
  addListener<K extends ActionName<M>>(
    event: `before${K}`,
    listener: BeforeListener<PayloadOf<M, K>, ContextOf<M, K>>,
    options?: ListenerOptions,
  ): Registration
  addListener<K extends ActionName<M>>(
    event: `after${K}`,
    listener: AfterListener<PayloadOf<M, K>, ResultOf<M, K>, ContextOf<M, K>>,
    options?: ListenerOptions,
  ): Registration
  addListener<K extends ActionName<M>>(
    event: `error${K}`,
    listener: ErrorListener<PayloadOf<M, K>, ContextOf<M, K>>,
    options?: ListenerOptions,
  ): Registration
  addListener<K extends ActionName<M>>(
    event: `${When}${K}`,
    listener: Listener<PayloadOf<M, K>, ContextOf<M, K>>,
    options?: ListenerOptions,
  ): Registration
  addListener<K extends ActionName<M>>(
    events: readonly `before${K}`[],
    listener: BeforeListener<PayloadOf<M, K>, ContextOf<M, K>>,
    options?: ListenerOptions,
  ): Registration
  addListener<K extends ActionName<M>>(
    events: readonly `after${K}`[],
    listener: AfterListener<PayloadOf<M, K>, ResultOf<M, K>, ContextOf<M, K>>,
    options?: ListenerOptions,
  ): Registration
  addListener<K extends ActionName<M>>(
    events: readonly `error${K}`[],
    listener: ErrorListener<PayloadOf<M, K>, ContextOf<M, K>>,
    options?: ListenerOptions,
  ): Registration
  addListener<K extends ActionName<M>>(
    events: readonly `${When}${K}`[],
    listener: Listener<PayloadOf<M, K>, ContextOf<M, K>>,
    options?: ListenerOptions,
  ): Registration

  /**
   * Takes a listener off again: the newest, when it was added more than once. Through a scope it takes off only what was
   * added through that scope.
   *
   * @returns Whether there was one.
   * @throws {TypeError} when there is no such kind of event, or `listener` is not a function.
   *
   * @example
   * actions.addListener('beforeAcceptTask', askTheAgent)
   * actions.removeListener('beforeAcceptTask', askTheAgent)
   */
  removeListener(event: EventName<M>, listener: AnyFunction): boolean

  /**
   * Puts a function in front of the core. Lower `order` is outer, among equals the newest is outermost, and its `original` is whatever stood there before it,
   * older replacements included; undoing it puts that back. Without a call of `original` the core does not run, and the
   * listeners still do.
   *
   * @throws {TypeError} when an argument is wrong; nothing is attached.
   *
   * @example
   * actions.replaceAction('AcceptTask', async (payload, original) => {
   *   if (await confirmed(payload.sid)) return original()
   *   return { declined: true }
   * })
   */
  replaceAction<K extends ActionName<M>>(
    name: K,
    replacement: Replacement<PayloadOf<M, K>, ResultOf<M, K>, ContextOf<M, K>>,
    options?: ReplaceOptions,
  ): Registration

  /**
   * Wraps every action, or one, in Koa's `(ctx, next)`: around its payload update, listeners, replacements and core.
   * Those for every action are always outside of those for one. What it returns is ignored: `ctx.result` is the result.
   *
   * For every action means also for those that the map does not list, so `ctx.payload` and `ctx.result` are `unknown` there.
   *
   * @throws {TypeError} when an argument is wrong; nothing is attached.
   *
   * @example
   * actions.use(async (ctx, next) => {
   *   const start = performance.now()
   *   await next()
   *   console.log(ctx.action, performance.now() - start)
   * })
   * actions.use('Search', async (ctx, next) => {
   *   await next().catch(() => (ctx.result = []))
   * })
   */
  use(middleware: Middleware<ActionContext<Unlisted<M>, Unlisted<M>, M>>, options?: MiddlewareOptions): Registration
  use<K extends ActionName<M>>(
    name: K,
    middleware: Middleware<ContextOf<M, K>>,
    options?: MiddlewareOptions,
  ): Registration

  /**
   * Whether the action is registered. Not whether something is attached to it: that, `explain` tells.
   *
   * @example
   * if (!actions.hasAction('AcceptTask')) actions.registerAction('AcceptTask', accept)
   */
  hasAction(name: ActionName<M>): boolean

  /**
   * The names that are registered, in the order of registration: strings, since there may be more of them than the map lists.
   *
   * @example
   * for (const name of actions.actionNames()) console.table(actions.explain(name))
   */
  actionNames(): string[]

  /**
   * Shows an action's stack, outermost first, so that "why did this not run?" has an answer. Any name may be asked for;
   * for one that is not registered, what is attached to it.
   *
   * Without a name, lists the actions that have something attached and no core, and the registered names that may have
   * been meant: a misspelt `'beforeAcepptTask'` vetoes nothing, and this is where one sees it.
   *
   * @example
   * console.table(actions.explain('AcceptTask'))
   * console.table(actions.explain())
   */
  explain(name: string): StackEntry[]
  explain(): UnregisteredAction[]

  /**
   * Watches every party and every invocation start and end, for timelines, tracing and test doubles. Costs nothing while
   * nobody does. Invocations that are running already are not seen.
   *
   * @throws {TypeError} when `observer` has none of the functions `start`, `end` and `around`.
   *
   * @example
   * const stop = actions.observe({ end: ({ ctx, kind, name }) => console.log(ctx.id, ctx.action, kind, name) })
   */
  observe(observer: Observer): Registration

  /**
   * The same verbs over the same actions, remembering what is attached through them, so that all of a plugin can be undone
   * at once. `explain` and errors show the scope's name.
   *
   * @throws {TypeError} when `name` is not a non-empty string.
   *
   * @example
   * using plugin = actions.scope('crm-plugin')
   * plugin.addListener('afterAcceptTask', (task) => crm.open(task.sid))
   */
  scope(name: string, options?: ScopeOptions): Scope<M>
}

/**
 * Actions that remember what was attached through them. Attaching through one that is disposed throws an
 * `ActionMisuseError`; invoking still works.
 */
export interface Scope<out M extends ActionMap<M> = AnyActions> extends Actions<M> {
  /** Fires when the scope is disposed. Hand it to what should stop with the plugin, such as `fetch` or `addEventListener`. */
  readonly signal: Signal

  /**
   * Calls a function when the scope is disposed: to close dialogs and stop timers. The newest is called first. What it throws goes to
   * `onListenerError`.
   *
   * @throws {ActionMisuseError} when the scope has been disposed.
   *
   * @example
   * const timer = setInterval(refresh, 1_000)
   * plugin.onDispose(() => clearInterval(timer))
   */
  onDispose(listener: () => unknown): Registration

  /** Lists what was attached through this scope and its own scopes, action by action. With a name: as `explain` of the actions. */
  explain(): ScopeEntry[]
  explain(name: string): StackEntry[]

  /**
   * Undoes all that was attached through this scope and through its own scopes. In invocations that are running it may still
   * run. A second time does nothing.
   *
   * @example
   * const plugin = actions.scope('crm-plugin')
   * installCrm(plugin)
   * plugin.dispose() // as if it had never been installed
   */
  dispose(): void
  [Symbol.dispose](): void
}

// ---- Stacks composed by hand

/**
 * What the lifts, `before`, `after` and `replacement`, need of a ctx in a stack that you compose yourself. Every
 * `ActionContext` is one.
 */
export interface StackContext<P = unknown, R = unknown> {
  /** What goes in; assigned by a lifted replacement that hands on another. */
  payload: P
  /** What has come out so far; assigned by a lifted replacement. */
  result?: R | undefined
  /** What errors call the action. */
  action?: string | undefined
  /** Set to `true` when a lifted before-listener aborts, or by whoever aborts otherwise. */
  aborted?: boolean | undefined
  /** The reason for it. */
  abortReason?: unknown
  /** When there is one, aborting calls it instead of setting `aborted` and `abortReason`. */
  abort?(reason?: unknown): void
}

/** What a lift gives: koa-compose middleware that one can also hand to `actions.use`. */
export type LiftedMiddleware<C extends StackContext = StackContext> = (ctx: C, next: Next) => Promise<void>
