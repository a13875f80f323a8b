// The order: turns what is attached to one action into one koa-compose stack. Nowhere else knows the order.

import compose from 'koa-compose'
import type { AnyFunction } from './arguments.js'
import { type Context, type Host, type Part, toParty } from './context.js'
import { ActionTimeoutError } from './errors.js'
import type { Ends } from './invocation.js'
import { enterMiddleware, type Layer, type MiddlewareRun, withReplacements } from './layers.js'
import { type BeforeCall, type Inside, perform, performInside, runErrorListeners } from './listeners.js'
import { contextIn, observed, observedInvocation } from './observe.js'
import { follow, isThenable } from './promises.js'
import { within } from './timeout.js'
import type { Observer, StackEntry } from './types.js'

/** What is attached to one action, each kind in the order in which it runs, or stands from outside in. */
export interface Parts {
  readonly middleware: readonly AttachedPart[]
  readonly payloadUpdate: AttachedPart | undefined
  readonly before: readonly AttachedPart[]
  readonly replacements: readonly AttachedPart[]
  readonly core: AttachedPart | undefined
  readonly after: readonly AttachedPart[]
  readonly error: readonly AttachedPart[]
}

/** A part with what was said about it when it was attached. */
export interface AttachedPart extends Part {
  readonly order: number
  readonly once: boolean
  /** How long one call of it may take, in milliseconds. */
  readonly timeout: number | undefined
  /** Whether a once-listener has been called. */
  claimed: boolean
  /** Detaches it. */
  undo: () => void
}

/** One action's stack as it stood at one moment: it never changes, so an invocation that is under way is not disturbed. */
export interface Stack extends Inside, Ends {
  /** Whether koa-compose's promise can be handed out as it is, when nothing cuts the invocation. */
  readonly plain: boolean
  /** The action's own limit, in milliseconds. */
  readonly timeout: number | undefined
}

/** All parties of an action as plain data, outermost first. */
export function explained({
  middleware,
  payloadUpdate,
  before,
  replacements,
  core,
  after,
  error,
}: Parts): StackEntry[] {
  return [...middleware, payloadUpdate, ...before, ...replacements, core, ...after, ...error]
    .filter((part) => part !== undefined)
    .map(({ kind, name, scope, order, once }) => ({ kind, name, scope, order, once }))
}

export function createStack(
  action: string,
  host: Host,
  { middleware, payloadUpdate, before, replacements, core, after, error }: Parts & { core: AttachedPart },
  observers: readonly Observer[],
): Stack {
  const run = (part: AttachedPart) => watched(part, action, observers) as never
  const layer = <F>(part: AttachedPart): Layer<F> => ({ part, run: run(part) })
  const place = middleware.length
  const bodyAt = before.length
  const replaced = replacements.length > 0
  const failing = error.map(layer<never>)

  return {
    action,
    host,
    layers: place + replacements.length,
    place,
    payloadUpdate: payloadUpdate && run(payloadUpdate),
    before: before.map(run),
    bodyAt,
    body: replaced ? withReplacements(replacements.map(layer<never>), layer(core), place) : run(core),
    replaced,
    after: after.map(run),
    partAt(at) {
      if (at < 0) return payloadUpdate
      if (at === bodyAt) return replaced ? undefined : core
      return at < bodyAt ? before[at] : after[at - bodyAt - 1]
    },
    run: composed(place > 0 ? [...enterMiddleware(middleware.map(layer<MiddlewareRun>)), performInside] : [perform]),
    fail: failing.length > 0 ? (ctx, failure) => runErrorListeners(ctx, failing, failure) : undefined,
    observe: observers.length > 0 ? observedInvocation(observers) : undefined,
    plain: place === 0 && !replaced && error.length === 0 && observers.length === 0,
    timeout: core.timeout,
  }
}

/** koa-compose flattens what it is given, which is quadratic: 10 000 entries take 450 ms, in nested chunks of √n 9 ms. */
function composed(entries: MiddlewareRun[]): (ctx: Context) => Promise<unknown> {
  if (entries.length <= 64) return compose<Context>(entries)
  const size = Math.ceil(Math.sqrt(entries.length))
  const chunks: MiddlewareRun[] = []
  for (let i = 0; i < entries.length; i += size) chunks.push(compose<Context>(entries.slice(i, i + size)))
  return compose<Context>(chunks)
}

/** The function of a part with what watches over it around it: nothing, for most, so that it costs nothing in the loop. */
function watched(part: AttachedPart, action: string, observers: readonly Observer[]): AnyFunction {
  const { kind, fn, timeout } = part
  let run = fn as (...args: unknown[]) => unknown
  // A listener that takes an `abort` gets one of its own, which still says whose it was when it is called late. Those that
  // take none are not made to pay for it: they are handed the one of the invocation.
  if (kind === 'before' && fn.length > 1) {
    const listener = fn as AnyFunction as BeforeCall
    run = ((payload, _abort, ctx) =>
      listener(payload, (reason) => ctx._abortAs(part, reason), ctx)) as BeforeCall as typeof run
  }
  if (timeout !== undefined && kind !== 'core') {
    const unlimited = run
    run = (...args) => {
      const returned = unlimited(...args)
      if (!isThenable(returned)) return undefined
      const error = () => new ActionTimeoutError(action, timeout, toParty(part), true)
      // Not `returned` itself: a native promise may have a `then` of its own, which p-timeout would call.
      const waiting = within(
        follow(returned, (value) => value),
        timeout,
        error,
      )
      // A cut ends the invocation while the listener goes on.
      contextIn(args)._ending?.limited(waiting)
      return waiting
    }
  }
  if (observers.length > 0) run = observed(run, part, observers) as typeof run
  if (part.once) {
    const unclaimed = run
    run = (...args) => {
      if (part.claimed) return
      part.claimed = true
      part.undo()
      return unclaimed(...args)
    }
  }
  return run
}
