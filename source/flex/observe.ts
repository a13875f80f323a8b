// Tells observers when an invocation and its parties start and end.

import type { ActionContext, ObservedParty, Observer, PartyKind } from '../core/index.js'
import { print, printing } from '../shared/print.js'
import { nameOf } from '../shared/text.js'
import { isThenable } from '../shared/thenable.js'
import type { AnyFunction } from './types.js'

type EndInfo = Pick<ObservedParty, 'error' | 'aborted'>

/** A party or an invocation, as observers see it. */
export interface Sighting {
  /** Calls `run` inside the `around` of each observer, the first outermost, and has the outcome of `run`. */
  around(run: () => unknown): unknown
  /** Tells the observers of the end. */
  end(outcome: EndInfo): void
}

/** Tells the observers of a start. Returns what tells the same observers of the rest. */
export function tellStart(
  observers: readonly Observer[],
  ctx: ActionContext,
  kind: ObservedParty['kind'],
  name: string | undefined,
): Sighting {
  // An object for each observer, so that no observer sees what another one has changed in it.
  const infos: ObservedParty[] = observers.map(() => ({ ctx, kind, name, scope: undefined }))
  const tell = (when: 'start' | 'end', outcome: EndInfo) => {
    observers.forEach((observer, i) => {
      printing(() => observer[when]?.(Object.assign(infos[i] as object, outcome) as ObservedParty))
    })
  }
  tell('start', {})
  return {
    around: (run) =>
      observers.reduceRight<() => unknown>(
        (inner, observer, i) =>
          observer.around === undefined ? inner : () => runAround(observer, infos[i] as ObservedParty, inner),
        run,
      )(),
    end: (outcome) => tell('end', outcome),
  }
}

/** Calls `run` once, inside the `around` of an observer. Returns or throws what `run` does, whatever the observer does. */
function runAround(observer: Observer, info: ObservedParty, run: () => unknown): unknown {
  let outcome: (() => unknown) | undefined
  const runOnce = () => {
    outcome ??= outcomeOf(run)
    return outcome()
  }
  try {
    const returned = observer.around?.(info, runOnce)
    // An async `around` rejects as the party does.
    if (outcome !== undefined) Promise.resolve(returned).catch(() => {})
    else print(new TypeError('The around of an observer must call run() at once'))
  } catch (error) {
    if (outcome === undefined) print(error)
  }
  return runOnce()
}

/** Calls a function. Returns a function that returns or throws the same as often as it is called. */
function outcomeOf(run: () => unknown): () => unknown {
  try {
    const returned = run()
    return () => returned
  } catch (error) {
    return () => {
      throw error
    }
  }
}

/** Returns a function that does what `fn` does, and tells `observers` of its start and its end. Returns `fn` itself without observers. */
export function observed(
  observers: readonly Observer[],
  ctx: ActionContext,
  kind: PartyKind,
  fn: AnyFunction,
): AnyFunction {
  if (observers.length === 0) return fn
  return (...args: unknown[]) => {
    let aborted = false
    if (kind === 'before') {
      const abort = args[1] as () => void
      args[1] = () => {
        aborted = true
        abort()
      }
    }
    const { around, end } = tellStart(observers, ctx, kind, nameOf(fn))
    const passed = (value: unknown) => {
      end(aborted ? { aborted } : {})
      return value
    }
    const failed = (error: unknown) => {
      end(aborted ? { aborted } : { error })
      throw error
    }
    let returned: unknown
    try {
      returned = around(() => {
        const given: unknown = fn(...(args as never[]))
        // A query of a database runs again each time that its `then` is called, and an `around` may call that, too.
        return isThenable(given) ? Promise.resolve(given) : given
      })
    } catch (error) {
      return failed(error)
    }
    return isThenable(returned) ? Promise.resolve(returned).then(passed, failed) : passed(returned)
  }
}
