// entracte/plugins where actions and plugins are held in stores and doubles, and where printing throws (S21).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { installPlugin } from '../../source/plugins/index.js'
import { createTestActions } from '../../source/testing/index.js'
import { STORES } from '../core/hosts/stores.js'
import { inShort, listeners, listening, openEditor, watched } from './editor.js'

for (const [what, hold] of STORES) {
  test(`S21: plugins are installed on actions in ${what}, and find each other`, () => {
    const actions = hold(openEditor())

    const sync = installPlugin(actions, listening('sync', undefined, ['storage']))
    const storage = installPlugin(actions, listening('storage'))
    assert.equal(listeners(actions), ['sync', 'storage'])
    storage.off()

    assert.equal([listeners(actions), inShort(sync.state.get())], [[], 'loading (storage)'])
  })

  test(`S21: an installed plugin in ${what} is switched off and on`, async () => {
    const actions = openEditor()
    const plugin = hold(installPlugin(actions, listening('spelling')))
    const seen = watched(plugin)

    plugin.off()
    const { status } = await plugin.on()
    plugin.dispose()

    assert.is(status, 'on')
    assert.equal(seen, ['on', 'off', 'loading', 'on', 'off'])
    assert.equal(listeners(actions), [])
  })
}

test('the functions of an installed plugin work detached', () => {
  const actions = openEditor()
  const { on, off, dispose, state } = installPlugin(actions, listening('spelling'))
  const { get } = state

  off()
  on()
  assert.is(inShort(get()), 'on')
  dispose()

  assert.equal(listeners(actions), [])
})

test('plugins are installed on the test double of entracte/testing, and keep their places there', () => {
  const { actions } = createTestActions(openEditor)
  const spelling = installPlugin(actions, listening('spelling', undefined, ['storage']))
  installPlugin(actions, listening('storage'))

  spelling.off()
  spelling.on()

  assert.equal(listeners(actions), ['spelling', 'storage'])
})

test('S21: where console.error and console.warn throw, a plugin that fails is off, and the others work', async () => {
  const actions = openEditor()
  const { error, warn } = console
  console.error = console.warn = () => {
    throw new Error('nothing may be printed in tests')
  }
  try {
    const backup = installPlugin(
      actions,
      listening('backup', () => {
        throw new Error('there is no disk')
      }),
    )
    installPlugin(actions, listening('sync', undefined, ['bakcup']))
    installPlugin(actions, listening('spelling'))

    assert.is(inShort(await backup.on()), 'failed')
  } finally {
    Object.assign(console, { error, warn })
  }

  assert.equal(listeners(actions), ['spelling'])
})

test.run()
