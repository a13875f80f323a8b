// What an abort does that does not come from the party that is running (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, settled } from '../../support/helpers.js'
import { type Abortable, abortion, logEverything, noop } from './aborts.js'

// S3: the listener that aborted settles first

test('S3: an abort through the function of a listener that has returned stops at the one that is running', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  let abortLate!: (reason: unknown) => void
  logEverything(actions, log)
  actions.addListener('beforeAcceptTask', (_payload, abort) => {
    abortLate = abort
  })
  actions.addListener('beforeAcceptTask', async () => {
    await hold.promise
    log.push('settles')
  })

  const failure = abortion(actions.invokeAction('AcceptTask'))
  abortLate('changed my mind')
  await settled()
  log.push('released')
  hold.resolve()
  const error = await failure

  assert.is(error.reason, 'changed my mind')
  assert.equal(log, ['released', 'settles'])
})

// S3: an abort from anywhere else

test('S3: an abort from outside waits for the listener that is running, and stops the rest', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  let held!: Abortable
  logEverything(actions, log)
  actions.addListener('beforeAcceptTask', async (_payload, _abort, ctx) => {
    held = ctx
    await hold.promise
    log.push('settles')
  })

  const failure = abortion(actions.invokeAction('AcceptTask')).then((error) => {
    log.push('rejected')
    return error
  })
  held.abort('from outside')
  await settled()
  log.push('released')
  hold.resolve()
  const error = await failure

  assert.is(error.reason, 'from outside')
  assert.equal(log, ['released', 'settles', 'rejected'])
})

test('S3: an abort from outside while the payloadUpdate waits stops the rest', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  let held!: Abortable
  logEverything(actions, log)
  actions.registerAction('AcceptTask', () => log.push('core'), {
    override: true,
    payloadUpdate: (_payload, ctx) => {
      held = ctx
      return hold.promise
    },
  })

  const failure = abortion(actions.invokeAction('AcceptTask'))
  held.aborted = true
  hold.resolve()
  await failure

  assert.equal(log, [])
})

test('S3: an abort from outside while middleware waits before next() stops the rest', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  let held!: Abortable
  logEverything(actions, log)
  actions.use('AcceptTask', async (ctx, next) => {
    held = ctx
    await hold.promise
    await next()
  })

  const failure = abortion(actions.invokeAction('AcceptTask'))
  held.abort('from outside')
  hold.resolve()
  const error = await failure

  assert.is(error.reason, 'from outside')
  assert.equal(log, [])
})

test('S3: an abort from outside while a replacement waits before original() stops the rest', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  let held!: Abortable
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.replaceAction('AcceptTask', async (payload, original, ctx) => {
    held = ctx
    await hold.promise
    return original(payload)
  })

  const failure = abortion(actions.invokeAction('AcceptTask'))
  held.abort('from outside')
  hold.resolve()
  const error = await failure

  assert.is(error.reason, 'from outside')
  assert.equal(log, [])
})

test('S3: an abort by a nested invocation of a listener is the abort of its parent', async () => {
  const actions = createActions()
  const log: string[] = []
  logEverything(actions, log)
  actions.registerAction('Child', (_payload, ctx) => ctx.parent?.abort('the child said so'))
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => ctx.invokeAction('Child'))

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.action, 'AcceptTask')
  assert.is(error.reason, 'the child said so')
  assert.equal(log, [])
})

// S3: an abort stands, unless

test('S3: an abort from outside stands when the listener that was running then fails, which is reported', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error: unknown) => void reports.push(error) })
  const hold = deferred()
  const failure = new Error('listener')
  let held!: Abortable
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    held = ctx
    return hold.promise
  })

  const aborted = abortion(actions.invokeAction('AcceptTask'))
  held.abort('from outside')
  hold.reject(failure)
  const error = await aborted

  assert.is(error.reason, 'from outside')
  assert.is(reports.length, 1)
  assert.is(reports[0], failure)
})

test.run()
