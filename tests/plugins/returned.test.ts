// Decides what happens with a function that a set-up returns: it is called once, when the plugin goes.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { installPlugin } from '../../source/plugins/index.js'
import { deferred, printedDuring } from '../support/helpers.js'
import { hearing, listening, openEditor } from './editor.js'

test('a function that the set-up returns is called each time that the plugin is switched off', () => {
  const log: string[] = []
  const plugin = installPlugin(
    openEditor(),
    listening('spelling', (scope) => {
      scope.onDispose(() => log.push('first'))
      return () => log.push('second')
    }),
  )

  plugin.off()
  assert.equal(log, ['first', 'second'])
  plugin.off()
  plugin.on()
  plugin.dispose()

  assert.equal(log, ['first', 'second', 'first', 'second'])
})

test('a function that the set-up resolves with is called when the plugin is switched off', async () => {
  const log: string[] = []
  const plugin = installPlugin(
    openEditor(),
    listening('spelling', async () => () => log.push('off')),
  )
  await plugin.on()
  assert.equal(log, [])

  plugin.off()

  assert.equal(log, ['off'])
})

test('it is called at once when the plugin was switched off before the set-up has ended', async () => {
  const log: string[] = []
  const ready = deferred()
  const plugin = installPlugin(
    openEditor(),
    listening('spelling', async () => {
      await ready.promise
      return () => log.push('off')
    }),
  )
  plugin.off()
  assert.equal(log, [])

  ready.resolve()
  await new Promise(setImmediate)

  assert.equal(log, ['off'])
})

test('it is called at once when the set-up has disposed its own scope', () => {
  const log: string[] = []

  const plugin = installPlugin(
    openEditor(),
    listening('spelling', (scope) => {
      scope.dispose()
      return () => log.push('off')
    }),
  )

  assert.equal([log, plugin.state.get()], [['off'], { status: 'off' }])
})

test('an error of a function that is called late is printed', async () => {
  const failure = new Error('it is gone already')

  const printed = await printedDuring(() => {
    installPlugin(
      openEditor(),
      listening('spelling', (scope) => {
        scope.dispose()
        return () => {
          throw failure
        }
      }),
    )
  })

  assert.equal(printed, [[failure]])
})

test('a function that fails is reported to onListenerError, and the plugin is off', () => {
  const failure = new Error('it is gone already')
  const reports: unknown[] = []
  const plugin = installPlugin(
    openEditor({ onListenerError: (error) => reports.push(error) }),
    listening('spelling', () => () => {
      throw failure
    }),
  )

  plugin.off()

  assert.equal([reports, plugin.state.get()], [[failure], { status: 'off' }])
})

test('a set-up may return what onDispose returns, and loses nothing', () => {
  const log: string[] = []
  const plugin = installPlugin(
    openEditor(),
    listening('spelling', (scope) => scope.onDispose(() => log.push('off'))),
  )

  plugin.off()

  assert.equal(log, ['off'])
})

test('a registration that the set-up returns may be returned', () => {
  const { onError, heard } = hearing()
  const actions = openEditor()
  const plugin = installPlugin(
    actions,
    { name: 'spelling', setup: (scope) => scope.addListener('beforeSaveDocument', () => {}) },
    { onError },
  )
  assert.is(actions.explain('SaveDocument').length, 2)

  plugin.off()

  assert.equal([actions.explain('SaveDocument').length, heard], [1, []])
})

test.run()
