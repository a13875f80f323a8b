// A set-up that fails or is too slow: what it has attached is taken off, the state says why, and the other plugins work.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type InstalledPlugin, installPlugin, PluginTimeoutError } from '../../source/plugins/index.js'
import { deferred, printedDuring, settled, unhandledDuring } from '../support/helpers.js'
import { hearing, listeners, listening, openEditor, watched } from './editor.js'

const broken = new Error('there is no disk')
const fail = (): never => {
  throw broken
}

for (const [what, setup] of [
  ['throws', fail],
  ['rejects', async () => fail()],
  ['rejects later', () => settled().then(fail)],
  [
    'returns a thenable that throws',
    () => ({
      then: fail,
    }),
  ],
  [
    'returns an object whose then cannot be read',
    () => ({
      get then() {
        return fail()
      },
    }),
  ],
] as [string, () => unknown][]) {
  test(`a set-up that ${what}: what it has attached half is taken off, and the others stay`, async () => {
    const actions = openEditor()
    const { onError, heard } = hearing()
    const log: string[] = []
    installPlugin(actions, listening('spelling'))

    const backup = installPlugin(
      actions,
      listening('backup', (scope) => {
        scope.onDispose(() => log.push('disposed'))
        return setup()
      }),
      { onError, on: false },
    )
    const state = await backup.on()

    assert.is(state.status === 'failed' && state.error, broken)
    assert.is(backup.state.get(), state)
    assert.equal(listeners(actions), ['spelling'])
    assert.equal(log, ['disposed'])
    assert.equal(heard, [[broken, 'backup']])
    assert.is(heard[0]?.[0], broken)
  })
}

test('on tries again a plugin that has failed, and off forgives it', async () => {
  const actions = openEditor()
  const { onError, heard } = hearing()
  const trials = [fail, fail, () => {}]
  const backup = installPlugin(
    actions,
    listening('backup', () => trials.shift()?.()),
    { onError },
  )
  const seen = watched(backup)

  await backup.on()
  backup.off()
  await backup.on()

  assert.equal(seen, ['failed', 'loading', 'failed', 'off', 'loading', 'on'])
  assert.is(heard.length, 2)
  assert.equal(listeners(actions), ['backup'])
})

test('two failures with the same error are two states', async () => {
  const backup = installPlugin(openEditor(), listening('backup', fail), { onError: hearing().onError })
  const first = backup.state.get()

  const second = await backup.on()

  assert.is.not(first, second)
  assert.equal(first, second)
})

test('a set-up that takes longer than the time limit has failed, and what it attaches then is refused', async () => {
  const actions = openEditor()
  const { onError, heard } = hearing()
  const ready = deferred()
  let late: unknown
  const backup = installPlugin(
    actions,
    listening('backup', async (scope) => {
      await ready.promise
      try {
        scope.addListener('afterSaveDocument', () => {})
      } catch (error) {
        late = error
        throw error
      }
    }),
    { timeout: 5, onError },
  )
  assert.equal(listeners(actions), ['backup'])

  const state = await backup.on()
  const unhandled = await unhandledDuring(() => ready.resolve())

  const error = (state.status === 'failed' ? state.error : undefined) as PluginTimeoutError
  assert.instance(error, PluginTimeoutError)
  assert.equal(
    [error.name, error.code, error.plugin, error.timeout],
    ['PluginTimeoutError', 'PLUGIN_TIMEOUT', 'backup', 5],
  )
  assert.is(error.message, 'Cannot switch on the plugin "backup", because its set-up took longer than 5 ms')
  assert.equal(listeners(actions), [])
  assert.match(String(late), 'has been disposed')
  assert.equal(unhandled, [])
  assert.is(heard.length, 1)
  assert.is(backup.state.get(), state)
})

test('no timer is left behind by a set-up that is fast enough, fails, or is switched off', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((what) => what === 'Timeout').length
  const before = timers()
  const actions = openEditor()
  const { onError } = hearing()

  installPlugin(actions, listening('sync'), { timeout: 60_000 })
  await installPlugin(actions, listening('fast', settled), { timeout: 60_000 }).on()
  await installPlugin(
    actions,
    listening('failing', async () => fail()),
    { timeout: 60_000, onError },
  ).on()
  const off = installPlugin(
    actions,
    listening('off', () => new Promise(() => {})),
    { timeout: 60_000 },
  )
  assert.is(timers(), before + 1)
  off.off()

  assert.is(timers(), before)
})

test('a set-up that switches its plugin off, and then waits, starts no timer', () => {
  const timers = () => process.getActiveResourcesInfo().filter((what) => what === 'Timeout').length
  const before = timers()
  const plugin = installPlugin(
    openEditor(),
    listening('off', () => {
      plugin.off()
      return new Promise(() => {})
    }),
    { timeout: 60_000, on: false },
  )

  plugin.on()

  assert.is(timers(), before)
})

test('without onError, the failure is printed with the name of the plugin', async () => {
  const printed = await printedDuring(() => installPlugin(openEditor(), listening('backup', fail)))

  assert.equal(printed, [['The plugin "backup" has failed:'], [broken]])
  assert.is(printed[1]?.[0], broken)
})

for (const [what, onError] of [
  ['throws', (error: unknown) => fail2(error)],
  ['rejects', async (error: unknown) => fail2(error)],
] as const) {
  test(`an onError that ${what} hides nothing: both errors are printed`, async () => {
    const actions = openEditor()

    const printed = await printedDuring(() => installPlugin(actions, listening('backup', fail), { onError }))

    assert.equal(
      printed.flat().map((error) => (error as Error).message),
      ['there is no disk', 'cannot show "there is no disk"'],
    )
    assert.equal(listeners(actions), [])
  })
}

test('onError may switch the plugin on again at once', async () => {
  const trials = [fail, () => {}]
  const backup: InstalledPlugin = installPlugin(
    openEditor(),
    listening('backup', () => trials.shift()?.()),
    { on: false, onError: () => backup.on() },
  )
  const seen = watched(backup)

  await backup.on()

  assert.equal(seen, ['off', 'loading', 'failed', 'loading', 'on'])
})

test('an onDispose function that fails is reported to onListenerError, and the plugin is off', async () => {
  const reports: unknown[] = []
  const actions = openEditor({ onListenerError: (error) => reports.push(error) })
  const backup = installPlugin(
    actions,
    listening('backup', (scope) => scope.onDispose(fail)),
  )

  backup.off()

  assert.equal(reports, [broken])
  assert.equal([listeners(actions), backup.state.get()], [[], { status: 'off' }])
})

test.run()

function fail2(error: unknown): never {
  throw new Error(`cannot show "${(error as Error).message}"`)
}
