// Which middleware can recover from an abort (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection } from '../../support/helpers.js'
import { type Abortable, abortion, logEverything, noop } from './aborts.js'

// S3: an abort stands, unless

test('S3: middleware outside that catches an abort and gives a result has taken it back', async () => {
  const actions = createActions()
  const log: string[] = []
  logEverything(actions, log)
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
  assert.equal(log, [])
})

for (const [what, before, instead] of [
  ['that was assigned before', 'offline', 'offline'],
  ['that is undefined', undefined, undefined],
]) {
  test(`S3: middleware outside that catches an abort and gives a result ${what} has taken it back`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', () => 'core')
    actions.use('AcceptTask', async (ctx, next) => {
      ctx.result = before
      await next().catch(() => {
        ctx.result = instead
      })
    })
    actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, instead)
  })
}

test('S3: an abort of inner middleware may be taken back outside it', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use(async (ctx, next) => {
    try {
      await next()
    } catch {
      ctx.result = 'instead'
    }
  })
  actions.use('AcceptTask', (ctx) => ctx.abort('no'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'instead')
})

test('S3: an abort of a replacement may be taken back by middleware', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use(async (ctx, next) => {
    try {
      await next()
    } catch {
      ctx.result = 'instead'
    }
  })
  actions.replaceAction('AcceptTask', (payload, original, ctx) => {
    ctx.abort('no')
    return original(payload)
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'instead')
})

test('S3: middleware outside that swallows an abort and gives no result has not taken it back', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async (_ctx, next) => {
    await next().catch(noop)
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
})

test('S3: middleware that catches its own abort has not taken it back', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async (ctx, next) => {
    ctx.abort('no')
    try {
      await next()
    } catch {
      ctx.result = 'mine'
    }
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
})

test('S3: middleware that catches its own abort has not taken it back, though the same function stands further in', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  const twice = async (ctx: Abortable & { result: unknown }, next: () => Promise<void>) => {
    ctx.abort('no')
    try {
      await next()
    } catch {
      ctx.result = 'mine'
    }
  }
  actions.use('AcceptTask', twice)
  actions.use('AcceptTask', twice)

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
})

test('S3: an abort that middleware could not take back itself may be taken back outside it', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use(async (ctx, next) => {
    try {
      await next()
    } catch {
      ctx.result = 'outside'
    }
  })
  actions.use('AcceptTask', async (ctx, next) => {
    ctx.abort('no')
    try {
      await next()
    } catch {
      ctx.result = 'mine'
    }
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'outside')
})

test('S3: middleware inside the one that aborted cannot take it back', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('AcceptTask', noop)
  actions.use(async (ctx, next) => {
    const promise = next()
    ctx.abort('no')
    await promise
  })
  actions.use('AcceptTask', async (ctx, next) => {
    try {
      await next()
    } catch {
      ctx.result = 'inside'
    }
  })
  actions.addListener('beforeAcceptTask', () => hold.promise)

  const failure = abortion(actions.invokeAction('AcceptTask'))
  hold.resolve()
  const error = await failure

  assert.is(error.reason, 'no')
})

test('S3: a replacement outside cannot take back what an older replacement aborted', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.replaceAction('AcceptTask', (payload, original, ctx) => {
    ctx.abort('no')
    return original(payload)
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    try {
      return await original(payload)
    } catch {
      return 'instead'
    }
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
})

test('S3: an abort stands when middleware outside catches it and throws something else, which is reported', async () => {
  const reports: [unknown, { event?: unknown; listener?: unknown }][] = []
  const actions = createActions({ onListenerError: (error: unknown, info: object) => void reports.push([error, info]) })
  const failure = new Error('middleware')
  const middleware = async (_ctx: unknown, next: () => Promise<unknown>) => {
    await next().catch(noop)
    throw failure
  }
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', middleware)
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
  assert.is(reports.length, 1)
  assert.is(reports[0]?.[0], failure)
  assert.is(reports[0]?.[1].event, undefined)
  assert.is(reports[0]?.[1].listener, middleware)
})

test('S3: middleware outside that throws the abort on is not reported', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error: unknown) => void reports.push(error) })
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async (_ctx, next) => {
    const error = await rejection(next())
    throw error
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))

  await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(reports, [])
})

test('S3: middleware outside that swallows an abort has not taken it back by a result of the party that aborted', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use(async (_ctx, next) => {
    await next().catch(noop)
  })
  actions.use('AcceptTask', async (ctx, next) => {
    ctx.abort('no')
    try {
      await next()
    } catch {
      ctx.result = 'mine'
    }
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
})

test('S3: a listener that aborts and assigns ctx.result has given no result for it', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async (_ctx, next) => {
    await next().catch(noop)
  })
  actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => {
    abort('no')
    ctx.result = 'of the listener'
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
})

test('S3: a replacement that throws something else after an abort further in is reported', async () => {
  const reports: [unknown, { event?: unknown; listener?: unknown }][] = []
  const actions = createActions({ onListenerError: (error: unknown, info: object) => void reports.push([error, info]) })
  const failure = new Error('newer')
  const newer = async (payload: unknown, original: (payload: unknown) => Promise<unknown>) => {
    await original(payload).catch(noop)
    throw failure
  }
  actions.registerAction('AcceptTask', noop)
  actions.replaceAction('AcceptTask', (_payload, _original, ctx) => ctx.abort('no'))
  actions.replaceAction('AcceptTask', newer)

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
  assert.is(reports.length, 1)
  assert.is(reports[0]?.[0], failure)
  assert.is(reports[0]?.[1].event, undefined)
  assert.is(reports[0]?.[1].listener, newer)
})

test.run()
