// Decides that 100 000 listeners on one action run in order, and are attached and removed in a short time.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { actionsWithoutMap, isCount } from './support.js'

for (const when of ['before', 'after', 'error'] as const) {
  for (const [how, push] of [
    ['synchronous', (log: number[], i: number) => void log.push(i)],
    ['asynchronous', async (log: number[], i: number) => void log.push(i)],
  ] as const) {
    test(`Withstands: 100 000 ${how} ${when}-listeners on one action run, all of them and in order`, async () => {
      const actions = actionsWithoutMap()
      const log: number[] = []
      actions.registerAction('PrintLabel', () => {
        if (when === 'error') throw new Error('paper jam')
        return 'printed'
      })
      for (let i = 0; i < 100_000; i++) actions.addListener(`${when}PrintLabel`, () => push(log, i))

      const outcome = await actions.invokeAction('PrintLabel', {}).catch((error: Error) => error.message)

      assert.is(outcome, when === 'error' ? 'paper jam' : 'printed')
      assert.ok(isCount(log, 100_000))
    })
  }
}

test('Withstands: 100 000 after-listeners are attached to a terminal action, and each is reported once', () => {
  let reports = 0
  const actions = createActions({ onListenerError: () => reports++ })
  actions.registerAction('Logout', () => 'bye', { terminal: true })

  for (let i = 0; i < 100_000; i++) actions.addListener('afterLogout', () => {})

  assert.is(reports, 100_000)
})

test('Withstands: 100 000 listeners, of which every second waits, run in order', async () => {
  const actions = actionsWithoutMap()
  const log: number[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  for (let i = 0; i < 100_000; i++) {
    actions.addListener('beforePrintLabel', () => {
      log.push(i)
      return i % 2 ? Promise.resolve() : undefined
    })
  }

  await actions.invokeAction('PrintLabel', {})

  assert.ok(isCount(log, 100_000))
})

test('Withstands: 100 000 once-listeners run once, and are then taken off', async () => {
  const actions = actionsWithoutMap()
  const log: number[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  for (let i = 0; i < 100_000; i++) actions.addListener('beforePrintLabel', () => log.push(i), { once: true })

  await actions.invokeAction('PrintLabel', {})
  await actions.invokeAction('PrintLabel', {})

  assert.ok(isCount(log, 100_000))
  assert.is(actions.explain('PrintLabel').length, 1)
})

test('Withstands: 100 000 after-listeners that fail are all reported', async () => {
  let reports = 0
  const actions = createActions({
    onListenerError: () => {
      reports++
    },
  })
  actions.registerAction('PrintLabel', () => 'printed')
  const fail = () => {
    throw new Error('the mail server is down')
  }
  for (let i = 0; i < 100_000; i++) actions.addListener('afterPrintLabel', fail)

  assert.is(await actions.invokeAction('PrintLabel', {}), 'printed')
  assert.is(reports, 100_000)
})

test('Withstands: the core starts inside the call behind 100 000 synchronous listeners, because listeners are no layers', () => {
  const actions = actionsWithoutMap()
  let started = false
  actions.registerAction('PrintLabel', () => {
    started = true
  })
  for (let i = 0; i < 100_000; i++) actions.addListener('beforePrintLabel', () => {})

  actions.invokeAction('PrintLabel', {})

  assert.is(started, true)
})

test('Withstands: attaching 100 000 listeners in reverse order, and disposing their scope, takes seconds at most', () => {
  const actions = actionsWithoutMap()
  const scope = actions.scope('crm-plugin')
  const start = performance.now()

  for (let i = 0; i < 100_000; i++) scope.addListener('beforePrintLabel', () => {}, { order: -i })
  const attached = actions.explain('PrintLabel').length
  scope.dispose()
  const seconds = (performance.now() - start) / 1000

  assert.is(attached, 100_000)
  assert.equal(actions.explain('PrintLabel'), [])
  assert.ok(seconds < 5, `took ${seconds} s`)
})

test('Withstands: 100 000 registrations disposed one by one, oldest first, take seconds at most', () => {
  const actions = actionsWithoutMap()
  const registrations = Array.from({ length: 100_000 }, () => actions.addListener('beforePrintLabel', () => {}))
  const start = performance.now()

  for (const registration of registrations) registration()
  const seconds = (performance.now() - start) / 1000

  assert.equal(actions.explain('PrintLabel'), [])
  assert.ok(seconds < 5, `took ${seconds} s`)
})

test('Withstands: attaching 10 000 replacements and 10 000 middleware, and the first invocation, takes seconds at most', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', () => 'printed')
  const start = performance.now()

  for (let i = 0; i < 10_000; i++) {
    actions.replaceAction('PrintLabel', (_payload, original) => original())
    actions.use('PrintLabel', (_ctx, next) => next())
  }
  const result = await actions.invokeAction('PrintLabel', {})
  const seconds = (performance.now() - start) / 1000

  assert.is(result, 'printed')
  assert.ok(seconds < 5, `took ${seconds} s`)
})

test.run()
