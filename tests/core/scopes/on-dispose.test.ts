// scope.onDispose (S14): functions that run when the scope is disposed, newest first.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionMisuseError, createActions, type ListenerErrorInfo } from '../../../source/core/index.js'
import { collectGarbage, printedDuring, settled, thrown, unhandledDuring } from '../../support/helpers.js'
import { noop } from './verbs.js'

/** Returns a scope, and what `onListenerError` of its actions is told. */
function openScope() {
  const reports: [error: unknown, info: ListenerErrorInfo][] = []
  const actions = createActions({ onListenerError: (error, info) => void reports.push([error, info]) })
  return { actions, plugin: actions.scope('crm-plugin'), reports }
}

test('S14: onDispose functions run newest first, once, when the scope is disposed', () => {
  const { plugin } = openScope()
  const log: string[] = []
  plugin.onDispose(() => log.push('first'))
  plugin.onDispose(() => log.push('second'))
  plugin.onDispose(() => log.push('third'))
  const before = [...log]

  plugin.dispose()
  const after = [...log]
  plugin.dispose()

  assert.equal(before, [])
  assert.equal(after, ['third', 'second', 'first'])
  assert.equal(log, after)
})

test('S14: onDispose functions run when the scope is disposed with using', () => {
  const { actions } = openScope()
  const log: string[] = []
  {
    using plugin = actions.scope('crm-plugin')
    plugin.onDispose(() => log.push('closed'))
  }

  assert.equal(log, ['closed'])
})

test('S14: an onDispose function is called without arguments, and with this undefined', () => {
  const { plugin } = openScope()
  let seen: unknown
  plugin.onDispose(function close(this: unknown, ...args: unknown[]) {
    seen = [this, args]
  })

  plugin.dispose()

  assert.equal(seen, [undefined, []])
})

test('S14: an onDispose function that was added twice runs twice', () => {
  const { plugin } = openScope()
  const log: string[] = []
  const close = () => log.push('closed')
  plugin.onDispose(close)
  plugin.onDispose(close)

  plugin.dispose()

  assert.equal(log, ['closed', 'closed'])
})

test('S14: onDispose returns a registration: undoing it takes off exactly that function', () => {
  const { plugin, reports } = openScope()
  const log: string[] = []
  const close = () => log.push('closed')
  plugin.onDispose(() => log.push('first'))
  const registration = plugin.onDispose(close)
  plugin.onDispose(close)
  const bound = plugin.onDispose(() => log.push('bound'))

  registration()
  registration()
  bound[Symbol.dispose]()
  plugin.dispose()

  assert.equal(log, ['closed', 'first'])
  assert.equal(reports, [])
})

test('S14: undoing the registration of an onDispose function after the scope was disposed does nothing', () => {
  const { plugin } = openScope()
  const log: string[] = []
  const registration = plugin.onDispose(() => log.push('closed'))
  plugin.dispose()

  registration()

  assert.equal(log, ['closed'])
})

test('S14: an onDispose function that throws goes to onListenerError without a ctx, and the others run', async () => {
  const { actions, plugin, reports } = openScope()
  const log: string[] = []
  const failure = new Error('of the dialog')
  const fail = () => {
    log.push('failing')
    throw failure
  }
  plugin.addListener('beforeAcceptTask', noop)
  plugin.onDispose(() => log.push('first'))
  plugin.onDispose(fail)
  plugin.onDispose(() => log.push('third'))

  plugin.dispose()
  await settled()

  assert.equal(log, ['third', 'failing', 'first'])
  assert.is(reports.length, 1)
  const [error, info] = reports[0] as [unknown, ListenerErrorInfo]
  assert.is(error, failure)
  assert.is(info.ctx, undefined)
  assert.is(info.event, undefined)
  assert.is(info.listener, fail)
  assert.equal(actions.explain('AcceptTask'), [])
})

test('S14: an onDispose function that rejects goes to onListenerError, and nothing is unhandled', async () => {
  const { plugin, reports } = openScope()
  const failure = new Error('of the dialog')
  plugin.onDispose(async () => {
    await settled()
    throw failure
  })

  const unhandled = await unhandledDuring(async () => {
    plugin.dispose()
    await settled()
    await settled()
  })

  assert.equal(unhandled, [])
  assert.is(reports.length, 1)
  assert.is(reports[0]?.[0], failure)
})

test('S14: dispose does not wait for an onDispose function that is async', () => {
  const { plugin } = openScope()
  const log: string[] = []
  plugin.onDispose(() => log.push('first'))
  plugin.onDispose(async () => {
    log.push('second starts')
    await settled()
  })

  plugin.dispose()

  assert.equal(log, ['second starts', 'first'])
})

test('S14: without an onListenerError, the error of an onDispose function is printed', async () => {
  const plugin = createActions().scope('crm-plugin')
  const failure = new Error('of the dialog')
  plugin.onDispose(() => {
    throw failure
  })

  const printed = await printedDuring(() => plugin.dispose())

  assert.is(printed.length, 1)
  assert.is(printed[0]?.[0], failure)
})

test('S14: disposing a scope runs the onDispose functions of its inner scopes', () => {
  const { plugin } = openScope()
  const log: string[] = []
  const panel = plugin.scope('panel')
  panel.scope('dialog').onDispose(() => log.push('dialog'))
  panel.onDispose(() => log.push('panel, first'))
  panel.onDispose(() => log.push('panel, second'))

  plugin.dispose()

  assert.is(log.length, 3)
  assert.ok(log.includes('dialog'))
  assert.ok(log.indexOf('panel, second') < log.indexOf('panel, first'), log.join())
})

test('S14: an inner scope that was disposed before does not run its onDispose functions again', () => {
  const { plugin } = openScope()
  const log: string[] = []
  const panel = plugin.scope('panel')
  plugin.onDispose(() => log.push('plugin'))
  panel.onDispose(() => log.push('panel'))

  panel.dispose()
  const before = [...log]
  plugin.dispose()

  assert.equal(before, ['panel'])
  assert.equal(log, ['panel', 'plugin'])
})

test('S14: an onDispose function of an inner scope that throws does not keep the outer scope from being undone', async () => {
  const { actions, plugin, reports } = openScope()
  const log: string[] = []
  plugin.onDispose(() => log.push('plugin'))
  plugin.scope('panel').onDispose(() => {
    throw new Error('of the panel')
  })
  plugin.scope('other').onDispose(() => log.push('other'))
  plugin.addListener('beforeAcceptTask', noop)

  plugin.dispose()
  await settled()

  assert.equal([...log].sort(), ['other', 'plugin'])
  assert.is(reports.length, 1)
  assert.equal(actions.explain('AcceptTask'), [])
})

test('S14: an onDispose function may dispose its own scope, and its parent', () => {
  const { plugin } = openScope()
  const log: string[] = []
  const panel = plugin.scope('panel')
  plugin.onDispose(() => log.push('plugin'))
  panel.onDispose(() => log.push('panel, first'))
  panel.onDispose(() => {
    log.push('panel, second')
    panel.dispose()
    plugin.dispose()
  })

  panel.dispose()

  assert.is(log[0], 'panel, second')
  assert.equal([...log].sort(), ['panel, first', 'panel, second', 'plugin'])
})

test('S14: an onDispose function that takes off another function keeps that from running', () => {
  const { plugin } = openScope()
  const log: string[] = []
  const registration = plugin.onDispose(() => log.push('taken off'))
  plugin.onDispose(() => registration())

  plugin.dispose()

  assert.equal(log, [])
})

test('S14: an onDispose function may invoke actions', async () => {
  const { actions, plugin } = openScope()
  const log: string[] = []
  actions.registerAction('CloseDialog', () => log.push('closed'))
  plugin.onDispose(() => plugin.invokeAction('CloseDialog'))

  plugin.dispose()
  await settled()

  assert.equal(log, ['closed'])
})

test('S14: scope.signal has fired once the onDispose functions have run', () => {
  const { plugin } = openScope()
  const { signal } = plugin
  plugin.onDispose(noop)

  plugin.dispose()

  assert.is(signal.aborted, true)
})

test('S14: onDispose on a disposed scope throws an ActionMisuseError that names the scope', () => {
  const { plugin } = openScope()
  const log: string[] = []
  plugin.dispose()

  const error = thrown(() => plugin.onDispose(() => log.push('never')))
  plugin.dispose()

  assert.instance(error, ActionMisuseError)
  assert.match((error as Error).message, '"crm-plugin"')
  assert.equal(log, [])
})

for (const [shown, value] of [
  ['undefined', undefined],
  ['42', 42],
  ['"close"', 'close'],
] as const) {
  test(`S1, S14: ${shown} as an onDispose function is a TypeError that shows it`, () => {
    const { plugin } = openScope()

    const error = thrown(() => plugin.onDispose(value as never))

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, shown)
  })
}

test('S14: an onDispose function whose registration was undone is let go of', async () => {
  const { plugin } = openScope()
  const gone = (() => {
    const close = () => {}
    plugin.onDispose(close)()
    return new WeakRef(close)
  })()

  await settled()
  await collectGarbage()

  assert.is(gone.deref(), undefined)
  plugin.dispose()
})

test('S14: onDispose works detached', () => {
  const { plugin } = openScope()
  const log: string[] = []
  const { onDispose, dispose } = plugin
  onDispose(() => log.push('closed'))

  dispose()

  assert.equal(log, ['closed'])
})

test.run()
