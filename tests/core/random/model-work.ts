// Says what S5 demands: who answers for work, and when it is waited for.

export type Fn = (...args: never[]) => unknown

export type Outcome = { ok: true; value?: unknown } | { ok: false; error: unknown }

/** What a function has started with `next` or `original`, and what has been derived from that. */
export interface Layer {
  works: Work[]
  /** Whether the outcome of its call is decided: the call does not answer for what is derived from now on. */
  over: boolean
}

/** S5: the work that `next` and `original` hand out, and what `then`, `catch` and `finally` make of it. */
export class Work {
  /** Whether it has been handed over: to `await`, or to another promise. */
  asked = false
  /** Other work that has been derived from it, and counts in its place. */
  readonly derived: Work[] = []
  /** Whether its outcome has arrived there. */
  arrived = false
  /** How often `ctx.result` had been assigned when it failed. */
  failedAt = Number.POSITIVE_INFINITY

  constructor(
    readonly outcome: Promise<Outcome>,
    readonly layer: Layer,
  ) {
    layer.works.push(this)
  }

  get continued(): boolean {
    return this.derived.length > 0
  }

  get waited(): boolean {
    return this.asked || this.continued
  }

  /** Whether it is left behind when the function has decided for itself. */
  get isLeft(): boolean {
    return this.continued ? this.derived.every((work) => work.isLeft) : this.asked
  }

  then(onResolve?: Fn | null, onReject?: Fn | null): unknown {
    const outcome = this.outcome.then((done) => {
      this.arrived = true
      const handler = done.ok ? onResolve : onReject
      return typeof handler === 'function' ? settle(() => call(handler, done.ok ? done.value : done.error)) : done
    })
    if (!this.layer.over && !(isNative(onResolve) && isNative(onReject))) {
      const derived = new Work(outcome, this.layer)
      this.derived.push(derived)
      return derived
    }
    this.asked = true
    return outcome.then((done) => (done.ok ? done.value : Promise.reject(done.error)))
  }

  catch(onReject?: Fn | null): unknown {
    return this.then(undefined, onReject)
  }

  finally(onFinally: () => unknown): unknown {
    const ended = async (outcome: Outcome) => {
      await onFinally()
      if (!outcome.ok) throw outcome.error
      return outcome.value
    }
    return this.then(
      (value: unknown) => ended({ ok: true, value }),
      (error: unknown) => ended(failed(error)),
    )
  }
}

/**
 * S5: work that no code waits for is waited for. Work that some code waits for is left behind when the function has decided for itself; a
 * failure of it that had arrived there before the function settled has been handled.
 */
export async function answerFor({ works }: Layer, own: Outcome, decided: boolean): Promise<Outcome> {
  const arrived = new Set(works.filter((work) => work.arrived))
  for (let i = 0; i < 10; i++) await null
  const left = works.filter((work) => !work.continued && !(work.asked && (decided || arrived.has(work))))
  const wereAsked = left.map(({ waited }) => waited)
  let outcome = own
  for (const [i, work] of left.entries()) {
    const inner = await work.outcome
    if (outcome.ok && !inner.ok && work.waited === wereAsked[i]) outcome = inner
  }
  return outcome
}

/** Whether it is the platform that asks, for `await` or for another promise. */
function isNative(handler: unknown): boolean {
  return typeof handler === 'function' && String(handler).includes('[native code]')
}

export async function settle(run: () => unknown): Promise<Outcome> {
  try {
    return { ok: true, value: await run() }
  } catch (error) {
    return failed(error)
  }
}

export function call(fn: Fn, ...args: unknown[]): unknown {
  return Reflect.apply(fn, undefined, args)
}

export function failed(error: unknown): Outcome {
  return { ok: false, error }
}

export function failure(code: string, action: string, facts: object = {}): Error {
  return Object.assign(new Error(code), { code, action }, facts)
}
