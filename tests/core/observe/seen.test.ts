// Decides which parties an observer sees start and end (S17), and what the info says about each of them.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type ObservedParty } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { actionsWithoutMap, type Desk, type Untyped, watched } from './desk.js'

test('S17: an observer sees the invocation and every kind of party start and end, in order', async () => {
  const actions = createActions<Desk>()
  actions.use(async (_ctx, next) => next(), { name: 'forAll' })
  actions.use('PrintLabel', async (_ctx, next) => next(), { name: 'forOne' })
  actions.registerAction('PrintLabel', async () => 'printed', {
    name: 'print',
    payloadUpdate: async function fillIn() {},
  })
  actions.addListener('beforePrintLabel', async () => {}, { name: 'first' })
  actions.addListener('beforePrintLabel', () => {}, { name: 'second' })
  actions.replaceAction('PrintLabel', async (_payload, original) => original(), { name: 'older' })
  actions.replaceAction('PrintLabel', async (_payload, original) => original(), { name: 'newer' })
  actions.addListener('afterPrintLabel', async () => {}, { name: 'tell' })
  actions.addListener('errorPrintLabel', () => {}, { name: 'complain' })
  const log = watched(actions)

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware forAll',
    '> middleware forOne',
    '> payloadUpdate fillIn',
    '< payloadUpdate fillIn',
    '> before first',
    '< before first',
    '> before second',
    '< before second',
    '> replacement newer',
    '> replacement older',
    '> core print',
    '< core print',
    '< replacement older',
    '< replacement newer',
    '> after tell',
    '< after tell',
    '< middleware forOne',
    '< middleware forAll',
    '< invocation PrintLabel',
  ])
})

test('S17: an observer sees the same of synchronous parties', async () => {
  const actions = createActions<Desk>()
  actions.use((_ctx, next) => next(), { name: 'forAll' })
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  actions.addListener('beforePrintLabel', () => {}, { name: 'check' })
  actions.replaceAction('PrintLabel', (_payload, original) => original(), { name: 'confirm' })
  actions.addListener('afterPrintLabel', () => {}, { name: 'tell' })
  const log = watched(actions)

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware forAll',
    '> before check',
    '< before check',
    '> replacement confirm',
    '> core print',
    '< core print',
    '< replacement confirm',
    '> after tell',
    '< after tell',
    '< middleware forAll',
    '< invocation PrintLabel',
  ])
})

test('S17: a party ends when it has settled, not when it has returned', async () => {
  const actions = createActions<Desk>()
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', () => paper.promise, { name: 'print' })
  const log = watched(actions)
  const running = actions.invokeAction('PrintLabel', { copies: 1 })
  await settled()

  log.push('paper arrives')
  paper.resolve('printed')
  await running

  assert.equal(log, [
    '> invocation PrintLabel',
    '> core print',
    'paper arrives',
    '< core print',
    '< invocation PrintLabel',
  ])
})

test('S17: info carries the ctx of the invocation, the kind, the name and the scope', async () => {
  const actions = createActions<Desk>()
  const infos: ObservedParty[] = []
  let seen: unknown
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    seen = ctx
    return 'printed'
  })
  actions.scope('stock').addListener('beforePrintLabel', () => {}, { name: 'check' })
  actions.observe({ start: (info: ObservedParty) => infos.push({ ...info }) })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(
    infos.map(({ kind, name, scope }) => ({ kind, name, scope })),
    [
      { kind: 'invocation', name: 'PrintLabel', scope: undefined },
      { kind: 'before', name: 'check', scope: 'stock' },
      { kind: 'core', name: undefined, scope: undefined },
    ],
  )
  assert.ok(seen)
  assert.ok(infos.every((info) => info.ctx === seen))
})

test('S17: info carries the ctx of the invocation, even when the payload is the ctx of another invocation', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('WriteLog', ctx))
  actions.registerAction('WriteLog', () => 'written')
  actions.addListener('beforeWriteLog', () => {})
  actions.addListener('afterWriteLog', () => {})
  actions.observe({ start: ({ ctx, kind }) => seen.push([ctx.action, kind]) })

  await actions.invokeAction('PrintLabel')

  assert.equal(seen, [
    ['PrintLabel', 'invocation'],
    ['PrintLabel', 'core'],
    ['WriteLog', 'invocation'],
    ['WriteLog', 'before'],
    ['WriteLog', 'core'],
    ['WriteLog', 'after'],
  ])
})

test('S17: at the start info says neither error nor aborted', async () => {
  const actions = createActions<Desk>()
  const keys: string[][] = []
  actions.registerAction('PrintLabel', () => {
    throw new Error('paper jam')
  })
  actions.observe({ start: (info: ObservedParty) => keys.push(Object.keys(info).sort()) })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(keys, [
    ['ctx', 'kind', 'name', 'scope'],
    ['ctx', 'kind', 'name', 'scope'],
  ])
})

test('S17: one info object is handed to start and to end, so that it can be the key of a WeakMap', async () => {
  const actions = createActions<Desk>()
  const spans = new WeakMap<object, string>()
  const log: (string | undefined)[] = []
  actions.registerAction('PrintLabel', async () => 'printed', { name: 'print' })
  actions.addListener('beforePrintLabel', () => {}, { name: 'check' })
  actions.observe({
    start: (info) => void spans.set(info, `${info.kind} ${info.name}`),
    end: (info) => void log.push(spans.get(info)),
  })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, ['before check', 'core print', 'invocation PrintLabel'])
})

test('S17: every call of the core by a replacement has its own start and end', async () => {
  const actions = createActions<Desk>()
  const infos = new Set<unknown>()
  let calls = 0
  const print = () => {
    if (calls++ === 0) throw new Error('paper jam')
    return 'printed'
  }
  const retry = async (_payload: unknown, original: () => Promise<string>) => original().catch(() => original())
  actions.registerAction('PrintLabel', print)
  actions.replaceAction('PrintLabel', retry)
  const log = watched(actions)
  actions.observe({ start: (info) => infos.add(info) })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> invocation PrintLabel',
    '> replacement retry',
    '> core print',
    '< core print error: paper jam',
    '> core print',
    '< core print',
    '< replacement retry',
    '< invocation PrintLabel',
  ])
  assert.is(infos.size, 4)
})

test('S10, S17: a listener that is slower than its time limit ends when the limit runs out, with the error of the limit', async () => {
  const actions = createActions<Desk>()
  const log = watched(actions)
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  actions.addListener('beforePrintLabel', () => deferred().promise, { name: 'ask', timeout: 5 })

  const error = (await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))) as Error

  assert.equal(log, [
    '> invocation PrintLabel',
    '> before ask',
    `< before ask error: ${error.message}`,
    `< invocation PrintLabel error: ${error.message}`,
  ])
})

test('S2, S17: a once-listener that another invocation has called is not observed', async () => {
  const actions = createActions<Desk>()
  const hold = deferred()
  const seen: string[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => hold.promise)
  actions.addListener('beforePrintLabel', () => {}, { name: 'greet', once: true })
  actions.observe({ start: ({ name }) => name === 'greet' && seen.push(name) })

  const running = [actions.invokeAction('PrintLabel', { copies: 1 }), actions.invokeAction('PrintLabel', { copies: 2 })]
  hold.resolve()
  await Promise.all(running)

  assert.equal(seen, ['greet'])
})

test('S17: a once-listener is observed when it runs', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  actions.addListener('beforePrintLabel', () => {}, { name: 'greet', once: true })
  const log = watched(actions)

  await actions.invokeAction('PrintLabel', { copies: 1 })
  await actions.invokeAction('PrintLabel', { copies: 2 })

  assert.equal(log, [
    '> invocation PrintLabel',
    '> before greet',
    '< before greet',
    '> core print',
    '< core print',
    '< invocation PrintLabel',
    '> invocation PrintLabel',
    '> core print',
    '< core print',
    '< invocation PrintLabel',
  ])
})

test('S17: a nested invocation is observed inside its parent, with its own ctx', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }), {
    name: 'print',
  })
  actions.registerAction('SendMail', () => 'sent', { name: 'send' })
  const log: string[] = []
  actions.observe({
    start: ({ ctx, kind, name }: ObservedParty) => log.push(`> ${ctx.action}, depth ${ctx.depth}: ${kind} ${name}`),
    end: ({ ctx, kind, name }: ObservedParty) => log.push(`< ${ctx.action}, depth ${ctx.depth}: ${kind} ${name}`),
  })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> PrintLabel, depth 0: invocation PrintLabel',
    '> PrintLabel, depth 0: core print',
    '> SendMail, depth 1: invocation SendMail',
    '> SendMail, depth 1: core send',
    '< SendMail, depth 1: core send',
    '< SendMail, depth 1: invocation SendMail',
    '< PrintLabel, depth 0: core print',
    '< PrintLabel, depth 0: invocation PrintLabel',
  ])
})

test('S17: parties that do not run are not observed', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => {}, { name: 'check' })
  actions.use('PrintLabel', () => {}, { name: 'short' })
  const log = watched(actions)

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, ['> invocation PrintLabel', '> middleware short', '< middleware short', '< invocation PrintLabel'])
})

// ── what is not observed

const refusals: [string, (actions: Untyped) => Promise<unknown>][] = [
  ['an unknown name', (actions) => actions.invokeAction('PrintLabl', {})],
  ['a signal aborted already', (actions) => actions.invokeAction('PrintLabel', {}, { signal: AbortSignal.abort() })],
  ['a bad time limit', (actions) => actions.invokeAction('PrintLabel', {}, { timeout: -1 })],
  ['a name that is no text', (actions) => actions.invokeAction(42 as never, {})],
]

for (const [why, invoke] of refusals) {
  test(`S17: an invocation refused for ${why} is not observed`, async () => {
    const actions = actionsWithoutMap()
    actions.registerAction('PrintLabel', () => 'printed')
    const log = watched(actions)

    await rejection(invoke(actions))

    assert.equal(log, [])
  })
}

test('S17: an invocation refused for its depth is not observed', async () => {
  const actions = createActions<Desk>({ maxDepth: 0 })
  const log: string[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', () => 'sent')
  actions.observe({ start: (info) => log.push(info.ctx.action) })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(log, ['PrintLabel', 'PrintLabel'])
})

test.run()
