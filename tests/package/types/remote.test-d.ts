// What a plugin on the other side of a channel may write: the verbs of the map, asynchronous where they must be.

import { expectTypeOf } from 'expect-type'
import type { Original, PayloadOf, Registration, ResultOf } from '../../../source/core/types.js'
import {
  connect,
  expose,
  type Port,
  type RemoteActions,
  type RemoteContextOf,
  type RemoteParent,
  windowPort,
} from '../../../source/remote/index.js'
import { actions, type Desk, log, type Task } from './desk.js'

declare const port: Port
declare const worker: Worker
declare const channel: BroadcastChannel
declare const when: 'before' | 'after'

const desk = connect<Desk>(port)
expectTypeOf(desk).toEqualTypeOf<RemoteActions<Desk>>()

// Every channel of the platform is one, and a window is none.
connect<Desk>(self)
connect<Desk>(channel)
connect<Desk>(new MessageChannel().port1)
// `parentPort` of Node may be null.
connect<Desk>(port as Port | null)
connect<Desk>(windowPort(window.parent, { origin: 'https://desk.example' }))
expose(actions, worker, { scope: 'crm', allow: ['AcceptTask'] })
expose(actions, port, { scope: 'crm', allow: (verb, action) => verb === 'before' && action === 'AcceptTask' })
// @ts-expect-error: the map has no such action.
expose(actions, port, { scope: 'crm', allow: ['AcepptTask'] })
// @ts-expect-error: there is no such verb.
expose(actions, port, { scope: 'crm', allow: (verb) => verb === 'listen' })
// @ts-expect-error: the scope must be given.
expose(actions, port, { allow: ['AcceptTask'] })
// @ts-expect-error: the origin must be given.
windowPort(window.parent, {})

// Listeners: by literal, by template, several events, and all options.
const registration = desk.addListener('beforeAcceptTask', (payload, abort, ctx) => {
  expectTypeOf(payload).toEqualTypeOf<{ sid: string }>()
  expectTypeOf(abort).toBeCallableWith('reason')
  expectTypeOf(ctx).toEqualTypeOf<RemoteContextOf<Desk, 'AcceptTask'>>()
  expectTypeOf(ctx.parent).toEqualTypeOf<RemoteParent | undefined>()
  expectTypeOf(ctx.invokeAction('Search')).toEqualTypeOf<Promise<Task[]>>()
  ctx.payload = { sid: 'WT2' }
  // @ts-expect-error: not a payload of this action.
  ctx.payload = { side: 'WT2' }
  // @ts-expect-error: a frozen copy.
  ctx.state.seen = true
})
expectTypeOf(registration).toEqualTypeOf<Promise<Registration>>()
desk.addListener('afterAcceptTask', (_payload, result) => expectTypeOf(result).toEqualTypeOf<Task>())
desk.addListener('errorAcceptTask', (_payload, error) => expectTypeOf(error).toBeUnknown())
desk.addListener(`${when}AcceptTask`, (payload) => expectTypeOf(payload).toEqualTypeOf<{ sid: string }>())
desk.addListener(['beforeAcceptTask', 'beforeLogout'], (_payload, abort) => abort('no'))
desk.addListener(['beforeAcceptTask', 'afterLogout'], (payload, second) => {
  expectTypeOf(payload).toEqualTypeOf<{ sid: string } | undefined>()
  expectTypeOf(second).toBeUnknown()
})
desk.addListener('beforeAcceptTask', (payload) => log.push(payload), { once: true, order: 1, name: 'x', timeout: 10 })
// @ts-expect-error: the map has no such action.
desk.addListener('beforeAcepptTask', () => {})
// @ts-expect-error: there is no such event.
desk.addListener('duringAcceptTask', () => {})
// @ts-expect-error: the payload has no such field.
desk.addListener('beforeAcceptTask', (payload) => payload.side)
// @ts-expect-error: there is no such option.
desk.addListener('beforeAcceptTask', () => {}, { onc: true })
// @ts-expect-error: the registration comes later.
desk.addListener('beforeAcceptTask', () => {})()
expectTypeOf(desk.removeListener('beforeAcceptTask', () => {})).toEqualTypeOf<boolean>()
// @ts-expect-error: the map has no such action.
desk.removeListener('beforeAcepptTask', () => {})

// Inside a helper that is generic over the name. (`expectTypeOf` cannot compare types that are not known yet.)
export async function audit<K extends keyof Desk & string>(name: K): Promise<Registration> {
  await desk.addListener(`before${name}`, (payload, abort, ctx) => {
    const given: { payload: PayloadOf<Desk, K>; action: K } = { payload, action: ctx.action }
    abort(given)
  })
  await desk.addListener(`after${name}`, (_payload, result) => {
    const given: ResultOf<Desk, K> = result
    log.push(given)
  })
  await desk.addListener(`${when}${name}`, (payload) => log.push(payload))
  // @ts-expect-error: there is no such kind.
  desk.addListener(`during${name}`, () => {})
  return desk.addListener(`error${name}`, (payload, error) => log.push(payload, error))
}

// Replacements and middleware.
desk.replaceAction('AcceptTask', (payload, original, ctx) => {
  expectTypeOf(original).toEqualTypeOf<Original<{ sid: string }, Task>>()
  expectTypeOf(ctx.result).toEqualTypeOf<Task | undefined>()
  return original(payload)
})
desk.replaceAction('AcceptTask', () => {}, { timeout: 1, order: 1 })
// @ts-expect-error: not a result of this action.
desk.replaceAction('AcceptTask', () => 'WT1')
// @ts-expect-error: not a payload of this action.
desk.replaceAction('AcceptTask', (_payload, original) => original({ side: '' }))
desk.use('AcceptTask', async (ctx, next) => {
  await next()
  expectTypeOf(ctx.result).toEqualTypeOf<Task | undefined>()
})
// @ts-expect-error: middleware for every action cannot be remote.
desk.use((_ctx: unknown, next: () => unknown) => next())

// Invoking.
expectTypeOf(desk.invokeAction('AcceptTask', { sid: '' })).toEqualTypeOf<Promise<Task>>()
expectTypeOf(desk.invokeAction('SendMessage', { conversationSid: '', body: '' })).toEqualTypeOf<
  Promise<{ messageSid: string }>
>()
desk.invokeAction('Search', undefined, { timeout: 1, signal: AbortSignal.timeout(1) })
desk.invokeAction('Logout')
// @ts-expect-error: the map has no such action.
desk.invokeAction('AcepptTask', { sid: '' })
// @ts-expect-error: not a payload of this action.
desk.invokeAction('AcceptTask', { sid: 1 })
// @ts-expect-error: the payload must be given.
desk.invokeAction('AcceptTask')
// @ts-expect-error: the host would trust it.
desk.invokeAction('AcceptTask', { sid: '' }, { state: {} })
const outcome = await desk.settleAction('AcceptTask', { sid: '' })
if (outcome.status === 'done') expectTypeOf(outcome.result).toEqualTypeOf<Task>()
// @ts-expect-error: there is no such status.
if (outcome.status === 'over') log.push(outcome)

// Scopes have the same verbs; what the host alone does, a plugin does not have.
const scope = desk.scope('inner')
scope.addListener('beforeAcceptTask', (payload) => expectTypeOf(payload).toEqualTypeOf<{ sid: string }>())
scope.scope('more').dispose()
// @ts-expect-error: the connection is over, not the scope.
log.push(scope.closed)
// @ts-expect-error: the core stays in the host.
desk.registerAction('AcceptTask', () => {})

// Without a map, names are strings and payloads any.
const untyped = connect(port)
untyped.addListener('beforeAnything', (payload) => payload.anything.at.all)
untyped.invokeAction('Anything', 1)
