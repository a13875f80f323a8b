// Holds everything of one `createActions`, and leads each invocation to its stack.

import { checkName } from '../shared/arguments.js'
import { nearest } from '../shared/nearest.js'
import { print } from '../shared/print.js'
import { readOptions } from './arguments.js'
import { addTo, createAction, createAttachment, createRegistration, partsOf, takeOff } from './attachments.js'
import { InvocationContext } from './context.js'
import { createSources } from './cuts.js'
import { ActionRecursionError, UnknownActionError, UnsupportedEventError } from './errors.js'
import { settle } from './invocation.js'
import type { Action, Attachment, Context, CutSource, Host, Owner, Registered, Stack } from './parts.js'
import { follow, isThenable, nothing } from './promises.js'
import { createStack } from './stack.js'
import type { InvokeOptions, ListenerErrorHandler, ListenerErrorInfo, Observer, Registration } from './types.js'

/** How many invocations start synchronously inside one another, before the next starts in a microtask: deep circles do not overflow the call stack. */
const SYNCHRONOUS_DEPTH = 200

const NO_SOURCES: readonly CutSource[] = []

/** All actions of one `createActions`, which every scope of them shares. */
export class Registry implements Host {
  readonly actions = new Map<string, Action>()
  /** What is attached to every action. */
  readonly everyAction = createAction('')
  readonly #sourceOf = createSources()
  readonly #onListenerError: ListenerErrorHandler
  readonly #maxDepth: number
  readonly #observers = new Set<{ readonly observer: Observer }>()
  #invocations = 0

  constructor(onListenerError: ListenerErrorHandler, maxDepth: number) {
    this.#onListenerError = onListenerError
    this.#maxDepth = maxDepth
  }

  /** Returns the registered names, in the order of registration. */
  names(): string[] {
    return [...this.actions.values()].filter(({ registered }) => registered !== undefined).map(({ name }) => name)
  }

  has(name: unknown): boolean {
    return this.actions.get(name as string)?.registered !== undefined
  }

  /** Returns the action of that name, registered or not. Makes it when there is none. */
  action(name: string): Action {
    const action = this.actions.get(name) ?? createAction(name)
    this.actions.set(name, action)
    return action
  }

  /** Drops the stacks of what has changed, so that a disposed function is not kept by actions that are not invoked. */
  changed(action: Action): void {
    if (action === this.everyAction) for (const each of this.actions.values()) each.stack = undefined
    action.stack = undefined
    if (action.registered === undefined && action.lists.size === 0) this.actions.delete(action.name)
  }

  attach(
    action: Action,
    given: Parameters<typeof createAttachment>[0],
    owner: Owner | undefined,
    signal: AbortSignal | undefined,
  ): Registration {
    const attachment = createAttachment(given, action, owner)
    addTo(action, attachment)
    this.changed(action)
    const undo = createRegistration(this.#detach, attachment, owner, signal && this.#sourceOf(signal))
    attachment.undo = undo
    if (given.kind === 'after') this.#reportUnsupported(action, [attachment])
    return undo
  }

  readonly #detach = (attachment: Attachment): void => {
    const action = attachment.action as Action
    takeOff(action, attachment)
    this.changed(action)
  }

  register(registered: Registered, owner: Owner | undefined, signal: AbortSignal | undefined): Registration {
    const { core } = registered
    const action = core.action as Action
    const { registered: former } = action
    if (former === undefined) {
      // Behind the actions that were registered before it, however early something was attached to it.
      this.actions.delete(action.name)
      this.actions.set(action.name, action)
    }
    action.registered = registered
    former?.core.undo()
    const undo = createRegistration(this.#unregister, registered, owner, signal && this.#sourceOf(signal))
    core.undo = undo
    this.#reportUnsupported(action, action.lists.get('after')?.all ?? [])
    return undo
  }

  readonly #unregister = (registered: Registered): void => {
    const action = registered.core.action as Action
    if (action.registered === registered) action.registered = undefined
    this.changed(action)
  }

  observe(observer: Observer, owner: Owner | undefined): Registration {
    const entry = { observer }
    this.#observers.add(entry)
    this.changed(this.everyAction)
    return createRegistration(this.#unobserve, entry, owner)
  }

  readonly #unobserve = (entry: { readonly observer: Observer }): void => {
    this.#observers.delete(entry)
    this.changed(this.everyAction)
  }

  invoke(
    name: unknown,
    payload: unknown,
    options: InvokeOptions | undefined,
    parent: Context | undefined,
  ): Promise<unknown> {
    try {
      const action = this.actions.get(name as string)
      if (action?.registered === undefined) {
        checkName(name, 'The name of an action')
        throw new UnknownActionError(name, nearest(name, this.names()))
      }
      action.stack ??= this.#build(action, action.registered)
      const { stack } = action
      if (options === undefined && parent === undefined && stack.timeout === undefined) {
        return this.#start(
          stack,
          new InvocationContext(stack, ++this.#invocations, payload, undefined),
          NO_SOURCES,
          undefined,
        )
      }
      return this.#invokeWith(stack, payload, options, parent)
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

  /** Reports listeners that are never called, each once. */
  #reportUnsupported({ name, registered }: Action, listeners: Iterable<Attachment>): void {
    if (!registered?.terminal) return
    for (const listener of listeners) {
      if (listener.reported) continue
      listener.reported = true
      const { event, fn } = listener
      this.report(new UnsupportedEventError(name, listener), { ctx: undefined, event, listener: fn })
    }
  }

  #build(action: Action, { core }: Registered): Stack {
    const parts = { ...partsOf(action, this.everyAction), core }
    return createStack(
      action.name,
      this,
      parts,
      [...this.#observers].map(({ observer }) => observer),
    )
  }

  #invokeWith(
    stack: Stack,
    payload: unknown,
    options: InvokeOptions | undefined,
    parent: Context | undefined,
  ): Promise<unknown> {
    if (parent !== undefined && parent.depth + 1 > this.#maxDepth) {
      throw new ActionRecursionError(stack.action, [...path(parent), stack.action], this.#maxDepth)
    }
    const { signal, timeout = stack.timeout } = readOptions(options)
    const sources = [...(parent?._invocation?.sources ?? [])]
    const own = signal && this.#sourceOf(signal)
    if (own !== undefined && !sources.includes(own)) sources.push(own)
    const throwIfCut = () => {
      // Work that goes on in an invocation that has been cut starts nothing any more. Error-listeners that tell of its own limit may.
      if (parent?._stop !== undefined && !parent._stop.aborted && !parent._invocation?.isTelling)
        throw parent._stop.error
      for (const { signal } of sources) if (signal?.aborted) throw signal.reason
    }
    throwIfCut()

    const ctx = new InvocationContext(stack, ++this.#invocations, payload, parent)
    if (ctx.depth === 0 || ctx.depth % SYNCHRONOUS_DEPTH > 0) return this.#start(stack, ctx, sources, timeout)
    return follow(Promise.resolve(), () => {
      throwIfCut()
      return this.#start(stack, ctx, sources, timeout)
    })
  }

  #start(stack: Stack, ctx: Context, sources: readonly CutSource[], timeout: number | undefined): Promise<unknown> {
    const uncut = sources.length === 0 && timeout === undefined
    return uncut && stack.plain ? stack.enter(ctx) : settle(ctx, sources, timeout)
  }
}

/** Returns the names of the actions from the top down to `ctx`. */
function path(ctx: Context | undefined): string[] {
  const names: string[] = []
  for (let at = ctx; at !== undefined; at = at.parent) names.push(at.action)
  return names.reverse()
}
