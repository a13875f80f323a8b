// All that one `createActions` holds, and the way of an invocation to its stack.

import { checkName, readOptions } from './arguments.js'
import {
  Action,
  type Attachment,
  Attachments,
  createAttachment,
  createRegistration,
  type Owner,
  type Registered,
  type Saying,
} from './attachments.js'
import { Context, type Host } from './context.js'
import { createSources, type Source } from './cuts.js'
import { ActionRecursionError, print, UnknownActionError, UnsupportedEventError } from './errors.js'
import { conduct } from './invocation.js'
import { nearest } from './nearest.js'
import { follow, isThenable, nothing } from './promises.js'
import { createStack, type Stack } from './stack.js'
import type { InvokeOptions, ListenerErrorHandler, ListenerErrorInfo, Observer, Registration } from './types.js'

/** How many invocations start synchronously, one in the other, before the next starts in a microtask: deep circles overflow nothing. */
const SYNCHRONOUS_DEPTH = 200

const NO_SOURCES: readonly Source[] = []

/** All actions of one `createActions`, whichever scope they are seen through. */
export class Registry implements Host {
  readonly actions = new Map<string, Action>()
  /** What is attached to every action. */
  readonly everywhere = new Action('')
  readonly #sourceOf = createSources()
  readonly #onListenerError: ListenerErrorHandler
  readonly #maxDepth: number
  readonly #observers = new Set<{ readonly observer: Observer }>()
  #invocations = 0

  constructor(onListenerError: ListenerErrorHandler, maxDepth: number) {
    this.#onListenerError = onListenerError
    this.#maxDepth = maxDepth
  }

  /** The registered names, in the order they were registered. */
  names(): string[] {
    return [...this.actions.values()].filter(({ registered }) => registered !== undefined).map(({ name }) => name)
  }

  has(name: unknown): boolean {
    return this.actions.get(name as string)?.registered !== undefined
  }

  /** The action of that name, made when there is none, registered or not. */
  action(name: string): Action {
    const action = this.actions.get(name) ?? new Action(name)
    this.actions.set(name, action)
    return action
  }

  /** Drops what has been built of what has changed; a disposed function shall not live on in idle actions. */
  changed(action: Action): void {
    if (action === this.everywhere) for (const each of this.actions.values()) each.stack = undefined
    action.stack = undefined
    if (action.registered === undefined && action.lists.size === 0) this.actions.delete(action.name)
  }

  attach(site: Action, saying: Saying, owner: Owner | undefined, signal: AbortSignal | undefined): Registration {
    const attachment = createAttachment(saying, site, owner)
    const list = site.lists.get(saying.kind) ?? new Attachments()
    site.lists.set(saying.kind, list)
    list.add(attachment)
    this.changed(site)
    const undo = createRegistration(this.#detach, attachment, owner, signal && this.#sourceOf(signal))
    attachment.undo = undo
    if (saying.kind === 'after') this.#reportUnsupported(site, [attachment])
    return undo
  }

  readonly #detach = (attachment: Attachment): void => {
    const { kind, site } = attachment
    const list = site.lists.get(kind)
    list?.delete(attachment)
    if (list?.all.size === 0) site.lists.delete(kind)
    this.changed(site)
  }

  register(registered: Registered, owner: Owner | undefined, signal: AbortSignal | undefined): Registration {
    const { core } = registered
    const { site } = core
    const { registered: before } = site
    if (before === undefined) {
      // Behind those that were registered before it, however early something was attached to it.
      this.actions.delete(site.name)
      this.actions.set(site.name, site)
    }
    site.registered = registered
    before?.core.undo()
    const undo = createRegistration(this.#unregister, registered, owner, signal && this.#sourceOf(signal))
    core.undo = undo
    this.#reportUnsupported(site, site.lists.get('after')?.all ?? [])
    return undo
  }

  readonly #unregister = (registered: Registered): void => {
    const { site } = registered.core
    if (site.registered === registered) site.registered = undefined
    this.changed(site)
  }

  observe(observer: Observer, owner: Owner | undefined): Registration {
    const entry = { observer }
    this.#observers.add(entry)
    this.changed(this.everywhere)
    return createRegistration(this.#unobserve, entry, owner)
  }

  readonly #unobserve = (entry: { readonly observer: Observer }): void => {
    this.#observers.delete(entry)
    this.changed(this.everywhere)
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
        return this.#run(stack, new Context(stack, ++this.#invocations, payload, undefined), NO_SOURCES, undefined)
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

  /** Reports listeners that will never be called, each once. */
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
    const parts = { ...action.parts(this.everywhere), core }
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
    const sources = [...(parent?._ending?.sources ?? [])]
    const own = signal && this.#sourceOf(signal)
    if (own !== undefined && !sources.includes(own)) sources.push(own)
    const throwIfCut = () => {
      // Work that goes on in an invocation that has been cut starts nothing any more; but its own limit is what its
      // error-listeners tell of.
      if (parent?._stop !== undefined && parent._stop !== parent._abortion && !parent._ending?.telling) {
        throw parent._stop.error
      }
      for (const { signal } of sources) if (signal?.aborted) throw signal.reason
    }
    throwIfCut()

    const ctx = new Context(stack, ++this.#invocations, payload, parent)
    if (ctx.depth === 0 || ctx.depth % SYNCHRONOUS_DEPTH > 0) return this.#run(stack, ctx, sources, timeout)
    return follow(Promise.resolve(), () => {
      throwIfCut()
      return this.#run(stack, ctx, sources, timeout)
    })
  }

  #run(stack: Stack, ctx: Context, sources: readonly Source[], timeout: number | undefined): Promise<unknown> {
    const uncut = sources.length === 0 && timeout === undefined
    return uncut && stack.plain ? stack.run(ctx) : conduct(ctx, stack, sources, timeout)
  }
}

/** The names from the top down to `ctx`. */
function path(ctx: Context | undefined): string[] {
  const names: string[] = []
  for (let at = ctx; at !== undefined; at = at.parent) names.push(at.action)
  return names.reverse()
}
