// Time limits (S10): where a limit can be set, and which limit wins.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionTimeoutError, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { type Desk, inTime, milliseconds, timers } from './clock.js'

for (const [title, ofAction, ofInvocation] of [
  ['an action is held to the limit that it was registered with', { timeout: 5 }, {}],
  ['one invocation is held to the limit that it sets', {}, { timeout: 5 }],
  ['a shorter limit of the invocation wins over that of the action', { timeout: 60_000 }, { timeout: 5 }],
  [
    'an invocation with a timeout of undefined is held to the limit of its action',
    { timeout: 5 },
    { timeout: undefined },
  ],
] as const) {
  test(`S10: ${title}`, async () => {
    const actions = createActions<Desk>()
    actions.registerAction('PrintLabel', () => deferred<string>().promise, ofAction)

    const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, ofInvocation)))

    assert.instance(error, ActionTimeoutError)
    assert.is((error as ActionTimeoutError).timeout, 5)
  })
}

test('S10: a longer limit of the invocation wins over that of the action', async () => {
  const actions = createActions<Desk>()
  const core = async () => {
    await milliseconds(30)
    return 'printed'
  }
  actions.registerAction('PrintLabel', core, { timeout: 5 })

  const result = await actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 60_000 })

  assert.is(result, 'printed')
})

test('S1, S10: an override without a limit has no limit, although the core before it had a limit', async () => {
  const actions = createActions<Desk>()
  const before = timers()
  const label = deferred<string>()
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 60_000 })
  actions.registerAction('PrintLabel', () => label.promise, { override: true })

  const running = actions.invokeAction('PrintLabel', { copies: 1 })
  const started = timers() - before
  label.resolve('printed')
  await running

  assert.is(started, 0)
})

test('S10: a limit may be a fraction of milliseconds', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => deferred<string>().promise, { timeout: 1.5 })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))

  assert.is((error as ActionTimeoutError).message.includes('1.5 ms'), true)
})

test('S10: an invocation that stays below its limit gives its result', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', async () => 'printed', { timeout: 60_000 })

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'printed')
})

test('S10: each invocation has the whole limit for itself', async () => {
  const actions = createActions<Desk>()
  const core = async () => {
    await milliseconds(15)
    return 'printed'
  }
  actions.registerAction('PrintLabel', core, { timeout: 500 })

  const results: string[] = []
  for (let copies = 0; copies < 3; copies++) results.push(await actions.invokeAction('PrintLabel', { copies }))

  assert.equal(results, ['printed', 'printed', 'printed'])
})

test('S10: a timeout of undefined is no limit', async () => {
  const actions = createActions<Desk>()
  const before = timers()
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', () => paper.promise, { timeout: undefined })
  actions.addListener('beforePrintLabel', async () => {}, { timeout: undefined })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: undefined })
  await settled()

  const started = timers() - before
  paper.resolve('printed')

  assert.is(started, 0)
  assert.is(await running, 'printed')
})

test.run()
