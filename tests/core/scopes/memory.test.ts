// What registrations and scopes release (S14), so that it can be collected.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { collectGarbage, settled } from '../../support/helpers.js'
import { noop } from './verbs.js'

test('S14: what a disposed scope attached to every action is let go of by actions that nobody invokes any more', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  const plugin = actions.scope('crm-plugin')
  const gone = await (async () => {
    const middleware = (_ctx: unknown, next: () => Promise<void>) => next()
    plugin.use(middleware)
    await actions.invokeAction('AcceptTask')
    return new WeakRef(middleware)
  })()

  plugin.dispose()
  await settled()
  await collectGarbage()

  assert.is(gone.deref(), undefined)
})

test('S14: a registration that is kept keeps none of the later attachments of the same function', async () => {
  const actions = createActions()
  const kept = actions.addListener('beforeAcceptTask', noop)
  await collectGarbage()
  const before = process.memoryUsage().heapUsed

  let last = kept
  for (let i = 0; i < 100_000; i++) {
    const next = actions.addListener('beforeAcceptTask', noop)
    last()
    last = next
  }
  last()
  await collectGarbage()

  const grown = process.memoryUsage().heapUsed - before
  kept()
  assert.ok(grown < 5_000_000, `the heap has grown by ${grown} bytes`)
})

test('S14: a scope that lives on keeps neither the registrations nor the scopes that are gone', async () => {
  const scope = createActions().scope('crm-plugin')
  const gone = await (async () => {
    const { signal } = new AbortController()
    const registration = scope.addListener('beforeAcceptTask', noop)
    const signalled = scope.addListener('beforeAcceptTask', noop, { signal })
    const inner = scope.scope('inner')
    registration()
    signalled()
    inner.dispose()
    return [registration, signalled, inner.dispose].map((undo) => new WeakRef(undo))
  })()

  await settled()
  await collectGarbage()

  assert.equal(
    gone.map((ref) => ref.deref()),
    [undefined, undefined, undefined],
  )
  scope.dispose()
})

test('S14: a listener that is gone can be collected while others listen to the same event', async () => {
  const actions = createActions()
  actions.addListener('beforeAcceptTask', noop)
  const gone = await (async () => {
    const listener = () => {}
    actions.addListener('beforeAcceptTask', listener)()
    return new WeakRef(listener)
  })()

  await settled()
  await collectGarbage()

  assert.is(gone.deref(), undefined)
  assert.is(actions.explain('AcceptTask').length, 1)
})

test('S14: a scope does not hold on to an observer that has been taken off', async () => {
  const scope = createActions().scope('plugin')
  const gone = (() => {
    const stop = scope.observe({ start() {} })
    stop()
    return new WeakRef(stop)
  })()
  await settled()
  await collectGarbage()
  assert.is(gone.deref(), undefined)
  scope.dispose()
})

test.run()
