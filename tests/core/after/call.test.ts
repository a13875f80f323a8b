// How after-listeners are called (S6): with the result, one after the other, in their order.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { after, createActions } from '../../../source/core/index.js'
import { deferred, settled, thrown } from '../../support/helpers.js'
import { reporting } from './reporting.js'

function noop() {}

test('S6: an after-listener is called with the payload, the result, the ctx and this undefined', async () => {
  const actions = createActions()
  const payload = { sid: 'WT1' }
  const task = { accepted: true }
  const seen: unknown[] = []
  let coreCtx: unknown
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    coreCtx = ctx
    return task
  })
  actions.addListener('afterAcceptTask', function (this: unknown, ...args: unknown[]) {
    seen.push(this, ...args)
  })

  await actions.invokeAction('AcceptTask', payload)

  assert.is(seen.length, 4)
  assert.is(seen[0], undefined)
  assert.is(seen[1], payload)
  assert.is(seen[2], task)
  assert.is(seen[3], coreCtx)
})

test('S6: what an after-listener returns is ignored', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.addListener('afterAcceptTask', () => 'other')
  actions.addListener('afterAcceptTask', async () => 'another')
  actions.addListener('afterAcceptTask', (_payload, result) => seen.push(result))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core')
  assert.equal(seen, ['core'])
})

test('S6: after(listener) is the middleware that addListener makes of the listener', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.use(
    'AcceptTask',
    after((payload, result) => log.push(payload, result)),
  )

  const result = await actions.invokeAction('AcceptTask', 'payload')

  assert.is(result, 'core')
  assert.equal(log, ['payload', 'core'])
})

test('S6: an after-listener starts only when the listener before it has settled', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('afterAcceptTask', async () => {
    log.push('first starts')
    await hold.promise
    log.push('first ends')
  })
  actions.addListener('afterAcceptTask', () => log.push('second'))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['core', 'first starts', 'released', 'first ends', 'second'])
})

test('S6: after-listeners wait for foreign thenables', async () => {
  const actions = createActions()
  const log: string[] = []
  let resolve!: () => void
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', () => ({
    then(onResolve: () => void) {
      resolve = onResolve
    },
  }))
  actions.addListener('afterAcceptTask', () => log.push('second'))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  resolve()
  await promise

  assert.equal(log, ['released', 'second'])
})

test('S6: a foreign thenable of an after-listener that calls back many times lets the next listener run once', async () => {
  const { actions, reports } = reporting()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', () => ({
    then(resolve: () => void, reject: (reason: unknown) => void) {
      resolve()
      resolve()
      reject(new Error('too late'))
      throw new Error('too late as well')
    },
  }))
  actions.addListener('afterAcceptTask', () => log.push('second'))

  await actions.invokeAction('AcceptTask')
  await settled()

  assert.equal(log, ['second'])
  assert.equal(reports, [])
})

test('S6: a lower order runs first, 0 is the default, and ties run by registration', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  const orders = [10, undefined, 0.5, -1, 0, 10, -1]
  orders.forEach((order, index) => {
    actions.addListener('afterAcceptTask', () => log.push(`${index}: ${order}`), { order })
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['3: -1', '6: -1', '1: undefined', '4: 0', '2: 0.5', '0: 10', '5: 10'])
})

test('S6: NaN as order is a TypeError, and nothing is attached', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)

  const error = thrown(() => actions.addListener('afterAcceptTask', () => log.push('after'), { order: Number.NaN }))
  await actions.invokeAction('AcceptTask')

  assert.instance(error, TypeError)
  assert.equal(log, [])
})

test('S2: after-listeners that return something, but nothing to wait for, all run inside the call', () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  for (const name of ['first', 'second']) actions.addListener('afterAcceptTask', () => log.push(name))

  actions.invokeAction('AcceptTask')

  assert.equal(log, ['first', 'second'])
})

test.run()
