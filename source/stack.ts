// The order: turns what is attached to one action into one koa-compose stack. Nowhere else knows the order.

import compose from 'koa-compose'
import { type AnyFunction, type Context, type Host, type Part, toParty } from './context.js'
import { ActionTimeoutError } from './errors.js'
import type { Ends } from './invocation.js'
import { enterMiddleware, type MiddlewareRun, type ReplacementRun, withReplacements } from './layers.js'
import { type AfterCall, type BeforeCall, type CoreCall, type Inside, perform, runErrorListeners } from './listeners.js'
import { observed, observedInvocation } from './observe.js'
import { follow, isThenable } from './promises.js'
import { within } from './timeout.js'
import type { Observer } from './types.js'

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
  /** Whether a once-listener may be called still; takes it off. */
  claim(): boolean
}

/** All parties of an action, outermost first. */
export function inOrder(parts: Parts): AttachedPart[] {
  const { middleware, payloadUpdate, before, replacements, core, after, error } = parts
  return [
    ...middleware,
    ...(payloadUpdate === undefined ? [] : [payloadUpdate]),
    ...before,
    ...replacements,
    ...(core === undefined ? [] : [core]),
    ...after,
    ...error,
  ]
}

/** One action's stack as it stood at one moment: it never changes, so an invocation that is under way is not disturbed. */
export class Stack implements Inside, Ends {
  readonly action: string
  readonly host: Host
  readonly layers: number
  readonly bodyAt: number
  readonly payloadUpdate: CoreCall | undefined
  readonly before: readonly BeforeCall[]
  readonly body: CoreCall
  readonly replaced: boolean
  readonly after: readonly AfterCall[]
  readonly bare: boolean
  /** Whether koa-compose's promise can be handed out as it is, when nothing cuts the invocation. */
  readonly plain: boolean
  readonly run: (ctx: Context) => Promise<unknown>
  readonly fail: Ends['fail']
  readonly observe: Ends['observe']
  readonly #parts: Parts

  constructor(action: string, host: Host, parts: Parts & { core: AttachedPart }, observers: readonly Observer[]) {
    const { middleware, payloadUpdate, before, replacements, core, after, error } = parts
    const watch = <F extends AnyFunction>(part: AttachedPart) => watched<F>(part, action, observers, host)
    const layer = <F extends AnyFunction>(part: AttachedPart) => ({ part, run: watch<F>(part) })

    this.action = action
    this.host = host
    this.#parts = parts
    this.layers = middleware.length + replacements.length
    this.payloadUpdate = payloadUpdate && watch<CoreCall>(payloadUpdate)
    this.bodyAt = before.length
    this.before = before.map((part) => watch<BeforeCall>(part))
    this.replaced = replacements.length > 0
    this.body = this.replaced
      ? withReplacements(
          replacements.map((part) => layer<ReplacementRun>(part)),
          layer<CoreCall>(core),
          middleware.length,
        )
      : watch<CoreCall>(core)
    this.after = after.map((part) => watch<AfterCall>(part))
    this.bare = middleware.length === 0

    const entries = middleware.map((part, i) => enterMiddleware(layer<MiddlewareRun>(part), i))
    this.run = composed([...entries, perform])
    if (error.length > 0) {
      const listeners = error.map((part) => layer<AfterCall>(part))
      this.fail = (ctx, failure) => runErrorListeners(ctx, listeners, failure)
    }
    if (observers.length > 0) this.observe = observedInvocation(observers, host)
    this.plain = this.layers === 0 && error.length === 0 && observers.length === 0
  }

  partAt(at: number): Part | undefined {
    const { payloadUpdate, before, core, after } = this.#parts
    if (at < 0) return payloadUpdate
    if (at < before.length) return before[at]
    if (at > before.length) return after[at - before.length - 1]
    return this.replaced ? undefined : core
  }

  middlewareIndex(part: Part | undefined): number {
    const index = (this.#parts.middleware as readonly (Part | undefined)[]).indexOf(part)
    return index === -1 ? Number.POSITIVE_INFINITY : index
  }
}

/** koa-compose flattens what it is given, which is quadratic: 10 000 entries take 450 ms, in nested chunks of √n 9 ms. */
function composed(entries: readonly MiddlewareRun[]): (ctx: Context) => Promise<unknown> {
  if (entries.length <= 64) return compose<Context>([...entries])
  const size = Math.ceil(Math.sqrt(entries.length))
  const chunks: MiddlewareRun[] = []
  for (let i = 0; i < entries.length; i += size) chunks.push(compose<Context>(entries.slice(i, i + size)))
  return compose<Context>(chunks)
}

/** The function of a part with what watches over it around it: nothing, for most, so that it costs nothing in the loop. */
function watched<F extends AnyFunction>(
  part: AttachedPart,
  action: string,
  observers: readonly Observer[],
  host: Host,
): F {
  let run = part.kind === 'before' && part.fn.length > 1 ? withAbort(part.fn as F, part) : (part.fn as F)
  if (part.timeout !== undefined) run = limited(run, part, action, part.timeout)
  if (observers.length > 0) run = observed(run, part, observers, host)
  if (part.once) run = once(run, part)
  return run
}

/**
 * A listener that takes an `abort` gets one of its own, which still says whose it was when it is called late. Those that
 * take none are not made to pay for it: they are handed the one of the invocation.
 */
function withAbort<F extends AnyFunction>(fn: F, part: AttachedPart): F {
  const listener = fn as AnyFunction as BeforeCall
  const run: BeforeCall = (payload, _abort, ctx) => listener(payload, (reason) => ctx._abortAs(part, reason), ctx)
  return run as AnyFunction as F
}

function limited<F extends AnyFunction>(fn: F, part: AttachedPart, action: string, timeout: number): F {
  const run = (...args: never[]) => {
    const returned = fn(...args)
    if (!isThenable(returned)) return returned
    const waiting = within(
      Promise.resolve(returned),
      timeout,
      () => new ActionTimeoutError(action, timeout, toParty(part), true),
    )
    // A cut ends the invocation while the listener goes on.
    const limits = ((args as readonly unknown[])[2] as Context)._ending?.limits
    if (limits !== undefined) {
      limits.add(waiting)
      const forget = () => void limits.delete(waiting)
      follow(waiting, forget, forget)
    }
    return waiting
  }
  return run as AnyFunction as F
}

function once<F extends AnyFunction>(fn: F, part: AttachedPart): F {
  const run = (...args: never[]) => (part.claim() ? fn(...args) : undefined)
  return run as AnyFunction as F
}
