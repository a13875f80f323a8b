// Decides how the library waits: for everything that can be waited for, and knowing which work something waits for.

import { type CallState, EXECUTING, FAILED, RUNNING, type Settling, SUCCEEDED } from './parts.js'

/** The native Promise, also where the global one has been replaced: an async function always returns it. */
export const Native = /* @__PURE__ */ (() => (async () => {})().constructor)() as PromiseConstructor

/**
 * Returns whether `value` has to be waited for.
 *
 * Reading `then` may throw here, as it would in `await`: the function that returned such a value has failed.
 */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== undefined &&
    value !== null &&
    (typeof value === 'object' || typeof value === 'function') &&
    // To read its `then` says that something waits for it.
    (value instanceof TrackedPromise || typeof (value as PromiseLike<unknown>).then === 'function')
  )
}

/** Returns whether `await` would wait for `thenable` itself. `then` is read of the prototype each time, since zone.js replaces it. */
export function isNative<T>(thenable: PromiseLike<T>): thenable is Promise<T> {
  return thenable.then === Native.prototype.then && (thenable as Promise<T>).constructor === Native
}

/**
 * Calls back when `thenable` has settled, as `await` would go on. Foreign thenables may call back twice, at once, or throw from
 * `then`, and do no harm; a getter of theirs may throw here.
 *
 * Native promises, which most are, get no promise around them: that makes a run of `async` listeners a third faster.
 */
export function follow<T, R, E = never>(
  thenable: PromiseLike<T>,
  onFulfilled: (value: T) => R | PromiseLike<R>,
  onRejected?: (error: unknown) => E | PromiseLike<E>,
): Promise<R | E> {
  if (isNative(thenable)) return thenable.then(onFulfilled, onRejected)
  if (thenable instanceof TrackedPromise) return (thenable as TrackedPromise<T>).handOn().then(onFulfilled, onRejected)
  // As `await` does, which does not call a `then` that a native promise has of its own.
  return Native.prototype.then.call(Native.resolve(thenable), onFulfilled as never, onRejected) as Promise<R | E>
}

/** Returns a native promise of what `await` would take from `thenable`. */
export function toNative<T>(thenable: PromiseLike<T>): Promise<T> {
  return isNative(thenable) ? thenable : follow(thenable, (value) => value)
}

/** What keeps the work that one call has started, and answers for it. */
export interface Keeper {
  /** Takes the result of work, where the result counts, before anything that waits for it. Work that has succeeded is over then. */
  land?(value: unknown, work: TrackedPromise): void
  /** Once it has succeeded or failed, what is derived from its work belongs to the user alone. */
  readonly _state: CallState
  /** The last piece of work that is kept, which leads to those before it. */
  readonly last: TrackedPromise | undefined
  keep<T>(work: TrackedPromise<T>): TrackedPromise<T>
}

/**
 * The promise that `next()` and `original()` return, and everything that `then`, `catch` and `finally` derive from it (S5): it knows
 * whether something waits for it.
 *
 * It works wherever a promise does, and is none: its state is in the native promise inside. So what waits for it has to call its
 * `then`: `await` and `Promise.all` do that too. A subclass of Promise could tell as well, and makes a stack of replacements four times
 * as slow (measured on Node 20.20).
 */
export class TrackedPromise<T = unknown> implements Promise<T> {
  readonly keeper: Keeper
  /** Whether something has read `then`, and whether the function that has started it executed then. */
  asked: false | 'at once' | 'later' = false
  /** Whether something has asked for its outcome. */
  awaited = false
  /** Whether nothing about it matters any more: it has succeeded, or its failure has reached what asked for it. */
  over = false
  /** What the same call has started before. A list without an array, since most calls start one piece of work. */
  previous: TrackedPromise | undefined = undefined
  /** What few works need. */
  rare: Rare | undefined = undefined
  private _promise: Promise<T> | undefined
  /** The call inside whose promise it has. It is settled by what waits for this work, in the same reaction: 70 ns a layer less. */
  private _inner: Settling | undefined

  constructor(keeper: Keeper, promise?: Promise<T>, inner?: Settling) {
    this.keeper = keeper
    this._promise = promise
    this._inner = inner
  }

  /** Takes the call that it stands for, and what that has returned. */
  begin(call: Settling, returned: unknown): void {
    const { _state: state } = call
    if (state !== SUCCEEDED) this._promise = returned as Promise<T>
    if (state === SUCCEEDED || state === RUNNING) this._inner = call
  }

  /** Notes that it fails now, which reaches what waits for it already. */
  fail(): void {
    if (this.awaited) this.over = true
    else this.rare = { ...this.rare, hasFailed: true }
  }

  /** A native promise of the outcome. */
  get promise(): Promise<T> {
    const { _promise: promise, _inner: inner } = this
    if (inner !== undefined) {
      this._inner = undefined
      this._promise = settled(promise, inner) as Promise<T>
    }
    return this._promise as Promise<T>
  }

  /** Returns its promise for something that takes its outcome as its own. */
  handOn(): Promise<T> {
    this.awaited = this.over = true
    return this.promise
  }

  /** Hands all that it stands for to a call that takes its outcome as its own. */
  handOnTo(call: { take(promise: Promise<T>, through: Settling | undefined): Promise<T> }): Promise<T> {
    this.awaited = this.over = true
    // It is handed on, so `_wait` does not follow it.
    this.asked ||= 'at once'
    return call.take(this._promise as Promise<T>, this._inner)
  }

  /** Settles the call inside when it has settled, whatever waits for this work. */
  follow(): void {
    if (this._promise !== undefined) void this.promise
  }

  /** The call inside, when that has its outcome already and nothing has asked for a promise. */
  get decided(): Settling | undefined {
    return this._promise === undefined ? this._inner : undefined
  }

  /** Whether there is a call inside for which nothing waits yet. */
  get isUnawaited(): boolean {
    return !this.awaited && this._inner !== undefined
  }

  get [Symbol.toStringTag](): string {
    return 'Promise'
  }

  // biome-ignore lint/suspicious/noThenProperty: noticing who reads it is what this class is for.
  get then(): Promise<T>['then'] {
    this.asked = this.keeper._state === EXECUTING ? 'at once' : 'later'
    return this._then as Promise<T>['then']
  }

  private _then<R = T, E = never>(
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((error: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    const { keeper, _inner: inner } = this
    this.awaited = true
    if (keeper._state >= SUCCEEDED) return this.promise.then(onFulfilled, onRejected)
    const promise = this._promise ?? this.promise
    // `await` reads `then` at once, and calls it a microtask later, with two functions. It derives nothing.
    if (this.asked === 'at once' && keeper._state !== EXECUTING && onFulfilled && onRejected) {
      // What lands, or fails, is over by itself: a tenth of ten replacements.
      if (keeper.land && inner === undefined && !this.rare?.hasFailed) return promise.then(onFulfilled, onRejected)
      return this._awaited(promise, inner, onFulfilled, onRejected) as Promise<R | E>
    }
    return this._derive(promise, inner, onFulfilled, onRejected)
  }

  /** Hands the outcome on to `await`. It is the usual way, so it is short: half of what `_arrive` takes. */
  private _awaited(
    promise: Promise<T>,
    inner: Settling | undefined,
    onFulfilled: (value: T) => unknown,
    onRejected: (error: unknown) => unknown,
  ): Promise<unknown> {
    return promise.then(
      (value) => {
        if (inner === undefined || inner.settle(false, value) === SUCCEEDED) {
          this.over = true
          return onFulfilled(inner === undefined ? value : (inner.outcome as T))
        }
        return this._arrive(inner, false, value, onFulfilled, onRejected)
      },
      (error: unknown) => this._arrive(inner, true, error, onFulfilled, onRejected),
    )
  }

  private _derive<R, E>(
    promise: Promise<T>,
    inner: Settling | undefined,
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((error: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    const { keeper } = this
    const derived = new TrackedPromise<R | E>(keeper)
    derived._promise = promise.then(
      (value) => this._arrive(inner, false, value, onFulfilled, onRejected, derived),
      (error: unknown) => this._arrive(inner, true, error, onFulfilled, onRejected, derived),
    ) as Promise<R | E>
    this.rare ??= {}
    derived.rare = { sibling: this.rare.derived, handler: typeof onFulfilled === 'function' ? onRejected : undefined }
    this.rare.derived = derived as TrackedPromise
    return keeper.keep(derived)
  }

  /**
   * Hands the outcome on. What fails is no unhandled rejection: the call answers for it.
   *
   * @param inner Has to learn of the outcome first.
   * @param derived The promise of what a handler makes of the outcome.
   */
  private _arrive<R>(
    inner: Settling | undefined,
    failed: boolean,
    value: unknown,
    onFulfilled: ((value: T) => unknown) | null | undefined,
    onRejected: ((error: unknown) => unknown) | null | undefined,
    derived?: TrackedPromise<R>,
  ): unknown {
    let hasFailed = failed
    let outcome = value
    if (inner !== undefined) {
      const state = inner.settle(failed, value)
      outcome = inner.outcome
      if (state < SUCCEEDED) {
        return (outcome as Promise<unknown>).then(
          (result) => this._arrive(undefined, false, result, onFulfilled, onRejected, derived),
          (error: unknown) => this._arrive(undefined, true, error, onFulfilled, onRejected, derived),
        )
      }
      hasFailed = state === FAILED
    }
    this.over = true
    try {
      const handler = (hasFailed ? onRejected : onFulfilled) as ((outcome: unknown) => unknown) | null | undefined
      if (typeof handler !== 'function') return orThrow(hasFailed, outcome)
      const returned = handler(outcome)
      if (derived !== undefined) {
        if (returned !== undefined && isThenable(returned)) handled(derived.promise)
        else derived.over = true
      }
      return returned
    } catch (error) {
      if (derived !== undefined) handled(derived.promise)
      throw error
    }
  }

  catch<E = never>(onRejected?: ((error: unknown) => E | PromiseLike<E>) | null): Promise<T | E> {
    return this.then(undefined, onRejected)
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    if (typeof onFinally !== 'function') return this.then()
    const ended = () => new Native<void>((resolve) => resolve(onFinally()))
    return this.then(
      (value) => ended().then(() => value),
      (error) =>
        ended().then(() => {
          throw error
        }),
    )
  }
}

/**
 * Returns a promise of the outcome of `call`, whose function has returned `promise`; without a promise, the call has its outcome already.
 * The rejection needs no handler.
 */
export function settled(promise: Promise<unknown> | undefined, call: Settling): Promise<unknown> {
  if (promise === undefined) return Native.resolve(call.outcome)
  const own: Promise<unknown> = promise.then(
    (value) => outcomeOf(call, false, value, own),
    (error: unknown) => outcomeOf(call, true, error, own),
  )
  return own
}

function outcomeOf(call: Settling, failed: boolean, value: unknown, own: Promise<unknown>): unknown {
  const state = call.settle(failed, value)
  if (state !== SUCCEEDED) handled(own)
  return orThrow(state === FAILED, call.outcome)
}

interface Rare {
  /** Whether it has failed before anything waited for it. */
  hasFailed?: boolean
  /** Whether it has started nothing: then it fails its function only when nothing waits for it. */
  isMisuse?: boolean
  /** What was derived from it last, and what was derived before that from the same work. */
  derived?: TrackedPromise | undefined
  sibling?: TrackedPromise | undefined
  /** For derived work: the function that handles a failure, when there is one for a success, too. */
  handler?: unknown
}

/** Keeps a rejection of `promise` from being an unhandled one, whatever waits for it. Returns `promise`. */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.then(undefined, nothing)
  return promise
}

export function resolved<T>(value: T | PromiseLike<T>): Promise<T> {
  return Native.resolve(value)
}

/** Returns a rejection for a caller: it is an unhandled one when the caller does not handle it. */
export function rejection(error: unknown): Promise<never> {
  return Native.reject(error)
}

/** Returns a rejection for the engine, which is never an unhandled one. */
export function rejected(error: unknown): Promise<never> {
  return handled(rejection(error))
}

/**
 * Waits for the work that a function has left behind when it settled. Rejects with the first failure that is the function's.
 *
 * - Work that nothing waits for is always waited for. Work that is derived from it counts in its place.
 * - Work that something waits for, such as an async helper that the function did not await, is waited for too, unless the function has
 *   decided its outcome itself.
 */
export function leftWork(keeper: Keeper, decided: boolean): Promise<void> {
  const works = unfinishedWorks(keeper.last)
  // `await` asks for `then` a microtask later.
  return soon().then(async () => {
    const all = new Set([...works, ...unfinishedWorks(keeper.last)])
    const left = [...all].filter(
      (work) =>
        !isHandover(work) && chainsOf(work).length === 0 && (!work.awaited || !(decided || work.rare?.isMisuse)),
    )
    const wereAwaited = left.map(({ awaited }) => awaited)
    const outcomes = await Native.allSettled(left.map(({ promise }) => promise))
    outcomes.forEach((outcome, i) => {
      // By now something may wait for it that nothing waited for: then its failure has been handled.
      if (outcome.status === 'rejected' && left[i]?.awaited === wereAwaited[i]) throw outcome.reason
    })
  })
}

/** Returns all work that is not over, the oldest first. */
function unfinishedWorks(last: TrackedPromise | undefined): TrackedPromise[] {
  const works: TrackedPromise[] = []
  for (let work = unfinished(last); work !== undefined; work = unfinished(work.previous)) works.push(work)
  return works.reverse()
}

/** Returns whether something waits for the work: for the end of each chain that the user has made of it. */
export function isWaitedFor(work: TrackedPromise): boolean {
  const chains = chainsOf(work)
  return chains.length > 0 ? chains.every(isWaitedFor) : work.awaited
}

/** Returns what the user has derived from work, which counts in its place. */
function chainsOf({ rare }: TrackedPromise): TrackedPromise[] {
  const chains: TrackedPromise[] = []
  for (let each = rare?.derived; each !== undefined; each = each.rare?.sibling) if (!isHandover(each)) chains.push(each)
  return chains
}

/** Returns `last`, or the last piece of work before it that is not over. */
export function unfinished(last: TrackedPromise | undefined): TrackedPromise | undefined {
  let work = last
  while (work?.over) work = work.previous
  return work
}

/**
 * Returns whether derived work only hands the outcome on to another promise, as `await` and `Promise.all` do: the function that was given
 * to `then` is the platform's own. Where the global Promise has been replaced, it may be any function of the replacement.
 */
function isHandover({ rare }: TrackedPromise): boolean {
  const handler = rare?.handler
  if (typeof handler !== 'function') return false
  if (Promise !== Native) return true
  try {
    // A bound function looks like the platform's own, and has a name that says so.
    return (
      !/^bound /.test(handler.name) && /\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(handler))
    )
  } catch {
    return false // what cannot be read is a proxy
  }
}

/** Returns a promise as a native one, also where koa-compose has made it with a replaced global Promise (S2). */
export function native<T>(promise: Promise<T>): Promise<T> {
  return promise.constructor === Native ? promise : Native.resolve(promise)
}

/** Resolves when it can be told what is waited for: `await` asks for `then` a microtask later. */
export function soon(): Promise<void> {
  return Native.resolve().then(nothing)
}

export function nothing(): void {}

/** Returns a result, and throws a failure. */
export function orThrow(failed: boolean, outcome: unknown): unknown {
  if (failed) throw outcome
  return outcome
}
