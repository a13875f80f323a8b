// Serves actions with Hono.

import type { ActionMap, Actions, AnyActions } from '../core/index.js'
import { refuse } from '../shared/arguments.js'
import { checkJson, serving } from './serve.js'
import type { HandlerOptions, HonoContext } from './types.js'

/**
 * Returns a handler for Hono 4 that invokes an action and answers with its result as JSON, or with problem details. It runs wherever Hono
 * does: Node, Deno, Bun, Workers.
 *
 * The body, as JSON, is the payload; without a body, undefined is. A body of another content type is answered 415. The invocation ends when
 * the client leaves.
 *
 * @throws {TypeError} when an argument is wrong.
 * @throws {RangeError} when `timeout` is out of range.
 *
 * @example
 * app.post('/actions/:action', honoHandler(actions, { expose: ['ShipOrder'], state: (c) => ({ user: c.get('user') }) }))
 */
// biome-ignore lint/suspicious/noExplicitAny: a route does not tell the types; who annotates the parameters has them
export function honoHandler<M extends ActionMap<M> = AnyActions, C extends HonoContext = any>(
  actions: Actions<M>,
  options: HandlerOptions<M, [c: C]>,
): (c: C) => Promise<Response> {
  const serve = serving(actions, options)
  return async (c) => {
    const payload = async () => {
      const text = await c.req.text()
      if (text === '') return undefined
      checkJson(c.req.raw.headers.get('content-type'))
      return jsonIn(text)
    }
    const answer = await serve([c], { action: c.req.param('action'), signal: c.req.raw.signal, payload })
    if ('given' in answer) {
      if (!isResponse(answer.given)) refuse('What the option respond returns', 'a Response', answer.given)
      return answer.given
    }
    return new Response(answer.body ?? null, answer)
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw Object.assign(new SyntaxError('The body is not JSON', { cause }), { status: 400, expose: true })
  }
}

/** Tells by its members whether this is a response: it may come from a polyfill, or from another realm. */
function isResponse(value: unknown): value is Response {
  const { status, text } = Object(value) as Partial<Response>
  return typeof status === 'number' && typeof text === 'function'
}
