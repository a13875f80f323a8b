// What is recorded of aborts and cuts where signals have no reason, as in older React Native and jsdom (S9).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { type RecordedInvocation, type Recording, record } from '../../source/devtools/index.js'
import { rejection } from '../support/helpers.js'
import { withoutReasons } from '../support/old-abort-controller.js'

/** Returns the only invocation of the recording. */
function only({ invocations }: Recording): RecordedInvocation {
  assert.is(invocations.length, 1)
  return invocations[0] as RecordedInvocation
}

test('S9: an abort is recorded with who aborted and why', async () => {
  const actions = createActions()
  const recording = record(actions)
  actions.registerAction('AcceptTask', () => {})
  actions.scope('crm').addListener('beforeAcceptTask', function ask(_payload, abort, ctx) {
    ctx.signal.addEventListener('abort', () => {})
    abort('closed')
  })

  await withoutReasons(() => rejection(actions.invokeAction('AcceptTask')))

  const { outcome, abort } = only(recording)
  assert.is(outcome, 'aborted')
  assert.equal(abort, { by: { kind: 'before', name: 'ask', scope: 'crm' }, reason: 'closed' })
})

test('S9: a cut is recorded as a failure with an AbortError', async () => {
  const actions = createActions()
  const recording = record(actions)
  actions.registerAction('AcceptTask', () => new Promise(() => {}))

  await withoutReasons(async () => {
    const cut = new AbortController()
    const running = rejection(actions.invokeAction('AcceptTask', 1, { signal: cut.signal }))
    cut.abort()
    await running
  })

  const { outcome, abort, error } = only(recording)
  assert.equal([outcome, abort, error?.name], ['failed', undefined, 'AbortError'])
})

test.run()
