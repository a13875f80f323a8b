// Attaches functions to actions for as long as a component is mounted.

import { useEffect } from 'react'
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
import { print } from '../shared/print.js'
import { nameOf } from '../shared/text.js'
import { areWrong, checkActions, checkMeant } from './check.js'
import { useNewest, useSame } from './kept.js'

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
  checkActions('useActionListener', actions)
  checkFunction(listener, 'The listener for', event)
  useAttached(addListener, actions as Actions, event, listener, options)
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
  checkActions('useReplacement', actions)
  checkName(name, 'The name of an action')
  checkFunction(replacement, 'The replacement of the action', name)
  useAttached(replaceAction, actions as Actions, name, replacement, options)
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
  checkActions('useMiddleware', actions)
  const [name, middleware, options] = typeof given[0] === 'function' ? [undefined, ...given] : given
  if (typeof given[0] !== 'function') checkName(name, 'The name of an action')
  checkFunction(middleware, 'The middleware of the action', name)
  useAttached(use, actions, name, middleware, options)
}

/** Attaches what calls the newest function. */
type Attach = (actions: Actions, what: unknown, newest: Newest, options: object | undefined) => Registration

interface Newest {
  readonly current: AnyFunction
}

const addListener: Attach = (actions, what, newest, options) => {
  for (const event of [what].flat()) {
    // What is no event is for addListener to refuse.
    const [, action] = splitEvent(event) ?? []
    if (action !== undefined) checkMeant(actions, action)
  }
  // Three parameters: `by` of an abort is exact for an `abort` that was declared.
  const listener = (payload: unknown, second: unknown, ctx: unknown) => call(newest, payload, second, ctx)
  return actions.addListener(what as 'before', listener, options)
}

const replaceAction: Attach = (actions, what, newest, options) => {
  checkMeant(actions, what as string)
  const replacement = (payload: unknown, original: unknown, ctx: unknown) => call(newest, payload, original, ctx)
  return actions.replaceAction(what as string, replacement, options)
}

const use: Attach = (actions, what, newest, options) => {
  const middleware = (ctx: unknown, next: unknown) => call(newest, ctx, next)
  if (what === undefined) return actions.use(middleware, options)
  checkMeant(actions, what as string)
  return actions.use(what as string, middleware, options)
}

function useAttached(attach: Attach, actions: Actions, what: unknown, fn: AnyFunction, options: unknown): void {
  // As React's own hooks take one.
  if (Array.isArray(options)) refuse('The options', 'an object (there are no dependencies)', options)
  const newest = useNewest(fn)
  const keptWhat = useSame(what)
  const keptOptions = useSame(options)

  useEffect(() => {
    try {
      return attach(actions, keptWhat, newest, named(newest.current, keptOptions as object | undefined))
    } catch (error) {
      // Through a disposed scope nothing can be attached. An error here would take the whole page away, although only a plugin has ended.
      if ((error as { code?: unknown }).code !== 'ACTION_MISUSE') throw error
      print(error)
      return undefined
    }
  }, [attach, actions, keptWhat, keptOptions, newest])
}

function call({ current }: Newest, ...args: unknown[]): never {
  return current(...(args as never[])) as never
}

/** Returns the options with the name of the user's function, which `explain` and errors show. */
function named(fn: AnyFunction, options: { name?: string | undefined } | undefined): object | undefined {
  const { name = nameOf(fn) } = Object(options)
  return areWrong(options) || name === undefined ? options : { ...options, name }
}
