// scope.signal (S14): fires when the scope is disposed.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { collectGarbage, rejection, settled } from '../../support/helpers.js'
import { noop } from './verbs.js'

test('S14: scope.signal is an AbortSignal that has not fired, and always the same', () => {
  const plugin = createActions().scope('crm-plugin')

  const { signal } = plugin

  assert.instance(signal, AbortSignal)
  assert.is(signal.aborted, false)
  assert.is(plugin.signal, signal)
})

test('S14: scope.signal fires once when the scope is disposed, with an AbortError as its reason', () => {
  const plugin = createActions().scope('crm-plugin')
  const seen: unknown[] = []
  plugin.signal.addEventListener('abort', () => seen.push(plugin.signal.reason))

  plugin.dispose()
  plugin.dispose()

  assert.is(seen.length, 1)
  assert.is(plugin.signal.aborted, true)
  assert.instance(plugin.signal.reason, Error)
  assert.is(plugin.signal.reason.name, 'AbortError')
})

test('S14: scope.signal fires when the scope is disposed with using', () => {
  const actions = createActions()
  let signal: AbortSignal
  {
    using plugin = actions.scope('crm-plugin')
    signal = plugin.signal
  }

  assert.is(signal.aborted, true)
})

test('S14: scope.signal has fired already when it is first read after the scope was disposed', () => {
  const plugin = createActions().scope('crm-plugin')
  plugin.dispose()

  assert.is(plugin.signal.aborted, true)
  assert.is(plugin.signal.reason.name, 'AbortError')
})

test('S14: a scope whose signal nobody has read can be disposed, too', () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.addListener('beforeAcceptTask', noop)

  plugin.dispose()

  assert.equal(actions.explain('AcceptTask'), [])
})

test('S14: the signal of an inner scope fires when the outer scope is disposed', () => {
  const plugin = createActions().scope('crm-plugin')
  const panel = plugin.scope('panel')
  const dialog = panel.scope('dialog')
  const signals = [plugin.signal, panel.signal, dialog.signal]

  plugin.dispose()

  assert.equal(
    signals.map(({ aborted }) => aborted),
    [true, true, true],
  )
})

test('S14: the signal of an outer scope does not fire when an inner scope or a neighbour is disposed', () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const { signal } = plugin
  const neighbour = actions.scope('crm-plugin')
  const panel = plugin.scope('panel')

  panel.dispose()
  neighbour.dispose()

  assert.is(signal.aborted, false)
  assert.is(panel.signal.aborted, true)
  assert.is.not(panel.signal, signal)
})

test('S9, S14: scope.signal cuts the invocations that it was given to', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  actions.registerAction('AcceptTask', () => new Promise(noop))

  const running = rejection(plugin.invokeAction('AcceptTask', 1, { signal: plugin.signal }))
  plugin.dispose()

  assert.is(await running, plugin.signal.reason)
})

test('S14: disposing a scope cuts no invocation that was not given its signal', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  actions.registerAction('AcceptTask', async () => {
    await settled()
    return 'accepted'
  })

  const running = plugin.invokeAction('AcceptTask')
  plugin.dispose()

  assert.is(await running, 'accepted')
})

test('S9, S14: scope.signal as the option signal detaches what another scope has attached with it', () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  actions.addListener('beforeAcceptTask', noop, { signal: plugin.signal })
  const before = actions.explain('AcceptTask').length

  plugin.dispose()

  assert.is(before, 1)
  assert.equal(actions.explain('AcceptTask'), [])
})

test('S14: a listener of scope.signal that throws does not keep the scope from being undone', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const failure = new Error('of the dialog')
  const uncaught: unknown[] = []
  const listen = (error: unknown) => void uncaught.push(error)
  plugin.signal.addEventListener('abort', () => {
    throw failure
  })
  plugin.addListener('beforeAcceptTask', noop)

  process.on('uncaughtException', listen)
  plugin.dispose()
  await settled()
  process.off('uncaughtException', listen)

  assert.equal(uncaught, [failure])
  assert.equal(actions.explain('AcceptTask'), [])
})

test('S14: a scope keeps no signal of an inner scope that was disposed', async () => {
  const plugin = createActions().scope('crm-plugin')
  const gone = (() => {
    const panel = plugin.scope('panel')
    const { signal } = panel
    panel.dispose()
    return new WeakRef(signal)
  })()

  await settled()
  await collectGarbage()

  assert.is(gone.deref(), undefined)
  assert.is(plugin.signal.aborted, false)
})

test.run()
