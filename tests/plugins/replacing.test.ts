// installPlugin(…, { replace: true }): a plugin whose module is loaded again (hot reloading).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { installPlugin, type Plugin } from '../../source/plugins/index.js'
import { deferred } from '../support/helpers.js'
import { type Editor, hearing, inShort, listeners, listening, openEditor, watched } from './editor.js'

/** Returns a version of a plugin, which listens under its version and registers an action. */
function version(number: number, more?: () => unknown): Plugin<Editor> {
  return {
    name: 'spelling',
    setup(scope) {
      scope.addListener('beforeSaveDocument', () => {}, { name: `spelling ${number}` })
      scope.registerAction('Search', () => [`found by ${number}`])
      return more?.()
    },
  }
}

test('the earlier version is taken off, and the new version is set up in its place', async () => {
  const actions = openEditor()
  installPlugin(actions, version(1))
  installPlugin(actions, listening('grammar'))

  for (const number of [2, 3]) installPlugin(actions, version(number), { replace: true })

  assert.equal(listeners(actions), ['spelling 3', 'grammar'])
  assert.equal(await actions.invokeAction('Search', 'cake'), ['found by 3'])
})

test('what was returned for the earlier version stays what switches the plugin, with its subscribers', () => {
  const actions = openEditor()
  const first = installPlugin(actions, version(1))
  const seen = watched(first)

  const second = installPlugin(actions, version(2), { replace: true })
  first.off()
  second.on()

  assert.is(first, second)
  assert.equal(seen, ['on', 'loading', 'on', 'off', 'loading', 'on'])
  assert.equal(listeners(actions), ['spelling 2'])
})

test('a plugin that was switched off stays off, unless the option on says otherwise', () => {
  const actions = openEditor()
  const plugin = installPlugin(actions, version(1))
  plugin.off()

  installPlugin(actions, version(2), { replace: true })
  assert.equal(listeners(actions), [])
  plugin.on()
  assert.equal(listeners(actions), ['spelling 2'])
  installPlugin(actions, version(3), { replace: true, on: false })
  assert.equal([listeners(actions), inShort(plugin.state.get())], [[], 'off'])
  installPlugin(actions, version(4), { replace: true, on: true })

  assert.equal(listeners(actions), ['spelling 4'])
})

test('a version that has failed is tried again in its new version', () => {
  const actions = openEditor()
  const { onError } = hearing()
  const fail = () => {
    throw new Error('a typing error')
  }

  const plugin = installPlugin(actions, version(1, fail), { onError })
  const seen = watched(plugin)
  installPlugin(actions, version(2), { replace: true })
  assert.equal(listeners(actions), ['spelling 2'])
  installPlugin(actions, version(3, fail), { replace: true, onError })

  assert.equal(seen, ['failed', 'loading', 'on', 'loading', 'failed'])
  assert.equal([listeners(actions), actions.hasAction('Search')], [[], false])
})

test('a version whose set-up still runs is given up', async () => {
  const actions = openEditor()
  const ready = deferred()
  installPlugin(
    actions,
    version(1, () => ready.promise),
  )

  const plugin = installPlugin(actions, version(2), { replace: true })
  ready.resolve()

  assert.equal(await plugin.on(), { status: 'on' })
  assert.equal(listeners(actions), ['spelling 2'])
})

test('plugins that depend on it are set up again, after it', () => {
  const actions = openEditor()
  const log: string[] = []
  installPlugin(
    actions,
    version(1, () => log.push('spelling 1')),
  )
  installPlugin(
    actions,
    listening('grammar', () => log.push('grammar'), ['spelling']),
  )

  installPlugin(
    actions,
    version(2, () => log.push('spelling 2')),
    { replace: true },
  )

  assert.equal(log, ['spelling 1', 'grammar', 'spelling 2', 'grammar'])
  assert.equal(listeners(actions), ['spelling 2', 'grammar'])
})

test('the context and the other options are those of the new version', () => {
  const actions = openEditor()
  const seen: unknown[] = []
  const plugin: Plugin<Editor, string> = { name: 'spelling', setup: (_scope, context) => seen.push(context) }
  const { signal, abort } = control()

  installPlugin(actions, plugin, { context: 'of 1', signal })
  const installed = installPlugin(actions, plugin, { context: 'of 2', replace: true })
  abort()

  assert.equal(seen, ['of 1', 'of 2'])
  assert.is(inShort(installed.state.get()), 'on')
})

test('with { replace: true }, a plugin that is not installed is installed', () => {
  const actions = openEditor()

  installPlugin(actions, version(1), { replace: true })

  assert.equal(listeners(actions), ['spelling 1'])
})

test('a loader takes the place of a plugin, and a plugin that of a loader', async () => {
  const actions = openEditor()
  installPlugin(actions, version(1))

  const plugin = installPlugin(actions, async () => version(2), { name: 'spelling', replace: true })
  assert.equal([listeners(actions), inShort(plugin.state.get())], [[], 'loading'])
  await plugin.on()
  assert.equal(listeners(actions), ['spelling 2'])
  installPlugin(actions, version(3), { replace: true })

  assert.equal(listeners(actions), ['spelling 3'])
})

test('a plugin may be disposed while it is replaced: then nothing is set up', () => {
  const actions = openEditor()
  const plugin = installPlugin(actions, {
    name: 'spelling',
    setup(scope) {
      scope.onDispose(() => plugin.dispose())
    },
  })

  installPlugin(actions, version(2), { replace: true })

  assert.equal([listeners(actions), inShort(plugin.state.get())], [[], 'off'])
})

test.run()

function control() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}
