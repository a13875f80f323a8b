// Plugins that have failed because they depend on each other in a circle: when they go on.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type InstalledPlugin, installPlugin, type PluginCircleError } from '../../source/plugins/index.js'
import { settled } from '../support/helpers.js'
import { type Editor, hearing, inShort, listeners, listening, openEditor, watched } from './editor.js'

/** Installs plugins `login` and `sync` that need each other, and `backup`, which needs one of them. */
function openCircle() {
  const actions = openEditor()
  const { onError, heard } = hearing()
  const install = (name: string, dependencies?: string[]): InstalledPlugin =>
    installPlugin<Editor>(actions, listening(name, undefined, dependencies), { onError, replace: true })
  const login = install('login', ['sync'])
  const sync = install('sync', ['login'])
  const backup = install('backup', ['login'])
  return { actions, heard, install, login, sync, backup }
}

test('when a plugin leaves the circle, those that have failed with it are set up', () => {
  const { actions, heard, install, login, sync, backup } = openCircle()
  const seen = watched(login)
  assert.equal(
    [sync, backup].map(({ state }) => inShort(state.get())),
    ['failed', 'loading (login)'],
  )

  install('sync')

  assert.equal(seen, ['failed', 'loading (sync)', 'loading', 'on'])
  assert.equal(listeners(actions), ['login', 'sync', 'backup'])
  assert.is(heard.length, 2)
})

test('when a plugin of the circle is disposed, the others wait for it', () => {
  const { actions, install, login, sync } = openCircle()

  sync.dispose()
  assert.is(inShort(login.state.get()), 'loading (sync)')
  install('sync')

  assert.equal(listeners(actions), ['login', 'backup', 'sync'])
})

test('what was switched off stays off when the circle is gone', () => {
  const { install, login } = openCircle()

  login.off()
  install('sync')

  assert.is(inShort(login.state.get()), 'off')
})

test('a new version that closes another circle is a failure again', () => {
  const { heard, install, login, sync, backup } = openCircle()

  install('sync', ['backup'])

  assert.equal(
    [login, sync, backup].map(({ state }) => inShort(state.get())),
    ['failed', 'failed', 'failed'],
  )
  assert.equal(
    heard.map(([, name]) => name),
    ['login', 'sync', 'login', 'sync', 'backup'],
  )
})

test('when one circle of two is gone, the error shows the other', () => {
  const { heard, install, login } = openCircle()
  install('login', ['sync', 'backup'])
  heard.splice(0)

  install('sync')

  const { error } = login.state.get() as { error: PluginCircleError }
  assert.equal(error.path, ['login', 'backup', 'login'])
  assert.equal(heard, [[error, 'login']])
})

test('a plugin that was loaded is not loaded again', async () => {
  const actions = openEditor()
  const { onError } = hearing()
  const loaded: string[] = []
  const load = async () => {
    loaded.push('login')
    return listening('login', undefined, ['sync'])
  }
  const login = installPlugin(actions, load, { name: 'login', onError })
  installPlugin(actions, listening('sync', undefined, ['login']), { onError })
  await settled()
  assert.is(inShort(login.state.get()), 'failed')

  installPlugin(actions, listening('sync'), { replace: true })

  assert.is(inShort(login.state.get()), 'on')
  assert.equal(loaded, ['login'])
})

test.run()
