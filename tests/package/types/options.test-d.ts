// Options: what each verb takes, what no verb takes, and lists of events.

import { expectTypeOf } from 'expect-type'
import { createActions } from '../../../source/core/index.js'
import type { Abort, InvokeOptions, Registration, ReplaceOptions } from '../../../source/core/types.js'
import { actions, type Desk, log, task } from './desk.js'

declare const signal: AbortSignal
declare const name: 'AcceptTask' | 'SendMessage'

// Replacements have an order, as middleware and listeners have.
actions.replaceAction('AcceptTask', () => task, { order: -1, signal, name: 'confirm' })
actions.replaceAction('AcceptTask', () => task, { order: undefined })
expectTypeOf<ReplaceOptions['order']>().toEqualTypeOf<number | undefined>()

// An invocation may be handed what its ctx.state begins with.
actions.invokeAction('AcceptTask', { sid: '' }, { state: { user: 'anna' } })
actions.invokeAction('Logout', undefined, { signal, timeout: 5, state: undefined })
actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => ctx.invokeAction('Logout', undefined, { state: {} }))
actions.invokeAction('Logout', undefined, {} satisfies InvokeOptions)

// A scope may replace the one of its name.
actions.scope('crm-plugin', { replace: true }).scope('panel', { replace: undefined })

// One listener for a list of events: of one kind, it is handed what that kind is handed.
expectTypeOf(
  actions.addListener(['beforeAcceptTask', 'beforeSendMessage'], (payload, abort, ctx) => {
    expectTypeOf(payload).toEqualTypeOf<{ sid: string } | { conversationSid: string; body: string }>()
    expectTypeOf(abort).toEqualTypeOf<Abort>()
    if (ctx.action === 'AcceptTask') expectTypeOf(ctx.payload).toEqualTypeOf<{ sid: string }>()
  }),
).toEqualTypeOf<Registration>()
actions.addListener(['afterAcceptTask'], (payload, result) => {
  expectTypeOf(payload).toEqualTypeOf<{ sid: string }>()
  log.push(result.accepted)
})
actions.addListener(['errorAcceptTask', 'errorSearch'], (_payload, error) => {
  expectTypeOf(error).toEqualTypeOf<unknown>()
})
actions.addListener([`before${name}`], (_payload, abort) => abort())
actions.addListener(['beforeAcceptTask', 'afterAcceptTask'], (payload, second) => {
  expectTypeOf(payload).toEqualTypeOf<{ sid: string }>()
  expectTypeOf(second).toEqualTypeOf<unknown>()
})
actions.addListener(['beforeAcceptTask', 'beforeLogout'] as const, () => {}, { once: true, order: 1 })

// A list that is put together elsewhere.
const guarded = (['AcceptTask', 'SendMessage'] as const).map((action) => `before${action}` as const)
actions.addListener(guarded, (_payload, abort) => abort())

// Without a map, every option is known as well.
const untyped = createActions()
untyped.addListener(['beforeAnything', 'afterAnything'], () => {}, { once: true })
untyped.invokeAction('Anything', 1, { state: { user: 'anna' } })

// @ts-expect-error no such option: once
actions.addListener('beforeAcceptTask', () => {}, { onc: true })
// @ts-expect-error no such option: once
actions.addListener(['beforeAcceptTask', 'beforeLogout'], () => {}, { onc: true })
// @ts-expect-error no such option: timeout
actions.invokeAction('Logout', undefined, { timout: 5 })
// @ts-expect-error no such option: timeout
actions.registerAction('AcceptTask', () => task, { timout: 5 })
// @ts-expect-error no such option: order
actions.replaceAction('AcceptTask', () => task, { oder: 1 })
// @ts-expect-error a replacement has no once
actions.replaceAction('AcceptTask', () => task, { once: true })
// @ts-expect-error middleware has no time limit
actions.use((_ctx, next) => next(), { timeout: 5 })
// @ts-expect-error an action has no order
actions.registerAction('AcceptTask', () => task, { order: 1 })
// @ts-expect-error no such option: replace
actions.scope('crm-plugin', { repalce: true })
// @ts-expect-error replace is a switch
actions.scope('crm-plugin', { replace: 'older' })
// @ts-expect-error a state is an object
actions.invokeAction('Logout', undefined, { state: 'anna' })
// @ts-expect-error an order is a number
actions.replaceAction('AcceptTask', () => task, { order: 'first' })
// @ts-expect-error options are no payload
actions.invokeAction('Logout', { signal })
// @ts-expect-error no such action in the list
actions.addListener(['beforeAcceptTask', 'beforeAcepptTask'], () => {})
// @ts-expect-error no such kind of event in the list
actions.addListener(['beforeAcceptTask', 'duringAcceptTask'], () => {})
// @ts-expect-error a list is of events
actions.addListener([1], () => {})
// @ts-expect-error a replaced action is one
actions.replaceAction(['AcceptTask', 'Logout'], () => {})
// @ts-expect-error no such option
createActions<Desk>({ maxdepth: 5 })
