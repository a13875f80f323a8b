// What a double tells of aborts and cuts where signals have no reason, as in older React Native and jsdom (S9).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createTestActions } from '../../source/testing/index.js'
import { rejection } from '../support/helpers.js'
import { withoutReasons } from '../support/old-abort-controller.js'
import type { Desk } from './desk.js'

const doubles = suite('the double without reasons of signals')

doubles('S9: it tells which party aborted, and why', async () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask')
  test.actions.addListener('beforeAcceptTask', function askFirst(_payload, abort, ctx) {
    ctx.signal.addEventListener('abort', () => {})
    abort('closed')
  })

  await withoutReasons(() => rejection(test.actions.invokeAction('AcceptTask', { sid: 'WT1' })))

  assert.equal(test.seen().aborts, [{ action: 'AcceptTask', by: 'before askFirst', reason: 'closed' }])
  test.expect('AcceptTask', { calls: [], aborts: [{ by: 'before askFirst', reason: 'closed' }], errors: [] })
})

doubles('S9: it tells which middleware aborted, and why', async () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask')
  test.actions.use('AcceptTask', function gate(ctx) {
    ctx.abort('closed')
  })

  await withoutReasons(() => rejection(test.actions.invokeAction('AcceptTask', { sid: 'WT1' })))

  assert.equal(test.seen().aborts, [{ action: 'AcceptTask', by: 'middleware gate', reason: 'closed' }])
})

doubles('S9: it does not take a cut for an abort', async () => {
  const test = createTestActions<Desk>()
  test.actions.registerAction('AcceptTask', () => new Promise<never>(() => {}))

  await withoutReasons(async () => {
    const cut = new AbortController()
    const running = rejection(test.actions.invokeAction('AcceptTask', { sid: 'WT1' }, { signal: cut.signal }))
    cut.abort()
    assert.is(((await running) as Error).name, 'AbortError')
  })

  assert.equal(test.seen().aborts, [])
})

doubles.run()
