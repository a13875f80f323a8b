// scope.explain() (S14, S15): what has been attached through a scope, action by action.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type Scope, type ScopeEntry } from '../../../source/core/index.js'
import { type Actions, noop } from './verbs.js'

/** Returns `action kind name` for each entry. */
function brief(entries: readonly ScopeEntry[]): string[] {
  return entries.map(({ action, kind, name }) => `${action} ${kind} ${name}`)
}

test('S14: scope.explain() lists what was attached through the scope, with the action, the kind and all options', () => {
  const plugin = createActions().scope('crm-plugin')

  plugin.addListener('beforeAcceptTask', noop, { name: 'check', order: -5, once: true })

  assert.equal(plugin.explain(), [
    { action: 'AcceptTask', kind: 'before', name: 'check', scope: 'crm-plugin', order: -5, once: true },
  ])
})

/** Each attaches one party, and says how it is listed. */
const PARTIES: [what: string, attach: (plugin: Actions) => unknown, entries: Partial<ScopeEntry>[]][] = [
  [
    'a core',
    (plugin) => plugin.registerAction('AcceptTask', noop, { name: 'accept' }),
    [{ kind: 'core', name: 'accept' }],
  ],
  [
    'a core and its payloadUpdate',
    (plugin) => plugin.registerAction('AcceptTask', noop, { name: 'accept', payloadUpdate: function fillIn() {} }),
    [
      { kind: 'payloadUpdate', name: 'fillIn' },
      { kind: 'core', name: 'accept' },
    ],
  ],
  ['a before-listener', (plugin) => plugin.addListener('beforeAcceptTask', noop), [{ kind: 'before', name: 'noop' }]],
  ['an after-listener', (plugin) => plugin.addListener('afterAcceptTask', noop), [{ kind: 'after', name: 'noop' }]],
  ['an error-listener', (plugin) => plugin.addListener('errorAcceptTask', noop), [{ kind: 'error', name: 'noop' }]],
  [
    'an anonymous listener',
    (plugin) => plugin.addListener('errorAcceptTask', () => {}),
    [{ kind: 'error', name: undefined }],
  ],
  [
    'a replacement',
    (plugin) => plugin.replaceAction('AcceptTask', noop, { order: 7 }),
    [{ kind: 'replacement', name: 'noop', order: 7 }],
  ],
  [
    'middleware for one action',
    (plugin) => plugin.use('AcceptTask', noop, { order: 3 }),
    [{ kind: 'middleware', name: 'noop', order: 3 }],
  ],
  [
    'middleware for every action, without an action',
    (plugin) => plugin.use(noop),
    [{ action: undefined, kind: 'middleware', name: 'noop' }],
  ],
  [
    'the listener of a list of events, once for each event',
    (plugin) => plugin.addListener(['beforeAcceptTask', 'errorAcceptTask'], noop),
    [
      { kind: 'before', name: 'noop' },
      { kind: 'error', name: 'noop' },
    ],
  ],
]

for (const [what, attach, entries] of PARTIES) {
  test(`S14: scope.explain() lists ${what}`, () => {
    const actions = createActions()
    const plugin = actions.scope('crm-plugin')
    actions.addListener('afterAcceptTask', noop, { name: 'of no scope' })
    actions.use(noop, { name: 'of no scope' })
    actions.scope('crm-plugin').addListener('beforeAcceptTask', noop, { name: 'of a neighbour' })

    attach(plugin)

    const defaults = { action: 'AcceptTask', scope: 'crm-plugin', order: 0, once: false }
    assert.equal(
      plugin.explain(),
      entries.map((entry) => ({ ...defaults, ...entry })),
    )
  })
}

test('S14: scope.explain() of a scope that has attached nothing is empty', () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)

  assert.equal(actions.scope('crm-plugin').explain(), [])
})

test('S14: scope.explain() lists what inner scopes have attached, with their names', () => {
  const plugin = createActions().scope('crm-plugin')
  const panel = plugin.scope('panel')
  panel.addListener('beforeAcceptTask', noop, { name: 'of the panel' })
  panel.scope('dialog').addListener('beforeLogout', noop, { name: 'of the dialog' })

  const scopes = Object.fromEntries(plugin.explain().map(({ name, scope }) => [name, scope]))

  assert.equal(scopes, { 'of the panel': 'panel', 'of the dialog': 'dialog' })
  assert.equal(brief(panel.explain()), ['AcceptTask before of the panel', 'Logout before of the dialog'])
})

test('S14: scope.explain() goes action by action, and shows each in the order of its stack', () => {
  const plugin = createActions().scope('crm-plugin')
  plugin.addListener('afterAcceptTask', noop, { name: 'after' })
  plugin.addListener('beforeLogout', noop, { name: 'ask' })
  plugin.registerAction('AcceptTask', noop, { name: 'accept' })
  plugin.addListener('beforeAcceptTask', noop, { name: 'second', order: 1 })
  plugin.registerAction('Logout', noop, { name: 'logout' })
  plugin.addListener('beforeAcceptTask', noop, { name: 'first' })
  plugin.replaceAction('AcceptTask', noop, { name: 'confirm' })

  assert.equal(brief(plugin.explain()), [
    'AcceptTask before first',
    'AcceptTask before second',
    'AcceptTask replacement confirm',
    'AcceptTask core accept',
    'AcceptTask after after',
    'Logout before ask',
    'Logout core logout',
  ])
})

/** The ways in which something is no longer attached. */
const DETACHING: [how: string, attachAndDetach: (plugin: Scope, actions: Actions) => unknown][] = [
  ['its registration is undone', (plugin) => plugin.addListener('beforeAcceptTask', noop)()],
  [
    'it is removed with removeListener',
    (plugin) => {
      plugin.addListener('beforeAcceptTask', noop)
      plugin.removeListener('beforeAcceptTask', noop)
    },
  ],
  [
    'its signal fires',
    (plugin) => {
      const cut = new AbortController()
      plugin.use(noop, { signal: cut.signal })
      plugin.replaceAction('AcceptTask', noop, { signal: cut.signal })
      cut.abort()
    },
  ],
  [
    'it was to run once, and has',
    async (plugin, actions) => {
      const core = actions.registerAction('AcceptTask', noop)
      plugin.addListener('beforeAcceptTask', noop, { once: true })
      await actions.invokeAction('AcceptTask')
      core()
    },
  ],
  [
    'its action is unregistered',
    (plugin, actions) => {
      plugin.registerAction('AcceptTask', noop, noop)
      actions.unregisterAction('AcceptTask')
    },
  ],
  [
    'its core is overridden from outside',
    (plugin, actions) => {
      plugin.registerAction('AcceptTask', noop)
      actions.registerAction('AcceptTask', noop, { override: true })
    },
  ],
  [
    'its inner scope is disposed',
    (plugin) => {
      const panel = plugin.scope('panel')
      panel.addListener('beforeAcceptTask', noop)
      panel.dispose()
    },
  ],
  [
    'the scope is disposed',
    (plugin) => {
      plugin.addListener('beforeAcceptTask', noop)
      plugin.use(noop)
      plugin.dispose()
    },
  ],
]

for (const [when, attachAndDetach] of DETACHING) {
  test(`S14: scope.explain() no longer lists something when ${when}`, async () => {
    const actions = createActions()
    const plugin = actions.scope('crm-plugin')

    await attachAndDetach(plugin, actions)

    assert.equal(plugin.explain(), [])
  })
}

test('S14: scope.explain() returns plain data of its own each time', () => {
  const plugin = createActions().scope('crm-plugin')
  plugin.addListener('beforeAcceptTask', noop)
  const [first] = plugin.explain()

  Object.assign(first as object, { name: 'changed' })

  assert.is(plugin.explain()[0]?.name, 'noop')
  assert.is.not(plugin.explain(), plugin.explain())
})

test('S15: scope.explain(name) shows the whole stack of the action, whoever attached it', () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  actions.registerAction('AcceptTask', noop, { name: 'accept' })
  plugin.addListener('beforeAcceptTask', noop, { name: 'check' })

  assert.equal(plugin.explain('AcceptTask'), actions.explain('AcceptTask'))
  assert.equal(plugin.explain('AcceptTask'), [
    { kind: 'before', name: 'check', scope: 'crm-plugin', order: 0, once: false },
    { kind: 'core', name: 'accept', scope: undefined, order: 0, once: false },
  ])
})

test('S15: actions.explain() still lists the actions that have no core, with what scopes have attached', () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.scope('crm-plugin').addListener('beforeAcepptTask', noop)

  assert.equal(actions.explain(), [{ action: 'AcepptTask', nearest: ['AcceptTask'] }])
})

test.run()
