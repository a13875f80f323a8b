// Attaches functions to actions for as long as a component is mounted.

import { useEffect, useInsertionEffect, useRef } from 'react'
import type {
  ActionContext,
  ActionMap,
  ActionName,
  Actions,
  AnyActions,
  EventName,
  ListenerOf,
  ListenerOptions,
  Middleware,
  MiddlewareOf,
  MiddlewareOptions,
  Registration,
  ReplacementOf,
  ReplaceOptions,
} from '../core/index.js'
import { type AnyFunction, checkFunction, checkName, refuse } from '../shared/arguments.js'
import { splitEvent } from '../shared/events.js'
import { checkMeant } from '../shared/meant.js'
import { print } from '../shared/print.js'
import { checkActions } from '../shared/sources.js'
import { nameOf } from '../shared/text.js'

/**
 * Listens to an event while the component is mounted. The listener is attached once, also under StrictMode, and each call runs the function
 * of the newest render: so it sees the newest props and state, and does not have to be memoized.
 *
 * It is attached in an effect. Under `<Activity>`, it is taken off while the component is hidden. While the component suspends, it stays.
 * When the scope has been disposed, this is printed with `console.error`, and nothing is attached.
 *
 * @param event The event, or several events.
 * @param options The options of `addListener`. When one of them changes, the listener is attached anew.
 * @throws {TypeError} while rendering, when `actions` are none, `listener` is not a function, or there is an array of dependencies. In the
 *   effect, when `addListener` refuses the event or the options.
 *
 * @example
 * useActionListener(actions, 'beforeCloseDocument', (_payload, abort) => {
 *   if (draft !== '') abort('there is a draft')
 * })
 */
export function useActionListener<M extends ActionMap<M> = AnyActions, E extends EventName<M> = EventName<M>>(
  actions: Actions<M>,
  event: E | readonly E[],
  listener: ListenerOf<M, E>,
  options?: ListenerOptions,
): void {
  checkActions(actions, 'useActionListener')
  useAttached(LISTENER, actions as Actions, event, listener, options)
}

/**
 * Replaces an action while the component is mounted. The replacement is attached once, also under StrictMode, and each call runs the
 * function of the newest render. All that `useActionListener` says of effects, options and errors is true here, too.
 *
 * @param options The options of `replaceAction`.
 *
 * @example
 * useReplacement(actions, 'SaveDocument', (document, original) => original({ ...document, folder }))
 */
export function useReplacement<M extends ActionMap<M> = AnyActions, K extends ActionName<M> = ActionName<M>>(
  actions: Actions<M>,
  name: K,
  replacement: ReplacementOf<M, K>,
  options?: ReplaceOptions,
): void {
  checkActions(actions, 'useReplacement')
  checkName(name, 'The name of an action')
  useAttached(REPLACEMENT, actions as Actions, name, replacement, options)
}

/**
 * Adds middleware while the component is mounted: for one action, or for every action when the name is left out. The middleware is attached
 * once, also under StrictMode, and each call runs the function of the newest render. All that `useActionListener` says of effects, options
 * and errors is true here, too.
 *
 * @param options The options of `use`.
 *
 * @example
 * useMiddleware(actions, async (ctx, next) => {
 *   setBusy(ctx.action)
 *   await next()
 * })
 */
export function useMiddleware<M extends ActionMap<M> = AnyActions, K extends ActionName<M> = ActionName<M>>(
  actions: Actions<M>,
  name: K,
  middleware: MiddlewareOf<M, K>,
  options?: MiddlewareOptions,
): void
export function useMiddleware<M extends ActionMap<M> = AnyActions>(
  actions: Actions<M>,
  middleware: Middleware<ActionContext<unknown, unknown, M>>,
  options?: MiddlewareOptions,
): void
export function useMiddleware(actions: Actions, ...given: unknown[]): void {
  checkActions(actions, 'useMiddleware')
  const isForEvery = typeof given[0] === 'function'
  if (!isForEvery) checkName(given[0], 'The name of an action')
  const [name, middleware, options] = isForEvery ? [undefined, ...given] : given
  useAttached(MIDDLEWARE, actions, name, middleware, options)
}

/** One way to attach a function. */
interface Kind {
  readonly verb: 'addListener' | 'replaceAction' | 'use'
  /** What errors call the function. */
  readonly noun: string
}

const LISTENER: Kind = { verb: 'addListener', noun: 'The listener for' }
const REPLACEMENT: Kind = { verb: 'replaceAction', noun: 'The replacement of the action' }
const MIDDLEWARE: Kind = { verb: 'use', noun: 'The middleware of the action' }

/** What a component attaches, as its newest render says. */
interface Attached {
  /** The event, the events, or the name of the action; undefined for every action. */
  readonly what: unknown
  readonly fn: AnyFunction
  readonly options: unknown
}

function useAttached(kind: Kind, actions: Actions, what: unknown, fn: unknown, options: unknown): void {
  checkFunction(fn, kind.noun, what)
  // As React's own hooks take one.
  if (Array.isArray(options)) refuse('The options', 'an object (there are no dependencies)', options)
  const given: Attached = { what, fn, options }
  const newest = useRef(given)
  // Literals are new objects in each render, and change nothing: so what they hold is compared.
  const { once, signal, order, timeout, name } = Object(options)
  const names = [what, Object.keys(Object(options))].flat().join('\n')

  // The earliest effect: an action that another effect starts finds the newest function.
  useInsertionEffect(() => {
    newest.current = given
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: they say that something of `newest` has changed
  useEffect(() => {
    try {
      return attach(kind, actions, newest)
    } catch (error) {
      // Through a disposed scope nothing can be attached. An error here would take the whole page away, although only a plugin has ended.
      if ((error as { code?: unknown }).code !== 'ACTION_MISUSE') throw error
      print(error)
      return undefined
    }
  }, [kind, actions, newest, names, once, signal, order, timeout, name])
}

function attach({ verb }: Kind, actions: Actions, newest: { readonly current: Attached }): Registration {
  const { what, fn, options } = newest.current
  for (const each of [what].flat()) {
    // What is no event is for addListener to refuse.
    const action = verb === 'addListener' ? splitEvent(each)?.[1] : each
    if (action !== undefined) checkMeant(actions, action as string)
  }
  // Three parameters: `by` of an abort is exact for an `abort` that was declared.
  const call: AnyFunction = (first, second, third) => {
    const { fn } = newest.current
    return fn(first, second, third)
  }
  // For `explain` and errors.
  Object.defineProperty(call, 'name', { value: nameOf(fn) })
  const add = actions[verb] as (...given: unknown[]) => Registration
  return what === undefined ? add(call, options) : add(what, call, options)
}
