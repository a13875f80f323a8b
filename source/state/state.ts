// Tracks which actions are pending, and refuses invocations that are blocked.

import { type ActionMap, ActionMisuseError, type Actions, type AnyActions, type Registration } from '../core/index.js'
import { checkFunction, checkName } from '../shared/arguments.js'
import { disposable } from '../shared/disposable.js'
import { print } from '../shared/print.js'
import { show } from '../shared/text.js'
import { ActionBlockedError } from './errors.js'
import { PayloadStore } from './store.js'
import type { Match, PayloadTest, StoredPayload, TrackedState } from './types.js'

/**
 * Tracks which actions are pending, and blocks actions on request: for buttons that are disabled while an action runs.
 *
 * The state attaches middleware to every action, with `order: -Infinity`, so that it is the outermost. Where other middleware has that
 * order too, call `trackState` before that middleware is attached. The state also attaches an observer, so that an invocation stops
 * being pending when its caller sees it end. Actions that are observed run each of their functions a little more slowly.
 * Invocations that began before the call are not tracked.
 *
 * @param actions The actions, or a scope of them. With a scope, tracking stops when the scope is disposed.
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
  if (typeof actions?.use !== 'function' || typeof actions.observe !== 'function') {
    throw new TypeError(`trackState takes actions, or a scope of them, got ${show(actions)}`)
  }
  const pending = new PayloadStore()
  const blocked = new PayloadStore()
  const running = new Map<unknown, StoredPayload>()
  const subscribers = new Set<{ readonly listener: (action: string) => unknown }>()
  let disposed = false

  const notify = (action: string): void => {
    for (const { listener } of [...subscribers]) {
      try {
        // A subscriber may be async: its rejection is printed, too.
        Promise.resolve(listener(action)).then(undefined, print)
      } catch (error) {
        print(error)
      }
    }
  }

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

  const removeMiddleware = (actions as Actions).use(
    (ctx, next) => {
      const { action, payload } = ctx
      if (blocked.find(action, (match) => covers(match, payload, action))) throw new ActionBlockedError(action)
      running.set(ctx, add(pending, action, payload))
      return next()
    },
    // By option, since a bundler may rename a function.
    { order: Number.NEGATIVE_INFINITY, name: 'trackState' },
  )
  const stopObserving = actions.observe({
    end({ ctx, kind }) {
      const entry = kind === 'invocation' && running.get(ctx)
      if (!entry) return
      running.delete(ctx)
      remove(pending, entry)
    },
  })

  const dispose = (): void => {
    disposed = true
    removeMiddleware()
    stopObserving()
    const touched = new Set([...pending.actions(), ...blocked.actions()])
    pending.clear()
    blocked.clear()
    running.clear()
    for (const action of touched) notify(action)
    subscribers.clear()
  }

  const state: Omit<TrackedState, typeof Symbol.dispose> = {
    block(action, match) {
      checkName(action, 'The name of an action')
      checkOpen(action)
      const entry = add(blocked, action, match)
      return registration(() => remove(blocked, entry))
    },

    unblock(action, match) {
      checkName(action, 'The name of an action')
      const covered = blocked.filter(action, coveredBy(match))
      for (const entry of covered) blocked.delete(entry)
      if (covered.length > 0) notify(action)
      return covered.length > 0
    },

    pending(action, match) {
      checkName(action, 'The name of an action')
      if (match === undefined) return pending.has(action)
      return pending.find(action, (payload) => covers(match, payload, action)) !== undefined
    },

    blocked(action, match) {
      checkName(action, 'The name of an action')
      if (match === undefined) return blocked.has(action)
      const test: PayloadTest =
        typeof match === 'function'
          ? (stored) => stored === undefined || coveredBy(match)(stored, action)
          : (stored) => covers(stored, match, action)
      return blocked.find(action, test) !== undefined
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
  return disposable(state, dispose) as TrackedState as TrackedState<M>
}

/** Returns whether `match` matches a payload. */
function covers(match: Match, payload: unknown, action: string): boolean {
  if (match === undefined || Object.is(match, payload)) return true
  if (typeof match === 'function') return Boolean((match as PayloadTest)(payload, action))
  if (!isObject(match) || !isObject(payload)) return false
  const keys = Object.keys(match)
  return keys.length > 0 && keys.every((key) => Object.is(match[key], payload[key]))
}

/** Returns a test that says whether `match` covers a stored match: whether every payload of the stored match is one of `match`. */
function coveredBy(match: Match): PayloadTest<Match> {
  // A stored match that is undefined or a function has no payload to compare.
  return (stored, action) =>
    stored === undefined || typeof stored === 'function'
      ? match === undefined || match === stored
      : covers(match, stored, action)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Makes a registration of a function that does nothing the second time. */
function registration(undo: () => unknown): Registration {
  const undoing = () => void undo()
  return disposable(undoing, undoing)
}
