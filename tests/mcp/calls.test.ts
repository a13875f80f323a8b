// What does an agent receive for its calls? Over HTTP, in both revisions.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import { ActionPayloadError, contract, enforce, type MapOf } from '../../source/contract/index.js'
import { createActions } from '../../source/core/index.js'
import { serveTools } from '../../source/mcp/index.js'
import { trackState } from '../../source/state/index.js'
import { desk, openDesk } from './desk.js'
import { overHttp, REVISIONS, said } from './wire.js'

for (const revision of REVISIONS) {
  /** Serves the desk, and connects a client. */
  const prepare = async () => {
    const { actions, reported } = openDesk()
    const wire = await overHttp((server) => serveTools(actions, desk, server))
    const client = await wire.connect(revision)
    const call = (name: string, args?: Record<string, unknown>) => client.callTool({ name, arguments: args })
    return { actions, reported, wire, client, call }
  }

  test(`${revision}: an action is a tool, with what the contract says of it`, async () => {
    const { client, wire } = await prepare()

    const { tools } = await client.listTools()

    assert.equal(
      tools.map(({ name }) => name),
      ['Refund', 'Search', 'Close'],
    )
    const [refund, search, close] = tools
    assert.is(refund?.title, 'Refund money')
    assert.is(refund?.description, 'Pays money back to the customer.')
    assert.equal(refund?.annotations, { title: 'Refund money', destructiveHint: true, idempotentHint: false })
    assert.equal(search?.annotations, { readOnlyHint: true })
    assert.equal(Object.keys(refund?.inputSchema.properties ?? {}), ['amount', 'note'])
    assert.equal(refund?.outputSchema?.required, ['refunded', 'note'])
    assert.equal(search?.inputSchema.properties, { payload: { type: 'string' } })
    assert.equal(search?.inputSchema.required, [])
    assert.equal(close?.inputSchema.properties, {})
    assert.is(close?.outputSchema, undefined)
    await wire.close()
  })

  test(`${revision}: a call runs the whole stack once, and the result goes out as the contract shows it`, async () => {
    const { actions, call, wire, reported } = await prepare()
    const log: unknown[] = []
    actions.use(async (ctx, next) => {
      log.push(['middleware', ctx.payload])
      await next()
    })
    actions.addListener('beforeRefund', (payload) => log.push(['before', payload]))
    actions.replaceAction('Refund', async (_payload, original) => original())

    const result = await call('Refund', { amount: '5' })

    assert.equal(result.structuredContent, { refunded: 5, note: 'none' })
    assert.is(said(result), '{"refunded":5,"note":"none"}')
    assert.equal(log, [
      ['middleware', { amount: '5' }],
      ['before', { amount: 5, note: 'none' }],
    ])
    assert.equal(reported, [])
    await wire.close()
  })

  test(`${revision}: a payload that is no object is the argument payload`, async () => {
    const { call, wire } = await prepare()

    assert.is(said(await call('Search', { payload: 'tea' })), '["found tea"]')
    assert.is(said(await call('Search')), '["found undefined"]')
    await wire.close()
  })

  test(`${revision}: an agent can leave out an object that people can leave out`, async () => {
    const note = z.object({ text: z.string() })
    const notes = contract({
      Find: { payload: note.optional(), description: 'Finds notes.' },
      Add: { payload: note.default({ text: 'new' }), description: 'Adds a note.' },
      List: { payload: note.partial().optional(), description: 'Lists notes.' },
    })
    const actions = enforce(createActions<MapOf<typeof notes>>(), notes)
    const seen: unknown[] = []
    for (const action of ['Find', 'Add', 'List'] as const)
      actions.registerAction(action, (payload) => void seen.push(payload))
    const wire = await overHttp((each) => serveTools(actions, notes, each))
    const client = await wire.connect(revision)

    for (const [name, given] of [
      ['Find', {}],
      ['Find', { payload: { text: 'tea' } }],
      ['Add', {}],
      ['List', {}],
      ['List', { text: 'tea' }],
    ] as const)
      assert.is(said(await client.callTool({ name, arguments: given })), 'Done.')

    assert.equal(seen, [undefined, { text: 'tea' }, { text: 'new' }, {}, { text: 'tea' }])
    await wire.close()
  })

  test(`${revision}: where the payload is the one argument, another argument is refused, and not left out`, async () => {
    const { actions, call, wire, reported } = await prepare()
    actions.addListener('beforeSearch', () => assert.unreachable())

    assert.is(
      said(await call('Search', { text: 'tea' })),
      'error: The arguments of "Search" do not fit.\n- text: There is no such argument, only "payload"',
    )
    assert.equal(reported, [])
    await wire.close()
  })

  test(`${revision}: where the contract has no result, none is sent`, async () => {
    const { call, wire } = await prepare()

    const result = await call('Close', { ignored: true })

    assert.is(said(result), 'Done.')
    assert.is(result.structuredContent, undefined)
    await wire.close()
  })

  test(`${revision}: an abort is a result with its reason in words`, async () => {
    const { actions, call, wire, reported } = await prepare()
    const reasons = ['too much', new Error('from an error'), { limit: 5 }, undefined]
    actions.addListener('beforeRefund', (_payload, abort) => abort(reasons.shift()))

    const texts: string[] = []
    for (let i = 0; i < 4; i++) texts.push(said(await call('Refund', { amount: 5 })))

    assert.equal(texts, [
      'error: The action "Refund" was aborted: too much',
      'error: The action "Refund" was aborted: from an error',
      'error: The action "Refund" was aborted: {"limit":5}',
      'error: The action "Refund" was aborted: no reason was given',
    ])
    assert.equal(reported, [])
    await wire.close()
  })

  test(`${revision}: arguments that do not fit are a result that says where`, async () => {
    const { call, wire, reported } = await prepare()

    const text = said(await call('Refund', { amount: 5_000, note: 7 }))

    assert.match(text, /^error: The arguments of "Refund" do not fit\.\n- amount: .+\n- note: /)
    assert.equal(reported, [])
    await wire.close()
  })

  test(`${revision}: a time limit and a block are results in words`, async () => {
    const { actions, call, wire, reported } = await prepare()
    const state = trackState(actions)
    actions.registerAction('Refund', () => new Promise<never>(() => {}), { override: true, timeout: 5 })

    assert.is(
      said(await call('Refund', { amount: 5 })),
      'error: The action "Refund" ran out of its time limit of 5 ms. Its work may still go on.',
    )
    state.block('Close')
    assert.is(said(await call('Close')), 'error: The action "Close" is blocked at the moment.')
    assert.equal(reported, [])
    await wire.close()
  })

  test(`${revision}: the wrong arguments with which an action invokes itself are no fault of the agent`, async () => {
    const { actions, call, wire, reported } = await prepare()
    actions.replaceAction('Refund', (_payload, _original, ctx) => ctx.invokeAction('Refund', { amount: 5_000 }))

    assert.is(said(await call('Refund', { amount: 5 })), 'error: The action "Refund" failed.')
    assert.equal(
      reported.map(({ action }) => action),
      ['Refund'],
    )
    await wire.close()
  })

  test(`${revision}: of an unknown failure the agent learns nothing, and onListenerError everything`, async () => {
    const { actions, call, wire, reported } = await prepare()
    const error = new Error('the password is 1234')
    actions.addListener('beforeRefund', () => Promise.reject(error))
    actions.replaceAction('Search', () => 5 as never)

    assert.is(said(await call('Refund', { amount: 5 })), 'error: The action "Refund" failed.')
    assert.is(said(await call('Search')), 'error: The action "Search" failed.')
    assert.is(reported[0]?.error, error)
    assert.is(reported[0]?.action, 'Refund')
    assert.match(String(reported[1]?.error), 'ActionResultError')
    assert.is(reported.length, 2)
    await wire.close()
  })

  test(`${revision}: of a nested action, an abort is told and a failure is not`, async () => {
    const { actions, call, wire, reported } = await prepare()
    actions.registerAction('Close', (_payload, ctx) => ctx.invokeAction('Refund', { amount: 5 }), { override: true })
    const undo = actions.addListener('beforeRefund', (_payload, abort) => abort('not now'))

    assert.is(said(await call('Close')), 'error: The action "Close" failed. The action "Refund" was aborted: not now')
    undo()
    actions.addListener('beforeRefund', (payload) => {
      payload.amount = 'many' as never
    })
    actions.registerAction('Close', (_payload, ctx) => ctx.invokeAction('Refund', {} as never), { override: true })
    assert.is(said(await call('Close')), 'error: The action "Close" failed.')
    assert.is(reported.length, 1)
    await wire.close()
  })

  test(`${revision}: a result that has no JSON is a failure, and onListenerError learns of it`, async () => {
    const { actions, call, wire, reported } = await prepare()
    const circle: Record<string, unknown> = { refunded: 1, note: '' }
    circle.circle = circle
    const results = [circle, undefined]
    actions.addListener('afterRefund', (_payload, _result, ctx) => {
      ctx.result = results.shift() as never
    })

    assert.is(said(await call('Refund', { amount: 5 })), 'error: The action "Refund" failed.')
    actions.use('Refund', async (ctx, next) => {
      await next()
      ctx.result = undefined
    })
    assert.is(said(await call('Refund', { amount: 5 })), 'error: The action "Refund" failed.')
    assert.is(reported.length, 2)
    assert.match(String(reported[0]?.error), 'The result of the action "Refund" cannot be sent: ')
    await wire.close()
  })

  test(`${revision}: a client accepts a result that has more than the contract says`, async () => {
    const { actions, call, wire } = await prepare()
    actions.addListener('afterRefund', (_payload, result) => void Object.assign(result, { more: true }))

    const { structuredContent } = await call('Refund', { amount: 5 })

    assert.equal(structuredContent, { refunded: 5, note: 'none', more: true })
    await wire.close()
  })
}

test('an agent is not blamed for what a listener has done to its arguments, and onListenerError learns of it', async () => {
  const texts = contract({ Find: { payload: z.object({ text: z.string() }), description: 'Finds something.' } })
  const reported: unknown[] = []
  const actions = createActions({ onListenerError: (error) => reported.push(error) })
  enforce(actions, texts, { recheck: true })
  actions.registerAction('Find', () => {})
  actions.addListener('beforeFind', (payload) => {
    payload.text = 5
  })
  const wire = await overHttp((server) => serveTools(actions, texts, server))
  const client = await wire.connect('2026-07-28')

  const result = await client.callTool({ name: 'Find', arguments: { text: 'tea' } })

  assert.is(said(result), 'error: The action "Find" failed.')
  assert.instance(reported[0], ActionPayloadError)
  assert.is(reported.length, 1)
  await wire.close()
})

test('a reason that has no words is not shown, and an action that is gone is said to be', async () => {
  const { actions } = openDesk()
  const circle: Record<string, unknown> = {}
  circle.circle = circle
  const reasons = [circle, Symbol('why'), () => 'source code', '']
  actions.addListener('beforeRefund', (_payload, abort) => abort(reasons.shift()))
  const wire = await overHttp((server) => serveTools(actions, desk, server))
  const client = await wire.connect('2025-11-25')
  const call = async (name: string) => said(await client.callTool({ name, arguments: { amount: 5 } }))

  assert.is(await call('Refund'), 'error: The action "Refund" was aborted: the reason cannot be shown')
  assert.is(await call('Refund'), 'error: The action "Refund" was aborted: Symbol(why)')
  assert.is(await call('Refund'), 'error: The action "Refund" was aborted: the reason cannot be shown')
  assert.is(await call('Refund'), 'error: The action "Refund" was aborted: no reason was given')
  actions.use('Close', async (ctx) => {
    await ctx.invokeAction('Missing' as 'Close')
  })
  assert.is(await call('Close'), 'error: The action "Close" failed.')
  const called = call('Search')
  actions.use('Search', (_ctx, next) => next())
  actions.unregisterAction('Search')
  assert.match(await called.catch(String), /There is no action "Search" at the moment|Tool Search not found|found/)
  await wire.close()
})

test('actions that no contract checks yet are held to the contract', async () => {
  const loose = contract({
    Twice: { payload: z.object({ n: z.number() }), result: z.string().transform(Number), description: 'Doubles.' },
  })
  const actions = createActions()
  actions.registerAction('Twice', ({ n }) => `${2 * n}`)
  const checked = loose.extend({ Other: { payload: z.object({}), description: 'Other.' } })
  enforce(actions, checked.pick('Other'))
  const odd = contract({ Twice: { ...loose.entries.Twice, result: undefined } })
  const wire = await overHttp((server) => serveTools(actions, odd, server))
  const client = await wire.connect('2026-07-28')

  const result = await client.callTool({ name: 'Twice', arguments: { n: 'two' } })

  assert.match(said(result), 'error: The arguments of "Twice" do not fit.\n- n: ')
  await wire.close()
})

test.run()
