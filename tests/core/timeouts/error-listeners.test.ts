// Time limits (S7, S10): what error-listeners do when the limit of their invocation has expired.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionTimeoutError, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { type Desk, inTime } from './clock.js'

test('S10: when the own limit of an invocation expires, its error-listeners run with the same error object', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', () => deferred<string>().promise)
  actions.addListener('errorPrintLabel', (_payload, error) => seen.push(error))

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  await settled()

  assert.is(seen.length, 1)
  assert.is(seen[0], error)
})

test('S10: an expired invocation rejects without waiting for its error-listeners', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const mail = deferred()
  actions.registerAction('PrintLabel', () => deferred<string>().promise, { timeout: 5 })
  actions.addListener('errorPrintLabel', async () => {
    log.push('first starts')
    await mail.promise
    log.push('first ends')
  })
  actions.addListener('errorPrintLabel', () => log.push('second'))

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))
  await settled()
  log.push('rejected')
  mail.resolve()
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.equal(log, ['first starts', 'rejected', 'first ends', 'second'])
})

test('S10: the error of an error-listener that runs after an expired limit goes to onListenerError', async () => {
  const reports: unknown[][] = []
  const actions = createActions<Desk>({ onListenerError: (error, info) => reports.push([error, info.event]) })
  const failure = new Error('the mail server is down')
  actions.registerAction('PrintLabel', () => deferred<string>().promise, { timeout: 5 })
  actions.addListener('errorPrintLabel', () => {
    throw failure
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(reports.length, 1)
  assert.is(reports[0]?.[0], failure)
  assert.is(reports[0]?.[1], 'errorPrintLabel')
})

test('S10: a limit that expires while error-listeners are busy rejects at once, and runs no error-listener again', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const mail = deferred()
  const jam = new Error('paper jam')
  actions.registerAction('PrintLabel', () => {
    throw jam
  })
  actions.addListener('errorPrintLabel', async (_payload, error) => {
    log.push(error)
    await mail.promise
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  mail.resolve()
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(log.length, 1)
  assert.is(log[0], jam)
})

test('S10: a limit that expires while middleware is busy behind a short-circuit rejects', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (_ctx, next) => {
    await next()
    await deferred().promise
  })
  actions.use('PrintLabel', (ctx) => {
    ctx.result = 'from the cache'
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))

  assert.instance(error, ActionTimeoutError)
})

test('S10: error-listeners run for a limit that expires after middleware has recovered from an abort', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use('PrintLabel', async (ctx, next) => {
    await next().catch(() => {})
    ctx.result = 'printed elsewhere'
  })
  actions.use(async (_ctx, next) => {
    await next()
    await deferred().promise
  })
  actions.addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'))
  actions.addListener('errorPrintLabel', (_payload, error) => seen.push(error))

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(seen.length, 1)
  assert.is(seen[0], error)
})

test('S7: an error-listener that runs for an expired limit may invoke actions, synchronously and later', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const done = deferred()
  actions.registerAction('PrintLabel', () => deferred<string>().promise, { timeout: 5 })
  actions.registerAction('SendMail', async ({ to }) => {
    await settled()
    return `sent to ${to}`
  })
  actions.addListener('errorPrintLabel', async (_payload, _error, ctx) => {
    log.push(await ctx.invokeAction('SendMail', { to: 'anna' }))
    log.push(await ctx.invokeAction('SendMail', { to: 'bert' }))
    done.resolve()
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))
  await inTime(done.promise)

  assert.instance(error, ActionTimeoutError)
  assert.equal(log, ['sent to anna', 'sent to bert'])
})

test('S7: once the error-listeners of an expired limit are done, a core that still runs can invoke nothing', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const answer = deferred()
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    await answer.promise
    log.push(await rejection(ctx.invokeAction('SendMail', { to: 'anna' })))
    return 'printed'
  })
  actions.registerAction('SendMail', () => 'sent')
  actions.addListener('errorPrintLabel', () => log.push('told'))

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  await settled()
  answer.resolve()
  await settled()

  assert.equal(log, ['told', error])
})

test.run()
