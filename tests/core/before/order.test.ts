// How before-listeners are called, and in which order they run (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { before, createActions } from '../../../source/core/index.js'
import { deferred, settled, thrown } from '../../support/helpers.js'
import { type Actions, abortion, noop } from './aborts.js'

test('S3: a before-listener is called with the payload, abort and the ctx of its invocation', async () => {
  const actions = createActions()
  const payload = { sid: 'WT1' }
  const seen: unknown[] = []
  let coreCtx: unknown
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    coreCtx = ctx
  })
  actions.addListener('beforeAcceptTask', (...args: unknown[]) => seen.push(...args))

  await actions.invokeAction('AcceptTask', payload)

  assert.is(seen.length, 3)
  assert.is(seen[0], payload)
  assert.type(seen[1], 'function')
  assert.is(seen[2], coreCtx)
})

for (const [what, attach] of [
  [
    'that takes no arguments',
    (actions, seen) =>
      actions.addListener('beforeAcceptTask', function (this: unknown) {
        seen(this)
      }),
  ],
  [
    'that takes an abort',
    (actions, seen) =>
      actions.addListener('beforeAcceptTask', function (this: unknown, _payload, _abort) {
        seen(this)
      }),
  ],
] as [what: string, attach: (actions: Actions, seen: (value: unknown) => void) => void][]) {
  test(`S3: a before-listener ${what} is called with this undefined`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', noop)
    attach(actions, (value) => seen.push(value))

    await actions.invokeAction('AcceptTask')

    assert.equal(seen, [undefined])
  })
}

test('S3: what a before-listener returns is ignored', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => payload)
  actions.addListener('beforeAcceptTask', () => false)
  actions.addListener('beforeAcceptTask', () => ({ other: 'payload' }))
  actions.addListener('beforeAcceptTask', async () => 'text')

  const result = await actions.invokeAction('AcceptTask', 'payload')

  assert.is(result, 'payload')
})

test('S3: before(listener) makes middleware that does what the listener does', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.use(
    'AcceptTask',
    before((payload, abort) => {
      log.push(payload)
      if (payload === 'no') abort('reason')
    }),
  )

  await actions.invokeAction('AcceptTask', 'yes')
  const error = await abortion(actions.invokeAction('AcceptTask', 'no'))

  assert.is(error.reason, 'reason')
  assert.equal(log, ['yes', 'core', 'no'])
})

test('S3: before-listeners run in the order of their registration', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  for (const name of ['first', 'second', 'third']) actions.addListener('beforeAcceptTask', () => log.push(name))

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['first', 'second', 'third', 'core'])
})

test('S3: a before-listener starts only when the listener before it has settled', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', async () => {
    log.push('first starts')
    await hold.promise
    log.push('first ends')
  })
  actions.addListener('beforeAcceptTask', () => log.push('second'))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['first starts', 'released', 'first ends', 'second', 'core'])
})

test('S3: a lower order runs first, 0 is the default, and ties run by registration', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  const orders = [10, undefined, 0.5, -1, 0, 10, Number.NEGATIVE_INFINITY, -0, Number.POSITIVE_INFINITY, -1]
  orders.forEach((order, index) => {
    actions.addListener('beforeAcceptTask', () => log.push(`${index}: ${order}`), { order })
  })
  actions.addListener('beforeAcceptTask', () => log.push('no options'))

  await actions.invokeAction('AcceptTask')

  assert.equal(log, [
    '6: -Infinity',
    '3: -1',
    '9: -1',
    '1: undefined',
    '4: 0',
    '7: 0',
    'no options',
    '2: 0.5',
    '0: 10',
    '5: 10',
    '8: Infinity',
  ])
})

test('S3: a listener that is attached after an invocation runs at the place that its order says', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', () => log.push('early'))
  await actions.invokeAction('AcceptTask')
  actions.addListener('beforeAcceptTask', () => log.push('late'), { order: -1 })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['early', 'late', 'early'])
})

for (const kind of ['before', 'after', 'error'] as const) {
  for (const order of [Number.NaN, '1', null, {}, 1n]) {
    test(`S3: for ${kind}-listeners, the order ${String(order)} (${typeof order}) is a TypeError, and nothing is attached`, () => {
      const actions = createActions()

      const error = thrown(() => actions.addListener(`${kind}AcceptTask`, noop, { order: order as never }))

      assert.instance(error, TypeError)
      assert.equal(actions.explain('AcceptTask'), [])
    })
  }
}

test('S2: a once-listener runs once, even if two invocations are in flight and a listener was added between them', async () => {
  const actions = createActions()
  const gate = deferred()
  let calls = 0
  actions.registerAction('AcceptTask', () => {})
  actions.addListener('beforeAcceptTask', () => gate.promise)
  actions.addListener('beforeAcceptTask', () => void calls++, { once: true })
  const first = actions.invokeAction('AcceptTask')
  actions.addListener('afterAcceptTask', () => {})
  const second = actions.invokeAction('AcceptTask')
  gate.resolve()
  await Promise.all([first, second])

  assert.is(calls, 1)
})

test('S3: listeners with the order -Infinity run first and those with Infinity run last, each group by registration', async () => {
  const actions = createActions()
  const log: number[] = []
  actions.registerAction('AcceptTask', () => {})
  const orders = [Infinity, 3, -Infinity, Infinity, 1, -Infinity, 2]
  for (const [i, order] of orders.entries()) {
    actions.addListener('beforeAcceptTask', () => void log.push(i), { order })
  }
  await actions.invokeAction('AcceptTask')

  assert.equal(log, [2, 5, 4, 6, 1, 0, 3])
})

test.run()
