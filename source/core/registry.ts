// Holds everything of one `createActions`, and leads each invocation to its stack.

import { checkName } from '../shared/arguments.js'
import { nearest } from '../shared/nearest.js'
import { print } from '../shared/print.js'
import { reasonOf } from '../shared/signals.js'
import { NO_OPTIONS, readInvokeOptions } from './arguments.js'
import { addTo, createAction, createAttachment, createRegistration, partsOf, takeOff } from './attachments.js'
import { InvocationDispatch } from './context.js'
import { sourceOf } from './cuts.js'
import {
  type ActionAbortedError,
  ActionRecursionError,
  ActionTimeoutError,
  toParty,
  UnknownActionError,
  UnsupportedEventError,
} from './errors.js'
import { runStack, runUntilSettled } from './invocation.js'
import type {
  Action,
  Attachment,
  Choice,
  CutSource,
  Dispatch,
  Host,
  Owner,
  Registered,
  Scopes,
  Stack,
  Stop,
} from './parts.js'
import { follow, isThenable, native, nothing, rejected, rejection, resolved } from './promises.js'
import { createStack } from './stack.js'
import type {
  ActionOutcome,
  InvokeOptions,
  ListenerErrorHandler,
  ListenerErrorInfo,
  Observer,
  Registration,
  Signal,
} from './types.js'

/** How many invocations start synchronously inside one another, before the next starts in a microtask: deep circles do not overflow the call stack. */
const SYNCHRONOUS_DEPTH = 200

/**
 * How many invocations may run inside one another in one synchronous call without `ctx`, which count no depth. A circle of them
 * would overflow the call stack somewhere inside the engine: with replacements at a depth of about 400 (measured on Node 20.20).
 */
const SYNCHRONOUS_CALLS = 200

const NO_SOURCES: readonly CutSource[] = []

/** All actions of one `createActions`, which every scope of them shares. */
export class Registry implements Host {
  readonly actions = new Map<string, Action>()
  /** What is attached to every action. */
  readonly everyAction = createAction('')
  /** The scopes made through the actions themselves. */
  readonly scopes: Scopes = new Set()
  readonly #onListenerError: ListenerErrorHandler
  readonly #maxDepth: number
  /** A new list when it changes: what goes through it sees no change. An array, since each invocation may go through it. */
  #observers: readonly { readonly observer: Observer }[] = []
  /** How many observers decide for each invocation whether they see it. */
  #deciding = 0
  /** The actions that have a stack: few of many, so dropping all stacks takes no time. */
  readonly #built = new Set<Action>()
  #invocations = 0
  /** The place of what was attached last. */
  _places = 0
  /** How many calls of `invoke` are on the call stack. */
  #entered = 0

  constructor(onListenerError: ListenerErrorHandler, maxDepth: number) {
    this.#onListenerError = onListenerError
    this.#maxDepth = maxDepth
  }

  /** Returns the registered names, in the order of registration. It is the same function in every scope. */
  readonly names = (): string[] => [...this.actions.keys()].filter(this.has)

  readonly has = (name: unknown): boolean => this.actions.get(name as string)?.registered !== undefined

  /** Returns the action of that name, registered or not. Makes it when there is none. */
  action(name: string): Action {
    const action = this.actions.get(name) ?? createAction(name)
    this.actions.set(name, action)
    return action
  }

  /** Drops the stacks of what has changed, so that a disposed function is not kept by actions that are not invoked. */
  changed(action: Action): void {
    if (action === this.everyAction) {
      for (const each of this.#built) each.stack = each.choices = undefined
      this.#built.clear()
    }
    action.stack = action.choices = undefined
    this.#built.delete(action)
    if (action.registered === undefined && action.lists.size === 0) this.actions.delete(action.name)
  }

  attach(
    action: Action,
    given: Parameters<typeof createAttachment>[0],
    owner: Owner | undefined,
    signal: Signal | undefined,
  ): Registration {
    const attachment = createAttachment(given, action, owner)
    attachment._place = owner?._place ?? ++this._places
    addTo(action, attachment)
    this.changed(action)
    const undo = createRegistration(this.#detach, attachment, owner, signal)
    attachment.undo = undo
    if (given.kind === 'after') this.#reportUnsupported(action, [attachment])
    return undo
  }

  readonly #detach = (attachment: Attachment): void => {
    const action = attachment.action as Action
    takeOff(action, attachment)
    this.changed(action)
  }

  register(registered: Registered, owner: Owner | undefined, signal: Signal | undefined): Registration {
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
    const undo = createRegistration(this.#unregister, registered, owner, signal)
    core.undo = undo
    this.#reportUnsupported(action, action.lists.get('after')?.all ?? [])
    if (former === undefined) this.#tell('register', action.name)
    return undo
  }

  readonly #unregister = (registered: Registered): void => {
    const action = registered.core.action as Action
    const last = action.registered === registered
    if (last) action.registered = undefined
    this.changed(action)
    if (last) this.#tell('unregister', action.name)
  }

  #tell(what: 'register' | 'unregister', action: string): void {
    for (const { observer } of this.#observers) {
      const failed = (error: unknown) =>
        this.report(error, { ctx: undefined, event: undefined, listener: observer[what], by: null })
      try {
        const returned = observer[what]?.(action)
        if (isThenable(returned)) follow(returned, nothing, failed)
      } catch (error) {
        failed(error)
      }
    }
  }

  observe(observer: Observer, owner: Owner | undefined): Registration {
    const entry = { observer }
    this.#observers = [...this.#observers, entry]
    if (observer.wanted !== undefined) this.#deciding++
    this.changed(this.everyAction)
    return createRegistration(this.#unobserve, entry, owner)
  }

  readonly #unobserve = (entry: { readonly observer: Observer }): void => {
    this.#observers = this.#observers.filter((each) => each !== entry)
    if (entry.observer.wanted !== undefined) this.#deciding--
    this.changed(this.everyAction)
  }

  invoke(
    name: unknown,
    payload: unknown,
    options: InvokeOptions | undefined,
    parent: Dispatch | undefined,
  ): Promise<unknown> {
    // For speed alone, a tenth of an invocation that uses nothing: the counter is read once, a stack is looked for before its action is
    // looked at, and `true` is compared with, which is fewer instructions than asking whether something is truthy.
    const outer = this.#entered
    this.#entered = outer + 1
    let invoked: Promise<unknown>
    try {
      const action = this.actions.get(name as string)
      const stack = action?.stack ?? this.#stackOf(name, action)
      const { simple, plain } = stack
      if (options !== undefined || parent !== undefined || simple !== true || outer >= SYNCHRONOUS_CALLS - 1) {
        invoked = this.#invokeWith(stack, payload, options, parent)
      } else {
        stack.checkPayload?.(payload)
        const dispatch = new InvocationDispatch(stack, ++this.#invocations, payload, undefined, 0)
        invoked = plain === true ? native(stack.enter(dispatch)) : runStack(dispatch)
      }
    } catch (error) {
      invoked = rejection(error)
    }
    this.#entered = outer
    return invoked
  }

  async settle(
    name: unknown,
    payload: unknown,
    options: InvokeOptions | undefined,
    parent: Dispatch | undefined,
  ): Promise<ActionOutcome> {
    let dispatch: Dispatch | undefined
    const enter = () => {
      this.#entered++
      try {
        return this.#invokeWith(this.#stackOf(name), payload, options, parent, (made) => {
          dispatch = made
        })
      } finally {
        this.#entered--
      }
    }
    try {
      return { status: 'done', result: await enter() }
    } catch (error) {
      return outcomeOf(error, dispatch)
    }
  }

  report(error: unknown, info: ListenerErrorInfo): void {
    const failed = (failure: unknown) => {
      print(error)
      print(failure)
    }
    try {
      const handler = this.#onListenerError
      const returned = handler(error, info)
      if (isThenable(returned)) follow(returned, nothing, failed)
    } catch (failure) {
      failed(failure)
    }
  }

  /** Reports listeners that are never called, each once. */
  #reportUnsupported({ name, registered }: Action, listeners: Iterable<Attachment>): void {
    if (!registered?.terminal) return
    for (const listener of listeners) {
      if (listener.reported) continue
      listener.reported = true
      const { event, fn } = listener
      this.report(new UnsupportedEventError(name, listener), {
        ctx: undefined,
        event,
        listener: fn,
        by: toParty(listener),
      })
    }
  }

  #isWanted(observer: Observer): boolean {
    try {
      return observer.wanted === undefined || Boolean(observer.wanted())
    } catch (error) {
      this.report(error, { ctx: undefined, event: undefined, listener: observer.wanted, by: null })
      return false
    }
  }

  /**
   * Returns the stack of an action with the observers that want to see the invocation that starts now, and builds it when something has
   * changed. Only an action that is registered has one. No list of the observers is made each time.
   */
  #stackOf(name: unknown, action = this.actions.get(name as string)): Stack {
    if (action?.registered === undefined) {
      checkName(name, 'The name of an action')
      throw new UnknownActionError(name, nearest(name, this.names()))
    }
    if (action.choices === undefined) {
      action.choices = { observers: [] }
      this.#built.add(action)
    }
    let choice: Choice = action.choices
    // Not for-of, with which deciding takes a third more instructions (measured with one observer on Node 20.20).
    const observers = this.#observers
    for (let i = 0; i < observers.length; i++) {
      const { observer } = observers[i] as { observer: Observer }
      if (this.#isWanted(observer)) {
        choice = choice.with ??= { observers: [...choice.observers, observer] }
      } else choice = choice.without ??= { observers: choice.observers }
    }
    if (choice.stack !== undefined) return choice.stack
    const watching = choice.observers.filter(({ start, end, around }) => (start ?? end ?? around) !== undefined)
    const parts = { ...partsOf(action, this.everyAction), core: action.registered.core }
    choice.stack = createStack(action.name, this, parts, watching)
    if (this.#deciding === 0) action.stack = choice.stack
    return choice.stack
  }

  /** @param onMade Is given the invocation before anything of it runs. */
  #invokeWith(
    stack: Stack,
    payload: unknown,
    options: InvokeOptions | undefined,
    from: Dispatch | undefined,
    onMade?: (dispatch: Dispatch) => void,
  ): Promise<unknown> {
    const parent = stillRunning(from)
    const depth = depthInside(parent)
    if (depth > this.#maxDepth) {
      throw new ActionRecursionError(stack.action, [...path(parent), stack.action], this.#maxDepth)
    }
    if (this.#entered > Math.max(SYNCHRONOUS_CALLS, this.#maxDepth)) {
      const error = new ActionRecursionError(stack.action, Array(this.#entered).fill(stack.action), undefined)
      // Where nothing waits for the innermost of so many, its rejection would end the process.
      this.report(error, { ctx: undefined, event: undefined, listener: undefined, by: null })
      return rejected(error)
    }
    const { signal, timeout = stack.timeout, state } = options === undefined ? NO_OPTIONS : readInvokeOptions(options)
    if (options === undefined) stack.checkPayload?.(payload)
    const inherited = from?._invocation?.sources.filter(({ ended }) => !ended) ?? NO_SOURCES
    const isCovered = signal === undefined || inherited.some((source) => source.signal === signal)
    const sources = isCovered ? inherited : [...inherited, sourceOf(signal)]

    const dispatch = new InvocationDispatch(stack, ++this.#invocations, payload, parent, depth)
    const givenState = from?._givenState
    if (givenState !== undefined || state !== undefined) dispatch._givenState = { ...givenState, ...state }
    onMade?.(dispatch)
    throwIfCut(dispatch, from, sources)
    if (depth === 0 || depth % SYNCHRONOUS_DEPTH > 0) return start(dispatch, sources, timeout)
    return follow(resolved(undefined), () => {
      throwIfCut(dispatch, from, sources)
      return start(dispatch, sources, timeout)
    })
  }
}

function start(dispatch: Dispatch, sources: readonly CutSource[], timeout: number | undefined): Promise<unknown> {
  const { _stack: stack } = dispatch
  const uncut = sources.length === 0 && timeout === undefined
  if (!uncut || !stack.simple) return runUntilSettled(dispatch, sources, timeout)
  return stack.plain ? native(stack.enter(dispatch)) : runStack(dispatch)
}

/** Returns the nearest invocation from `dispatch` on outwards that has not settled. */
function stillRunning(dispatch: Dispatch | undefined): Dispatch | undefined {
  let running = dispatch
  while (running?._isOver) running = running._parent
  return running
}

/**
 * Counts the invocations that are running from `dispatch` on outwards. Those that have settled lead to the next that is running: so a poller
 * that invokes itself keeps no chain of finished rounds.
 */
function depthInside(dispatch: Dispatch | undefined): number {
  let depth = 0
  for (let each = dispatch; each !== undefined; each = each._parent) {
    if (each._isOver) each._parent = stillRunning(each._parent)
    else depth++
  }
  return depth
}

/** Throws what keeps an invocation from starting. */
function throwIfCut(dispatch: Dispatch, from: Dispatch | undefined, sources: readonly CutSource[]): void {
  const stop = from?._stop
  // Work that goes on in an invocation that has been cut starts nothing any more. Error-listeners that tell of its own limit may.
  if (stop !== undefined && stop.kind !== 'abort' && !from?._invocation?.isTelling) cut(dispatch, stop.kind, stop.error)
  if (sources.length === 0) return
  for (const { signal } of sources) if (signal?.aborted) cut(dispatch, 'signal', reasonOf(signal))
}

function cut(dispatch: Dispatch, kind: Stop['kind'], error: unknown): never {
  dispatch._stop = { kind, error, by: undefined, assigned: undefined, unwound: [], recovered: false }
  throw error
}

/** Says how an invocation has ended that has rejected with `error`. */
function outcomeOf(error: unknown, dispatch: Dispatch | undefined): ActionOutcome {
  const stop = dispatch?._outerStop
  if (stop !== undefined && stop.error === error) {
    if (stop.kind === 'signal') return { status: 'cancelled', reason: error }
    if (stop.kind === 'abort') {
      const aborted = error as ActionAbortedError
      return { status: 'aborted', reason: aborted.reason, by: aborted.by, error: aborted }
    }
    if (error instanceof ActionTimeoutError) return { status: 'timedOut', error }
  }
  return { status: 'failed', error, by: dispatch?._ctx.failure?.by ?? null }
}

/** Returns the names of the actions from the top down to `dispatch`. */
function path(dispatch: Dispatch | undefined): string[] {
  const names: string[] = []
  for (let each = dispatch; each !== undefined; each = each._parent) if (!each._isOver) names.push(each._stack.action)
  return names.reverse()
}
