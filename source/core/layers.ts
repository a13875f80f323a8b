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
  const body: Body = { layers: [...layers, core], place: outside }
  return (payload, ctx) => enter(body, ctx, 0, payload, undefined)
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
  private readonly _next: () => Promise<unknown>
  private readonly _layer: PlacedLayer
  private _called = false

  constructor(ctx: Context, layer: PlacedLayer, proceed: () => Promise<unknown>) {
    super(ctx)
    this._layer = layer
    this._next = () => {
      if (this.ended || this._called) {
        return this.misused(ctx.action, 'next', 'what is inside it runs once, so call next() once')
      }
      this._called = true
      return this.keep(new Work(proceed()))
    }
  }

  get part(): Part {
    return this._layer.part
  }

  protected start(): unknown {
    const { ctx } = this
    const { run } = this._layer
    ctx._throwIfStopped()
    return run(ctx, this._next)
  }

  protected end(failed: boolean, value: unknown): unknown {
    const { ctx } = this
    const called = this._called
    const { part, place, places } = this._layer
    const { _standing: stop, _abortion: abortion, _ending: ending } = ctx
    // What is further in unwinds by itself, perhaps later; where nothing has been started, there is nothing to unwind.
    if (!called) ctx._close()
    if (!failed) {
      if (stop === undefined) return undefined
      // What has never called `next()` has caught it inside, where a stack composed by hand stands.
      const caught = called ? abortion?.unwound[place + 1] : abortion
      const recovered =
        stop === abortion &&
        caught !== undefined &&
        caught.assigned !== ctx._assigned &&
        (places.get(abortion.part) ?? places.size) > place
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

/** Replacements, outermost first, and behind them the core; with the place of the first of them. */
interface Body {
  readonly layers: readonly Layer[]
  readonly place: number
}

/** Starts what stands at `index`, as work that a replacement further out has begun. */
function enter(body: Body, ctx: Context, index: number, payload: unknown, work: Work | undefined): unknown {
  if (index === body.layers.length - 1) return new CoreCall(body, ctx, index, payload, work).run()
  return begin(new ReplacementCall(body, ctx, index, payload, work), body.place + index)
}

/** A call of the core, where it has replacements in front of it. */
class CoreCall extends Call {
  declare readonly ctx: Context
  protected readonly body: Body
  protected readonly index: number
  protected readonly payload: unknown
  protected readonly work: Work | undefined

  constructor(body: Body, ctx: Context, index: number, payload: unknown, work: Work | undefined) {
    super(ctx)
    this.body = body
    this.index = index
    this.payload = payload
    this.work = work
  }

  get layer(): Layer {
    return this.body.layers[this.index] as Layer
  }

  get part(): Part {
    return this.layer.part
  }

  protected start(): unknown {
    const run = this.layer.run as CoreRun
    this.prepare()
    this.ctx._close()
    return run(this.payload, this.ctx)
  }

  protected end(failed: boolean, value: unknown): unknown {
    const { ctx, work } = this
    const stop = ctx._stop
    if (failed || stop !== undefined) throw ctx._failure(failed ? value : stop?.error, this.part)
    work?.by?.land(value, work)
    return value
  }

  protected prepare(): void {
    const { ctx } = this
    ctx._throwIfStopped()
    if (isInBody(ctx)) ctx.payload = this.payload
  }
}

class ReplacementCall extends CoreCall {
  private readonly _original: (...given: [unknown?]) => Promise<unknown>
  /** The result of the last `original` that succeeded, and what had been assigned to `ctx.result` by then. */
  private _landed: unknown = undefined
  private _assigned: Context['_assigned'] = undefined

  constructor(body: Body, ctx: Context, index: number, payload: unknown, work: Work | undefined) {
    super(body, ctx, index, payload, work)
    this._original = (...given) => {
      if (this.ended) return this.misused(ctx.action, 'original')
      // Not a subclass of its own, which would cost ten replacements 8 %: `awaited` is read of both kinds in one place.
      const begun = new Work<unknown>()
      begun.by = this
      begun.inner = Promise.resolve(enter(body, ctx, index + 1, given.length > 0 ? given[0] : payload, begun))
      return this.keep(begun)
    }
  }

  protected override start(): unknown {
    const run = this.layer.run as ReplacementRun
    this.prepare()
    return run(this.payload, this._original, this.ctx)
  }

  protected override end(failed: boolean, value: unknown): unknown {
    const { ctx } = this
    if (this.index === 0) {
      ctx._close()
      // What was raced inside and is left behind is nobody's business any more.
      ctx._latest = this.below
    }
    if (failed || value !== undefined) return super.end(failed, value)
    // What other calls resolved with is none of this one's business; what was assigned is.
    return super.end(failed, ctx._assigned === this._assigned ? this._landed : ctx._assigned?.value)
  }

  /** Told of the result of work that it has begun, before anybody who waits for it. */
  land(value: unknown, work: Work): void {
    const { ctx } = this
    // Raced, and too late.
    if (this.ended && work.awaited) return
    this._landed = value
    this._assigned = ctx._assigned
    if (isInBody(ctx)) ctx._value = value
  }
}

/** False for work that was raced and comes too late: it shall change nothing for those who go on. */
function isInBody(ctx: Context): boolean {
  return ctx._at === ctx._plan.bodyAt
}
