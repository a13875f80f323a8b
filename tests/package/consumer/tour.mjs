// A walk through the verbs, for any namespaces of the library.

import assert from 'node:assert/strict'

export async function tour(
  { createActions, ActionAbortedError, ActionError },
  { trackState, ActionBlockedError },
  { Actions, FlexError },
  { record },
  { createTestActions, createFlexMock },
) {
  const log = []
  const actions = createActions()
  const recording = record(actions)
  actions.registerAction('AcceptTask', async ({ sid }) => sid.length)
  actions.addListener('beforeAcceptTask', ({ sid }, abort) => (sid === '' ? abort('no task') : log.push('before')))
  actions.addListener('afterAcceptTask', (_payload, result) => void log.push(`after ${result}`), { once: true })
  actions.replaceAction('AcceptTask', async (payload, original) => (await original(payload)) * 10)

  assert.equal(await actions.invokeAction('AcceptTask', { sid: 'WT1' }, { timeout: 5_000 }), 30)
  await assert.rejects(actions.invokeAction('AcceptTask', { sid: '' }), ActionAbortedError)
  assert.deepEqual(log, ['before', 'after 30'])

  recording.stop()
  assert.deepEqual(
    recording.invocations.map(({ outcome }) => outcome),
    ['done', 'aborted'],
  )

  const state = trackState(actions)
  state.block('AcceptTask', { sid: 'WT2' })
  await assert.rejects(actions.invokeAction('AcceptTask', { sid: 'WT2' }), ActionBlockedError)
  assert.ok(ActionBlockedError.prototype instanceof ActionError)

  Actions.registerAction('AcceptTask', async ({ sid }) => sid.length)
  assert.equal(await Actions.invokeAction('AcceptTask', { sid: 'WT1' }), 3)
  await assert.rejects(Actions.invokeAction('Nothing'), FlexError)

  const test = createTestActions(createActions, { unknown: 'stub' })
  const flex = createFlexMock(test.actions)
  void flex.Actions.invokeAction('AcceptTask', { sid: 'WT3' })
  await test.idle()
  test.expect('AcceptTask', { calls: [{ payload: { sid: 'WT3' } }] })
  assert.throws(() => test.expect('AcceptTask', { calls: [] }), { name: 'AssertionError', expected: { calls: [] } })
}
