// @feathersjs/hooks: before-hooks and after-hooks that are lifted into (context, next) middleware around a function.

import { collect, type HookContext, type HookMiddleware, hooks } from '@feathersjs/hooks'
import type { Contestant, Listener } from '../work.js'
import type { Ctx, Middleware } from './koa.js'

export const listeners: Contestant = {
  name: '@feathersjs/hooks',
  from: '@feathersjs/hooks',
  awaits: true,
  upTo: 1000,
  build: ({ core, before, after }) => hooks(core, [collect({ before: before.map(hookOf), after: after.map(hookOf) })]),
  aborting: (core) => hooks(core, [() => {}]),
  replacing: (core, replacement) => replaced(core, [replacement]),
}

/** Returns a function with replacements in front of it, the last replacement outermost. `next` is the original. */
export function replaced<P>(
  core: (payload: P) => unknown,
  replacements: readonly ((payload: P, original: (payload: P) => unknown) => unknown)[],
): (payload: P) => Promise<unknown> {
  return hooks(core, replacements.map(replacing).reverse())
}

/** Returns a function with middleware around it. Both libraries call middleware in the same way. */
export function middleware<P>(
  core: (payload: P) => unknown,
  around: readonly Middleware<Ctx<P>>[],
): (payload: P) => Promise<unknown> {
  return hooks(core, around as unknown as HookMiddleware<P>[])
}

function replacing<P>(
  replacement: (payload: P, original: (payload: P) => Promise<unknown>) => unknown,
): HookMiddleware<P> {
  return async (ctx, next) => {
    ctx.result = await replacement(ctx.arguments[0], async (payload) => {
      ctx.arguments[0] = payload
      await next()
      return ctx.result
    })
  }
}

function hookOf<P>(listener: Listener<P>): (ctx: HookContext<P>) => unknown {
  return (ctx) => listener(ctx.arguments[0])
}
