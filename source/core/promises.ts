// Decides how the library waits: for everything that can be waited for, and knowing which work something waits for.

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
    typeof (value as PromiseLike<unknown>).then === 'function'
  )
}

/**
 * Calls back when `thenable` has settled, as `await` would go on. Foreign thenables may call back twice, at once, or throw from
 * `then`, and do no harm; a getter of theirs may throw here.
 *
 * Native promises, which most are, get no promise around them: that makes a run of `async` listeners a third faster. `then` is read of
 * the prototype each time, since zone.js replaces it.
 */
export function follow<T, R, E = never>(
  thenable: PromiseLike<T>,
  onFulfilled: (value: T) => R | PromiseLike<R>,
  onRejected?: (error: unknown) => E | PromiseLike<E>,
): Promise<R | E> {
  if (thenable.then === Native.prototype.then && (thenable as Promise<T>).constructor === Native) {
    return (thenable as Promise<T>).then(onFulfilled, onRejected)
  }
  if (thenable instanceof TrackedPromise) {
    // The engine takes its outcome as that of the call.
    thenable.awaited = thenable.over = true
    return (thenable as TrackedPromise<T>).promise.then(onFulfilled, onRejected)
  }
  // As `await` does, which does not call a `then` that a native promise has of its own.
  return Native.prototype.then.call(Native.resolve(thenable), onFulfilled as never, onRejected) as Promise<R | E>
}

/** What keeps the work that one call has started, and answers for it. */
export interface Keeper {
  /** Whether the outcome of the call is decided. What is derived from its work from now on belongs to the user alone. */
  readonly over: boolean
  /** The last piece of work that is kept, which leads to those before it. */
  readonly last: TrackedPromise | undefined
  keep(work: TrackedPromise): TrackedPromise
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
  promise: Promise<T>
  readonly keeper: Keeper
  /** The replacement that has started it, which learns of a success before anything that waits for it. */
  owner: { land(value: unknown, work: TrackedPromise): void } | undefined = undefined
  /** Whether something has asked for its outcome. */
  awaited = false
  /** Whether it has started nothing: then it fails its function only when nothing waits for it. */
  isMisuse = false
  /** Whether nothing about it matters any more: it has succeeded, or its failure has reached what asked for it. */
  over = false
  /** What was derived from it last, and what was derived before that from the same work. */
  derived: TrackedPromise | undefined = undefined
  sibling: TrackedPromise | undefined = undefined
  /** For derived work: the function that handles a failure, when there is one for a success, too. */
  handler: unknown = undefined
  /** What the same call has started before. A list without an array, since most calls start one piece of work. */
  previous: TrackedPromise | undefined = undefined

  /** @param promise Left out by a caller that sets it at once, since it needed the tracked promise first. */
  constructor(keeper: Keeper, promise?: Promise<T>) {
    this.keeper = keeper
    this.promise = promise as Promise<T>
  }

  get [Symbol.toStringTag](): string {
    return 'Promise'
  }

  // biome-ignore lint/suspicious/noThenProperty: noticing who calls it is what this class is for.
  then<R = T, E = never>(
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((error: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    const { keeper } = this
    this.awaited = true
    if (keeper.over) return this.promise.then(onFulfilled, onRejected)
    const derived = new TrackedPromise<R | E>(keeper)
    /** Hands an outcome on, and notes that it has arrived. What fails is no unhandled rejection: the call answers for it. */
    const arrive = (handler: ((outcome: never) => unknown) | null | undefined, outcome: unknown): R => {
      this.over = true
      try {
        const value = (handler as (outcome: unknown) => unknown)(outcome)
        if (isThenable(value)) handled(derived.promise)
        else derived.over = true
        return value as R
      } catch (error) {
        handled(derived.promise)
        throw error
      }
    }
    derived.promise = this.promise.then(
      (value) => arrive(typeof onFulfilled === 'function' ? onFulfilled : same, value),
      (error: unknown) => arrive(typeof onRejected === 'function' ? onRejected : raise, error),
    )
    derived.sibling = this.derived
    this.derived = derived as TrackedPromise
    if (typeof onFulfilled === 'function') derived.handler = onRejected
    return keeper.keep(derived as TrackedPromise) as TrackedPromise<R | E>
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
      (work) => !isHandover(work.handler) && !isChained(work) && (!work.awaited || !(decided || work.isMisuse)),
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

/** Returns whether the user has derived work from it, which counts in its place. */
export function isChained({ derived }: TrackedPromise): boolean {
  for (let each = derived; each !== undefined; each = each.sibling) if (!isHandover(each.handler)) return true
  return false
}

/** Returns `last`, or the last piece of work before it that is not over. */
export function unfinished(last: TrackedPromise | undefined): TrackedPromise | undefined {
  let work = last
  while (work?.over) work = work.previous
  return work
}

/**
 * Returns whether a function that was given to `then` hands the outcome on to another promise, as `await` and `Promise.all` do: it is the
 * platform's own. Where the global Promise has been replaced, it may be any function of the replacement. What is made for that is not
 * derived work.
 */
function isHandover(handler: unknown): boolean {
  if (typeof handler !== 'function') return false
  return Promise !== Native || /\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(handler))
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

function same<T>(value: T): T {
  return value
}

function raise(error: unknown): never {
  throw error
}
