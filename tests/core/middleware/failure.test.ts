// Middleware (S3, S6, S8): what happens when middleware fails, gives up or aborts.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { reporting } from './misuse.js'

for (const failure of [new Error('middleware'), undefined]) {
  test(`S8: middleware that throws ${failure} before next() rejects the invocation with that value, and nothing inside runs`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.registerAction('AcceptTask', () => log.push('core'))
    actions.use('AcceptTask', () => {
      throw failure
    })
    actions.addListener('beforeAcceptTask', () => log.push('before'))

    const outcome = await actions.invokeAction('AcceptTask').then(
      () => ['fulfilled'],
      (error: unknown) => ['rejected', error],
    )

    assert.is(outcome[0], 'rejected')
    assert.is(outcome[1], failure)
    assert.equal(log, [])
  })

  test(`S8: middleware that throws ${failure} after next() rejects the invocation with that value, although the core has resolved`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.registerAction('AcceptTask', () => log.push('core'))
    actions.use('AcceptTask', async (_ctx, next) => {
      await next()
      throw failure
    })
    actions.addListener('afterAcceptTask', () => log.push('after'))

    const outcome = await actions.invokeAction('AcceptTask').then(
      () => ['fulfilled'],
      (error: unknown) => ['rejected', error],
    )

    assert.is(outcome[0], 'rejected')
    assert.is(outcome[1], failure)
    assert.equal(log, ['core', 'after'])
  })
}

test('S8: a failure inside rejects next() with the same error object', async () => {
  const actions = createActions()
  const failure = new Error('core')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async () => {
    throw failure
  })
  for (const _ of [1, 2]) {
    actions.use('AcceptTask', async (_ctx, next) => {
      const error = await rejection(next())
      seen.push(error)
      throw error
    })
  }

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(seen[0], failure)
  assert.is(seen[1], failure)
  assert.is(error, failure)
})

test('S8: when a failure passes through two middleware after a late cut, the report names the inner middleware, which failed', async () => {
  const { actions, reports } = reporting()
  const cut = new AbortController()
  const gate = deferred()
  const failure = new Error('too late')
  actions.registerAction('AcceptTask', () => 'done')
  const inner = async (_ctx: unknown, next: () => Promise<unknown>) => {
    await next()
    await gate.promise
    throw failure
  }
  actions.use('AcceptTask', (_ctx, next) => next())
  actions.use('AcceptTask', inner)
  const running = actions.invokeAction('AcceptTask', undefined, { signal: cut.signal })
  await settled()

  cut.abort()
  gate.resolve()
  const result = await running
  await settled()

  assert.is(result, 'done')
  assert.equal(
    reports.map(({ error, info }) => [error, info.listener]),
    [[failure, inner]],
  )
})

test('S8: work that middleware has raced goes on to its end although the invocation has failed, and gives it no result', async () => {
  const { actions, reports } = reporting()
  const log: string[] = []
  const gate = deferred()
  const failure = new Error('too slow')
  actions.registerAction('AcceptTask', () => {
    log.push('core')
    return 'done'
  })
  actions.use('AcceptTask', (_ctx, next) => Promise.race([next(), Promise.reject(failure)]))
  actions.addListener('beforeAcceptTask', async () => {
    await gate.promise
    log.push('first before')
  })
  actions.addListener('beforeAcceptTask', () => log.push('second before'))
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const error = await rejection(actions.invokeAction('AcceptTask'))
  gate.resolve()
  await settled()

  assert.is(error, failure)
  assert.equal(log, ['error', 'first before', 'second before', 'core'])
  assert.equal(reports, [])
})

test('S8: when middleware throws while its next() is running, that next() rejects with the same error once the core has resolved', async () => {
  const actions = createActions()
  const core = deferred<string>()
  const failure = new Error('too slow')
  const log: string[] = []
  let raced!: Promise<unknown>
  actions.registerAction('AcceptTask', () => core.promise)
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.use('AcceptTask', (_ctx, next) => {
    raced = rejection(next())
    throw failure
  })

  await rejection(actions.invokeAction('AcceptTask'))
  core.resolve('too late')

  assert.is(await raced, failure)
  assert.equal(log, [])
})

test('S6: once middleware has failed, no after-listener starts any more, and its next() rejects with the same error', async () => {
  const { actions, reports } = reporting()
  const busy = deferred()
  const failure = new Error('too slow')
  const lost = new Error('and this one, too')
  const log: string[] = []
  let raced!: Promise<unknown>
  actions.registerAction('AcceptTask', () => 'done')
  actions.addListener('afterAcceptTask', async () => {
    log.push('first')
    await busy.promise
    throw lost
  })
  actions.addListener('afterAcceptTask', () => log.push('second'))
  actions.addListener('errorAcceptTask', () => log.push('error'))
  actions.use('AcceptTask', (_ctx, next) => {
    raced = rejection(next())
    return Promise.reject(failure)
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))
  busy.resolve()

  assert.is(error, failure)
  assert.is(await raced, failure)
  assert.equal(log, ['first', 'error'])
  assert.equal(
    reports.map(({ error }) => error),
    [lost],
  )
})

test('S3: while an inner listener runs, ctx.aborted = true names the middleware that sets it as the party that aborted', async () => {
  const actions = createActions()
  actions.use('AcceptTask', function impatient(ctx, next) {
    const inside = next()
    ctx.aborted = true
    return inside
  })
  actions.addListener('beforeAcceptTask', async function slow() {
    await settled()
  })
  actions.registerAction('AcceptTask', () => 'core')
  const error = (await rejection(actions.invokeAction('AcceptTask'))) as { by: { name: string } }

  assert.is(error.by?.name, 'impatient')
})

test.run()
