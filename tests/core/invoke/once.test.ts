// How often a once-listener runs (S2): once, for whichever invocation reaches it first.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'

function noop() {}

for (const kind of ['before', 'after', 'error'] as const) {
  const failing = kind === 'error'

  test(`S2: a once-listener of ${kind} is called once`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.registerAction('AcceptTask', () => {
      if (failing) throw new Error('core')
    })
    actions.addListener(`${kind}AcceptTask`, () => log.push('once'), { once: true })
    actions.addListener(`${kind}AcceptTask`, () => log.push('always'))

    await actions.invokeAction('AcceptTask').catch(noop)
    await actions.invokeAction('AcceptTask').catch(noop)

    assert.equal(log, ['once', 'always', 'always'])
  })

  test(`S2: a once-listener of ${kind} is removed before it is called`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    const listener = () => {
      seen.push(actions.removeListener(`${kind}AcceptTask`, listener))
      seen.push(actions.explain('AcceptTask').some((party) => party.kind === kind))
    }
    actions.registerAction('AcceptTask', () => {
      if (failing) throw new Error('core')
    })
    actions.addListener(`${kind}AcceptTask`, listener, { once: true })

    await actions.invokeAction('AcceptTask').catch(noop)

    assert.equal(seen, [false, false])
  })

  test(`S2: a once-listener of ${kind} is called by one of two invocations in flight`, async () => {
    const actions = createActions()
    const once: unknown[] = []
    const always: unknown[] = []
    const hold = deferred()
    actions.registerAction('AcceptTask', () => {
      if (failing) throw new Error('core')
    })
    actions.addListener(`${kind}AcceptTask`, () => hold.promise)
    actions.addListener(`${kind}AcceptTask`, (payload) => once.push(payload), { once: true })
    actions.addListener(`${kind}AcceptTask`, (payload) => always.push(payload))

    const first = actions.invokeAction('AcceptTask', 1).catch(noop)
    const second = actions.invokeAction('AcceptTask', 2).catch(noop)
    await settled()
    hold.resolve()
    await Promise.all([first, second])

    assert.is(once.length, 1)
    assert.equal(new Set(always), new Set([1, 2]))
    assert.is(always.length, 2)
  })
}

test('S2: the invocation that reaches a once-listener first calls it, whichever began first', async () => {
  const actions = createActions()
  const log: string[] = []
  const holds = [deferred(), deferred()]
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (payload) => holds[payload]?.promise)
  actions.addListener('beforeAcceptTask', (payload) => log.push(`once ${payload}`), { once: true })

  const first = actions.invokeAction('AcceptTask', 0)
  const second = actions.invokeAction('AcceptTask', 1)
  holds[1]?.resolve()
  await second
  holds[0]?.resolve()
  await first

  assert.equal(log, ['once 1'])
})

test('S2: an invocation does not wait for a once-listener that another one is calling', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('AcceptTask', (payload) => payload)
  actions.addListener('beforeAcceptTask', () => hold.promise, { once: true })

  const first = actions.invokeAction('AcceptTask', 1)
  const second = await actions.invokeAction('AcceptTask', 2)
  hold.resolve()

  assert.is(second, 2)
  assert.is(await first, 1)
})

test('S2: an invocation made by a once-listener does not call it again', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', (payload) => {
    log.push(`core ${payload}`)
  })
  actions.addListener(
    'beforeAcceptTask',
    async (payload, _abort, ctx) => {
      log.push(`once ${payload}`)
      await ctx.invokeAction('AcceptTask', 'inner')
    },
    { once: true },
  )

  await actions.invokeAction('AcceptTask', 'outer')

  assert.equal(log, ['once outer', 'core inner', 'core outer'])
})

test('S2: a once-listener that was not reached stays', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (payload, abort) => {
    if (payload === 'no') abort()
  })
  actions.addListener('beforeAcceptTask', (payload) => log.push(`before ${payload}`), { once: true })
  actions.addListener('afterAcceptTask', (payload) => log.push(`after ${payload}`), { once: true })

  await rejection(actions.invokeAction('AcceptTask', 'no'))
  await actions.invokeAction('AcceptTask', 'yes')
  await actions.invokeAction('AcceptTask', 'again')

  assert.equal(log, ['before yes', 'after yes'])
})

test('S2: a once-listener that throws has had its turn', async () => {
  const actions = createActions()
  const failure = new Error('once')
  actions.registerAction('AcceptTask', () => 'done')
  actions.addListener(
    'beforeAcceptTask',
    () => {
      throw failure
    },
    { once: true },
  )

  const error = await rejection(actions.invokeAction('AcceptTask'))
  const result = await actions.invokeAction('AcceptTask')

  assert.is(error, failure)
  assert.is(result, 'done')
})

test('S2: a once-listener removed while an invocation runs still runs in that invocation', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const once = () => log.push('once')
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => hold.promise)
  actions.addListener('beforeAcceptTask', once, { once: true })

  const promise = actions.invokeAction('AcceptTask')
  actions.removeListener('beforeAcceptTask', once)
  hold.resolve()
  await promise
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['once', 'core', 'core'])
})

test('S2: the same function added once and once more runs once for each', async () => {
  const actions = createActions()
  const log: string[] = []
  const listener = (payload: unknown) => log.push(`once ${payload}`)
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', listener, { once: true })
  actions.addListener('beforeAcceptTask', listener, { once: true })

  await actions.invokeAction('AcceptTask', 1)
  await actions.invokeAction('AcceptTask', 2)

  assert.equal(log, ['once 1', 'once 1'])
})

test('S2: disposing the registration of a once-listener that has run does nothing', async () => {
  const actions = createActions()
  const log: string[] = []
  const listener = () => log.push('listener')
  actions.registerAction('AcceptTask', noop)
  const once = actions.addListener('beforeAcceptTask', listener, { once: true })
  await actions.invokeAction('AcceptTask')
  actions.addListener('beforeAcceptTask', listener)

  once()
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['listener', 'listener'])
})

test.run()
