// Middleware and replacements (S8): what happens when next() or original() is called after its owner has settled.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionMisuseError, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'
import { assertMisuse, lateNext, lateOriginal, reporting } from './misuse.js'

for (const [what, arrange, expected] of [
  ['next', lateNext, undefined],
  ['original', lateOriginal, 'replaced'],
] as const) {
  test(`S8: a ${what} called after its owner has settled starts nothing and rejects with ActionMisuseError`, async () => {
    const { actions, reports, log, hold, call } = arrange()

    const promise = actions.invokeAction('AcceptTask')
    await settled()
    const error = await rejection(call())
    hold.resolve()
    const result = await promise

    assertMisuse(error)
    assert.is(result, expected)
    assert.equal(log, [])
    assert.equal(reports, [])
  })

  test(`S8: a bare ${what} called after its owner has settled is the failure of an invocation still running`, async () => {
    const { actions, reports, log, hold, call } = arrange()
    const seen: unknown[] = []
    actions.addListener('errorAcceptTask', (_payload, error) => seen.push(error))

    const unhandled = await unhandledDuring(async () => {
      const rejected = rejection(actions.invokeAction('AcceptTask'))
      await settled()
      call()
      hold.resolve()
      seen.push(await rejected)
    })

    assert.is(seen.length, 2)
    assertMisuse(seen[0])
    assert.is(seen[1], seen[0])
    assert.equal(log, [])
    assert.equal(unhandled, [])
    assert.equal(reports, [])
  })

  test(`S8: a bare ${what} called after its owner has settled is the failure, also without an error-listener`, async () => {
    const { actions, reports, hold, call } = arrange()

    const rejected = rejection(actions.invokeAction('AcceptTask'))
    await settled()
    call()
    hold.resolve()

    assertMisuse(await rejected)
    assert.equal(reports, [])
  })

  test(`S8: a ${what} called after the invocation has settled starts nothing and rejects`, async () => {
    const { actions, reports, log, hold, call } = arrange()
    hold.resolve()
    await actions.invokeAction('AcceptTask')

    const error = await rejection(call())
    await settled()

    assertMisuse(error)
    assert.equal(log, [])
    assert.equal(reports, [])
  })

  test(`S8: a bare ${what} called after the invocation has settled goes to onListenerError`, async () => {
    const { actions, reports, log, hold, owner, call } = arrange()
    hold.resolve()
    const result = await actions.invokeAction('AcceptTask')

    const unhandled = await unhandledDuring(() => {
      call()
    })

    assert.is(result, expected)
    assert.equal(unhandled, [])
    assert.is(reports.length, 1)
    assertMisuse(reports[0]?.error)
    assert.is(reports[0]?.info.event, undefined)
    assert.is(reports[0]?.info.listener, owner)
    assert.equal(log, [])
  })
}

test('S8: a next called after a failed invocation has settled goes to onListenerError', async () => {
  const { actions, reports } = reporting()
  const failure = new Error('middleware')
  let late!: () => unknown
  actions.registerAction('AcceptTask', () => {})
  actions.use('AcceptTask', (_ctx, next) => {
    late = next
    throw failure
  })
  const error = await rejection(actions.invokeAction('AcceptTask'))

  const unhandled = await unhandledDuring(() => {
    late()
  })

  assert.is(error, failure)
  assert.equal(unhandled, [])
  assert.is(reports.length, 1)
  assertMisuse(reports[0]?.error)
})

for (const [which, calls] of [
  ['before it', ['bare', 'handled']],
  ['after it', ['handled', 'bare']],
] as const) {
  test(`S8: a late next() whose rejection is handled does not excuse an unhandled late next() ${which}`, async () => {
    const { actions, hold, call } = lateNext()

    const rejected = rejection(actions.invokeAction('AcceptTask'))
    await settled()
    for (const each of calls) {
      const late = call()
      if (each === 'handled') late.catch(() => {})
    }
    hold.resolve()

    assertMisuse(await rejected)
  })
}

for (let ticks = 0; ticks < 6; ticks++) {
  test(`S8: a late next() whose rejection is handled ${ticks} microtasks later fails nothing`, async () => {
    const actions = createActions()
    let caught: unknown
    actions.registerAction('AcceptTask', () => 'accepted')
    actions.use(async (_ctx, next) => {
      await next()
      const late = async () => {
        for (let i = 0; i < ticks; i++) await null
        caught = await rejection(next())
      }
      void late()
    })

    assert.is(await actions.invokeAction('AcceptTask'), 'accepted')
    await settled()
    assert.instance(caught, ActionMisuseError)
  })
}

test('S8: a bare next() called once a late cut has settled the invocation goes to onListenerError', async () => {
  const { actions, reports } = reporting()
  const cut = new AbortController()
  const hold = deferred()
  let late!: () => unknown
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.use(async (_ctx, next) => {
    late = next
    await next()
  })
  actions.addListener('afterAcceptTask', () => hold.promise)
  const running = actions.invokeAction('AcceptTask', undefined, { signal: cut.signal })
  cut.abort()
  const result = await running
  hold.resolve()
  await settled()

  late()
  await settled()

  assert.is(result, 'accepted')
  assert.is(reports.length, 1)
  assertMisuse(reports[0]?.error)
})

test('S8: a next() called after its owner had settled, in an invocation that was then cut late, is reported', async () => {
  const { actions, reports } = reporting()
  const cut = new AbortController()
  const gate = deferred()
  let leaked: (() => Promise<unknown>) | undefined
  actions.registerAction('AcceptTask', () => 'done')
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
    leaked?.()
    await gate.promise
  })
  actions.use('AcceptTask', (_ctx, next) => {
    leaked = next
    return next()
  })
  const running = actions.invokeAction('AcceptTask', undefined, { signal: cut.signal })
  await settled()

  cut.abort()
  gate.resolve()
  const result = await running
  await settled()

  assert.is(result, 'done')
  assert.is(reports.length, 1)
  assertMisuse(reports[0]?.error)
})

test.run()
