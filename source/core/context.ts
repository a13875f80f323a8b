// One invocation's memory: payload and result, who is running, and whether something has stopped it.

import type { AnyFunction } from './arguments.js'
import type { Source } from './cuts.js'
import { ActionAbortedError } from './errors.js'
import type { Work } from './promises.js'
import type { InvokeOptions, ListenerErrorInfo, Party } from './types.js'

/** A function in a stack, as the engine and the messages need it. */
export interface Part extends Party {
  /** The function that was handed in. */
  readonly fn: AnyFunction
  /** The event that it listens to, if it listens to one. */
  readonly event?: string | undefined
}

/** What a ctx needs from those who made it. */
export interface Host {
  invoke(name: unknown, payload: unknown, options: InvokeOptions | undefined, parent: Context): Promise<unknown>
  report(error: unknown, info: ListenerErrorInfo): void
}

/** What a ctx needs to know of the stack that it goes through. */
export interface Plan {
  readonly action: string
  readonly host: Host
  /** How many layers there are: middleware and replacements. */
  readonly layers: number
  /** `ctx._at` while the core, or the replacements in front of it, are running. */
  readonly bodyAt: number
  /** The party at `ctx._at`, counted from the payload update at -1; undefined for a core that has replacements in front. */
  partAt(at: number): Part | undefined
}

/** A running call of a party that `ctx._at` does not count. */
export interface Call {
  readonly part: Part
  ended: boolean
  /** The one that started before it; it may have ended, too. */
  below: Call | undefined
}

/** What stops an invocation: `error` is what it rejects with. */
export interface Stop {
  readonly error: unknown
}

export interface Abortion extends Stop {
  readonly error: ActionAbortedError
  /** The party that aborted, if it can be told. */
  readonly part: Part | undefined
  /** What had been assigned to `ctx.result` by then. */
  readonly assigned: Context['_assigned']
  /** And when it had passed through the middleware at each place, and through all that is inside. */
  readonly unwound: Pick<Abortion, 'assigned'>[]
  /** Whether middleware outside has given a result instead. What is further in stays stopped. */
  recovered: boolean
}

/** The invocation can still be aborted. */
export const OPEN = 0
/** Too late to abort: the core has started, or everything inside has unwound. */
export const CLOSED = 1
/** The invocation has its result (S6): nothing takes it away any more. */
export const RESULT = 2

/** `ctx._at` while none of the parties that are counted there is running. */
export const NOWHERE = -2

/**
 * The `ctx` of one invocation. Users see the part of it that `ActionContext` describes. What begins with `_` is the
 * engine's: `#private` fields could not be read from the files that run the stack, and a plain name might be taken by a
 * local that somebody writes on `ctx`, as one does in Koa.
 */
export class Context {
  payload: unknown
  readonly id: number
  readonly depth: number
  readonly parent: Context | undefined

  /** @internal */ readonly _plan: Plan
  /** @internal How many layers may stand on the call stack already, in the invocations around this one. */
  readonly _base: number
  /** @internal `result`, for those whose writing is no assignment by the user. */
  _value: unknown = undefined
  /** @internal What the user has assigned to `result` last; another object each time. */
  _assigned: { readonly value: unknown } | undefined = undefined
  /** @internal */ _phase: typeof OPEN | typeof CLOSED | typeof RESULT = OPEN
  /** @internal Which of the fused parties is running, as `_plan.partAt` counts them. */
  _at = NOWHERE
  /** @internal Set as soon as no further party shall start: the one thing that has to be looked at in between. */
  _stop: Stop | undefined = undefined
  /** @internal The call that is executing right now, synchronously; undefined for the fused parties. */
  _executing: Call | undefined = undefined
  /** @internal The call that started last, of those that are not counted by `_at`; it may have ended. */
  _latest: Call | undefined = undefined
  /** @internal What sees to the end of this invocation, where there is more to it than its stack. */
  _ending: Ending | undefined = undefined
  #abort: ((reason?: unknown) => void) | undefined = undefined
  /** What few invocations need, made when one does: a field more costs each dispatch about 1 %. */
  #rare: Rare | undefined = undefined

  constructor(plan: Plan, id: number, payload: unknown, parent: Context | undefined) {
    this._plan = plan
    this.id = id
    this.payload = payload
    this.parent = parent
    this.depth = parent === undefined ? 0 : parent.depth + 1
    this._base = parent === undefined ? 0 : parent._base + parent._plan.layers
  }

  get action(): string {
    return this._plan.action
  }

  get result(): unknown {
    return this._value
  }

  set result(value: unknown) {
    this._value = value
    this._assigned = { value }
  }

  get aborted(): boolean {
    return this._abortion !== undefined
  }

  set aborted(aborted: boolean) {
    if (aborted) this.abort()
  }

  get abortReason(): unknown {
    return this._abortion?.error.reason
  }

  /** A function of its own, so that it works detached. */
  get abort(): (reason?: unknown) => void {
    this.#abort ??= (reason) =>
      this._abortAs(this._executing === undefined ? this._running() : this._executing.part, reason)
    return this.#abort
  }

  get signal(): AbortSignal {
    const rare = this.#needed()
    if (rare.controller === undefined) {
      rare.controller = new AbortController()
      const stop = rare.abortion ?? this._stop
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
    return (name, payload, options) => this._plan.host.invoke(name, payload, options, this)
  }

  /** @internal The abort that counted, whether or not somebody outside has recovered from it since. */
  get _abortion(): Abortion | undefined {
    return this.#rare?.abortion
  }

  #needed(): Rare {
    this.#rare ??= { abortion: undefined, controller: undefined, state: undefined }
    return this.#rare
  }

  /** @internal Aborts, unless it is too late for that; the first one counts. */
  _abortAs(part: Part | undefined, reason: unknown): void {
    if (this._phase !== OPEN || this._stop !== undefined) return
    const error = new ActionAbortedError(this.action, reason, toParty(part))
    const abortion = { error, part, assigned: this._assigned, unwound: [], recovered: false }
    this.#needed().abortion = abortion
    this._halt(abortion)
  }

  /** @internal What stops the parties further out, too. */
  get _standing(): Stop | undefined {
    return this._abortion?.recovered && this._stop === this._abortion ? undefined : this._stop
  }

  /** @internal Lets no further party start. */
  _halt(stop: Stop): void {
    this._stop = stop
    this.#rare?.controller?.abort(stop.error)
  }

  /** @internal From now on, aborting does nothing. */
  _close(): void {
    if (this._phase === OPEN) this._phase = CLOSED
  }

  /** @internal Notes that a party has been called which `_at` does not count. */
  _enter(call: Call): void {
    const latest = running(this._latest)
    // However many come and go, and in whatever order, no more are kept than run at once.
    if (latest !== undefined) latest.below = running(latest.below)
    call.below = latest
    this._latest = call
  }

  /** @internal The innermost party that is still running. */
  _running(): Part | undefined {
    return (this._at === NOWHERE ? undefined : this._plan.partAt(this._at)) ?? running(this._latest)?.part
  }

  /**
   * @internal What a party's failure means to those around it: after an abort or a cut, that one stands, and a failure of
   * its own that a party had after an abort is reported, for else it would be lost.
   *
   * @param place That of the middleware, or of all that is inside of middleware, which has unwound.
   */
  _failure(error: unknown, part: Part | undefined, place?: number): unknown {
    const { _standing: stop, _abortion: abortion } = this
    if (stop === undefined) return error
    if (stop === abortion && error !== stop.error) this._report(error, part)
    if (abortion !== undefined && place !== undefined) abortion.unwound[place] = { assigned: this._assigned }
    return stop.error
  }

  /** @internal Nothing starts any more once the invocation is stopped. */
  _throwIfStopped(): void {
    if (this._stop !== undefined) throw this._stop.error
  }

  /** @internal Hands an error to `onListenerError`. */
  _report(error: unknown, part: Part | undefined): void {
    this._plan.host.report(error, { ctx: this as never, event: part?.event, listener: part?.fn })
  }
}

/** `call`, or the last one before it that still runs. */
function running(call: Call | undefined): Call | undefined {
  let last = call
  while (last?.ended) last = last.below
  return last
}

interface Rare {
  abortion: Abortion | undefined
  controller: AbortController | undefined
  state: Record<string, unknown> | undefined
}

/** A time limit that has been set. */
export interface Limit {
  clear(): void
}

/** What sees to the end of an invocation. */
export interface Ending {
  /** What may cut it, and whatever it invokes. */
  sources: readonly Source[]
  /** What the invocation has failed with. */
  failure: Stop | undefined
  /** Whose failure it was that came last. */
  blamed: { readonly error: unknown; readonly part: Part } | undefined
  /** Whether error-listeners are telling of its failure: until they have, or a cut from outside ends it. */
  telling: boolean
  /** Notes the time limit of a single listener, so that none outlives the invocation. */
  limited(limit: Limit): void
  /** Notes a call of `next` or `original` that came after its owner had settled. */
  misused(work: Work, error: unknown, part: Part): void
}

/** A party as plain data of its own, for errors; null when there is none. */
export function toParty(party: Party | undefined): Party | null {
  return party === undefined ? null : { kind: party.kind, name: party.name, scope: party.scope }
}
