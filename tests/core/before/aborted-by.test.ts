// Which party ActionAbortedError names (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, settled } from '../../support/helpers.js'
import { type Abortable, abortion, aborts, noop } from './aborts.js'

// S3: who aborted

for (const [what, abortBy] of aborts) {
  test(`S3: ActionAbortedError names the listener of ${what}`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', noop)
    actions.addListener('beforeAcceptTask', function veto(_payload, abort, ctx) {
      abortBy(ctx, abort)
    })

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.equal(error.by, { kind: 'before', name: 'veto', scope: undefined })
  })

  test(`S3: ActionAbortedError names the listener of ${what} that had waited before`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', async function veto(_payload, abort, ctx) {
      await settled()
      abortBy(ctx, abort)
    })

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.equal(error.by, { kind: 'before', name: 'veto', scope: undefined })
  })
}

test('S3: ActionAbortedError names the listener as its options do, and its scope', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.scope('crm-plugin').addListener('beforeAcceptTask', (_payload, abort) => abort(), { name: 'wrap-up check' })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(error.by, { kind: 'before', name: 'wrap-up check', scope: 'crm-plugin' })
})

test('S3: ActionAbortedError knows no name of an anonymous listener', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort())

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(error.by, { kind: 'before', name: undefined, scope: undefined })
})

test('S3: ActionAbortedError names the second of two invocations by its own listener', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', async function slow(payload, abort) {
    await hold.promise
    if (payload === 1) abort()
  })
  actions.addListener('beforeAcceptTask', function quick(_payload, abort) {
    abort()
  })

  const failures = [1, 2].map((payload) => abortion(actions.invokeAction('AcceptTask', payload)))
  hold.resolve()
  const errors = await Promise.all(failures)

  assert.equal(
    errors.map((error) => error.by?.name),
    ['slow', 'quick'],
  )
})

test('S3: ActionAbortedError names no listener that merely was running when another one aborted', async () => {
  const actions = createActions()
  const hold = deferred()
  let abortLate!: () => void
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', function culprit(_payload, abort) {
    abortLate = abort
  })
  actions.addListener('beforeAcceptTask', function bystander() {
    return hold.promise
  })

  const failure = abortion(actions.invokeAction('AcceptTask'))
  abortLate()
  hold.resolve()
  const error = await failure

  assert.is.not(error.by?.name, 'bystander')
})

test('S3: ActionAbortedError names the listener whose abort it was, when that comes late and the listener takes a ctx, too', async () => {
  const actions = createActions()
  const hold = deferred()
  let abortLate!: () => void
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', function culprit(_payload, abort, _ctx) {
    abortLate = abort
  })
  actions.addListener('beforeAcceptTask', function bystander() {
    return hold.promise
  })

  const failure = abortion(actions.invokeAction('AcceptTask'))
  abortLate()
  hold.resolve()

  assert.equal((await failure).by, { kind: 'before', name: 'culprit', scope: undefined })
})

test('S3: ActionAbortedError names the middleware that aborted', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async function guard(ctx, next) {
    ctx.abort('no')
    await next()
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(error.by, { kind: 'middleware', name: 'guard', scope: undefined })
})

test('S3: ActionAbortedError names the middleware that aborted after it had waited', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async function guard(ctx, next) {
    await settled()
    ctx.abort('no')
    await next()
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(error.by, { kind: 'middleware', name: 'guard', scope: undefined })
})

test('S3: ActionAbortedError names the middleware that aborted right after calling next(), not the listener that waits inside', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async function hasty(ctx, next) {
    const inside = next()
    ctx.abort('no')
    await inside
  })
  actions.addListener('beforeAcceptTask', () => hold.promise)

  const running = abortion(actions.invokeAction('AcceptTask'))
  hold.resolve()
  const { by } = await running

  assert.equal(by, { kind: 'middleware', name: 'hasty', scope: undefined })
})

test('S3: ActionAbortedError names the outer middleware that aborted right after calling next(), not the inner one that waits', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async function hasty(ctx, next) {
    const inside = next()
    ctx.abort('no')
    await inside
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await hold.promise
    await next()
  })

  const running = abortion(actions.invokeAction('AcceptTask'))
  hold.resolve()
  const { by } = await running

  assert.is(by?.name, 'hasty')
})

test('S3: ActionAbortedError names the listener that aborted after it had waited, not the middleware that waits for next()', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', (_ctx, next) => next())
  actions.addListener('beforeAcceptTask', async function guard(_payload, _abort, ctx) {
    await settled()
    ctx.abort('no')
  })

  const { by } = await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(by, { kind: 'before', name: 'guard', scope: undefined })
})

test('S3: ActionAbortedError names the payloadUpdate that aborted', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop, function prepare(_payload, ctx) {
    ctx.abort('no')
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(error.by, { kind: 'payloadUpdate', name: 'prepare', scope: undefined })
})

test('S3: ActionAbortedError names the replacement that aborted', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.replaceAction('AcceptTask', function dialog(payload, original, ctx) {
    ctx.abort('no')
    return original(payload)
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(error.by, { kind: 'replacement', name: 'dialog', scope: undefined })
})

// S3: a listener that fails

for (const [how, abort] of [
  ['ctx.abort(reason)', (ctx: Abortable) => ctx.abort('no')],
  [
    'ctx.aborted = true',
    (ctx: Abortable) => {
      ctx.aborted = true
    },
  ],
] as const) {
  test(`S3: ${how} in a before-listener is put down to it, not to the middleware that is waiting for next()`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)
    actions.use(function outer(_ctx, next) {
      return next()
    })
    actions.addListener('beforeAcceptTask', function check(_payload, _abort, ctx) {
      abort(ctx)
    })

    const { by } = await abortion(actions.invokeAction('AcceptTask'))

    assert.equal(by, { kind: 'before', name: 'check', scope: undefined })
  })
}

test.run()
