// Tracks which actions are pending and which run, and refuses invocations that are blocked.

import {
  type ActionMap,
  ActionMisuseError,
  type Actions,
  type AnyActions,
  type Registration,
  type Scope,
  type Signal,
} from '../core/index.js'
import { checkFunction, checkKnown, checkName, checkSignal, readObject } from '../shared/arguments.js'
import { disposable } from '../shared/disposable.js'
import { checkMeant } from '../shared/meant.js'
import { STATE } from '../shared/own.js'
import { printing } from '../shared/print.js'
import { checkActions } from '../shared/sources.js'
import { ActionBlockedError } from './errors.js'
import { statesOf } from './known.js'
import { coveredBy, covers, matches } from './matching.js'
import { PayloadStore } from './store.js'
import type { IdleOptions, PayloadTest, StoredPayload, TrackedState } from './types.js'
import { WorkTracker } from './work.js'

/**
 * Tracks which actions are pending and which run, and blocks actions on request: for buttons that are disabled while an action runs, and
 * for programs that end when their work is done.
 *
 * The state attaches middleware to every action, with `order: -Infinity`, so that it is the outermost. Where other middleware has that
 * order too, call `trackState` before that middleware is attached. The middleware is named `entracte/state`: `explain` and errors show
 * it, recordings and test doubles leave it out. The state also attaches an observer, so that an invocation stops being pending when its
 * caller sees it end. Actions that are observed run each of their functions a little more slowly. Invocations that began before the call
 * are not tracked.
 *
 * @param actions The actions, or a scope of them. With a scope, the state is disposed together with the scope.
 * @throws {TypeError} when `actions` has no `use` or no `observe`.
 *
 * @example
 * const actions = createActions()
 * const state = trackState(actions)
 * state.subscribe((action) => {
 *   if (action === 'Save') saveButton.disabled = state.pending('Save') || state.blocked('Save')
 * })
 */
export function trackState<M extends ActionMap<M> = AnyActions>(actions: Actions<M>): TrackedState<M> {
  checkActions(actions, 'trackState')
  const { states, watchers } = statesOf(actions as Actions)
  const changed = () => {
    for (const watcher of [...watchers]) watcher()
  }
  const state = createState(actions as Actions, () => {
    states.delete(state)
    changed()
  })
  states.add(state)
  changed()
  return state as TrackedState<M>
}

/**
 * Makes a state that is found by nobody.
 *
 * @param ended Called when it has been disposed.
 */
export function createState(actions: Actions, ended: () => void): TrackedState {
  const pending = new PayloadStore()
  const blocked = new PayloadStore()
  const pendingOf = new WeakMap<object, StoredPayload>()
  const drains = new Set<object>()
  const subscribers = new Set<{ readonly listener: (action: string) => unknown }>()
  let disposed = false

  const notify = (action: string): void => {
    for (const { listener } of [...subscribers]) printing(() => listener(action))
  }

  const work = new WorkTracker(notify)

  const add = (store: PayloadStore, action: string, payload: unknown): StoredPayload => {
    const entry = store.add(action, payload)
    notify(action)
    return entry
  }

  const remove = (store: PayloadStore, entry: StoredPayload): void => {
    if (store.delete(entry)) notify(entry.action)
  }

  const checkOpen = (action: string): void => {
    if (!disposed) return
    throw new ActionMisuseError(
      action,
      'Cannot use this state, because it has been disposed: make a new one with trackState',
    )
  }

  const checkAction = (action: unknown): void => {
    checkName(action, 'The name of an action')
    checkMeant(actions, action)
  }

  const removeMiddleware = actions.use(
    (ctx, next) => {
      if (disposed) return next()
      const { action, payload, parent } = ctx
      if (blocked.find(action, (match) => covers(match, payload, action))) throw new ActionBlockedError(action)
      if (drains.size > 0 && parent === undefined) {
        throw new ActionBlockedError(action, 'the state drains: only actions that run may invoke others, with ctx')
      }
      work.admit(ctx)
      pendingOf.set(ctx, add(pending, action, payload))
      return next()
    },
    // By option, since a bundler may rename a function.
    { order: Number.NEGATIVE_INFINITY, name: STATE },
  )
  const stopObserving = actions.observe({
    start: (info) => work.start(info),
    end(info) {
      work.end(info)
      const { ctx, kind } = info
      const entry = kind === 'invocation' ? pendingOf.get(ctx) : undefined
      if (entry !== undefined) remove(pending, entry)
    },
  })

  const dispose = (): void => {
    if (disposed) return
    const names = drains.size > 0 ? actions.actionNames() : []
    disposed = true
    endWithScope?.()
    removeMiddleware()
    stopObserving()
    const running = work.list().map(({ action }) => action)
    const touched = new Set([...pending.actions(), ...blocked.actions(), ...running, ...names])
    pending.clear()
    blocked.clear()
    drains.clear()
    work.close()
    for (const action of touched) notify(action)
    subscribers.clear()
    ended()
  }

  const state: Omit<TrackedState, typeof Symbol.dispose> = {
    block(action, match) {
      checkAction(action)
      checkOpen(action)
      const entry = add(blocked, action, match)
      return registration(() => remove(blocked, entry))
    },

    unblock(action, match) {
      checkAction(action)
      const covered = blocked.filter(action, coveredBy(match))
      for (const entry of covered) blocked.delete(entry)
      if (covered.length > 0) notify(action)
      return covered.length > 0
    },

    pending(action, match) {
      checkAction(action)
      if (match === undefined) return pending.has(action)
      return pending.find(action, (payload) => matches(match, payload, action)) !== undefined
    },

    blocked(action, match) {
      checkAction(action)
      if (drains.size > 0) return true
      if (match === undefined) return blocked.has(action)
      const test: PayloadTest =
        typeof match === 'function'
          ? (stored) => stored === undefined || coveredBy(match)(stored, action)
          : (stored) => matches(stored, match, action)
      return blocked.find(action, test) !== undefined
    },

    drain() {
      checkOpen('')
      const drain = {}
      drains.add(drain)
      const tell = () => {
        for (const action of actions.actionNames()) notify(action)
      }
      if (drains.size === 1) tell()
      return registration(() => {
        if (drains.delete(drain) && drains.size === 0) tell()
      })
    },

    blockedNames: () => (drains.size > 0 ? actions.actionNames() : blocked.actions()),

    running(action, match) {
      if (action === undefined) return work.list()
      checkAction(action)
      return work.list((name, payload) => name === action && matches(match, payload, name))
    },

    async idle(options?: IdleOptions) {
      const given = readObject(options)
      checkKnown(given, ['signal'])
      if (given.signal !== undefined) checkSignal(given.signal)
      return work.untilIdle(given.signal as Signal | undefined)
    },

    subscribe(listener) {
      checkFunction(listener, 'The listener')
      checkOpen('')
      const entry = { listener }
      subscribers.add(entry)
      return registration(() => subscribers.delete(entry))
    },

    dispose,
  }
  // A scope takes the middleware off. The state must not go on saying what is blocked then.
  const endWithScope = (actions as Partial<Scope>).onDispose?.(dispose)
  return disposable(state, dispose) as TrackedState
}

/** Makes a registration of a function that does nothing the second time. */
function registration(undo: () => unknown): Registration {
  const undoing = () => void undo()
  return disposable(undoing, undoing)
}
