// Makes the actions of Flex: the verbs that register, listen, replace, block and invoke.

import {
  type ActionContext,
  type ActionMap,
  type AnyActions,
  createActions as createCore,
  type Observer,
  type PartyKind,
  type Registration,
  type StackEntry,
} from '../core/index.js'
import { disposable } from '../shared/disposable.js'
import { warn } from '../shared/print.js'
import { nameOf } from '../shared/text.js'
import type { PayloadStore } from '../state/index.js'
import { refusal } from './errors.js'
import { emit, FlexState, matching, runInvocation } from './invocation.js'
import type { ActionsManager, ActionsWithPayload, AnyFunction } from './types.js'

/**
 * Makes a set of actions that behave as the actions of the Flex UI do: for tests, and to run plugins that were written for Flex. The set is
 * empty at first.
 *
 * With a map, such as `FlexActions`, names and payloads are typed. Without a map, names and payloads are as loosely typed as in Flex.
 *
 * @example
 * const Actions = createActions<FlexActions>()
 * Actions.registerAction('AcceptTask', async ({ sid }) => desk.accept(sid))
 * Actions.addListener('beforeAcceptTask', ({ sid }, abort) => {
 *   if (sid === 'WT0') abort()
 * })
 * await Actions.invokeAction('AcceptTask', { sid: 'WT1' })
 */
export function createActions<M extends ActionMap<M> = AnyActions>(): ActionsManager<M> {
  const core = createCore()
  const state = new FlexState()
  const { blocked, emitter, pending, registered, replacements } = state
  /** The promise of the invocation that began last, until `invokeAction` returns it to the caller. */
  let begun: Promise<unknown> | undefined

  /** Runs an invocation in Flex's order. It is the only middleware of each action. The outcome that the core makes of it is not used. */
  const enter = (action: string, ctx: ActionContext): void => {
    begun = runInvocation(state, action, ctx)
  }

  const find = (store: PayloadStore, actions: string | readonly string[], payload: unknown): ActionsWithPayload => {
    const found: ActionsWithPayload = {}
    for (const action of Array.isArray(actions) ? actions : [actions]) {
      const entry = store.find(String(action), matching(payload))
      if (!entry) continue
      found[action] = entry.payload
      found.first ??= { action, payload: entry.payload }
    }
    return found
  }

  const verbs = {
    registerAction(name: string, body: AnyFunction, payloadUpdate?: AnyFunction) {
      const action = String(name)
      const known = core.hasAction(coreName(action))
      registered.set(action, { body, payloadUpdate })
      if (known) return
      // It names its payload, so that the core does not take a payload with a signal for options.
      core.registerAction(coreName(action), (_payload) => {})
      core.use(coreName(action), (ctx) => enter(action, ctx))
    },

    invokeAction(name: string, payload?: unknown) {
      try {
        // Not `String(name)`: a symbol is refused.
        const action = `${name}`
        if (!registered.get(action)?.body) throw refusal('Action does not exist', `Action ${action} does not exist!`)
        begun = undefined
        const invoked = core.invokeAction(coreName(action), payload)
        // The core refuses what would overflow the call stack.
        return begun ?? invoked
      } catch (error) {
        return Promise.reject(error)
      }
    },

    replaceAction(name: string, replacement: AnyFunction) {
      const list = replacements.get(String(name)) ?? []
      replacements.set(String(name), list)
      list.push(replacement)
    },

    addListener: (event: string | symbol, listener: AnyFunction) => emitter.addListener(event, listener),

    on(event: string | symbol, listener: AnyFunction) {
      warn('Actions.on is deprecated: use Actions.addListener instead')
      return emitter.addListener(event, listener)
    },

    removeListener: (event: string | symbol, listener: AnyFunction) => emitter.removeListener(event, listener),

    findPendingActions: (actions: string | readonly string[], payload?: unknown) => find(pending, actions, payload),

    findBlockedActions: (actions: string | readonly string[], payload?: unknown) => find(blocked, actions, payload),

    blockAction(action: string, payload?: unknown) {
      blocked.add(`${action}`, payload)
      emit(state, 'actionBlockedChanged', (listener) => listener(true, action, payload))
    },

    unblockAction(action: string, payload?: unknown) {
      const matched = blocked.filter(`${action}`, matching(payload))
      for (const entry of matched) blocked.delete(entry)
      if (matched.length > 0) emit(state, 'actionBlockedChanged', (listener) => listener(false, action, payload))
    },

    observe(observer: Observer): Registration {
      // The core checks the observer. It does not keep it: of these invocations the core would show only the one middleware.
      core.observe(observer)()
      const stopTelling = core.observe({ register: (action) => observer.register?.(action) })
      state.observers = [...state.observers, observer]
      let observing = true
      const undo = () => {
        const at = observing ? state.observers.lastIndexOf(observer) : -1
        observing = false
        stopTelling()
        state.observers = state.observers.filter((_, place) => place !== at)
      }
      return disposable(undo, undo)
    },

    explain(name: string): StackEntry[] {
      // The core checks the name.
      core.explain(name)
      const { body, payloadUpdate } = registered.get(name) ?? {}
      const entries = (kind: PartyKind, functions: readonly (AnyFunction | undefined)[] = []) =>
        functions.flatMap((fn) => (fn ? { kind, name: nameOf(fn), scope: undefined, order: 0, once: false } : []))
      return [
        ...entries('payloadUpdate', [payloadUpdate]),
        ...entries('before', emitter.listeners(`before${name}`)),
        ...entries('replacement', [...(replacements.get(name) ?? [])].reverse()),
        ...entries('core', [body]),
        ...entries('after', emitter.listeners(`after${name}`)),
      ]
    },
  }
  // The verbs accept every value, as Flex does. The map types them for callers only.
  return verbs as ActionsManager as ActionsManager<M>
}

/** Returns the name that an action has in the core. The core refuses the empty name, which Flex accepts. */
function coreName(action: string): string {
  return action === '' ? '""' : action
}

/**
 * Holds the actions that plugins import: one set for the whole page, as in Flex.
 *
 * @example
 * import { Actions } from 'entracte/flex'
 *
 * Actions.addListener('beforeAcceptTask', (payload, abort) => {
 *   if (payload.sid === 'WT0') abort()
 * })
 */
export const Actions: ActionsManager = /* @__PURE__ */ createActions()
