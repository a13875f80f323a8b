// Runs the layers: middleware and replacements, the functions around everything inside them.

import { TrackedCall } from './calls.js'
import {
  type Assigned,
  type Attachment,
  COMMITTED,
  type Context,
  type CoreRun,
  DONE,
  type MiddlewareRun,
  type ReplacementRun,
  type Step,
} from './parts.js'
import { follow, handled, TrackedPromise } from './promises.js'

/** How many layers start synchronously inside one another, before the next starts in a microtask and the call stack is free again. */
const SYNCHRONOUS_LAYERS = 200

/**
 * Returns the koa-compose entries of middleware.
 *
 * @param steps Outermost first.
 */
export function enterMiddleware(steps: readonly Step<MiddlewareRun>[]): MiddlewareRun[] {
  const indices = new Map(steps.map(({ attachment }, index) => [attachment as Attachment | undefined, index]))
  return steps.map((step, index) => {
    const middleware = { ...step, index, indices }
    return (ctx, proceed) => begin(new MiddlewareCall(ctx, middleware, proceed), index)
  })
}

/**
 * Returns the replacements in front of a core as one function, which is run in place of the core.
 *
 * `original` may start what is behind it any number of times, which koa-compose's `next` may not. So replacements call one another
 * directly.
 *
 * @param replacements Outermost first.
 * @param middlewareCount How many layers are around them.
 */
export function withReplacements(
  replacements: readonly Step<ReplacementRun>[],
  core: Step<CoreRun>,
  middlewareCount: number,
): CoreRun {
  const body: Body = { replacements, core, middlewareCount }
  return (payload, ctx) => enter(body, ctx, 0, payload, undefined)
}

/** Starts a layer; in a microtask when too many are on the call stack. */
function begin(call: TrackedCall & { readonly ctx: Context }, index: number): unknown {
  const position = call.ctx._layersAround + index
  if (position === 0 || position % SYNCHRONOUS_LAYERS > 0) return call.run()
  return handled(follow(Promise.resolve(), () => call.run()))
}

interface MiddlewareStep extends Step<MiddlewareRun> {
  readonly index: number
  /** The indices of all middleware in the stack. */
  readonly indices: ReadonlyMap<Attachment | undefined, number>
}

class MiddlewareCall extends TrackedCall {
  declare readonly ctx: Context
  private readonly _next: () => Promise<unknown>
  private readonly _step: MiddlewareStep
  private _called = false

  constructor(ctx: Context, step: MiddlewareStep, proceed: () => Promise<unknown>) {
    super(ctx)
    this._step = step
    this._next = () => {
      if (this.ended || this._called) {
        return this.misused(ctx.action, 'next', 'what is inside it runs once, so call next() once')
      }
      this._called = true
      return this.keep(new TrackedPromise(proceed()))
    }
  }

  get attachment(): Attachment {
    return this._step.attachment
  }

  protected start(): unknown {
    const { ctx } = this
    const { run } = this._step
    ctx._throwIfStopped()
    return run(ctx, this._next)
  }

  protected end(failed: boolean, value: unknown): unknown {
    const { ctx } = this
    const called = this._called
    const { attachment, index, indices } = this._step
    const { _outerStop: stop, _aborted: aborted, _invocation: invocation } = ctx
    // What is inside unwinds by itself, perhaps later. Where nothing has been started, nothing has to unwind.
    if (!called) ctx._commit()
    if (!failed) {
      if (stop === undefined) return undefined
      // Middleware that has never called `next()` catches the abort inside, as in a stack composed by hand.
      const caught = called ? aborted?.unwound[index + 1] : aborted
      const recovered =
        stop === aborted &&
        caught !== undefined &&
        caught.assigned !== ctx._assigned &&
        (indices.get(aborted.by) ?? indices.size) > index
      if (recovered) {
        aborted.recovered = true
        return undefined
      }
    }
    const error = failed ? value : stop?.error
    if (ctx._phase === DONE) ctx._phase = COMMITTED
    if (invocation !== undefined && invocation.blamed?.error !== error) invocation.blamed = { error, by: attachment }
    throw ctx._failure(error, attachment, index)
  }
}

/** Replacements, outermost first, and the core behind them. */
interface Body {
  readonly replacements: readonly Step<ReplacementRun>[]
  readonly core: Step<CoreRun>
  readonly middlewareCount: number
}

/** Starts the replacement at `index`, or the core behind the last one, as work that an outer replacement has begun. */
function enter(body: Body, ctx: Context, index: number, payload: unknown, work: TrackedPromise | undefined): unknown {
  const step = body.replacements[index]
  if (step === undefined) return new CoreCall(ctx, payload, work, body.core).run()
  return begin(new ReplacementCall(ctx, payload, work, step, body, index), body.middlewareCount + index)
}

/** A call of a replacement, or of the core behind replacements. */
abstract class BodyCall extends TrackedCall {
  declare readonly ctx: Context
  protected readonly payload: unknown
  /** What an outer replacement has begun with this call. */
  private readonly _work: TrackedPromise | undefined

  constructor(ctx: Context, payload: unknown, work: TrackedPromise | undefined) {
    super(ctx)
    this.payload = payload
    this._work = work
  }

  protected abstract call(): unknown

  protected start(): unknown {
    const { ctx } = this
    ctx._throwIfStopped()
    if (isInBody(ctx)) ctx.payload = this.payload
    return this.call()
  }

  protected end(failed: boolean, value: unknown): unknown {
    const { ctx, _work: work } = this
    const stop = ctx._stop
    if (failed || stop !== undefined) throw ctx._failure(failed ? value : stop?.error, this.attachment)
    work?.owner?.land(value, work)
    return value
  }
}

class CoreCall extends BodyCall {
  private readonly _step: Step<CoreRun>

  constructor(ctx: Context, payload: unknown, work: TrackedPromise | undefined, step: Step<CoreRun>) {
    super(ctx, payload, work)
    this._step = step
  }

  get attachment(): Attachment {
    return this._step.attachment
  }

  protected call(): unknown {
    const { run } = this._step
    this.ctx._commit()
    return run(this.payload, this.ctx)
  }
}

class ReplacementCall extends BodyCall {
  private readonly _step: Step<ReplacementRun>
  private readonly _index: number
  private readonly _original: (...given: [unknown?]) => Promise<unknown>
  /** The result of the last `original` that succeeded, and what had been assigned to `ctx.result` by then. */
  private _landed: unknown = undefined
  private _assigned: Assigned | undefined = undefined

  constructor(
    ctx: Context,
    payload: unknown,
    work: TrackedPromise | undefined,
    step: Step<ReplacementRun>,
    body: Body,
    index: number,
  ) {
    super(ctx, payload, work)
    this._step = step
    this._index = index
    this._original = (...given) => {
      if (this.ended) return this.misused(ctx.action, 'original')
      // No subclass for this, which would cost ten replacements 8 %: `awaited` is read of both kinds in one place.
      const begun = new TrackedPromise<unknown>()
      begun.owner = this
      begun.promise = Promise.resolve(enter(body, ctx, index + 1, given.length > 0 ? given[0] : payload, begun))
      return this.keep(begun)
    }
  }

  get attachment(): Attachment {
    return this._step.attachment
  }

  protected call(): unknown {
    const { run } = this._step
    return run(this.payload, this._original, this.ctx)
  }

  protected override end(failed: boolean, value: unknown): unknown {
    const { ctx } = this
    if (this._index === 0) {
      ctx._commit()
      // Work inside that was raced and left behind matters no more.
      ctx._latest = this.below
    }
    if (failed || value !== undefined) return super.end(failed, value)
    // Other calls of `original` may have resolved since; an assignment counts.
    return super.end(failed, ctx._assigned === this._assigned ? this._landed : ctx._assigned?.value)
  }

  /** Takes the result of work that this call has begun, before anybody who waits for it. */
  land(value: unknown, work: TrackedPromise): void {
    const { ctx } = this
    // Raced, and too late.
    if (this.ended && work.awaited) return
    this._landed = value
    this._assigned = ctx._assigned
    if (isInBody(ctx)) ctx._value = value
  }
}

/** Returns false for work that was raced and comes too late: it changes nothing for the parties that go on. */
function isInBody(ctx: Context): boolean {
  return ctx._cursor === ctx._stack.bodyAt
}
