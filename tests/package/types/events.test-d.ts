// Listeners: what they are given, for an event written out, put together, or only known later.

import { expectTypeOf } from 'expect-type'
import type {
  Abort,
  ActionMap,
  ActionName,
  Actions,
  AfterListener,
  BeforeListener,
  ContextOf,
  ErrorListener,
  PayloadOf,
  Registration,
  ResultOf,
} from '../../../source/core/types.js'
import { actions, type Desk, log, type Task } from './desk.js'

declare const name: 'AcceptTask' | 'SendMessage'
declare const when: 'before' | 'after'
declare const anyWhen: 'before' | 'after' | 'error'

// From a literal.
actions.addListener('beforeAcceptTask', (payload, abort, ctx) => {
  expectTypeOf(payload).toEqualTypeOf<{ sid: string }>()
  expectTypeOf(abort).toEqualTypeOf<Abort>()
  expectTypeOf(ctx).toEqualTypeOf<ContextOf<Desk, 'AcceptTask'>>()
})
actions.addListener('afterSendMessage', (payload, result, ctx) => {
  expectTypeOf(payload).toEqualTypeOf<{ conversationSid: string; body: string }>()
  expectTypeOf(result).toEqualTypeOf<{ messageSid: string }>()
  expectTypeOf(ctx).toEqualTypeOf<ContextOf<Desk, 'SendMessage'>>()
})
actions.addListener('errorSearch', (payload, error, ctx) => {
  expectTypeOf(payload).toEqualTypeOf<string | undefined>()
  expectTypeOf(error).toEqualTypeOf<unknown>()
  expectTypeOf(ctx).toEqualTypeOf<ContextOf<Desk, 'Search'>>()
})
actions.addListener('beforeLogout', (payload) => expectTypeOf(payload).toEqualTypeOf<undefined>())

// From a template literal over a union of names.
actions.addListener(`before${name}`, (payload, abort, ctx) => {
  expectTypeOf(payload).toEqualTypeOf<{ sid: string } | { conversationSid: string; body: string }>()
  expectTypeOf(abort).toEqualTypeOf<Abort>()
  if (ctx.action === 'AcceptTask') expectTypeOf(ctx.payload).toEqualTypeOf<{ sid: string }>()
})
actions.addListener(`after${name}`, (_payload, result) => {
  expectTypeOf(result).toEqualTypeOf<Task | { messageSid: string }>()
})
actions.addListener(`error${name}`, (payload) => {
  expectTypeOf(payload).toEqualTypeOf<{ sid: string } | { conversationSid: string; body: string }>()
})

// Over a union of kinds, of one name and of several.
actions.addListener(`${when}AcceptTask`, (payload, abortOrResult, ctx) => {
  expectTypeOf(payload).toEqualTypeOf<{ sid: string }>()
  expectTypeOf(abortOrResult).toEqualTypeOf<unknown>()
  expectTypeOf(ctx).toEqualTypeOf<ContextOf<Desk, 'AcceptTask'>>()
})
actions.addListener(`${anyWhen}${name}`, (payload) => {
  expectTypeOf(payload).toEqualTypeOf<{ sid: string } | { conversationSid: string; body: string }>()
})

// In loops, as plugins attach to many at once.
for (const each of ['AcceptTask', 'Search'] as const) {
  actions.addListener(`after${each}`, (payload) => log.push(payload))
  for (const kind of ['before', 'after'] as const) actions.addListener(`${kind}${each}`, (payload) => log.push(payload))
}

// Inside a generic helper over the name. (`expectTypeOf` cannot compare types that are not known yet.)
export function audit<K extends keyof Desk & string>(name: K): Registration {
  actions.addListener(`before${name}`, (payload, abort, ctx) => {
    const given: { payload: PayloadOf<Desk, K>; abort: Abort; action: K } = { payload, abort, action: ctx.action }
    log.push(given)
  })
  actions.addListener(`after${name}`, (payload, result, ctx) => {
    const given: { payload: PayloadOf<Desk, K>; result: ResultOf<Desk, K> } = { payload, result }
    ctx.payload = payload
    ctx.result = result
    log.push(given)
  })
  actions.addListener(`error${name}`, (_payload, error) => expectTypeOf(error).toEqualTypeOf<unknown>())
  actions.addListener(`${when}${name}`, (payload) => {
    const given: PayloadOf<Desk, K> = payload
    log.push(given)
  })
  // @ts-expect-error what K is given is not known here
  actions.addListener(`before${name}`, (payload) => payload.sid)
  // @ts-expect-error no such kind
  actions.addListener(`during${name}`, () => {})
  actions.removeListener(`before${name}`, audit)
  return actions.addListener(`before${name}`, (payload) => log.push(payload))
}

// Inside a generic helper over the map and the name.
export function auditAny<M extends ActionMap<M>, K extends ActionName<M>>(actions: Actions<M>, name: K) {
  actions.addListener(`before${name}`, (payload, abort, ctx) => log.push(payload, abort, ctx.action))
  actions.addListener(`after${name}`, (payload, result) => {
    const given: { payload: PayloadOf<M, K>; result: ResultOf<M, K> } = { payload, result }
    log.push(given)
  })
}

// A helper can be handed the listener, too.
export function veto<K extends ActionName<Desk>>(name: K, listener: BeforeListener<PayloadOf<Desk, K>>) {
  return actions.addListener(`before${name}`, listener)
}
veto('AcceptTask', (payload, abort) => {
  if (payload.sid === '') abort('Which task?')
})

// A listener may return anything, take less than it is given, and be written down elsewhere.
actions.addListener('beforeAcceptTask', (payload) => log.push(payload))
actions.addListener('afterAcceptTask', async () => 'ignored')
actions.addListener('errorAcceptTask', () => {})
const before: BeforeListener<{ sid: string }> = (payload, abort, ctx) => abort(payload.sid + ctx.payload.sid)
const after: AfterListener<{ sid: string }, Task> = (payload, result) => log.push(payload.sid, result.accepted)
const error: ErrorListener<{ sid: string }> = (_payload, error) => log.push(error)
actions.addListener('beforeAcceptTask', before)
actions.addListener('afterAcceptTask', after)
actions.addListener('errorAcceptTask', error)
actions.addListener(`${when}AcceptTask`, (payload: { sid: string }) => log.push(payload))
expectTypeOf(actions.removeListener('beforeAcceptTask', before)).toEqualTypeOf<boolean>()

// The same name at both ends: a kind is only taken off the front.
declare const nested: Actions<{ before(payload: 1): 2; beforebefore(payload: 3): 4 }>
nested.addListener('beforebefore', (payload) => expectTypeOf(payload).toEqualTypeOf<1>())
nested.addListener('beforebeforebefore', (payload) => expectTypeOf(payload).toEqualTypeOf<3>())

// @ts-expect-error no such action
actions.addListener('beforeAcepptTask', () => {})
// @ts-expect-error no such kind
actions.addListener('duringAcceptTask', () => {})
// @ts-expect-error a name is no event
actions.addListener('AcceptTask', () => {})
// @ts-expect-error a kind is no event
actions.addListener('before', () => {})
// @ts-expect-error no such action
actions.addListener(`${when}AcepptTask`, () => {})
// @ts-expect-error any string is too much: it may be no event
actions.addListener(String(when), () => {})
// @ts-expect-error another payload
actions.addListener('beforeAcceptTask', (payload: { sid: number }) => payload)
// @ts-expect-error another result
actions.addListener('afterAcceptTask', (_payload, result: string) => result)
// @ts-expect-error what an after-listener is given is no abort
actions.addListener('afterAcceptTask', (_payload, abort: Abort) => abort())
// @ts-expect-error before or after: it may be no abort
actions.addListener(`${when}AcceptTask`, (_payload, abort: Abort) => abort())
// @ts-expect-error a payload has no such property
actions.addListener('beforeAcceptTask', (payload) => payload.body)
// @ts-expect-error not a function
actions.addListener('beforeAcceptTask', { handleEvent() {} })
// @ts-expect-error no such option
actions.addListener('beforeAcceptTask', () => {}, { priority: 1 })
// @ts-expect-error no such event
actions.removeListener('beforeAcepptTask', before)
