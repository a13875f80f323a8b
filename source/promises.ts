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

/**
 * Calls back once `thenable` has settled, as `await` would go on. Foreign ones may call back twice, at once, or throw from
 * `then`, and do no harm; a getter of theirs may throw here.
 *
 * Native promises, which most are, get no promise around them: that makes a run of `async` listeners a third faster.
 */
export function follow<T, R, E = never>(
  thenable: PromiseLike<T>,
  onFulfilled: (value: T) => R | PromiseLike<R>,
  onRejected?: (error: unknown) => E | PromiseLike<E>,
): Promise<R | E> {
  const promise = thenable as Promise<T>
  if (promise.then === then && promise.constructor === Promise) return promise.then(onFulfilled, onRejected)
  return then.call(Promise.resolve(thenable), onFulfilled as (value: unknown) => R, onRejected) as Promise<R | E>
}

/** What `fn` returns, as a promise, and its throw as a rejection. */
export function attempt<T>(fn: () => T | PromiseLike<T>): Promise<T> {
  try {
    return Promise.resolve(fn())
  } catch (error) {
    return Promise.reject(error)
  }
}

/** What `next()` and `original()` return: a promise that knows whether somebody waits for it. */
export interface Work<T = unknown> extends Promise<T> {
  _awaited: boolean
}

/**
 * Whoever waits for a promise has its `constructor` read: `then` looks for the species there, and `await` and
 * `Promise.resolve`, which do not call `then`, look whether it is one of theirs (ECMAScript's SpeciesConstructor and
 * PromiseResolve). A promise that can tell in any other way costs two more: a subclass that wraps it, half as much again
 * per layer of middleware.
 */
const noticing: object = Object.create(Promise.prototype, {
  constructor: {
    get(this: Work) {
      this._awaited = true
      return Promise
    },
  },
})

/** Makes a promise of the library's own know whether somebody waits for it. */
export function tracked<T>(promise: Promise<T>): Work<T> {
  const work: Work<T> = Object.setPrototypeOf(promise, noticing)
  work._awaited = false
  return work
}

/** Waits for `work` as somebody who only watches; so its rejection is no unhandled one. */
export function watch<T>(
  work: Work<T>,
  onFulfilled?: (value: T) => void,
  onRejected: (error: unknown) => void = nothing,
): void {
  const { _awaited } = work
  work.then(onFulfilled, onRejected)
  work._awaited = _awaited
}

/** Resolves when all of `works` that nobody waits for has settled, rejects with its first failure; undefined when there is none. */
export function unawaited(works: readonly Work[]): Promise<void> | undefined {
  if (!works.some(isLoose)) return undefined
  return soon().then(async () => {
    const loose = works.filter(isLoose)
    const outcomes = Promise.allSettled(loose)
    for (const work of loose) work._awaited = false
    for (const [i, outcome] of (await outcomes).entries()) {
      // Somebody may have begun to wait for it meanwhile: then its failure has been handled.
      if (outcome.status === 'rejected' && !loose[i]?._awaited) throw outcome.reason
    }
  })
}

/** Whether nobody waits for it. */
export function isLoose({ _awaited }: Work): boolean {
  return !_awaited
}

/** Resolves when it can be told who waits for what: a promise that is resolved with another asks for its `then` a microtask later. */
export function soon(): Promise<void> {
  return Promise.resolve().then(nothing)
}

export function nothing(): void {}
