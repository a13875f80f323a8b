// Remembers what one invocation knows: its payload and result, what runs, and whether something has stopped it.

import { ActionAbortedError, toParty } from './errors.js'
import {
  ABORTABLE,
  type Assigned,
  type Attachment,
  COMMITTED,
  type Context,
  type DONE,
  type Invocation,
  NOWHERE,
  type RunningCall,
  type Stack,
  type Stop,
} from './parts.js'
import type { InvokeOptions } from './types.js'

/**
 * The `ctx` of one invocation. Users see the part of it that `ActionContext` describes.
 *
 * What begins with `_` is the engine's: the files that run the stack could not read `#private` fields, and a plain name might be the
 * name of a local that users write on `ctx`, as in Koa.
 */
export class InvocationContext implements Context {
  payload: unknown
  readonly id: number
  readonly depth: number
  readonly parent: Context | undefined

  /** @internal */ readonly _stack: Stack
  /** @internal */ readonly _layersAround: number
  /** @internal */ _value: unknown = undefined
  /** @internal */ _assigned: Assigned | undefined = undefined
  /** @internal */ _phase: typeof ABORTABLE | typeof COMMITTED | typeof DONE = ABORTABLE
  /** @internal */ _cursor = NOWHERE
  /** @internal */ _stop: Stop | undefined = undefined
  /** @internal */ _executing: RunningCall | undefined = undefined
  /** @internal */ _latest: RunningCall | undefined = undefined
  /** @internal */ _invocation: Invocation | undefined = undefined
  #abort: ((reason?: unknown) => void) | undefined = undefined
  /** What few invocations need, made by the first that does: one field more costs each dispatch about 1 %. */
  #rare: Rare | undefined = undefined

  constructor(stack: Stack, id: number, payload: unknown, parent: Context | undefined) {
    this._stack = stack
    this.id = id
    this.payload = payload
    this.parent = parent
    this.depth = parent === undefined ? 0 : parent.depth + 1
    this._layersAround = parent === undefined ? 0 : parent._layersAround + parent._stack.layerCount
  }

  get action(): string {
    return this._stack.action
  }

  get result(): unknown {
    return this._value
  }

  set result(value: unknown) {
    this._value = value
    this._assigned = { value }
  }

  get aborted(): boolean {
    return this._aborted !== undefined
  }

  set aborted(aborted: boolean) {
    if (aborted) this.abort()
  }

  get abortReason(): unknown {
    return (this._aborted?.error as ActionAbortedError | undefined)?.reason
  }

  /** A function, not a method, so that it works detached. */
  get abort(): (reason?: unknown) => void {
    this.#abort ??= (reason) =>
      this._abortAs(this._executing === undefined ? this._running() : this._executing.attachment, reason)
    return this.#abort
  }

  get signal(): AbortSignal {
    const rare = this.#needed()
    if (rare.controller === undefined) {
      rare.controller = new AbortController()
      const stop = rare.aborted ?? this._stop
      if (stop !== undefined) rare.controller.abort(stop.error)
    }
    return rare.controller.signal
  }

  get state(): Record<string, unknown> {
    const rare = this.#needed()
    rare.state ??= {}
    return rare.state
  }

  get invokeAction(): (name: unknown, payload?: unknown, options?: InvokeOptions) => Promise<unknown> {
    return (name, payload, options) => this._stack.host.invoke(name, payload, options, this)
  }

  /** @internal */
  get _aborted(): Stop | undefined {
    return this.#rare?.aborted
  }

  /** @internal */
  get _outerStop(): Stop | undefined {
    return this._stop?.recovered ? undefined : this._stop
  }

  #needed(): Rare {
    this.#rare ??= { aborted: undefined, controller: undefined, state: undefined }
    return this.#rare
  }

  /** @internal */
  _abortAs(by: Attachment | undefined, reason: unknown): void {
    if (this._phase !== ABORTABLE || this._stop !== undefined) return
    const error = new ActionAbortedError(this.action, reason, toParty(by))
    const stop = { error, aborted: true, by, assigned: this._assigned, unwound: [], recovered: false }
    this.#needed().aborted = stop
    this._halt(stop)
  }

  /** @internal */
  _halt(stop: Stop): void {
    this._stop = stop
    this.#rare?.controller?.abort(stop.error)
  }

  /** @internal */
  _commit(): void {
    if (this._phase === ABORTABLE) this._phase = COMMITTED
  }

  /** @internal */
  _enter(call: RunningCall): void {
    const latest = running(this._latest)
    // However many calls come and go, and in whatever order, no more are kept than run at once.
    if (latest !== undefined) latest.below = running(latest.below)
    call.below = latest
    this._latest = call
  }

  /** @internal */
  _running(): Attachment | undefined {
    const counted = this._cursor === NOWHERE ? undefined : this._stack.attachmentAt(this._cursor)
    return counted ?? running(this._latest)?.attachment
  }

  /** @internal */
  _failure(error: unknown, by: Attachment | undefined, index?: number): unknown {
    const { _outerStop: stop, _aborted: aborted } = this
    if (stop === undefined) return error
    if (stop === aborted && error !== stop.error) this._report(error, by)
    if (aborted !== undefined && index !== undefined) aborted.unwound[index] = { assigned: this._assigned }
    return stop.error
  }

  /** @internal */
  _throwIfStopped(): void {
    if (this._stop !== undefined) throw this._stop.error
  }

  /** @internal */
  _report(error: unknown, by: Attachment | undefined): void {
    this._stack.host.report(error, { ctx: this as never, event: by?.event, listener: by?.fn })
  }
}

/** Returns `call`, or the last call before it that still runs. */
function running(call: RunningCall | undefined): RunningCall | undefined {
  let last = call
  while (last?.ended) last = last.below
  return last
}

interface Rare {
  aborted: Stop | undefined
  controller: AbortController | undefined
  state: Record<string, unknown> | undefined
}
