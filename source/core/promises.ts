// Decides how the library waits: for everything that can be waited for, and knowing which work somebody waits for.

const { then } = Promise.prototype

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
 * Native promises, which most are, get no promise around them: that makes a run of `async` listeners a third faster.
 */
export function follow<T, R, E = never>(
  thenable: PromiseLike<T>,
  onFulfilled: (value: T) => R | PromiseLike<R>,
  onRejected?: (error: unknown) => E | PromiseLike<E>,
): Promise<R | E> {
  const promise = thenable as Promise<T>
  if (promise.then === then && promise.constructor === Promise) return promise.then(onFulfilled, onRejected)
  const native =
    thenable instanceof TrackedPromise ? (thenable as TrackedPromise<T>).claim() : Promise.resolve(thenable)
  return then.call(native, onFulfilled as (value: unknown) => R, onRejected) as Promise<R | E>
}

/**
 * The promise that `next()` and `original()` return. It knows whether anybody waits for it.
 *
 * For everybody else it is a promise, but its state is in the native promise inside. So what waits for it has to call its `then`:
 * `await` and `Promise.all` do that too. A subclass of Promise could tell as well, and makes a stack of replacements four times as
 * slow (measured on Node 20.20).
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: `catch` and `finally` come from Promise's prototype.
export class TrackedPromise<T = unknown> {
  static {
    Object.setPrototypeOf(TrackedPromise.prototype, Promise.prototype)
  }

  /** Whether anybody waits for it. */
  awaited = false
  promise: Promise<T>
  /** The replacement that started the work. It learns of the result before anybody who waits for it. */
  owner: { land(value: unknown, work: TrackedPromise): void } | undefined = undefined
  /** What the same call has started before. A list without an array, since most calls start one piece of work. */
  previous: TrackedPromise | undefined = undefined

  /** @param promise Left out by a caller that sets it at once, since it needed the tracked promise first. */
  constructor(promise?: Promise<T>) {
    this.promise = promise as Promise<T>
  }

  // biome-ignore lint/suspicious/noThenProperty: noticing who calls it is what this class is for.
  then<R = T, E = never>(
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((error: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.claim().then(onFulfilled, onRejected)
  }

  /** Returns the native promise, and notes that somebody waits for it. */
  claim(): Promise<T> {
    this.awaited = true
    return this.promise
  }
}

export interface TrackedPromise<T> extends Promise<T> {}

/** Keeps a rejection of `promise` from being an unhandled one, whoever waits for it. Returns `promise`. */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.then(undefined, nothing)
  return promise
}

export function rejected(error: unknown): Promise<never> {
  return handled(Promise.reject(error))
}

/**
 * Returns a promise that resolves when all work has settled that is not waited for, and rejects with its first failure; undefined
 * when there is no such work.
 *
 * @param last The last piece of work, which leads to those before it.
 */
export function unawaited(last: TrackedPromise | undefined): Promise<void> | undefined {
  if (loose(last) === undefined) return undefined
  return soon().then(async () => {
    const works: TrackedPromise[] = []
    for (let work = loose(last); work !== undefined; work = loose(work.previous)) works.push(work)
    works.reverse()
    const outcomes = await Promise.allSettled(works.map(({ promise }) => promise))
    outcomes.forEach((outcome, i) => {
      // By now something may wait for it: then its failure has been handled.
      if (outcome.status === 'rejected' && !works[i]?.awaited) throw outcome.reason
    })
  })
}

/** Returns `last`, or the last piece of work before it that is not waited for. */
export function loose(last: TrackedPromise | undefined): TrackedPromise | undefined {
  let work = last
  while (work?.awaited) work = work.previous
  return work
}

/** Resolves when it can be told what is waited for: `await` asks for `then` a microtask later. */
export function soon(): Promise<void> {
  return Promise.resolve().then(nothing)
}

export function nothing(): void {}
