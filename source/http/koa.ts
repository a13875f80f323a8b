// Serves actions with Koa.

import type { ActionMap, Actions, AnyActions } from '../core/index.js'
import { endBegun, leaving, parsed, serving } from './serve.js'
import type { HandlerOptions, KoaContext } from './types.js'

/**
 * Returns middleware for Koa 3 that invokes an action and answers with its result as JSON, or with problem details.
 *
 * `ctx.request.body` is the payload: put a body parser before it. The invocation ends when the client leaves.
 *
 * @throws {TypeError} when an argument is wrong.
 * @throws {RangeError} when `timeout` is out of range.
 *
 * @example
 * router.post('/actions/:action', koaHandler(actions, { expose: ['ShipOrder'], state: (ctx) => ({ user: ctx.state.user }) }))
 */
// biome-ignore lint/suspicious/noExplicitAny: a route does not tell the types; who annotates the parameters has them
export function koaHandler<M extends ActionMap<M> = AnyActions, C extends KoaContext = any>(
  actions: Actions<M>,
  options: HandlerOptions<M, [ctx: C]>,
): (ctx: C) => Promise<void> {
  const serve = serving(actions, options)
  return async (ctx) => {
    const { params, request, res } = ctx
    const payload = () => parsed(request.body, request.headers)
    const answer = await serve([ctx], { action: params?.action, signal: leaving(res), payload })
    if ('given' in answer || endBegun(res)) return
    ctx.status = answer.status
    for (const [name, value] of Object.entries(answer.headers)) ctx.set(name, value)
    ctx.body = answer.body ?? null
  }
}
