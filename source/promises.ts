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
  const native = promise instanceof Work ? (promise as Work<T>).claim() : Promise.resolve(thenable)
  return then.call(native, onFulfilled as (value: unknown) => R, onRejected) as Promise<R | E>
}

/** What `fn` returns, as a promise, and its throw as a rejection. */
export function attempt<T>(fn: () => T | PromiseLike<T>): Promise<T> {
  try {
    return Promise.resolve(fn())
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

  readonly #inner: Promise<T>

  /** Whether somebody waits for it. */
  awaited = false
  /** Whether it has succeeded. */
  succeeded = false

  constructor(inner: Promise<T>) {
    super(nothing)
    this.#inner = inner
  }

  // biome-ignore lint/suspicious/noThenProperty: noticing who calls it is what this class is for.
  override then<R = T, E = never>(
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((error: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.claim().then(onFulfilled, onRejected)
  }

  /** The promise of the work itself, for somebody who waits for it. */
  claim(): Promise<T> {
    this.awaited = true
    return this.#inner
  }

  /** The same, for somebody who only watches. */
  get watched(): Promise<T> {
    return this.#inner
  }
}

/** Told of the work that was started. */
export interface Starter {
  /** Before anybody who waits for it goes on. */
  landed(value: unknown, work: Work<unknown>): void
  stumbled(error: unknown): void
}

/**
 * The work further in that one call of a function has started with `next()` or `original()`.
 *
 * Work that somebody waits for is that somebody's business. What nobody waits for (a bare `original(payload);`) is waited
 * for here once the function has settled, and its failure is the function's.
 */
export class Started {
  #works: Work<unknown>[] = []
  #room = 8

  add<T>(inner: Promise<T>, starter: Starter): Work<T> {
    const work = new Work(inner)
    if (this.#works.length === this.#room) this.#tidy()
    this.#works.push(work)
    inner.then(
      (value) => {
        work.succeeded = true
        starter.landed(value, work)
      },
      (error) => starter.stumbled(error),
    )
    return work
  }

  /** Resolves when all that nobody waits for has settled, rejects with its first failure; undefined when there is none. */
  unawaited(): Promise<void> | undefined {
    if (!this.#works.some(isLoose)) return undefined
    return soon().then(async () => {
      const loose = this.#works.filter(isLoose)
      const outcomes = await Promise.allSettled(loose.map(({ watched }) => watched))
      outcomes.forEach((outcome, i) => {
        // Somebody may have begun to wait for it meanwhile: then its failure has been handled.
        if (outcome.status === 'rejected' && !loose[i]?.awaited) throw outcome.reason
      })
    })
  }

  /** Forgets what nobody will ask for, so that a million retries take no more room than a few. */
  #tidy(): void {
    this.#works = this.#works.filter(isLoose)
    this.#room = 8 + 2 * this.#works.length
  }
}

function isLoose({ awaited, succeeded }: Work<unknown>): boolean {
  return !awaited && !succeeded
}

/** Resolves when it can be told who waits for what: `await` asks for `then` a microtask later. */
export function soon(): Promise<void> {
  return Promise.resolve().then(nothing)
}

export function nothing(): void {}
