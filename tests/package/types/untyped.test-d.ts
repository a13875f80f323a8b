// Without a map: names are strings, payloads and results any.

import { expectTypeOf } from 'expect-type'
import { createActions } from '../../../source/core/index.js'
import type { Abort, Actions, Middleware } from '../../../source/core/types.js'
import { log } from './desk.js'

const actions = createActions()
declare const name: string

expectTypeOf(actions).toEqualTypeOf<Actions>()

actions.registerAction('AcceptTask', (payload, ctx) => [payload.sid, ctx.payload.sid])
actions.registerAction(
  name,
  async (payload) => payload,
  (payload) => payload.inner,
)
actions.registerAction(name, () => {}, { payloadUpdate: (payload) => payload.inner })
actions.replaceAction('AcceptTask', async (payload, original) => original(payload.inner))
actions.replaceAction('AcceptTask', async (payload, original) => {
  original(payload)
})

actions.addListener('beforeAcceptTask', (payload, abort, ctx) => {
  expectTypeOf(payload).toBeAny()
  expectTypeOf(abort).toEqualTypeOf<Abort>()
  expectTypeOf(ctx.action).toEqualTypeOf<'AcceptTask'>()
})
actions.addListener('afterAcceptTask', (payload, result, ctx) => {
  expectTypeOf(payload).toBeAny()
  expectTypeOf(result).toBeAny()
  log.push(ctx.result.sid)
})
actions.addListener('errorAcceptTask', (_payload, error) => expectTypeOf(error).toEqualTypeOf<unknown>())
actions.addListener(`before${name}`, (payload, abort) => abort(payload.sid))
actions.addListener(`${'before' as 'before' | 'after'}${name}`, (payload) => log.push(payload.sid))
actions.removeListener(`before${name}`, () => {})

actions.use(async (ctx, next) => {
  expectTypeOf(ctx.payload).toBeAny()
  expectTypeOf(ctx.result).toBeAny()
  log.push(ctx.payload.sid, ctx.result.sid)
  await next()
})
actions.use(name, async (ctx, next) => {
  log.push(ctx.payload.sid)
  await next()
})
const general: Middleware = (_ctx, next) => next()
actions.use(general)

expectTypeOf(actions.invokeAction('AcceptTask')).resolves.toBeAny()
expectTypeOf(actions.invokeAction(name, { sid: '' }, { timeout: 5 })).resolves.toBeAny()
actions.unregisterAction(name)
actions.hasAction(name)

// A map may also say that names are strings, and type what they take.
const strings = createActions<{ [name: string]: (payload: string) => number }>()
strings.addListener('afterAnything', (payload, result) => {
  expectTypeOf(payload).toEqualTypeOf<string>()
  expectTypeOf(result).toEqualTypeOf<number>()
})
expectTypeOf(strings.invokeAction('Anything', 'x')).toEqualTypeOf<Promise<number>>()
// @ts-expect-error not a string
strings.invokeAction('Anything', 1)

// @ts-expect-error a name is a string
actions.invokeAction(1)
// @ts-expect-error no such kind, whatever the name
actions.addListener('duringAcceptTask', () => {})
// @ts-expect-error not a function
actions.registerAction('AcceptTask', 1)
