// Defines the types of `entracte/react`.

import type { ReactElement, ReactNode } from 'react'
import type {
  AbortedOutcome,
  ActionContext,
  ActionMap,
  ActionName,
  ActionOutcome,
  Actions,
  AnyActions,
  EventName,
  InputOf,
  InvokeArgumentsOf,
  ListenerOf,
  ListenerOptions,
  Middleware,
  MiddlewareOf,
  MiddlewareOptions,
  Party,
  ReplacementOf,
  ReplaceOptions,
  ResultOf,
  TimedOutOutcome,
} from '../core/index.js'
import type { MatchOf, RunningAction, TrackedState, WatchedState } from '../state/index.js'

/** Options of `useAction`. */
export interface UseActionOptions {
  /**
   * Says when a run is cancelled, with a signal:
   *
   * - `'unmount'`: when the component is unmounted, hidden by `<Activity>`, or given other actions or another name;
   * - `'latest'`: also when a newer run begins, and on `reset`. So only the latest run goes on.
   *
   * A run that begins after that, such as from a timer, is cancelled at once.
   *
   * Default: never. The work goes on, and its outcome is ignored.
   */
  cancel?: 'unmount' | 'latest' | undefined
}

/** What a component shows of the latest run of an action. Fields that the status has nothing to say about are undefined. */
export interface RunFields<Status, Payload, Result, Failure, Reason, By> {
  /** Says how far the run is. `idle` before the first run and after `reset`; otherwise `pending`, or as `settleAction` has it. */
  readonly status: Status
  /** The payload of the run, as it was given. */
  readonly payload: Payload
  /** The result, when the run is done. */
  readonly result: Result
  /** The error, when the run has failed, was aborted, or has taken too long. */
  readonly error: Failure
  /** The reason, when the run was aborted or cancelled. */
  readonly reason: Reason
  /** The party that aborted or failed; null when the party is unknown. */
  readonly by: By
}

/** The latest run of an action. Read `status` first: it decides which fields have a value. */
export type ActionRun<P = unknown, R = unknown> =
  | RunFields<'idle', undefined, undefined, undefined, undefined, undefined>
  | RunFields<'pending', P, undefined, undefined, undefined, undefined>
  | RunFields<'done', P, R, undefined, undefined, undefined>
  | RunFields<'failed', P, undefined, unknown, undefined, Party | null>
  | RunFields<'aborted', P, undefined, AbortedOutcome['error'], unknown, Party | null>
  | RunFields<'cancelled', P, undefined, undefined, unknown, undefined>
  | RunFields<'timedOut', P, undefined, TimedOutOutcome['error'], undefined, undefined>

/**
 * The functions of `useAction`. Each is the same function as long as the action is the same. In an effect, take it out of the object, which
 * changes with the status: an effect that depends on the object runs the action again and again.
 *
 * @example
 * const { run, status } = useAction(actions, 'LoadDocument')
 * useEffect(() => run({ file }), [run, file])
 */
export interface ActionRunner<M extends ActionMap<M>, K extends ActionName<M>> {
  /**
   * Runs the action. It returns nothing and never throws: the component shows how the run ends. Until the first function of the action
   * really waits, everything runs inside the call, so a click keeps its user activation.
   *
   * @example
   * <button onClick={() => saving.run({ file })}>Save</button>
   */
  run(...payloadAndOptions: InvokeArgumentsOf<M, K>): void

  /**
   * Runs the action as `run` does, and resolves with the outcome, as `settleAction` does. It never rejects. The outcome is that of this
   * run, even when a newer run has begun.
   */
  settle(...payloadAndOptions: InvokeArgumentsOf<M, K>): Promise<ActionOutcome<ResultOf<M, K>>>

  /** Goes back to `idle`, and ignores how a pending run ends. With `cancel: 'latest'` the run is cancelled. */
  reset(): void
}

/** What `useAction` returns. */
export type UsedAction<M extends ActionMap<M>, K extends ActionName<M>> = ActionRunner<M, K> &
  ActionRun<InputOf<M, K>, ResultOf<M, K>>

/** Properties of the Provider that `createActionsContext` makes. */
export interface ActionsProviderProps<M extends ActionMap<M>> {
  /** The actions, or a scope of them, that the hooks inside use. */
  actions: Actions<M>
  /** The state that `usePending`, `useBlocked` and `useRunning` ask. Default: the actions. */
  state?: TrackedState<M> | WatchedState<M> | undefined
  /** What is inside. */
  children?: ReactNode
}

/** A Provider, and the hooks that take the actions of the nearest Provider around them. */
export interface ActionsContext<M extends ActionMap<M> = AnyActions> {
  /**
   * Gives the components inside their actions.
   *
   * @throws {TypeError} while rendering, when `actions` are none.
   */
  ActionsProvider(props: ActionsProviderProps<M>): ReactElement

  /**
   * Returns the actions of the nearest Provider. So do all the other hooks, and all of them throw as this one does.
   *
   * @throws {TypeError} when there is no Provider around the component.
   */
  useActions(): Actions<M>

  /** Runs an action from a component, as `useAction` does. */
  useAction<K extends ActionName<M>>(name: K, options?: UseActionOptions): UsedAction<M, K>

  /** Says whether an action is pending, as `usePending` does. */
  usePending<K extends ActionName<M>>(name: K, match?: MatchOf<M, K>): boolean

  /** Says whether an action is blocked, as `useBlocked` does. */
  useBlocked<K extends ActionName<M>>(name: K, match?: MatchOf<M, K>): boolean

  /** Lists the invocations that are at work, as `useRunning` does. */
  useRunning(name?: ActionName<M>): readonly RunningAction[]

  /** Listens while the component is mounted, as `useActionListener` does. */
  useActionListener<E extends EventName<M>>(
    event: E | readonly E[],
    listener: ListenerOf<M, E>,
    options?: ListenerOptions,
  ): void

  /** Replaces an action while the component is mounted, as `useReplacement` does. */
  useReplacement<K extends ActionName<M>>(name: K, replacement: ReplacementOf<M, K>, options?: ReplaceOptions): void

  /** Adds middleware for one action while the component is mounted, as `useMiddleware` does. */
  useMiddleware<K extends ActionName<M>>(name: K, middleware: MiddlewareOf<M, K>, options?: MiddlewareOptions): void
  /** Adds middleware for every action while the component is mounted. */
  useMiddleware(middleware: Middleware<ActionContext<unknown, unknown, M>>, options?: MiddlewareOptions): void
}
