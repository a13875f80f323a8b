// Tells observers when an invocation and its parties start and end.

import type { ActionContext, ObservedParty, Observer, PartyKind } from '../core/index.js'
import { print } from '../shared/print.js'
import { nameOf } from '../shared/text.js'
import type { AnyFunction } from './types.js'

type EndInfo = Pick<ObservedParty, 'error' | 'aborted'>

/** Tells the observers of a start. Returns a function that tells the same observers of the end. */
export function tellStart(
  observers: readonly Observer[],
  ctx: ActionContext,
  kind: ObservedParty['kind'],
  name: string | undefined,
): (outcome: EndInfo) => void {
  // An object for each observer, so that no observer sees what another one has changed in it.
  const infos = observers.map(() => ({ ctx, kind, name, scope: undefined }))
  const tell = (when: 'start' | 'end', outcome: EndInfo) => {
    observers.forEach((observer, i) => {
      try {
        Promise.resolve(observer[when]?.(Object.assign(infos[i] as object, outcome) as ObservedParty)).catch(print)
      } catch (error) {
        print(error)
      }
    })
  }
  tell('start', {})
  return (outcome) => tell('end', outcome)
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
    const end = tellStart(observers, ctx, kind, nameOf(fn))
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
      returned = fn(...(args as never[]))
    } catch (error) {
      return failed(error)
    }
    if (typeof (returned as PromiseLike<unknown> | undefined)?.then !== 'function') return passed(returned)
    return Promise.resolve(returned).then(passed, failed)
  }
}
