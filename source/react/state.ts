// Tells components what is pending, blocked and running.

import { useInsertionEffect, useMemo, useSyncExternalStore } from 'react'
import type { ActionMap, ActionName, AnyActions } from '../core/index.js'
import { checkName } from '../shared/arguments.js'
import { isState } from '../shared/sources.js'
import {
  actionStore,
  type MatchOf,
  type RunningAction,
  type StateSource,
  type WatchedState,
  watchState,
} from '../state/index.js'

/** What a server shows, and a page before it is hydrated. */
const NOTHING: readonly RunningAction[] = []

/**
 * Returns whether an invocation of the action is pending: it has begun, and its caller still waits. The component is rendered again when
 * the answer changes. On a server, and while a page is hydrated, the answer is false.
 *
 * Given actions, it tracks them while such a component is mounted, as `watchState` says. So it does not know what began earlier: where that
 * counts, call `trackState` when you make the actions.
 *
 * @param source Actions, a scope of them, or a state of `trackState`. Where it has been disposed, this is printed once with
 *   `console.error`, and the answer is false.
 * @param match Selects invocations by their payload, as for `pending` of `trackState`. It does not have to be memoized.
 * @throws {TypeError} while rendering, when `source` is none of these, or the name is not a string or is empty.
 *
 * @example
 * const pending = usePending(actions, 'SaveDocument', { file })
 */
export function usePending<M extends ActionMap<M> = AnyActions, K extends ActionName<M> = ActionName<M>>(
  source: StateSource<M>,
  name: K,
  match?: MatchOf<M, K>,
): boolean {
  return useAnswer('usePending', 'pending', source, name, match)
}

/**
 * Returns whether an invocation of the action would be refused now, because a state of `trackState` blocks it. Everything else is as for
 * `usePending`. Given actions, it finds the blocks of every state that `trackState` has made of the same actions.
 *
 * @example
 * const blocked = useBlocked(state, 'SaveDocument', { file })
 */
export function useBlocked<M extends ActionMap<M> = AnyActions, K extends ActionName<M> = ActionName<M>>(
  source: StateSource<M>,
  name: K,
  match?: MatchOf<M, K>,
): boolean {
  return useAnswer('useBlocked', 'blocked', source, name, match)
}

/**
 * Returns the invocations that are at work, in the order in which they began. It is the same array until something changes. On a server,
 * and while a page is hydrated, it is empty. Everything else is as for `usePending`.
 *
 * @param name The name of the action. Default: all actions.
 *
 * @example
 * const count = useRunning(actions).length
 */
export function useRunning<M extends ActionMap<M> = AnyActions>(
  source: StateSource<M>,
  name?: ActionName<M>,
): readonly RunningAction[] {
  const watched = useWatched('useRunning', source)
  const store = useMemo(() => actionStore(watched, name), [watched, name])
  return useSyncExternalStore(
    store.subscribe,
    () => store.get().running,
    () => NOTHING,
  )
}

function useWatched<M extends ActionMap<M>>(hook: string, source: StateSource<M>): WatchedState<M> {
  // So that the error names the hook.
  isState(source, hook)
  const watched = watchState(source)
  // An action that the effect of another component starts must be seen. So tracking begins before all those effects.
  useInsertionEffect(() => watched.subscribe(nothing), [watched])
  return watched
}

/** Asks one question of one action, and renders the component again when the answer changes. */
function useAnswer<M extends ActionMap<M>, K extends ActionName<M>>(
  hook: string,
  question: 'pending' | 'blocked',
  source: StateSource<M>,
  name: K,
  match: MatchOf<M, K> | undefined,
): boolean {
  const watched = useWatched(hook, source)
  checkName(name, 'The name of an action')
  return useSyncExternalStore(watched.subscribe, () => watched[question](name, match), no)
}

function no(): false {
  return false
}

function nothing(): void {}
