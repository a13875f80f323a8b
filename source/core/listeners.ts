// Runs everything inside the middleware as one koa-compose entry: checks of a contract, payload update, before-listeners, body, after-listeners.
//
// For the user, each of them is middleware (lifts.ts makes such middleware). Fused into one entry they cost a loop: an entry for each
// costs about 8 times a hand-written loop, and overflows the call stack near 5 000.

import { ENDED, PartyCall } from './calls.js'
import {
  type AfterRun,
  type BeforeRun,
  COMMITTED,
  type CoreRun,
  type Dispatch,
  DONE,
  NOWHERE,
  type Stack,
  type Step,
} from './parts.js'
import { follow, handled, isThenable, Native, rejected } from './promises.js'

const WAITING = Symbol('waiting')

/** The callbacks with which a stack that waits goes on. */
interface Way {
  step(value: unknown): void
  stumble(error: unknown): void
}

/** Runs the entry, synchronously up to the first thing that waits. Its outcome is the outcome of the invocation so far. */
export function perform(dispatch: Dispatch): unknown {
  const { _stack: stack } = dispatch
  if (dispatch._stop !== undefined) throw fail(dispatch, stack, dispatch._stop.error)
  return advance(dispatch, stack, stack.firstAt, undefined)
}

/** Runs the entry where there is middleware around it. It never throws, and its rejection needs no handler. */
export function performInside(dispatch: Dispatch): unknown {
  const outer = dispatch._executing
  dispatch._executing = undefined
  try {
    return perform(dispatch) ?? ENDED
  } catch (error) {
    return rejected(error)
  } finally {
    dispatch._executing = outer
  }
}

/**
 * Goes on with the party at `first`, counted as `dispatch._cursor` is: what prepares the payload, then before-listeners, body,
 * after-listeners. There are loops in a row rather than one over parties of all kinds: testing the kind in the loop costs up
 * to 17 %.
 */
function advance(dispatch: Dispatch, stack: Stack, first: number, way: Way | undefined): unknown {
  const { prepare, before, after, bodyAt } = stack
  const { _ctx: ctx } = dispatch
  let cursor = first

  if (cursor <= bodyAt) {
    try {
      for (; cursor < 0; cursor++) {
        dispatch._cursor = cursor
        const update = prepare[prepare.length + cursor] as CoreRun
        const updated = update(ctx.payload, ctx)
        if (isThenable(updated)) return pause(dispatch, stack, updated, way)
        arrive(dispatch, stack, updated)
      }
      if (cursor < bodyAt) {
        const abort = dispatch._abort
        for (; cursor < bodyAt; cursor++) {
          dispatch._cursor = cursor
          const listener = before[cursor] as BeforeRun
          const returned = listener(ctx.payload, abort, ctx)
          // Looking for undefined first: 10 % of a run of synchronous listeners.
          if (returned !== undefined && isThenable(returned)) return pause(dispatch, stack, returned, way)
          if (dispatch._stop !== undefined) throw dispatch._stop.error
        }
      }
      dispatch._cursor = bodyAt
      const { core, replaced } = stack
      // Replacements decide themselves when it is too late to abort.
      if (replaced === undefined) dispatch._phase = COMMITTED
      const result = replaced === undefined ? core(ctx.payload, ctx) : replaced(dispatch)
      if (isThenable(result)) return pause(dispatch, stack, result, way)
      arrive(dispatch, stack, result)
    } catch (error) {
      throw fail(dispatch, stack, error)
    }
    cursor++
  }

  for (let i = cursor - bodyAt - 1; i < after.length; i++) {
    dispatch._cursor = bodyAt + 1 + i
    try {
      const listener = after[i] as AfterRun
      const returned = listener(ctx.payload, dispatch._value, ctx)
      if (returned !== undefined && isThenable(returned)) return pause(dispatch, stack, returned, way)
    } catch (error) {
      dispatch._report(error, stack.attachmentAt(dispatch._cursor))
    }
  }

  dispatch._cursor = NOWHERE
  return stack.middlewareCount === 0 ? dispatch._value : undefined
}

/** Waits for one party and then goes on: with the pair of callbacks that exists, or with a new pair for the rest of the way. */
function pause(dispatch: Dispatch, stack: Stack, thenable: PromiseLike<unknown>, way: Way | undefined): unknown {
  dispatch._waiting = true
  if (way !== undefined) {
    follow(thenable, way.step, way.stumble)
    return WAITING
  }
  const isLast = dispatch._cursor === stack.bodyAt + stack.after.length
  return isLast ? pauseLast(dispatch, stack, thenable) : pauseFirst(dispatch, stack, thenable)
}

/** Waits for the first of the parties that wait. A function of its own: what waits for its core alone allocates nothing for it. */
function pauseFirst(dispatch: Dispatch, stack: Stack, thenable: PromiseLike<unknown>): Promise<unknown> {
  let resolve!: (outcome: unknown) => void
  let reject!: (error: unknown) => void
  const promise = new Native((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  const fall = (error: unknown): void => {
    if (stack.middlewareCount > 0) handled(promise)
    reject(error)
  }
  // One reused pair of callbacks instead of `await`: 20 to 30 % faster, half the memory.
  const own: Way = {
    step(value) {
      dispatch._waiting = false
      try {
        const { _cursor: cursor } = dispatch
        // What a listener gives is nothing to take: up to 10 % of a run of asynchronous listeners.
        if (
          cursor === stack.bodyAt ||
          cursor < 0 ||
          dispatch._stop !== undefined ||
          dispatch._invocation !== undefined
        ) {
          arrive(dispatch, stack, value)
        }
        const outcome = advance(dispatch, stack, cursor + 1, own)
        if (outcome !== WAITING) resolve(outcome)
      } catch (error) {
        fall(error)
      }
    },
    stumble(error) {
      const { _cursor: cursor } = dispatch
      if (cursor <= stack.bodyAt) return fall(fail(dispatch, stack, error))
      dispatch._report(error, stack.attachmentAt(cursor))
      own.step(undefined)
    },
  }
  follow(thenable, own.step, own.stumble)
  return promise
}

/** Waits for the last party. Nothing else can wait, so one promise is enough: a quarter of a dispatch that waits for its core alone. */
function pauseLast(dispatch: Dispatch, stack: Stack, thenable: PromiseLike<unknown>): Promise<unknown> {
  const land = (value: unknown): unknown => {
    dispatch._waiting = false
    try {
      arrive(dispatch, stack, value)
    } catch (error) {
      if (stack.middlewareCount > 0) handled(promise)
      throw error
    }
    dispatch._cursor = NOWHERE
    return stack.middlewareCount === 0 ? dispatch._value : undefined
  }
  const promise = follow(thenable, land, (error) => {
    if (dispatch._cursor > stack.bodyAt) {
      dispatch._report(error, stack.attachmentAt(dispatch._cursor))
      return land(undefined)
    }
    if (stack.middlewareCount > 0) handled(promise)
    throw fail(dispatch, stack, error)
  })
  return promise
}

/** Takes what a party has returned, for the parties after it. */
function arrive(dispatch: Dispatch, stack: Stack, value: unknown): void {
  const { _cursor: cursor, _invocation: invocation } = dispatch
  // The invocation may also have been given up meanwhile, by middleware that raced the core or an after-listener.
  const stop = dispatch._stop ?? (cursor < stack.bodyAt ? undefined : invocation?.failure)
  if (stop !== undefined) throw fail(dispatch, stack, stop.error)
  if (cursor === stack.bodyAt) {
    if (!dispatch._isLeft) dispatch._value = value
    dispatch._phase = DONE
  } else if (cursor < 0 && value !== undefined) dispatch._ctx.payload = value
}

function fail(dispatch: Dispatch, stack: Stack, error: unknown): unknown {
  const failure = dispatch._failure(error, stack.attachmentAt(dispatch._cursor), stack.middlewareCount)
  dispatch._cursor = NOWHERE
  dispatch._commit()
  return failure
}

/** Runs the error-listeners one by one. What they fail with is reported and changes nothing. */
export async function tellError(dispatch: Dispatch, steps: readonly Step<AfterRun>[], failure: unknown): Promise<void> {
  const { _ctx: ctx } = dispatch
  for (const { attachment, run } of steps) {
    if (!dispatch._invocation?.isTelling) return
    try {
      const returned = new PartyCall(dispatch, attachment, () => run(ctx.payload, failure, ctx)).run()
      if (isThenable(returned)) await returned
    } catch (error) {
      dispatch._report(error, attachment)
    }
  }
}
