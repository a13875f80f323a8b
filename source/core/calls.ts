// Runs one call of a party: notes that it is running, and waits for the work that it starts with `next` or `original`.

import { print } from '../shared/print.js'
import { misuse } from './errors.js'
import {
  type Attachment,
  type CallState,
  DECIDED,
  type Dispatch,
  EXECUTING,
  FAILED,
  LATE,
  RUNNING,
  type RunningCall,
  type Settling,
  SUCCEEDED,
} from './parts.js'
import {
  follow,
  handled,
  isThenable,
  type Keeper,
  leftWork,
  Native,
  orThrow,
  rejected,
  resolved,
  settled,
  soon,
  TrackedPromise,
  toNative,
  unfinished,
} from './promises.js'

/**
 * A call, in an invocation or in a stack composed by hand.
 *
 * When its function has returned a promise, whatever takes that promise settles the call, in one reaction with its own: `begin` says so.
 *
 * The fields begin with `_`: with `#private` fields ten replacements take 7 % longer.
 */
export abstract class Call implements RunningCall, Settling {
  abstract readonly attachment: Attachment
  /** The invocation; undefined in a stack composed by hand. */
  readonly dispatch: Dispatch | undefined
  /** Whether the function has settled. */
  ended = false
  below: RunningCall | undefined = undefined
  _state: CallState = EXECUTING
  /**
   * The result or the error. While the call is late, a promise of it. While it runs, the call inside, when its function has returned what
   * `next()` or `original()` gave: that is settled first.
   */
  outcome: unknown = undefined

  constructor(dispatch: Dispatch | undefined) {
    this.dispatch = dispatch
  }

  /** Calls the function. */
  protected abstract start(): unknown

  /** Decides the outcome from how the function has ended: throws what the call fails with, or returns its result. */
  protected abstract end(failed: boolean, value: unknown): unknown

  /**
   * Makes the call. It never throws.
   *
   * @returns The result, or a native promise. While the call is not over, what takes the promise has to hand its outcome to `settle`.
   *   Otherwise its rejection needs no handler.
   */
  begin(): unknown {
    const { dispatch } = this
    const outer = dispatch?._executing
    const { _layer: layer } = endedIn
    let failed = false
    let returned: unknown
    try {
      if (dispatch !== undefined) {
        dispatch._enter(this)
        dispatch._executing = this
      }
      returned = this.start()
      if (returned !== undefined && isThenable(returned)) {
        const promise = this._wait(returned)
        if (promise !== undefined) {
          this._state = RUNNING
          if (outer === undefined && dispatch?._isAsked) followAsked(dispatch, this)
          return promise
        }
        returned = undefined
      }
    } catch (error) {
      failed = true
      returned = error
    } finally {
      if (dispatch !== undefined) dispatch._executing = outer
      // Written only where it has changed: an object that lives long is slow to write, 1 % of ten middleware.
      if (endedIn._layer !== layer) endedIn._layer = layer
    }
    this._settle(failed, returned)
    return this._state === FAILED ? rejected(this.outcome) : this.outcome
  }

  /** Makes the call, and settles it. It never throws, and the rejection needs no handler. */
  run(): unknown {
    const returned = this.begin()
    return this._state === RUNNING ? settled(returned as Promise<unknown>, this) : returned
  }

  settle(failed: boolean, value: unknown): CallState {
    if (this._state === RUNNING) this._settle(failed, value)
    return this._state
  }

  /** Waits for what the function has returned; returns undefined when nothing has to wait for that. */
  protected _wait(returned: PromiseLike<unknown>): Promise<unknown> | undefined {
    return toNative(returned)
  }

  /** Takes how the function has settled, once. */
  protected _settle(failed: boolean, value: unknown): void {
    this.ended = true
    this._decide(failed, value)
  }

  /** Settles the call later. */
  protected _settleLate(late: Promise<unknown>, state: CallState): void {
    this._state = state
    this.outcome = handled(late)
  }

  protected _decide(failed: boolean, value: unknown): void {
    try {
      this.outcome = this.end(failed, value)
      this._state = SUCCEEDED
    } catch (error) {
      this.outcome = error
      this._state = FAILED
    }
  }

  /** Returns the outcome, or a promise of it while it is late. */
  protected _get(): unknown {
    return orThrow(this._state === FAILED, this.outcome)
  }
}

/**
 * Follows the work that nothing waits for although its `then` was read, of `first` and of the calls that have started since.
 *
 * `await` reads `then`, and calls it a microtask later. So it can be told only then whether something waits. Before that, no rejection
 * counts as unhandled.
 */
function followAsked(dispatch: Dispatch, first: RunningCall): void {
  dispatch._isAsked = false
  resolved(undefined).then(() => {
    for (let call = dispatch._latest; call !== undefined; call = call === first ? undefined : call.below) {
      for (let work = call.last; work !== undefined; work = work.previous) if (work.isUnawaited) work.follow()
    }
  })
}

/** A call that answers for the work that its function starts (S5): when the function has settled, it waits for the work left behind. */
export abstract class TrackedCall extends Call implements Keeper {
  last: TrackedPromise | undefined

  // Spelled out: what compilers write instead passes on `arguments`, and takes 40 ns a call.
  constructor(dispatch: Dispatch | undefined) {
    super(dispatch)
    this.last = undefined
  }

  /** Returns whether a function that returned `value` has decided its outcome itself. */
  protected abstract decides(value: unknown): boolean

  /** Notes work that the function has started. Work that is over is not kept: a million retries would be kept, too. */
  keep<T>(work: TrackedPromise<T>): TrackedPromise<T> {
    const previous = this.last && unfinished(this.last)
    if (previous !== undefined) previous.previous = unfinished(previous.previous)
    work.previous = previous
    this.last = work as TrackedPromise
    // `_wait` follows what nothing has asked for when the function returns. It may have returned already.
    if (this._state !== EXECUTING) work.follow()
    return work
  }

  take(promise: Promise<unknown>, through: Settling | undefined): Promise<unknown> {
    this.outcome = through
    return promise
  }

  protected override _wait(returned: PromiseLike<unknown>): Promise<unknown> | undefined {
    const promise = returned instanceof TrackedPromise ? returned.handOnTo(this) : toNative(returned)
    // What nothing has asked for when the function returns is followed at once: nothing else may do that for long.
    for (let work = this.last; work !== undefined; work = work.previous) {
      if (!work.asked) work.follow()
      else if (work.isUnawaited && this.dispatch !== undefined) this.dispatch._isAsked = true
    }
    return promise
  }

  protected override _settle(failed: boolean, value: unknown): void {
    const through = this.outcome as Settling | undefined
    if (through === undefined) this._finish(failed, value)
    else {
      const state = through.settle(failed, value)
      if (state >= SUCCEEDED) this._finish(state === FAILED, through.outcome)
      else {
        this._settleLate(
          (through.outcome as Promise<unknown>).then(
            (result) => this._finishLate(false, result),
            (error: unknown) => this._finishLate(true, error),
          ),
          LATE,
        )
      }
    }
  }

  private _finishLate(failed: boolean, value: unknown): unknown {
    this._finish(failed, value)
    return this._get()
  }

  /** Goes on when the function has settled: waits for the work that is left. */
  private _finish(failed: boolean, value: unknown): void {
    this.ended = true
    if (this.last === undefined || unfinished(this.last) === undefined) {
      this._decide(failed, value)
      return
    }
    const isDecided = failed || this.decides(value)
    this._settleLate(
      leftWork(this, isDecided).then(
        () => {
          this._decide(failed, value)
          return this._get()
        },
        (error) => {
          this._decide(true, failed ? value : error)
          return this._get()
        },
      ),
      isDecided ? DECIDED : LATE,
    )
  }

  /**
   * Returns work that starts nothing and rejects. When it is not waited for, that is the failure of this call or, when the call is
   * over, of the invocation.
   *
   * @param once Why the called function may be called once only, where it may.
   */
  misused(action: string, verb: 'next' | 'original', once?: string): TrackedPromise {
    const { dispatch, ended, attachment } = this
    const how = ended ? `after it had settled: wait for ${verb}() before you return` : `a second time: ${once}`
    const error = misuse(action, attachment, `called ${verb}() ${how}`)
    const work = this.keep(new TrackedPromise(this, rejected(error)))
    work.rare = { isMisuse: true }
    if (ended) {
      if (dispatch !== undefined && !(dispatch._invocation === undefined && dispatch._isOver)) {
        dispatch._settling.misused({ work, error, by: attachment })
      }
      // In a stack composed by hand, or in an invocation that has ended with its stack.
      else follow(soon(), () => work.awaited || (dispatch ? dispatch._report(error, attachment) : print(error)))
    }
    return work
  }
}

/** A call that is only a function and what decides its outcome. */
export class PartyCall extends TrackedCall {
  readonly attachment: Attachment
  protected readonly start: () => unknown
  protected readonly end: (failed: boolean, value: unknown) => unknown

  /** @param end By default, the call fails when the function has failed, and has no result. */
  constructor(dispatch: Dispatch | undefined, attachment: Attachment, start: () => unknown, end = voidOrThrow) {
    super(dispatch)
    this.attachment = attachment
    this.start = start
    this.end = end
  }

  protected decides(value: unknown): boolean {
    return value !== undefined
  }
}

function voidOrThrow(failed: boolean, value: unknown): void {
  if (failed) throw value
}

/** The layer that executes right now and has received `ENDED`, in whichever invocation. */
export const endedIn: { _layer: Keeper | undefined } = { _layer: undefined }

/**
 * What `next()` returns where everything inside has succeeded already: `await` takes it as the native promise that it is.
 *
 * It is one promise for all invocations. What is derived from it while a layer executes is work of that layer, as of any `next()` (S5).
 */
export const ENDED: Promise<undefined> = /* @__PURE__ */ (() => {
  const work = () => endedIn._layer?.keep(new TrackedPromise(endedIn._layer, resolved(undefined)))
  const { then, finally: last } = Native.prototype
  return Object.setPrototypeOf(
    resolved(undefined),
    Object.create(Native.prototype, {
      // biome-ignore lint/suspicious/noThenProperty: it derives work, where that can be told.
      then: {
        value(...handlers: []) {
          return work()?.then(...handlers) ?? then.apply(this, handlers)
        },
      },
      finally: {
        value(handler: () => void) {
          return work()?.finally(handler) ?? last.call(this, handler)
        },
      },
    }),
  )
})()

/** Returns the call that the promise comes from which koa-compose has just handed out; undefined where nothing is left to settle. */
export function received(dispatch: Dispatch): Settling | undefined {
  const { _handedOut: handedOut } = dispatch
  dispatch._handedOut = undefined
  return handedOut
}
