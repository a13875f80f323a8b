// Decides how one invocation settles: with its result, with its failure, or when it is cut.

import { ENDED, received } from './calls.js'
import { Cuts } from './cuts.js'
import { ActionTimeoutError, toParty } from './errors.js'
import {
  COMMITTED,
  type CutSource,
  type Dispatch,
  DONE,
  FAILED,
  type Failure,
  type Invocation,
  type Limit,
  type Misuse,
  NOWHERE,
  type Observe,
  type Settling,
  type Sighting,
  type Stop,
  SUCCEEDED,
} from './parts.js'
import { follow, handled, Native, native, rejection, resolved, soon } from './promises.js'
import type { ActionFailure } from './types.js'

/**
 * Runs an invocation that its stack alone does not settle: one with cuts, error-listeners, observers, or layers that may misuse
 * `next` late.
 *
 * @param outer What can cut the invocation from outside.
 * @param timeout Its own limit, in milliseconds.
 */
export function runUntilSettled(
  dispatch: Dispatch,
  outer: readonly CutSource[],
  timeout: number | undefined,
): Promise<unknown> {
  const invocation = new SettlingInvocation(dispatch)
  dispatch._invocation = invocation
  if (outer.length > 0 || timeout !== undefined) invocation.watch(outer, timeout)
  return dispatch._stack.observe === undefined ? invocation.run() : invocation.runObserved(dispatch._stack.observe)
}

/** Runs the stack, and settles the invocation when the stack has ended. */
export function runStack(dispatch: Dispatch): Promise<unknown> {
  const entered = native(dispatch._stack.enter(dispatch))
  const outermost = received(dispatch)
  const { _cursor: cursor, _phase: phase, _invocation: invocation, _stack: stack } = dispatch
  const isThrough = entered === ENDED || (stack.middlewareCount === 0 && cursor === NOWHERE && phase === DONE)
  // It has not waited for anything, and there is nothing to tell.
  if (isThrough && (invocation === undefined || invocation.endAtOnce())) {
    return entered === ENDED ? resolved(succeed(dispatch)) : entered
  }
  return endWith(entered, dispatch, outermost)
}

/** A function of its own: what ends at once allocates nothing for its closures. */
function endWith(entered: Promise<unknown>, dispatch: Dispatch, outermost: Settling | undefined): Promise<unknown> {
  return follow(
    entered,
    (value) => end(dispatch, outermost, false, value),
    (error) => end(dispatch, outermost, true, error),
  )
}

/** Takes how the stack has ended. Its outermost layer has to learn of that first. */
function end(dispatch: Dispatch, outermost: Settling | undefined, failed: boolean, value: unknown): unknown {
  let hasFailed = failed
  let outcome = value
  if (outermost !== undefined) {
    const state = outermost.settle(failed, value)
    outcome = outermost.outcome
    if (state < SUCCEEDED) {
      return (outcome as Promise<unknown>).then(
        (result) => end(dispatch, undefined, false, result),
        (error: unknown) => end(dispatch, undefined, true, error),
      )
    }
    hasFailed = state === FAILED
  }
  const { _invocation: invocation } = dispatch
  if (hasFailed) return dispatch._settling.end(true, outcome)
  return invocation === undefined ? succeed(dispatch) : invocation.end(false, outcome)
}

function succeed(dispatch: Dispatch): unknown {
  dispatch._hasEnded = true
  return dispatch._value
}

/** The stack runs. */
const RUNNING = 0
/** The stack has failed: the error-listeners run, then the invocation rejects. */
const FAILING = 1
/** Its own limit has rejected the invocation, and the error-listeners run beside that. */
const EXPIRED = 2
/** A cut has resolved the invocation with its result, and the remaining after-listeners run. */
const RESOLVED = 3
/** The invocation has settled. */
const SETTLED = 4

const NO_SOURCES: readonly CutSource[] = []

/** A class and not closures, with which ten replacements take 4 % longer. Its fields begin with `_`, as those of calls do. */
export class SettlingInvocation implements Invocation {
  failure: ActionFailure | undefined = undefined
  readonly _dispatch: Dispatch
  private _state: typeof RUNNING | typeof FAILING | typeof EXPIRED | typeof RESOLVED | typeof SETTLED = RUNNING
  private _cuts: Cuts | undefined = undefined
  private _resolve: ((value: unknown) => void) | undefined = undefined
  private _reject: ((error: unknown) => void) | undefined = undefined
  /** What the observers are told at the end; what the caller is, when it was cut while the stack ran synchronously. */
  private _outcome: Failure | undefined = undefined
  private _result: unknown = undefined
  private _observed: Sighting | undefined = undefined
  private _limits: Limit[] | undefined = undefined
  private _misuses: Misuse[] | undefined = undefined
  /** Whether the stack has succeeded without waiting. */
  private _isThrough = false

  constructor(dispatch: Dispatch) {
    this._dispatch = dispatch
  }

  get sources(): readonly CutSource[] {
    return this._cuts?.sources ?? NO_SOURCES
  }

  get isTelling(): boolean {
    return this._state === FAILING || this._state === EXPIRED
  }

  get isOver(): boolean {
    return this._state > FAILING
  }

  limited(limit: Limit): void {
    // A limit that begins when the invocation has settled would outlive it.
    if (this._state === SETTLED) limit.clear()
    else {
      this._limits ??= []
      this._limits.push(limit)
    }
  }

  misused(misuse: Misuse): void {
    this._misuses ??= []
    this._misuses.push(misuse)
    if (this.isOver) this._reportMisuses()
  }

  /** Watches what can cut the invocation. */
  watch(outer: readonly CutSource[], timeout: number | undefined): void {
    this._cuts = new Cuts(this, outer, timeout)
  }

  /** Runs the invocation inside its observers. */
  runObserved(observe: Observe): Promise<unknown> {
    const sighting = observe(this._dispatch)
    // An observer may have cut it.
    if (this.isOver) sighting.end(this._outcome)
    else this._observed = sighting
    return sighting.around(() => this.run()) as Promise<unknown>
  }

  /** Runs the stack, and settles the invocation when the stack has ended, or before that when it is cut. */
  run(): Promise<unknown> {
    const ran = runStack(this._dispatch)
    const { _cuts: cuts, _isThrough: isThrough } = this
    return cuts === undefined || isThrough ? ran : this._runUntilCut(ran, cuts)
  }

  endAtOnce(): boolean {
    const isQuiet = this._observed === undefined && this._misuses === undefined && this._state === RUNNING
    if (isQuiet) {
      this._settle(undefined)
      this._isThrough = true
    }
    return isQuiet
  }

  end(failed: boolean, outcome: unknown): unknown {
    if (failed) return this._fail(outcome)
    return this._misuses === undefined ? this._succeed() : follow(soon(), () => this._succeed())
  }

  /** A cut settles the invocation before the stack has unwound, and without the help of any party in it. */
  private _runUntilCut(ran: Promise<unknown>, cuts: Cuts): Promise<unknown> {
    if (this.isOver) {
      // One of its own parties has cut it.
      handled(ran)
      return this._outcome === undefined ? resolved(this._result) : rejection(this._outcome.error)
    }
    return new Native((resolve, reject) => {
      this._resolve = resolve
      this._reject = reject
      cuts.startTimer()
      follow(ran, resolve, reject)
    })
  }

  /** Settles the invocation because a signal or a time limit has fired. */
  cut(error: unknown, isOwn: boolean, isLimit: boolean): void {
    const { _dispatch: dispatch } = this
    if (dispatch._phase === DONE) {
      if (isOwn) dispatch._report(error, dispatch._running())
      this._result = dispatch._value
      this._resolve?.(this._result)
      this._settle(undefined, RESOLVED)
      return
    }
    const isFirst = this.failure === undefined && dispatch._outerStop === undefined
    const kind = isLimit ? 'limit' : 'signal'
    const stop: Stop = { kind, error, by: undefined, assigned: undefined, unwound: [], recovered: false }
    this._reject?.(error)
    // Before any party learns of it: what has been cut can no longer be aborted.
    dispatch._stop = stop
    // A cut from outside stops the error-listeners that have not run yet.
    this._settle(stop, isOwn && this.isTelling ? EXPIRED : SETTLED)
    dispatch._halt(stop)
    if (isOwn && isFirst) {
      this.failure = { error, by: error instanceof ActionTimeoutError ? error.stage : null }
      this._tell(error, EXPIRED)
    }
  }

  private _succeed(): unknown {
    const misuse = this._misuses?.find(({ work }) => !work.awaited)
    if (misuse !== undefined) {
      this._dispatch._blame(misuse.error, misuse.by)
      return this._fail(misuse.error)
    }
    this._settle(undefined)
    return this._dispatch._value
  }

  /** Runs the error-listeners, then rejects with `error`. */
  private async _fail(error: unknown): Promise<never> {
    const { _dispatch: dispatch } = this
    const { _blamed: blamed } = dispatch
    if (this.isOver) {
      if (this._state === RESOLVED) dispatch._report(error, blamed?.by)
    } else if (dispatch._outerStop === undefined) {
      this.failure = { error, by: toParty(blamed?.by) }
      if (dispatch._phase === DONE) dispatch._phase = COMMITTED
      await this._tell(error, FAILING)
    }
    this._settle({ error })
    throw error
  }

  /** Runs the error-listeners. */
  private async _tell(error: unknown, state: typeof FAILING | typeof EXPIRED): Promise<void> {
    const { tellError } = this._dispatch._stack
    if (tellError === undefined) return
    this._state = state
    await tellError(this._dispatch, error)
    if (this._state === EXPIRED) this._state = SETTLED
  }

  /** Reports the misuses that are not waited for, and are not what the invocation has failed with. */
  private _reportMisuses(failure?: Failure): void {
    const { _misuses: misuses } = this
    this._misuses = undefined
    if (misuses !== undefined) {
      follow(soon(), () => {
        for (const { work, error, by } of misuses) {
          if (!work.awaited && error !== failure?.error) this._dispatch._report(error, by)
        }
      })
    }
  }

  /** Ends the invocation for its caller. No timer and no listener on a signal outlives it. */
  private _settle(
    failure: Failure | undefined,
    state: typeof EXPIRED | typeof RESOLVED | typeof SETTLED = SETTLED,
  ): void {
    if (this._state > FAILING) return
    this._state = state
    this._outcome = failure
    this._cuts?.release()
    if (state === SETTLED && this._limits !== undefined) for (const limit of this._limits) limit.clear()
    if (this._misuses !== undefined) this._reportMisuses(failure)
    this._observed?.end(failure)
  }
}
