// How the library waits: for whatever can be waited for, and knowing who else does.

const { then } = Promise.prototype

/**
 * Whether `value` has to be waited for.
 *
 * Reading `then` may throw, as `await` would: the function that gave such a value has failed.
 */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== undefined &&
    value !== null &&
    (typeof value === 'object' || typeof value === 'function') &&
    typeof (value as PromiseLike<unknown>).then === 'function'
  )
}

/** A native promise of what `thenable` becomes; foreign ones may call back twice, at once, or throw, and do no harm. */
export function toPromise<T>(thenable: PromiseLike<T>): Promise<T> {
  try {
    return thenable instanceof Work ? thenable.leave() : Promise.resolve(thenable)
  } catch (error) {
    return Promise.reject(error)
  }
}

/** `promise.then` as `await` would call it: a `then` that somebody put on one promise is not seen. */
export function follow<T, R, E = never>(
  promise: Promise<T>,
  onFulfilled: ((value: T) => R | PromiseLike<R>) | undefined,
  onRejected?: (error: unknown) => E | PromiseLike<E>,
): Promise<R | E> {
  return then.call(promise, onFulfilled as (value: unknown) => R, onRejected) as Promise<R | E>
}

/**
 * Calls back once `thenable` has settled. Most are native promises, which need no promise around them: finding that out
 * here, and in no other way, makes a run of `async` listeners a third faster.
 */
export function whenSettled(
  thenable: PromiseLike<unknown>,
  onFulfilled: (value: unknown) => void,
  onRejected: (error: unknown) => void,
): void {
  const { then: own, constructor } = thenable
  if (own === then && constructor === Promise) (thenable as Promise<unknown>).then(onFulfilled, onRejected)
  else follow(Promise.resolve(thenable), onFulfilled, onRejected)
}

/** What `fn` returns, as a promise, and its throw as a rejection. */
export function attempt<T>(fn: () => T | PromiseLike<T>): Promise<T> {
  try {
    const value = fn()
    return isThenable(value) ? toPromise(value) : Promise.resolve(value)
  } catch (error) {
    return Promise.reject(error)
  }
}

/**
 * What `next()` and `original()` return: a promise that knows whether somebody waits for it.
 *
 * `await` asks a promise of a subclass for its `then`, as do `Promise.all` and its kin, so `then` is where it can be told.
 * It hands on to the promise inside, and so its own state never changes: a debugger shows it as pending for ever.
 */
export class Work<T> extends Promise<T> {
  /** Promises made from this one are none of the library's business. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  /** The promise of the work itself. */
  readonly inner: Promise<T>

  /** Whether `then` has been called. */
  awaited = false

  constructor(inner: Promise<T>) {
    super(nothing)
    this.inner = inner
  }

  // biome-ignore lint/suspicious/noThenProperty: noticing who calls it is what this class is for.
  override then<R = T, E = never>(
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((error: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    this.awaited = true
    return then.call(this.inner, onFulfilled as (value: unknown) => R, onRejected) as Promise<R | E>
  }

  /** The promise inside, for a caller who will wait for it. */
  leave(): Promise<T> {
    this.awaited = true
    return this.inner
  }
}

/** Calls `fn` unless somebody has begun to wait for `work` by now: `await` asks for `then` a microtask later. */
export function unlessAwaited(work: { readonly awaited: boolean }, fn: () => void): void {
  follow(follow(Promise.resolve(), nothing), () => {
    if (!work.awaited) fn()
  })
}

export function nothing(): void {}
