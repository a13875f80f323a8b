// What an abort still does after middleware has recovered from it (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { logEverything, noop } from './aborts.js'

/** Aborts while what is inside it runs, and decides for itself, so that what is inside is left behind (S5). */
async function abortsAndLeaves(ctx: { abort(reason: unknown): void; result: unknown }, next: () => Promise<void>) {
  const inside = next()
  ctx.abort('no')
  await Promise.race([inside, undefined])
  ctx.result = 'decided'
}

test('S3: ctx.aborted and ctx.abortReason keep the abort after a recovery', async () => {
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

test('S3: the next() around middleware that has recovered resolves', async () => {
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

test('S3: after a recovery, a listener that still waits does not lead to the core', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  logEverything(actions, log)
  actions.use(async (ctx, next) => {
    await rejection(next())
    ctx.result = 'instead'
  })
  actions.use('AcceptTask', abortsAndLeaves)
  actions.addListener('beforeAcceptTask', () => hold.promise)

  const result = await actions.invokeAction('AcceptTask')
  hold.resolve()
  await settled()

  assert.is(result, 'instead')
  assert.equal(log, [])
})

test('S3: after a recovery, inner middleware that still waits cannot go on: its next() rejects with the abort', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const seen: unknown[] = []
  logEverything(actions, log)
  actions.use(async (ctx, next) => {
    seen.push(await rejection(next()))
    ctx.result = 'instead'
  })
  actions.use('AcceptTask', abortsAndLeaves)
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

test('S3: after a recovery, an older replacement that still waits cannot start the core: its original() rejects', async () => {
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
  actions.replaceAction('AcceptTask', async (payload, original, ctx) => {
    const inside = original(payload)
    ctx.abort('no')
    await Promise.race([inside, undefined])
    return 'decided'
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
