// The verbs: what is attached to which action, through whom, and the way of an invocation to its stack.

import {
  checkFunction,
  checkMaxDepth,
  checkName,
  checkObserver,
  parseEvent,
  readCoreOptions,
  readInvokeOptions,
  readObject,
  readOptions,
} from './arguments.js'
import { Action, Attachment, Attachments, type Detachable, type Owner, type Saying, type Site } from './attachments.js'
import { Context, type Host } from './context.js'
import { Signals, type Source } from './cuts.js'
import {
  ActionMisuseError,
  ActionRecursionError,
  DuplicateActionError,
  print,
  quote,
  UnknownActionError,
  UnsupportedEventError,
} from './errors.js'
import { Invocation } from './invocation.js'
import { nearest } from './nearest.js'
import { follow, isThenable, nothing } from './promises.js'
import { inOrder, Stack } from './stack.js'
import type {
  ActionMap,
  Actions,
  ActionsOptions,
  AnyActions,
  InvokeOptions,
  ListenerErrorHandler,
  ListenerErrorInfo,
  Observer,
  Registration,
  Scope,
  StackEntry,
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
  const { onListenerError = print, maxDepth = 100 } = readObject(options)
  checkFunction(onListenerError, 'The option onListenerError')
  checkMaxDepth(maxDepth)
  return new Verbs(new Registry(onListenerError as ListenerErrorHandler, maxDepth), NOBODY) as Actions as Actions<M>
}

/** All actions of one `createActions`, whichever scope they are seen through. */
class Registry implements Host, Site {
  readonly signals = new Signals()
  readonly #onListenerError: ListenerErrorHandler
  readonly #maxDepth: number
  readonly #actions = new Map<string, Action>()
  readonly #everywhere = new Attachments()
  readonly #observers = new Set<{ readonly observer: Observer }>()
  /** Goes up whenever something changes that is in the stacks of all actions, so that none of them has to be visited. */
  #version = 0
  #invocations = 0

  constructor(onListenerError: ListenerErrorHandler, maxDepth: number) {
    this.#onListenerError = onListenerError
    this.#maxDepth = maxDepth
  }

  /** The action of that name, made when there is none, registered or not. */
  action(name: string): Action {
    let action = this.#actions.get(name)
    if (action === undefined) {
      action = new Action(name, () => this.#actions.delete(name))
      this.#actions.set(name, action)
    }
    return action
  }

  find(name: string): Action | undefined {
    return this.#actions.get(name)
  }

  names(): string[] {
    return [...this.#actions.values()].filter(({ registered }) => registered !== undefined).map(({ name }) => name)
  }

  /** Middleware for every action. */
  add(attachment: Attachment): void {
    this.#everywhere.add(attachment)
    this.#version++
  }

  remove(attachment: Attachment): void {
    this.#everywhere.delete(attachment)
    this.#version++
  }

  observe(observer: Observer, owner: Owner): Detachable {
    const entry = { observer }
    const detachable = {
      detach: () => {
        if (!this.#observers.delete(entry)) return
        owner.delete(detachable)
        this.#version++
      },
    }
    this.#observers.add(entry)
    owner.add(detachable)
    this.#version++
    return detachable
  }

  invoke(
    name: unknown,
    payload: unknown,
    options: InvokeOptions | undefined,
    parent: Context | undefined,
  ): Promise<unknown> {
    const action = this.#actions.get(name as string)
    if (action?.registered === undefined) return this.#refuse(name)
    const stack = action.stack !== undefined && action.version === this.#version ? action.stack : this.#build(action)
    if (options === undefined && parent === undefined && action.registered.timeout === undefined && stack.plain) {
      return stack.run(new Context(stack, ++this.#invocations, payload, undefined))
    }
    try {
      return this.#invokeWith(stack, payload, options, parent, action.registered.timeout)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  report(error: unknown, info: ListenerErrorInfo): void {
    try {
      const handler = this.#onListenerError
      const returned = handler(error, info)
      if (isThenable(returned)) follow(returned, nothing, print)
    } catch (failure) {
      print(failure)
    }
  }

  /** Reports listeners that will never be called, each once. */
  reportUnsupported({ name }: Action, listeners: readonly Attachment[]): void {
    for (const listener of listeners) {
      if (listener.reported) continue
      listener.reported = true
      this.report(new UnsupportedEventError(name, listener), {
        ctx: undefined,
        event: listener.event,
        listener: listener.fn,
      })
    }
  }

  explain(name: string): StackEntry[] {
    const everywhere = this.#everywhere.inOrder()
    const action = this.#actions.get(name)
    const parts = action === undefined ? everywhere : inOrder(action.parts(everywhere))
    return parts.map(({ kind, name, scope, order, once }) => ({ kind, name, scope, order, once }))
  }

  unregistered(): UnregisteredAction[] {
    const names = this.names()
    return [...this.#actions.values()]
      .filter(({ registered }) => registered === undefined)
      .map(({ name }) => ({ action: name, nearest: nearest(name, names) }))
  }

  #build(action: Action): Stack {
    const parts = action.parts(this.#everywhere.inOrder())
    const observers = [...this.#observers].map(({ observer }) => observer)
    action.stack = new Stack(action.name, this, parts as ConstructorParameters<typeof Stack>[2], observers)
    action.version = this.#version
    return action.stack
  }

  #refuse(name: unknown): Promise<unknown> {
    try {
      checkName(name, 'an action')
      return Promise.reject(new UnknownActionError(name, nearest(name, this.names())))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #invokeWith(
    stack: Stack,
    payload: unknown,
    options: InvokeOptions | undefined,
    parent: Context | undefined,
    limit: number | undefined,
  ): Promise<unknown> {
    if (parent !== undefined && parent.depth >= this.#maxDepth) {
      throw new ActionRecursionError(stack.action, [...path(parent), stack.action], this.#maxDepth)
    }
    const { signal, timeout = limit } = readInvokeOptions(options)
    // Work that goes on in an invocation that has been cut starts nothing any more.
    if (parent?.stop !== undefined && parent.stop !== parent.abortion) throw parent.stop.error

    const sources = parent?.ending === undefined ? [] : parent.ending.sources.filter(({ running }) => running)
    const own = signal === undefined ? undefined : this.signals.of(signal)
    if (own !== undefined && !sources.includes(own)) sources.push(own)
    for (const source of sources) {
      const fired = source.fired()
      if (fired !== undefined) throw fired.reason
    }

    const ctx = new Context(stack, ++this.#invocations, payload, parent)
    const plain = sources.length === 0 && timeout === undefined && stack.plain
    const run = () => (plain ? stack.run(ctx) : new Invocation(ctx, stack, sources, timeout).run())
    return ctx.depth > 0 && ctx.depth % SYNCHRONOUS_DEPTH === 0 ? follow(Promise.resolve(), run) : run()
  }
}

/** Undoes what `detachable` stands for; where nothing has been attached, nothing. */
function registration(detachable: Detachable | undefined): Registration {
  const undo = () => detachable?.detach()
  // Some browsers have no `Symbol.dispose` yet: nothing named "undefined" shall grow there.
  if (Symbol.dispose !== undefined) Object.defineProperty(undo, Symbol.dispose, { value: undo })
  return undo as Registration
}

/** How many invocations start synchronously, one in the other, before the next starts in a microtask: deep circles overflow nothing. */
const SYNCHRONOUS_DEPTH = 200

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
    action.registered = {
      core: attached,
      payloadUpdate: payloadUpdate && new Attachment({ kind: 'payloadUpdate', fn: payloadUpdate }, action, this.#owner),
      timeout,
      terminal,
    }
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
    if (name !== undefined || typeof given[0] !== 'function') checkName(name, 'an action')
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

/** The names from the top down to `ctx`. */
function path(ctx: Context | undefined): string[] {
  const names: string[] = []
  for (let at = ctx; at !== undefined; at = at.parent) names.unshift(at.action)
  return names
}
