// Runs everything inside the middleware as one koa-compose entry: payload update, before-listeners, body, after-listeners.
//
// For the user, each of them is middleware (lifts.ts makes such middleware). Fused into one entry they cost a loop: an entry for each
// costs about 8 times a hand-written loop, and overflows the call stack near 5 000.

import { PartyCall } from './calls.js'
import {
  type AfterRun,
  type BeforeRun,
  COMMITTED,
  type Context,
  type CoreRun,
  DONE,
  NOWHERE,
  type Stack,
  type Step,
} from './parts.js'
import { follow, handled, isThenable, rejected } from './promises.js'

const WAITING = Symbol('waiting')
type Hold = (thenable: PromiseLike<unknown>) => typeof WAITING

/** Runs the entry, synchronously up to the first thing that waits. Its outcome is the outcome of the invocation so far. */
export function perform(ctx: Context): unknown {
  const { _stack: stack } = ctx
  if (ctx._stop !== undefined) throw fail(ctx, stack, ctx._stop.error)
  return advance(ctx, stack, stack.payloadUpdate === undefined ? 0 : -1, undefined)
}

/** Runs the entry where there is middleware around it. It never throws, and its rejection needs no handler. */
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
 * Goes on with the party at `first`, counted as `ctx._cursor` is: -1 the payload update, then before-listeners, body,
 * after-listeners. There are three loops in a row rather than one over parties of all kinds: testing the kind in the loop costs up
 * to 17 %.
 */
function advance(ctx: Context, stack: Stack, first: number, hold: Hold | undefined): unknown {
  const { before, after, bodyAt } = stack
  let cursor = first

  if (cursor <= bodyAt) {
    try {
      if (cursor === -1) {
        ctx._cursor = -1
        const update = stack.payloadUpdate as CoreRun
        const updated = update(ctx.payload, ctx)
        if (isThenable(updated)) return pause(ctx, stack, updated, hold)
        arrive(ctx, stack, updated)
        cursor = 0
      }
      if (cursor < bodyAt) {
        const { abort } = ctx
        for (; cursor < bodyAt; cursor++) {
          ctx._cursor = cursor
          const listener = before[cursor] as BeforeRun
          const returned = listener(ctx.payload, abort, ctx)
          // Looking for undefined first: 10 % of a run of synchronous listeners.
          if (returned !== undefined && isThenable(returned)) return pause(ctx, stack, returned, hold)
          if (ctx._stop !== undefined) throw ctx._stop.error
        }
      }
      ctx._cursor = bodyAt
      if (!stack.replaced) ctx._phase = COMMITTED
      const { body } = stack
      const result = body(ctx.payload, ctx)
      if (isThenable(result)) return pause(ctx, stack, result, hold)
      arrive(ctx, stack, result)
    } catch (error) {
      throw fail(ctx, stack, error)
    }
    cursor++
  }

  for (const end = bodyAt + 1 + after.length; cursor < end; cursor++) {
    ctx._cursor = cursor
    try {
      const listener = after[cursor - bodyAt - 1] as AfterRun
      const returned = listener(ctx.payload, ctx._value, ctx)
      if (returned !== undefined && isThenable(returned)) return pause(ctx, stack, returned, hold)
    } catch (error) {
      ctx._report(error, stack.attachmentAt(cursor))
    }
  }

  ctx._cursor = NOWHERE
  return stack.middlewareCount === 0 ? ctx._value : undefined
}

/** Waits for one party and then goes on: with the pair of callbacks that exists, or with a new pair for the rest of the way. */
function pause(ctx: Context, stack: Stack, thenable: PromiseLike<unknown>, hold: Hold | undefined): unknown {
  if (hold !== undefined) return hold(thenable)

  let resolve!: (outcome: unknown) => void
  let reject!: (error: unknown) => void
  const promise = new Promise((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  const goOn = (failed: boolean, value: unknown): void => {
    const { _cursor: cursor } = ctx
    try {
      if (failed) {
        if (cursor <= stack.bodyAt) throw fail(ctx, stack, value)
        ctx._report(value, stack.attachmentAt(cursor))
      }
      arrive(ctx, stack, value)
      const outcome = advance(ctx, stack, cursor + 1, again)
      if (outcome !== WAITING) resolve(outcome)
    } catch (error) {
      if (stack.middlewareCount > 0) handled(promise)
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

/** Takes what a party has returned, for the parties after it. */
function arrive(ctx: Context, stack: Stack, value: unknown): void {
  const { _cursor: cursor, _invocation: invocation } = ctx
  // The invocation may also have been given up meanwhile, by middleware that raced the core or an after-listener.
  const stop = ctx._stop ?? (cursor < stack.bodyAt ? undefined : invocation?.failure)
  if (stop !== undefined) throw fail(ctx, stack, stop.error)
  if (cursor === stack.bodyAt) {
    ctx._value = value
    ctx._phase = DONE
  } else if (cursor === -1 && value !== undefined) ctx.payload = value
}

function fail(ctx: Context, stack: Stack, error: unknown): unknown {
  const failure = ctx._failure(error, stack.attachmentAt(ctx._cursor), stack.middlewareCount)
  ctx._cursor = NOWHERE
  ctx._commit()
  return failure
}

/** Runs the error-listeners one by one. What they fail with is reported and changes nothing. */
export async function tellError(ctx: Context, steps: readonly Step<AfterRun>[], failure: unknown): Promise<void> {
  for (const { attachment, run } of steps) {
    if (!ctx._invocation?.isTelling) return
    try {
      const returned = new PartyCall(ctx, attachment, () => run(ctx.payload, failure, ctx)).run()
      if (isThenable(returned)) await returned
    } catch (error) {
      ctx._report(error, attachment)
    }
  }
}
