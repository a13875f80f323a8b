// invokeAction: with a payload, without one, with one that may be absent; and through wrappers.

import { expectTypeOf } from 'expect-type'
import type { ActionMap, ActionName, Actions, InvokeOptions, PayloadOf, ResultOf } from '../../../source/core/types.js'
import { actions, type Desk, type Task } from './desk.js'

declare const options: InvokeOptions
declare const name: 'AcceptTask' | 'SendMessage'
declare const bare: 'Search' | 'Logout'

// The result is a promise of what the action gives, never a promise of a promise.
expectTypeOf(actions.invokeAction('AcceptTask', { sid: '' })).toEqualTypeOf<Promise<Task>>()
expectTypeOf(actions.invokeAction('AcceptTask', { sid: '' }, options)).toEqualTypeOf<Promise<Task>>()
expectTypeOf(actions.invokeAction('SendMessage', { conversationSid: '', body: '' })).toEqualTypeOf<
  Promise<{ messageSid: string }>
>()

// No payload where there is none.
expectTypeOf(actions.invokeAction('Logout')).toEqualTypeOf<Promise<void>>()
actions.invokeAction('Logout', undefined)
actions.invokeAction('Logout', undefined, options)

// An optional one where it may be absent.
expectTypeOf(actions.invokeAction('Search')).toEqualTypeOf<Promise<Task[]>>()
actions.invokeAction('Search', 'open')
actions.invokeAction('Search', undefined, options)
actions.invokeAction('SetNote')
actions.invokeAction('SetNote', 'call back', options)
actions.invokeAction(bare)

// Over a union of names.
expectTypeOf(actions.invokeAction(name, { sid: '' })).toEqualTypeOf<Promise<Task | { messageSid: string }>>()

// In a generic wrapper, of one map and of any.
const invoke = <K extends keyof Desk & string>(name: K, payload: PayloadOf<Desk, K>) =>
  actions.invokeAction(name, payload)
expectTypeOf(invoke('AcceptTask', { sid: '' })).toEqualTypeOf<Promise<Task>>()
expectTypeOf(invoke('Logout', undefined)).toEqualTypeOf<Promise<void>>()

export function retrying<M extends ActionMap<M>>(actions: Actions<M>) {
  return async <K extends ActionName<M>>(name: K, payload: PayloadOf<M, K>, times: number): Promise<ResultOf<M, K>> => {
    try {
      return await actions.invokeAction(name, payload, { timeout: 1_000 })
    } catch (error) {
      if (times === 0) throw error
      return actions.invokeAction(name, payload)
    }
  }
}
expectTypeOf(retrying(actions)('AcceptTask', { sid: '' }, 3)).toEqualTypeOf<Promise<Task>>()

// Detached, and nested.
const { invokeAction } = actions
expectTypeOf(invokeAction('AcceptTask', { sid: '' })).toEqualTypeOf<Promise<Task>>()
expectTypeOf(invokeAction('Logout')).toEqualTypeOf<Promise<void>>()
actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => {
  abort()
  expectTypeOf(ctx.invokeAction('Search', 'open', { signal: ctx.signal })).toEqualTypeOf<Promise<Task[]>>()
  expectTypeOf(ctx.invokeAction('Logout')).toEqualTypeOf<Promise<void>>()
  // @ts-expect-error no such action
  ctx.invokeAction('Logoff')
  // @ts-expect-error which task?
  ctx.invokeAction('AcceptTask')
})

// Types that undefined fits are of payloads that may be absent.
declare const loose: Actions<{
  // biome-ignore lint/suspicious/noExplicitAny: it is what this is about
  Any(payload: any): number
  Unknown(payload: unknown): number
  // biome-ignore lint/suspicious/noConfusingVoidType: it is what this is about
  Void(payload: void): void
}>
loose.invokeAction('Any')
loose.invokeAction('Any', 1)
loose.invokeAction('Unknown')
loose.invokeAction('Unknown', 1)
loose.invokeAction('Void')

// @ts-expect-error no such action
actions.invokeAction('AcepptTask', { sid: '' })
// @ts-expect-error which task?
actions.invokeAction('AcceptTask')
// @ts-expect-error a sid is a string
actions.invokeAction('AcceptTask', { sid: 1 })
// @ts-expect-error a property too many
actions.invokeAction('AcceptTask', { sid: '', body: '' })
// @ts-expect-error options are no payload
actions.invokeAction('AcceptTask', options)
// @ts-expect-error Logout takes nothing
actions.invokeAction('Logout', {})
// @ts-expect-error not a string
actions.invokeAction('Search', 1)
// @ts-expect-error one of the two needs a payload
actions.invokeAction(name)
// @ts-expect-error no such option
actions.invokeAction('Logout', undefined, { retries: 1 })
// @ts-expect-error milliseconds are a number
actions.invokeAction('Logout', undefined, { timeout: '5s' })
// @ts-expect-error the result is no string
const result: Promise<string> = actions.invokeAction('AcceptTask', { sid: '' })

export { result }
