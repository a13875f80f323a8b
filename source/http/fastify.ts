// Serves actions with Fastify.

import type { ActionMap, Actions, AnyActions } from '../core/index.js'
import { leaving, parsed, serving } from './serve.js'
import type { FastifyReply, FastifyRequest, HandlerOptions } from './types.js'

/**
 * Returns a handler for Fastify 5 that invokes an action and answers with its result as JSON, or with problem details.
 *
 * `request.body` is the payload. The invocation ends when the client leaves.
 *
 * @throws {TypeError} when an argument is wrong.
 * @throws {RangeError} when `timeout` is out of range.
 *
 * @example
 * app.post('/actions/:action', fastifyHandler(actions, { expose: ['ShipOrder'] }))
 */
export function fastifyHandler<
  M extends ActionMap<M> = AnyActions,
  // biome-ignore lint/suspicious/noExplicitAny: a route does not tell the types; who annotates the parameters has them
  Req extends FastifyRequest = any,
  // biome-ignore lint/suspicious/noExplicitAny: a route does not tell the types; who annotates the parameters has them
  Rep extends FastifyReply = any,
>(
  actions: Actions<M>,
  options: HandlerOptions<M, [request: Req, reply: Rep]>,
): (request: Req, reply: Rep) => Promise<unknown> {
  const serve = serving(actions, options)
  return async (request, reply) => {
    const { action } = Object(request.params)
    const asked = { action, signal: leaving(reply.raw), payload: () => parsed(request.body, request.headers) }
    const answer = await serve([request, reply], asked)
    if ('given' in answer) return answer.given
    reply.code(answer.status)
    for (const [name, value] of Object.entries(answer.headers)) reply.header(name, value)
    return reply.send(answer.body)
  }
}
