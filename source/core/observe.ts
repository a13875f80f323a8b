// Shows observers the parties at work: each function is wrapped when the stack is built.

import type { AnyFunction } from '../shared/arguments.js'
import type { Attachment, Context, Failure } from './parts.js'
import { follow, isThenable, nothing } from './promises.js'
import type { ObservedParty, Observer } from './types.js'

/** Returns a function that does what `fn` does, and tells `observers` when it starts and ends. */
export function observed(fn: AnyFunction, attachment: Attachment, observers: readonly Observer[]): AnyFunction {
  const { kind, name, scope } = attachment
  return (...args: unknown[]) => {
    const ctx = contextIn(args)
    const end = begin(observers, { ctx, kind, name, scope }, attachment)
    const passed = (value: unknown) => {
      end(undefined)
      return value
    }
    const failed = (error: unknown): never => {
      end({ error })
      throw error
    }
    let returned: unknown
    try {
      returned = fn(...(args as never[]))
      if (isThenable(returned)) return follow(returned, passed, failed)
    } catch (error) {
      return failed(error)
    }
    return passed(returned)
  }
}

/** Returns the ctx among the arguments of a party: the first argument of middleware, the last argument of any other. */
export function contextIn(args: readonly unknown[]): Context {
  return (typeof args.at(-1) === 'function' ? args[0] : args.at(-1)) as Context
}

/** Returns what tells `observers` of an invocation as a whole. */
export function observedInvocation(
  observers: readonly Observer[],
): (ctx: Context) => (failure: Failure | undefined) => void {
  return (ctx) => begin(observers, { ctx, kind: 'invocation', name: ctx.action, scope: undefined })
}

interface Sighting {
  ctx: Context
  kind: ObservedParty['kind']
  name: string | undefined
  scope: string | undefined
}

/** Tells of a start, and returns what tells of the end. An observer that fails is reported and changes nothing. */
function begin(
  observers: readonly Observer[],
  sighting: Sighting,
  attachment?: Attachment,
): (failure: Failure | undefined) => void {
  const { ctx } = sighting
  // An object for each observer, so that what one does to its object reaches no other.
  const infos = observers.map(() => ({ ...sighting }))
  const tell = (when: 'start' | 'end', outcome?: object) => {
    for (const [i, observer] of observers.entries()) {
      const report = (error: unknown) =>
        ctx._stack.host.report(error, { ctx: ctx as never, event: undefined, listener: observer[when] as never })
      try {
        const returned = observer[when]?.(Object.assign(infos[i] as object, outcome) as never)
        if (isThenable(returned)) follow(returned, nothing, report)
      } catch (error) {
        report(error)
      }
    }
  }
  tell('start')
  return (failure) => {
    const { _aborted: stop } = ctx
    const aborted =
      stop !== undefined && ((attachment !== undefined && attachment === stop.by) || failure?.error === stop.error)
    tell('end', aborted ? { aborted } : failure && { error: failure.error })
  }
}
