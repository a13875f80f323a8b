// The state of a plugin as a store: the contract of Svelte, and what subscribers may do.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { installPlugin, type PluginState } from '../../source/plugins/index.js'
import { printedDuring, settled, thrown } from '../support/helpers.js'
import { inShort, listening, openEditor, watched } from './editor.js'

const install = () => installPlugin(openEditor(), listening('spelling'))

test('subscribe calls the listener at once, and after each change, until it is undone', () => {
  const plugin = install()
  const log: string[] = []

  const undo = plugin.state.subscribe((state) => log.push(inShort(state)))
  plugin.off()
  undo()
  undo()
  plugin.on()

  assert.equal(log, ['on', 'off'])
})

test('get gives the same object until something changes, and subscribers are given this object', () => {
  const plugin = install()
  const seen: PluginState[] = []
  const { get, subscribe } = plugin.state
  subscribe((state) => seen.push(state))
  const first = get()

  plugin.on()
  assert.is(get(), first)
  plugin.off()
  plugin.off()

  assert.is.not(get(), first)
  assert.is(seen[0], first)
  assert.is(seen[1], get())
  assert.is(seen.length, 2)
})

test('a waiting plugin has a new state only when it waits for others', () => {
  const actions = openEditor()
  const seen = watched(installPlugin(actions, listening('sync', undefined, ['login', 'storage'])))

  installPlugin(actions, listening('spelling'))
  installPlugin(actions, listening('storage'))
  installPlugin(actions, listening('grammar'))

  assert.equal(seen, ['loading (login, storage)', 'loading (login)'])
})

test('a subscription can be bound with `using`', () => {
  const plugin = install()
  const log: string[] = []
  {
    using _subscription = plugin.state.subscribe((state) => log.push(inShort(state)))
  }

  plugin.off()

  assert.equal(log, ['on'])
})

test('a function that is subscribed twice is called twice, and each is undone by itself', () => {
  const plugin = install()
  const log: string[] = []
  const listener = (state: PluginState) => log.push(inShort(state))

  const undo = plugin.state.subscribe(listener)
  plugin.state.subscribe(listener)
  undo()
  plugin.off()

  assert.equal(log, ['on', 'on', 'off'])
})

test('the error of a subscriber is printed, and changes nothing', async () => {
  const plugin = install()
  const [first, second] = [new Error('first'), new Error('second')]
  const log: string[] = []

  const printed = await printedDuring(async () => {
    plugin.state.subscribe(() => {
      throw first
    })
    plugin.state.subscribe(async () => {
      throw second
    })
    plugin.state.subscribe((state) => log.push(inShort(state)))
    plugin.off()
    await settled()
  })

  assert.equal(log, ['on', 'off'])
  assert.equal(printed.flat().sort(), [first, first, second, second].sort())
})

test('a subscriber that switches the plugin is heard by the others: the newest state last', () => {
  const plugin = install()
  plugin.state.subscribe(({ status }) => {
    if (status === 'off') plugin.on()
  })
  const seen = watched(plugin)

  plugin.off()

  assert.equal(inShort(plugin.state.get()), 'on')
  assert.equal(seen, ['on', 'loading', 'on'])
})

test('a subscriber that is undone by another during a change is not called', () => {
  const plugin = install()
  const log: string[] = []
  let undo = () => {}
  plugin.state.subscribe(() => undo())
  undo = plugin.state.subscribe((state) => log.push(inShort(state)))

  plugin.off()

  assert.equal(log, ['on'])
})

test('a listener that is no function is a TypeError', () => {
  const error = thrown(() => install().state.subscribe('render' as never)) as Error

  assert.instance(error, TypeError)
  assert.is(error.message, 'The listener must be a function, got "render"')
})

test.run()
