// Defines the types of a test: what can be tested, what is seen, and what can be expected.

import type { Observer, Registration, StackEntry } from '../core/index.js'

/**
 * The verbs that `createTestActions` needs of the actions that it is given. The actions of `entracte` have them, and so do their scopes, and
 * the actions of `entracte/flex`.
 */
export interface Testable {
  /** Registers an action with its core. */
  registerAction(name: never, core: never, ...options: never[]): unknown
  /** Runs an action. */
  invokeAction(name: never, ...payloadAndOptions: never): Promise<unknown>
  /** Returns the parties of an action, with a core when the action is registered. */
  explain(name: string): readonly StackEntry[]
  /** Calls the observer when a party or an invocation starts and ends. */
  observe(observer: Observer): Registration
}

/** The names under which actions of the type `A` can be registered. */
export type TestableName<A extends Testable> = Parameters<A['registerAction']>[0] & string

/** Options of `createTestActions`. */
export interface TestOptions {
  /**
   * Decides what happens when a name is invoked that is not registered. With `'reject'`, the invocation rejects, as it does without a
   * double. With `'stub'`, the double first registers a stub; the stub is removed when the plugin registers the name later. Default
   * `'reject'`.
   *
   * The option counts for `test.actions`, its scopes, and every `ctx`. It does not count for calls on the actions that were
   * given to `createTestActions`.
   */
  unknown?: 'reject' | 'stub' | undefined
}

/** Options of `idle`. */
export interface IdleOptions {
  /** The longest time to wait, in milliseconds: 1 to 2_147_483_647. Default 1_000, which is less than the time limits of test runners. */
  timeout?: number | undefined
}

/** A call that reached a core. */
export interface SeenCall {
  /** The name of the action. */
  readonly action: string
  /**
   * The payload that the core was called with. Plain objects and arrays are copied at the time of the call. Other values, such as an
   * instance of a class, are kept as they are.
   */
  readonly payload: unknown
  /** The outcome of the core so far. */
  readonly outcome: 'running' | 'done' | 'failed'
  /**
   * The value that the core has returned, or resolved with. Undefined until then. Always undefined for a core that was not registered
   * through `test.actions`: its results cannot be seen.
   */
  readonly result: unknown
}

/** An invocation that was aborted. */
export interface SeenAbort {
  /** The name of the action. */
  readonly action: string
  /** The party that aborted, as in `Seen.ran`: `'before askFirst'`. Undefined when the party cannot be told. */
  readonly by: string | undefined
  /** The reason that `abort(reason)` was given. */
  readonly reason: unknown
}

/** An error. It is listed once, for the function that threw it first, and not again for the functions that it passed through. */
export interface SeenError {
  /** The name of the action. */
  readonly action: string
  /**
   * The place of the error. A party, as in `Seen.ran`. Or `'invocation'` when the error is of no party, such as when a time limit ran out, or
   * Flex refuses a pending action. Or `'refused'` when the invocation never began.
   */
  readonly at: string
  /** The `name` of the error. Undefined when the thrown value has no name. */
  readonly name: string | undefined
  /** The `message` of the error, or the thrown value as text. */
  readonly message: string
  /** The thrown value. */
  readonly error: unknown
}

/** Lists of what was seen, each in the order in which it happened. */
export interface Seen {
  /** The calls that reached a core. Calls are missing that a listener aborted, or for which a replacement did not call `original`. */
  readonly calls: readonly SeenCall[]
  /**
   * The functions that have started, as in `'before askFirst'`: the kind, followed by the name if the function has a name. A core is
   * `'core'`. In the list of all actions, the name of the action comes first: `'AcceptTask before askFirst'`.
   * The middleware of `trackState` is not in the list.
   */
  readonly ran: readonly string[]
  /** The invocations that were aborted. An invocation is not in the list when middleware has given it a result after the abort. */
  readonly aborts: readonly SeenAbort[]
  /** The errors. Errors that reject no invocation are in the list, too: errors of after-listeners, and errors that were caught. */
  readonly errors: readonly SeenError[]
}

/**
 * The lists that are expected. A list has to have all entries, in their order; an empty list expects that nothing was seen. Lists that are
 * left out are not compared. Of each entry only the fields that are given are compared, each deeply.
 */
export interface Expectation {
  /** The expected calls, such as `[{ payload: { sid: 'WT1' } }]`. */
  readonly calls?: readonly Partial<SeenCall>[] | undefined
  /** The expected functions, such as `['before askFirst', 'core']`. */
  readonly ran?: readonly string[] | undefined
  /** The expected aborts, such as `[{ by: 'before askFirst', reason: 'the agent said no' }]`. */
  readonly aborts?: readonly Partial<SeenAbort>[] | undefined
  /** The expected errors, such as `[{ message: 'We are closed' }]`. */
  readonly errors?: readonly Partial<SeenError>[] | undefined
}

/** A test double: actions that behave as the real actions do, and remember what ran. */
export interface TestActions<A extends Testable> {
  /**
   * The object to give to the plugin in place of the actions: the same verbs, with the same behaviour. It stays the same object after
   * `reset`, so that a module may keep it.
   */
  readonly actions: A

  /**
   * Registers cores that do nothing and return undefined. To register a core that does something, use `test.actions.registerAction`: its
   * calls are seen, too.
   *
   * @throws {TypeError} when a name is not a string, such as an array or a core. Nothing is registered then.
   * @throws the error of `registerAction`, when a name is registered already, or is empty.
   *
   * @example
   * test.stub('AcceptTask', 'SendMessage')
   */
  stub(...names: TestableName<A>[]): void

  /**
   * Returns what was seen of one action, or of all actions.
   *
   * @throws {TypeError} when there is no such action: nothing is registered, attached, or seen under that name. With `unknown: 'stub'`,
   *   every name is accepted.
   *
   * @example
   * const [call] = test.seen('SendMessage').calls
   */
  seen(name?: TestableName<A>): Seen

  /**
   * Compares what was seen of one action, or of all actions, with what is expected. Matchers such as jest's and vitest's
   * `expect.any(String)`, which have an `asymmetricMatch`, are called.
   *
   * @throws {ExpectationError} when a list differs. Its message has the timeline.
   * @throws {TypeError} when no list is expected, a list or an entry is wrong, or there is no such action.
   *
   * @example
   * test.expect('AcceptTask', { calls: [], aborts: [{ by: 'before askFirst', reason: 'the agent said no' }] })
   * test.expect({ errors: [] })
   */
  expect(name: TestableName<A>, expectation: Expectation): void
  expect(expectation: Expectation): void

  /**
   * Returns a text of what ran, made by `formatTimeline` of `entracte/devtools`, followed by the invocations that were refused.
   *
   * @example
   * console.log(test.timeline())
   */
  timeline(): string

  /**
   * Waits until every invocation has settled, nested invocations and invocations without `await` included, and every function that goes on
   * after its invocation has ended. Then lets timers that are due run, and waits again when they start an invocation. It works with fake
   * timers, if the timers were faked after this module was loaded. If they were faked before, or by Bun, it rejects within about a second.
   *
   * It does not wait for work that no invocation waits for, such as a `fetch` without `await`.
   *
   * @throws {NotIdleError} when the wait takes longer than `timeout`, or when it finds that timers are faked. The error names what still runs, and its message has the timeline.
   * @throws {TypeError} when `timeout` is not a number, or there is another option.
   * @throws {RangeError} when `timeout` is out of range.
   *
   * @example
   * button.click()
   * await test.idle()
   */
  idle(options?: IdleOptions): Promise<void>

  /** Forgets what was seen. What is attached stays attached. */
  clear(): void

  /**
   * Forgets what was seen, and undoes all that was attached through `test.actions`, stubs included. Disposes the scopes that were made
   * through it, and so its plugins. Invocations that still run go on: wait for `idle` first.
   *
   * If `createTestActions` was given a function that makes actions, `reset` makes new actions. If it was given actions, `reset` undoes what
   * can be undone: a core that was replaced with `override` does not come back.
   *
   * @throws {TypeError} when `createTestActions` was given actions that cannot undo what was attached, such as the actions of
   *   `entracte/flex`. Give it the function that makes them.
   *
   * @example
   * test.before.each(() => double.reset()) // uvu
   * beforeEach(() => double.reset()) // jest, vitest
   */
  reset(): void

  /**
   * Undoes all that was attached through `test.actions`, and stops watching. What was seen is kept. A second call does nothing.
   *
   * @throws {TypeError} as `reset` does, after watching has stopped.
   */
  dispose(): void
  [Symbol.dispose](): void
}
