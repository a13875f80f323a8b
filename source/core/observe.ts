// How observers see the parties at work: each function is wrapped when the stack is built.

import type { AnyFunction } from './arguments.js'
import type { Context, Part, Stop } from './context.js'
import { follow, isThenable, nothing } from './promises.js'
import type { ObservedParty, Observer } from './types.js'

/** `fn` doing the same, with `observers` told when it starts and when it ends. */
export function observed(fn: AnyFunction, part: Part, observers: readonly Observer[]): AnyFunction {
  const { kind, name, scope } = part
  return (...args: unknown[]) => {
    const ctx = contextIn(args)
    const end = begin(observers, { ctx, kind, name, scope }, part)
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

/** The ctx among the arguments of a party: the last of them, and the first for middleware. */
export function contextIn(args: readonly unknown[]): Context {
  return (typeof args.at(-1) === 'function' ? args[0] : args.at(-1)) as Context
}

/** The invocation as a whole, seen by `observers`. */
export function observedInvocation(
  observers: readonly Observer[],
): (ctx: Context) => (failure: Stop | undefined) => void {
  return (ctx) => begin(observers, { ctx, kind: 'invocation', name: ctx.action, scope: undefined })
}

interface Sighting {
  ctx: Context
  kind: ObservedParty['kind']
  name: string | undefined
  scope: string | undefined
}

/** Tells of a start, and gives what tells of the end. An observer that fails is reported, and disturbs nobody. */
function begin(observers: readonly Observer[], sighting: Sighting, part?: Part): (failure: Stop | undefined) => void {
  const { ctx } = sighting
  // One for each, so that what an observer does to its own reaches nobody else.
  const infos = observers.map(() => ({ ...sighting }))
  const tell = (when: 'start' | 'end', outcome?: object) => {
    for (const [i, observer] of observers.entries()) {
      const report = (error: unknown) =>
        ctx._plan.host.report(error, { ctx: ctx as never, event: undefined, listener: observer[when] as never })
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
    const { _abortion: abortion } = ctx
    const aborted =
      abortion !== undefined && ((part !== undefined && part === abortion.part) || failure?.error === abortion.error)
    tell('end', aborted ? { aborted } : failure)
  }
}
