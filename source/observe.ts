// How observers see the parties at work: each function is wrapped when the stack is built.

import type { AnyFunction, Context, Host, Part } from './context.js'
import type { Outcome } from './invocation.js'
import { follow, isThenable, nothing } from './promises.js'
import type { ObservedParty, Observer, PartyKind } from './types.js'

/** Which argument of a party's function is the ctx. */
const CTX: Record<PartyKind, 0 | 1 | 2> = {
  middleware: 0,
  payloadUpdate: 1,
  core: 1,
  before: 2,
  replacement: 2,
  after: 2,
  error: 2,
}

/** `fn` doing the same, with `observers` told when it starts and when it ends. */
export function observed<F extends AnyFunction>(fn: F, part: Part, observers: readonly Observer[], host: Host): F {
  const { kind, name, scope } = part
  const run = (...args: never[]) => {
    const ctx = (args as readonly unknown[])[CTX[kind]] as Context
    const end = begin(observers, { ctx, kind, name, scope }, host, part)
    const failed = (error: unknown): never => {
      end({ failed: true, error })
      throw error
    }
    let returned: unknown
    try {
      returned = fn(...args)
      if (isThenable(returned)) {
        const passed = (value: unknown) => {
          end({ failed: false })
          return value
        }
        return follow(returned, passed, failed)
      }
    } catch (error) {
      return failed(error)
    }
    end({ failed: false })
    return returned
  }
  return run as AnyFunction as F
}

/** The invocation as a whole, seen by `observers`. */
export function observedInvocation(
  observers: readonly Observer[],
  host: Host,
): (ctx: Context) => (outcome: Outcome) => void {
  return (ctx) => begin(observers, { ctx, kind: 'invocation', name: ctx.action, scope: undefined }, host)
}

interface Sighting {
  ctx: Context
  kind: ObservedParty['kind']
  name: string | undefined
  scope: string | undefined
  error?: unknown
  aborted?: true
}

function begin(
  observers: readonly Observer[],
  info: Omit<Sighting, 'error' | 'aborted'>,
  host: Host,
  part?: Part,
): (outcome: Outcome) => void {
  const { ctx } = info
  // One for each, so that what an observer does to its own reaches nobody else.
  const sightings = observers.map((observer) => ({ observer, info: { ...info } }))
  for (const { observer, info } of sightings) tell(observer, 'start', info, ctx, host)
  return ({ failed, error }) => {
    const { _abortion: abortion } = ctx
    const aborted = abortion !== undefined && (part === abortion.part || (failed && error === abortion.error))
    const outcome = aborted ? { aborted } : failed ? { error } : {}
    for (const { observer, info } of sightings) tell(observer, 'end', info, ctx, host, outcome)
  }
}

/** An observer that fails is reported, and disturbs nobody. */
function tell(
  observer: Observer,
  when: 'start' | 'end',
  info: Sighting,
  ctx: Context,
  host: Host,
  outcome: Partial<Sighting> = {},
): void {
  const report = (error: unknown) =>
    host.report(error, { ctx: ctx as never, event: undefined, listener: observer[when] as never })
  try {
    const returned = observer[when]?.(Object.assign(info, outcome) as never)
    if (isThenable(returned)) follow(returned, nothing, report)
  } catch (error) {
    report(error)
  }
}
