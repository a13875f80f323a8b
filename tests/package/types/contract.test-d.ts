// Contracts: what callers pass and receive, what listeners and cores see, and what each of them may be.

import { expectTypeOf } from 'expect-type'
import * as v from 'valibot'
import { z } from 'zod'
import {
  type ActionJsonSchema,
  type Contract,
  contract,
  enforce,
  type MapOf,
  type Schema,
  toJsonSchema,
} from '../../../source/contract/index.js'
import { createActions } from '../../../source/core/index.js'
import type {
  ActionName,
  Actions,
  CoreOf,
  InputOf,
  InvokeArgumentsOf,
  OutputOf,
  PayloadOf,
  PluginOf,
  ResultOf,
  Scope,
} from '../../../source/core/types.js'
import { useAction } from '../../../source/react/index.js'
import { connect } from '../../../source/remote/index.js'
import { trackState } from '../../../source/state/index.js'

const desk = contract({
  Deploy: {
    payload: z.object({ to: z.string(), delay: z.number().default(0) }),
    result: v.pipe(v.number(), v.transform(String)),
    title: 'Deploy',
    destructive: true,
  },
  Search: { payload: v.optional(v.string()), result: z.array(z.string()) },
  Wait: { payload: z.number().default(5), result: z.coerce.date() },
  Logout: {},
})
type Map = MapOf<typeof desk>
interface Desk extends Map {}
const actions = enforce(createActions<Desk>(), desk)
const direct = enforce(createActions<MapOf<typeof desk>>(), desk)
const untyped = enforce(createActions(), desk)

// What goes in, and what comes out.
expectTypeOf<ActionName<Desk>>().toEqualTypeOf<'Deploy' | 'Search' | 'Wait' | 'Logout'>()
expectTypeOf<InputOf<Desk, 'Deploy'>>().toEqualTypeOf<{ to: string; delay?: number | undefined }>()
expectTypeOf<PayloadOf<Desk, 'Deploy'>>().toEqualTypeOf<{ to: string; delay: number }>()
expectTypeOf<OutputOf<Desk, 'Deploy'>>().toEqualTypeOf<number>()
expectTypeOf<ResultOf<Desk, 'Deploy'>>().toEqualTypeOf<string>()
expectTypeOf<PayloadOf<Desk, 'Search'>>().toEqualTypeOf<string | undefined>()
expectTypeOf<InputOf<Desk, 'Wait'>>().toEqualTypeOf<number | undefined>()
expectTypeOf<PayloadOf<Desk, 'Wait'>>().toEqualTypeOf<number>()
expectTypeOf<OutputOf<Desk, 'Wait'>>().toEqualTypeOf<unknown>()
expectTypeOf<ResultOf<Desk, 'Wait'>>().toEqualTypeOf<Date>()
expectTypeOf<PayloadOf<Desk, 'Logout'>>().toEqualTypeOf<undefined>()
expectTypeOf<InputOf<Desk, 'Logout'>>().toEqualTypeOf<undefined>()
expectTypeOf<ResultOf<Desk, 'Logout'>>().toEqualTypeOf<void>()
expectTypeOf(actions).toEqualTypeOf<Actions<Desk>>()
expectTypeOf(direct).toEqualTypeOf<Actions<MapOf<typeof desk>>>()

// Callers.
expectTypeOf(actions.invokeAction('Deploy', { to: 'here' })).toEqualTypeOf<Promise<string>>()
actions.invokeAction('Deploy', { to: 'here', delay: 1 }, { timeout: 5 })
actions.settleAction('Deploy', { to: 'here' })
direct.invokeAction('Deploy', { to: 'here' })
untyped.invokeAction('Anything', 5)
actions.invokeAction('Search')
actions.invokeAction('Wait')
actions.invokeAction('Logout')
// @ts-expect-error a payload is required
actions.invokeAction('Deploy')
// @ts-expect-error the delay is a number
actions.invokeAction('Deploy', { to: 'here', delay: '1' })
// @ts-expect-error the action takes no payload
actions.invokeAction('Logout', 5)
// @ts-expect-error the contract has no such action
actions.invokeAction('Deplo', { to: 'here' })

// Cores and listeners.
actions.registerAction('Deploy', ({ to, delay }, ctx) => {
  expectTypeOf(delay).toEqualTypeOf<number>()
  expectTypeOf(ctx.payload).toEqualTypeOf<{ to: string; delay: number }>()
  expectTypeOf(ctx.invokeAction('Deploy', { to })).toEqualTypeOf<Promise<string>>()
  return delay
})
actions.registerAction('Deploy', async () => 5)
actions.registerAction('Wait', (ms) => ms * 2)
actions.registerAction('Logout', () => {})
// @ts-expect-error the core returns what the schema takes, and not what it gives
actions.registerAction('Deploy', () => 'done')
actions.addListener('beforeDeploy', ({ delay }) => expectTypeOf(delay).toEqualTypeOf<number>())
actions.addListener('afterDeploy', ({ delay }, result) => {
  expectTypeOf(delay).toEqualTypeOf<number>()
  expectTypeOf(result).toEqualTypeOf<string>()
})
actions.replaceAction('Deploy', async (payload, original, ctx) => {
  expectTypeOf(payload).toEqualTypeOf<{ to: string; delay: number }>()
  expectTypeOf(ctx.action).toEqualTypeOf<'Deploy'>()
  const given = await original()
  expectTypeOf(given).toEqualTypeOf<number>()
  return given + 1
})

// Middleware sees the payload of the caller, until it has called next().
actions.use('Deploy', async (ctx, next) => {
  expectTypeOf(ctx.payload.delay).toEqualTypeOf<number | undefined>()
  await next()
  expectTypeOf(ctx.result).toEqualTypeOf<string | undefined>()
})

// Helpers that are generic over the name.
export const retry = <K extends ActionName<Desk>>(name: K, ...rest: InvokeArgumentsOf<Desk, K>) =>
  actions.invokeAction(name, ...rest).catch(() => actions.invokeAction(name, ...rest))
export const register = <K extends ActionName<Desk>>(name: K, core: CoreOf<Desk, K>) =>
  actions.registerAction(name, core)

// Contracts in several modules, and plugins that say what they need.
const billing = contract({ Refund: { payload: z.object({ amount: z.string().transform(Number) }) } })
const all = desk.extend(billing).extend({ Close: {} })
expectTypeOf<ActionName<MapOf<typeof all>>>().toEqualTypeOf<
  'Deploy' | 'Search' | 'Wait' | 'Logout' | 'Refund' | 'Close'
>()
interface All extends MapOf<typeof all> {}
const host = enforce(createActions<All>(), all)
host.invokeAction('Refund', { amount: '5' })
const needs = desk.pick('Deploy', 'Logout')
const plugin: PluginOf<MapOf<typeof needs>> = (scope) => {
  expectTypeOf(scope).toEqualTypeOf<Scope<MapOf<typeof needs>>>()
  scope.addListener('afterDeploy', ({ delay }) => delay)
  // @ts-expect-error it has not said that it needs this action
  scope.addListener('afterSearch', () => {})
}
plugin(host.scope('plugin'))
plugin(actions.scope('plugin'))
plugin(direct.scope('plugin'))
const refunds: PluginOf<Pick<All, 'Refund'>> = (scope) => scope.invokeAction('Refund', { amount: '1' })
refunds(host.scope('refunds'))
// @ts-expect-error the host has no refunds
refunds(actions.scope('refunds'))
// @ts-expect-error there is no such action to pick
desk.pick('Deplo')

// A map by hand fits a contract, and the other way round, where the types of the payload do.
interface ByHand {
  Deploy(payload: { to: string; delay: number }): string
}
declare const byHand: Actions<ByHand>
enforce(byHand, needs.pick('Deploy'))
const listening: PluginOf<ByHand> = (scope) => scope.addListener('afterDeploy', ({ delay }) => delay)
listening(actions.scope('plugin'))

// Actions that the contract does not fit.
declare const other: Actions<{ Deploy(payload: number): string; Logout(): void }>
// @ts-expect-error the payload is another
enforce(other, needs)
// @ts-expect-error an action is missing
enforce(other, desk)

// A scope stays a scope, and a map may have more actions.
expectTypeOf(enforce(actions.scope('contract'), desk)).toEqualTypeOf<Scope<Desk>>()
expectTypeOf(enforce(host, desk, { recheck: true, strict: true })).toEqualTypeOf<Actions<All>>()
// @ts-expect-error there is no such option
enforce(actions, desk, { strickt: true })

// What is outside the contract has the payload of the caller.
const state = trackState(actions)
state.block('Deploy', ({ delay }) => {
  expectTypeOf(delay).toEqualTypeOf<number | undefined>()
  return false
})
expectTypeOf(useAction(actions, 'Deploy').payload).toEqualTypeOf<
  { to: string; delay?: number | undefined } | undefined
>()
connect<Desk>(null).use('Deploy', async (ctx, next) => {
  expectTypeOf(ctx.payload.delay).toEqualTypeOf<number | undefined>()
  await next()
})

// JSON Schema, by the names of the contract.
expectTypeOf(toJsonSchema(desk)).toEqualTypeOf<Record<'Deploy' | 'Search' | 'Wait' | 'Logout', ActionJsonSchema>>()
expectTypeOf(desk.entries.Deploy.title).toEqualTypeOf<string>()

// What takes any contract.
declare function list(given: Contract): void
list(desk)
list(all)

// What is no contract.
declare const schema: Schema
// @ts-expect-error an entry is an object
contract({ Deploy: 'Deploy' })
// @ts-expect-error the payload is a schema
contract({ Deploy: { payload: { type: 'object' } } })
// @ts-expect-error a description is a text
contract({ Deploy: { payload: schema, description: 5 } })

// An action without a payload, or with an optional one, fits a map by hand.
interface Loose {
  Search(query?: string): string[]
  Logout(): void
}
const loose: PluginOf<Loose> = (scope) => scope.invokeAction('Logout').then(() => scope.invokeAction('Search'))
loose(actions.scope('plugin'))
loose(direct.scope('plugin'))
declare const looseActions: Actions<Loose>
enforce(looseActions, desk.pick('Search', 'Logout'))
