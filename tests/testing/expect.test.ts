// Decides when an expectation holds, and what its failure says.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { createTestActions, ExpectationError } from '../../source/testing/index.js'
import { rejection, thrown } from '../support/helpers.js'
import { acceptedAndRefused, type Desk } from './desk.js'

const expecting = suite('expect')

expecting('passes when what was seen is what was expected', async () => {
  const test = await acceptedAndRefused()

  test.expect('AcceptTask', {
    calls: [{ payload: { sid: 'WT1' }, outcome: 'done' }],
    ran: ['before askFirst', 'core', 'before askFirst'],
    aborts: [{ by: 'before askFirst', reason: 'not this one' }],
    errors: [],
  })
  test.expect({ calls: [{ action: 'AcceptTask' }], errors: [] })
})

expecting('fails with an AssertionError whose actual and expected hold only what differs', async () => {
  const test = await acceptedAndRefused()

  const error = thrown(() =>
    test.expect('AcceptTask', { calls: [{ payload: { sid: 'WT2' } }], ran: [], aborts: [], errors: [] }),
  ) as ExpectationError

  assert.instance(error, ExpectationError)
  assert.is(error.name, 'AssertionError')
  assert.equal(error.actual, {
    calls: [{ payload: { sid: 'WT1' } }],
    ran: ['before askFirst', 'core', 'before askFirst'],
    aborts: [{ by: 'before askFirst', reason: 'not this one' }],
  })
  assert.equal(error.expected, { calls: [{ payload: { sid: 'WT2' } }], ran: [], aborts: [] })
})

expecting('says what it expected and what it saw, and prints the timeline', async () => {
  const test = await acceptedAndRefused()
  await rejection(test.actions.invokeAction('Logout'))

  const error = thrown(() => test.expect('AcceptTask', { calls: [] })) as ExpectationError

  assert.is(
    error.message,
    `Expected the calls that reached the action "AcceptTask" to be
  []
but saw
  [{ payload: { sid: "WT1" } }]

${test.timeline()}`,
  )
  assert.match(test.timeline(), /^✓ AcceptTask/)
  assert.match(test.timeline(), 'aborted by askFirst: not this one')
  assert.match(test.timeline(), /\nLogout was refused: Cannot invoke the action "Logout"/)
})

expecting('names everything that differs', async () => {
  const test = await acceptedAndRefused()

  const error = thrown(() => test.expect({ calls: [], aborts: [] })) as ExpectationError

  assert.is(
    error.message,
    `Expected the calls that reached all actions to be
  []
but saw
  [{ payload: { sid: "WT1" } }]

Expected the aborts of all actions to be
  []
but saw
  [{ by: "before askFirst", reason: "not this one" }]

${test.timeline()}`,
  )
})

expecting('shows the expected keys of an entry, and the whole entry when a matcher was asked', async () => {
  const test = await acceptedAndRefused()
  const never = { asymmetricMatch: () => false }
  const actualOf = (expected: unknown) =>
    (thrown(() => test.expect({ calls: [expected as never] })) as ExpectationError).actual

  assert.equal(actualOf({ outcome: 'failed', action: 'Logout' }), {
    calls: [{ outcome: 'done', action: 'AcceptTask' }],
  })
  assert.equal(actualOf(never), {
    calls: [{ action: 'AcceptTask', payload: { sid: 'WT1' }, outcome: 'done', result: undefined }],
  })
})

expecting('compares the whole text of what ran, not only its beginning', async () => {
  const test = await acceptedAndRefused()

  const error = thrown(() => test.expect('AcceptTask', { ran: ['before', 'core', 'before'] })) as ExpectationError

  assert.instance(error, ExpectationError)
  assert.equal(error.actual, { ran: ['before askFirst', 'core', 'before askFirst'] })
})

expecting('shows an unexpected entry by the keys that identify it', async () => {
  const test = createTestActions(() => createActions<Desk>({ onListenerError: () => {} }))
  test.stub('Logout')
  test.actions.addListener('afterLogout', function toast() {
    throw new Error('burnt')
  })
  await test.actions.invokeAction('Logout')

  const error = thrown(() => test.expect({ ran: [], errors: [] })) as ExpectationError

  assert.equal(error.actual, {
    ran: ['Logout core', 'Logout after toast'],
    errors: [{ at: 'after toast', message: 'burnt' }],
  })
  assert.is(
    error.message,
    `Expected what ran for all actions to be
  []
but saw
  ["Logout core", "Logout after toast"]

Expected the errors of all actions to be
  []
but saw
  [{ at: "after toast", message: "burnt" }]

${test.timeline()}`,
  )
  assert.is(test.timeline().split('\n').length, 3)
  assert.not.match(test.timeline(), /\d ?m?s/)
})

expecting('compares the order and the number of entries', async () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask')
  await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
  await test.actions.invokeAction('AcceptTask', { sid: 'WT2' })
  const fails = (...sids: string[]) =>
    thrown(() => test.expect('AcceptTask', { calls: sids.map((sid) => ({ payload: { sid } })) })) instanceof
    ExpectationError

  assert.equal([fails('WT2', 'WT1'), fails('WT1'), fails('WT1', 'WT2', 'WT3')], [true, true, true])
  test.expect('AcceptTask', { calls: [{ payload: { sid: 'WT1' } }, { payload: { sid: 'WT2' } }] })
})

expecting('asks the matchers of jest and vitest', async () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask')
  await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
  const matching = (text: string) => ({ asymmetricMatch: (value: unknown) => JSON.stringify(value).includes(text) })

  test.expect('AcceptTask', { calls: [{ payload: { sid: matching('WT1') as never } }] })
  test.expect('AcceptTask', { calls: [matching('WT1') as never] })

  assert.instance(
    thrown(() => test.expect('AcceptTask', { calls: [{ payload: { sid: matching('WT2') as never } }] })),
    ExpectationError,
  )
  assert.instance(
    thrown(() => test.expect('AcceptTask', { calls: [matching('WT2') as never] })),
    ExpectationError,
  )
})

expecting('refuses an expectation that would always pass, or that names nothing known', () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask')
  const messageOf = (expectation: unknown, name = 'AcceptTask') =>
    (thrown(() => test.expect(name as never, expectation as never)) as TypeError).message

  const nothing = 'Nothing is expected, so that it would pass whatever happens: expect calls, ran, aborts, errors'
  assert.is(messageOf({}), nothing)
  assert.is(messageOf({ calls: undefined }), nothing)
  assert.match(messageOf({ call: [] }), 'Nothing is seen of "call": expect calls, ran, aborts, errors')
  assert.match(messageOf({ calls: 0 }), 'The expected calls must be an array, got 0')
  assert.match(messageOf({ calls: [7] }), 'The expected calls must be objects, got 7')
  assert.match(messageOf({ errors: [null] }), 'The expected errors must be objects, got null')
  assert.match(messageOf(null), 'expect takes an object such as { calls: [] }, got null')
  assert.match(messageOf(7), 'expect takes an object such as { calls: [] }, got 7')
  assert.match(messageOf({ calls: [] }, 'AceptTask'), 'There is no action "AceptTask"')
  assert.match(messageOf({ calls: [] }, ''), 'There is no action ""')
  assert.match(messageOf({ calls: [] }, 7 as never), 'There is no action 7')
  assert.match((thrown(() => test.seen('AceptTask' as never)) as Error).message, 'There is no action "AceptTask"')
})

expecting('refuses a field that no entry has, and says which fields there are', async () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask')
  await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
  const messageOf = (expectation: unknown) =>
    (thrown(() => test.expect('AcceptTask', expectation as never)) as TypeError).message

  assert.is(
    messageOf({ calls: [{ paylod: undefined }] }),
    'There is no field "paylod" of the expected calls: did you mean "payload"? The fields are action, payload, outcome, result',
  )
  assert.is(
    messageOf({ calls: [{ sid: 'WT1' }] }),
    'There is no field "sid" of the expected calls: the fields are action, payload, outcome, result',
  )
  assert.match(messageOf({ aborts: [{ reasons: 'no' }] }), /did you mean "reason"\? The fields are action, by, reason$/)
  assert.match(messageOf({ errors: [{ code: 'X' }] }), /the fields are action, at, name, message, error$/)
  assert.is(
    messageOf({ errors: [new Error('no')] }),
    'The expected errors must be objects such as { message }, got an error',
  )
  test.expect('AcceptTask', { calls: [{}] })
  test.expect('AcceptTask', {
    calls: [{ action: 'AcceptTask', payload: { sid: 'WT1' }, outcome: 'done', result: undefined }],
  })
})

expecting('knows an action that has a listener, and an action that was seen', async () => {
  const test = createTestActions()
  test.actions.addListener('beforeSearch', () => {})
  test.stub('Logout')
  await test.actions.invokeAction('Logout')
  test.actions.unregisterAction('Logout')
  await rejection(test.actions.invokeAction('Nobody'))

  test.expect('Search', { calls: [] })
  test.expect('Logout', { ran: ['core'] })
  test.expect('Nobody', { errors: [{ at: 'refused' }] })
})

expecting('takes any name when unknown names get a stub', () => {
  const test = createTestActions(() => createActions(), { unknown: 'stub' })

  test.expect('SendMessage', { calls: [] })

  assert.is(test.timeline(), 'Nothing was invoked.')
})

expecting('prints only the refusal of an invocation that was refused', async () => {
  const test = createTestActions()
  const error = (await rejection(test.actions.invokeAction('Logout'))) as Error

  assert.is(test.timeline(), `Logout was refused: ${error.message}`)
})

expecting.run()
