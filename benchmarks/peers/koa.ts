// koa-compose alone, without the library. Every listener becomes middleware.

import compose from 'koa-compose'
import type { Contestant, Listener, Work } from '../work.js'

export interface Ctx<P = unknown> {
  payload: P
  result?: unknown
}
export type Middleware<C> = (ctx: C, next: () => Promise<unknown>) => unknown

export const listeners: Contestant = {
  name: 'koa-compose',
  from: 'koa-compose',
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

/** Returns the listeners and the core as middleware, written with `await`, as users write it. */
export function lifted<P>({ core, before, after }: Pick<Work<P>, 'core' | 'before' | 'after'>): Middleware<Ctx<P>>[] {
  return [
    ...before.map(
      (listener): Middleware<Ctx<P>> =>
        async (ctx, next) => {
          await listener(ctx.payload)
          await next()
        },
    ),
    // On the way out, the outermost middleware runs last.
    ...after.toReversed().map(
      (listener): Middleware<Ctx<P>> =>
        async (ctx, next) => {
          await next()
          await listener(ctx.payload)
        },
    ),
    performing(core),
  ]
}

export function performing<P>(core: Listener<P>): Middleware<Ctx<P>> {
  return async (ctx) => {
    ctx.result = await core(ctx.payload)
  }
}

export function stack<P>(middleware: readonly Middleware<Ctx<P>>[]): (payload: P) => Promise<unknown> {
  const run = compose<Ctx<P>>(middleware)
  return async (payload) => {
    const ctx: Ctx<P> = { payload, result: undefined }
    await run(ctx)
    return ctx.result
  }
}
