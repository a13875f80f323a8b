// Watches actions for as long as there are subscribers.

import type { ActionMap, Actions, AnyActions, Registration } from '../core/index.js'
import { checkFunction, checkName } from '../shared/arguments.js'
import { disposable } from '../shared/disposable.js'
import { print, printing } from '../shared/print.js'
import { isState } from '../shared/sources.js'
import { statesOf } from './known.js'
import { createState } from './state.js'
import type { RunningAction, StateSource, TrackedState, WatchedState } from './types.js'

type Subscriber = (action: string) => unknown

/** The watched state of each source. */
const WATCHED = new WeakMap<object, WatchedState>()

/**
 * Returns what tells which actions are pending, blocked and running, for code that must not leave anything behind: hooks and stores of user
 * interfaces. It is the same object each time for the same source.
 *
 * For actions, it asks every state that `trackState` has made of them or of their scopes. Without such a state, it tracks the actions itself,
 * from the first subscriber on until the last has gone and nothing runs any more. So it does not know invocations that began before the
 * first subscriber came: where they count, call `trackState` when you make the actions.
 *
 * `subscribe` does not throw where the state or the scope has been disposed. It prints this once with `console.error`.
 *
 * @param source Actions, a scope of them, or a state of `trackState`.
 * @throws {TypeError} when `source` is none of these.
 *
 * @example
 * const watched = watchState(actions)
 * const stop = watched.subscribe((action) => console.log(action, watched.pending(action)))
 */
export function watchState<M extends ActionMap<M> = AnyActions>(source: StateSource<M>): WatchedState<M> {
  return watchFor('watchState', source)
}

/** Does what `watchState` does for another function, which is named in the error. */
export function watchFor<M extends ActionMap<M>>(caller: string, source: StateSource<M>): WatchedState<M> {
  const isWatchable = isState(source, caller)
  let watched = WATCHED.get(source)
  if (watched === undefined) {
    watched = forgiving(isWatchable ? (source as WatchedState) : watchActions(source as Actions))
    WATCHED.set(source, watched)
    // Watched a second time, it stays what it is.
    WATCHED.set(watched, watched)
  }
  return watched as WatchedState<M>
}

/** Returns the same state, whose `subscribe` prints that the source has been disposed. */
function forgiving(state: WatchedState): WatchedState {
  const { pending, blocked, blockedNames, running } = state
  let said = false
  return {
    pending,
    blocked,
    blockedNames,
    running,
    subscribe(listener) {
      try {
        return state.subscribe(listener)
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'ACTION_MISUSE') throw error
        if (!said) print(error)
        said = true
        return disposable(
          () => {},
          () => {},
        )
      }
    },
  }
}

function watchActions(actions: Actions): WatchedState {
  const known = statesOf(actions)
  const subscribers = new Set<{ readonly listener: Subscriber }>()
  const followed = new Map<TrackedState, Registration>()
  /** The state that was made here, because there was no other. */
  let own: TrackedState | undefined

  const states = (): TrackedState[] => (own === undefined ? [...known.states] : [own, ...known.states])

  const tell = (action: string): void => {
    for (const { listener } of [...subscribers]) printing(() => listener(action))
    letGo()
  }

  const follow = (): void => {
    if (states().length === 0) own = createState(actions, ended)
    known.watchers.add(changed)
    for (const state of states()) if (!followed.has(state)) followed.set(state, state.subscribe(tell))
  }

  /** Ends what nobody needs. The own state stays while something runs, so that who subscribes again still finds it. */
  const letGo = (): void => {
    if (subscribers.size > 0 || (own !== undefined && own.running().length > 0)) return
    known.watchers.delete(changed)
    for (const stop of followed.values()) stop()
    followed.clear()
    own?.dispose()
  }

  const ended = (): void => {
    own = undefined
    changed()
  }

  const changed = (): void => {
    for (const state of followed.keys()) if (!states().includes(state)) followed.delete(state)
    try {
      if (subscribers.size > 0) follow()
    } catch {
      // The scope has been disposed, and the state with it: the subscribers have been told that nothing runs.
    }
  }

  const ask = (action: string, question: (state: TrackedState) => boolean): boolean => {
    checkName(action, 'The name of an action')
    return states().some(question)
  }

  return {
    pending: (action, match) => ask(action, (state) => state.pending(action, match)),

    blocked: (action, match) => ask(action, (state) => state.blocked(action, match)),

    blockedNames: () => [...new Set(states().flatMap((state) => state.blockedNames()))],

    running(action, match) {
      const lists = states().map((state) => state.running(action, match))
      const found = ([] as RunningAction[]).concat(...lists).sort((one, other) => one.id - other.id)
      // Several states may know the same invocation, and one state has it once. Not to look takes a fifth of the time, for 3 000 that run.
      // A store asks again at each change.
      return lists.length < 2 ? found : found.filter(({ id }, index) => id !== found[index - 1]?.id)
    },

    subscribe(listener) {
      checkFunction(listener, 'The listener')
      const entry = { listener }
      subscribers.add(entry)
      try {
        follow()
      } catch (error) {
        subscribers.delete(entry)
        throw error
      }
      const stop = () => {
        if (subscribers.delete(entry)) letGo()
      }
      return disposable(stop, stop)
    },
  }
}
