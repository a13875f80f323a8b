// The verbs: what can be attached to actions, through whom, and how it is undone.

import {
  checkFunction,
  checkMaxDepth,
  checkName,
  checkObserver,
  parseEvent,
  readCoreOptions,
  readObject,
  readOptions,
} from './arguments.js'
import { Attachment, type Detachable, type Owner, type Saying, type Site } from './attachments.js'
import type { Source } from './cuts.js'
import { ActionMisuseError, DuplicateActionError, print, quote, show } from './errors.js'
import { Registry } from './registry.js'
import type {
  ActionMap,
  Actions,
  ActionsOptions,
  AnyActions,
  InvokeOptions,
  ListenerErrorHandler,
  Registration,
  Scope,
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
  const { onListenerError = print, maxDepth = 100 } = readObject(options)
  checkFunction(onListenerError, 'The option onListenerError')
  checkMaxDepth(maxDepth)
  return new Verbs(new Registry(onListenerError as ListenerErrorHandler, maxDepth), NOBODY) as Actions as Actions<M>
}

/** Undoes what `detachable` stands for; where nothing has been attached, nothing. */
function registration(detachable: Detachable | undefined): Registration {
  const undo = () => detachable?.detach()
  // Some browsers have no `Symbol.dispose` yet: nothing named "undefined" shall grow there.
  if (Symbol.dispose !== undefined) Object.defineProperty(undo, Symbol.dispose, { value: undo })
  return undo as Registration
}

/** Whoever attaches when no scope does; nobody has to remember it. */
const NOBODY: Owner = Object.freeze({ name: undefined, disposed: false, add() {}, delete() {} })

/** The API over a registry, as one owner sees it. Its verbs are fields, so that they work detached. */
class Verbs implements Actions {
  readonly #registry: Registry
  readonly #owner: Owner

  constructor(registry: Registry, owner: Owner) {
    this.#registry = registry
    this.#owner = owner
  }

  readonly registerAction = (name: unknown, core: unknown, third?: unknown): Registration => {
    checkName(name, 'an action')
    checkFunction(core, `The core of the action ${quote(name)}`)
    const options = typeof third === 'function' ? { payloadUpdate: third } : third
    const { signal, timeout, name: as } = readOptions(options)
    const { payloadUpdate, override, terminal } = readCoreOptions(options)
    this.#checkOpen(name)
    const before = this.#registry.find(name)?.registered
    if (before !== undefined && !override) throw new DuplicateActionError(name)
    if (signal?.aborted) return registration(undefined)

    const action = this.#registry.action(name)
    const attached = new Attachment({ kind: 'core', fn: core, name: as }, action, this.#owner)
    this.#registry.enlist(action, {
      core: attached,
      payloadUpdate: payloadUpdate && new Attachment({ kind: 'payloadUpdate', fn: payloadUpdate }, action, this.#owner),
      timeout,
      terminal,
    })
    before?.core.detach()
    attached.attach(this.#source(signal))
    if (terminal) this.#registry.reportUnsupported(action, action.list('after')?.inOrder() ?? [])
    return registration(attached)
  }

  readonly unregisterAction = (name: unknown): boolean => {
    checkName(name, 'an action')
    const registered = this.#registry.find(name)?.registered
    registered?.core.detach()
    return registered !== undefined
  }

  readonly invokeAction = (name: unknown, payload?: unknown, options?: InvokeOptions): Promise<unknown> =>
    this.#registry.invoke(name, payload, options, undefined)

  readonly addListener = (event: unknown, listener: unknown, options?: unknown): Registration => {
    const { when, action: name } = parseEvent(event)
    checkFunction(listener, `The listener for ${quote(when + name)}`)
    const { signal, ...said } = readOptions(options)
    const attached = this.#attach(
      () => this.#registry.action(name),
      { kind: when, fn: listener, event: when + name, ...said },
      signal,
      name,
    )
    if (when === 'after' && attached !== undefined) {
      const action = this.#registry.action(name)
      if (action.registered?.terminal) this.#registry.reportUnsupported(action, [attached])
    }
    return registration(attached)
  }

  readonly removeListener = (event: unknown, listener: unknown): boolean => {
    const { when, action } = parseEvent(event)
    checkFunction(listener, `The listener for ${quote(when + action)}`)
    const owner = this.#owner === NOBODY ? undefined : this.#owner
    const newest = this.#registry.find(action)?.list(when)?.newest(listener, owner)
    newest?.detach()
    return newest !== undefined
  }

  readonly replaceAction = (name: unknown, replacement: unknown, options?: unknown): Registration => {
    checkName(name, 'an action')
    checkFunction(replacement, `The replacement of the action ${quote(name)}`)
    const { signal, name: as } = readOptions(options)
    return registration(
      this.#attach(() => this.#registry.action(name), { kind: 'replacement', fn: replacement, name: as }, signal, name),
    )
  }

  readonly use = (...given: unknown[]): Registration => {
    const [name, middleware, options] = typeof given[0] === 'function' ? [undefined, ...given] : given
    if (name === undefined ? typeof given[0] !== 'function' : typeof name !== 'string' || name === '') {
      throw new TypeError(`use takes middleware, or the name of an action and middleware, got ${show(given[0])}`)
    }
    checkFunction(
      middleware,
      name === undefined ? 'Middleware' : `The middleware of the action ${quote(name as string)}`,
    )
    const { signal, name: as, order } = readOptions(options)
    const site = () => (name === undefined ? this.#registry : this.#registry.action(name as string))
    return registration(
      this.#attach(site, { kind: 'middleware', fn: middleware, name: as, order }, signal, name as string),
    )
  }

  readonly hasAction = (name: unknown): boolean => this.#registry.find(name as string)?.registered !== undefined

  readonly actionNames = (): string[] => this.#registry.names()

  readonly explain = ((...given: [] | [unknown]) => {
    if (given.length === 0 || given[0] === undefined) return this.#registry.unregistered()
    checkName(given[0], 'an action')
    return this.#registry.explain(given[0])
  }) as Actions['explain']

  readonly observe = (observer: unknown): Registration => {
    checkObserver(observer)
    this.#checkOpen('')
    return registration(this.#registry.observe(observer, this.#owner))
  }

  readonly scope = (name: unknown): Scope => {
    checkName(name, 'a scope')
    this.#checkOpen('')
    return new ScopeVerbs(this.#registry, new ScopeOwner(name, this.#owner))
  }

  /** @param site Where; only asked for when there is something to attach. */
  #attach(
    site: () => Site,
    saying: Saying,
    signal: AbortSignal | undefined,
    action: string | undefined,
  ): Attachment | undefined {
    this.#checkOpen(action ?? '')
    if (signal?.aborted) return undefined
    const attachment = new Attachment(saying, site(), this.#owner)
    attachment.attach(this.#source(signal))
    return attachment
  }

  #source(signal: AbortSignal | undefined): Source | undefined {
    return signal && this.#registry.signals.of(signal)
  }

  #checkOpen(action: string): void {
    const { disposed, name } = this.#owner
    if (!disposed) return
    const scope = quote(String(name))
    throw new ActionMisuseError(
      action,
      `Cannot attach anything through the scope ${scope}, because it has been disposed: make a new one with scope(${scope})`,
    )
  }
}

/** A scope remembers what was attached through it. */
class ScopeOwner implements Owner, Detachable {
  readonly name: string
  disposed = false
  readonly #around: Owner
  readonly #held = new Set<Detachable>()

  constructor(name: string, around: Owner) {
    this.name = name
    this.#around = around
    around.add(this)
  }

  add(thing: Detachable): void {
    this.#held.add(thing)
  }

  delete(thing: Detachable): void {
    this.#held.delete(thing)
  }

  detach(): void {
    this.disposed = true
    this.#around.delete(this)
    for (const thing of this.#held) thing.detach()
  }
}

class ScopeVerbs extends Verbs implements Scope {
  readonly dispose: () => void
  declare [Symbol.dispose]: () => void

  constructor(registry: Registry, owner: ScopeOwner) {
    super(registry, owner)
    this.dispose = () => owner.detach()
    if (Symbol.dispose !== undefined) Object.defineProperty(this, Symbol.dispose, { value: this.dispose })
  }
}
