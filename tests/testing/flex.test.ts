// Decides what a double tells of the actions of entracte/flex.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions as createFlexActions } from '../../source/flex/index.js'
import { createTestActions } from '../../source/testing/index.js'
import { deferred, printedDuring, rejection, settled } from '../support/helpers.js'

const flexing = suite('the actions of entracte/flex')

flexing('are seen like the actions of the core', async () => {
  const test = createTestActions(createFlexActions)
  test.actions.registerAction('AcceptTask', async ({ sid }) => `accepted ${sid}`)
  test.actions.addListener('beforeAcceptTask', function askFirst(payload) {
    payload.sid += '!'
  })
  test.actions.replaceAction('AcceptTask', function politely(payload, original) {
    return original({ ...payload, polite: true })
  })
  test.actions.addListener('afterAcceptTask', () => {})

  const result = await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.is(result, 'accepted WT1!')
  test.expect('AcceptTask', {
    calls: [{ payload: { sid: 'WT1!', polite: true }, outcome: 'done', result: 'accepted WT1!' }],
    ran: ['before askFirst', 'replacement politely', 'core', 'after'],
    aborts: [],
    errors: [],
  })
})

flexing('tell which listener cancelled', async () => {
  const test = createTestActions(createFlexActions)
  test.stub('AcceptTask')
  test.actions.addListener('beforeAcceptTask', function innocent() {})
  test.actions.addListener('beforeAcceptTask', function later(_payload, abort) {
    return Promise.resolve().then(abort)
  })
  test.actions.addListener('beforeAcceptTask', function first(_payload, abort) {
    abort()
  })

  const error = await rejection(test.actions.invokeAction('AcceptTask', { sid: 'WT1' }))

  assert.is((error as Error).message, 'Action AcceptTask cancelled by before event')
  test.expect('AcceptTask', { calls: [], aborts: [{ by: 'before first', reason: undefined }], errors: [] })
})

flexing('show errors that are only printed, and invocations that are refused', async () => {
  const test = createTestActions(createFlexActions, { unknown: 'stub' })
  const gate = deferred()
  test.actions.addListener('beforeAcceptTask', async function askTheServer() {
    await gate.promise
    throw new Error('no server')
  })

  const printed = await printedDuring(async () => {
    const accepting = test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
    await rejection(test.actions.invokeAction('AcceptTask', { sid: 'WT1' }))
    gate.resolve()
    await accepting
  })

  assert.is(printed.length, 1)
  test.expect('AcceptTask', {
    calls: [{ payload: { sid: 'WT1' } }],
    errors: [
      { at: 'invocation', message: 'Action is pending' },
      { at: 'before askTheServer', message: 'no server' },
    ],
  })
})

flexing('refuse an action that is not registered', async () => {
  const test = createTestActions(createFlexActions)

  await rejection(test.actions.invokeAction('AcceptTask'))

  test.expect({ errors: [{ action: 'AcceptTask', at: 'refused', message: 'Action does not exist' }] })
})

flexing('are idle once an original that was not awaited has settled', async () => {
  const test = createTestActions(createFlexActions)
  const gate = deferred()
  const log: string[] = []
  test.actions.registerAction('WrapupTask', async () => {
    await gate.promise
    log.push('body')
  })
  test.actions.replaceAction('WrapupTask', async (payload, original) => {
    original(payload)
  })
  await test.actions.invokeAction('WrapupTask', { sid: 'WT1' })

  const idle = test.idle().then(() => log.push('idle'))
  await settled()
  log.push('released')
  gate.resolve()
  await idle

  assert.equal(log, ['released', 'body', 'idle'])
})

flexing('are made again by a reset, without their listeners', async () => {
  const test = createTestActions(createFlexActions, { unknown: 'stub' })
  const { addListener, removeListener, invokeAction } = test.actions
  const listener = () => {}
  addListener('beforeLogout', listener)
  addListener('beforeLogout', listener)
  removeListener('beforeLogout', listener)
  test.actions.replaceAction('Logout', async () => {})
  await invokeAction('Logout')
  test.expect('Logout', { ran: ['before listener', 'replacement'] })

  test.reset()

  await invokeAction('Logout')
  test.expect('Logout', { ran: ['core'] })
  assert.equal(test.actions.findPendingActions('Logout'), {})
})

flexing.run()
