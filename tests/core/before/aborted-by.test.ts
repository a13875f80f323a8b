// Which party ActionAbortedError names (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionAbortedError, createActions } from '../../../source/core/index.js'
import { deferred, settled } from '../../support/helpers.js'
import { type Abortable, type Actions, abortion, aborts, noop } from './aborts.js'

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
}

/** Each attaches a party that aborts, and says how the error must name it. A party that has to wait may wait for `held`. */
const PARTIES: [who: string, attach: (actions: Actions, held: Promise<void>) => void, by: ActionAbortedError['by']][] =
  [
    [
      'the listener by the name in its options, and its scope',
      (actions) =>
        actions.scope('crm-plugin').addListener('beforeAcceptTask', (_payload, abort) => abort(), {
          name: 'wrap-up check',
        }),
      { kind: 'before', name: 'wrap-up check', scope: 'crm-plugin' },
    ],
    [
      'an anonymous listener without a name',
      (actions) => actions.addListener('beforeAcceptTask', (_payload, abort) => abort()),
      { kind: 'before', name: undefined, scope: undefined },
    ],
    [
      'the listener that called ctx.abort(), not the middleware that waits for next()',
      (actions) => {
        actions.use(function outer(_ctx, next) {
          return next()
        })
        actions.addListener('beforeAcceptTask', function check(_payload, _abort, ctx) {
          ctx.abort('no')
        })
      },
      { kind: 'before', name: 'check', scope: undefined },
    ],
    [
      'the listener that assigned ctx.aborted, not the middleware that waits for next()',
      (actions) => {
        actions.use(function outer(_ctx, next) {
          return next()
        })
        actions.addListener('beforeAcceptTask', function check(_payload, _abort, ctx) {
          ctx.aborted = true
        })
      },
      { kind: 'before', name: 'check', scope: undefined },
    ],
    [
      'the listener whose abort was called after it had waited, not the middleware that waits for next()',
      (actions) => {
        actions.use('AcceptTask', (_ctx, next) => next())
        actions.addListener('beforeAcceptTask', async function guard(_payload, abort) {
          await settled()
          abort('no')
        })
      },
      { kind: 'before', name: 'guard', scope: undefined },
    ],
    [
      'the middleware that aborted',
      (actions) =>
        actions.use('AcceptTask', async function guard(ctx, next) {
          ctx.abort('no')
          await next()
        }),
      { kind: 'middleware', name: 'guard', scope: undefined },
    ],
    [
      'the middleware that aborted right after calling next(), not the listener that waits inside',
      (actions, held) => {
        actions.use('AcceptTask', async function hasty(ctx, next) {
          const inside = next()
          ctx.abort('no')
          await inside
        })
        actions.addListener('beforeAcceptTask', () => held)
      },
      { kind: 'middleware', name: 'hasty', scope: undefined },
    ],
    [
      'the outer middleware that aborted right after calling next(), not the inner middleware that waits',
      (actions, held) => {
        actions.use('AcceptTask', async function hasty(ctx, next) {
          const inside = next()
          ctx.abort('no')
          await inside
        })
        actions.use('AcceptTask', async (_ctx, next) => {
          await held
          await next()
        })
      },
      { kind: 'middleware', name: 'hasty', scope: undefined },
    ],
    [
      'the payloadUpdate that aborted',
      (actions) =>
        actions.registerAction('AcceptTask', noop, {
          override: true,
          payloadUpdate: function prepare(_payload: unknown, ctx: Abortable) {
            ctx.abort('no')
          },
        }),
      { kind: 'payloadUpdate', name: 'prepare', scope: undefined },
    ],
    [
      'the replacement that aborted',
      (actions) =>
        actions.replaceAction('AcceptTask', function dialog(payload, original, ctx) {
          ctx.abort('no')
          return original(payload)
        }),
      { kind: 'replacement', name: 'dialog', scope: undefined },
    ],
  ]

for (const [who, attach, by] of PARTIES) {
  test(`S3: ActionAbortedError names ${who}`, async () => {
    const actions = createActions()
    const hold = deferred()
    actions.registerAction('AcceptTask', noop)
    attach(actions, hold.promise)

    const failure = abortion(actions.invokeAction('AcceptTask'))
    hold.resolve()
    const error = await failure

    assert.equal(error.by, by)
  })
}

test('S3: ActionAbortedError names for each of two invocations the listener that aborted it', async () => {
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

test('S3: ActionAbortedError names the listener whose abort was called, not the listener that was running then', async () => {
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

  assert.equal((await failure).by, { kind: 'before', name: 'culprit', scope: undefined })
})

test('S3: ActionAbortedError names the listener whose abort was called late, also when that listener takes a ctx', async () => {
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

test.run()
