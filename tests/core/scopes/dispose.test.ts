// What disposing a scope removes (S14): all that was attached through it and its scopes, and nothing else.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionMisuseError, createActions, UnknownActionError } from '../../../source/core/index.js'
import { deferred, rejection, settled, thrown } from '../../support/helpers.js'
import { type Actions, exercise, noop, verbs } from './verbs.js'

for (const [what, attach] of verbs) {
  test(`S14: what a scope attached by ${what} runs, and dispose() removes it`, async () => {
    const actions = createActions()
    const plugin = actions.scope('crm-plugin')
    const log: string[] = []
    attach(plugin, log)

    await exercise(actions)
    const before = log.splice(0)
    plugin.dispose()
    await exercise(actions)

    assert.ok(before.length > 0)
    assert.equal(log, [])
  })

  test(`S14: dispose() leaves what was attached by ${what}, but not through the scope`, async () => {
    const actions = createActions()
    const log: string[] = []
    const plugin = actions.scope('crm-plugin')
    plugin.addListener('beforeHangUp', noop)
    attach(actions, log)
    await exercise(actions)
    const before = log.splice(0)

    plugin.dispose()
    await exercise(actions)

    assert.equal(log, before)
  })

  test(`S14: attaching by ${what} to a disposed scope throws and attaches nothing`, async () => {
    const actions = createActions()
    const log: string[] = []
    const plugin = actions.scope('crm-plugin')
    plugin.dispose()

    const error = thrown(() => attach(plugin, log))
    await exercise(actions)

    assert.instance(error, Error)
    assert.equal(log, [])
  })

  test(`S14: attaching by ${what} to a scope of a disposed scope throws and attaches nothing`, async () => {
    const actions = createActions()
    const log: string[] = []
    const plugin = actions.scope('crm-plugin')
    const part = plugin.scope('part')
    plugin.dispose()

    const errors = [thrown(() => attach(part, log)), thrown(() => attach(plugin.scope('late'), log))]
    await exercise(actions)

    for (const error of errors) assert.instance(error, Error)
    assert.equal(log, [])
  })
}

test('S14: attaching to a disposed scope throws, also with a signal that is aborted already', () => {
  const plugin = createActions().scope('crm-plugin')
  plugin.dispose()
  const options = { signal: AbortSignal.abort() }

  const errors = [
    thrown(() => plugin.registerAction('AcceptTask', noop, options)),
    thrown(() => plugin.addListener('beforeAcceptTask', noop, options)),
    thrown(() => plugin.replaceAction('AcceptTask', noop, options)),
    thrown(() => plugin.use(noop, options)),
  ]

  for (const error of errors) assert.instance(error, ActionMisuseError)
})

test('S14: the error about a disposed scope shows its name', () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.dispose()

  const error = thrown(() => plugin.addListener('beforeAcceptTask', noop))

  assert.match((error as Error).message, /crm-plugin/)
})

test('S14: a disposed scope still invokes and explains, and has no listeners to remove', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.addListener('beforeAcceptTask', noop)
  plugin.dispose()

  assert.is(plugin.removeListener('beforeAcceptTask', noop), false)
  assert.equal(plugin.explain('AcceptTask'), actions.explain('AcceptTask'))
  assert.is(await plugin.invokeAction('AcceptTask'), 'accepted')
})

test('S14: an override belongs to the scope that made it, not to the scope that first registered the action', async () => {
  const actions = createActions()
  const [first, second] = [actions.scope('first'), actions.scope('second')]
  first.registerAction('AcceptTask', () => 'first')

  second.registerAction('AcceptTask', () => 'second', { override: true })
  const shown = actions.explain('AcceptTask').map(({ kind, scope }) => `${kind} ${scope}`)
  first.dispose()
  const result = await actions.invokeAction('AcceptTask')
  second.dispose()

  assert.equal(shown, ['core second'])
  assert.is(result, 'second')
  assert.is(actions.hasAction('AcceptTask'), false)
})

test('S14: Symbol.dispose of a scope removes all that the scope attached', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  for (const [, attach] of verbs) attach(plugin, log)

  plugin[Symbol.dispose]()
  await exercise(actions)

  assert.equal(log, [])
})

test('S14: using a scope removes, at the end of the block, all that the scope attached', async () => {
  const actions = createActions()
  const log: string[] = []
  {
    using plugin = actions.scope('crm-plugin')
    for (const [, attach] of verbs) attach(plugin, log)
  }

  await exercise(actions)

  assert.equal(log, [])
})

test('S14: dispose() removes what inner scopes attached, at any depth', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  for (const [, attach] of verbs) attach(plugin.scope('part').scope('part of the part'), log)

  plugin.dispose()
  await exercise(actions)

  assert.equal(log, [])
})

test('S14: disposing an inner scope leaves the outer scope alone', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const part = plugin.scope('part')
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  plugin.addListener('beforeAcceptTask', () => log.push('outer'))
  part.addListener('beforeAcceptTask', () => log.push('inner'))

  part.dispose()
  plugin.addListener('beforeAcceptTask', () => log.push('outer, later'))
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['outer', 'outer, later'])
})

test('S14: disposing one of two scopes of the same name leaves the other scope alone', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  const scopes = [1, 2].map((number) => {
    const plugin = actions.scope('crm-plugin')
    plugin.addListener('beforeAcceptTask', () => log.push(`scope ${number}`))
    return plugin
  })

  scopes[0]?.dispose()
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['scope 2'])
})

type Undoing = (plugin: ReturnType<Actions['scope']>, registration: () => void) => void

for (const [what, undo, undoAgain] of [
  [
    'disposing a scope a second time does nothing',
    (plugin) => plugin.dispose(),
    (plugin) => {
      plugin.dispose()
      plugin[Symbol.dispose]()
    },
  ],
  [
    'disposing a scope after its registrations removes nothing more',
    (_plugin, registration) => registration(),
    (plugin) => plugin.dispose(),
  ],
  [
    'a registration of a disposed scope does nothing',
    (plugin) => plugin.dispose(),
    (_plugin, registration) => registration(),
  ],
] as [what: string, undo: Undoing, undoAgain: Undoing][]) {
  test(`S14: ${what}`, async () => {
    const actions = createActions()
    const plugin = actions.scope('crm-plugin')
    const log: string[] = []
    const listener = () => log.push('listener')
    actions.registerAction('AcceptTask', noop)
    const registration = plugin.addListener('beforeAcceptTask', listener)
    undo(plugin, registration)
    actions.addListener('beforeAcceptTask', listener)

    undoAgain(plugin, registration)
    await actions.invokeAction('AcceptTask')

    assert.equal(log, ['listener'])
  })
}

test('S14: disposing a scope frees the names of its actions', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.registerAction('AcceptTask', () => 'plugin')
  plugin.dispose()

  const error = await rejection(actions.invokeAction('AcceptTask'))
  actions.registerAction('AcceptTask', () => 'application')

  assert.instance(error, UnknownActionError)
  assert.is(await actions.invokeAction('AcceptTask'), 'application')
})

test('S14: disposing a scope that overrode an action restores nothing', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  actions.registerAction('AcceptTask', () => 'application')
  plugin.registerAction('AcceptTask', () => 'plugin', { override: true })

  plugin.dispose()
  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, UnknownActionError)
})

test('S14: disposing a scope whose action was overridden leaves the override alone', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.registerAction('AcceptTask', () => 'plugin')
  actions.registerAction('AcceptTask', () => 'application', { override: true })

  plugin.dispose()

  assert.is(await actions.invokeAction('AcceptTask'), 'application')
})

test('S14: disposing a scope brings back the core that its replacements replaced', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  actions.registerAction('AcceptTask', () => 'core')
  plugin.replaceAction('AcceptTask', () => 'plugin')
  actions.replaceAction('AcceptTask', async (payload, original) => `wrapped ${await original(payload)}`)

  const before = await actions.invokeAction('AcceptTask')
  plugin.dispose()
  const after = await actions.invokeAction('AcceptTask')

  assert.equal([before, after], ['wrapped plugin', 'wrapped core'])
})

test('S14: what a disposed scope attached still runs in an invocation already in flight', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  const hold = deferred()
  plugin.registerAction('AcceptTask', () => {
    log.push('core')
  })
  actions.addListener('beforeAcceptTask', () => hold.promise, { order: -1 })
  for (const [what, attach] of verbs) {
    if (what !== 'registerAction' && what !== 'observe') attach(plugin, log)
  }

  const promise = actions.invokeAction('AcceptTask')
  plugin.dispose()
  await settled()
  hold.resolve()
  await promise

  assert.equal(log, ['use', 'use AcceptTask', 'before', 'replacement', 'core', 'after'])
})

test('S14: a listener may dispose its own scope', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  plugin.addListener('beforeAcceptTask', () => {
    log.push('disposes')
    plugin.dispose()
  })
  plugin.addListener('beforeAcceptTask', () => log.push('second'))
  plugin.addListener('afterAcceptTask', () => log.push('after'))

  await actions.invokeAction('AcceptTask')
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['disposes', 'second', 'core', 'after', 'core'])
})

test('S14: a once-listener of a scope that has run is gone when the scope is disposed', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  const listener = () => log.push('listener')
  actions.registerAction('AcceptTask', noop)
  plugin.addListener('beforeAcceptTask', listener, { once: true })
  await actions.invokeAction('AcceptTask')
  actions.addListener('beforeAcceptTask', listener)

  plugin.dispose()
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['listener', 'listener'])
})

test('S14: dispose of a scope works detached', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  plugin.addListener('beforeAcceptTask', () => log.push('before'))
  const { dispose } = plugin

  dispose()
  await actions.invokeAction('AcceptTask')

  assert.equal(log, [])
})

test('S16: the error about observing through a disposed scope names no action', () => {
  const scope = createActions().scope('crm-plugin')
  scope.dispose()

  assert.is((thrown(() => scope.observe({ end: noop })) as { action?: string }).action, '')
})

test.run()
