// Decides that an observer is told why an invocation was aborted, and by whom (S17).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type ObservedParty } from '../../../source/core/index.js'
import { rejection } from '../../support/helpers.js'

/** Actions with one action, and the infos of its invocations as they were at the end. */
function observedActions() {
  const ends: ObservedParty[] = []
  const actions = createActions()
  actions.registerAction('Print', () => 'printed')
  actions.observe({
    end(info) {
      if (info.kind === 'invocation') ends.push(info)
    },
  })
  return { actions, ends }
}

test('S17: at the end of an invocation that was aborted, info has the reason and the party', async () => {
  const { actions, ends } = observedActions()
  const reason = { why: 'closed' }
  actions.scope('crm').addListener('beforePrint', function check(_payload, abort) {
    abort(reason)
  })

  await rejection(actions.invokeAction('Print'))

  const [info] = ends
  assert.is(info?.aborted, true)
  assert.is(info?.reason, reason)
  assert.equal(info?.by, { kind: 'before', name: 'check', scope: 'crm' })
})

test('S17: the party is null when it cannot be told, and the reason undefined when none was given', async () => {
  const { actions, ends } = observedActions()
  actions.addListener('beforePrint', async (...args) => {
    await null
    args[1]()
  })

  await rejection(actions.invokeAction('Print'))

  const [info] = ends
  assert.is(info?.aborted, true)
  assert.is(info?.reason, undefined)
  assert.is(info?.by, null)
})

test('S17: an invocation that ends otherwise has neither reason nor by', async () => {
  const { actions, ends } = observedActions()
  await actions.invokeAction('Print')
  actions.addListener('beforePrint', () => {
    throw new Error('closed')
  })

  await rejection(actions.invokeAction('Print'))

  assert.is(ends.length, 2)
  for (const info of ends) {
    assert.is(info.reason, undefined)
    assert.is(info.by, undefined)
  }
})

test('S17: an abort that middleware has recovered from is no abort of the invocation', async () => {
  const { actions, ends } = observedActions()
  actions.use(async (ctx, next) => {
    await next().catch(() => {
      ctx.result = 'printed elsewhere'
    })
  })
  actions.addListener('beforePrint', (_payload, abort) => abort('closed'))

  await actions.invokeAction('Print')

  const [info] = ends
  assert.is(info?.aborted, undefined)
  assert.is(info?.reason, undefined)
  assert.is(info?.by, undefined)
})

test.run()
