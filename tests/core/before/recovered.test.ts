// What an abort still does after middleware has recovered from it (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { logEverything, noop } from './aborts.js'

// S3: an abort stands, unless

test('S3: ctx.aborted and ctx.abortReason tell of an abort that has been taken back, too', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', noop)
  actions.use(async (ctx, next) => {
    await next()
    log.push(ctx.aborted, ctx.abortReason, ctx.result)
  })
  actions.use('AcceptTask', async (ctx, next) => {
    await next().catch(() => {
      ctx.result = 'instead'
    })
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))

  await actions.invokeAction('AcceptTask')

  assert.equal(log, [true, 'no', 'instead'])
})

test('S3: the next() outside of middleware that took an abort back resolves', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', noop)
  actions.use(async (ctx, next) => {
    await next()
    log.push(ctx.result)
  })
  actions.use('AcceptTask', async (ctx, next) => {
    try {
      await next()
    } catch {
      ctx.result = 'instead'
    }
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'instead')
  assert.equal(log, ['instead'])
})

// S3: the core does not start, whatever becomes of the invocation

test('S3: an abort that was taken back still keeps a listener that waits from going on to the core', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  logEverything(actions, log)
  actions.use(async (ctx, next) => {
    await rejection(next())
    ctx.result = 'instead'
  })
  actions.use('AcceptTask', (ctx, next) => {
    next().catch(noop)
    ctx.abort('no')
  })
  actions.addListener('beforeAcceptTask', () => hold.promise)

  const result = await actions.invokeAction('AcceptTask')
  hold.resolve()
  await settled()

  assert.is(result, 'instead')
  assert.equal(log, [])
})

test('S3: an abort that was taken back still keeps inner middleware that waits from going on', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const seen: unknown[] = []
  logEverything(actions, log)
  actions.use(async (ctx, next) => {
    seen.push(await rejection(next()))
    ctx.result = 'instead'
  })
  actions.use('AcceptTask', (ctx, next) => {
    next().catch(noop)
    ctx.abort('no')
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await hold.promise
    seen.push(await rejection(next()))
  })

  const result = await actions.invokeAction('AcceptTask')
  hold.resolve()
  await settled()

  assert.is(result, 'instead')
  assert.equal(log, [])
  assert.instance(seen[0], ActionAbortedError)
  assert.is(seen[1], seen[0])
})

test('S3: an abort that was taken back still keeps an older replacement that waits from the core', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.use(async (ctx, next) => {
    seen.push(await rejection(next()))
    ctx.result = 'instead'
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await hold.promise
    seen.push(await rejection(original(payload)))
  })
  actions.replaceAction('AcceptTask', (payload, original, ctx) => {
    original(payload).catch(noop)
    ctx.abort('no')
  })

  const result = await actions.invokeAction('AcceptTask')
  hold.resolve()
  await settled()

  assert.is(result, 'instead')
  assert.equal(log, [])
  assert.instance(seen[0], ActionAbortedError)
  assert.is(seen[1], seen[0])
})

test.run()
