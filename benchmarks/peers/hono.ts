// hono: the compose with which it runs its middleware. Its package does not export compose by name.

import { compose } from '../node_modules/hono/dist/compose.js'
import type { Contestant } from '../work.js'
import { type Ctx, lifted, type Middleware, performing } from './koa.js'

/** The fields of a context that compose needs, besides those of our functions. */
interface HonoCtx<P> extends Ctx<P> {
  req: { routeIndex: number }
  finalized: boolean
}

export const listeners: Contestant = {
  name: 'hono (compose)',
  from: 'hono',
  awaits: true,
  upTo: 1000,
  build: (work) => stack(lifted(work)),
  aborting: (core) => stack([() => {}, performing(core)]),
  replacing: (core, replacement) =>
    stack([
      async (ctx, next) => {
        ctx.result = await replacement(ctx.payload, async (payload) => {
          ctx.payload = payload
          await next()
          return ctx.result
        })
      },
      performing(core),
    ]),
}

export function stack<P>(middleware: readonly Middleware<Ctx<P>>[]): (payload: P) => Promise<unknown> {
  const run = compose<HonoCtx<P>>(middleware.map((fn) => [[fn, undefined], undefined]))
  return async (payload) => {
    const ctx: HonoCtx<P> = { payload, result: undefined, req: { routeIndex: 0 }, finalized: true }
    await run(ctx)
    return ctx.result
  }
}
