// Shows observers the parties at work: each function is wrapped when the stack is built.

import type { AnyFunction } from '../shared/arguments.js'
import { dispatchOf } from './context.js'
import { toParty } from './errors.js'
import type { Attachment, Dispatch, Failure, Observe } from './parts.js'
import { follow, isThenable, nothing, resolved } from './promises.js'
import type { ActionContext, ObservedParty, Observer } from './types.js'

/** Returns a function that does what `fn` does, and shows it to `observers`. */
export function observed(fn: AnyFunction, attachment: Attachment, observers: readonly Observer[]): AnyFunction {
  const { kind, name, scope } = attachment
  return (...args: unknown[]) => {
    const ctx = contextIn(args)
    const sighting = show(observers, { ctx, kind, name, scope }, attachment)
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
      returned = sighting.around(() => fn(...(args as never[])))
      if (isThenable(returned)) return follow(returned, passed, failed)
    } catch (error) {
      return failed(error)
    }
    return passed(returned)
  }
}

/** Returns the ctx among the arguments of a party: the first argument of middleware, the last argument of any other. */
export function contextIn(args: readonly unknown[]): ActionContext {
  return (typeof args.at(-1) === 'function' ? args[0] : args.at(-1)) as ActionContext
}

/** Returns what shows an invocation as a whole to `observers`. */
export function observedInvocation(observers: readonly Observer[]): Observe {
  const sightings = new WeakMap<Dispatch, Sighting>()
  return {
    start(dispatch) {
      const { _ctx: ctx } = dispatch
      const sighting = show(observers, { ctx, kind: 'invocation', name: ctx.action, scope: undefined })
      sightings.set(dispatch, sighting)
      return sighting.end
    },
    around: (dispatch, run) => (sightings.get(dispatch) as Sighting).around(run) as never,
  }
}

/** One party or invocation, as observers see it. */
interface Sighting {
  /** Runs it inside the `around` of each observer. */
  around(run: () => unknown): unknown
  end(failure: Failure | undefined): void
}

/** Tells of a start. An observer that fails is reported and changes nothing. */
function show(
  observers: readonly Observer[],
  seen: Pick<ObservedParty, 'ctx' | 'kind' | 'name' | 'scope'>,
  attachment?: Attachment,
): Sighting {
  const { ctx } = seen
  const dispatch = dispatchOf(ctx) as Dispatch
  // An object for each observer, so that what one does to its object reaches no other.
  const infos = observers.map(() => ({ ...seen }))
  const report = (error: unknown, listener: unknown) =>
    dispatch._stack.host.report(error, { ctx, event: undefined, listener: listener as never, by: null })
  const tell = (when: 'start' | 'end', outcome?: object) => {
    for (const [i, observer] of observers.entries()) {
      const failed = (error: unknown) => report(error, observer[when])
      try {
        const info = Object.assign(infos[i] as object, outcome) as never
        const returned = dispatch._callOutside(() => observer[when]?.(info))
        if (isThenable(returned)) follow(returned, nothing, failed)
      } catch (error) {
        failed(error)
      }
    }
  }
  tell('start')
  return {
    around: (run) =>
      observers.reduceRight<() => unknown>(
        (inner, observer, i) =>
          observer.around === undefined ? inner : () => runAround(observer, infos[i] as ObservedParty, inner, report),
        run,
      )(),
    end(failure) {
      const { _aborted: stop } = dispatch
      const byItself = attachment !== undefined && attachment === stop?.by
      if (stop !== undefined && (byItself || failure?.error === stop.error)) {
        const whole = attachment === undefined ? { reason: ctx.abortReason, by: toParty(stop.by) } : undefined
        tell('end', { aborted: true, ...whole })
      } else tell('end', failure && { error: failure.error })
    },
  }
}

/** Calls `run` once inside an observer's `around`, and has its outcome, whatever the observer makes of it. */
function runAround(
  observer: Observer,
  info: ObservedParty,
  run: () => unknown,
  report: (error: unknown, listener: unknown) => void,
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
  const failed = (error: unknown) => report(error, observer.around)
  try {
    const returned = observer.around?.(info, runOnce as never)
    if (outcome === undefined) failed(new TypeError('The around of an observer must call run() at once'))
    // An async around has a promise of its own, which rejects as the party does, or because the observer fails.
    else if (!('returned' in outcome && returned === outcome.returned) && isThenable(returned)) {
      const whole = outcome
      follow(returned, nothing, async (error) => {
        const own = 'error' in whole ? whole.error : await follow(resolved(whole.returned), nothing, (reason) => reason)
        if (error !== own) failed(error)
      })
    }
  } catch (error) {
    if (!(outcome && 'error' in outcome && outcome.error === error)) failed(error)
  }
  return runOnce()
}
