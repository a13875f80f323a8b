// Middleware and replacements: one function around all that is further in, and the work that it starts there.

import { type Abortion, type Call, CLOSED, type Context, callParty, type Part, RESULT } from './context.js'
import { misuse } from './errors.js'
import { attempt, follow, isThenable, Started, type Starter, type Work } from './promises.js'

/** How many layers start synchronously, one in the other, before the next one starts in a microtask and the call stack is free again. */
const SYNCHRONOUS_LAYERS = 200

/** A function of a stack: `part` is what it is to the user, `run` is its function with whatever watches over it around it. */
export interface Layer<F> {
  readonly part: Part
  readonly run: F
}

export type MiddlewareRun = (ctx: Context, next: () => Promise<unknown>) => unknown
export type ReplacementRun = (
  payload: unknown,
  original: (...given: [] | [unknown]) => Promise<unknown>,
  ctx: Context,
) => unknown
export type CoreRun = (payload: unknown, ctx: Context) => unknown

/** The koa-compose entry of the middleware that is the `index`th from outside. */
export function enterMiddleware(layer: Layer<MiddlewareRun>, index: number): MiddlewareRun {
  return (ctx, next) =>
    mustYield(ctx, index)
      ? follow(Promise.resolve(), () => new MiddlewareCall(ctx, layer, index, next).run())
      : new MiddlewareCall(ctx, layer, index, next).run()
}

/**
 * The replacements in front of a core, as one function that stands for both.
 *
 * `original` may start what is behind it any number of times, which koa-compose's `next` may not; so replacements call one
 * another directly.
 *
 * @param layers Outermost first.
 * @param outside How many layers stand around them.
 */
export function withReplacements(
  layers: readonly Layer<ReplacementRun>[],
  core: Layer<CoreRun>,
  outside: number,
): CoreRun {
  const enter = (ctx: Context, payload: unknown, index: number): unknown => {
    const layer = layers[index]
    const start = () => {
      if (ctx._stop !== undefined) throw ctx._stop.error
      if (ctx._inBody) ctx.payload = payload
      if (layer === undefined) return runCore(ctx, core, payload)
      return new ReplacementCall(ctx, layer, index, payload, (handed) => enter(ctx, handed, index + 1)).run()
    }
    return layer !== undefined && mustYield(ctx, outside + index) ? follow(Promise.resolve(), start) : start()
  }
  return (payload, ctx) => enter(ctx, payload, 0)
}

function mustYield(ctx: Context, index: number): boolean {
  const position = ctx._base + index
  return position > 0 && position % SYNCHRONOUS_LAYERS === 0
}

/** One call of a layer's function. */
abstract class LayerCall implements Call, Starter {
  readonly part: Part
  below: Call | undefined = undefined
  above: Call | undefined = undefined
  protected ended = false
  protected readonly ctx: Context
  protected readonly started = new Started()

  constructor(ctx: Context, part: Part) {
    this.ctx = ctx
    this.part = part
    ctx._enter(this)
  }

  /** Calls the function and sees to all that it leaves behind. */
  run(): unknown {
    const { ctx } = this
    const outer = ctx._executing
    ctx._executing = this
    let returned: unknown
    try {
      returned = this.call()
      if (isThenable(returned)) {
        return follow(
          returned,
          (value) => this.#end(false, value),
          (error) => this.#end(true, error),
        )
      }
    } catch (error) {
      return this.#end(true, error)
    } finally {
      ctx._executing = outer
    }
    return this.#end(false, returned)
  }

  /** Starts work further in, which is then not this call's code that executes. */
  protected start(fn: () => unknown): Work<unknown> {
    const { ctx } = this
    const outer = ctx._executing
    ctx._executing = undefined
    try {
      return this.started.add(attempt(fn), this)
    } finally {
      ctx._executing = outer
    }
  }

  /** Starts nothing. When nobody waits for that, it is the failure of this call or, once that is over, of the invocation. */
  protected misused(how: string): Work<unknown> {
    const { ctx, part } = this
    const error = misuse(ctx.action, part, how)
    const work = this.started.add(Promise.reject<unknown>(error), this)
    if (this.ended) ctx._ending?.misused(work, error, part)
    return work
  }

  #end(failed: boolean, value: unknown): unknown {
    this.ended = true
    this.ctx._leave(this)
    const unawaited = this.started.unawaited()
    if (unawaited === undefined) return failed ? this.failed(value) : this.fulfilled(value)
    return follow(
      unawaited,
      () => (failed ? this.failed(value) : this.fulfilled(value)),
      (error) => this.failed(failed ? value : error),
    )
  }

  abstract landed(value: unknown, work: Work<unknown>): void
  abstract stumbled(error: unknown): void
  /** Calls the function itself. */
  protected abstract call(): unknown
  /** What becomes of the call when the function has succeeded, and what it left behind, too. */
  protected abstract fulfilled(value: unknown): unknown
  /** What becomes of it otherwise: throws. */
  protected abstract failed(error: unknown): never
}

class MiddlewareCall extends LayerCall {
  readonly #layer: Layer<MiddlewareRun>
  readonly #index: number
  readonly #proceed: () => Promise<unknown>
  #called = false
  /** How often `ctx.result` had been assigned when `next()` was rejected. */
  #rejectedAt: number | undefined

  constructor(ctx: Context, layer: Layer<MiddlewareRun>, index: number, proceed: () => Promise<unknown>) {
    super(ctx, layer.part)
    this.#layer = layer
    this.#index = index
    this.#proceed = proceed
  }

  override run(): unknown {
    if (this.ctx._stop !== undefined) throw this.ctx._stop.error
    return super.run()
  }

  protected call(): unknown {
    const { run } = this.#layer
    return run(this.ctx, this.#next)
  }

  readonly #next = (): Promise<unknown> => {
    if (this.ended) return this.misused('called next() after it had settled: wait for next() before you return')
    if (this.#called)
      return this.misused('called next() a second time: what is inside it runs once, so call next() once')
    this.#called = true
    return this.start(this.#proceed)
  }

  landed(): void {}

  stumbled(): void {
    this.#rejectedAt = this.ctx._assignments
  }

  protected fulfilled(): undefined {
    const { ctx } = this
    const { _standing: standing, _abortion: abortion } = ctx
    if (standing !== undefined) {
      if (standing !== abortion || !this.#hasRecovered(abortion)) this.failed(standing.error)
      abortion.recovered = true
    }
    this.#close()
    return undefined
  }

  protected failed(error: unknown): never {
    const { ctx } = this
    if (ctx._phase === RESULT) ctx._phase = CLOSED
    this.#close()
    ctx._ending?.blame(error, this.part)
    throw ctx._failure(error, this.part)
  }

  /** Whether it has caught the abort of a party further in, and has given a result instead. */
  #hasRecovered({ part, assignments }: Abortion): boolean {
    // What has never called `next()` has caught it inside, where a stack composed by hand stands.
    const caughtAt = this.#called ? this.#rejectedAt : assignments
    if (caughtAt === undefined || this.ctx._assignments === caughtAt) return false
    return this.ctx._plan.middlewareIndex(part) > this.#index
  }

  /** What is further in unwinds by itself, perhaps later; where nothing has been started, there is nothing to unwind. */
  #close(): void {
    if (!this.#called) this.ctx._close()
  }
}

class ReplacementCall extends LayerCall {
  readonly #layer: Layer<ReplacementRun>
  readonly #index: number
  readonly #payload: unknown
  readonly #enterNext: (payload: unknown) => unknown
  /** The result of the last `original` that succeeded, and how often `ctx.result` had been assigned by then. */
  #landed: { readonly value: unknown; readonly assignments: number } | undefined

  constructor(
    ctx: Context,
    layer: Layer<ReplacementRun>,
    index: number,
    payload: unknown,
    enterNext: (payload: unknown) => unknown,
  ) {
    super(ctx, layer.part)
    this.#layer = layer
    this.#index = index
    this.#payload = payload
    this.#enterNext = enterNext
  }

  protected call(): unknown {
    const { run } = this.#layer
    return run(this.#payload, this.#original, this.ctx)
  }

  readonly #original = (...given: [] | [unknown]): Promise<unknown> => {
    if (this.ended) return this.misused('called original() after it had settled: wait for original() before you return')
    return this.start(() => this.#enterNext(given.length > 0 ? given[0] : this.#payload))
  }

  landed(value: unknown, work: Work<unknown>): void {
    // Raced, and too late.
    if (this.ended && work.awaited) return
    this.#landed = { value, assignments: this.ctx._assignments }
    if (this.ctx._inBody) this.ctx._value = value
  }

  stumbled(): void {}

  protected fulfilled(value: unknown): unknown {
    const { ctx } = this
    if (ctx._stop !== undefined) return this.failed(ctx._stop.error)
    this.#close()
    if (value !== undefined) return value
    // What other calls resolved with is none of this one's business; what was assigned is.
    return ctx._assignments === this.#landed?.assignments ? this.#landed.value : ctx._assigned
  }

  protected failed(error: unknown): never {
    this.#close()
    throw this.ctx._failure(error, this.part)
  }

  #close(): void {
    if (this.#index === 0) this.ctx._close()
  }
}

/** Runs a core that has replacements in front of it: it may run again, or beside itself. */
function runCore(ctx: Context, { part, run }: Layer<CoreRun>, payload: unknown): unknown {
  const land = (value: unknown) => {
    if (ctx._stop !== undefined) throw ctx._stop.error
    return value
  }
  const fail = (error: unknown) => {
    throw ctx._failure(error, part)
  }
  ctx._close()
  let returned: unknown
  try {
    returned = callParty(ctx, part, () => run(payload, ctx))
  } catch (error) {
    return fail(error)
  }
  return isThenable(returned) ? follow(returned, land, fail) : land(returned)
}
