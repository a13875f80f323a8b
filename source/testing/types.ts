/// <reference lib="esnext.disposable" preserve="true" />
// The words of a test: what can be tested, what is seen of it, and what can be expected.

import type { Observer, Registration, StackEntry } from '../core/index.js'

/**
 * What `createTestActions` needs of the actions that it is given: those of entracte have it, those of entracte/flex, and
 * every scope.
 */
export interface Testable {
  /** Gives an action its core. */
  registerAction(name: never, core: never, ...options: never[]): unknown
  /** Runs an action. */
  invokeAction(name: never, payload: never, ...options: never[]): Promise<unknown>
  /** Shows what an action is made of: a core when it is registered. */
  explain(name: string): readonly StackEntry[]
  /** Tells of every party and every invocation that starts and ends. */
  observe(observer: Observer): Registration
}

/** The names that actions of the type `A` can be registered by. */
export type TestableName<A extends Testable> = Parameters<A['registerAction']>[0] & string

/** Options of `createTestActions`. */
export interface TestOptions {
  /**
   * What comes of invoking a name that nobody has registered. `'reject'`: what comes of it otherwise, a rejection.
   * `'stub'`: a stub is registered for it first, which makes way when somebody registers the name after all. Default `'reject'`.
   *
   * It holds for `test.actions`, its scopes, and every `ctx.invokeAction`. Whoever holds on to the actions that were given
   * to `createTestActions` invokes past it.
   */
  unknown?: 'reject' | 'stub' | undefined
}

/** Options of `idle`. */
export interface IdleOptions {
  /** How long to wait at most, in milliseconds, 1 to 2_147_483_647. Default 1_000, so that it ends before the runner's own limit. */
  timeout?: number | undefined
}

/** One call that reached a core. */
export interface SeenCall {
  /** The name of the action. */
  readonly action: string
  /**
   * What the core was called with, as it was then: plain objects and arrays are copied, everything else, such as an
   * instance of a class, is kept as it is.
   */
  readonly payload: unknown
  /** How it went so far. */
  readonly outcome: 'running' | 'done' | 'failed'
  /**
   * What it returned, or resolved with. Undefined until then; and of a core that was registered past `test.actions`, whose
   * results nobody can see.
   */
  readonly result: unknown
}

/** One invocation that was aborted. */
export interface SeenAbort {
  /** The name of the action. */
  readonly action: string
  /** Who aborted it, as in `Seen.ran`: `'before askFirst'`. Undefined when it cannot be told. */
  readonly by: string | undefined
  /** What was given to `abort(reason)`, as it was given. */
  readonly reason: unknown
}

/** One error, listed where it came up first, and not again for those that it passed through. */
export interface SeenError {
  /** The name of the action. */
  readonly action: string
  /**
   * Whose error it was: a party as in `Seen.ran`, `'invocation'` when it was none of them, as when time ran out or Flex says that it is pending, or `'refused'` when the
   * invocation never began.
   */
  readonly at: string
  /** The `name` of the error; undefined when what was thrown has none. */
  readonly name: string | undefined
  /** Its `message`, or what was thrown as text. */
  readonly message: string
  /** What was thrown. */
  readonly error: unknown
}

/** All that was seen, each list in the order in which it happened. */
export interface Seen {
  /** The calls that reached a core: not those that a listener aborted, or that a replacement kept to itself. */
  readonly calls: readonly SeenCall[]
  /**
   * Every function that has started, in the words `'before askFirst'`: the kind, then the name if it has one. A core is
   * `'core'`. When it is asked for all actions, the action's name comes first: `'AcceptTask before askFirst'`.
   */
  readonly ran: readonly string[]
  /** The invocations that were aborted. One that middleware has given a result instead is none. */
  readonly aborts: readonly SeenAbort[]
  /** Every error, also those that reject nothing, such as an after-listener's, or one that was caught and handled. */
  readonly errors: readonly SeenError[]
}

/**
 * What shall have been seen: each list that is given, in full and in order; `[]` when nothing shall have been. Of an entry only
 * the fields that are given are compared, each deeply.
 */
export interface Expectation {
  /** As in `[{ payload: { sid: 'WT1' } }]`. */
  readonly calls?: readonly Partial<SeenCall>[] | undefined
  /** As in `['before askFirst', 'core']`. */
  readonly ran?: readonly string[] | undefined
  /** As in `[{ by: 'before askFirst', reason: 'the agent said no' }]`. */
  readonly aborts?: readonly Partial<SeenAbort>[] | undefined
  /** As in `[{ message: 'We are closed' }]`. */
  readonly errors?: readonly Partial<SeenError>[] | undefined
}

/** A test double: actions that behave as the real ones do, and tell what they saw. */
export interface TestActions<A extends Testable> {
  /**
   * What the plugin is given in place of the actions: the same verbs, with the same behaviour. It stays the same object
   * over every `reset`, so that a module may hold on to it.
   */
  readonly actions: A

  /**
   * Registers cores that do nothing and return undefined. For one that does something, register it as always, through
   * `test.actions`: it is seen all the same.
   *
   * @throws what `registerAction` throws, when a name is taken or no name.
   *
   * @example
   * test.stub('AcceptTask', 'SendMessage')
   */
  stub(...names: TestableName<A>[]): void

  /**
   * What was seen of one action, or of all.
   *
   * @throws {TypeError} when there is no such action: nothing is registered, attached, or seen by that name. With `unknown: 'stub'`
   *   every name will do.
   *
   * @example
   * const [call] = test.seen('SendMessage').calls
   */
  seen(name?: TestableName<A>): Seen

  /**
   * Holds what was seen of one action, or of all, against what is expected. The `asymmetricMatch` of a value, as jest's and
   * vitest's `expect.any(String)` has it, is asked.
   *
   * @throws {ExpectationError} when they differ, with the timeline in its message.
   * @throws {TypeError} when nothing is expected, something is that there is not, or there is no such action.
   *
   * @example
   * test.expect('AcceptTask', { calls: [], aborts: [{ by: 'before askFirst', reason: 'the agent said no' }] })
   * test.expect({ errors: [] })
   */
  expect(name: TestableName<A>, expectation: Expectation): void
  expect(expectation: Expectation): void

  /**
   * What ran, as text: what `formatTimeline` of entracte/devtools makes of it, and the invocations that were refused.
   *
   * @example
   * console.log(test.timeline())
   */
  timeline(): string

  /**
   * Waits until everything that was started has settled: invocations, nested ones and those that nobody awaits, and functions that
   * go on after their invocation has ended. Then lets all that is due run, and looks again, so that what one of them starts
   * next is waited for, too. It works with faked timers, if they were faked after this module was loaded.
   *
   * It cannot know of work that runs beside them, such as a `fetch` that nobody waits for.
   *
   * @throws {NotIdleError} when that takes longer than `timeout`: it names what still runs, and prints the timeline.
   * @throws {TypeError | RangeError} when `timeout` is no number, or out of range.
   *
   * @example
   * button.click()
   * await test.idle()
   */
  idle(options?: IdleOptions): Promise<void>

  /** Forgets what was seen. What is attached stays. */
  clear(): void

  /**
   * Forgets what was seen, and takes off all that was attached through `test.actions`, stubs included. What still runs goes on: wait for
   * `idle` first.
   *
   * Given a function that makes actions, it makes new ones. Given the actions themselves, it takes off what can be: a core that
   * an `override` has displaced does not come back.
   *
   * @throws {TypeError} when it was given actions that cannot be undone, as those of entracte/flex: give it the function that
   *   makes them.
   *
   * @example
   * test.before.each(() => double.reset()) // uvu
   * beforeEach(() => double.reset()) // jest, vitest
   */
  reset(): void

  /** Does what `reset` does, and stops watching: the actions are as they were before. A second time does nothing. */
  dispose(): void
  [Symbol.dispose](): void
}
