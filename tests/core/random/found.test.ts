// What random programs have found (S3, S5, S9), each cut down to what matters.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'

test('S9: after a cut, middleware that goes on to next() starts nothing more', async () => {
  const actions = createActions()
  const gate = deferred()
  const controller = new AbortController()
  const log: unknown[] = []
  actions.use('X', async (_ctx, next) => {
    await gate.promise
    log.push(await rejection(next()))
  })
  actions.addListener('beforeX', () => log.push('before'))
  actions.registerAction('X', () => log.push('core'))

  const invocation = rejection(actions.invokeAction('X', 1, { signal: controller.signal }))
  controller.abort('cut')
  gate.resolve()

  assert.is(await invocation, 'cut')
  await settled()
  assert.equal(log, ['cut'])
})

test('S9: a cut rejects once middleware has failed on the way out, though there was a result', async () => {
  const actions = createActions()
  const controller = new AbortController()
  actions.use('X', async (_ctx, next) => {
    await rejection(next())
    await new Promise(() => {})
  })
  actions.use('X', async (_ctx, next) => {
    await next()
    throw new Error('wrong')
  })
  actions.registerAction('X', () => 'done')

  const invocation = rejection(actions.invokeAction('X', 1, { signal: controller.signal }))
  await settled()
  controller.abort('cut')

  assert.is(await invocation, 'cut')
})

test('S5: a core that was raced in an inner replacement resolves too late to change the result', async () => {
  const actions = createActions()
  const core = deferred<string>()
  const gate = deferred()
  const seen: unknown[] = []
  actions.registerAction('X', () => core.promise)
  actions.replaceAction('X', async (_payload, original) => await original())
  actions.replaceAction('X', (_payload, original) => Promise.race([original(), 'sooner']))
  actions.addListener('afterX', () => gate.promise)
  actions.addListener('afterX', (_payload, result) => seen.push(result))

  const invocation = actions.invokeAction('X')
  await settled()
  core.resolve('too late')
  await settled()
  gate.resolve()

  assert.is(await invocation, 'sooner')
  assert.equal(seen, ['sooner'])
})

test('S5: a core that was raced changes nothing for the replacement around the race either', async () => {
  const actions = createActions()
  const core = deferred<string>()
  const gate = deferred()
  actions.registerAction('X', () => core.promise)
  actions.replaceAction('X', (_payload, original) => Promise.race([original(), 'sooner']))
  actions.replaceAction('X', async (_payload, original, ctx) => {
    await original()
    await gate.promise
    return [ctx.result]
  })

  const invocation = actions.invokeAction('X')
  await settled()
  core.resolve('too late')
  await settled()
  gate.resolve()

  assert.equal(await invocation, ['sooner'])
})

test('S5: a core that is still running when the replacements have failed does not undo a recovery', async () => {
  const actions = createActions()
  const core = deferred<string>()
  const gate = deferred()
  actions.use('X', async (ctx, next) => {
    await rejection(next())
    ctx.result = 'recovered'
    await gate.promise
  })
  actions.registerAction('X', (payload) => (payload === 'fails' ? Promise.reject(new Error('wrong')) : core.promise))
  actions.replaceAction('X', async (_payload, original) => await original())
  actions.replaceAction('X', (_payload, original) => Promise.all([original('fails'), original('waits')]))

  const invocation = actions.invokeAction('X')
  await settled()
  core.resolve('too late')
  await settled()
  gate.resolve()

  assert.is(await invocation, 'recovered')
})

test('S3: an abort that comes after its listener is never put down to another party', async () => {
  const actions = createActions()
  const gate = deferred()
  let abortLater = (_reason?: unknown) => {}
  const guard = (_payload: unknown, abort: (reason?: unknown) => void) => {
    abortLater = abort
  }
  actions.registerAction('X', () => 'done')
  actions.addListener('beforeX', guard)
  actions.replaceAction('X', async (_payload, original) => {
    await gate.promise
    return original()
  })

  const invocation = rejection(actions.invokeAction('X'))
  abortLater('changed my mind')
  gate.resolve()
  const error = (await invocation) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.reason, 'changed my mind')
  assert.ok(error.by === null || error.by.name === 'guard', `by ${error.by?.kind} ${error.by?.name}`)
})

test('S9: ctx.signal has fired with what came first, also for those who look later', async () => {
  const actions = createActions()
  const controller = new AbortController()
  const gate = deferred()
  let reason: unknown
  actions.registerAction('X', () => 'done')
  actions.addListener('beforeX', async (_payload, abort, ctx) => {
    abort('closed')
    await gate.promise
    reason = ctx.signal.reason
  })

  const invocation = rejection(actions.invokeAction('X', 1, { signal: controller.signal }))
  controller.abort('cut')
  gate.resolve()
  await settled()

  assert.is(await invocation, 'cut')
  assert.instance(reason, ActionAbortedError)
})

test('S3: middleware that has settled without seeing the abort has not recovered from it', async () => {
  const actions = createActions()
  const aborts = deferred()
  const settles = deferred()
  actions.use('X', async (_ctx, next) => {
    next().catch(() => undefined)
    await settles.promise
  })
  actions.use('X', async (ctx) => {
    ctx.abort('closed')
    await aborts.promise
  })
  actions.registerAction('X', () => 'done')

  const invocation = rejection(actions.invokeAction('X'))
  settles.resolve()
  await settled()
  aborts.resolve()

  assert.instance(await invocation, ActionAbortedError)
})

test('S9: an invocation nested after a signal has cut the one around it does not start, though that has its result', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error) => reports.push(error) })
  const controller = new AbortController()
  const log: string[] = []
  actions.registerAction('X', () => 'done')
  actions.registerAction('Y', () => log.push('Y'))
  actions.addListener('afterX', () => controller.abort('cut'))
  actions.addListener('afterX', (_payload, _result, ctx) => ctx.invokeAction('Y'))

  assert.is(await actions.invokeAction('X', 1, { signal: controller.signal }), 'done')
  await settled()

  assert.equal(log, [])
  assert.equal(reports, ['cut'])
})

for (const how of ['abort()', 'aborted = true'] as const) {
  test(`S3: middleware that has waited, aborts by ctx.${how} and returns without next() has aborted, whatever it assigns`, async () => {
    const actions = createActions()
    actions.registerAction('X', () => 'done')
    actions.use('X', async (ctx) => {
      await settled()
      if (how === 'abort()') ctx.abort()
      else ctx.aborted = true
      ctx.result = 'assigned'
    })

    const error = (await rejection(actions.invokeAction('X'))) as ActionAbortedError

    assert.instance(error, ActionAbortedError)
    assert.is(error.by, null)
  })
}

test('S5: a bare original().then(log) finds the result of the core in ctx.result, although the replacement gives another result', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('X', async () => {
    await settled()
    return 'core'
  })
  actions.replaceAction('X', (_payload, original, ctx) => {
    original().then(() => seen.push(ctx.result))
    return 'own'
  })

  assert.is(await actions.invokeAction('X'), 'own')
  assert.equal(seen, ['core'])
})

test('S5: what is left behind with its whole chain does not change ctx.result', async () => {
  const actions = createActions()
  const core = deferred<string>()
  const seen: unknown[] = []
  actions.registerAction('X', () => core.promise)
  actions.replaceAction('X', async (_payload, original) => {
    const helper = async () =>
      await original().then(
        (value) => value,
        (error) => error,
      )
    void helper()
    return 'decided'
  })
  actions.replaceAction('X', async (_payload, original, ctx) => {
    await original()
    core.resolve('too late')
    await settled()
    seen.push(ctx.result)
  })

  await actions.invokeAction('X')

  assert.equal(seen, ['decided'])
})

test('S5: where one of two chains is waited for by nobody, the work is not left behind', async () => {
  const actions = createActions()
  const core = deferred<string>()
  const seen: unknown[] = []
  actions.registerAction('X', () => core.promise)
  actions.replaceAction('X', async (_payload, original, ctx) => {
    const work = original()
    const helper = async () => await work.then((value) => value)
    void helper()
    work.then(() => seen.push(ctx.result))
    return 'decided'
  })

  const invocation = actions.invokeAction('X')
  await settled()
  core.resolve('core')

  assert.is(await invocation, 'decided')
  assert.equal(seen, ['core'])
})

test('S5: what middleware leaves behind when it throws does not change ctx.result', async () => {
  const actions = createActions()
  const core = deferred<string>()
  const seen: unknown[] = []
  actions.use('X', async (ctx, next) => {
    await rejection(next())
    core.resolve('too late')
    await settled()
    seen.push(ctx.result)
  })
  actions.use('X', async (_ctx, next) => {
    void Promise.allSettled([next()])
    await settled()
    throw new Error('decided')
  })
  actions.registerAction('X', () => core.promise)

  await actions.invokeAction('X')

  assert.equal(seen, [undefined])
})

test.run()
