// Tells what an action does as snapshots, in the form that user interfaces take.

import type { ActionMap, ActionName, AnyActions } from '../core/index.js'
import { checkFunction, checkName } from '../shared/arguments.js'
import { disposable } from '../shared/disposable.js'
import { printing } from '../shared/print.js'
import type { ActionSnapshot, ActionStore, MatchOf, RunningAction, StateSource, WatchedState } from './types.js'
import { watchFor } from './watch.js'

const EMPTY: ActionSnapshot = { pending: false, blocked: false, running: [] }

/**
 * Makes a store of what an action does: whether it is pending, whether it is blocked, and what of it runs. It fits React's
 * `useSyncExternalStore`, `svelte/store` and Solid's `from` as it is, and the signals of others with one line.
 *
 * It attaches something to the actions only while it has subscribers, as `watchState` says. So nothing has to be disposed.
 *
 * @param source Actions, a scope of them, or a state of `trackState`. Blocks are found in every state that `trackState` has made of the
 *   same actions, through whichever scope.
 * @param name The name of the action. Default: all actions together.
 * @param match Selects invocations by their payload, as for `pending` and `blocked` of `trackState`. Default: all.
 * @throws {TypeError} when `source` is none of these, when `name` is not a string or is empty, or when there is a `match` and no name.
 *
 * @example
 * const saving = actionStore(actions, 'SaveDocument')
 * const stop = saving.subscribe(({ pending, blocked }) => {
 *   saveButton.disabled = pending || blocked
 * })
 */
export function actionStore<M extends ActionMap<M> = AnyActions, K extends ActionName<M> = ActionName<M>>(
  source: StateSource<M>,
  name?: K,
  match?: MatchOf<M, K>,
): ActionStore {
  const watched = watchFor('actionStore', source) as WatchedState
  if (name !== undefined) checkName(name, 'The name of an action')
  else if (match !== undefined)
    throw new TypeError('actionStore takes a match only together with the name of an action')
  let snapshot = EMPTY

  const get = (): ActionSnapshot => {
    const running = watched.running(name, match)
    const now = {
      pending: running.some((each) => !each.callerGone),
      blocked: name === undefined ? watched.blockedNames().length > 0 : watched.blocked(name, match),
    }
    const isSameWork = areSame(running, snapshot.running)
    if (!isSameWork || now.pending !== snapshot.pending || now.blocked !== snapshot.blocked) {
      snapshot = { ...now, running: isSameWork ? snapshot.running : running }
    }
    return snapshot
  }

  return {
    get,

    subscribe(listener) {
      checkFunction(listener, 'The listener')
      let told: ActionSnapshot | undefined
      let isLeft = false
      const tell = (): void => {
        const now = get()
        if (now === told) return
        told = now
        printing(() => listener(now))
      }
      const unsubscribe = watched.subscribe((action) => {
        // Another listener of the same change may have ended this subscription.
        if (!isLeft && (name === undefined || action === name)) tell()
      })
      const stop = () => {
        isLeft = true
        unsubscribe()
      }
      try {
        tell()
      } catch (error) {
        stop()
        throw error
      }
      return disposable(stop, stop)
    },
  }
}

function areSame(some: readonly RunningAction[], others: readonly RunningAction[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ id, callerGone }, i) => id === others[i]?.id && callerGone === others[i]?.callerGone)
  )
}
