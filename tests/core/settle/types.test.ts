// Decides what TypeScript knows of an outcome: a union that `status` tells apart, typed by the name of the action (S20).

import { expectTypeOf } from 'expect-type'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type ActionContext,
  type ActionName,
  createActions,
  type Party,
  type PayloadOf,
  type ResultOf,
} from '../../../source/core/index.js'

interface Desk {
  Print(payload: { copies: number }): Promise<{ pages: number }>
  Search(query?: string): string[]
  Logout(): void
}

test('S20: each status has its own fields, and the result is that of the action', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('Print', async ({ copies }) => ({ pages: copies }))

  const outcome = await actions.settleAction('Print', { copies: 2 })

  expectTypeOf(outcome.status).toEqualTypeOf<'done' | 'aborted' | 'cancelled' | 'timedOut' | 'failed'>()
  let seen: unknown
  switch (outcome.status) {
    case 'done':
      expectTypeOf(outcome.result).toEqualTypeOf<{ pages: number }>()
      seen = outcome.result.pages
      break
    case 'aborted':
      expectTypeOf(outcome.reason).toEqualTypeOf<unknown>()
      expectTypeOf(outcome.by).toEqualTypeOf<Party | null>()
      break
    case 'cancelled':
      expectTypeOf(outcome.reason).toEqualTypeOf<unknown>()
      break
    case 'timedOut':
      expectTypeOf(outcome).toHaveProperty('error')
      break
    case 'failed':
      expectTypeOf(outcome.error).toEqualTypeOf<unknown>()
      expectTypeOf(outcome.by).toEqualTypeOf<Party | null>()
      break
    default:
      expectTypeOf(outcome).toEqualTypeOf<never>()
  }
  assert.is(seen, 2)
})

test('S20: settleAction takes no payload where there is none, and an optional one where it may be absent', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('Search', (query = '') => [query])
  actions.registerAction('Logout', () => {})

  const outcomes = [
    await actions.settleAction('Logout'),
    await actions.settleAction('Search'),
    await actions.settleAction('Search', 'cake', { timeout: 5_000 }),
    // @ts-expect-error Print has a payload that may not be absent.
    await actions.settleAction('Print'),
    // @ts-expect-error There is no such action.
    await actions.settleAction('Prnt', { copies: 1 }),
    // @ts-expect-error It takes another payload.
    await actions.settleAction('Search', 7),
  ]

  assert.equal(
    outcomes.map(({ status }) => status),
    ['done', 'done', 'done', 'failed', 'failed', 'done'],
  )
})

test('S20: settleAction of a ctx is typed as that of the actions', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('Print', ({ copies }) => ({ pages: copies }))
  actions.registerAction('Search', async (_query, ctx) => {
    const outcome = await ctx.settleAction('Print', { copies: 3 })
    if (outcome.status !== 'done') return []
    expectTypeOf(outcome.result).toEqualTypeOf<{ pages: number }>()
    return [String(outcome.result.pages)]
  })

  assert.equal(await actions.invokeAction('Search'), ['3'])
  expectTypeOf<ActionContext['failure']>().toEqualTypeOf<
    { readonly error: unknown; readonly by: Party | null } | undefined
  >()
})

test('S20: settleAction works in a generic wrapper over the name', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('Print', ({ copies }) => ({ pages: copies }))
  async function resultOf<K extends ActionName<Desk>>(
    name: K,
    payload: PayloadOf<Desk, K>,
  ): Promise<ResultOf<Desk, K> | undefined> {
    const outcome = await actions.settleAction(name, payload)
    return outcome.status === 'done' ? outcome.result : undefined
  }

  const result = await resultOf('Print', { copies: 4 })

  expectTypeOf(result).toEqualTypeOf<{ pages: number } | undefined>()
  assert.equal(result, { pages: 4 })
})

test('S20: without a map, settleAction takes any name, and gives any result', async () => {
  const actions = createActions()
  actions.registerAction('Print', () => 'printed')

  const outcome = await actions.settleAction('Print', { whatever: true })

  assert.is(outcome.status === 'done' && outcome.result.length, 7)
})

test.run()
