// Runs the layers: middleware and replacements, the functions around everything inside them.

import { Call, ENDED, endedIn, received, TrackedCall } from './calls.js'
import {
  ABORTABLE,
  type Assigned,
  type Attachment,
  COMMITTED,
  type CoreRun,
  DECIDED,
  type Dispatch,
  DONE,
  EXECUTING,
  type MiddlewareRun,
  type ReplacementRun,
  type Settling,
  type Step,
  SUCCEEDED,
} from './parts.js'
import { follow, handled, isWaitedFor, native, resolved, TrackedPromise, unfinished } from './promises.js'

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
    // Told beforehand: a sixth of ten middleware that return `next()`.
    const isLate = isDeepAt(index)
    return (dispatch, proceed) => {
      const call = new MiddlewareCall(dispatch, middleware, proceed)
      if (dispatch._parent === undefined ? isLate : isDeep(dispatch, index)) return soonRun(call)
      const returned = call.begin()
      if (call._state < SUCCEEDED) dispatch._handedOut = call
      return returned ?? ENDED
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
  let behind: ReplacementStep | undefined
  for (let i = replacements.length - 1; i >= 0; i--) {
    behind = {
      ...(replacements[i] as Step<ReplacementRun>),
      index: middlewareCount + i,
      isOutermost: i === 0,
      core,
      behind,
    }
  }
  const outermost = behind as ReplacementStep
  return (dispatch) => {
    const call = new ReplacementCall(dispatch, dispatch._ctx.payload, undefined, outermost)
    return isDeep(dispatch, outermost.index) ? soonRun(call) : call.run()
  }
}

interface MiddlewareStep extends Step<MiddlewareRun> {
  readonly index: number
  /** The indices of all middleware in the stack. */
  readonly indices: ReadonlyMap<Attachment | undefined, number>
}

class MiddlewareCall extends TrackedCall {
  declare readonly dispatch: Dispatch
  private readonly _step: MiddlewareStep
  /** Runs what is inside; undefined when it has been called. */
  private _proceed: (() => Promise<unknown>) | undefined
  /** What had been assigned to `ctx.result` when it called `next()`. */
  private _assigned: Assigned | undefined = undefined

  constructor(dispatch: Dispatch, step: MiddlewareStep, proceed: () => Promise<unknown>) {
    super(dispatch)
    this._step = step
    this._proceed = proceed
  }

  get attachment(): Attachment {
    return this._step.attachment
  }

  protected start(): unknown {
    const { dispatch } = this
    if (dispatch._stop !== undefined) throw dispatch._stop.error
    const { run } = this._step
    // Bound: V8 looks for the code of a closure when that is called first, 7 % of one middleware that returns `next()`.
    return run(dispatch._ctx, this._next.bind(this))
  }

  protected override _wait(returned: PromiseLike<unknown>): Promise<unknown> | undefined {
    return returned === ENDED ? undefined : super._wait(returned)
  }

  protected override _settle(failed: boolean, value: unknown): void {
    const { last } = this
    const through = this.outcome as Settling | undefined
    const isThrough = !failed && (through === undefined || through.settle(false, value) === SUCCEEDED)
    // The usual end: a tenth of ten middleware that await, a fifth of a hundred that return what `next()` gave.
    if (isThrough && last?.over && last.previous === undefined && this.dispatch._stop === undefined) {
      this.ended = true
      this.outcome = undefined
      this._state = SUCCEEDED
    } else super._settle(failed, value)
  }

  private _next(): Promise<unknown> {
    const { dispatch } = this
    const { _proceed: proceed } = this
    if (this.ended || proceed === undefined) {
      return this.misused(dispatch._stack.action, 'next', 'what is inside it runs once, so call next() once')
    }
    this._proceed = undefined
    const { _assigned: assigned } = dispatch
    // What was assigned after an `await` and before this call decides nothing for the middleware outside.
    if (assigned !== undefined) assigned.by ??= this.attachment
    this._assigned = assigned
    const promise = proceed()
    const inner = received(dispatch)
    // Whose work is derived from it can be told only while the function executes synchronously.
    if (promise === ENDED && this._state === EXECUTING) {
      endedIn._layer = this
      return ENDED
    }
    return this.keep(new TrackedPromise(this, native(promise), inner))
  }

  /** It has decided when it has assigned `ctx.result` after its `next()`. */
  protected decides(): boolean {
    const { _assigned: assigned } = this.dispatch
    return (
      this._proceed === undefined &&
      assigned !== this._assigned &&
      (assigned?.by === undefined || assigned.by === this.attachment)
    )
  }

  protected end(failed: boolean, value: unknown): unknown {
    const { dispatch } = this
    const called = this._proceed === undefined
    const stop = dispatch._outerStop
    // What is inside unwinds by itself, perhaps later. Where nothing has been started, nothing has to unwind.
    if (!called) dispatch._commit()
    if (this._state === DECIDED && unfinished(this.last) !== undefined) dispatch._isLeft = true
    if (!failed && stop === undefined) return undefined
    // Not read before: the steps of a thousand middleware are no longer in the processor's cache, and make it three times as slow.
    const { attachment, index, indices } = this._step
    const { _aborted: aborted } = dispatch
    if (!failed && aborted !== undefined) {
      // Middleware that has never called `next()` catches an abort inside, as in a stack composed by hand: by a party that ran inside
      // it.
      const caught = called ? aborted.unwound[index + 1] : aborted.during !== attachment ? aborted : undefined
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

interface ReplacementStep extends Step<ReplacementRun> {
  /** How many layers of the stack are around it. */
  readonly index: number
  readonly isOutermost: boolean
  /** The replacement behind it; undefined for the one in front of the core. */
  readonly behind: ReplacementStep | undefined
  readonly core: Step<CoreRun>
}

/** Returns whether so many layers are on the call stack that the layer at `index` starts in a microtask. */
function isDeep(dispatch: Dispatch, index: number): boolean {
  return isDeepAt(dispatch._parent === undefined ? index : dispatch._layersAround + index)
}

function isDeepAt(position: number): boolean {
  return position > 0 && position % SYNCHRONOUS_LAYERS === 0
}

function soonRun(call: Call): Promise<unknown> {
  return handled(follow(resolved(undefined), () => call.run()))
}

class ReplacementCall extends TrackedCall {
  declare readonly dispatch: Dispatch
  private readonly _payload: unknown
  /** What an outer replacement has begun with this call. */
  private readonly _work: TrackedPromise | undefined
  private readonly _step: ReplacementStep
  /** The result of the last `original` that succeeded, and what had been assigned to `ctx.result` by then. */
  private _landed: unknown = undefined
  private _assigned: Assigned | undefined = undefined

  constructor(dispatch: Dispatch, payload: unknown, work: TrackedPromise | undefined, step: ReplacementStep) {
    super(dispatch)
    this._payload = payload
    this._work = work
    this._step = step
  }

  get attachment(): Attachment {
    return this._step.attachment
  }

  protected start(): unknown {
    const { dispatch, _payload: payload } = this
    if (dispatch._stop !== undefined) throw dispatch._stop.error
    if (dispatch._cursor === dispatch._stack.bodyAt) dispatch._ctx.payload = payload
    const { run } = this._step
    const returned = run(payload, this._original.bind(this), dispatch._ctx)
    // Most return what `original` gave: where that has its outcome already, nothing has to wait.
    const decided = returned !== undefined && returned === this.last ? this.last.decided : undefined
    return decided === undefined ? returned : decided.outcome
  }

  /** Runs what is behind it. */
  private _original(given?: unknown): Promise<unknown> {
    const { dispatch, _step: step } = this
    if (this.ended) return this.misused(dispatch._stack.action, 'original')
    // biome-ignore lint/complexity/noArguments: a rest parameter takes one replacement 5 % longer.
    const payload = arguments.length > 0 ? given : this._payload
    const { behind } = step
    // No subclass for this, which would cost ten replacements 8 %: `awaited` is read of both kinds in one place.
    const begun = new TrackedPromise<unknown>(this)
    const call =
      behind === undefined
        ? new CoreCall(dispatch, step.core, payload, begun)
        : new ReplacementCall(dispatch, payload, begun, behind)
    begun.begin(call, behind !== undefined && isDeep(dispatch, behind.index) ? soonRun(call) : call.begin())
    return this.keep(begun)
  }

  protected decides(value: unknown): boolean {
    return value !== undefined
  }

  protected end(failed: boolean, value: unknown): unknown {
    const { dispatch } = this
    if (this._step.isOutermost) {
      if (dispatch._phase === ABORTABLE) dispatch._phase = COMMITTED
      // Work inside that was raced and left behind matters no more.
      dispatch._latest = this.below
    }
    const stop = dispatch._stop
    if (failed || stop !== undefined) {
      this._work?.fail()
      throw dispatch._failure(failed ? value : stop?.error, this.attachment)
    }
    let result = value
    // Other calls of `original` may have resolved since; an assignment counts.
    if (value === undefined) {
      result = dispatch._assigned === this._assigned ? this._landed : dispatch._assigned?.value
    }
    this._work?.keeper.land?.(result, this._work)
    return result
  }

  /** Takes the result of work that this call has begun, before anything that waits for it. */
  land(value: unknown, work: TrackedPromise): void {
    const { dispatch } = this
    // Raced, and too late.
    if (this._state >= DECIDED && isWaitedFor(work)) return
    // Nothing has to wait for what has succeeded.
    work.over = true
    this._landed = value
    this._assigned = dispatch._assigned
    // Work that was raced and comes too late changes nothing for the parties that go on.
    if (dispatch._cursor === dispatch._stack.bodyAt && !dispatch._isLeft) dispatch._value = value
  }
}

/** A call of the core, where there are replacements in front of it. It starts no work. */
class CoreCall extends Call {
  declare readonly dispatch: Dispatch
  private readonly _payload: unknown
  private readonly _work: TrackedPromise
  private readonly _step: Step<CoreRun>

  constructor(dispatch: Dispatch, step: Step<CoreRun>, payload: unknown, work: TrackedPromise) {
    super(dispatch)
    this._payload = payload
    this._work = work
    this._step = step
  }

  get attachment(): Attachment {
    return this._step.attachment
  }

  protected start(): unknown {
    const { dispatch, _payload: payload } = this
    if (dispatch._stop !== undefined) throw dispatch._stop.error
    if (dispatch._cursor === dispatch._stack.bodyAt) dispatch._ctx.payload = payload
    if (dispatch._phase === ABORTABLE) dispatch._phase = COMMITTED
    const { run } = this._step
    return run(payload, dispatch._ctx)
  }

  protected end(failed: boolean, value: unknown): unknown {
    const { dispatch } = this
    const stop = dispatch._stop
    if (failed || stop !== undefined) {
      this._work.fail()
      throw dispatch._failure(failed ? value : stop?.error, this.attachment)
    }
    this._work.keeper.land?.(value, this._work)
    return value
  }
}
