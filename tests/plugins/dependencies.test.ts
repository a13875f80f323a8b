// Plugins that depend on others by name: what they wait for, when they are set up and taken off, and what never works.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { installPlugin, type Plugin, PluginCircleError } from '../../source/plugins/index.js'
import { deferred, settled } from '../support/helpers.js'
import { type Editor, hearing, inShort, listeners, listening, openEditor, watched } from './editor.js'

/** Returns a plugin that logs when it is set up and disposed. */
function logging(log: string[], name: string, ...dependencies: string[]): Plugin<Editor> {
  const more = (scope: Parameters<Plugin<Editor>['setup']>[0]) => {
    log.push(`+${name}`)
    scope.onDispose(() => log.push(`-${name}`))
  }
  return listening(name, more, dependencies)
}

/** Runs `work` while `console.warn` is replaced. Returns what would have been printed. */
async function warnedDuring(work: () => unknown): Promise<unknown[]> {
  const warned: unknown[] = []
  const original = console.warn
  console.warn = (text: unknown) => void warned.push(text)
  try {
    await work()
    await settled()
  } finally {
    console.warn = original
  }
  return warned
}

test('a plugin is set up after those that it depends on, in whichever order they are installed', () => {
  const actions = openEditor()
  const log: string[] = []

  const sync = installPlugin(actions, logging(log, 'sync', 'storage', 'login'))
  const seen = watched(sync)
  installPlugin(actions, logging(log, 'storage', 'login'))
  assert.equal(log, [])
  installPlugin(actions, logging(log, 'login'))

  assert.equal(log, ['+login', '+storage', '+sync'])
  assert.equal(seen, ['loading (storage, login)', 'loading (storage)', 'loading', 'on'])
})

test('a plugin waits for the set-up of those that it depends on', async () => {
  const actions = openEditor()
  const ready = deferred()
  const log: string[] = []
  installPlugin(
    actions,
    listening('storage', () => ready.promise),
  )
  const sync = installPlugin(actions, logging(log, 'sync', 'storage'))
  const state = sync.on()
  assert.equal([inShort(sync.state.get()), log], ['loading (storage)', []])

  ready.resolve()

  assert.equal(await state, { status: 'on' })
  assert.equal(log, ['+sync'])
})

test('a plugin that is loaded says then what it depends on', async () => {
  const actions = openEditor()
  const log: string[] = []
  const sync = installPlugin(actions, async () => logging(log, 'sync', 'storage'), { name: 'sync' })
  assert.is(inShort(await sync.on()), 'loading (storage)')

  installPlugin(actions, async () => logging(log, 'storage'), { name: 'storage' })

  assert.equal(await sync.on(), { status: 'on' })
  assert.equal(log, ['+storage', '+sync'])
})

test('a plugin is taken off before one that it depends on is switched off, and is set up after it again', () => {
  const actions = openEditor()
  const log: string[] = []
  const [login, storage, sync] = [
    installPlugin(actions, logging(log, 'login')),
    installPlugin(actions, logging(log, 'storage', 'login')),
    installPlugin(actions, logging(log, 'sync', 'storage')),
  ]
  installPlugin(actions, logging(log, 'spelling'))
  const seen = watched(sync)
  log.length = 0

  login.off()
  assert.equal(log.splice(0), ['-sync', '-storage', '-login'])
  assert.equal(
    [login, storage, sync].map(({ state }) => inShort(state.get())),
    ['off', 'loading (login)', 'loading (storage)'],
  )
  login.on()

  assert.equal(log, ['+login', '+storage', '+sync'])
  assert.equal(seen, ['on', 'loading (storage)', 'loading', 'on'])
  assert.equal(listeners(actions), ['login', 'storage', 'sync', 'spelling'])
})

test('of plugins that depend on one, the newest is taken off first', () => {
  const actions = openEditor()
  const log: string[] = []
  const storage = installPlugin(actions, logging(log, 'storage'))
  for (const name of ['sync', 'backup']) installPlugin(actions, logging(log, name, 'storage'))
  log.length = 0

  storage.off()

  assert.equal(log, ['-backup', '-sync', '-storage'])
})

test('a plugin waits while one that it depends on has failed, and goes on when it is on', async () => {
  const actions = openEditor()
  const { onError } = hearing()
  const trials = [new Error('no disk')]
  const storage = installPlugin(
    actions,
    listening('storage', () => {
      const error = trials.shift()
      if (error) throw error
    }),
    { onError },
  )
  const sync = installPlugin(actions, listening('sync', undefined, ['storage']))
  assert.is(inShort(await sync.on()), 'loading (storage)')

  storage.on()

  assert.is(inShort(sync.state.get()), 'on')
})

test('a plugin whose set-up runs is taken off when one that it depends on is switched off', async () => {
  const actions = openEditor()
  const ready = deferred()
  const storage = installPlugin(actions, listening('storage'))
  const sync = installPlugin(
    actions,
    listening('sync', () => ready.promise, ['storage']),
  )
  assert.equal(listeners(actions), ['storage', 'sync'])

  storage.off()
  ready.resolve()
  await settled()

  assert.equal(listeners(actions), [])
  assert.is(inShort(sync.state.get()), 'loading (storage)')
})

test('a plugin that is switched off while it waits is not set up', () => {
  const actions = openEditor()
  const sync = installPlugin(actions, listening('sync', undefined, ['storage']))

  sync.off()
  installPlugin(actions, listening('storage'))

  assert.equal([listeners(actions), inShort(sync.state.get())], [['storage'], 'off'])
})

test('on does not wait for ever: it resolves when the plugin waits for one that is neither on nor loading', async () => {
  const actions = openEditor()
  const ready = deferred()
  const storage = installPlugin(
    actions,
    listening('storage', () => ready.promise, ['login']),
  )
  const sync = installPlugin(actions, listening('sync', undefined, ['storage']))
  assert.is(inShort(await sync.on()), 'loading (storage)')

  const login = installPlugin(actions, listening('login'))
  const states = [storage.on(), sync.on()]
  login.off()
  assert.equal((await Promise.all(states)).map(inShort), ['loading (login)', 'loading (storage)'])

  login.on()
  const again = sync.on()
  ready.resolve()
  assert.equal(await again, { status: 'on' })
})

test('when a plugin is disposed, those that depend on it wait for another of its name', () => {
  const actions = openEditor()
  const storage = installPlugin(actions, listening('storage'))
  const sync = installPlugin(actions, listening('sync', undefined, ['storage']))

  storage.dispose()
  assert.equal([listeners(actions), inShort(sync.state.get())], [[], 'loading (storage)'])
  installPlugin(actions, listening('storage'))

  assert.equal(listeners(actions), ['sync', 'storage'])
})

test('plugins that depend on each other in a circle have failed, each with the way around', async () => {
  const actions = openEditor()
  const { onError, heard } = hearing()
  const installed = [
    installPlugin(actions, listening('login', undefined, ['storage', 'sync']), { onError }),
    installPlugin(actions, listening('storage', undefined, ['disk']), { onError }),
    installPlugin(actions, async () => listening('sync', undefined, ['storage', 'login']), { name: 'sync', onError }),
    installPlugin(actions, listening('self', undefined, ['self']), { onError }),
    installPlugin(actions, listening('backup', undefined, ['login']), { onError }),
  ]

  await settled()
  const states = installed.map(({ state }) => inShort(state.get()))
  installPlugin(actions, listening('disk'))

  assert.equal(states, ['failed', 'loading (disk)', 'failed', 'failed', 'loading (login)'])
  assert.equal(
    heard.map(([error]) => (error as PluginCircleError).path),
    [
      ['self', 'self'],
      ['login', 'sync', 'login'],
      ['sync', 'login', 'sync'],
    ],
  )
  const [error] = heard[1] as [PluginCircleError, string]
  assert.instance(error, PluginCircleError)
  assert.equal([error.name, error.code, error.plugin], ['PluginCircleError', 'PLUGIN_CIRCLE', 'login'])
  assert.is(
    error.message,
    'Cannot switch on the plugin "login", because it depends on itself ("login" → "sync" → "login"): leave out one of these dependencies',
  )
  assert.equal(listeners(actions), ['storage', 'disk'])
})

test('a plugin is not suggested to itself', async () => {
  const warned = await warnedDuring(() => {
    installPlugin(openEditor(), listening('sync', undefined, ['synk']))
  })

  assert.equal(warned, [])
})

test('a misspelt dependency is told once, with the name that is meant', async () => {
  const actions = openEditor()

  const warned = await warnedDuring(() => {
    const sync = installPlugin(actions, listening('sync', undefined, ['storrage', 'login', 'anything']))
    installPlugin(actions, listening('storage'))
    installPlugin(actions, listening('login'))
    sync.off()
    sync.on()
  })

  assert.equal(warned, [
    'The plugin "sync" depends on the plugin "storrage", which is not installed: did you mean "storage"?',
  ])
})

test('a dependency may have any name', () => {
  const actions = openEditor()

  for (const name of ['__proto__', 'constructor', 'a, b']) {
    const plugin = installPlugin(actions, listening(`needs ${name}`, undefined, [name]))
    assert.is(inShort(plugin.state.get()), `loading (${name})`)
    installPlugin(actions, listening(name))
    assert.is(inShort(plugin.state.get()), 'on')
  }
})

test.run()
