// Decides when settleAction resolves with the status cancelled, by a signal, or timedOut, by a time limit (S20).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, ActionTimeoutError, createActions } from '../../../source/core/index.js'
import { deferred, settled } from '../../support/helpers.js'

/** Actions with one that waits until it is released, and one that invokes it. */
function desk() {
  const actions = createActions({ onListenerError() {} })
  const hold = deferred()
  actions.registerAction('Wait', () => hold.promise, { name: 'wait' })
  actions.registerAction('Nest', (_payload, ctx) => ctx.invokeAction('Wait'), { name: 'nest' })
  return { actions, hold }
}

// ── cancelled

for (const [what, reason] of [
  ['an error', new Error('the window was closed')],
  ['a text', 'left'],
  ['null', null],
  ['an ActionAbortedError', new ActionAbortedError('Other', 'closed', null)],
  ['an ActionTimeoutError', new ActionTimeoutError('Other', 5, null)],
] as const) {
  test(`S20: a signal that fires cancels the action, and the reason is ${what}, as it was given`, async () => {
    const { actions, hold } = desk()
    const cut = new AbortController()
    const settling = actions.settleAction('Wait', undefined, { signal: cut.signal })

    cut.abort(reason)
    const outcome = await settling
    hold.resolve()

    assert.equal(Object.keys(outcome), ['status', 'reason'])
    assert.is(outcome.status, 'cancelled')
    assert.is(outcome.status === 'cancelled' && outcome.reason, reason)
  })

  test(`S9, S20: a signal that has fired already cancels the action before anything runs, and the reason is ${what}`, async () => {
    const { actions } = desk()
    const log: string[] = []
    actions.addListener('beforeWait', () => void log.push('before'))

    const outcome = await actions.settleAction('Wait', undefined, { signal: AbortSignal.abort(reason) })

    assert.is(outcome.status, 'cancelled')
    assert.is(outcome.status === 'cancelled' && outcome.reason, reason)
    assert.equal(log, [])
  })
}

test('S20: a signal without a reason of its own cancels with the AbortError of the platform', async () => {
  const { actions } = desk()

  const outcome = await actions.settleAction('Wait', undefined, { signal: AbortSignal.abort() })

  assert.is(outcome.status, 'cancelled')
  assert.is(outcome.status === 'cancelled' && (outcome.reason as Error).name, 'AbortError')
})

test('S20: AbortSignal.timeout is a signal, so it cancels', async () => {
  const { actions, hold } = desk()
  const awake = setInterval(() => {}, 1_000) // the timer of the signal keeps no process alive

  const outcome = await actions.settleAction('Wait', undefined, { signal: AbortSignal.timeout(1) })
  clearInterval(awake)
  hold.resolve()

  assert.is(outcome.status, 'cancelled')
  assert.is(outcome.status === 'cancelled' && (outcome.reason as Error).name, 'TimeoutError')
})

test('S20: a core that watches ctx.signal and rejects with its reason is cancelled', async () => {
  const { actions } = desk()
  const cut = new AbortController()
  actions.registerAction(
    'Fetch',
    (_payload, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  )
  const settling = actions.settleAction('Fetch', undefined, { signal: cut.signal })

  cut.abort('left')

  assert.equal(await settling, { status: 'cancelled', reason: 'left' })
})

test('S20: an action that aborted, and is cut before the listener that aborted has settled, is cancelled', async () => {
  const { actions, hold } = desk()
  const cut = new AbortController()
  actions.addListener('beforeWait', (_payload, abort) => {
    abort('closed')
    return hold.promise
  })
  const settling = actions.settleAction('Wait', undefined, { signal: cut.signal })

  cut.abort('left')

  assert.equal(await settling, { status: 'cancelled', reason: 'left' })
  hold.resolve()
})

test('S9, S20: the signal of an ancestor cancels a nested invocation', async () => {
  const { actions, hold } = desk()
  const cut = new AbortController()
  const nested = deferred<unknown>()
  actions.registerAction('Ask', (_payload, ctx) => {
    nested.resolve(ctx.settleAction('Wait'))
    return nested.promise
  })
  const settling = actions.settleAction('Ask', undefined, { signal: cut.signal })

  cut.abort('left')

  assert.equal(await settling, { status: 'cancelled', reason: 'left' })
  assert.equal(await nested.promise, { status: 'cancelled', reason: 'left' })
  hold.resolve()
})

test('S9, S20: what is invoked on a ctx that has been cut is cancelled with the same reason, and runs nothing', async () => {
  const { actions } = desk()
  const cut = new AbortController()
  const late = deferred<unknown>()
  const log: string[] = []
  actions.registerAction('Log', () => void log.push('core'))
  actions.registerAction('Ask', async (_payload, ctx) => {
    await settled()
    late.resolve(await ctx.settleAction('Log'))
  })
  const settling = actions.settleAction('Ask', undefined, { signal: cut.signal })

  cut.abort('left')
  await settling

  assert.equal(await late.promise, { status: 'cancelled', reason: 'left' })
  assert.equal(log, [])
})

test('S20: the ctx.signal of another invocation, given as an option, cancels with what that was stopped by', async () => {
  const { actions, hold } = desk()
  let inner: Promise<unknown> | undefined
  actions.registerAction('Ask', () => 'asked')
  actions.addListener('beforeAsk', (_payload, abort, ctx) => {
    inner = actions.settleAction('Wait', undefined, { signal: ctx.signal })
    abort('closed')
  })

  const outcome = await actions.settleAction('Ask')
  const cancelled = (await inner) as { status: string; reason: unknown }
  hold.resolve()

  assert.is(cancelled.status, 'cancelled')
  assert.is(cancelled.reason, outcome.status === 'aborted' && outcome.error)
})

// ── timedOut

for (const [whose, register, options] of [
  ['the action', { timeout: 1 }, undefined],
  ['the invocation', {}, { timeout: 1 }],
  ['the invocation, which wins over that of the action', { timeout: 60_000 }, { timeout: 1 }],
] as const) {
  test(`S20: the time limit of ${whose} makes the action timedOut, with the ActionTimeoutError`, async () => {
    const { actions, hold } = desk()
    actions.registerAction('Wait', () => hold.promise, { override: true, name: 'wait', ...register })

    const outcome = await actions.settleAction('Wait', undefined, options)
    hold.resolve()

    assert.equal(Object.keys(outcome), ['status', 'error'])
    assert.is(outcome.status, 'timedOut')
    if (outcome.status !== 'timedOut') return
    const error = outcome.error as ActionTimeoutError
    assert.instance(error, ActionTimeoutError)
    assert.is(error.action, 'Wait')
    assert.is(error.timeout, 1)
    assert.equal(error.stage, { kind: 'core', name: 'wait', scope: undefined })
  })
}

test('S20: the time limit of an ancestor makes a nested invocation timedOut, and the ancestor too, with the same error', async () => {
  const { actions, hold } = desk()
  const nested = deferred<{ status: string; error?: unknown }>()
  actions.registerAction('Ask', (_payload, ctx) => {
    nested.resolve(ctx.settleAction('Wait') as never)
    return nested.promise
  })

  const outcome = await actions.settleAction('Ask', undefined, { timeout: 5 })
  const inner = await nested.promise
  hold.resolve()

  assert.is(outcome.status, 'timedOut')
  assert.is(inner.status, 'timedOut')
  assert.instance(inner.error, ActionTimeoutError)
  assert.is(inner.error, outcome.status === 'timedOut' && outcome.error)
})

test('S20: the own time limit of a nested invocation, let through, is a failure of the parent', async () => {
  const { actions, hold } = desk()
  actions.registerAction('Ask', (_payload, ctx) => ctx.invokeAction('Wait', undefined, { timeout: 1 }), { name: 'ask' })

  const outcome = await actions.settleAction('Ask')
  hold.resolve()

  assert.is(outcome.status, 'failed')
  assert.instance(outcome.status === 'failed' && outcome.error, ActionTimeoutError)
  assert.equal(outcome.status === 'failed' && outcome.by, { kind: 'core', name: 'ask', scope: undefined })
})

test('S20: the time limit of a before-listener is a failure by that listener', async () => {
  const { actions, hold } = desk()
  actions.scope('crm').addListener('beforeWait', () => hold.promise, { name: 'check', timeout: 1 })

  const outcome = await actions.settleAction('Wait')
  hold.resolve()

  assert.is(outcome.status, 'failed')
  assert.instance(outcome.status === 'failed' && outcome.error, ActionTimeoutError)
  assert.equal(outcome.status === 'failed' && outcome.by, { kind: 'before', name: 'check', scope: 'crm' })
})

test('S20: of a signal and a time limit, the one that comes first decides', async () => {
  const { actions, hold } = desk()
  const cut = new AbortController()

  const limited = await actions.settleAction('Wait', undefined, { timeout: 1, signal: cut.signal })
  const settling = actions.settleAction('Wait', undefined, { timeout: 60_000, signal: cut.signal })
  cut.abort('left')
  const cancelled = await settling
  hold.resolve()

  assert.equal([limited.status, cancelled.status], ['timedOut', 'cancelled'])
})

test.run()
