// Serves actions with Express.

import type { ActionMap, Actions, AnyActions } from '../core/index.js'
import { endBegun, leaving, parsed, serving } from './serve.js'
import type { ExpressRequest, ExpressResponse, HandlerOptions } from './types.js'

/**
 * Returns a handler for Express 5 that invokes an action and answers with its result as JSON, or with problem details.
 *
 * `req.body` is the payload: put `express.json()` before it. The invocation ends when the client leaves.
 *
 * @throws {TypeError} when an argument is wrong.
 * @throws {RangeError} when `timeout` is out of range.
 *
 * @example
 * app.post('/actions/:action', express.json(), expressHandler(actions, { expose: ['ShipOrder'] }))
 */
export function expressHandler<
  M extends ActionMap<M> = AnyActions,
  // biome-ignore lint/suspicious/noExplicitAny: a route does not tell the types; who annotates the parameters has them
  Req extends ExpressRequest = any,
  // biome-ignore lint/suspicious/noExplicitAny: a route does not tell the types; who annotates the parameters has them
  Res extends ExpressResponse = any,
>(actions: Actions<M>, options: HandlerOptions<M, [req: Req, res: Res]>): (req: Req, res: Res) => Promise<void> {
  const serve = serving(actions, options)
  return async (req, res) => {
    const payload = () => parsed(req.body, req.headers)
    const answer = await serve([req, res], { action: req.params.action, signal: leaving(res), payload })
    if ('given' in answer || endBegun(res)) return
    res.status(answer.status)
    for (const [name, value] of Object.entries(answer.headers)) res.setHeader(name, value)
    res.end(answer.body)
  }
}
