// Decides how long idle waits, and what it says when something still runs.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createTestActions, NotIdleError } from '../../source/testing/index.js'
import { deferred, printedDuring, rejection, settled } from '../support/helpers.js'
import type { Desk } from './desk.js'

const idling = suite('idle')

idling('resolves when nothing was started', async () => {
  await createTestActions().idle()
})

idling('waits for an invocation that starts in the next microtask', async () => {
  const test = createTestActions()
  test.stub('Search')
  void Promise.resolve().then(() => test.actions.invokeAction('Search'))

  await test.idle({ timeout: 2 ** 31 - 1 })

  test.expect('Search', { calls: [{ outcome: 'done' }] })
})

idling('waits for an invocation that a due timer starts, even when nothing was invoked before', async () => {
  const test = createTestActions()
  test.stub('Search')
  setTimeout(() => test.actions.invokeAction('Search'))

  await test.idle()

  test.expect('Search', { calls: [{ outcome: 'done' }] })
})

idling('leaves no timer behind', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
  const before = timers()

  await createTestActions().idle()

  assert.is(timers(), before)
})

idling('waits for invocations that are not awaited, and for the invocations that they start', async () => {
  const test = createTestActions<Desk>()
  const gate = deferred()
  const log: string[] = []
  test.stub('Logout')
  test.actions.registerAction('AcceptTask', async () => {
    await gate.promise
    return 'accepted'
  })
  test.actions.registerAction('SendMessage', () => ({ messageSid: 'IM1' }))
  test.actions.addListener('afterAcceptTask', () => void afterwards())
  const afterwards = async () => {
    await settled()
    await test.actions.invokeAction('SendMessage', { body: 'hello' })
    await Promise.resolve()
    await test.actions.invokeAction('Logout')
    log.push('done')
  }
  test.actions.invokeAction('AcceptTask', { sid: 'WT1' })

  const idle = test.idle().then(() => log.push('idle'))
  await settled()
  log.push('released')
  gate.resolve()
  await idle

  assert.equal(log, ['released', 'done', 'idle'])
  test.expect({ ran: ['AcceptTask core', 'AcceptTask after', 'SendMessage core', 'Logout core'] })
})

idling('waits for a function that goes on after its invocation was cut', async () => {
  const test = createTestActions()
  const gate = deferred()
  const cut = new AbortController()
  const log: string[] = []
  test.actions.registerAction('Search', () => gate.promise)
  const searching = rejection(test.actions.invokeAction('Search', undefined, { signal: cut.signal }))

  const idle = test.idle().then(() => log.push('idle'))
  cut.abort('gone')
  await searching
  await createTestActions().idle() // lasts longer than everything that is due
  await createTestActions().idle()
  log.push('released')
  gate.resolve()
  await idle

  assert.equal(log, ['released', 'idle'])
})

idling('names the one function that still runs after its invocation was cut', async () => {
  const test = createTestActions()
  const gate = deferred()
  const cut = new AbortController()
  test.actions.registerAction('Search', () => gate.promise)
  const searching = rejection(test.actions.invokeAction('Search', undefined, { signal: cut.signal }))
  cut.abort('gone')
  await searching

  const error = (await rejection(test.idle({ timeout: 1 }))) as NotIdleError

  assert.equal(error.running, ['Search core'])
  assert.match(error.message, '; still running: Search core\n')
  gate.resolve()
})

idling('does not hang on a listener that rejects', async () => {
  const test = createTestActions<Desk>()
  test.stub('Logout')
  test.actions.addListener('beforeLogout', async () => {
    throw new Error('no')
  })
  test.actions.addListener('errorLogout', async () => {
    throw new Error('no, no')
  })

  const printed = await printedDuring(async () => {
    test.actions.invokeAction('Logout').catch(() => {})
    await test.idle()
  })

  assert.is(printed.length, 1)
  test.expect('Logout', { calls: [], errors: [{ message: 'no' }, { message: 'no, no' }] })
})

idling('rejects when the work takes too long, and says what still runs', async () => {
  const test = createTestActions<Desk>()
  const gate = deferred()
  test.stub('Logout')
  test.actions.addListener('beforeLogout', function askTheServer() {
    return gate.promise
  })
  const leaving = test.actions.invokeAction('Logout')

  const error = (await rejection(test.idle({ timeout: 1 }))) as NotIdleError

  assert.instance(error, NotIdleError)
  assert.is(error.name, 'NotIdleError')
  assert.is(error.code, 'ACTION_NOT_IDLE')
  assert.is(error.action, '')
  assert.equal(error.running, ['Logout', 'Logout before askTheServer'])
  assert.is(
    error.message,
    `The actions did not come to rest within 1 ms; still running: Logout, Logout before askTheServer\n\n${test.timeline()}`,
  )
  gate.resolve()
  await leaving
})

idling('rejects when each invocation starts another without end', async () => {
  const test = createTestActions()
  let going = true
  test.actions.registerAction('Ping', () => {
    if (going) setTimeout(() => test.actions.invokeAction('Ping'))
  })
  test.actions.invokeAction('Ping')

  const error = (await rejection(test.idle({ timeout: 20 }))) as NotIdleError
  going = false

  assert.match(error.message, 'one invocation starts the next')
  assert.equal(error.running, [])
})

idling('waits while anything runs, for each caller', async () => {
  const test = createTestActions()
  const gates = [deferred(), deferred()]
  const log: string[] = []
  test.actions.registerAction('Search', (index) => gates[index]?.promise)
  test.actions.invokeAction('Search', 0)
  test.actions.invokeAction('Search', 1)

  const idle = Promise.all([test.idle().then(() => log.push('idle')), test.idle().then(() => log.push('idle'))])
  gates[0]?.resolve()
  await createTestActions().idle() // lasts longer than the first invocation
  await createTestActions().idle()
  log.push('one left')
  gates[1]?.resolve()
  await idle

  assert.equal(log, ['one left', 'idle', 'idle'])
})

idling('works when timers are faked later', async () => {
  const test = createTestActions<Desk>()
  const { setTimeout: real } = globalThis
  test.stub('Logout')
  test.actions.invokeAction('Logout')

  globalThis.setTimeout = (() => 0) as never
  try {
    await test.idle()
  } finally {
    globalThis.setTimeout = real
  }

  test.expect('Logout', { calls: [{ outcome: 'done' }] })
})

idling('refuses a timeout that is no number of milliseconds', async () => {
  const test = createTestActions()
  const messages: string[] = []

  for (const timeout of ['1', 0, 2 ** 31, Number.NaN]) {
    messages.push(String(await rejection(test.idle({ timeout: timeout as never }))))
  }

  assert.equal(messages, [
    'TypeError: The option timeout must be a number of milliseconds, got "1"',
    'RangeError: The option timeout must be between 1 and 2147483647 milliseconds, got 0',
    'RangeError: The option timeout must be between 1 and 2147483647 milliseconds, got 2147483648',
    'RangeError: The option timeout must be between 1 and 2147483647 milliseconds, got NaN',
  ])
})

idling('waits for an invocation that already ran when clear was called', async () => {
  const double = createTestActions()
  const gate = deferred()
  double.actions.registerAction('A', () => gate.promise)
  const running = double.actions.invokeAction('A')

  double.clear()
  const error = await rejection(double.idle({ timeout: 20 }))
  gate.resolve()
  await running

  assert.is((error as Error).name, 'NotIdleError')
  await double.idle()
})

idling('waits for an invocation that starts between two timers', async () => {
  const double = createTestActions()
  let ran = 0
  double.actions.registerAction('A', () => {})
  double.actions.registerAction('B', () => void ran++)
  double.actions.addListener('afterA', () => {
    setTimeout(() => setImmediate(() => double.actions.invokeAction('B')), 0)
  })
  // Tries often, because only timers that were set in the same millisecond run in the same round.
  for (let round = 1; round <= 50; round++) {
    double.actions.invokeAction('A')
    await double.idle()
    assert.is(ran, round)
  }
})

idling.run()
