// Declares every public word as a type. The documentation of the verbs is here too, on `Actions`: editors show it.

declare global {
  // As `lib.esnext.disposable.d.ts` has them. A reference to that library does not compile with TypeScript 5.0 and 5.1.

  /** Has the symbol of the platform that names the method for `using`. */
  interface SymbolConstructor {
    /** Names the method that `using` calls at the end of the block. */
    readonly dispose: unique symbol
  }

  /** Describes what can be bound with `using`. */
  interface Disposable {
    [Symbol.dispose](): void
  }
}

// ---- The map, and the types that follow from it

/**
 * Describes what a map of actions must look like: one function type for each action. The only parameter is the payload.
 * The return type is the result, or a promise of the result.
 *
 * The functions of the map are never called. They should not be generic. The map may be an `interface`, so a plugin can
 * add its actions with `declare module`.
 *
 * @example
 * interface Desk {
 *   AcceptTask(payload: { sid: string }): Task
 *   Search(query?: string): Promise<Task[]>
 *   Logout(): void
 * }
 * const actions = createActions<Desk>()
 */
// biome-ignore lint/suspicious/noExplicitAny: only `any` accepts a parameter of every type
export type ActionMap<M> = { [K in keyof M]-?: (payload: any) => unknown }

/**
 * Replaces the map when you give no map. Names are then strings, and payloads and results are `any`.
 *
 * Because this type is `any`, it fits in both directions. A function with a parameter of type `Actions` accepts the
 * actions of any map. Actions without a map are accepted where the actions of a map are required.
 */
// biome-ignore lint/suspicious/noExplicitAny: this type exists to be `any`
export type AnyActions = any

/** The names of the actions in the map; `string` without a map. Only string keys are names. */
export type ActionName<M> = keyof M & string

/**
 * The payload of the action `K`; `undefined` when the action takes no payload. For a union of names, a union of
 * payloads.
 */
export type PayloadOf<M extends ActionMap<M>, K extends keyof M> = [K] extends [unknown] ? Payload<M[K]> : never

/** The awaited result of the action `K`. For a union of names, a union of results. */
export type ResultOf<M extends ActionMap<M>, K extends keyof M> = Results<M>[K]

/**
 * The payload that callers of the action `K` pass. It is `PayloadOf`, unless a contract converts the payload: then
 * listeners and cores receive another type than callers pass.
 */
export type InputOf<M extends ActionMap<M>, K extends keyof M> = [K] extends [unknown] ? Input<M[K]> : never

/**
 * The awaited result that the core of the action `K` returns. It is `ResultOf`, unless a contract converts the result:
 * then callers and after-listeners receive another type than the core returns.
 */
export type OutputOf<M extends ActionMap<M>, K extends keyof M> = Outputs<M>[K]

/**
 * Says in a map that an action is converted: it is the type of `this` of the action's function. `MapOf` of
 * `entracte/contract` writes it.
 *
 * @example
 * interface Desk {
 *   Wait(this: Converted<{ ms?: number }, number>, payload: { ms: number }): string // callers may leave ms out
 * }
 */
export interface Converted<I, O> {
  /** The payload that callers pass. */
  readonly input: I
  /** The result that the core returns. */
  readonly output: O
}

/**
 * The arguments of `invokeAction` and `settleAction` after the name: the payload and the options. The payload may be left
 * out where undefined is a payload.
 *
 * @example
 * const retry = <K extends ActionName<Desk>>(name: K, ...rest: InvokeArgumentsOf<Desk, K>) =>
 *   actions.invokeAction(name, ...rest).catch(() => actions.invokeAction(name, ...rest))
 */
export type InvokeArgumentsOf<M extends ActionMap<M>, K extends ActionName<M>> = [InputOf<M, K>] extends [never]
  ? [payload?: unknown, options?: InvokeOptions]
  : [InputOf<M, K> & undefined] extends [never]
    ? [payload: InputOf<M, K>, options?: InvokeOptions]
    : [payload?: InputOf<M, K>, options?: InvokeOptions]

/** The `ctx` of the action `K`. For a union of names, a union that `ctx.action` narrows. */
export type ContextOf<M extends ActionMap<M>, K extends ActionName<M>> = {
  [N in K]: ActionContext<PayloadOf<M, N>, ResultOf<M, N>, M, N>
}[K]

/** The three kinds of event. Every event name begins with its kind. */
export type When = 'before' | 'after' | 'error'

/** Every event name: a kind followed by the name of an action, as in `'beforeAcceptTask'`. */
// A union of three, not `${When}…`: so compilers and declarations show `EventName<Desk>`, and not every event of the map.
export type EventName<M> = `before${ActionName<M>}` | `after${ActionName<M>}` | `error${ActionName<M>}`

/** The core of the action `K`, as `registerAction` takes it. */
export type CoreOf<M extends ActionMap<M>, K extends ActionName<M>> = Core<
  PayloadOf<M, K>,
  OutputOf<M, K>,
  ContextOf<M, K>
>

/** The payload update of the action `K`, as `registerAction` takes it. */
export type PayloadUpdateOf<M extends ActionMap<M>, K extends ActionName<M>> = PayloadUpdate<
  PayloadOf<M, K>,
  ContextOf<M, K>
>

/** The options of `registerAction` for the action `K`. */
export interface RegisterOptionsOf<M extends ActionMap<M>, K extends ActionName<M>>
  extends RegisterOptions<PayloadOf<M, K>, ContextOf<M, K>> {}

/**
 * A listener of the event `E`. For a union of events, a listener that can be added to each of them: the type of its
 * second argument is then `unknown`, if the events are of several kinds.
 *
 * @example
 * const askFirst: ListenerOf<Desk, 'beforeAcceptTask'> = ({ sid }, abort) => {
 *   if (!confirm(`Take ${sid}?`)) abort('the agent said no')
 * }
 */
export type ListenerOf<M extends ActionMap<M>, E extends EventName<M>> = (
  payload: Payload<At<M, NameIn<E>>>,
  ...rest: ListenerRest<M, NameIn<E>, KindIn<E>>
) => unknown

/** A replacement of the action `K`, as `replaceAction` takes it. */
export type ReplacementOf<M extends ActionMap<M>, K extends ActionName<M>> = Replacement<
  PayloadOf<M, K>,
  OutputOf<M, K>,
  ContextOf<M, K>
>

/**
 * Middleware for the action `K`, as `use` takes it. Where a contract converts the payload, `ctx.payload` is the input
 * until `next()` has been called.
 */
export type MiddlewareOf<M extends ActionMap<M>, K extends ActionName<M>> = Middleware<
  {
    [N in K]: ActionContext<InputOf<M, N> | PayloadOf<M, N>, ResultOf<M, N>, M, N>
  }[K]
>

/**
 * A plugin: a function that attaches everything it needs to a scope, which the host makes for it. The map has the
 * actions that the plugin needs. A host may have more.
 *
 * @example
 * const crm: PluginOf<Pick<Desk, 'AcceptTask'>> = (actions) => {
 *   actions.addListener('afterAcceptTask', ({ sid }) => open(sid))
 *   actions.onDispose(close)
 * }
 * const plugins: Record<string, PluginOf<Desk>> = { crm }
 * for (const [name, plugin] of Object.entries(plugins)) plugin(actions.scope(name))
 */
export type PluginOf<M extends ActionMap<M>> = (actions: Scope<M>) => unknown

// biome-ignore lint/suspicious/noExplicitAny: for the actions of a map that is `any`
type Payload<F> = F extends (...args: infer A extends unknown[]) => unknown ? A[0] : any

// Not `Awaited<ReturnType<F>>`: inside a generic helper, an `async` function with that return type does not compile.
// biome-ignore lint/suspicious/noExplicitAny: for the actions of a map that is `any`
type Result<F> = F extends (...args: never) => infer R ? Awaited<R> : any

// Of a map, and not of one function: so a helper that is generic over the name may return results as outputs, where the map
// has no conversions.

/** The results of a map. */
type Results<M> = { [K in keyof M]: Result<M[K]> }

/** The outputs of a map. */
type Outputs<M> = { [K in keyof M]: Output<M[K]> }

type Input<F> = F extends (this: infer C, ...args: never) => unknown
  ? C extends Converted<unknown, unknown>
    ? C['input']
    : Payload<F>
  : // biome-ignore lint/suspicious/noExplicitAny: for the actions of a map that is `any`
    any

type Output<F> = F extends (this: infer C, ...args: never) => unknown
  ? C extends Converted<unknown, unknown>
    ? C['output']
    : Result<F>
  : // biome-ignore lint/suspicious/noExplicitAny: for the actions of a map that is `any`
    any

/** The function type of the action `K`. Unlike `M[K]`, it does not need to know that `M` has an action `K`. */
type At<M, K extends string> = (M & { [name: string]: unknown })[K]

/** The name of the action in an event. */
type NameIn<E> = E extends `before${infer K}` | `after${infer K}` | `error${infer K}` ? K : never

/** The kind of an event. */
type KindIn<E> = E extends `before${string}` ? 'before' : E extends `after${string}` ? 'after' : 'error'

/** The arguments of a listener after the payload. */
type ListenerRest<M extends ActionMap<M>, K extends string, W extends When> = [W] extends ['before']
  ? [abort: Abort, ctx: ContextAt<M, K>]
  : [W] extends ['after']
    ? [result: Result<At<M, K>>, ctx: ContextAt<M, K>]
    : [W] extends ['error']
      ? [error: unknown, ctx: ContextAt<M, K>]
      : [abortOrResultOrError: unknown, ctx: ContextAt<M, K>]

/** `ContextOf` for a name that may be missing in the map. */
type ContextAt<M extends ActionMap<M>, K extends string> = {
  [N in K]: ActionContext<Payload<At<M, N>>, Result<At<M, N>>, M, N>
}[K]

/** A name that the map may not have. It is `string`, but editors go on to offer the names of the map. */
type OtherName = string & Record<never, never>

// ---- What rules an overload out
//
// When no overload fits, a compiler says only "No overload matches this call", unless all overloads but one want another
// number of arguments. Then it says what is wrong with the one that is left. So where an overload is not meant, its last
// parameter, a rest parameter, asks for one argument more than anyone gives.

/** Rules an overload out where the event `E` is not known, as in a helper that is generic over the name of the action. */
type IfKnown<E> = [E] extends [infer _] ? [] : [never]

/** Rules an overload out where the name `K` is known. Only while `K` is not known, the inner type counts as `never`. */
// biome-ignore lint/suspicious/noExplicitAny: what a known name becomes must not be assignable to `never`
type IfGeneric<K> = [K extends string ? any : never] extends [never] ? [] : [never]

/** Rules an overload out where a name was given. */
type IfNameless<N> = [N] extends [never] ? [] : [never]

/**
 * The payload or the result of an unknown action. With a map it is `unknown`, because the action may be missing in the
 * map.
 */
// biome-ignore lint/suspicious/noExplicitAny: without a map
type Unlisted<M> = keyof M extends infer N ? (string extends N ? any : unknown) : never

/**
 * The `AbortSignal` of the platform.
 *
 * Some projects have no `AbortSignal` type, because they compile without the DOM library and without the types of Node.
 * There, this type lists the members that entracte uses.
 */
export type Signal = typeof globalThis extends {
  /** The constructor of signals, where the compiler knows it. */
  AbortSignal: {
    /** The members of every signal. */
    prototype: infer S
  }
}
  ? S
  : {
      /** Says whether the signal has fired. */
      readonly aborted: boolean
      /** Says why the signal has fired. */
      readonly reason: unknown
      /** Calls the listener when the signal fires. */
      addEventListener(type: 'abort', listener: () => void): void
      /** Removes the listener. */
      removeEventListener(type: 'abort', listener: () => void): void
    }

// ---- One invocation

/** Describes what can invoke actions: the actions themselves, and every `ctx`. */
interface Invoker<M extends ActionMap<M>> {
  /**
   * Runs an action: its middleware, listeners, replacements and core. Resolves with the result when the after-listeners
   * have ended.
   *
   * - It never throws. Every problem is a rejection. Errors of your own functions arrive as the same object.
   * - Until the first function really waits, everything runs inside the call, the core too. So a click handler keeps
   *   its user activation, which `window.open` and the clipboard need.
   * - Functions that are attached or removed during the invocation change later invocations only.
   *
   * `actions.invokeAction` always starts a new top-level invocation, also inside a listener. `ctx.invokeAction` starts
   * a nested invocation: it has a `parent`, and it inherits the signals and the running time limits of its parents, but
   * not an abort. When a signal or a time limit has ended the parent before there was a result, `ctx.invokeAction`
   * rejects with the same error and runs nothing. The error-listeners of the parent's own time limit may still invoke
   * actions.
   *
   * @throws {UnknownActionError} when the name is not registered. The message suggests similar names. This error comes
   *   even when the signal has already fired.
   * @throws {ActionAbortedError} when a party aborted before the core started. The error has the fields `reason` and
   *   `by`.
   * @throws {ActionTimeoutError} when a time limit ran out before there was a result.
   * @throws {ActionRecursionError} when the invocation is nested deeper than `maxDepth`, or when actions invoke each
   *   other in a circle without `ctx`.
   * @throws {ActionMisuseError} when `next` was called a second time, or when `next` or `original` was called after its
   *   function had ended, and no code handled that rejection.
   * @throws `signal.reason`, when the signal fired before there was a result. If the signal had already fired, nothing
   *   runs. A signal without a reason gives an `AbortError`.
   * @throws {TypeError | RangeError} when an argument is wrong, or when options are passed in the place of the payload.
   *   Nothing runs.
   *
   * @example
   * const task = await actions.invokeAction('AcceptTask', { sid }, { timeout: 5_000 })
   */
  invokeAction<K extends ActionName<M>>(name: K, ...payloadAndOptions: InvokeArgumentsOf<M, K>): Promise<ResultOf<M, K>>

  /**
   * Runs an action as `invokeAction` does, and resolves with an object that says how the invocation ended. The promise
   * never rejects: a wrong argument is the status `'failed'`, too.
   *
   * The status is `'aborted'` only when this invocation was aborted. The abort of a nested action that no party caught
   * is `'failed'`.
   *
   * @example
   * const outcome = await actions.settleAction('AcceptTask', { sid })
   * if (outcome.status === 'done') show(outcome.result)
   * if (outcome.status === 'aborted') tell(outcome.reason, outcome.by?.name)
   */
  settleAction<K extends ActionName<M>>(
    name: K,
    ...payloadAndOptions: InvokeArgumentsOf<M, K>
  ): Promise<ActionOutcome<ResultOf<M, K>>>
}

/**
 * Says how an invocation ended; `settleAction` resolves with it. Read `status` first: it decides which fields exist.
 */
export type ActionOutcome<R = unknown> =
  | DoneOutcome<R>
  | AbortedOutcome
  | CancelledOutcome
  | TimedOutOutcome
  | FailedOutcome

/** The outcome of an invocation that has succeeded. */
export interface DoneOutcome<R = unknown> {
  /** Says that there is a result. */
  readonly status: 'done'
  /** The result, with which `invokeAction` would have resolved. */
  readonly result: R
}

/** The outcome of an invocation that was aborted. */
export interface AbortedOutcome {
  /** Says that a party of this invocation has aborted it. */
  readonly status: 'aborted'
  /** The argument of `abort(reason)`; undefined without an argument. */
  readonly reason: unknown
  /** The party that aborted; null when the party is unknown. */
  readonly by: Party | null
  /** The `ActionAbortedError`, with which `invokeAction` would have rejected. */
  readonly error: Error & {
    /** Always `ACTION_ABORTED`. */
    readonly code: 'ACTION_ABORTED'
    /** The name of the action. */
    readonly action: string
  }
}

/** The outcome of an invocation that was ended by a signal. */
export interface CancelledOutcome {
  /** Says that a signal has fired: the signal of this invocation, or the signal of an outer invocation. */
  readonly status: 'cancelled'
  /** The reason of the signal; an `AbortError` when the signal has no reason. */
  readonly reason: unknown
}

/** The outcome of an invocation that was ended by a time limit. */
export interface TimedOutOutcome {
  /** Says that a time limit has run out: the limit of this invocation, or the limit of an outer invocation. */
  readonly status: 'timedOut'
  /** The `ActionTimeoutError`, with which `invokeAction` would have rejected. */
  readonly error: Error & {
    /** Always `ACTION_TIMEOUT`. */
    readonly code: 'ACTION_TIMEOUT'
    /** The name of the action. */
    readonly action: string
    /** The time limit, in milliseconds. */
    readonly timeout: number
    /** The innermost party that was still running; null when no party was running. */
    readonly stage: Party | null
  }
}

/** The outcome of an invocation that has failed. */
export interface FailedOutcome {
  /** Says that the invocation has failed. */
  readonly status: 'failed'
  /** The error, with which `invokeAction` would have rejected. */
  readonly error: unknown
  /** The party that failed; null when no party failed, as for an unknown action. */
  readonly by: Party | null
}

/** Says what an invocation failed with. */
export interface ActionFailure {
  /** The error, with which the invocation rejects. */
  readonly error: unknown
  /** The party that failed; null when the party is unknown. */
  readonly by: Party | null
}

/** Describes one invocation. Every function of the stack receives the same `ctx`, and no other invocation sees it. */
export interface ActionContext<
  P = unknown,
  R = unknown,
  out M extends ActionMap<M> = AnyActions,
  Name extends string = string,
> extends Invoker<M> {
  /** The name of the action. It cannot be changed. */
  readonly action: Name

  /**
   * The current payload. Assign a new payload, and the next function receives the new payload.
   *
   * When replacements pass on payloads of their own, this is the payload of the most recent call of `original`, or what
   * was assigned later.
   */
  payload: P

  /**
   * The current result; undefined until the core has resolved. Middleware, replacements and after-listeners may assign
   * another result. The return value of the core replaces an earlier assignment.
   */
  result: R | undefined

  /**
   * Says whether the invocation has been aborted. Setting it to `true` does the same as `abort()` without a reason.
   * Setting it to `false` does nothing.
   */
  aborted: boolean

  /**
   * Decides that the core must not start: `invokeAction` rejects with an `ActionAbortedError`. The first call counts.
   *
   * It does not throw, so return after the call. It comes too late when the core has started, or when everything inside
   * has ended without the core. Then it stops nothing, and `onListenerError` receives an `ActionMisuseError`. The usual
   * cause is a check without `await` or `return`.
   *
   * @param reason Any value. `ctx.abortReason` and the field `reason` of the error are this value.
   *
   * @example
   * if (!(await mayAccept(ctx.payload))) return ctx.abort('The agent may not accept this task')
   */
  abort(reason?: unknown): void

  /** The reason of the first `abort(reason)`; undefined before an abort, and for an abort without a reason. */
  readonly abortReason: unknown

  /**
   * Fires when a signal or a time limit ends the invocation, with the signal's reason or the `ActionTimeoutError`.
   * Fires also on an abort, with the `ActionAbortedError`. Never fires after the invocation has its result.
   *
   * Pass it to work that should stop, such as `fetch`: entracte cannot stop work that has started.
   */
  readonly signal: Signal

  /**
   * Says what the stack failed with, and which party failed. It is undefined until the whole stack has failed.
   * Error-listeners can read it.
   */
  readonly failure: ActionFailure | undefined

  /**
   * An object for data that the functions of this invocation share. It begins as a copy of the option `state`, of this
   * invocation and of the outer invocations. What functions write to it stays in this invocation.
   */
  readonly state: ActionState

  /** A number that no other invocation of these actions has. It cannot be changed. */
  readonly id: number

  /**
   * The `ctx` of the invocation whose `ctx.invokeAction` started this invocation; undefined at the top. If that
   * invocation has already settled, this is its nearest parent that is still running.
   */
  readonly parent: ActionContext<unknown, unknown, M> | undefined

  /** The number of parents that were running when this invocation started: 0 at the top. */
  readonly depth: number
}

/**
 * An object with any keys, for the data of one invocation. Declare the keys that you use, so that they have types:
 *
 * @example
 * declare module 'entracte' {
 *   interface ActionState { startedAt?: number }
 * }
 */
export interface ActionState {
  [key: PropertyKey]: unknown
}

// ---- The functions that you pass in. Each function is called with `this` undefined.

/**
 * Runs everything inside, and resolves when all of it has ended. Rejects when something inside fails.
 *
 * Await or return the promise. If you forget it, entracte waits for you, and a failure is still a failure of the
 * action. A second call, and a call after the middleware has ended, starts nothing and rejects with an
 * `ActionMisuseError`.
 */
export type Next = () => Promise<void>

/**
 * Runs around everything inside it, as Koa's middleware does. Code before `next()` runs before everything inside, and
 * code after `next()` runs after it. Without a call of `next()` nothing inside runs, no listener either.
 *
 * The return value is ignored: `ctx.result` is the result.
 */
export type Middleware<C = ActionContext> = (ctx: C, next: Next) => unknown

/** Decides that the core must not start; see `ActionContext.abort`. */
export type Abort = (reason?: unknown) => void

/**
 * Runs before the core. The invocation waits for the promise that it returns. If it throws or rejects, the invocation
 * rejects with this error, and the core does not start.
 *
 * Call `abort(reason)` to stop the action. The return value is ignored: `return false` stops nothing.
 */
export type BeforeListener<P, C = ActionContext<P>> = (payload: P, abort: Abort, ctx: C) => unknown

/**
 * Runs when the invocation has its result. `invokeAction` waits for the promise that it returns, and ignores the value.
 * If it throws or rejects, the error goes to `onListenerError`, and nothing else changes.
 */
export type AfterListener<P, R, C = ActionContext<P, R>> = (payload: P, result: R, ctx: C) => unknown

/**
 * Runs when the invocation has failed. It cannot change the outcome. `invokeAction` waits for the promise that it
 * returns, but not after a time limit: then the invocation rejects at once. If it throws or rejects, the error goes to
 * `onListenerError`.
 */
export type ErrorListener<P, C = ActionContext<P>> = (payload: P, error: unknown, ctx: C) => unknown

/** A listener for events of several kinds. The second argument is an `abort` function, a result or an error. */
export type Listener<P, C = ActionContext<P>> = (payload: P, abortOrResultOrError: unknown, ctx: C) => unknown

/**
 * Does the work of an action. It returns the result, or a promise of the result. It may return anything when the result
 * type is `void`. If it throws or rejects, the invocation rejects with this error.
 */
export type Core<P, R, C = ActionContext<P, R>> =
  | ((payload: P, ctx: C) => NotInferred<R>) // only in a function type does `void` accept every return value
  | ((payload: P, ctx: C) => R | PromiseLike<R>)

/**
 * Prepares the payload. It runs once, before the before-listeners. Its awaited return value is the new payload. When it
 * returns `undefined`, the payload stays, because the function has changed the object directly. If it throws or
 * rejects, the invocation rejects with this error.
 */
export type PayloadUpdate<P, C = ActionContext<P>> = (payload: P, ctx: C) => Maybe<P>

/**
 * Runs what the replacement replaced: the next inner replacement, or the core. Resolves with the result, and rejects
 * with the failure.
 *
 * A replacement may call it never, once, again, or several times at once. Each call has its own result. A call after
 * the replacement has ended starts nothing and rejects with an `ActionMisuseError`.
 *
 * Without an argument, it passes on the payload that the replacement received. `undefined` is an argument, too.
 */
export interface Original<P, R> {
  (): Promise<R>
  (payload: P): Promise<R>
}

/**
 * Runs in place of the core. Its awaited return value is the result. When it returns `undefined`, the result of the
 * last successful `original` counts. If it throws or rejects, the invocation rejects with this error.
 *
 * A forgotten `await` is safe: entracte waits for every `original()` that the replacement starts, and for
 * `original().then(log)`. If that work fails, the action fails.
 */
export type Replacement<P, R, C = ActionContext<P, R>> =
  | ((payload: P, original: Original<P, R>, ctx: C) => NotInferred<R>)
  | ((payload: P, original: Original<P, R>, ctx: C) => Maybe<NotInferred<R>>)

// `NoInfer` of the language, which TypeScript 5.0 to 5.3 do not have.
type NotInferred<T> = [T][T extends unknown ? 0 : never]

// biome-ignore lint/suspicious/noConfusingVoidType: a function without a return gives void, an async one Promise<void>
type Maybe<T> = T | void | PromiseLike<T | void>

/** Any function, where only its identity counts. */
type AnyFunction = (...args: never) => unknown

// ---- The objects that the verbs return and show

/**
 * Undoes exactly one attachment. Call it, or bind it with `using` where the platform has `Symbol.dispose`. The second
 * call does nothing. Invocations that have already started keep their stack.
 */
export interface Registration {
  (): void
  [Symbol.dispose](): void
}

/** The kind of a function in the stack. */
export type PartyKind = 'middleware' | 'payloadUpdate' | 'before' | 'replacement' | 'core' | 'after' | 'error'

/** Describes one function of the stack, as errors show it. */
export interface Party {
  /** The kind of the function. */
  readonly kind: PartyKind
  /** The option `name`, or the function's own name; undefined when there is neither. */
  readonly name: string | undefined
  /** The name of the scope through which the function was attached; undefined without a scope. */
  readonly scope: string | undefined
}

/** Describes one function of the stack, as `explain` shows it. */
export interface StackEntry extends Party {
  /** The option `order`; 0 for kinds without this option. */
  readonly order: number
  /** Says whether the function is removed before its first call. */
  readonly once: boolean
}

/**
 * Describes an action that has something attached to it but is not registered. Perhaps its plugin loads later, or the
 * name is misspelt.
 */
export interface UnregisteredAction {
  /** The name of the action. */
  readonly action: string
  /** Similar names that are registered, at most three, the most similar first. */
  readonly nearest: string[]
}

/**
 * Describes a party that is running, or the whole invocation. `start` and `end` receive the same object, so it can be a
 * key of a `WeakMap`.
 */
export interface ObservedParty {
  /** The `ctx` of the invocation. */
  readonly ctx: ActionContext
  /** The kind of the party, or `'invocation'` for the whole invocation. */
  readonly kind: PartyKind | 'invocation'
  /** The name, as in `Party`. For an invocation, the name of the action. */
  readonly name: string | undefined
  /** The scope, as in `Party`. For an invocation, undefined. */
  readonly scope: string | undefined
  /** The error, in `end` and after a failure. Test with `'error' in info`, because a function may throw `undefined`. */
  readonly error?: unknown
  /** Says in `end` that the party aborted, or that it rejected because its invocation was aborted. */
  readonly aborted?: true
  /** The argument of `abort(reason)`, in `end` of an invocation that was aborted. */
  readonly reason?: unknown
  /** The party that aborted, in `end` of an invocation that was aborted; null when the party is unknown. */
  readonly by?: Party | null
}

/**
 * Receives the start and the end of every party and of every invocation, and learns which actions there are. The
 * functions are called as methods of the observer. What they return changes nothing. Their errors go to
 * `onListenerError`.
 */
export interface Observer {
  /** Is called just before a party or an invocation starts. */
  start?(info: ObservedParty): unknown
  /**
   * Is called when the party or the invocation has settled, with the object that `start` received. The object then has
   * the fields that say how it ended.
   */
  end?(info: ObservedParty): unknown
  /**
   * Is called around each party and around the invocation, and runs them with `run()`. So a context can be current
   * while the party runs, such as an `AsyncLocalStorage` or a span of OpenTelemetry.
   *
   * It must call `run()` at once and return what `run()` returns. It cannot change the outcome. If it does not call
   * `run()`, the party runs anyway, and a `TypeError` goes to `onListenerError`.
   *
   * @example
   * const storage = new AsyncLocalStorage()
   * actions.observe({ around: (info, run) => storage.run({ party: info }, run) })
   */
  around?(info: ObservedParty, run: () => unknown): unknown
  /**
   * Says whether the observer is shown parties. With false, it is shown invocations only, and the parties run as fast as
   * without it. It is read when a stack is built, so it should not change. Default true.
   */
  readonly parties?: boolean | undefined
  /**
   * Is asked when an invocation starts, and says with a true value that the observer wants to see it. Otherwise, the
   * invocation runs as if the observer was not attached. It must be fast. When it throws, the error goes to
   * `onListenerError`, and the invocation is not observed. Default: every invocation.
   */
  wanted?(): unknown
  /** Is called when an action has been registered. An override is no new action, so it is not told. */
  register?(action: string): unknown
  /** Is called when an action is not registered any more. */
  unregister?(action: string): unknown
}

/**
 * Receives every error that cannot reject an invocation. entracte does not wait for it. If it throws or rejects, both
 * errors are printed with `console.error`.
 */
export type ListenerErrorHandler = (error: unknown, info: ListenerErrorInfo) => unknown

/** Says where an error came from that `onListenerError` receives. */
export interface ListenerErrorInfo {
  /** The `ctx` of the invocation; undefined when there is no invocation, as for an `UnsupportedEventError`. */
  readonly ctx: ActionContext | undefined
  /**
   * The event of the listener that failed, as in `'afterAcceptTask'`; undefined when the function is not a listener.
   */
  readonly event: string | undefined
  /** The function that failed; undefined when the function is unknown. */
  readonly listener: AnyFunction | undefined
  /** The party that failed; null when the error is not from a party, or when the party is unknown. */
  readonly by: Party | null
}

// ---- Options

/** The options of `createActions`. An unknown option is a `TypeError`, here and in all verbs. */
export interface ActionsOptions {
  /**
   * Receives errors that cannot reject an invocation, such as those of after-listeners. Default: prints with
   * `console.error`, as Koa does.
   */
  onListenerError?: ListenerErrorHandler | undefined
  /**
   * The greatest `depth` of a nested invocation: 0 or more, default 100. With 0, no invocation may be nested. A deeper
   * invocation rejects with an `ActionRecursionError`, so actions that invoke each other in a circle end.
   */
  maxDepth?: number | undefined
}

/** The options of everything that can be attached. */
export interface AttachOptions {
  /**
   * Removes the attachment when the signal fires; running invocations keep it. If the signal has already fired, nothing
   * is attached. A long-lived signal keeps neither the attachment nor the actions in memory.
   */
  signal?: Signal | undefined
  /** The name of the function in errors and in `explain`. Default: the function's own name. */
  name?: string | undefined
}

/** The options of `replaceAction`. */
export interface ReplaceOptions extends AttachOptions {
  /**
   * The order of the replacements: a lower order is outer, and among equals the newest is outermost. Any number,
   * default 0. NaN is a `TypeError`.
   */
  order?: number | undefined
}

/** The options of `use`. */
export interface MiddlewareOptions extends AttachOptions {
  /**
   * The order of the middleware: a lower order is outer, and among equals the oldest is outermost. Middleware for every
   * action is always outside middleware for one action. Any number, default 0. NaN is a `TypeError`.
   */
  order?: number | undefined
}

/** The options of `addListener`. */
export interface ListenerOptions extends AttachOptions {
  /**
   * The order of the listeners of one event: a lower order runs first, and among equals the oldest runs first. Any
   * number, default 0. NaN is a `TypeError`.
   */
  order?: number | undefined
  /** Removes the listener just before its first call, so it runs once. Default false. */
  once?: boolean | undefined
  /**
   * The time limit of the listener, in milliseconds: 1 to 2_147_483_647. Default: no limit. A before-listener that
   * takes longer fails the invocation with an `ActionTimeoutError`. For an after-listener or an error-listener, this
   * error goes to `onListenerError`, and the next listener starts. The work of the listener continues: a time limit
   * cannot stop it.
   */
  timeout?: number | undefined
}

/** The options of `registerAction`. */
export interface RegisterOptions<P = unknown, C = ActionContext<P>> extends AttachOptions {
  /** Prepares the payload, before the before-listeners run. */
  payloadUpdate?: PayloadUpdate<P, C> | undefined
  /**
   * The time limit of each invocation, in milliseconds: 1 to 2_147_483_647. Default: no limit. The option `timeout` of
   * `invokeAction` wins over this limit. When the limit runs out before there is a result, the invocation rejects with
   * an `ActionTimeoutError`.
   */
  timeout?: number | undefined
  /**
   * Replaces a core that is registered already, and its options. Everything that is attached stays. Default false: the
   * second registration throws a `DuplicateActionError`.
   */
  override?: boolean | undefined
  /**
   * Says that nothing can listen after this action, as after a logout. The after-listeners of the action never run.
   * Each of them is reported once to `onListenerError`, as an `UnsupportedEventError`. Default false.
   */
  terminal?: boolean | undefined
}

/** The options of `invokeAction` and `settleAction`. */
export interface InvokeOptions {
  /**
   * Ends the invocation when the signal fires, as with `fetch`. Before there is a result, the invocation rejects with
   * `signal.reason`. After that, it resolves with the result at once. Work that has started continues, unless it
   * watches `ctx.signal`. A long-lived signal may be used for any number of invocations.
   */
  signal?: Signal | undefined
  /**
   * The time limit of this invocation, in milliseconds: 1 to 2_147_483_647. Default: the limit of the action. When the
   * limit runs out before there is a result, the invocation rejects with an `ActionTimeoutError`.
   */
  timeout?: number | undefined
  /**
   * The initial content of `ctx.state`, in this invocation and in the invocations nested in it. For example, the user
   * of a request. Default: nothing.
   */
  state?: Partial<ActionState> | undefined
}

/** The options of `scope`. */
export interface ScopeOptions {
  /**
   * First disposes the scope with the same name, if there is one. Use it for modules that are loaded again. Default
   * false.
   */
  replace?: boolean | undefined
  /**
   * Keeps a place among functions of the same `order`. What is attached through this scope and through its inner scopes,
   * however late, counts as attached when this scope was made. So a plugin that is switched off and on again runs where
   * it ran before: give it a new inner scope each time. Default false: what is attached later counts as newer.
   */
  keepPlace?: boolean | undefined
}

/** Describes a function that was attached through a scope, as the scope's `explain()` shows it. */
export interface ScopeEntry extends StackEntry, UnregisteredAction {
  /** The action to which the function is attached; empty for middleware for every action. */
  readonly action: string
  /** Similar names that are registered, if the action is not registered; otherwise empty. */
  readonly nearest: string[]
}

// ---- The verbs

/**
 * Holds named actions. Other code may listen before and after an action, abort it, replace it, or wrap it.
 *
 * The verbs work detached: `const { invokeAction } = actions`. Each verb that attaches something returns a
 * registration, which undoes exactly this attachment. You can attach before the action is registered, so plugins load
 * in any order.
 *
 * Wrong arguments are a `TypeError` that shows the value: a name that is empty or not a string, a value that is not a
 * function, a generator function (a call would not run its body), and an option that the verb does not know.
 *
 * `Actions<Big>` is accepted where `Actions<Small>` is required, if `Big` has the actions of `Small`. So a plugin can
 * declare the actions that it needs.
 */
export interface Actions<out M extends ActionMap<M> = AnyActions> extends Invoker<M> {
  /**
   * Registers the core of an action: the function that does the work.
   *
   * The returned registration and `unregisterAction` remove only the core and its options. Everything that is attached
   * stays, and waits for another core. Undoing an override does not bring back the earlier core: the name is free then.
   *
   * @param payloadUpdateOrOptions Options, or a function. A function is short for the option `payloadUpdate`.
   * @throws {DuplicateActionError} when the name is registered already, unless `override` is true.
   * @throws {TypeError} when an argument is wrong; nothing is registered.
   * @throws {RangeError} when `timeout` is out of range; nothing is registered.
   * @throws {ActionMisuseError} when it is called on a disposed scope.
   *
   * @example
   * actions.registerAction('AcceptTask', async ({ sid }, ctx) => desk.accept(sid, ctx.signal), { timeout: 10_000 })
   */
  registerAction<K extends ActionName<M>>(
    name: K,
    core: CoreOf<M, K>,
    payloadUpdateOrOptions?: PayloadUpdateOf<M, K> | RegisterOptionsOf<M, K>,
  ): Registration

  /**
   * Removes the core of an action, and its options. Everything that is attached stays, and waits for another core.
   *
   * @returns Whether the action was registered.
   * @throws {TypeError} when `name` is not a non-empty string.
   *
   * @example
   * actions.unregisterAction('AcceptTask')
   * actions.registerAction('AcceptTask', anotherCore) // with the listeners of the first core
   */
  unregisterAction(name: ActionName<M>): boolean

  /**
   * Adds a listener to an event: `before`, `after` or `error`, followed by the action's name. With an array of events,
   * adds the listener to each event and returns one registration for all of them.
   *
   * - before: `(payload, abort, ctx)` runs before the core. The listeners run in series, until one calls `abort`. If a
   *   listener throws, the invocation fails: a broken check must not let anything through.
   * - after: `(payload, result, ctx)` runs when there is a result, never after a failure or an abort. The listeners run
   *   in series, and `invokeAction` waits for them. If a listener throws, its error goes to `onListenerError`, and the
   *   others run.
   * - error: `(payload, error, ctx)` runs when the stack has failed. It does not run for an abort of this action, and
   *   not when a signal or an outer invocation ends the invocation.
   *
   * A function that is added twice runs twice. A misspelt action name is not an error, because the action may be
   * registered later. `explain()` lists such names.
   *
   * @throws {TypeError} when the event is unknown (the message lists the possible events), or when another argument is
   *   wrong. Nothing is added.
   * @throws {RangeError} when `timeout` is out of range; nothing is added.
   * @throws {ActionMisuseError} when it is called on a disposed scope.
   *
   * @example
   * actions.addListener('beforeAcceptTask', async (payload, abort) => {
   *   if (await crm.isBlocked(payload.sid)) abort('The customer is blocked')
   * })
   * actions.addListener('afterAcceptTask', (payload, task) => console.log(payload.sid, task), { once: true })
   */
  addListener<E extends EventName<M>>(
    event: E | readonly E[],
    listener: ListenerOf<M, E>,
    options?: ListenerOptions,
    ...ifKnown: IfKnown<E>
  ): Registration
  addListener<K extends ActionName<M>>(
    event: `before${K}` | readonly `before${K}`[],
    listener: BeforeListener<PayloadOf<M, K>, ContextOf<M, K>>,
    options?: ListenerOptions,
    ...ifGeneric: IfGeneric<K>
  ): Registration
  addListener<K extends ActionName<M>>(
    event: `after${K}` | readonly `after${K}`[],
    listener: AfterListener<PayloadOf<M, K>, ResultOf<M, K>, ContextOf<M, K>>,
    options?: ListenerOptions,
    ...ifGeneric: IfGeneric<K>
  ): Registration
  addListener<K extends ActionName<M>>(
    event: `error${K}` | readonly `error${K}`[],
    listener: ErrorListener<PayloadOf<M, K>, ContextOf<M, K>>,
    options?: ListenerOptions,
    ...ifGeneric: IfGeneric<K>
  ): Registration
  addListener<K extends ActionName<M>>(
    event: `${When}${K}` | readonly `${When}${K}`[],
    listener: Listener<PayloadOf<M, K>, ContextOf<M, K>>,
    options?: ListenerOptions,
    ...ifGeneric: IfGeneric<K>
  ): Registration

  /**
   * Removes a listener from an event. If the function was added several times, removes the newest addition. A scope
   * removes only what was added through this scope.
   *
   * @returns Whether a listener was removed.
   * @throws {TypeError} when the event is unknown, or when `listener` is not a function.
   *
   * @example
   * actions.addListener('beforeAcceptTask', askTheAgent)
   * actions.removeListener('beforeAcceptTask', askTheAgent)
   */
  removeListener(event: EventName<M>, listener: AnyFunction): boolean

  /**
   * Replaces an action: the function runs in place of the core. Its `original` runs what it replaced, and this includes
   * replacements that were attached earlier. A lower `order` is outer, and among equals the newest is outermost.
   *
   * Without a call of `original` the core does not run, but the listeners do. Undoing the replacement restores what it
   * replaced. A replacement stays when the action is registered again.
   *
   * @throws {TypeError} when an argument is wrong; nothing is attached.
   * @throws {ActionMisuseError} when it is called on a disposed scope.
   *
   * @example
   * actions.replaceAction('AcceptTask', async (payload, original) => {
   *   if (await confirmed(payload.sid)) return original()
   *   return { declined: true }
   * })
   */
  replaceAction<K extends ActionName<M>>(
    name: K,
    replacement: ReplacementOf<M, K>,
    options?: ReplaceOptions,
  ): Registration

  /**
   * Adds middleware around every action, or around one action. Middleware is Koa's `(ctx, next)`, around the payload
   * update, the listeners, the replacements and the core. The return value is ignored: `ctx.result` is the result.
   *
   * Middleware for every action is always outside middleware for one action. It runs also for actions that the map does
   * not list. So `ctx.payload` and `ctx.result` are `unknown` there.
   *
   * @throws {TypeError} when an argument is wrong; nothing is attached.
   * @throws {ActionMisuseError} when it is called on a disposed scope.
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
  use(middleware: Middleware<ActionContext<Unlisted<M>, Unlisted<M>, M>>): Registration
  use<K extends ActionName<M>>(name: K, middleware: MiddlewareOf<M, K>, options?: MiddlewareOptions): Registration
  use<N extends string = never>(
    middleware: Middleware<ActionContext<Unlisted<M>, Unlisted<M>, M>> | `${N}`,
    options: MiddlewareOptions | undefined,
    ...ifNameless: IfNameless<N>
  ): Registration

  /**
   * Returns whether the action is registered. An action that only has listeners is not registered; `explain` shows
   * them.
   *
   * @example
   * if (!actions.hasAction('AcceptTask')) actions.registerAction('AcceptTask', accept)
   */
  hasAction(name: ActionName<M>): boolean

  /**
   * Returns the registered names, in the order of registration. The type is `string[]`, because there may be more
   * actions than the map lists.
   *
   * @example
   * for (const name of actions.actionNames()) console.table(actions.explain(name))
   */
  actionNames(): string[]

  /**
   * Shows the stack of an action, outermost first, and answers "why did this not run?". The name need not be
   * registered: then the stack has no core.
   *
   * Without a name, lists the actions that have attachments but no core, with similar registered names. A misspelt
   * `'beforeAcepptTask'` stops nothing, and this list shows it.
   *
   * @throws {TypeError} when `name` is not a non-empty string.
   *
   * @example
   * console.table(actions.explain('AcceptTask'))
   * console.table(actions.explain())
   */
  explain(name: ActionName<M> | OtherName): StackEntry[]
  explain(): UnregisteredAction[]

  /**
   * Calls the observer at the start and at the end of every party and of every invocation, for timelines, tracing and
   * test tools. Without observers, observing costs nothing. Invocations that have already started are not shown. It also
   * calls the observer when an action is registered and unregistered.
   *
   * @throws {TypeError} when `observer` has none of the functions `start`, `end`, `around`, `register` and `unregister`.
   * @throws {ActionMisuseError} when it is called on a disposed scope.
   *
   * @example
   * const stop = actions.observe({ end: ({ ctx, kind, name }) => console.log(ctx.id, ctx.action, kind, name) })
   */
  observe(observer: Observer): Registration

  /**
   * Returns a scope: the same verbs over the same actions, for one plugin. The scope remembers what is attached through
   * it, and `dispose()` undoes all of it. `explain` and errors show the name of the scope.
   *
   * @throws {TypeError} when `name` is not a non-empty string, or when an option is wrong.
   * @throws {ActionMisuseError} when it is called on a disposed scope.
   *
   * @example
   * using plugin = actions.scope('crm-plugin')
   * plugin.addListener('afterAcceptTask', (task) => crm.open(task.sid))
   */
  scope(name: string, options?: ScopeOptions): Scope<M>
}

/**
 * Offers the verbs of `Actions` and remembers what was attached through them. When the scope is disposed, attaching
 * throws an `ActionMisuseError`; invoking still works.
 */
export interface Scope<out M extends ActionMap<M> = AnyActions> extends Actions<M> {
  /**
   * Fires when the scope is disposed. Pass it to work that should stop with the plugin, such as `fetch`.
   *
   * @example
   * const customer = await fetch(url, { signal: plugin.signal })
   */
  readonly signal: Signal

  /**
   * Calls a function when the scope is disposed: to close dialogs and to stop timers. The newest function is called
   * first. If the function throws or rejects, the error goes to `onListenerError`. The returned registration prevents
   * the call.
   *
   * @throws {TypeError} when `listener` is not a function.
   * @throws {ActionMisuseError} when the scope has been disposed.
   *
   * @example
   * const timer = setInterval(refresh, 1_000)
   * plugin.onDispose(() => clearInterval(timer))
   */
  onDispose(listener: () => unknown): Registration

  /**
   * Lists what was attached through this scope and through its inner scopes, action by action. With a name, it does the
   * same as `explain` of the actions.
   *
   * @example
   * console.table(plugin.explain())
   */
  explain(): ScopeEntry[]
  explain(name: ActionName<M> | OtherName): StackEntry[]

  /**
   * Undoes everything that was attached through this scope and through its inner scopes. It may still run in
   * invocations that have already started. The second call does nothing.
   *
   * @example
   * const plugin = actions.scope('crm-plugin')
   * installCrm(plugin)
   * plugin.dispose() // as if the plugin had never been installed
   */
  dispose(): void
  [Symbol.dispose](): void
}

// ---- Stacks that you compose yourself

/**
 * Describes the `ctx` that `before`, `after` and `replacement` need in a stack that you compose yourself. Every
 * `ActionContext` has these fields.
 */
export interface StackContext<P = unknown, R = unknown> {
  /** The payload. A replacement that passes on another payload assigns it. */
  payload: P
  /** The result. A replacement assigns it. */
  result?: R | undefined
  /** The name of the action in errors. Default: no name. */
  action?: string | undefined
  /**
   * Says whether the invocation is aborted. A before-listener that aborts sets it to `true`, and so may your own code.
   */
  aborted?: boolean | undefined
  /** The reason of the abort. */
  abortReason?: unknown
  /** Aborts, if it exists. Without this function, aborting sets `aborted` and `abortReason`. */
  abort?(reason?: unknown): void
}

/** The middleware that `before`, `after` and `replacement` return. koa-compose and `actions.use` accept it. */
export type LiftedMiddleware<C extends StackContext = StackContext> = (ctx: C, next: Next) => Promise<void>
