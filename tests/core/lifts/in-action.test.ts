// What a lifted function does inside an action: it is named, reported and cut like an attached function (S18).

import compose from 'koa-compose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ActionAbortedError,
  ActionMisuseError,
  type ActionTimeoutError,
  after,
  before,
  createActions,
  replacement,
} from '../../../source/core/index.js'
import { deferred, printedDuring, rejection, settled } from '../../support/helpers.js'
import type { Fn } from './stacks.js'

test('S18: in an action, the failure of a lifted after-listener goes to onListenerError, with the action and the listener', async () => {
  const reports: unknown[] = []
  const actions = createActions({
    onListenerError: (error, { ctx, listener }) => reports.push([error, ctx?.action, listener]),
  })
  const wrong = new Error('wrong')
  const fails = () => {
    throw wrong
  }
  actions.registerAction('X', () => 'done')
  actions.use('X', compose([after(fails)]))

  const result = await actions.invokeAction('X')

  assert.is(result, 'done')
  assert.equal(reports, [[wrong, 'X', fails]])
})

test('S18: in an action, a lifted before-listener that aborts is named in the error', async () => {
  const actions = createActions()
  actions.registerAction('X', () => 'done')
  const guard = (_payload: unknown, abort: Fn) => abort('closed')
  actions.use('X', compose([before(guard)]))

  const error = (await rejection(actions.invokeAction('X'))) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.reason, 'closed')
  assert.is(error.by?.name, 'guard')
})

test('S3: in an action, middleware that swallows the abort of a lifted before-listener does not recover from it by an earlier result', async () => {
  const actions = createActions()
  actions.registerAction('X', () => 'done')
  actions.use((ctx, next) => {
    ctx.result = 'earlier'
    return next()
  })
  const swallows = (_ctx: unknown, next: () => Promise<unknown>) => rejection(next())
  actions.use('X', compose([swallows, before((_payload, abort) => abort('closed'))]))

  const error = (await rejection(actions.invokeAction('X'))) as ActionAbortedError

  assert.is(error.reason, 'closed')
})

test('S18: in an action, a lifted party does not start once the invocation has been cut', async () => {
  const actions = createActions()
  const controller = new AbortController()
  const log: string[] = []
  actions.registerAction('X', () => void log.push('core'))
  const cuts = () => {
    log.push('cuts')
    controller.abort('cut')
  }
  const fine = () => void log.push('fine')
  actions.use('X', compose([before(cuts), before(fine), replacement(fine), after(fine)]))

  const error = await rejection(actions.invokeAction('X', 1, { signal: controller.signal }))
  await settled()

  assert.is(error, 'cut')
  assert.equal(log, ['cuts'])
})

test('S9: in an action, a next() around a lifted party that fails once the invocation has been cut rejects with the cut', async () => {
  const actions = createActions()
  const controller = new AbortController()
  const hold = deferred()
  let pending!: Promise<unknown>
  actions.registerAction('X', () => 'done')
  const waits = (_ctx: unknown, next: () => Promise<unknown>) => {
    pending = rejection(next())
    return pending
  }
  actions.use('X', compose([waits, before(() => hold.promise)]))
  const running = rejection(actions.invokeAction('X', 1, { signal: controller.signal }))

  controller.abort('cut')
  hold.reject(new Error('too late'))
  await running

  assert.is(await pending, 'cut')
})

test('S2: behind lifted parties that wait for nothing, the core runs inside the call', () => {
  const actions = createActions()
  const log: string[] = []
  const party = (name: string) => () => void log.push(name)
  actions.registerAction('X', party('core'))
  const replaces = (_payload: unknown, original: Fn) => {
    log.push('replacement')
    return original()
  }
  actions.use('X', compose([before(party('first')), before(party('second')), replacement(replaces)]))

  actions.invokeAction('X')

  assert.equal(log, ['first', 'second', 'replacement', 'core'])
})

test('S3: an abort by a lifted after-listener does nothing, also when middleware inside it did not call next', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('X', () => 'done')
  const aborts = (_payload: unknown, _result: unknown, ctx: { aborted?: boolean }) => {
    ctx.aborted = true
    log.push(ctx.aborted)
  }
  const gives = (ctx: { result?: unknown }) => {
    ctx.result = 'instead'
  }
  actions.use('X', compose([after(aborts), gives]))

  const result = await actions.invokeAction('X')

  assert.is(result, 'instead')
  assert.equal(log, [false])
})

test('S18: in an action, an original of a lifted replacement that comes late fails the invocation', async () => {
  const actions = createActions()
  let late!: Fn
  const keeps = (_payload: unknown, original: Fn) => {
    late = original
    return 'kept'
  }
  actions.registerAction('X', () => 'core')
  actions.use(async (_ctx, next) => {
    await next()
    late()
  })
  actions.use('X', compose([replacement(keeps)]))

  const error = await rejection(actions.invokeAction('X'))

  assert.instance(error, ActionMisuseError)
})

test('S8: an original that comes late from a stack composed by hand inside the core rejects, and does not throw', async () => {
  const actions = createActions()
  let late!: Fn
  const keeps = (_payload: unknown, original: Fn) => {
    late = original
    return 'kept'
  }
  actions.registerAction('X', (_payload, ctx) => compose<typeof ctx>([replacement(keeps)])(ctx))
  await actions.invokeAction('X')

  const error = await rejection(late())

  assert.instance(error, ActionMisuseError)
})

test('S8: a late original that is not awaited, from a stack composed by hand inside the core, goes to onListenerError', async () => {
  const reports: [unknown, unknown][] = []
  const actions = createActions({ onListenerError: (error, { listener }) => void reports.push([error, listener]) })
  let late!: Fn
  const keeps = (_payload: unknown, original: Fn) => {
    late = original
    return 'kept'
  }
  actions.registerAction('X', (_payload, ctx) => compose<typeof ctx>([replacement(keeps)])(ctx))
  await actions.invokeAction('X')

  const printed = await printedDuring(() => void late())

  assert.is(reports.length, 1)
  assert.instance(reports[0]?.[0], ActionMisuseError)
  assert.is(reports[0]?.[1], keeps)
  assert.equal(printed, [])
})

test('S3: a late abort of a lifted before-listener names that listener, not the party that runs by then', async () => {
  const actions = createActions()
  let late: ((reason?: unknown) => void) | undefined
  actions.registerAction('AcceptTask', () => {})
  actions.use(
    'AcceptTask',
    before(function check(_payload, abort) {
      late = abort
    }),
  )
  actions.addListener('beforeAcceptTask', function other() {
    late?.('too late for you')
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, ActionAbortedError)
  assert.equal((error as ActionAbortedError).by, { kind: 'before', name: 'check', scope: undefined })
})

test('S10: a lifted after-listener that still runs when the time is up is named as an after-listener', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error) => reports.push(error) })
  actions.registerAction('AcceptTask', () => 'done')
  actions.use(
    'AcceptTask',
    after(function tell() {
      return new Promise(() => {})
    }),
  )

  assert.is(await actions.invokeAction('AcceptTask', undefined, { timeout: 5 }), 'done')
  assert.equal(
    reports.map((error) => (error as ActionTimeoutError).stage),
    [{ kind: 'after', name: 'tell', scope: undefined }],
  )
})

test.run()
