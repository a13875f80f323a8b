// Decides the order: turns what is attached to one action into one koa-compose stack. No other file knows the order.

import compose from 'koa-compose'
import type { AnyFunction } from '../shared/arguments.js'
import { checkPayload } from './arguments.js'
import { checkedCore, checkedReplacements, checkedResult, payloadChecks, splitChecks } from './checks.js'
import { dispatchOf } from './context.js'
import { ActionTimeoutError, toParty } from './errors.js'
import { type Entry, enterMiddleware, withReplacements } from './layers.js'
import { perform, performInside, tellError } from './listeners.js'
import { contextIn, observed, observedInvocation, ofParties } from './observe.js'
import type { Attachment, BeforeRun, CoreRun, Dispatch, Host, MiddlewareRun, Parts, Stack, Step } from './parts.js'
import { follow, isThenable, toNative } from './promises.js'
import { within } from './timeout.js'
import type { Observer, StackEntry } from './types.js'

/**
 * Returns the parties of an action as plain data, outermost first: all of them, or those that pass the test.
 *
 * @param action Empty for what is attached to every action.
 */
export function explained(
  action: string,
  { middleware: used, payloadUpdate, before, replacements, core, after, error }: Parts,
  test: (attachment: Attachment) => boolean = () => true,
): StackEntry[] {
  const { middleware, checks } = action === '' ? { middleware: used, checks: [] } : splitChecks(used, action)
  const checking = checks.map(({ attachment }) => attachment)
  return [...middleware, ...checking, payloadUpdate, ...before, ...replacements, core, ...after, ...error]
    .filter((attachment): attachment is Attachment => attachment !== undefined && test(attachment))
    .map(({ kind, name, scope, order, once }) => ({ kind, name, scope, order, once }))
}

export function createStack(
  action: string,
  host: Host,
  { middleware: used, payloadUpdate, before, replacements, core, after, error }: Parts & { core: Attachment },
  observers: readonly Observer[],
): Stack {
  const { middleware, checks } = splitChecks(used, action)
  const partyObservers = ofParties(observers)
  const run = (attachment: Attachment) => watched(attachment, action, partyObservers) as never
  const step = <F>(attachment: Attachment): Step<F> => ({ attachment, run: run(attachment) })
  const middlewareCount = middleware.length
  const bodyAt = before.length
  const isReplaced = replacements.length > 0
  const errorSteps = error.map(step<never>)
  const prepare = [...payloadChecks(checks), ...(payloadUpdate ? [step<CoreRun>(payloadUpdate)] : [])]
  const coreStep = { attachment: core, run: checkedCore(run(core), checks) }

  const plain = middlewareCount === 0 && !isReplaced && error.length === 0 && observers.length === 0
  const hasLimits = [payloadUpdate, ...middleware, ...before, ...replacements, ...after, ...error].some(
    (one) => one?.timeout !== undefined,
  )

  return {
    action,
    host,
    timeout: core.timeout,
    middlewareCount,
    layerCount: middlewareCount + replacements.length,
    firstAt: 0 - prepare.length,
    prepare: prepare.map((one) => one.run),
    before: before.map(run),
    bodyAt,
    core: checkedResult(coreStep.run, checks),
    replaced: isReplaced
      ? checkedReplacements(withReplacements(replacements.map(step<never>), coreStep, middlewareCount), checks)
      : undefined,
    after: after.map(run),
    attachmentAt(cursor) {
      if (cursor < 0) return prepare[prepare.length + cursor]?.attachment
      if (cursor === bodyAt) return isReplaced ? undefined : core
      return cursor < bodyAt ? before[cursor] : after[cursor - bodyAt - 1]
    },
    enter: composed(
      middlewareCount > 0 ? [...enterMiddleware(middleware.map(step<MiddlewareRun>)), performInside] : [perform],
    ),
    tellError: errorSteps.length > 0 ? (dispatch, failure) => tellError(dispatch, errorSteps, failure) : undefined,
    observe: observers.length > 0 ? observedInvocation(observers) : undefined,
    checkPayload:
      lengthOf(core.fn) === 0 && !payloadUpdate ? (payload) => checkPayload(payload, action, core.fn) : undefined,
    plain,
    simple: core.timeout === undefined && observers.length === 0 && (plain || !hasLimits),
  }
}

/** Composes in nested chunks: koa-compose flattens what it is given, which is quadratic. 10 000 entries take 450 ms, in chunks of √n 9 ms. */
function composed(entries: Entry[]): (dispatch: Dispatch) => Promise<unknown> {
  if (entries.length <= 64) return compose<Dispatch>(entries)
  const size = Math.ceil(Math.sqrt(entries.length))
  const chunks: Entry[] = []
  for (let i = 0; i < entries.length; i += size) chunks.push(compose<Dispatch>(entries.slice(i, i + size)))
  return compose<Dispatch>(chunks)
}

/** Returns the function of an attachment with a time limit, observers and `once` around it. Most need none of these, and cost nothing in the loop. */
function watched(attachment: Attachment, action: string, observers: readonly Observer[]): AnyFunction {
  const { kind, fn, timeout } = attachment
  let run = fn as (...args: unknown[]) => unknown
  // A listener that takes an `abort` gets an `abort` that knows the listener, also when it is called late. A listener that takes none
  // is handed the one of the invocation, and does not pay for it.
  if (kind === 'before' && takesAbort(fn)) {
    const listener = fn as AnyFunction as BeforeRun
    run = ((payload, _abort, ctx) =>
      listener(payload, (reason) => dispatchOf(ctx)?._abortAs(attachment, reason), ctx)) as BeforeRun as typeof run
  }
  if (timeout !== undefined && kind !== 'core') {
    const unlimited = run
    run = (...args) => {
      const returned = unlimited(...args)
      if (!isThenable(returned)) return undefined
      const error = () => new ActionTimeoutError(action, timeout, toParty(attachment), true)
      // p-timeout calls a `then` and a `cancel` that a promise has of its own.
      const bare = 'cancel' in returned ? follow(returned, (value) => value) : toNative(returned)
      const waiting = within(bare, timeout, error)
      // A cut ends the invocation while the listener goes on.
      dispatchOf(contextIn(args))?._invocation?.limited(waiting)
      return waiting
    }
  }
  if (observers.length > 0) run = observed(run, attachment, observers) as typeof run
  if (attachment.once) {
    const unclaimed = run
    run = (...args) => {
      if (attachment.claimed) return
      attachment.claimed = true
      attachment.undo()
      return unclaimed(...args)
    }
  }
  return run
}

/** Returns whether a before-listener declares its second parameter. */
function takesAbort(fn: AnyFunction): boolean {
  return !(lengthOf(fn) <= 1)
}

/** Returns how many parameters a function declares; NaN for a proxy that does not tell. */
function lengthOf(fn: AnyFunction): number {
  try {
    return fn.length
  } catch {
    return Number.NaN
  }
}
