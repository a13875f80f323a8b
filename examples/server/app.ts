// The routes, for Koa.

import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import Koa, { type Context, type Middleware } from 'koa'
import { shop } from './contract.js'
import { koaHandler, toProblem } from './entracte.js'
import type { Service } from './service.js'
import { authenticate } from './session.js'
import { pageOf, streamOf } from './timeline.js'

/** What a client may try again later. */
const LATER = { ACTION_BLOCKED: 503, ACTION_QUEUE_UNAVAILABLE: 503, ACTION_QUEUE_CLOSED: 503 }

/** @param ending Fires when the server ends: then the streams of events end, and no connection waits for more requests. */
export function createApp({ actions, recording }: Service, ending: AbortSignal): Koa {
  const router = new Router()
  router.post(
    '/actions/:action',
    authenticate,
    bodyParser({
      enableTypes: ['json'],
      onError: (error, ctx) => ctx.throw(Object(error).status ?? 400, error.message),
    }),
    koaHandler(actions, {
      expose: shop,
      statuses: LATER,
      state: (ctx: Context) => ({
        session: ctx.state.session,
        idempotencyKey: ctx.get('idempotency-key') || undefined,
      }),
    }),
  )
  router.get(['/timeline', '/timeline.js'], pageOf())
  router.get('/timeline/events', streamOf(recording, ending))
  const app = new Koa()
  app.on('error', (error) => {
    // A page that is closed leaves its stream of events, which is no error.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') console.error(error)
  })
  app.use(async (ctx, next) => {
    await next()
    if (ending.aborted) ctx.set('connection', 'close')
  })
  app.use(problems)
  app.use(router.routes())
  app.use(router.allowedMethods())
  return app
}

/** Answers what fails outside the actions in the same form, such as a body that is no JSON. */
const problems: Middleware = async (ctx, next) => {
  try {
    await next()
  } catch (error) {
    const problem = toProblem(error)
    ctx.status = problem.status
    ctx.type = 'application/problem+json'
    ctx.body = problem
    if (problem.status >= 500) ctx.app.emit('error', error, ctx)
  }
}
