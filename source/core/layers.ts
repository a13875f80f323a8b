// Runs the layers: middleware and replacements, the functions around everything inside them.

import { TrackedCall } from './calls.js'
import {
  ABORTABLE,
  type Assigned,
  type Attachment,
  COMMITTED,
  type CoreRun,
  type Dispatch,
  DONE,
  type MiddlewareRun,
  type ReplacementRun,
  type RunningCall,
  type Step,
} from './parts.js'
import {
  follow,
  handled,
  isChained,
  isThenable,
  Native,
  rejected,
  resolved,
  TrackedPromise,
  unfinished,
} from './promises.js'

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
    return (dispatch, proceed) => {
      const call = new MiddlewareCall(dispatch, middleware, proceed)
      return isDeep(dispatch, index) ? soonRun(call) : call.run()
    }
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
    if (dispatch._stop !== undefined) throw dispatch._stop.error
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
      if (this._decided && unfinished(this.last) !== undefined) dispatch._isLeft = true
      if (stop === undefined) return undefined
      // Middleware that has never called `next()` catches an abort inside, as in a stack composed by hand: by a party that ran inside
      // it.
      const isInside = aborted !== undefined && aborted.during !== attachment
      const caught = called ? aborted?.unwound[index + 1] : isInside ? aborted : undefined
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
  if (step === undefined) return new CoreCall(dispatch, body.core).run(payload, work)
  const call = new ReplacementCall(dispatch, payload, work, step, body, index)
  return isDeep(dispatch, body.middlewareCount + index) ? soonRun(call) : call.run()
}

/** Returns whether so many layers are on the call stack that the layer at `index` starts in a microtask. */
function isDeep({ _layersAround: around }: Dispatch, index: number): boolean {
  const position = around + index
  return position > 0 && position % SYNCHRONOUS_LAYERS === 0
}

function soonRun(call: TrackedCall): Promise<unknown> {
  return handled(follow(resolved(undefined), () => call.run()))
}

class ReplacementCall extends TrackedCall {
  declare readonly dispatch: Dispatch
  private readonly _payload: unknown
  /** What an outer replacement has begun with this call. */
  private readonly _work: TrackedPromise | undefined
  private readonly _step: Step<ReplacementRun>
  private readonly _body: Body
  private readonly _index: number
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
    super(dispatch)
    this._payload = payload
    this._work = work
    this._step = step
    this._body = body
    this._index = index
  }

  get attachment(): Attachment {
    return this._step.attachment
  }

  protected start(): unknown {
    const { dispatch, _payload: payload, _body: body, _index: index } = this
    if (dispatch._stop !== undefined) throw dispatch._stop.error
    if (dispatch._cursor === dispatch._stack.bodyAt) dispatch._ctx.payload = payload
    const original = (...given: [unknown?]): Promise<unknown> => {
      if (this.ended) return this.misused(dispatch._stack.action, 'original')
      // No subclass for this, which would cost ten replacements 8 %: `awaited` is read of both kinds in one place.
      const begun = new TrackedPromise<unknown>(this)
      begun.owner = this
      begun.promise = Native.resolve(enter(body, dispatch, index + 1, given.length > 0 ? given[0] : payload, begun))
      return this.keep(begun)
    }
    const { run } = this._step
    return run(payload, original, dispatch._ctx)
  }

  protected decides(value: unknown): boolean {
    return value !== undefined
  }

  protected end(failed: boolean, value: unknown): unknown {
    const { dispatch } = this
    if (this._index === 0) {
      if (dispatch._phase === ABORTABLE) dispatch._phase = COMMITTED
      // Work inside that was raced and left behind matters no more.
      dispatch._latest = this.below
    }
    const stop = dispatch._stop
    if (failed || stop !== undefined) throw dispatch._failure(failed ? value : stop?.error, this.attachment)
    let result = value
    // Other calls of `original` may have resolved since; an assignment counts.
    if (value === undefined) {
      result = dispatch._assigned === this._assigned ? this._landed : dispatch._assigned?.value
    }
    this._work?.owner?.land(result, this._work)
    return result
  }

  /** Takes the result of work that this call has begun, before anything that waits for it. */
  land(value: unknown, work: TrackedPromise): void {
    const { dispatch } = this
    // Raced, and too late.
    if (this._decided && work.awaited && !isChained(work)) return
    // Nothing has to wait for what has succeeded.
    work.over = true
    this._landed = value
    this._assigned = dispatch._assigned
    // Work that was raced and comes too late changes nothing for the parties that go on.
    if (dispatch._cursor === dispatch._stack.bodyAt && !dispatch._isLeft) dispatch._value = value
  }
}

/** A call of the core, where there are replacements in front of it. It starts no work, so it is simpler than the call of a layer. */
class CoreCall implements RunningCall {
  readonly attachment: Attachment
  ended = false
  below: RunningCall | undefined = undefined
  private readonly _dispatch: Dispatch
  private readonly _run: CoreRun

  constructor(dispatch: Dispatch, { attachment, run }: Step<CoreRun>) {
    this._dispatch = dispatch
    this.attachment = attachment
    this._run = run
  }

  /** Makes the call. It never throws, and its rejection needs no handler. */
  run(payload: unknown, work: TrackedPromise | undefined): unknown {
    const { _dispatch: dispatch, _run: run } = this
    const outer = dispatch._executing
    let promise: Promise<unknown> | undefined
    const fail = (error: unknown): never => {
      this.ended = true
      if (promise !== undefined) handled(promise)
      throw dispatch._failure(error, this.attachment)
    }
    const succeed = (value: unknown): unknown => {
      this.ended = true
      if (dispatch._stop !== undefined) return fail(dispatch._stop.error)
      work?.owner?.land(value, work)
      return value
    }
    try {
      dispatch._enter(this)
      if (dispatch._stop !== undefined) throw dispatch._stop.error
      if (dispatch._cursor === dispatch._stack.bodyAt) dispatch._ctx.payload = payload
      dispatch._executing = this
      if (dispatch._phase === ABORTABLE) dispatch._phase = COMMITTED
      const returned = run(payload, dispatch._ctx)
      if (!isThenable(returned)) return succeed(returned)
      promise = follow(returned, succeed, fail)
      return promise
    } catch (error) {
      if (this.ended) return rejected(error)
      this.ended = true
      return rejected(dispatch._failure(error, this.attachment))
    } finally {
      dispatch._executing = outer
    }
  }
}
