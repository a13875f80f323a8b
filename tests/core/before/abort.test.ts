// What an abort by a before-listener does: the error, the parties that no longer run, the listener that is still busy (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, settled } from '../../support/helpers.js'
import { abortion, aborts, logEverything, noop } from './aborts.js'

for (const [what, abortBy, reason] of aborts) {
  test(`S3: ${what} rejects the invocation with ActionAbortedError`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => abortBy(ctx, abort))

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.is(error.action, 'AcceptTask')
    assert.is(error.reason, reason)
  })

  test(`S3: after ${what} of a listener no later party runs`, async () => {
    const actions = createActions()
    const log: string[] = []
    logEverything(actions, log)
    actions.addListener('beforeAcceptTask', () => log.push('first before'))
    actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => {
      log.push('aborts')
      abortBy(ctx, abort)
    })

    await abortion(actions.invokeAction('AcceptTask'))
    await settled()

    assert.equal(log, ['first before', 'aborts'])
  })

  test(`S3: ${what} can be read from the ctx`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => {
      seen.push(ctx.aborted, ctx.abortReason)
      abortBy(ctx, abort)
      seen.push(ctx.aborted, ctx.abortReason)
    })

    await abortion(actions.invokeAction('AcceptTask'))

    assert.equal(seen, [false, undefined, true, reason])
  })

  test(`S3: ${what} also counts when the listener has waited first`, async () => {
    const actions = createActions()
    const log: string[] = []
    logEverything(actions, log)
    actions.addListener('beforeAcceptTask', async (_payload, abort, ctx) => {
      await settled()
      log.push('aborts')
      abortBy(ctx, abort)
    })

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.is(error.reason, reason)
    assert.equal(log, ['aborts'])
  })

  test(`S3: every abort after ${what} is ignored`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => {
      abortBy(ctx, abort)
      abort('second')
      ctx.abort('third')
      ctx.aborted = true
      seen.push(ctx.abortReason)
    })

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.is(error.reason, reason)
    assert.equal(seen, [reason])
  })
}

test('S3: ctx.aborted = false is ignored before an abort', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    ctx.aborted = false
    log.push(ctx.aborted)
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, [false, 'core'])
})

test('S3: ctx.aborted = false is ignored after an abort', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => {
    abort('out of paper')
    ctx.aborted = false
    log.push(ctx.aborted)
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'out of paper')
  assert.equal(log, [true])
})

test('S3: the reason of an abort is passed on unchanged', async () => {
  const actions = createActions()
  const reason = Object.freeze({ code: 7 })
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort(reason))

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, reason)
})

test('S3: ctx.abort is always the same function, so an EventTarget can remove it again', async () => {
  const actions = createActions()
  const button = new EventTarget()
  const log: boolean[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    button.addEventListener('click', ctx.abort)
    button.removeEventListener('click', ctx.abort)
    button.dispatchEvent(new Event('click'))
    log.push(ctx.aborted)
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, [false])
})

test('S3: an abort of one invocation does not change the others', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => payload)
  actions.addListener('beforeAcceptTask', async (payload, abort) => {
    if (payload === 2) abort('even')
  })

  const results = await Promise.allSettled([1, 2, 3].map((payload) => actions.invokeAction('AcceptTask', payload)))

  assert.equal(
    results.map((result) => result.status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
})

test('S3: the invocation waits for the listener that aborted to settle', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  logEverything(actions, log)
  actions.addListener('beforeAcceptTask', async (_payload, abort) => {
    abort('no')
    await hold.promise
    log.push('tidied up')
  })

  const failure = abortion(actions.invokeAction('AcceptTask')).then(() => log.push('rejected'))
  await settled()
  log.push('released')
  hold.resolve()
  await failure

  assert.equal(log, ['released', 'tidied up', 'rejected'])
})

for (const [what, failure] of [
  ['an error', new Error('listener')],
  ['undefined', undefined],
] as const) {
  for (const [how, fail] of [
    [
      'throws',
      () => {
        throw failure
      },
    ],
    ['rejects with', () => Promise.reject(failure)],
  ] as const) {
    test(`S3: when the listener that aborted ${how} ${what}, the abort remains and onListenerError receives that`, async () => {
      const reports: unknown[][] = []
      const actions = createActions({ onListenerError: (...args: unknown[]) => void reports.push(args) })
      const log: string[] = []
      let listenerCtx: unknown
      const listener = (_payload: unknown, abort: (reason?: unknown) => void, ctx: unknown) => {
        listenerCtx = ctx
        abort('no')
        return fail()
      }
      logEverything(actions, log)
      actions.addListener('beforeAcceptTask', listener)

      const error = await abortion(actions.invokeAction('AcceptTask'))

      const info = reports[0]?.[1] as { ctx: unknown; event: unknown; listener: unknown }
      assert.is(error.reason, 'no')
      assert.is(reports.length, 1)
      assert.is(reports[0]?.[0], failure)
      assert.is(info.ctx, listenerCtx)
      assert.is(info.event, 'beforeAcceptTask')
      assert.is(info.listener, listener)
      assert.equal(log, [])
    })
  }
}

test('S3: when a foreign thenable of the listener that aborted fails, the abort remains and the error is reported', async () => {
  const reports: unknown[] = []
  const failure = new Error('then')
  const actions = createActions({ onListenerError: (error: unknown) => void reports.push(error) })
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (_payload, abort) => {
    abort('no')
    return {
      then() {
        throw failure
      },
    }
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
  assert.equal(reports, [failure])
})

test('S3: the first abort counts, also when a listener on ctx.signal aborts again', async () => {
  const actions = createActions()
  let seen: unknown
  actions.registerAction('AcceptTask', () => 'core')
  actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => {
    ctx.signal.addEventListener('abort', () => ctx.abort('second'))
    abort('first')
    seen = ctx.abortReason
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'first')
  assert.is(seen, 'first')
})

test.run()
