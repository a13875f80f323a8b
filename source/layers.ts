// Middleware and replacements: functions around all that is further in.

import type { AnyFunction } from './arguments.js'
import { Call } from './calls.js'
import { CLOSED, type Context, type Part, RESULT } from './context.js'
import { follow, handled, Work } from './promises.js'

/** How many layers start synchronously, one in the other, before the next one starts in a microtask and the call stack is free again. */
const SYNCHRONOUS_LAYERS = 200

/** A function of a stack: `part` is what it is to the user, `run` is its function with whatever watches over it around it. */
export interface Layer<F = AnyFunction> {
  readonly part: Part
  readonly run: F
}

export type MiddlewareRun = (ctx: Context, next: () => Promise<unknown>) => unknown
export type ReplacementRun = (
  payload: unknown,
  original: (...given: [unknown?]) => Promise<unknown>,
  ctx: Context,
) => unknown
export type CoreRun = (payload: unknown, ctx: Context) => unknown

/**
 * The koa-compose entries of middleware.
 *
 * @param layers Outermost first.
 */
export function enterMiddleware(layers: readonly Layer<MiddlewareRun>[]): MiddlewareRun[] {
  const places = new Map(layers.map(({ part }, place) => [part as Part | undefined, place]))
  return layers.map((layer, place) => {
    const placed = { ...layer, place, places }
    return (ctx, proceed) => begin(new MiddlewareCall(ctx, placed, proceed), place)
  })
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
  const enter: Enter = (ctx, payload, index, outer, work) => {
    const layer = layers[index]
    return layer === undefined
      ? new CoreCall(ctx, core, payload, outer, work).run()
      : begin(new ReplacementCall(ctx, layer, payload, outer, work, index, enter), outside + index)
  }
  return (payload, ctx) => enter(ctx, payload, 0, undefined, undefined)
}

/** Starts a layer, in a microtask when there are too many on the call stack. */
function begin(call: Call & { readonly ctx: Context }, place: number): unknown {
  const position = call.ctx._base + place
  if (position === 0 || position % SYNCHRONOUS_LAYERS > 0) return call.run()
  return handled(follow(Promise.resolve(), () => call.run()))
}

interface PlacedLayer extends Layer<MiddlewareRun> {
  readonly place: number
  /** The places of all middleware in the stack. */
  readonly places: ReadonlyMap<Part | undefined, number>
}

class MiddlewareCall extends Call {
  declare readonly ctx: Context
  called = false
  readonly next: () => Promise<unknown>
  readonly layer: PlacedLayer

  constructor(ctx: Context, layer: PlacedLayer, proceed: () => Promise<unknown>) {
    super(ctx)
    this.layer = layer
    this.next = () => {
      if (this.ended || this.called) {
        return this.misused(ctx.action, 'next', 'what is inside it runs once, so call next() once')
      }
      this.called = true
      return this.keep(new Work(proceed()))
    }
  }

  get part(): Part {
    return this.layer.part
  }

  protected start(): unknown {
    const { ctx } = this
    const { run } = this.layer
    ctx._throwIfStopped()
    return run(ctx, this.next)
  }

  protected end(failed: boolean, value: unknown): unknown {
    const { ctx, called } = this
    const { part, place, places } = this.layer
    const { _standing: stop, _abortion: abortion, _ending: ending } = ctx
    // What is further in unwinds by itself, perhaps later; where nothing has been started, there is nothing to unwind.
    if (!called) ctx._close()
    if (!failed) {
      if (stop === undefined) return undefined
      // What has never called `next()` has caught it inside, where a stack composed by hand stands.
      const caughtAt = called ? abortion?.unwound[place + 1] : abortion?.assignments
      const recovered =
        stop === abortion &&
        caughtAt !== undefined &&
        caughtAt !== ctx._assignments &&
        (places.get(abortion.part) ?? Number.POSITIVE_INFINITY) > place
      if (recovered) {
        abortion.recovered = true
        return undefined
      }
    }
    const error = failed ? value : stop?.error
    if (ctx._phase === RESULT) ctx._phase = CLOSED
    if (ending !== undefined && ending.blamed?.error !== error) ending.blamed = { error, part }
    throw ctx._failure(error, part, place)
  }
}

/** Starts what stands at `index`, as work that `outer` has begun. */
type Enter = (
  ctx: Context,
  payload: unknown,
  index: number,
  outer: ReplacementCall | undefined,
  work: Work | undefined,
) => unknown

/** A call of the core, where it has replacements in front of it. */
class CoreCall extends Call {
  declare readonly ctx: Context
  protected readonly layer: Layer
  protected readonly payload: unknown
  protected readonly outer: ReplacementCall | undefined
  protected readonly work: Work | undefined

  constructor(
    ctx: Context,
    layer: Layer,
    payload: unknown,
    outer: ReplacementCall | undefined,
    work: Work | undefined,
  ) {
    super(ctx)
    this.layer = layer
    this.payload = payload
    this.outer = outer
    this.work = work
  }

  get part(): Part {
    return this.layer.part
  }

  protected start(): unknown {
    const { ctx, payload } = this
    const run = this.layer.run as CoreRun
    this.prepare()
    ctx._close()
    return run(payload, ctx)
  }

  protected end(failed: boolean, value: unknown): unknown {
    const { ctx } = this
    const stop = ctx._stop
    if (failed || stop !== undefined) throw ctx._failure(failed ? value : stop?.error, this.part)
    this.outer?.land(value, this.work)
    return value
  }

  protected prepare(): void {
    const { ctx } = this
    ctx._throwIfStopped()
    if (isInBody(ctx)) ctx.payload = this.payload
  }
}

class ReplacementCall extends CoreCall {
  readonly index: number
  readonly original: (...given: [unknown?]) => Promise<unknown>
  /** The result of the last `original` that succeeded, and how often `ctx.result` had been assigned by then. */
  landed: unknown = undefined
  landedAt = -1

  constructor(
    ctx: Context,
    layer: Layer,
    payload: unknown,
    outer: ReplacementCall | undefined,
    work: Work | undefined,
    index: number,
    enter: Enter,
  ) {
    super(ctx, layer, payload, outer, work)
    this.index = index
    this.original = (...given) => {
      if (this.ended) return this.misused(ctx.action, 'original')
      const work = new Work<unknown>()
      work.inner = Promise.resolve(enter(ctx, given.length > 0 ? given[0] : payload, index + 1, this, work))
      return this.keep(work)
    }
  }

  protected override start(): unknown {
    const { ctx, payload, original } = this
    const run = this.layer.run as ReplacementRun
    this.prepare()
    return run(payload, original, ctx)
  }

  protected override end(failed: boolean, value: unknown): unknown {
    const { ctx } = this
    if (this.index === 0) ctx._close()
    if (failed || value !== undefined) return super.end(failed, value)
    // What other calls resolved with is none of this one's business; what was assigned is.
    return super.end(failed, ctx._assignments === this.landedAt ? this.landed : ctx._assigned)
  }

  /** Told of the result of work that it has begun, before anybody who waits for it. */
  land(value: unknown, work: Work | undefined): void {
    const { ctx } = this
    // Raced, and too late.
    if (this.ended && work?.awaited) return
    this.landed = value
    this.landedAt = ctx._assignments
    if (isInBody(ctx)) ctx._value = value
  }
}

/** False for work that was raced and comes too late: it shall change nothing for those who go on. */
function isInBody(ctx: Context): boolean {
  return ctx._at === ctx._plan.bodyAt
}
