// A plugin that a function loads, as `() => import('./spelling.js')` does: when it is loaded, and what may come of it.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { installPlugin, type Plugin, PluginTimeoutError } from '../../source/plugins/index.js'
import { deferred } from '../support/helpers.js'
import { type Editor, hearing, inShort, listeners, listening, openEditor, watched } from './editor.js'

const load = () => import('./spelling.js')

test('a plugin is loaded when it is switched on, and not before', async () => {
  const actions = openEditor()
  let loads = 0
  const spelling = installPlugin(
    actions,
    () => {
      loads++
      return load()
    },
    { name: 'spelling', on: false, context: { words: ['teh'] } },
  )
  const seen = watched(spelling)
  assert.is(loads, 0)

  await spelling.on()

  assert.equal([loads, seen], [1, ['off', 'loading', 'on']])
  assert.is((await actions.settleAction('SaveDocument', { file: 'teh.md' })).status, 'aborted')
})

for (const [what, loaded] of [
  ['a module whose default export is the plugin', () => load()],
  ['the plugin itself', () => load().then((module) => module.default)],
  ['a module in CommonJS, as import() gives it', () => load().then((module) => ({ default: module }))],
  ['a module that is the plugin', () => load().then(({ default: plugin }) => ({ ...plugin }))],
  ['the plugin, without waiting', () => listening('spelling')],
] as [string, () => Promise<Plugin<Editor, { words: string[] }>>][]) {
  test(`a loader may give ${what}`, async () => {
    const actions = openEditor()

    const spelling = installPlugin(actions, loaded, { name: 'spelling', context: { words: [] } })

    assert.equal(await spelling.on(), { status: 'on' })
    assert.equal(listeners(actions), ['spelling'])
  })
}

test('a loader that does not wait gives a plugin that is on at once', () => {
  const spelling = installPlugin(openEditor(), () => listening('spelling'), { name: 'spelling' })

  assert.equal(spelling.state.get(), { status: 'on' })
})

test('the name of the option counts, and not the name of the plugin that is loaded', async () => {
  const actions = openEditor()

  await installPlugin(actions, load, { name: 'spelling of English', context: { words: ['teh'] } }).on()

  const outcome = await actions.settleAction('SaveDocument', { file: 'teh.md' })
  assert.is(outcome.status === 'aborted' && outcome.by?.scope, 'spelling of English')
})

test('the loader is called each time that the plugin is switched on: so loading that has failed is tried again', async () => {
  const offline = new Error('offline')
  const { onError, heard } = hearing()
  const answers = [Promise.reject(offline), load(), load()]
  const spelling = installPlugin(openEditor(), () => answers.shift() as ReturnType<typeof load>, {
    name: 'spelling',
    context: { words: [] },
    onError,
  })
  const seen = watched(spelling)

  await spelling.on()
  await spelling.on()
  spelling.off()
  await spelling.on()

  assert.equal(seen, ['loading', 'failed', 'loading', 'on', 'off', 'loading', 'on'])
  assert.equal(heard, [[offline, 'spelling']])
})

test('a plugin that is switched off while it is loaded is not set up', async () => {
  const actions = openEditor()
  const loaded = deferred<Plugin<Editor>>()
  const spelling = installPlugin(actions, () => loaded.promise, { name: 'spelling' })
  const state = spelling.on()

  spelling.off()
  loaded.resolve(listening('spelling'))
  await loaded.promise

  assert.equal(await state, { status: 'off' })
  assert.equal(listeners(actions), [])
})

test('loading and the set-up each have the time limit', async () => {
  const { onError, heard } = hearing()
  const plugin = installPlugin(openEditor(), () => new Promise<Plugin<Editor>>(() => {}), {
    name: 'spelling',
    timeout: 5,
    onError,
  })

  await plugin.on()

  assert.instance(heard[0]?.[0], PluginTimeoutError)
  assert.is(
    String(heard[0]?.[0]),
    'PluginTimeoutError: Cannot switch on the plugin "spelling", because loading it took longer than 5 ms',
  )
})

test('a loader that throws has failed, and one that loads at once still has the time limit in its set-up', async () => {
  const actions = openEditor()
  const missing = new Error('no such file')
  const { onError, heard } = hearing()
  const broken = installPlugin(
    actions,
    () => {
      throw missing
    },
    { name: 'broken', onError },
  )
  const slow = installPlugin(actions, () => listening('slow', () => new Promise(() => {})), {
    name: 'slow',
    timeout: 5,
    onError,
  })

  assert.equal([inShort(broken.state.get()), inShort(await slow.on())], ['failed', 'failed'])
  assert.is(heard[0]?.[0], missing)
  assert.match(String(heard[1]?.[0]), 'its set-up took longer than 5 ms')
})

for (const [what, loaded, shown] of [
  ['nothing', undefined, 'undefined'],
  ['a module without a plugin', { setup: 1, more: 2 }, '{ setup: 1, more: 2 }'],
  ['a module whose default export is no plugin', { default: 'spelling' }, '"spelling"'],
] as const) {
  test(`a loader that gives ${what} has failed with a TypeError`, async () => {
    const spelling = installPlugin(openEditor(), async () => loaded as never, {
      name: 'spelling',
      onError: hearing().onError,
    })

    const state = await spelling.on()

    const error = (state.status === 'failed' ? state.error : undefined) as Error
    assert.instance(error, TypeError)
    assert.is(
      error.message,
      `The function that loads the plugin "spelling" must give a plugin { name, setup }, or a module whose default export is a plugin, got ${shown}`,
    )
  })
}

test.run()
