// All that one `createActions` holds, and the way of an invocation to its stack.

import { checkName, readInvokeOptions } from './arguments.js'
import {
  Action,
  type Attachment,
  Attachments,
  type Detachable,
  type Owner,
  type Registered,
  type Site,
} from './attachments.js'
import { Context, type Host } from './context.js'
import { Signals } from './cuts.js'
import { ActionRecursionError, print, UnknownActionError, UnsupportedEventError } from './errors.js'
import { Invocation } from './invocation.js'
import { nearest } from './nearest.js'
import { follow, isThenable, nothing } from './promises.js'
import { inOrder, Stack } from './stack.js'
import type {
  InvokeOptions,
  ListenerErrorHandler,
  ListenerErrorInfo,
  Observer,
  StackEntry,
  UnregisteredAction,
} from './types.js'

/** How many invocations start synchronously, one in the other, before the next starts in a microtask: deep circles overflow nothing. */
const SYNCHRONOUS_DEPTH = 200

/** All actions of one `createActions`, whichever scope they are seen through. */
export class Registry implements Host, Site {
  readonly signals = new Signals()
  readonly #onListenerError: ListenerErrorHandler
  readonly #maxDepth: number
  readonly #actions = new Map<string, Action>()
  readonly #everywhere = new Attachments()
  readonly #observers = new Set<{ readonly observer: Observer }>()
  /** The actions whose stacks have been built since something changed that is in all of them. */
  readonly #built = new Set<Action>()
  #invocations = 0

  constructor(onListenerError: ListenerErrorHandler, maxDepth: number) {
    this.#onListenerError = onListenerError
    this.#maxDepth = maxDepth
  }

  /** The action of that name, made when there is none, registered or not. */
  action(name: string): Action {
    let action = this.#actions.get(name)
    if (action === undefined) {
      action = new Action(name, (action) => {
        this.#actions.delete(name)
        this.#built.delete(action)
      })
      this.#actions.set(name, action)
    }
    return action
  }

  /** Puts an action behind those that were registered before it, however early something was attached to it. */
  enlist(action: Action, registered: Registered): void {
    if (action.registered === undefined) {
      this.#actions.delete(action.name)
      this.#actions.set(action.name, action)
    }
    action.registered = registered
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
    this.#renew()
  }

  remove(attachment: Attachment): void {
    this.#everywhere.delete(attachment)
    this.#renew()
  }

  observe(observer: Observer, owner: Owner): Detachable {
    const entry = { observer }
    const detachable = {
      detach: () => {
        if (!this.#observers.delete(entry)) return
        owner.delete(detachable)
        this.#renew()
      },
    }
    this.#observers.add(entry)
    owner.add(detachable)
    this.#renew()
    return detachable
  }

  invoke(
    name: unknown,
    payload: unknown,
    options: InvokeOptions | undefined,
    parent: Context | undefined,
  ): Promise<unknown> {
    try {
      const action = this.#actions.get(name as string)
      if (action?.registered === undefined) throw this.#unknown(name)
      const { registered } = action
      const stack = action.stack ?? this.#build(action, registered)
      if (options === undefined && parent === undefined && registered.timeout === undefined && stack.plain) {
        return stack.run(new Context(stack, ++this.#invocations, payload, undefined))
      }
      return this.#invokeWith(stack, payload, options, parent, registered.timeout)
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

  #build(action: Action, { core }: Registered): Stack {
    const parts = { ...action.parts(this.#everywhere.inOrder()), core }
    const observers = [...this.#observers].map(({ observer }) => observer)
    action.stack = new Stack(action.name, this, parts, observers)
    this.#built.add(action)
    return action.stack
  }

  /** Drops the stacks of all actions: what has come off shall not live on in those that nobody invokes. */
  #renew(): void {
    for (const action of this.#built) action.stack = undefined
    this.#built.clear()
  }

  #unknown(name: unknown): UnknownActionError {
    checkName(name, 'an action')
    return new UnknownActionError(name, nearest(name, this.names()))
  }

  #invokeWith(
    stack: Stack,
    payload: unknown,
    options: InvokeOptions | undefined,
    parent: Context | undefined,
    limit: number | undefined,
  ): Promise<unknown> {
    if (parent !== undefined && parent.depth + 1 > this.#maxDepth) {
      throw new ActionRecursionError(stack.action, [...path(parent), stack.action], this.#maxDepth)
    }
    const { signal, timeout = limit } = readInvokeOptions(options)
    const sources = parent?._ending === undefined ? [] : parent._ending.sources.filter(({ running }) => running)
    const own = signal === undefined ? undefined : this.signals.of(signal)
    if (own !== undefined && !sources.includes(own)) sources.push(own)
    const throwIfCut = () => {
      // Work that goes on in an invocation that has been cut starts nothing any more.
      if (parent?._stop !== undefined && parent._stop !== parent._abortion) throw parent._stop.error
      for (const source of sources) {
        const fired = source.fired()
        if (fired !== undefined) throw fired.reason
      }
    }
    throwIfCut()

    const ctx = new Context(stack, ++this.#invocations, payload, parent)
    const plain = sources.length === 0 && timeout === undefined && stack.plain
    const run = () => (plain ? stack.run(ctx) : new Invocation(ctx, stack, sources, timeout).run())
    if (ctx.depth === 0 || ctx.depth % SYNCHRONOUS_DEPTH > 0) return run()
    return follow(Promise.resolve(), () => {
      throwIfCut()
      return run()
    })
  }
}

/** The names from the top down to `ctx`. */
function path(ctx: Context | undefined): string[] {
  const names: string[] = []
  for (let at = ctx; at !== undefined; at = at.parent) names.push(at.action)
  return names.reverse()
}
