// Decides what the verbs do: what can be attached to actions, through which scope, and how it is undone.

import { checkFunction, checkName, readObject, refuse } from '../shared/arguments.js'
import { disposable } from '../shared/disposable.js'
import { nearest } from '../shared/nearest.js'
import { print } from '../shared/print.js'
import { quote, show } from '../shared/text.js'
import { checkObserver, parseEvent, readOptions } from './arguments.js'
import { createAction, createAttachment, createRegistration, newestOf, partsOf } from './attachments.js'
import { ActionMisuseError, DuplicateActionError } from './errors.js'
import type { Owner } from './parts.js'
import { nothing } from './promises.js'
import { Registry } from './registry.js'
import { explained } from './stack.js'
import type { ActionMap, Actions, ActionsOptions, AnyActions, InvokeOptions, Registration, Scope } from './types.js'

/**
 * Makes a set of actions, empty at first.
 *
 * @throws {TypeError} when `onListenerError` is not a function or `maxDepth` not a number.
 * @throws {RangeError} when `maxDepth` is negative or NaN.
 *
 * @example
 * interface Desk {
 *   AcceptTask(payload: { sid: string }): Promise<Task>
 * }
 * const actions = createActions<Desk>()
 *
 * actions.registerAction('AcceptTask', ({ sid }) => desk.accept(sid))
 * actions.addListener('beforeAcceptTask', ({ sid }, abort) => {
 *   if (!confirm(`Take ${sid}?`)) abort('the agent said no')
 * })
 * await actions.invokeAction('AcceptTask', { sid: 'WT1' })
 */
export function createActions<M extends ActionMap<M> = AnyActions>(options?: ActionsOptions): Actions<M> {
  const { onListenerError = print, maxDepth = 100 } = readObject(options)
  checkFunction(onListenerError, 'The option onListenerError')
  if (typeof maxDepth !== 'number') refuse('The option maxDepth', 'a number', maxDepth)
  if (!(maxDepth >= 0)) refuse('The option maxDepth', '0 or more', maxDepth, RangeError)
  return createVerbs(new Registry(onListenerError as never, maxDepth), undefined) as Actions as Actions<M>
}

const NAME = 'The name of an action'

/** Makes the verbs over a registry, for one scope or for the actions themselves. They work detached. */
function createVerbs(registry: Registry, owner: Owner | undefined): Omit<Scope, 'dispose' | typeof Symbol.dispose> {
  const { actions } = registry

  const checkOpen = (action = '') => {
    if (!owner?.disposed) return
    const scope = quote(owner.name)
    throw new ActionMisuseError(
      action,
      `Cannot attach anything through the scope ${scope}, because it has been disposed: make a new one with scope(${scope})`,
    )
  }

  /** @param name Undefined for every action. */
  const attach = (
    name: string | undefined,
    given: Parameters<typeof createAttachment>[0],
    signal: AbortSignal | undefined,
  ): Registration => {
    checkOpen(name)
    if (signal?.aborted) return createRegistration(nothing, {})
    return registry.attach(name === undefined ? registry.everyAction : registry.action(name), given, owner, signal)
  }

  return {
    registerAction(name: unknown, core: unknown, third?: unknown) {
      checkName(name, NAME)
      checkFunction(core, 'The core of the action', name)
      const options = readOptions(typeof third === 'function' ? { payloadUpdate: third } : third)
      const { signal, payloadUpdate, timeout, terminal, override } = options
      checkOpen(name)
      if (registry.has(name) && !override) throw new DuplicateActionError(name)
      if (signal?.aborted) return createRegistration(nothing, {})
      const action = registry.action(name)
      const registered = {
        core: createAttachment({ kind: 'core', fn: core, name: options.name, timeout }, action, owner),
        payloadUpdate: payloadUpdate && createAttachment({ kind: 'payloadUpdate', fn: payloadUpdate }, action, owner),
        terminal,
      }
      return registry.register(registered, owner, signal)
    },

    unregisterAction(name: unknown) {
      checkName(name, NAME)
      const registered = actions.get(name)?.registered
      registered?.core.undo()
      return registered !== undefined
    },

    invokeAction: (name: unknown, payload?: unknown, options?: InvokeOptions) =>
      registry.invoke(name, payload, options, undefined) as Promise<never>,

    addListener(event: unknown, listener: unknown, given?: unknown) {
      const [kind, action] = parseEvent(event)
      checkFunction(listener, 'The listener for', event)
      const { signal, name, order, once, timeout } = readOptions(given)
      return attach(action, { kind, fn: listener, event: event as string, name, order, once, timeout }, signal)
    },

    removeListener(event: unknown, listener: unknown) {
      const [kind, action] = parseEvent(event)
      checkFunction(listener, 'The listener for', event)
      const newest = newestOf(actions.get(action), kind, listener, owner)
      newest?.undo()
      return newest !== undefined
    },

    replaceAction(action: unknown, replacement: unknown, options?: unknown) {
      checkName(action, NAME)
      checkFunction(replacement, 'The replacement of the action', action)
      const { signal, name } = readOptions(options)
      return attach(action, { kind: 'replacement', fn: replacement, name }, signal)
    },

    use(...given: unknown[]) {
      const forEvery = typeof given[0] === 'function'
      const [action, middleware, options] = forEvery ? [undefined, ...given] : given
      if (!forEvery && (typeof action !== 'string' || action === '')) {
        throw new TypeError(`use takes middleware, or the name of an action and middleware, got ${show(action)}`)
      }
      checkFunction(middleware, 'The middleware of the action', action)
      const { signal, name, order } = readOptions(options)
      return attach(action as string | undefined, { kind: 'middleware', fn: middleware, name, order }, signal)
    },

    hasAction: (name: unknown) => registry.has(name),

    actionNames: () => registry.names(),

    explain: ((name?: unknown) => {
      if (name !== undefined) {
        checkName(name, NAME)
        return explained(partsOf(actions.get(name) ?? createAction(name), registry.everyAction))
      }
      const names = registry.names()
      return [...actions.keys()]
        .filter((action) => !registry.has(action))
        .map((action) => ({ action, nearest: nearest(action, names) }))
    }) as Actions['explain'],

    observe(observer: unknown) {
      checkObserver(observer)
      checkOpen()
      return registry.observe(observer, owner)
    },

    scope(name: unknown) {
      checkName(name, 'The name of a scope')
      checkOpen()
      return createScope(registry, name, owner)
    },
  }
}

/** Makes a scope, which remembers what is attached through it. */
function createScope(registry: Registry, name: string, around: Owner | undefined): Scope {
  const owner: Owner = { name, disposed: false, held: new Set() }
  const dispose = () => {
    owner.disposed = true
    around?.held.delete(dispose)
    for (const undo of owner.held) undo()
  }
  around?.held.add(dispose)
  return disposable({ ...createVerbs(registry, owner), dispose }, dispose)
}
