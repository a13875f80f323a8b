// What a scope shares with the actions (S14): all verbs and all actions; it adds its name to what it attaches.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, createActions } from '../../../source/core/index.js'
import { rejection } from '../../support/helpers.js'
import { type Actions, noop } from './verbs.js'

test('S14: what is registered through a scope can be invoked from everywhere', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.registerAction('AcceptTask', (payload) => `accepted ${payload}`)

  const results = [
    await actions.invokeAction('AcceptTask', 1),
    await plugin.invokeAction('AcceptTask', 2),
    await actions.scope('other').invokeAction('AcceptTask', 3),
  ]

  assert.equal(results, ['accepted 1', 'accepted 2', 'accepted 3'])
})

test('S14: a scope shows the same actions', () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  actions.registerAction('AcceptTask', noop)
  plugin.registerAction('HangUp', noop)

  assert.equal(plugin.actionNames(), actions.actionNames())
  assert.equal([plugin.hasAction('AcceptTask'), actions.hasAction('HangUp')], [true, true])
  assert.equal(plugin.explain('AcceptTask'), actions.explain('AcceptTask'))
})

test('S14: what a scope attaches runs among the other listeners, in the order of attaching', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', () => log.push('first'))
  plugin.addListener('beforeAcceptTask', () => log.push('second'))
  actions.addListener('beforeAcceptTask', () => log.push('third'))
  plugin.addListener('beforeAcceptTask', () => log.push('zeroth'), { order: -1 })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['zeroth', 'first', 'second', 'third'])
})

// removeListener through a scope

test('S14: removeListener through a scope removes only listeners of that scope', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  const listener = () => log.push('listener')
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', listener)
  actions.scope('crm-plugin').addListener('beforeAcceptTask', listener)

  const answer = plugin.removeListener('beforeAcceptTask', listener)
  await actions.invokeAction('AcceptTask')

  assert.is(answer, false)
  assert.equal(log, ['listener', 'listener'])
})

test('S14: removeListener through a scope finds its listener even when others added the same function later', () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.addListener('beforeAcceptTask', noop, { name: 'own, older' })
  plugin.addListener('beforeAcceptTask', noop, { name: 'own, newer' })
  actions.addListener('beforeAcceptTask', noop, { name: 'application' })

  const answers = [1, 2, 3].map(() => [
    plugin.removeListener('beforeAcceptTask', noop),
    actions.explain('AcceptTask').map((party) => party.name),
  ])

  assert.equal(answers, [
    [true, ['own, older', 'application']],
    [true, ['application']],
    [false, ['application']],
  ])
})

test('S13: removeListener of the actions themselves removes the newest listener, also when a scope added it', async () => {
  const actions = createActions()
  actions.addListener('beforeAcceptTask', noop)
  actions.scope('crm-plugin').addListener('beforeAcceptTask', noop)

  const answer = actions.removeListener('beforeAcceptTask', noop)

  assert.is(answer, true)
  assert.equal(
    actions.explain('AcceptTask').map(({ kind, scope }) => [kind, scope]),
    [['before', undefined]],
  )
})

// unregisterAction, explain, errors

test('S14: unregisterAction through a scope removes the action, also when another scope registered it', () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.scope('desk-plugin').registerAction('RejectTask', noop)
  const plugin = actions.scope('crm-plugin')

  const removed = [plugin.unregisterAction('AcceptTask'), plugin.unregisterAction('RejectTask')]

  assert.equal(removed, [true, true])
  assert.equal(actions.actionNames(), [])
})

test('S14: explain shows the name of the innermost scope', () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.scope('popup').addListener('beforeAcceptTask', noop)
  plugin.scope('popup').scope('close-button').addListener('beforeAcceptTask', noop)

  const scopes = actions.explain('AcceptTask').map(({ scope }) => scope)

  assert.equal(scopes, ['popup', 'close-button'])
})

test('S14: explain shows the name of the scope', () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.registerAction('AcceptTask', noop, noop)
  plugin.use(noop)
  plugin.use('AcceptTask', noop)
  plugin.addListener('beforeAcceptTask', noop)
  plugin.addListener('afterAcceptTask', noop)
  plugin.addListener('errorAcceptTask', noop)
  plugin.replaceAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', noop)

  const scopes = actions.explain('AcceptTask').map((party) => [party.kind, party.scope])

  assert.equal(scopes, [
    ['middleware', 'crm-plugin'],
    ['middleware', 'crm-plugin'],
    ['payloadUpdate', 'crm-plugin'],
    ['before', 'crm-plugin'],
    ['before', undefined],
    ['replacement', 'crm-plugin'],
    ['core', 'crm-plugin'],
    ['after', 'crm-plugin'],
    ['error', 'crm-plugin'],
  ])
})

for (const [what, attach] of [
  [
    'a listener',
    (plugin: Actions) => plugin.addListener('beforeAcceptTask', (_payload, abort) => abort('no'), { name: 'check' }),
  ],
  ['middleware', (plugin: Actions) => plugin.use('AcceptTask', (ctx) => ctx.abort('no'), { name: 'check' })],
  [
    'a replacement',
    (plugin: Actions) =>
      plugin.replaceAction('AcceptTask', (_payload, _original, ctx) => ctx.abort('no'), { name: 'check' }),
  ],
] as const) {
  test(`S14: an abort by ${what} of a scope shows the name of the scope`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)
    attach(actions.scope('crm-plugin'))

    const error = (await rejection(actions.invokeAction('AcceptTask'))) as ActionAbortedError

    assert.instance(error, ActionAbortedError)
    assert.is(error.by?.name, 'check')
    assert.is(error.by?.scope, 'crm-plugin')
  })
}

for (const [what, get] of [
  ['the actions', (actions: Actions): Actions => actions],
  ['a scope', (actions: Actions): Actions => actions.scope('crm-plugin')],
] as const) {
  test(`S14: the verbs of ${what} work detached`, async () => {
    const log: string[] = []
    const {
      registerAction,
      unregisterAction,
      invokeAction,
      addListener,
      removeListener,
      replaceAction,
      use,
      hasAction,
      actionNames,
      explain,
      observe,
      scope,
    } = get(createActions())
    const listener = () => log.push('listener')
    registerAction('AcceptTask', () => log.push('core'))
    addListener('beforeAcceptTask', () => log.push('before'))
    addListener('beforeAcceptTask', listener)
    replaceAction('AcceptTask', (payload, original) => {
      log.push('replacement')
      return original(payload)
    })
    use(async (_ctx, next) => {
      log.push('use')
      await next()
    })
    observe({ end: (info) => info.kind === 'invocation' && log.push('observed') })
    scope('part').addListener('afterAcceptTask', () => log.push('part'))

    const removed = removeListener('beforeAcceptTask', listener)
    await invokeAction('AcceptTask')
    const shown = [hasAction('AcceptTask'), actionNames(), explain('AcceptTask').length]
    const unregistered = unregisterAction('AcceptTask')

    assert.equal(log, ['use', 'before', 'replacement', 'core', 'part', 'observed'])
    assert.equal([removed, unregistered], [true, true])
    assert.equal(shown, [true, ['AcceptTask'], 5])
  })
}

test.run()
