// Decides what the verbs do: what can be attached to actions, through which scope, and how it is undone.

import { checkFunction, checkName, readSwitch, refuse } from '../shared/arguments.js'
import { disposable } from '../shared/disposable.js'
import { parseEvent } from '../shared/events.js'
import { nearest } from '../shared/nearest.js'
import { print } from '../shared/print.js'
import { quote, show } from '../shared/text.js'
import { weakly } from '../shared/weak.js'
import { checkObserver, OPTIONS, readKnown, readOptions } from './arguments.js'
import { createAction, createAttachment, createRegistration, hold, letGo, newestOf, partsOf } from './attachments.js'
import { ActionMisuseError, DuplicateActionError, toParty } from './errors.js'
import type { Owner, Scopes } from './parts.js'
import { follow, isThenable, nothing } from './promises.js'
import { Registry } from './registry.js'
import { explained } from './stack.js'
import type {
  ActionMap,
  Actions,
  ActionsOptions,
  AnyActions,
  InvokeOptions,
  Party,
  Registration,
  Scope,
  ScopeEntry,
  Signal,
  UnregisteredAction,
} from './types.js'

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
  const { onListenerError = print, maxDepth = 100 } = readKnown(options, OPTIONS.createActions)
  checkFunction(onListenerError, 'The option onListenerError')
  if (typeof maxDepth !== 'number') refuse('The option maxDepth', 'a number', maxDepth)
  if (!(maxDepth >= 0)) refuse('The option maxDepth', '0 or more', maxDepth, RangeError)
  return createVerbs(new Registry(onListenerError as never, maxDepth), undefined) as Actions as Actions<M>
}

const NAME = 'The name of an action'

/** Makes the verbs over a registry, for one scope or for the actions themselves. They work detached. */
function createVerbs(registry: Registry, owner: Owner | undefined): Actions {
  const { actions } = registry

  /** @param name Undefined for every action. */
  const attach = (
    name: string | undefined,
    given: Parameters<typeof createAttachment>[0],
    signal: Signal | undefined,
  ): Registration => {
    checkOpen(owner, name ?? '')
    if (signal?.aborted) return createRegistration(nothing, {})
    return registry.attach(name === undefined ? registry.everyAction : registry.action(name), given, owner, signal)
  }

  return {
    registerAction(name: unknown, core: unknown, third?: unknown) {
      checkName(name, NAME)
      checkFunction(core, 'The core of the action', name)
      const options = readOptions(typeof third === 'function' ? { payloadUpdate: third } : third, 'registerAction')
      const { signal, payloadUpdate, timeout, terminal, override } = options
      checkOpen(owner, name)
      const known = actions.get(name)?.registered
      if (known !== undefined && !override) throw new DuplicateActionError(name, toParty(known.core) as Party)
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

    settleAction: (name: unknown, payload?: unknown, options?: InvokeOptions) =>
      registry.settle(name, payload, options, undefined) as Promise<never>,

    addListener(given: unknown, listener: unknown, options?: unknown) {
      const events: readonly unknown[] = Array.isArray(given) ? given : [given]
      if (events.length === 0) refuse('The events to listen to', 'at least one', given)
      const parsed = events.map((event) => [event, ...parseEvent(event)] as const)
      checkFunction(listener, 'The listener for', given)
      const { signal, name, order, once, timeout } = readOptions(options, 'addListener')
      const attached = parsed.map(([event, kind, action]) =>
        attach(action, { kind, fn: listener, event: event as string, name, order, once, timeout }, signal),
      )
      const [only, ...more] = attached
      if (more.length === 0) return only as Registration
      return createRegistration(() => {
        for (const undo of attached) undo()
      }, {})
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
      const { signal, name, order } = readOptions(options, 'layer')
      return attach(action, { kind: 'replacement', fn: replacement, name, order }, signal)
    },

    use(...given: unknown[]) {
      const forEvery = typeof given[0] === 'function'
      const [action, middleware, options] = forEvery ? [undefined, ...given] : given
      if (!forEvery && (typeof action !== 'string' || action === '')) {
        throw new TypeError(`use takes middleware, or the name of an action and middleware, got ${show(action)}`)
      }
      checkFunction(middleware, 'The middleware of the action', action)
      const { signal, name, order } = readOptions(options, 'layer')
      return attach(action as string | undefined, { kind: 'middleware', fn: middleware, name, order }, signal)
    },

    hasAction: registry.has,

    actionNames: registry.names,

    explain: ((name?: unknown) => {
      if (name === undefined) return unregistered(registry)
      checkName(name, NAME)
      return explained(name, partsOf(actions.get(name) ?? createAction(name), registry.everyAction))
    }) as Actions['explain'],

    observe(observer: unknown) {
      checkObserver(observer)
      checkOpen(owner, '')
      return registry.observe(observer, owner)
    },

    scope(name: unknown, given?: unknown) {
      checkName(name, 'The name of a scope')
      const options = readKnown(given, OPTIONS.scope)
      const keepPlace = readSwitch(options, 'keepPlace')
      const replace = readSwitch(options, 'replace')
      checkOpen(owner, '')
      if (replace) {
        for (const scope of aliveIn((owner ?? registry).scopes)) if (scope.name === name) scope.dispose()
      }
      return createScope(registry, name, owner, keepPlace)
    },
  }
}

/** Returns the actions that have something attached and no core. */
function unregistered(registry: Registry): UnregisteredAction[] {
  const names = registry.names()
  return [...registry.actions.keys()]
    .filter((action) => !registry.has(action))
    .map((action) => ({ action, nearest: nearest(action, names) }))
}

/** Makes a scope, which remembers what is attached through it. */
function createScope(registry: Registry, name: string, around: Owner | undefined, keepPlace: boolean): Scope {
  const siblings = (around ?? registry).scopes
  const _place = around?._place ?? (keepPlace ? ++registry._places : undefined)
  const owner = {
    name,
    around,
    _place,
    disposed: false,
    held: new Set(),
    scopes: new Set(),
    siblings,
    dispose,
  } as Omit<Owner, 'weak'> as Owner
  Object.assign(owner, { weak: weakly(owner) })
  siblings.add(owner.weak)
  // Now and then, at a power of two, those that were collected are swept out.
  if (siblings.size >= 64 && (siblings.size & (siblings.size - 1)) === 0) aliveIn(siblings)
  const verbs = createVerbs(registry, owner)
  let controller: AbortController | undefined
  if (around !== undefined) hold(around, dispose)

  function dispose(): void {
    owner.disposed = true
    siblings.delete(owner.weak)
    if (around !== undefined) letGo(around, dispose)
    // The newest first. What is undone takes itself off.
    for (const undo of [...owner.held].reverse()) if (owner.held.has(undo)) undo()
  }

  const onDispose = (listener: unknown): Registration => {
    checkFunction(listener, 'What onDispose calls')
    checkOpen(owner, '')
    const run = () => {
      letGo(owner, run)
      const failed = (error: unknown) =>
        registry.report(error, { ctx: undefined, event: undefined, listener: listener as never, by: null })
      try {
        const returned = (listener as () => unknown)()
        if (isThenable(returned)) follow(returned, nothing, failed)
      } catch (error) {
        failed(error)
      }
    }
    const undo = () => letGo(owner, run)
    hold(owner, run)
    return disposable(undo, undo)
  }

  return disposable(
    {
      ...verbs,
      explain: ((action?: unknown) =>
        action === undefined ? explainedScope(registry, owner) : verbs.explain(action as string)) as Scope['explain'],
      get signal() {
        if (controller === undefined) {
          const made = new AbortController()
          controller = made
          if (owner.disposed) made.abort()
          else onDispose(() => made.abort())
        }
        return controller.signal
      },
      onDispose,
      dispose,
    },
    dispose,
  )
}

/** Returns the scopes that are not disposed, and drops those that were collected. */
function aliveIn(scopes: Scopes): Owner[] {
  const alive: Owner[] = []
  for (const each of [...scopes]) {
    const scope = 'deref' in each ? each.deref() : each
    if (scope === undefined) scopes.delete(each)
    else alive.push(scope)
  }
  return alive
}

/** Returns what is attached through a scope and its own scopes, action by action. */
function explainedScope(registry: Registry, owner: Owner): ScopeEntry[] {
  const names = registry.names()
  const nothing = createAction('')
  return [registry.everyAction, ...registry.actions.values()].flatMap((action) => {
    const entries = explained(action.name, partsOf(action, nothing), (attachment) => isInside(attachment.owner, owner))
    const isKnown = action === registry.everyAction || action.registered !== undefined
    return entries.map((entry) => ({
      action: action.name,
      ...entry,
      nearest: isKnown ? [] : nearest(action.name, names),
    }))
  })
}

function isInside(owner: Owner | undefined, scope: Owner): boolean {
  for (let each = owner; each !== undefined; each = each.around) if (each === scope) return true
  return false
}

/** @throws {ActionMisuseError} when the scope has been disposed. */
function checkOpen(owner: Owner | undefined, action: string): void {
  if (!owner?.disposed) return
  throw new ActionMisuseError(
    action,
    `Cannot attach anything through the scope ${quote(owner.name)}, because it has been disposed: check its signal first, or make a new scope`,
  )
}
