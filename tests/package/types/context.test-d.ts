// ctx, and the middleware that is given it.

import { expectTypeOf } from 'expect-type'
import type { ActionContext, ActionState, ContextOf, Middleware, Next } from '../../../source/core/types.js'
import { actions, type Desk, log, type Task, task } from './desk.js'

declare const name: 'AcceptTask' | 'SendMessage'

// Of one action, everything is known.
actions.use('AcceptTask', async (ctx, next) => {
  expectTypeOf(ctx).toEqualTypeOf<ContextOf<Desk, 'AcceptTask'>>()
  expectTypeOf(next).toEqualTypeOf<Next>()
  expectTypeOf(ctx.action).toEqualTypeOf<'AcceptTask'>()
  expectTypeOf(ctx.payload).toEqualTypeOf<{ sid: string }>()
  expectTypeOf(ctx.result).toEqualTypeOf<Task | undefined>()
  expectTypeOf(ctx.aborted).toEqualTypeOf<boolean>()
  expectTypeOf(ctx.abortReason).toEqualTypeOf<unknown>()
  expectTypeOf(ctx.signal).toEqualTypeOf<AbortSignal>()
  expectTypeOf(ctx.state).toEqualTypeOf<ActionState>()
  expectTypeOf(ctx.id).toEqualTypeOf<number>()
  expectTypeOf(ctx.depth).toEqualTypeOf<number>()
  expectTypeOf(ctx.parent).toEqualTypeOf<ActionContext<unknown, unknown, Desk> | undefined>()
  expectTypeOf(await next()).toEqualTypeOf<void>()
})
actions.use('AcceptTask', async (ctx) => ctx.payload.sid)

// What may be assigned, and what may not.
actions.use('AcceptTask', (ctx, next) => {
  ctx.payload = { sid: 'WT1' }
  ctx.result = task
  ctx.result = undefined
  ctx.aborted = true
  ctx.abort()
  ctx.abort('busy')
  // @ts-expect-error a sid is a string
  ctx.payload = { sid: 1 }
  // @ts-expect-error not a Task
  ctx.result = 'WT1'
  // @ts-expect-error an action does not change its name
  ctx.action = 'AcceptTask'
  // @ts-expect-error abort with the reason
  ctx.abortReason = 'busy'
  // @ts-expect-error the invocation's own
  ctx.signal = AbortSignal.abort()
  // @ts-expect-error keep things in it; it stays
  ctx.state = {}
  // @ts-expect-error next takes nothing
  return next(ctx)
})

// Over a union of names, ctx.action tells which.
actions.use(name, async (ctx, next) => {
  expectTypeOf(ctx.action).toEqualTypeOf<'AcceptTask' | 'SendMessage'>()
  if (ctx.action === 'SendMessage') expectTypeOf(ctx.payload.body).toEqualTypeOf<string>()
  await next()
})

// For every action, payload and result may be anything.
actions.use(async (ctx, next) => {
  expectTypeOf(ctx.payload).toEqualTypeOf<unknown>()
  expectTypeOf(ctx.result).toEqualTypeOf<unknown>()
  expectTypeOf(ctx.action).toEqualTypeOf<string>()
  expectTypeOf(ctx.invokeAction('Logout')).toEqualTypeOf<Promise<void>>()
  ctx.result = 'cached'
  // @ts-expect-error whose payload?
  log.push(ctx.payload.sid)
  await next()
})

// Middleware may return anything, and may be written down elsewhere, for all actions or one.
const timing: Middleware = async (ctx, next) => {
  const start = performance.now()
  await next()
  log.push(ctx.action, performance.now() - start)
}
const accepting: Middleware<ContextOf<Desk, 'AcceptTask'>> = (ctx, next) => (ctx.payload.sid === '' ? 'no' : next())
actions.use(timing, { order: -1, name: 'timing' })
actions.use('AcceptTask', timing)
actions.use('AcceptTask', accepting)

// A function over ctx in general takes the ctx of every action.
const describe = (ctx: ActionContext) => `${ctx.action}#${ctx.id} in ${ctx.parent?.action}`
actions.registerAction('Logout', (_payload, ctx) => log.push(describe(ctx)))
actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => describe(ctx))
actions.addListener('afterAcceptTask', (_payload, _result, ctx) => describe(ctx))
actions.replaceAction('AcceptTask', (_payload, original, ctx) => (describe(ctx) === '' ? task : original()))

// The locals hold anything; those that are declared have their type.
declare module '../../../source/core/types.js' {
  interface ActionState {
    startedAt?: number
  }
}
actions.use((ctx, next) => {
  ctx.state.startedAt = performance.now()
  ctx.state.anything = 'else'
  ctx.state[Symbol.for('key')] = 1
  expectTypeOf(ctx.state.startedAt).toEqualTypeOf<number>()
  expectTypeOf(ctx.state.other).toEqualTypeOf<unknown>()
  // @ts-expect-error declared as a number
  ctx.state.startedAt = 'now'
  return next()
})

// @ts-expect-error no such action
actions.use('AcepptTask', timing)
// @ts-expect-error which middleware?
actions.use('AcceptTask')
// @ts-expect-error another action's
actions.use('SendMessage', accepting)
// @ts-expect-error one action's, for all of them
actions.use(accepting)
// @ts-expect-error middleware cannot be taken off before its first call
actions.use(timing, { once: true })
