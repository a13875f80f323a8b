// Time limits (S10): what happens to an invocation when its limit expires.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionTimeoutError, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'
import { type Desk, inTime, milliseconds } from './clock.js'

test('S10: an ActionTimeoutError carries the action, the limit and the stage', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', function print() {
    return deferred<string>().promise
  })

  const error = (await rejection(
    inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 7 })),
  )) as ActionTimeoutError

  assert.instance(error, ActionTimeoutError)
  assert.is(error.action, 'PrintLabel')
  assert.is(error.timeout, 7)
  assert.equal(error.stage, { kind: 'core', name: 'print', scope: undefined })
})

test('S10: on expiry no further party starts but the error-listeners', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const answer = deferred()
  actions.registerAction('PrintLabel', () => {
    log.push('core')
    return 'printed'
  })
  actions.addListener('beforePrintLabel', async () => {
    await answer.promise
    log.push('before')
  })
  actions.addListener('beforePrintLabel', () => log.push('later before'))
  actions.addListener('afterPrintLabel', () => log.push('after'))
  actions.addListener('errorPrintLabel', () => log.push('error'))

  await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  await settled()
  answer.resolve()
  await settled()

  assert.equal(log, ['error', 'before'])
})

test('S10: on expiry a pending next() rejects with the same error object once the core has settled', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  const paper = deferred<string>()
  actions.use('PrintLabel', async (_ctx, next) => {
    await next().catch((error: unknown) => seen.push(error))
  })
  actions.registerAction('PrintLabel', () => paper.promise)

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  await settled()
  const early = seen.length
  paper.resolve('printed')
  await settled()

  assert.is(early, 0)
  assert.is(seen.length, 1)
  assert.is(seen[0], error)
})

test('S10: on expiry a pending original() rejects with the same error object once the core has settled', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  const paper = deferred<string>()
  actions.replaceAction('PrintLabel', async (payload, original) => {
    try {
      return await original(payload)
    } catch (error) {
      seen.push(error)
      throw error
    }
  })
  actions.registerAction('PrintLabel', () => paper.promise)

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  await settled()
  const early = seen.length
  paper.reject(new Error('paper jam'))
  await settled()

  assert.is(early, 0)
  assert.is(seen.length, 1)
  assert.is(seen[0], error)
})

test('S10: what fails after the expiry is reported nowhere and leaves no unhandled rejection', async () => {
  const reports: unknown[] = []
  const actions = createActions<Desk>({ onListenerError: (error) => reports.push(error) })
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', () => paper.promise)

  const unhandled = await unhandledDuring(async () => {
    await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
    paper.reject(new Error('paper jam'))
  })

  assert.equal(reports, [])
  assert.equal(unhandled, [])
})

test('S10: a core that resolves after the expiry changes nothing', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', () => paper.promise)
  actions.addListener('afterPrintLabel', () => log.push('after'))
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })
  const error = await rejection(inTime(running))

  paper.resolve('printed')
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(await rejection(running), error)
  assert.equal(log, [])
})

test('S10: an abort after the expiry changes nothing', async () => {
  const actions = createActions<Desk>()
  const answer = deferred()
  const settledLate = deferred()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', async (_payload, abort) => {
    await answer.promise
    abort('out of paper')
    settledLate.resolve()
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })
  const error = await rejection(inTime(running))

  answer.resolve()
  await settledLate.promise
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(await rejection(running), error)
})

test('S10: when the signal comes before the limit, the invocation rejects with the reason of the signal', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    ctx.signal.addEventListener('abort', () => seen.push(ctx.signal.reason))
    return deferred<string>().promise
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal, timeout: 10 })

  cut.abort(reason)
  const error = await rejection(inTime(running))
  await milliseconds(25)

  assert.is(error, reason)
  assert.is(seen.length, 1)
  assert.is(seen[0], reason)
})

test.run()
