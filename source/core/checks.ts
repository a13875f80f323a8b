// Runs the checks of a contract: of the payload before everything inside the middleware, and of the result before the after-listeners.
//
// They are built into the functions of the stack. As middleware and as a replacement, they would double the time of a short invocation,
// and after-listeners would no longer run in the same synchronous call as the core.

import { type Check, isChecker, type Outcome, type ValueCheck } from '../shared/checks.js'
import { dispatchOf } from './context.js'
import type { Attachment, CoreRun, Dispatch, Step } from './parts.js'
import { follow, isThenable } from './promises.js'
import type { ActionContext } from './types.js'

/** What one contract checks of one action. */
export interface CheckStep {
  readonly attachment: Attachment
  readonly check: Check
}

/** Splits what `use` has attached: into middleware, and into what contracts check of the action. */
export function splitChecks(
  attached: readonly Attachment[],
  action: string,
): { middleware: readonly Attachment[]; checks: readonly CheckStep[] } {
  if (!attached.some(({ fn }) => isChecker(fn))) return { middleware: attached, checks: [] }
  return {
    middleware: attached.filter(({ fn }) => !isChecker(fn)),
    checks: attached.flatMap((attachment) => {
      const { fn } = attachment
      const check = isChecker(fn) ? fn(action) : undefined
      return check === undefined ? [] : [{ attachment, check }]
    }),
  }
}

/** Returns the checks of the payload, as they run ahead of the payload update. */
export function payloadChecks(checks: readonly CheckStep[]): Step<CoreRun>[] {
  return checks.flatMap(({ attachment, check: { payload: check } }) => {
    if (check === undefined) return []
    const run: CoreRun = (payload, ctx) => {
      const outcome = check.validate(payload, ctx)
      if (isThenable(outcome)) {
        return follow(outcome, (late) => {
          ctx.payload = passed(check, late, payload)
        })
      }
      ctx.payload = passed(check, outcome, payload)
      return undefined
    }
    return [{ attachment, run }]
  })
}

/** Returns the core, behind the checks of the payload that it receives. */
export function checkedCore(core: CoreRun, checks: readonly CheckStep[]): CoreRun {
  return checks.reduceRight<CoreRun>((inner, { attachment, check: { core: check } }) => {
    if (check === undefined) return inner
    return (given, ctx) =>
      judged(check, given, ctx, attachment, (payload) => {
        const dispatch = dispatchOf(ctx) as Dispatch
        dispatch._throwIfStopped()
        if (dispatch._cursor === dispatch._stack.bodyAt) ctx.payload = payload
        return inner(payload, ctx)
      })
  }, core)
}

/** Returns a core that gives a result that has been checked. */
export function checkedResult(core: CoreRun, checks: readonly CheckStep[]): CoreRun {
  return checks.reduce<CoreRun>((inner, { attachment, check: { result: check } }) => {
    if (check === undefined) return inner
    return (payload, ctx) => {
      const given = inner(payload, ctx)
      return isThenable(given)
        ? follow(given, (result) => judged(check, result, ctx, attachment, itself))
        : judged(check, given, ctx, attachment, itself)
    }
  }, core)
}

/** Returns the replacements, with a result that has been checked. */
export function checkedReplacements(
  replaced: (dispatch: Dispatch) => unknown,
  checks: readonly CheckStep[],
): (dispatch: Dispatch) => unknown {
  if (!checks.some(({ check }) => check.result)) return replaced
  const run = checkedResult((_payload, ctx) => replaced(dispatchOf(ctx) as Dispatch), checks)
  return (dispatch) => {
    // What has landed is no result, when it has not passed.
    const failed = (error: unknown): never => {
      dispatch._value = undefined
      throw error
    }
    try {
      const given = run(undefined, dispatch._ctx)
      return isThenable(given) ? follow(given, itself, failed) : given
    } catch (error) {
      return failed(error)
    }
  }
}

const itself = (value: unknown): unknown => value

/**
 * Hands what a check gives to `take`.
 *
 * What the check fails with is its own failure, and not that of the core around it.
 */
function judged(
  check: ValueCheck,
  value: unknown,
  ctx: ActionContext,
  attachment: Attachment,
  take: (value: unknown) => unknown,
): unknown {
  let given: unknown
  try {
    const outcome = check.validate(value, ctx)
    if (isThenable(outcome)) {
      return follow(outcome, (late) => passed(check, late, value)).then(take, (error) => {
        throw blamed(error, ctx, attachment)
      })
    }
    given = passed(check, outcome, value)
  } catch (error) {
    throw blamed(error, ctx, attachment)
  }
  return take(given)
}

function blamed(error: unknown, ctx: ActionContext, attachment: Attachment): unknown {
  dispatchOf(ctx)?._blame(error, attachment)
  return error
}

/** Returns what has passed. An outcome without a value is none: a schema by hand may return what it was given. */
function passed(check: ValueCheck, outcome: Outcome, value: unknown): unknown {
  const { issues, value: given } = Object(outcome)
  // `in` only where it decides: a tenth of an invocation that checks both.
  if (issues || (given === undefined && !('value' in Object(outcome)))) throw check.refuse(outcome, value)
  return given
}
