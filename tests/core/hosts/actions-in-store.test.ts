// Decides that actions, scopes and registrations that are held in a reactive or proxied store work as they do outside (S21).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { proxy, snapshot } from 'valtio/vanilla'
import { type Actions, createActions, type Scope } from '../../../source/core/index.js'
import { DISPOSABLE_STORES, FUNCTION_STORES, type Holding, STORES } from './stores.js'

/** Uses every verb of `actions`, and returns a log of what that has done. */
async function useEveryVerb(actions: Actions): Promise<unknown[]> {
  const log: unknown[] = []
  const print = actions.registerAction('Print', (payload) => `printed ${payload}`, { name: 'print' })
  const check = () => void log.push('before')
  actions.addListener('beforePrint', check)
  actions.addListener(['beforePrint', 'beforeMail'], () => void log.push('before both'))
  actions.addListener('afterPrint', (_payload, result) => void log.push(`after ${result}`))
  const replaced = actions.replaceAction('Print', async (_payload, original) => `${await original()}!`, { order: 1 })
  actions.use(async (_ctx, next) => {
    log.push('use')
    await next()
  })
  const observing = actions.observe({ start: ({ kind }) => kind === 'core' && log.push('core starts') })
  const plugin = actions.scope('crm')
  plugin.addListener('afterPrint', () => void log.push('scope'))

  log.push(await actions.invokeAction('Print', 1))
  log.push(await actions.settleAction('Print', 2))
  log.push(actions.hasAction('Print'), actions.actionNames(), actions.explain('Print').length)
  log.push(actions.explain().map(({ action }) => action))
  log.push(actions.removeListener('beforePrint', check), actions.removeListener('beforePrint', check))
  observing()
  replaced()
  plugin.dispose()
  log.push(await actions.invokeAction('Print', 3))
  print()
  log.push(actions.hasAction('Print'), actions.unregisterAction('Print'))
  return log
}

for (const [what, hold] of STORES) {
  test(`S21: every verb of actions works through ${what}`, async () => {
    assert.equal(await useEveryVerb(hold(createActions())), await useEveryVerb(createActions()))
  })

  test(`S21: verbs taken off actions that are held in ${what} work detached`, async () => {
    const { registerAction, invokeAction, addListener, scope } = hold(createActions())
    const log: string[] = []
    registerAction('Print', () => 'printed')
    addListener('beforePrint', () => void log.push('before'))
    scope('crm').addListener('beforePrint', () => void log.push('scope'))

    assert.is(await invokeAction('Print'), 'printed')
    assert.equal(log, ['before', 'scope'])
  })

  test(`S14, S21: every verb of a scope works through ${what}`, async () => {
    const inScope = async (holding: Holding) => {
      const actions = createActions()
      const log = await useEveryVerb(holding(actions.scope('plugin')))
      return [...log, actions.explain('Print')]
    }

    assert.equal(await inScope(hold), await inScope((thing) => thing))
  })

  test(`S14, S21: a scope that is held in ${what} has a signal, runs what onDispose was given, explains, and is disposed`, async () => {
    const actions = createActions()
    actions.registerAction('Print', () => 'printed')
    const plugin: Scope = hold(actions.scope('crm'))
    const log: unknown[] = []
    plugin.addListener('beforePrint', () => void log.push('before'), { name: 'check' })
    plugin.onDispose(() => void log.push('disposed'))
    const { signal } = plugin
    signal.addEventListener('abort', () => void log.push('signal'))

    log.push(plugin.explain().map(({ action, name, scope }) => `${action} ${name} ${scope}`))
    plugin.dispose()
    await actions.invokeAction('Print')

    assert.is(signal.aborted, true)
    assert.equal(log[0], ['Print check crm'])
    assert.equal(log.slice(1).sort(), ['disposed', 'signal'])
  })

  test(`S14, S21: Symbol.dispose of a scope works through ${what}`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.registerAction('Print', () => 'printed')
    const plugin = hold(actions.scope('crm'))
    plugin.addListener('beforePrint', () => void log.push('before'))

    plugin[Symbol.dispose]()
    await actions.invokeAction('Print')

    assert.equal(log, [])
  })
}

for (const [what, hold] of DISPOSABLE_STORES) {
  test(`S14, S21: Symbol.dispose of a registration works through ${what}`, () => {
    const actions = createActions()
    const registration = hold(actions.registerAction('Print', () => 'printed'))

    registration[Symbol.dispose]()

    assert.is(actions.hasAction('Print'), false)
  })
}

for (const [what, hold] of FUNCTION_STORES) {
  test(`S14, S21: a registration that is held in ${what} can be called, once with effect`, () => {
    const actions = createActions()
    const registration = hold(actions.registerAction('Print', () => 'printed'))

    registration()
    actions.registerAction('Print', () => 'printed again')
    registration()

    assert.is(actions.hasAction('Print'), true)
  })
}

test('S21: actions in a snapshot of valtio can be used', async () => {
  const store = proxy({ actions: createActions() })
  const { actions } = snapshot(store)
  actions.registerAction('Print', () => 'printed')

  assert.is(await actions.invokeAction('Print'), 'printed')
  assert.is(await store.actions.invokeAction('Print'), 'printed')
})

test('S21: an observer that keeps ctx and info in a store changes nothing', async () => {
  for (const [, hold] of STORES) {
    const actions = createActions()
    const kept: unknown[] = []
    actions.registerAction('Print', () => 'printed')
    actions.observe({
      start: (info) => kept.push(hold(info).ctx.action),
      end: (info) => info.kind === 'invocation' && kept.push(hold(info.ctx).result),
    })

    assert.is(await actions.invokeAction('Print'), 'printed')
    assert.equal(kept, ['Print', 'Print', 'printed'])
  }
})

test.run()
