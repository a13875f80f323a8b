// Shows observers the parties at work: each function is wrapped when the stack is built.

import type { AnyFunction } from '../shared/arguments.js'
import { dispatchOf } from './context.js'
import { toParty } from './errors.js'
import type { Attachment, Dispatch, Failure, Observe } from './parts.js'
import { follow, isThenable, nothing, resolved } from './promises.js'
import type { ActionContext, ObservedParty, Observer } from './types.js'

/** Returns a function that does what `fn` does, and shows it to `observers`. */
export function observed(fn: AnyFunction, attachment: Attachment, observers: readonly Observer[]): AnyFunction {
  const isAround = observers.some(({ around }) => around !== undefined)
  return (...args: unknown[]) => {
    const ctx = contextIn(args)
    const sighting = new Sighting(observers, ctx, attachment.kind, attachment.name, attachment)
    const passed = (value: unknown) => {
      sighting.end(undefined)
      return value
    }
    const failed = (error: unknown): never => {
      sighting.end({ error })
      throw error
    }
    let returned: unknown
    try {
      returned = isAround ? sighting.around(() => fn(...(args as never[]))) : fn(...(args as never[]))
      if (isThenable(returned)) return follow(returned, passed, failed)
    } catch (error) {
      return failed(error)
    }
    return passed(returned)
  }
}

/** Returns the ctx among the arguments of a party: the first argument of middleware, the last argument of any other. */
export function contextIn(args: readonly unknown[]): ActionContext {
  const last = args[args.length - 1]
  return (typeof last === 'function' ? args[0] : last) as ActionContext
}

/** Returns what shows an invocation as a whole to `observers`. */
export function observedInvocation(observers: readonly Observer[]): Observe {
  const sightings = new WeakMap<Dispatch, Sighting>()
  return {
    start(dispatch) {
      const { _ctx: ctx } = dispatch
      const sighting = new Sighting(observers, ctx, 'invocation', ctx.action, undefined)
      sightings.set(dispatch, sighting)
      return (failure) => sighting.end(failure)
    },
    around: (dispatch, run) => (sightings.get(dispatch) as Sighting).around(run) as never,
  }
}

/** One party or invocation, as observers see it. An observer that fails is reported and changes nothing. */
class Sighting {
  private readonly _observers: readonly Observer[]
  private readonly _dispatch: Dispatch
  private readonly _attachment: Attachment | undefined
  /** An object for each observer, so that what one does to its object reaches no other. */
  private readonly _infos: ObservedParty[]

  /** Tells of the start. */
  constructor(
    observers: readonly Observer[],
    ctx: ActionContext,
    kind: ObservedParty['kind'],
    name: string | undefined,
    attachment: Attachment | undefined,
  ) {
    const scope = attachment?.scope
    this._observers = observers
    this._dispatch = dispatchOf(ctx) as Dispatch
    this._attachment = attachment
    this._infos = observers.map(() => ({ ctx, kind, name, scope }))
    this._tell('start', undefined)
  }

  /** Runs it inside the `around` of each observer, the first outermost. */
  around(run: () => unknown): unknown {
    let inner = run
    for (let i = this._observers.length - 1; i >= 0; i--) {
      const observer = this._observers[i] as Observer
      const inside = inner
      const report = (error: unknown) => this._report(error, observer.around)
      if (observer.around) inner = () => runAround(observer, this._infos[i] as ObservedParty, inside, report)
    }
    return inner()
  }

  end(failure: Failure | undefined): void {
    const { _dispatch: dispatch, _attachment: attachment } = this
    const { _aborted: stop } = dispatch
    const byItself = attachment !== undefined && attachment === stop?.by
    if (stop !== undefined && (byItself || failure?.error === stop.error)) {
      const { abortReason: reason } = dispatch._ctx
      const whole = attachment === undefined ? { reason, by: toParty(stop.by) } : undefined
      this._tell('end', { aborted: true, ...whole })
    } else this._tell('end', failure && { error: failure.error })
  }

  private _tell(when: 'start' | 'end', outcome: object | undefined): void {
    const { _dispatch: dispatch, _observers: observers } = this
    const { _executing: executing, _waiting: waiting } = dispatch
    // While an observer runs, no party executes.
    dispatch._executing = undefined
    dispatch._waiting = true
    for (let i = 0; i < observers.length; i++) {
      const observer = observers[i] as Observer
      if (observer[when] === undefined) continue
      const info = this._infos[i] as ObservedParty
      try {
        const returned = observer[when](outcome === undefined ? info : Object.assign(info, outcome))
        if (isThenable(returned)) follow(returned, nothing, (error) => this._report(error, observer[when]))
      } catch (error) {
        this._report(error, observer[when])
      }
    }
    dispatch._executing = executing
    dispatch._waiting = waiting
  }

  private _report(error: unknown, listener: unknown): void {
    const { _dispatch: dispatch } = this
    dispatch._stack.host.report(error, { ctx: dispatch._ctx, event: undefined, listener: listener as never, by: null })
  }
}

/** Calls `run` once inside an observer's `around`, and has its outcome, whatever the observer makes of it. */
function runAround(
  observer: Observer,
  info: ObservedParty,
  run: () => unknown,
  report: (error: unknown) => void,
): unknown {
  let outcome: { readonly returned: unknown } | { readonly error: unknown } | undefined
  const runOnce = () => {
    try {
      outcome ??= { returned: run() }
    } catch (error) {
      outcome = { error }
    }
    if ('error' in outcome) throw outcome.error
    return outcome.returned
  }
  try {
    const returned = observer.around?.(info, runOnce as never)
    if (outcome === undefined) report(new TypeError('The around of an observer must call run() at once'))
    // An async around has a promise of its own, which rejects as the party does, or because the observer fails.
    else if (!('returned' in outcome && returned === outcome.returned) && isThenable(returned)) {
      const whole = outcome
      follow(returned, nothing, async (error) => {
        const own = 'error' in whole ? whole.error : await follow(resolved(whole.returned), nothing, (reason) => reason)
        if (error !== own) report(error)
      })
    }
  } catch (error) {
    if (!(outcome && 'error' in outcome && outcome.error === error)) report(error)
  }
  return runOnce()
}
