// Shows observers the parties at work: each function is wrapped when the stack is built.

import type { AnyFunction } from '../shared/arguments.js'
import { dispatchOf } from './context.js'
import { toParty } from './errors.js'
import type { Attachment, Dispatch, Failure, Observe, Sighting, Stop } from './parts.js'
import { follow, isThenable, nothing, resolved, toNative } from './promises.js'
import type { ActionContext, ObservedParty, Observer } from './types.js'

/** Returns the observers that are shown parties, too. */
export function ofParties(observers: readonly Observer[]): readonly Observer[] {
  return observers.filter(({ parties }) => parties !== false)
}

/** Returns a function that does what `fn` does, and shows it to `observers`. */
export function observed(fn: AnyFunction, attachment: Attachment, observers: readonly Observer[]): AnyFunction {
  const isAround = observers.some(({ around }) => around !== undefined)
  return (...args: unknown[]) => {
    const sighting = sight(observers, dispatchOf(contextIn(args)) as Dispatch, attachment)
    let returned: unknown
    let waits: boolean
    try {
      returned = isAround ? sighting.around(() => shareable(fn(...(args as never[])))) : fn(...(args as never[]))
      waits = returned !== undefined && isThenable(returned)
    } catch (error) {
      sighting.end({ error })
      throw error
    }
    if (waits) {
      return follow(
        returned as PromiseLike<unknown>,
        (value) => {
          sighting.end(undefined)
          return value
        },
        (error) => {
          sighting.end({ error })
          throw error
        },
      )
    }
    sighting.end(undefined)
    return returned
  }
}

/** Returns what an `around` may wait for, too. A query of a database runs again each time that its `then` is called. */
function shareable(returned: unknown): unknown {
  return isThenable(returned) ? toNative(returned) : returned
}

/** Returns the ctx among the arguments of a party: the first argument of middleware, the last argument of any other. */
export function contextIn(args: readonly unknown[]): ActionContext {
  const last = args[args.length - 1]
  return (typeof last === 'function' ? args[0] : last) as ActionContext
}

/** Returns what shows an invocation as a whole to `observers`. */
export function observedInvocation(observers: readonly Observer[]): Observe {
  return (dispatch) => sight(observers, dispatch, undefined)
}

/** Tells the observers that a party starts, or an invocation, and returns what tells them the rest. */
function sight(observers: readonly Observer[], dispatch: Dispatch, attachment: Attachment | undefined): Sight {
  let first: Sight | undefined
  for (let i = observers.length - 1; i >= 0; i--) {
    first = new Sight(observers[i] as Observer, dispatch, attachment, first)
  }
  ;(first as Sight).start()
  return first as Sight
}

type AroundObserver = Observer & Required<Pick<Observer, 'around'>>

/**
 * One party or invocation, as one observer sees it, and after it as the next observer does. An observer that fails is reported and
 * changes nothing.
 *
 * It is not found by its invocation in a `WeakMap`: an observed invocation took five times as long with that (measured on Node 20.20).
 */
class Sight implements Sighting {
  private readonly _observer: Observer
  private readonly _dispatch: Dispatch
  private readonly _attachment: Attachment | undefined
  /** An object of its own, so that what one observer does to it reaches no other. */
  private readonly _info: ObservedParty
  private readonly _next: Sight | undefined

  constructor(observer: Observer, dispatch: Dispatch, attachment: Attachment | undefined, next: Sight | undefined) {
    this._observer = observer
    this._dispatch = dispatch
    this._attachment = attachment
    this._next = next
    const { _ctx: ctx } = dispatch
    this._info =
      attachment === undefined
        ? { ctx, kind: 'invocation', name: dispatch._stack.action, scope: undefined }
        : { ctx, kind: attachment.kind, name: attachment.name, scope: attachment.scope }
  }

  start(): void {
    const { _dispatch: dispatch } = this
    const { _executing: executing, _waiting: waiting } = dispatch
    // While an observer runs, no party executes.
    dispatch._executing = undefined
    dispatch._waiting = true
    for (let each: Sight | undefined = this; each !== undefined; each = each._next) each._tell('start', undefined)
    dispatch._executing = executing
    dispatch._waiting = waiting
  }

  around(run: () => unknown): unknown {
    const { _next: next, _observer: observer } = this
    if (observer.around === undefined) return next === undefined ? run() : next.around(run)
    return this._around(observer as AroundObserver, next === undefined ? run : () => next.around(run))
  }

  end(failure: Failure | undefined): void {
    const { _dispatch: dispatch } = this
    const { _executing: executing, _waiting: waiting, _aborted: stop } = dispatch
    const outcome = stop === undefined ? failure && { error: failure.error } : this._outcome(failure, stop)
    dispatch._executing = undefined
    dispatch._waiting = true
    for (let each: Sight | undefined = this; each !== undefined; each = each._next) {
      each._tell('end', outcome)
    }
    dispatch._executing = executing
    dispatch._waiting = waiting
  }

  /** Returns how a party or an invocation has ended that was aborted. */
  private _outcome(failure: Failure | undefined, stop: Stop): Partial<ObservedParty> | undefined {
    const { _attachment: attachment, _dispatch: dispatch } = this
    const isWhole = attachment === undefined
    const byItself = !isWhole && attachment === stop.by
    if (!byItself && failure?.error !== stop.error) return failure && { error: failure.error }
    return isWhole ? { aborted: true, reason: dispatch._ctx.abortReason, by: toParty(stop.by) } : { aborted: true }
  }

  private _tell(when: 'start' | 'end', outcome: Partial<ObservedParty> | undefined): void {
    const { _observer: observer } = this
    try {
      // Called as a method: a Proxy may have no `call` (S21).
      const returned = observer[when]?.(outcome === undefined ? this._info : Object.assign(this._info, outcome))
      if (returned !== undefined && isThenable(returned))
        follow(returned, nothing, (error) => this._report(error, observer[when]))
    } catch (error) {
      this._report(error, observer[when])
    }
  }

  /** Calls `run` once inside `around`, and has its outcome, whatever `around` makes of it. */
  private _around(observer: AroundObserver, run: () => unknown): unknown {
    const report = (error: unknown) => this._report(error, observer.around)
    let hasRun = false
    let failure: Failure | undefined
    let outcome: unknown
    const runOnce = () => {
      if (!hasRun) {
        hasRun = true
        try {
          outcome = run()
        } catch (error) {
          failure = { error }
        }
      }
      if (failure !== undefined) throw failure.error
      return outcome
    }
    try {
      const returned = observer.around(this._info, runOnce as never)
      if (!hasRun) report(new TypeError('The around of an observer must call run() at once'))
      // An async around has a promise of its own, which rejects as the party does, or because the observer fails.
      else if ((failure !== undefined || returned !== outcome) && isThenable(returned)) {
        follow(returned, nothing, async (error) => {
          const own =
            failure === undefined ? await follow(resolved(outcome), nothing, (reason) => reason) : failure.error
          if (error !== own) report(error)
        })
      }
    } catch (error) {
      if (failure === undefined || failure.error !== error) report(error)
    }
    return runOnce()
  }

  private _report(error: unknown, listener: unknown): void {
    const { _dispatch: dispatch } = this
    dispatch._stack.host.report(error, { ctx: dispatch._ctx, event: undefined, listener: listener as never, by: null })
  }
}
