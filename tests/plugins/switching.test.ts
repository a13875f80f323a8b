// A plugin that is switched on, off, and on again: what is attached, what its set-up is given, and what its state says.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionMisuseError } from '../../source/core/index.js'
import { type InstalledPlugin, installPlugin } from '../../source/plugins/index.js'
import { deferred, thrown, unhandledDuring } from '../support/helpers.js'
import { inShort, listeners, listening, openEditor, watched } from './editor.js'

test('a plugin that does not wait is on when installPlugin returns', async () => {
  const actions = openEditor()

  const spelling = installPlugin(actions, {
    name: 'spelling',
    setup(scope) {
      scope.addListener('beforeSaveDocument', function check({ file }, abort) {
        if (file.includes('teh')) abort('a word is misspelt')
      })
    },
  })

  assert.is(spelling.name, 'spelling')
  assert.equal(spelling.state.get(), { status: 'on' })
  const outcome = await actions.settleAction('SaveDocument', { file: 'teh.md' })
  assert.equal(outcome.status === 'aborted' && outcome.by, { kind: 'before', name: 'check', scope: 'spelling' })
})

test('off takes everything off before it returns, and on sets the plugin up again with a new scope', () => {
  const actions = openEditor()
  const scopes: unknown[] = []
  const log: string[] = []
  const plugin = installPlugin(
    actions,
    listening('spelling', (scope) => {
      scopes.push(scope)
      scope.onDispose(() => log.push('disposed'))
      scope.registerAction('Search', (word) => [word])
    }),
  )
  const seen = watched(plugin)

  plugin.off()
  assert.equal([listeners(actions), actions.hasAction('Search'), log], [[], false, ['disposed']])
  plugin.off()
  plugin.on()
  plugin.on()
  assert.equal([listeners(actions), actions.hasAction('Search'), log], [['spelling'], true, ['disposed']])
  plugin.off()

  assert.equal(seen, ['on', 'off', 'loading', 'on', 'off'])
  assert.is(new Set(scopes).size, 2)
})

test('a plugin is on when the promise of its set-up has resolved', async () => {
  const actions = openEditor()
  const ready = deferred()
  const plugin = installPlugin(
    actions,
    listening('spelling', () => ready.promise),
  )
  const seen = watched(plugin)
  assert.equal(listeners(actions), ['spelling'])

  const state = plugin.on()
  ready.resolve()

  assert.equal(await state, { status: 'on' })
  assert.equal(seen, ['loading', 'on'])
})

test('with { on: false }, nothing is set up until the plugin is switched on', async () => {
  const actions = openEditor()

  const plugin = installPlugin(actions, listening('spelling'), { on: false })
  assert.equal([listeners(actions), plugin.state.get()], [[], { status: 'off' }])

  assert.equal(await plugin.on(), { status: 'on' })
  assert.equal(listeners(actions), ['spelling'])
})

test('a set-up that is switched off while it waits is told by its signal, and what comes of it is not heard', async () => {
  const actions = openEditor()
  const ready = deferred()
  const log: unknown[] = []
  const plugin = installPlugin(
    actions,
    listening('spelling', async (scope) => {
      scope.signal.addEventListener('abort', () => log.push('told'))
      await ready.promise
      log.push(thrown(() => scope.addListener('beforeSaveDocument', () => {})))
      throw new Error('nobody waits for this')
    }),
  )
  const seen = watched(plugin)
  const state = plugin.on()

  const unhandled = await unhandledDuring(() => {
    plugin.off()
    ready.resolve()
  })

  assert.is(log[0], 'told')
  assert.instance(log[1], ActionMisuseError)
  assert.equal(unhandled, [])
  assert.equal(await state, { status: 'off' })
  assert.equal(seen, ['loading', 'off'])
  assert.equal(listeners(actions), [])
})

test('of a set-up that was given up and one that runs, the one that runs counts', async () => {
  const actions = openEditor()
  const [first, second] = [deferred(), deferred()]
  const ready = [first.promise, second.promise]
  const plugin = installPlugin(
    actions,
    listening('spelling', () => ready.shift()),
  )
  plugin.off()
  const state = plugin.on()

  first.resolve()
  await first.promise
  const between = plugin.state.get()
  second.resolve()

  assert.is(inShort(between), 'loading')
  assert.equal(await state, { status: 'on' })
  assert.equal(listeners(actions), ['spelling'])
})

test('a plugin may switch itself off while it is set up', () => {
  const actions = openEditor()
  const plugin: InstalledPlugin = installPlugin(
    actions,
    listening('spelling', () => plugin.off()),
    { on: false },
  )
  const seen = watched(plugin)

  plugin.on()

  assert.equal(seen, ['off', 'loading', 'off'])
  assert.equal(listeners(actions), [])
})

test('a plugin that disposes its scope is off, and can be switched on again', () => {
  const actions = openEditor()
  const plugin = installPlugin(
    actions,
    listening('spelling', (scope) => {
      scope.addListener('afterSaveDocument', () => scope.dispose())
    }),
  )
  const seen = watched(plugin)

  const before = actions.explain('SaveDocument').length
  actions.invokeAction('SaveDocument', { file: 'notes.md' })
  assert.equal([before > actions.explain('SaveDocument').length, plugin.state.get()], [true, { status: 'off' }])
  plugin.on()

  assert.equal(seen, ['on', 'off', 'loading', 'on'])
})

test('the set-up is called as a method of the plugin, with the context that was passed', () => {
  class Backup {
    readonly name = 'backup'
    readonly seen: unknown[] = []
    setup(_scope: unknown, context: unknown) {
      this.seen.push(context)
    }
  }
  const [one, other] = [new Backup(), new Backup()]
  const context = { ask: () => true }

  installPlugin(openEditor(), one as never, { context } as never)
  installPlugin(openEditor(), other as never)

  assert.is(one.seen[0], context)
  assert.equal(other.seen, [undefined])
})

test('what the set-up returns is ignored: a registration of the last listener is not undone', () => {
  const actions = openEditor()

  installPlugin(
    actions,
    listening('spelling', (scope) => scope.onDispose(() => {})),
  )

  assert.equal(listeners(actions), ['spelling'])
})

test('a set-up may return a foreign thenable, also one that resolves at once and twice', async () => {
  const actions = openEditor()
  const thenable = {
    then(resolve: (value: unknown) => void) {
      resolve(1)
      resolve(2)
    },
  }
  const plugin = installPlugin(
    actions,
    listening('spelling', () => thenable),
  )

  assert.equal(await plugin.on(), { status: 'on' })
})

test('plugins of other actions, and of a scope, have names of their own', () => {
  const [one, other] = [openEditor(), openEditor()]

  for (const actions of [one, other, one.scope('plugins')]) installPlugin(actions, listening('spelling'))

  assert.equal([listeners(one), listeners(other)], [['spelling', 'spelling'], ['spelling']])
})

test('a plugin is installed under another name with the option name', () => {
  const actions = openEditor()

  const plugin = installPlugin(actions, listening('spelling'), { name: 'spelling of English' })
  installPlugin(actions, listening('spelling'))

  assert.is(plugin.name, 'spelling of English')
  assert.equal(
    actions.explain('SaveDocument').map(({ scope }) => scope),
    ['spelling of English', 'spelling', undefined],
  )
})

test('a plugin may install others through its scope: they go with it', () => {
  const actions = openEditor()
  const plugin = installPlugin(
    actions,
    listening('language', (scope) => {
      installPlugin(scope, listening('spelling'))
      installPlugin(scope, listening('grammar', undefined, ['spelling']))
    }),
  )
  assert.equal(listeners(actions), ['language', 'spelling', 'grammar'])

  plugin.off()
  assert.equal(listeners(actions), [])

  plugin.on()
  assert.equal(listeners(actions), ['language', 'spelling', 'grammar'])
})

test('a thousand times off and on again leave one of each listener', () => {
  const actions = openEditor()
  const plugin = installPlugin(actions, listening('spelling'))

  for (let i = 0; i < 1_000; i++) {
    plugin.off()
    plugin.on()
  }

  assert.equal(listeners(actions), ['spelling'])
})

test.run()
