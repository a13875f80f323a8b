// Plugins that are disposed: by hand, by a signal, with the scope that they were installed on; and what is kept of them.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionMisuseError } from '../../source/core/index.js'
import { installPlugin } from '../../source/plugins/index.js'
import { collectGarbage, deferred, printedDuring, settled, thrown } from '../support/helpers.js'
import { inShort, listeners, listening, openEditor, watched } from './editor.js'

test('dispose switches a plugin off for good, and frees its name', () => {
  const actions = openEditor()
  const plugin = installPlugin(actions, listening('spelling'))
  const seen = watched(plugin)

  plugin.dispose()
  plugin.dispose()
  plugin.off()

  assert.equal([listeners(actions), seen], [[], ['on', 'off']])
  const other = installPlugin(actions, listening('spelling'))
  assert.is.not(other, plugin)
  plugin.dispose()
  assert.equal(listeners(actions), ['spelling'])
})

test('a plugin that was disposed says so when it is switched on', () => {
  const plugin = installPlugin(openEditor(), listening('spelling'))
  plugin.dispose()

  const error = thrown(() => plugin.on()) as Error

  assert.instance(error, ActionMisuseError)
  assert.is(error.message, 'Cannot switch on the plugin "spelling", because it has been disposed: install it again')
})

test('the state of a plugin that was disposed can still be read and subscribed to', () => {
  const plugin = installPlugin(openEditor(), listening('spelling'))
  plugin.dispose()

  assert.equal([plugin.state.get(), watched(plugin)], [{ status: 'off' }, ['off']])
})

test('`using` disposes a plugin', () => {
  const actions = openEditor()
  {
    using _plugin = installPlugin(actions, listening('spelling'))
    assert.equal(listeners(actions), ['spelling'])
  }

  assert.equal(listeners(actions), [])
})

test('a plugin that is disposed while it loads resolves the promise of on', async () => {
  const ready = deferred()
  const plugin = installPlugin(
    openEditor(),
    listening('spelling', () => ready.promise),
  )
  const state = plugin.on()

  plugin.dispose()

  assert.equal(await state, { status: 'off' })
})

test('a signal disposes the plugin, and is let go of by a plugin that is disposed', () => {
  const actions = openEditor()
  const [one, other] = [new AbortController(), counting()]
  const plugin = installPlugin(actions, listening('spelling'), { signal: one.signal })
  installPlugin(actions, listening('grammar'), { signal: other.signal }).dispose()

  one.abort()

  assert.equal([listeners(actions), inShort(plugin.state.get())], [[], 'off'])
  assert.instance(
    thrown(() => plugin.on()),
    ActionMisuseError,
  )
  assert.is(other.count(), 0)
})

test('with a signal that has fired already, nothing is installed', () => {
  const actions = openEditor()

  const plugin = installPlugin(actions, listening('spelling'), { signal: AbortSignal.abort() })

  assert.equal([listeners(actions), inShort(plugin.state.get())], [[], 'off'])
  installPlugin(actions, listening('spelling'))
  assert.equal(listeners(actions), ['spelling'])
})

test('with a signal that has fired already, replace leaves the earlier version as it is', () => {
  const actions = openEditor()
  const first = installPlugin(actions, listening('spelling'))

  const second = installPlugin(actions, listening('spelling'), { replace: true, signal: AbortSignal.abort() })

  assert.equal([listeners(actions), inShort(first.state.get())], [['spelling'], 'on'])
  assert.is(second, first)
})

test('plugins are disposed with the scope that they were installed on', () => {
  const actions = openEditor()
  const plugins = actions.scope('plugins')
  const log: string[] = []
  const storage = installPlugin(
    plugins,
    listening('storage', (scope) => scope.onDispose(() => log.push('storage'))),
  )
  const sync = installPlugin(
    plugins,
    listening('sync', (scope) => scope.onDispose(() => log.push('sync')), ['storage']),
  )

  plugins.dispose()

  assert.equal([listeners(actions), log], [[], ['sync', 'storage']])
  assert.equal(
    [storage, sync].map(({ state }) => inShort(state.get())),
    ['off', 'off'],
  )
  assert.instance(
    thrown(() => storage.on()),
    ActionMisuseError,
  )
  assert.instance(
    thrown(() => installPlugin(plugins, listening('storage'))),
    ActionMisuseError,
  )
})

test('a plugin that somebody switches on while its outer scope is disposed is off in the end', async () => {
  const actions = openEditor()
  const plugins = actions.scope('plugins')
  const plugin = installPlugin(plugins, listening('spelling'), { onError() {} })
  let subscribed = false
  plugin.state.subscribe(({ status }) => {
    if (subscribed && status === 'off') plugin.on()
    subscribed = true
  })

  const printed = await printedDuring(() => plugins.dispose())

  // The error of the subscriber is printed, as any error of a subscriber.
  assert.instance(printed[0]?.[0], ActionMisuseError)
  assert.equal([listeners(actions), inShort(plugin.state.get())], [[], 'off'])
})

test('a scope of the same name that is replaced leaves the plugin alone, unless it is the scope of the plugin', () => {
  const actions = openEditor()
  const plugin = installPlugin(actions, listening('spelling'))

  actions.scope('grammar', { replace: true })
  assert.is(inShort(plugin.state.get()), 'on')
  actions.scope('spelling', { replace: true })

  assert.equal([listeners(actions), inShort(plugin.state.get())], [[], 'off'])
})

test('plugins that were disposed are not kept: neither by the actions nor by a long-lived signal', async () => {
  const actions = openEditor()
  const { signal } = new AbortController()
  const gone: WeakRef<object>[] = []
  for (let i = 0; i < 50; i++) {
    const plugin = installPlugin(actions, listening(`plugin ${i}`), { signal })
    plugin.state.subscribe(() => {})
    plugin.dispose()
    gone.push(new WeakRef(plugin))
  }

  await settled()
  await collectGarbage()

  assert.ok(gone.filter((ref) => ref.deref() !== undefined).length < 5)
})

test('actions that nobody holds are not kept by the signal of their plugins', async () => {
  const { signal } = new AbortController()
  const gone = (() => {
    const actions = openEditor()
    installPlugin(actions, listening('spelling'), { signal })
    return new WeakRef(actions)
  })()

  await settled()
  await collectGarbage()

  assert.is(gone.deref(), undefined)
})

test('a plugin that nobody holds is kept by its actions', async () => {
  const actions = openEditor()
  const controller = new AbortController()
  installPlugin(actions, listening('spelling'), { signal: controller.signal })

  await settled()
  await collectGarbage()
  controller.abort()

  assert.equal(listeners(actions), [])
})

test.run()

/** A signal that counts its listeners. */
function counting() {
  let count = 0
  const { signal } = new AbortController()
  const { addEventListener, removeEventListener } = signal
  Object.assign(signal, {
    addEventListener(...args: [never, never]) {
      count++
      addEventListener.apply(signal, args)
    },
    removeEventListener(...args: [never, never]) {
      count--
      removeEventListener.apply(signal, args)
    },
  })
  return { signal, count: () => count }
}
