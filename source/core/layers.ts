// Runs the layers: middleware and replacements, the functions around everything inside them.

import { TrackedCall } from './calls.js'
import {
  type Assigned,
  type Attachment,
  COMMITTED,
  type CoreRun,
  DECIDED,
  type Dispatch,
  DONE,
  type MiddlewareRun,
  type ReplacementRun,
  type Step,
} from './parts.js'
import { follow, handled, resolved, TrackedPromise, unfinished } from './promises.js'

/** How many layers start synchronously inside one another, before the next starts in a microtask and the call stack is free again. */
const SYNCHRONOUS_LAYERS = 200

/** What koa-compose composes. */
export type Entry = (dispatch: Dispatch, proceed: () => Promise<unknown>) => unknown

/**
 * Returns the koa-compose entries of middleware.
 *
 * @param steps Outermost first.
 */
export function enterMiddleware(steps: readonly Step<MiddlewareRun>[]): Entry[] {
  const indices = new Map(steps.map(({ attachment }, index) => [attachment as Attachment | undefined, index]))
  return steps.map((step, index) => {
    const middleware = { ...step, index, indices }
    return (dispatch, proceed) => begin(new MiddlewareCall(dispatch, middleware, proceed), index)
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
): (dispatch: Dispatch) => unknown {
  const body: Body = { replacements, core, middlewareCount }
  return (dispatch) => enter(body, dispatch, 0, dispatch._ctx.payload, undefined)
}

/** Starts a layer; in a microtask when too many are on the call stack. */
function begin(call: TrackedCall & { readonly dispatch: Dispatch }, index: number): unknown {
  const position = call.dispatch._layersAround + index
  if (position === 0 || position % SYNCHRONOUS_LAYERS > 0) return call.run()
  return handled(follow(resolved(undefined), () => call.run()))
}

interface MiddlewareStep extends Step<MiddlewareRun> {
  readonly index: number
  /** The indices of all middleware in the stack. */
  readonly indices: ReadonlyMap<Attachment | undefined, number>
}

class MiddlewareCall extends TrackedCall {
  declare readonly dispatch: Dispatch
  private readonly _next: () => Promise<unknown>
  private readonly _step: MiddlewareStep
  private _called = false
  /** What had been assigned to `ctx.result` when it called `next()`. */
  private _assigned: Assigned | undefined = undefined

  constructor(dispatch: Dispatch, step: MiddlewareStep, proceed: () => Promise<unknown>) {
    super(dispatch)
    this._step = step
    this._next = () => {
      if (this.ended || this._called) {
        return this.misused(dispatch._stack.action, 'next', 'what is inside it runs once, so call next() once')
      }
      this._called = true
      this._assigned = dispatch._assigned
      return this.keep(new TrackedPromise(this, proceed()))
    }
  }

  get attachment(): Attachment {
    return this._step.attachment
  }

  protected start(): unknown {
    const { dispatch } = this
    const { run } = this._step
    dispatch._throwIfStopped()
    return run(dispatch._ctx, this._next)
  }

  /** It has decided when it has assigned `ctx.result` after its `next()`. */
  protected decides(): boolean {
    const { _assigned: assigned } = this.dispatch
    return (
      this._called && assigned !== this._assigned && (assigned?.by === undefined || assigned.by === this.attachment)
    )
  }

  protected end(failed: boolean, value: unknown): unknown {
    const { dispatch } = this
    const called = this._called
    const { attachment, index, indices } = this._step
    const { _outerStop: stop, _aborted: aborted } = dispatch
    // What is inside unwinds by itself, perhaps later. Where nothing has been started, nothing has to unwind.
    if (!called) dispatch._commit()
    if (!failed) {
      if (this._decided && unfinished(this.last) !== undefined) dispatch._phase = DECIDED
      if (stop === undefined) return undefined
      // Middleware that has never called `next()` catches the abort inside, as in a stack composed by hand.
      const caught = called ? aborted?.unwound[index + 1] : aborted
      const recovered =
        stop === aborted &&
        caught !== undefined &&
        caught.assigned !== dispatch._assigned &&
        (indices.get(aborted.by) ?? indices.size) > index
      if (recovered) {
        aborted.recovered = true
        return undefined
      }
    }
    const error = failed ? value : stop?.error
    if (dispatch._phase === DONE) dispatch._phase = COMMITTED
    throw dispatch._failure(error, attachment, index)
  }
}

/** Replacements, outermost first, and the core behind them. */
interface Body {
  readonly replacements: readonly Step<ReplacementRun>[]
  readonly core: Step<CoreRun>
  readonly middlewareCount: number
}

/** Starts the replacement at `index`, or the core behind the last one, as work that an outer replacement has begun. */
function enter(
  body: Body,
  dispatch: Dispatch,
  index: number,
  payload: unknown,
  work: TrackedPromise | undefined,
): unknown {
  const step = body.replacements[index]
  if (step === undefined) return new CoreCall(dispatch, payload, work, body.core).run()
  return begin(new ReplacementCall(dispatch, payload, work, step, body, index), body.middlewareCount + index)
}

/** A call of a replacement, or of the core behind replacements. */
abstract class BodyCall extends TrackedCall {
  declare readonly dispatch: Dispatch
  protected readonly payload: unknown
  /** What an outer replacement has begun with this call. */
  private readonly _work: TrackedPromise | undefined

  constructor(dispatch: Dispatch, payload: unknown, work: TrackedPromise | undefined) {
    super(dispatch)
    this.payload = payload
    this._work = work
  }

  protected abstract call(): unknown

  protected start(): unknown {
    const { dispatch } = this
    dispatch._throwIfStopped()
    if (isInBody(dispatch)) dispatch._ctx.payload = this.payload
    return this.call()
  }

  protected decides(value: unknown): boolean {
    return value !== undefined
  }

  protected end(failed: boolean, value: unknown): unknown {
    const { dispatch, _work: work } = this
    const stop = dispatch._stop
    if (failed || stop !== undefined) throw dispatch._failure(failed ? value : stop?.error, this.attachment)
    if (work !== undefined) (work.keeper as ReplacementCall).land(value, work)
    return value
  }
}

class CoreCall extends BodyCall {
  private readonly _step: Step<CoreRun>

  constructor(dispatch: Dispatch, payload: unknown, work: TrackedPromise | undefined, step: Step<CoreRun>) {
    super(dispatch, payload, work)
    this._step = step
  }

  get attachment(): Attachment {
    return this._step.attachment
  }

  protected call(): unknown {
    const { run } = this._step
    this.dispatch._commit()
    return run(this.payload, this.dispatch._ctx)
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
    dispatch: Dispatch,
    payload: unknown,
    work: TrackedPromise | undefined,
    step: Step<ReplacementRun>,
    body: Body,
    index: number,
  ) {
    super(dispatch, payload, work)
    this._step = step
    this._index = index
    this._original = (...given) => {
      if (this.ended) return this.misused(dispatch._stack.action, 'original')
      // No subclass for this, which would cost ten replacements 8 %: `awaited` is read of both kinds in one place.
      const begun = new TrackedPromise<unknown>(this)
      begun.promise = resolved(enter(body, dispatch, index + 1, given.length > 0 ? given[0] : payload, begun))
      return this.keep(begun)
    }
  }

  get attachment(): Attachment {
    return this._step.attachment
  }

  protected call(): unknown {
    const { run } = this._step
    return run(this.payload, this._original, this.dispatch._ctx)
  }

  protected override end(failed: boolean, value: unknown): unknown {
    const { dispatch } = this
    if (this._index === 0) {
      dispatch._commit()
      // Work inside that was raced and left behind matters no more.
      dispatch._latest = this.below
    }
    if (failed || value !== undefined) return super.end(failed, value)
    // Other calls of `original` may have resolved since; an assignment counts.
    return super.end(failed, dispatch._assigned === this._assigned ? this._landed : dispatch._assigned?.value)
  }

  /** Takes the result of work that this call has begun, before anybody who waits for it. */
  land(value: unknown, work: TrackedPromise): void {
    const { dispatch } = this
    // Raced, and too late.
    if (this._decided && work.awaited) return
    // Nothing has to wait for what has succeeded.
    work.over = true
    this._landed = value
    this._assigned = dispatch._assigned
    if (isInBody(dispatch)) dispatch._value = value
  }
}

/** Returns false for work that was raced and comes too late: it changes nothing for the parties that go on. */
function isInBody(dispatch: Dispatch): boolean {
  return dispatch._cursor === dispatch._stack.bodyAt
}
