// Decides when settleAction resolves with the status done, and that the invocation runs as invokeAction runs it (S20).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionContext, createActions } from '../../../source/core/index.js'
import { deferred, settled } from '../../support/helpers.js'

interface Desk {
  Print(payload: { copies: number }): string
  Logout(): void
}

const desk = () => createActions<Desk>({ onListenerError() {} })

test('S20: an action that resolves is done, with its result and nothing else', async () => {
  const actions = desk()
  actions.registerAction('Print', async ({ copies }) => `${copies} printed`)

  assert.equal(await actions.settleAction('Print', { copies: 2 }), { status: 'done', result: '2 printed' })
})

test('S20: an action without a result is done with undefined', async () => {
  const actions = desk()
  actions.registerAction('Logout', () => {})

  const outcome = await actions.settleAction('Logout')

  assert.equal(outcome, { status: 'done', result: undefined })
  assert.equal(Object.keys(outcome), ['status', 'result'])
})

test('S20: a result is handed on as it is', async () => {
  const actions = createActions()
  for (const result of [new Error('a result'), null, Number.NaN, () => {}, Symbol('result')]) {
    actions.registerAction('Give', () => result, { override: true })

    const outcome = await actions.settleAction('Give')

    assert.is(outcome.status, 'done')
    assert.ok(outcome.status === 'done' && Object.is(outcome.result, result))
  }
})

test('S2, S20: settleAction returns a native promise, and runs all up to the first thing that waits inside the call', () => {
  const actions = desk()
  const log: string[] = []
  actions.registerAction('Logout', () => void log.push('core'))
  actions.addListener('beforeLogout', () => void log.push('before'))

  const settling = actions.settleAction('Logout')

  assert.equal(log, ['before', 'core'])
  assert.is(Object.getPrototypeOf(settling), Promise.prototype)
})

test('S20: settleAction runs the whole stack, and resolves once the after-listeners are done', async () => {
  const actions = desk()
  const log: string[] = []
  const mail = deferred()
  actions.registerAction('Print', () => {
    log.push('core')
    return 'printed'
  })
  actions.use(async (_ctx, next) => {
    log.push('use')
    await next()
  })
  actions.addListener('beforePrint', () => void log.push('before'))
  actions.replaceAction('Print', (_payload, original) => {
    log.push('replacement')
    return original()
  })
  actions.addListener('afterPrint', async () => {
    await mail.promise
    log.push('after')
  })
  const settling = actions.settleAction('Print', { copies: 1 }).then(() => log.push('settled'))
  await settled()

  mail.resolve()
  await settling

  assert.equal(log, ['use', 'before', 'replacement', 'core', 'after', 'settled'])
})

test('S6, S20: an after-listener that fails does not change that the action is done', async () => {
  const actions = desk()
  actions.registerAction('Print', () => 'printed')
  actions.addListener('afterPrint', () => {
    throw new Error('the mail server is down')
  })

  assert.equal(await actions.settleAction('Print', { copies: 1 }), { status: 'done', result: 'printed' })
})

for (const [what, attach] of [
  [
    'failure',
    () => {
      throw new Error('closed')
    },
  ],
  ['abort', (_payload: unknown, abort: () => void) => abort()],
] as const) {
  test(`S20: an action whose ${what} middleware has recovered from is done`, async () => {
    const actions = desk()
    actions.registerAction('Print', () => 'printed')
    actions.addListener('beforePrint', attach)
    actions.use('Print', async (ctx, next) => {
      await next().catch(() => {
        ctx.result = 'printed elsewhere'
      })
    })

    assert.equal(await actions.settleAction('Print', { copies: 1 }), { status: 'done', result: 'printed elsewhere' })
  })
}

for (const [what, options] of [
  ['signal', (signal: AbortSignal) => ({ signal })],
  ['time limit', () => ({ timeout: 20 })],
] as const) {
  test(`S9, S20: a cut by a ${what} after the result leaves the action done`, async () => {
    const actions = desk()
    const cut = new AbortController()
    const mail = deferred()
    actions.registerAction('Print', () => 'printed')
    actions.addListener('afterPrint', () => mail.promise)
    const settling = actions.settleAction('Print', { copies: 1 }, options(cut.signal))
    await settled()

    if (what === 'signal') cut.abort()

    assert.equal(await settling, { status: 'done', result: 'printed' })
    mail.resolve()
  })
}

test('S20: settleAction takes the options of invokeAction', async () => {
  const actions = createActions()
  let seen: unknown
  actions.registerAction('Print', (_payload, ctx) => {
    seen = ctx.state.user
    return 'printed'
  })

  await actions.settleAction('Print', undefined, {
    state: { user: 'Ann' },
    timeout: 5_000,
    signal: new AbortController().signal,
  })

  assert.is(seen, 'Ann')
})

test('S20: settleAction of a ctx invokes nested: with its parent, and in its chain of signals', async () => {
  const actions = createActions()
  let inner: ActionContext | undefined
  let outer: ActionContext | undefined
  actions.registerAction('Mail', (payload, ctx) => {
    inner = ctx
    return `mailed ${payload}`
  })
  actions.registerAction('Print', (_payload, ctx) => {
    outer = ctx
    return ctx.settleAction('Mail', 'it')
  })

  assert.equal(await actions.invokeAction('Print'), { status: 'done', result: 'mailed it' })
  assert.is(inner?.depth, 1)
  assert.is(inner?.parent, outer)
})

test('S14, S20: settleAction works through a scope, also after it was disposed, and detached from actions, scope and ctx', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm')
  actions.registerAction('Mail', () => 'mailed')
  actions.registerAction('Print', (_payload, { settleAction }) => settleAction('Mail'))
  const { settleAction } = actions
  const { settleAction: through } = plugin
  plugin.dispose()

  assert.equal(await settleAction('Mail'), { status: 'done', result: 'mailed' })
  assert.equal(await through('Mail'), { status: 'done', result: 'mailed' })
  assert.equal(await actions.invokeAction('Print'), { status: 'done', result: 'mailed' })
})

test('S17, S20: observers see the invocation of settleAction as one of invokeAction', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('Print', () => 'printed')
  actions.observe({ start: ({ kind }) => log.push(`> ${kind}`), end: ({ kind }) => log.push(`< ${kind}`) })

  await actions.settleAction('Print')

  assert.equal(log, ['> invocation', '> core', '< core', '< invocation'])
})

test.run()
