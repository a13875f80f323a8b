// Everything inside the middleware as one koa-compose entry: payload update, before-listeners, body, after-listeners.
//
// For the user, each of them is middleware of its own (lifts.ts has them so). Fused into one entry they cost a loop: an
// entry each costs about 8 times a hand-written loop, and overflows the call stack near 5 000.

import { PartyCall } from './calls.js'
import { CLOSED, type Context, NOWHERE, type Part, type Plan, RESULT } from './context.js'
import { follow, handled, isThenable, rejected } from './promises.js'

export type BeforeCall = (payload: unknown, abort: (reason?: unknown) => void, ctx: Context) => unknown
export type AfterCall = (payload: unknown, result: unknown, ctx: Context) => unknown
export type CoreCall = (payload: unknown, ctx: Context) => unknown

/** What dispatch reads: plain arrays of functions, made anew after a change and never changed. */
export interface Inside extends Plan {
  readonly payloadUpdate: CoreCall | undefined
  readonly before: readonly BeforeCall[]
  /** The core, or the replacements in front of it. */
  readonly body: CoreCall
  /** Whether `body` are replacements, which see for themselves to when it is too late to abort. */
  readonly replaced: boolean
  readonly after: readonly AfterCall[]
  /** How many middleware stand around. Where none does, the entry's promise can be handed out as that of the invocation. */
  readonly place: number
}

interface ErrorListener {
  readonly part: Part
  readonly run: AfterCall
}

const WAITING = Symbol('waiting')
type Hold = (thenable: PromiseLike<unknown>) => typeof WAITING

/** The entry. Runs synchronously up to the first thing that waits; its outcome is that of the invocation so far. */
export function perform(ctx: Context): unknown {
  const plan = ctx._plan as Inside
  if (ctx._stop !== undefined) throw fail(ctx, plan, ctx._stop.error)
  return advance(ctx, plan, plan.payloadUpdate === undefined ? 0 : -1, undefined)
}

/** The entry where middleware stands around it. It never throws, and nobody has to handle its rejection. */
export function performInside(ctx: Context): unknown {
  const outer = ctx._executing
  ctx._executing = undefined
  try {
    return perform(ctx)
  } catch (error) {
    return rejected(error)
  } finally {
    ctx._executing = outer
  }
}

/**
 * Goes on with the party at `at`, counted as `ctx._at` is: -1 the payload update, then before-listeners, body,
 * after-listeners. Three loops in a row rather than one over parties of all kinds: testing the kind in the loop costs up to
 * 17 %.
 */
function advance(ctx: Context, plan: Inside, first: number, hold: Hold | undefined): unknown {
  const { before, after, bodyAt: body } = plan
  let at = first

  if (at <= body) {
    try {
      if (at === -1) {
        ctx._at = -1
        const update = plan.payloadUpdate as CoreCall
        const updated = update(ctx.payload, ctx)
        if (isThenable(updated)) return pause(ctx, plan, updated, hold)
        arrive(ctx, plan, updated)
        at = 0
      }
      if (at < body) {
        const { abort } = ctx
        for (; at < body; at++) {
          ctx._at = at
          const listener = before[at] as BeforeCall
          const returned = listener(ctx.payload, abort, ctx)
          // Looking for undefined first: 10 % of a run of synchronous listeners.
          if (returned !== undefined && isThenable(returned)) return pause(ctx, plan, returned, hold)
          if (ctx._stop !== undefined) throw ctx._stop.error
        }
      }
      ctx._at = body
      if (!plan.replaced) ctx._phase = CLOSED
      const core = plan.body
      const result = core(ctx.payload, ctx)
      if (isThenable(result)) return pause(ctx, plan, result, hold)
      arrive(ctx, plan, result)
    } catch (error) {
      throw fail(ctx, plan, error)
    }
    at++
  }

  for (const end = body + 1 + after.length; at < end; at++) {
    ctx._at = at
    try {
      const listener = after[at - body - 1] as AfterCall
      const returned = listener(ctx.payload, ctx._value, ctx)
      if (returned !== undefined && isThenable(returned)) return pause(ctx, plan, returned, hold)
    } catch (error) {
      ctx._report(error, plan.partAt(at))
    }
  }

  ctx._at = NOWHERE
  return plan.place === 0 ? ctx._value : undefined
}

/** Waits for one party and then goes on: with the pair of callbacks that is there, or makes one for the rest of the way. */
function pause(ctx: Context, plan: Inside, thenable: PromiseLike<unknown>, hold: Hold | undefined): unknown {
  if (hold !== undefined) return hold(thenable)

  let resolve!: (outcome: unknown) => void
  let reject!: (error: unknown) => void
  const promise = new Promise((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  const goOn = (failed: boolean, value: unknown): void => {
    const { _at: at } = ctx
    try {
      if (failed) {
        if (at <= plan.bodyAt) throw fail(ctx, plan, value)
        ctx._report(value, plan.partAt(at))
      }
      arrive(ctx, plan, value)
      const outcome = advance(ctx, plan, at + 1, again)
      if (outcome !== WAITING) resolve(outcome)
    } catch (error) {
      if (plan.place > 0) handled(promise)
      reject(error)
    }
  }
  // One reused pair of callbacks instead of `await`: 20 to 30 % faster, half the memory.
  const step = (value: unknown) => goOn(false, value)
  const stumble = (error: unknown) => goOn(true, error)
  const again: Hold = (next) => {
    follow(next, step, stumble)
    return WAITING
  }

  again(thenable)
  return promise
}

/** What a party has given means for those after it. */
function arrive(ctx: Context, plan: Inside, value: unknown): void {
  const { _at: at, _ending: ending } = ctx
  // The invocation may also have been given up meanwhile, by middleware that raced the core or an after-listener.
  const stop = ctx._stop ?? (at < plan.bodyAt ? undefined : ending?.failure)
  if (stop !== undefined) throw fail(ctx, plan, stop.error)
  if (at === plan.bodyAt) {
    ctx._value = value
    ctx._phase = RESULT
  } else if (at === -1 && value !== undefined) ctx.payload = value
}

function fail(ctx: Context, plan: Inside, error: unknown): unknown {
  const failure = ctx._failure(error, plan.partAt(ctx._at), plan.place)
  ctx._at = NOWHERE
  ctx._close()
  return failure
}

/** Runs the error-listeners one by one. What they fail with is reported, and disturbs nobody. */
export async function runErrorListeners(
  ctx: Context,
  listeners: readonly ErrorListener[],
  failure: unknown,
): Promise<void> {
  for (const { part, run } of listeners) {
    if (!ctx._ending?.telling) return
    try {
      const returned = new PartyCall(ctx, part, () => run(ctx.payload, failure, ctx)).run()
      if (isThenable(returned)) await returned
    } catch (error) {
      ctx._report(error, part)
    }
  }
}
