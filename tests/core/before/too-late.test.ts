// Until when an invocation can be aborted (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { type Abortable, abortion, ctxAborts, logEverything, noop } from './aborts.js'

test('S3: a listener can still abort when middleware no longer waits for next(), because the core has not started', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  logEverything(actions, log)
  actions.use('AcceptTask', async (ctx, next) => {
    await Promise.race([next(), Promise.resolve()])
    ctx.result = 'quick'
  })
  actions.addListener('beforeAcceptTask', async (_payload, abort) => {
    await hold.promise
    abort('no')
  })

  const result = await actions.invokeAction('AcceptTask')
  hold.resolve()
  await settled()

  assert.is(result, 'quick')
  assert.equal(log, [])
})

test('S3: a listener can still abort when middleware has thrown while next() is pending, because the core has not started', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const failure = new Error('took too long')
  logEverything(actions, log)
  actions.use('AcceptTask', async (_ctx, next) => {
    await Promise.race([next(), Promise.reject(failure)])
  })
  actions.addListener('beforeAcceptTask', async (_payload, abort) => {
    await hold.promise
    abort('no')
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))
  hold.resolve()
  await settled()

  assert.is(error, failure)
  assert.equal(log, ['error'])
})

for (const [what, abortBy] of ctxAborts) {
  test(`S3: ${what} in the core does nothing`, async () => {
    const actions = createActions()
    const log: unknown[] = []
    actions.registerAction('AcceptTask', (_payload, ctx) => {
      abortBy(ctx)
      log.push(ctx.aborted, ctx.abortReason)
      return 'done'
    })
    actions.addListener('afterAcceptTask', () => log.push('after'))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'done')
    assert.equal(log, [false, undefined, 'after'])
  })

  test(`S3: ${what} while the core is running does nothing`, async () => {
    const actions = createActions()
    const hold = deferred()
    let held!: Abortable
    actions.registerAction('AcceptTask', async (_payload, ctx) => {
      held = ctx
      await hold.promise
      return 'done'
    })

    const promise = actions.invokeAction('AcceptTask')
    abortBy(held)
    hold.resolve()

    assert.is(await promise, 'done')
    assert.is(held.aborted, false)
  })

  test(`S3: ${what} in an after-listener does nothing`, async () => {
    const actions = createActions()
    const log: unknown[] = []
    actions.registerAction('AcceptTask', () => 'done')
    actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
      abortBy(ctx)
      log.push(ctx.aborted)
    })
    actions.addListener('afterAcceptTask', () => log.push('after'))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'done')
    assert.equal(log, [false, 'after'])
  })

  test(`S3: ${what} after next() does nothing`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', () => 'done')
    actions.use('AcceptTask', async (ctx, next) => {
      await next()
      abortBy(ctx)
    })

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'done')
  })

  test(`S3: ${what} of a replacement after original() does nothing`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', () => 'done')
    actions.replaceAction('AcceptTask', async (payload, original, ctx) => {
      const result = await original(payload)
      abortBy(ctx)
      return result
    })

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'done')
  })

  test(`S3: ${what} between a core that failed and its retry does nothing`, async () => {
    const actions = createActions()
    let calls = 0
    actions.registerAction('AcceptTask', () => {
      calls++
      if (calls === 1) throw new Error('flaky')
      return `call ${calls}`
    })
    actions.replaceAction('AcceptTask', async (payload, original, ctx) => {
      await rejection(original(payload))
      abortBy(ctx)
      return original(payload)
    })

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'call 2')
  })

  test(`S3: ${what} does nothing once the outermost replacement has fulfilled without the core`, async () => {
    const actions = createActions()
    const log: unknown[] = []
    actions.registerAction('AcceptTask', () => log.push('core'))
    actions.use('AcceptTask', async (ctx, next) => {
      await next()
      abortBy(ctx)
      log.push(ctx.aborted)
    })
    actions.replaceAction('AcceptTask', () => 'replaced')
    actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
      abortBy(ctx)
      log.push(ctx.aborted)
    })
    actions.addListener('afterAcceptTask', () => log.push('after'))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'replaced')
    assert.equal(log, [false, 'after', false])
  })

  test(`S3: ${what} does nothing once the outermost replacement has failed without the core`, async () => {
    const actions = createActions()
    const failure = new Error('replacement')
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', noop)
    actions.use('AcceptTask', async (ctx, next) => {
      const error = await rejection(next())
      abortBy(ctx)
      seen.push(ctx.aborted)
      throw error
    })
    actions.replaceAction('AcceptTask', () => {
      throw failure
    })

    const error = await rejection(actions.invokeAction('AcceptTask'))

    assert.is(error, failure)
    assert.equal(seen, [false])
  })

  test(`S3: ${what} does nothing once the stack inside has failed before the core`, async () => {
    const actions = createActions()
    const failure = new Error('listener')
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', noop)
    actions.use('AcceptTask', async (ctx, next) => {
      const error = await rejection(next())
      abortBy(ctx)
      seen.push(ctx.aborted)
      throw error
    })
    actions.addListener('beforeAcceptTask', () => {
      throw failure
    })

    const error = await rejection(actions.invokeAction('AcceptTask'))

    assert.is(error, failure)
    assert.equal(seen, [false])
  })

  test(`S3: ${what} of middleware that recovered from a failure before the core does nothing`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop, () => {
      throw new Error('payloadUpdate')
    })
    actions.use('AcceptTask', async (ctx, next) => {
      await rejection(next())
      ctx.result = 'recovered'
      abortBy(ctx)
    })

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'recovered')
  })

  test(`S3: ${what} does nothing once the stack inside has been short-circuited`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', noop)
    actions.use(async (ctx, next) => {
      await next()
      abortBy(ctx)
      seen.push(ctx.aborted)
    })
    actions.use('AcceptTask', (ctx) => {
      ctx.result = 'cached'
    })

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'cached')
    assert.equal(seen, [false])
  })

  test(`S3: ${what} in an error-listener does nothing`, async () => {
    const actions = createActions()
    const failure = new Error('listener')
    const log: unknown[] = []
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', () => {
      throw failure
    })
    actions.addListener('errorAcceptTask', (_payload, _error, ctx) => {
      abortBy(ctx)
      log.push(ctx.aborted)
    })
    actions.addListener('errorAcceptTask', () => log.push('error'))

    const error = await rejection(actions.invokeAction('AcceptTask'))

    assert.is(error, failure)
    assert.equal(log, [false, 'error'])
  })

  test(`S3: ${what} after the invocation has settled does nothing`, async () => {
    const actions = createActions()
    let held!: Abortable
    actions.registerAction('AcceptTask', (_payload, ctx) => {
      held = ctx
    })
    await actions.invokeAction('AcceptTask')

    abortBy(held)

    assert.is(held.aborted, false)
    assert.is(held.abortReason, undefined)
  })
}

test('S3: the abort function of a listener does nothing once the core has started', async () => {
  const actions = createActions()
  const hold = deferred()
  let abortLate!: (reason: unknown) => void
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    return 'done'
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => {
    abortLate = abort
  })

  const promise = actions.invokeAction('AcceptTask')
  abortLate('late')
  hold.resolve()

  assert.is(await promise, 'done')
})

test('S3: an abort does nothing as soon as the promise of the outermost replacement has fulfilled', async () => {
  const actions = createActions()
  const replaced = deferred<string>()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', noop)
  actions.replaceAction('AcceptTask', (_payload, _original, ctx) => {
    const abort = () => {
      ctx.abort('late')
      log.push(ctx.aborted)
    }
    void replaced.promise.then(() => queueMicrotask(abort))
    return replaced.promise
  })

  const running = actions.invokeAction('AcceptTask')
  replaced.resolve('replaced')
  const result = await running

  assert.is(result, 'replaced')
  assert.equal(log, [false])
})

test('S3: when a listener aborts in time and again too late, the first abort counts', async () => {
  const actions = createActions()
  let abortLate!: (reason: unknown) => void
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (_payload, abort) => {
    abortLate = abort
    abort('first')
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))
  abortLate('late')

  assert.is(error.reason, 'first')
})

test('S3: middleware that caught an abort cannot abort for another reason', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async (ctx, next) => {
    const error = await rejection(next())
    ctx.abort('second')
    throw error
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('first'))

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'first')
})

test.run()
