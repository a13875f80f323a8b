// Remembers what one invocation knows: for users its ctx, for the engine whether something runs in it and has stopped it.

import { FOLLOWING } from '../shared/own.js'
import { ActionAbortedError, abortedTooLate, toParty } from './errors.js'
import { SettlingInvocation } from './invocation.js'
import {
  ABORTABLE,
  type Assigned,
  type Attachment,
  type Blame,
  COMMITTED,
  type Dispatch,
  type DONE,
  type Invocation,
  NOWHERE,
  type RunningCall,
  type Settling,
  type Stack,
  type Stop,
} from './parts.js'
import type { ActionContext, ActionFailure, ActionOutcome, InvokeOptions } from './types.js'

/** Leads from a ctx to what the engine knows of it. A proxy around a ctx leads there too, which a `#private` field would not (S21). */
const DISPATCH = Symbol('entracte')

/** Returns what the engine knows of a ctx; undefined for what is no ctx of this copy of the library. */
export function dispatchOf(ctx: unknown): Dispatch | undefined {
  return (ctx as { [DISPATCH]?: Dispatch })[DISPATCH]
}

/** The `ctx` of one invocation, as `ActionContext` describes it. */
class Context {
  payload: unknown
  readonly [DISPATCH]: InvocationDispatch

  constructor(dispatch: InvocationDispatch, payload: unknown) {
    this.payload = payload
    this[DISPATCH] = dispatch
  }

  get action(): string {
    return this[DISPATCH]._stack.action
  }

  get id(): number {
    return this[DISPATCH]._id
  }

  get depth(): number {
    return this[DISPATCH]._depth
  }

  get parent(): ActionContext | undefined {
    return this[DISPATCH]._parent?._ctx
  }

  get result(): unknown {
    return this[DISPATCH]._value
  }

  set result(value: unknown) {
    this[DISPATCH]._value = value
    this[DISPATCH]._assigned = { value, by: this[DISPATCH]._caller() }
  }

  get aborted(): boolean {
    return this[DISPATCH]._aborted !== undefined
  }

  set aborted(aborted: boolean) {
    // In JavaScript, a reason may be assigned, too.
    if (aborted) this[DISPATCH]._abort((aborted as unknown) === true ? undefined : aborted)
  }

  get abort(): (reason?: unknown) => void {
    return this[DISPATCH]._abort
  }

  get abortReason(): unknown {
    return (this[DISPATCH]._aborted?.error as ActionAbortedError | undefined)?.reason
  }

  get signal(): AbortSignal {
    return this[DISPATCH]._signal
  }

  get state(): object {
    return this[DISPATCH]._state
  }

  get failure(): ActionFailure | undefined {
    return this[DISPATCH]._failed
  }

  get invokeAction(): (name: unknown, payload?: unknown, options?: InvokeOptions) => Promise<unknown> {
    const dispatch = this[DISPATCH]
    return (name, payload, options) => dispatch._stack.host.invoke(name, payload, options, dispatch)
  }

  get settleAction(): (name: unknown, payload?: unknown, options?: InvokeOptions) => Promise<ActionOutcome> {
    const dispatch = this[DISPATCH]
    return (name, payload, options) => dispatch._stack.host.settle(name, payload, options, dispatch)
  }

  /** Returns what users know of an invocation, for `JSON.stringify`. */
  toJSON(): object {
    const { action, id, depth, payload, result, aborted, abortReason } = this
    return { action, id, depth, parent: this.parent?.action, payload, result, aborted, abortReason }
  }
}

/**
 * What the engine knows of one invocation, as `Dispatch` describes it. It is an object beside the ctx, so that a ctx shows nothing of the
 * engine.
 */
export class InvocationDispatch implements Dispatch {
  readonly _ctx: ActionContext
  readonly _stack: Stack
  readonly _id: number
  _parent: Dispatch | undefined
  readonly _depth: number
  _value: unknown = undefined
  _assigned: Assigned | undefined = undefined
  _phase: typeof ABORTABLE | typeof COMMITTED | typeof DONE = ABORTABLE
  _cursor = NOWHERE
  _waiting = false
  _hasEnded = false
  _handedOut: Settling | undefined = undefined
  _isAsked = false
  _stop: Stop | undefined = undefined
  _executing: RunningCall | undefined = undefined
  _latest: RunningCall | undefined = undefined
  _invocation: Invocation | undefined = undefined
  private _abortFunction: ((reason?: unknown) => void) | undefined = undefined
  /** What few invocations need, made by the first that does: one field more costs each dispatch about 1 %. */
  private _rare: Rare | undefined = undefined

  /** @param depth How many invocations around it are running. */
  constructor(stack: Stack, id: number, payload: unknown, parent: Dispatch | undefined, depth: number) {
    this._id = id
    this._parent = parent
    this._depth = depth
    // Behind what V8 need not check: what comes before a check is written twice.
    this._stack = stack
    this._ctx = new PrintableContext(this, payload) as unknown as ActionContext
  }

  get _abort(): (reason?: unknown) => void {
    this._abortFunction ??= (reason) => this._abortAs(this._caller(), reason)
    return this._abortFunction
  }

  /** Returns the party that executes right now, synchronously; undefined when that cannot be told. */
  _caller(): Attachment | undefined {
    if (this._executing !== undefined) return this._executing.attachment
    return this._cursor === NOWHERE || this._waiting ? undefined : this._stack.attachmentAt(this._cursor)
  }

  get _signal(): AbortSignal {
    const rare = this._needed()
    if (rare.controller === undefined) {
      rare.controller = new AbortController()
      const stop = rare.aborted ?? this._stop
      if (stop !== undefined) rare.controller.abort(stop.error)
    }
    return rare.controller.signal
  }

  get _state(): object {
    const rare = this._needed()
    rare.state ??= { ...rare.givenState }
    return rare.state
  }

  get _layersAround(): number {
    let count = 0
    for (let each = this._parent; each !== undefined; each = each._parent) count += each._stack.layerCount
    return count
  }

  get _isLeft(): boolean {
    return this._rare?.isLeft === true
  }

  set _isLeft(isLeft: boolean) {
    this._needed().isLeft = isLeft
  }

  get _givenState(): object | undefined {
    return this._rare?.givenState
  }

  set _givenState(state: object | undefined) {
    if (state !== undefined) this._needed().givenState = state
  }

  get _aborted(): Stop | undefined {
    return this._rare?.aborted
  }

  get _outerStop(): Stop | undefined {
    return this._stop?.recovered ? undefined : this._stop
  }

  get _blamed(): Blame | undefined {
    return this._rare?.blamed
  }

  get _failed(): ActionFailure | undefined {
    if (this._invocation !== undefined) return this._invocation.failure
    // Layers may have handled it.
    if (!this._stack.plain) return undefined
    const { _blamed: blamed } = this
    // Without an invocation, the first failure is the failure of the whole stack.
    return blamed && { error: blamed.error, by: toParty(blamed.by) }
  }

  get _isOver(): boolean {
    if (this._invocation !== undefined) return this._invocation.isOver
    if (this._stack.middlewareCount > 0) return this._hasEnded
    return this._cursor === NOWHERE && this._phase !== ABORTABLE
  }

  get _settling(): Invocation {
    this._invocation ??= new SettlingInvocation(this)
    return this._invocation
  }

  private _needed(): Rare {
    this._rare ??= {
      aborted: undefined,
      blamed: undefined,
      controller: undefined,
      givenState: undefined,
      isLeft: false,
      isTellingLate: false,
      state: undefined,
    }
    return this._rare
  }

  _abortAs(by: Attachment | undefined, reason: unknown): void {
    // After a cut and after an abort, another abort says nothing new.
    if (this._stop !== undefined || this._aborted !== undefined) return
    if (this._phase !== ABORTABLE) {
      const rare = this._needed()
      // An `onListenerError` that aborts would be told of itself for ever.
      if (rare.isTellingLate) return
      rare.isTellingLate = true
      this._report(abortedTooLate(this._stack.action, toParty(by)), by)
      rare.isTellingLate = false
      return
    }
    const error = new ActionAbortedError(this._stack.action, reason, toParty(by))
    const during = this._running()
    const stop: Stop = { kind: 'abort', error, by, during, assigned: this._assigned, unwound: [], recovered: false }
    this._needed().aborted = stop
    this._halt(stop)
  }

  _halt(stop: Stop): void {
    this._stop = stop
    this._rare?.controller?.abort(stop.error)
  }

  _commit(): void {
    if (this._phase === ABORTABLE) this._phase = COMMITTED
  }

  _enter(call: RunningCall): void {
    let latest = this._latest
    // However many calls come and go, and in whatever order, no more are kept than run at once.
    while (latest?.ended) latest = latest.below
    if (latest?.below?.ended) latest.below = running(latest.below)
    call.below = latest
    this._latest = call
  }

  _running(): Attachment | undefined {
    const counted = this._cursor === NOWHERE ? undefined : this._stack.attachmentAt(this._cursor)
    return counted ?? running(this._latest)?.attachment
  }

  _blame(error: unknown, by: Attachment | undefined): void {
    const rare = this._needed()
    if (rare.blamed === undefined || rare.blamed.error !== error) rare.blamed = { error, by }
  }

  _failure(error: unknown, by: Attachment | undefined, index?: number): unknown {
    const { _outerStop: stop, _aborted: aborted } = this
    if (stop === undefined) {
      this._blame(error, by)
      return error
    }
    if (stop === aborted && error !== stop.error) this._report(error, by)
    if (aborted !== undefined && index !== undefined) aborted.unwound[index] = { assigned: this._assigned }
    return stop.error
  }

  _throwIfStopped(): void {
    if (this._stop !== undefined) throw this._stop.error
  }

  _report(error: unknown, by: Attachment | undefined): void {
    const info = { ctx: this._ctx, event: by?.event, listener: by?.fn, by: toParty(by) }
    this._callOutside(() => this._stack.host.report(error, info))
  }

  _callOutside<T>(run: () => T): T {
    const { _executing: executing, _waiting: waiting } = this
    this._executing = undefined
    this._waiting = true
    try {
      return run()
    } finally {
      this._executing = executing
      this._waiting = waiting
    }
  }

  // Reactive stores that look into every object leave this one alone: Vue asks for the tag, valtio for the iterator.
  get [Symbol.toStringTag](): string {
    return 'Dispatch'
  }

  *[Symbol.iterator](): Generator<never> {}

  toJSON(): undefined {}
}

/**
 * The class of every ctx. `console.log` in Node prints of a ctx what `toJSON` returns, and of the engine in a copy of a ctx nothing.
 * `entracte/remote` asks a ctx what follows.
 *
 * A call that bundlers may leave out where nothing uses it, since methods with such names would keep the whole class.
 */
const PrintableContext = /* @__PURE__ */ (() => {
  const inspect = Symbol.for('nodejs.util.inspect.custom')
  const print = (prototype: object, value: () => unknown) => Object.defineProperty(prototype, inspect, { value })
  print(Context.prototype, Context.prototype.toJSON)
  print(InvocationDispatch.prototype, () => '…')
  Object.defineProperty(Context.prototype, FOLLOWING, { value: following })
  return Context
})()

/** Returns the functions after the listener that runs now, in the order of this invocation. */
function* following(this: Context): Iterable<unknown> {
  const { _stack: stack, _cursor: cursor } = this[DISPATCH]
  let at = cursor
  for (let next = stack.attachmentAt(++at); next !== undefined; next = stack.attachmentAt(++at)) yield next.fn
}

/** Returns `call`, or the last call before it that still runs. */
function running(call: RunningCall | undefined): RunningCall | undefined {
  let last = call
  while (last?.ended) last = last.below
  return last
}

interface Rare {
  aborted: Stop | undefined
  blamed: Blame | undefined
  controller: AbortController | undefined
  givenState: object | undefined
  isLeft: boolean
  /** Whether a late abort is being reported. */
  isTellingLate: boolean
  state: object | undefined
}
