// Where the functions of a plugin run among functions of the same order: as if attached when the plugin was installed.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { installPlugin, type Plugin } from '../../source/plugins/index.js'
import { deferred } from '../support/helpers.js'
import { type Editor, listeners, listening, openEditor } from './editor.js'

test('plugins that are switched off and on again keep their places', () => {
  const actions = openEditor()
  const names = ['one', 'two', 'three']
  const plugins = names.map((name) => installPlugin(actions, listening(name)))
  actions.addListener('beforeSaveDocument', function ofTheApplication() {})
  const order = listeners(actions)

  for (const at of [0, 1, 2, 1, 0]) {
    plugins[at]?.off()
    plugins[at]?.on()
    assert.equal(listeners(actions), order)
  }
  for (const plugin of plugins) plugin.off()
  for (const plugin of plugins.reverse()) plugin.on()

  assert.equal(listeners(actions), ['one', 'two', 'three', 'ofTheApplication'])
})

test('plugins run in the order in which they are installed, however slowly they load', async () => {
  const actions = openEditor()
  const loaded = deferred<Plugin<Editor>>()
  const ready = deferred()
  const plugins = [
    installPlugin(actions, () => loaded.promise, { name: 'loaded' }),
    installPlugin(actions, {
      name: 'late',
      async setup(scope) {
        await ready.promise
        scope.addListener('beforeSaveDocument', () => {}, { name: 'late' })
      },
    }),
    installPlugin(actions, listening('waiting', undefined, ['fast'])),
    installPlugin(actions, listening('off'), { on: false }),
    installPlugin(actions, listening('fast')),
  ]
  assert.equal(listeners(actions), ['waiting', 'fast'])

  ready.resolve()
  loaded.resolve(listening('loaded'))
  await Promise.all(plugins.map((plugin) => plugin.on()))

  assert.equal(listeners(actions), ['loaded', 'late', 'waiting', 'off', 'fast'])
})

test('replacements and middleware keep their places, too: of replacements, that of the newest plugin is outermost', async () => {
  const actions = openEditor()
  const log: string[] = []
  const plugins = ['one', 'two', 'three'].map((name) =>
    installPlugin(actions, {
      name,
      setup(scope) {
        scope.replaceAction('SaveDocument', (_payload, original) => {
          log.push(name)
          return original()
        })
        scope.use((_ctx, next) => {
          log.push(`around ${name}`)
          return next()
        })
      },
    }),
  )

  plugins[1]?.off()
  plugins[1]?.on()
  await actions.invokeAction('SaveDocument', { file: 'notes.md' })

  assert.equal(log, ['around one', 'around two', 'around three', 'three', 'two', 'one'])
})

test('an order still counts more', () => {
  const actions = openEditor()
  const first = installPlugin(
    actions,
    listening('one', (scope) => {
      scope.addListener('beforeSaveDocument', () => {}, { name: 'one, last', order: 1 })
    }),
  )
  installPlugin(actions, listening('two'))

  first.off()
  first.on()

  assert.equal(listeners(actions), ['one', 'two', 'one, last'])
})

test.run()
