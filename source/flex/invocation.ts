// Decides the order in Flex: the steps of one invocation, and what happens when a step fails.

import type { ActionContext, Observer, PartyKind } from '../core/index.js'
import { print } from '../shared/print.js'
import { PayloadStore, type PayloadTest } from '../state/index.js'
import { Emitter } from './emitter.js'
import { refusal, toFlexError } from './errors.js'
import { observed, type Sighting, tellStart } from './observe.js'
import type { AnyFunction } from './types.js'

/** The functions that an action was registered with. */
export interface Registered {
  readonly body: AnyFunction
  readonly payloadUpdate: AnyFunction | undefined
}

/** Holds the state of one set of actions. */
export class FlexState {
  readonly registered = new Map<string, Registered>()
  /** The replacements of each action, the newest last. They stay when the action is registered again. */
  readonly replacements = new Map<string, AnyFunction[]>()
  readonly emitter = new Emitter()
  readonly pending = new PayloadStore()
  readonly blocked = new PayloadStore()
  /** The observers. The list is replaced, never changed, so that an invocation keeps the observers that it began with. */
  observers: readonly Observer[] = []
}

/** Runs an invocation, inside what observers put around it. */
export function runInvocation(state: FlexState, action: string, ctx: ActionContext): Promise<unknown> {
  const { observers } = state
  const { around, end } = tellStart(observers, ctx, 'invocation', action)
  return around(() => runSteps(invocationSteps(state, action, ctx, end))) as Promise<unknown>
}

/**
 * Runs an action step by step. `runSteps` waits for each value that it yields. The numbers in the comments are those of the rules of Flex.
 *
 * @param ctx The `ctx` of the core's invocation. Observers are handed this `ctx`.
 * @param end Tells the observers how it has ended.
 */
function* invocationSteps(
  state: FlexState,
  action: string,
  ctx: ActionContext,
  end: Sighting['end'],
): Generator<unknown, unknown, unknown> {
  const { observers, pending } = state
  const { body, payloadUpdate } = state.registered.get(action) as Registered
  const observe = (kind: PartyKind, fn: AnyFunction) => observed(observers, ctx, kind, fn)
  let aborted = false
  try {
    const query = matching(ctx.payload)
    if (pending.find(action, query)) throw refusal('Action is pending', `Action ${action} is pending`)
    if (state.blocked.find(action, query)) throw refusal('Action is blocked', `Action ${action} has been blocked`)
    if (payloadUpdate) ctx.payload = observe('payloadUpdate', payloadUpdate)(ctx.payload)
    const { payload } = ctx

    const entry = pending.add(action, payload)
    const settle = () => {
      // 2: Flex looks the payload up with ===, and never finds NaN.
      if (Number.isNaN(payload)) throw refusal('Action with payload was not invoked')
      pending.delete(entry)
      emit(state, 'invocationEnd')
    }
    emit(state, 'invocationBegin')

    let cancelled = false
    const cancel = () => {
      cancelled = true
    }
    try {
      const waiting = emit(state, `before${action}`, (listener) => observe('before', listener)(payload, cancel))
      // 4: without before listeners, the body starts synchronously.
      if (waiting) yield waiting
    } catch (error) {
      print(error)
    }
    if (cancelled) {
      aborted = true
      settle()
      throw new Error(`Action ${action} cancelled by before event`)
    }

    const original = observe('core', body)
    const replacements = state.replacements.get(action) ?? []
    const layer =
      (at: number): AnyFunction =>
      (handed: unknown) => {
        if (at < 0) return original(handed)
        const replacement = observe('replacement', replacements[at] as AnyFunction)
        return replacement(handed, original, layer(at - 1))
      }
    const last = replacements.length - 1
    try {
      // 7: the error of a body without replacements is thrown at once. The error of a replacement is a rejection, some microtasks later.
      ctx.result = yield last < 0 ? original(payload) : new Promise((resolve) => resolve(layer(last)(payload)))
    } catch (error) {
      settle()
      throw toFlexError(action, error)
    }

    const { result } = ctx
    try {
      yield emit(state, `after${action}`, (listener) => observe('after', listener)(payload))
    } catch (error) {
      print(error)
    }
    settle()
    end({})
    return result
  } catch (error) {
    end(aborted ? { aborted } : { error })
    throw error
  }
}

/**
 * Calls all listeners of an event. When a listener throws, the listeners after it are not called, and `emit` throws the same error. When a
 * listener's promise rejects, the error is printed, and nothing else happens.
 *
 * @returns A promise that waits for all listeners; undefined when the event has no listeners.
 */
export function emit(
  { emitter }: FlexState,
  event: string,
  call: (listener: AnyFunction) => unknown = (listener) => listener(),
): Promise<unknown> | undefined {
  const given = emitter.listeners(event).map((listener) => {
    const returned = call(listener) as Partial<Promise<unknown>> | undefined | null
    return typeof returned?.catch === 'function' ? returned.catch(print) : returned
  })
  return given.length > 0 ? Promise.all(given) : undefined
}

/** Returns a test that says whether a stored payload matches `query`, by rule 2 of Flex. */
export function matching(query: unknown): PayloadTest {
  return (stored, action) =>
    query === undefined ||
    query === stored ||
    (typeof query === 'function' && query(stored, action)) ||
    (typeof query === 'object' &&
      typeof stored === 'object' &&
      // As in Flex, null counts as an object, and `Object.keys` then throws.
      Object.keys(query as object).every((key) => (query as Fields)[key] === (stored as Fields)[key]))
}

type Fields = Record<string, unknown>

/**
 * Runs a generator as Flex runs its functions: each step begins one microtask after the promise that the step before has yielded is settled.
 * The returned promise settles within the last step. The order in which two invocations log depends on this.
 */
function runSteps(work: Generator<unknown, unknown, unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const step = (how: 'next' | 'throw', value?: unknown) => {
      try {
        const { done, value: given } = work[how](value)
        if (done) return resolve(given)
        const waiting = given instanceof Promise ? given : new Promise((settle) => settle(given))
        waiting.then(
          (next) => step('next', next),
          (error) => step('throw', error),
        )
      } catch (error) {
        reject(error)
      }
    }
    step('next')
  })
}
