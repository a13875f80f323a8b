// Time limits (S10): what happens when a limit expires after the invocation has its result.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionContext, ActionTimeoutError, createActions } from '../../../source/core/index.js'
import { deferred, settled } from '../../support/helpers.js'
import { type Desk, inTime } from './clock.js'

test('S10: a limit that expires after the result resolves the invocation at once with the current ctx.result', async () => {
  const actions = createActions<Desk>({ onListenerError: () => {} })
  const mail = deferred()
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 10 })
  actions.addListener('afterPrintLabel', async (_payload, _result, ctx) => {
    ctx.result = 'stamped'
    await mail.promise
    ctx.result = 'too late'
  })

  const result = await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  mail.resolve()
  await settled()

  assert.is(result, 'stamped')
})

test('S10: a limit that expires after the result reports the after-listener still running to onListenerError', async () => {
  const reports: { error: unknown; event: unknown; listener: unknown; ctx: unknown }[] = []
  const actions = createActions<Desk>({ onListenerError: (error, info) => reports.push({ error, ...info }) })
  let seen: unknown
  const mail = deferred()
  const sendMail = (_payload: unknown, _result: unknown, ctx: unknown) => {
    seen = ctx
    return mail.promise
  }
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 10 })
  actions.addListener('afterPrintLabel', () => {}, { name: 'quick' })
  actions.addListener('afterPrintLabel', sendMail)

  await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  await settled()
  mail.resolve()

  const [report] = reports
  const error = report?.error as ActionTimeoutError
  assert.is(reports.length, 1)
  assert.instance(error, ActionTimeoutError)
  assert.is(error.timeout, 10)
  assert.equal(error.stage, { kind: 'after', name: 'sendMail', scope: undefined })
  assert.is(report?.event, 'afterPrintLabel')
  assert.is(report?.listener, sendMail)
  assert.is(report?.ctx, seen)
})

test('S10: a limit that expires after the result reports the middleware still running to onListenerError', async () => {
  const reports: { error: unknown; event: unknown; listener: unknown }[] = []
  const actions = createActions<Desk>({ onListenerError: (error, info) => reports.push({ error, ...info }) })
  const busy = deferred()
  const audit = async (_ctx: unknown, next: () => Promise<void>) => {
    await next()
    await busy.promise
  }
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 10 })
  actions.use(audit)

  const result = await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  await settled()
  busy.resolve()

  const [report] = reports
  const error = report?.error as ActionTimeoutError
  assert.is(result, 'printed')
  assert.is(reports.length, 1)
  assert.instance(error, ActionTimeoutError)
  assert.equal(error.stage, { kind: 'middleware', name: 'audit', scope: undefined })
  assert.is(report?.event, undefined)
  assert.is(report?.listener, audit)
})

for (const [what, replacements] of [
  ['the core', 1],
  ['a replacement', 2],
] as const) {
  test(`S10: a limit that expires after the result reports the middleware still running, not ${what} that was raced`, async () => {
    const reports: [stage: unknown, listener: unknown][] = []
    const actions = createActions<Desk>({
      onListenerError: (error, info) => reports.push([(error as ActionTimeoutError).stage?.kind, info.listener]),
    })
    const [never, busy] = [deferred<string>(), deferred()]
    const audit = async (_ctx: unknown, next: () => Promise<void>) => {
      await next()
      await busy.promise
    }
    actions.registerAction('PrintLabel', () => never.promise, { timeout: 10 })
    if (replacements > 1) actions.replaceAction('PrintLabel', () => never.promise)
    actions.replaceAction('PrintLabel', (_payload, original) => Promise.race([original(), 'instead']))
    actions.use(audit)

    const result = await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
    await settled()
    busy.resolve()
    never.resolve('too late')

    assert.is(result, 'instead')
    assert.equal(reports, [['middleware', audit]])
  })
}

test('S10: of two middleware around the result, the innermost middleware still running is reported', async () => {
  const reports: unknown[] = []
  const actions = createActions<Desk>({ onListenerError: (_error, info) => reports.push(info.listener) })
  const busy = deferred()
  const outer = async (_ctx: unknown, next: () => Promise<void>) => {
    await next()
  }
  const inner = async (_ctx: unknown, next: () => Promise<void>) => {
    await next()
    await busy.promise
  }
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 10 })
  actions.use(outer)
  actions.use('PrintLabel', inner)

  await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  await settled()
  busy.resolve()

  assert.is(reports.length, 1)
  assert.is(reports[0], inner)
})

test('S10: after a limit that expired after the result the remaining after-listeners still run, and nothing more is reported', async () => {
  const reports: unknown[] = []
  const actions = createActions<Desk>({ onListenerError: (error) => reports.push(error) })
  const log: string[] = []
  const mail = deferred()
  const second = deferred()
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 10 })
  actions.addListener('afterPrintLabel', () => mail.promise)
  actions.addListener('afterPrintLabel', async () => {
    log.push('second')
    await second.promise
  })
  actions.addListener('afterPrintLabel', () => log.push('third'))
  actions.addListener('errorPrintLabel', () => log.push('error'))

  await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  await settled()
  log.push('expired')
  mail.resolve()
  await settled()
  second.resolve()
  await settled()

  assert.equal(log, ['expired', 'second', 'third'])
  assert.is(reports.length, 1)
})

test('S10: a later error of the reported after-listener goes to onListenerError too', async () => {
  const reports: unknown[] = []
  const actions = createActions<Desk>({ onListenerError: (error) => reports.push(error) })
  const mail = deferred()
  const failure = new Error('the mail server is down')
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 10 })
  actions.addListener('afterPrintLabel', () => mail.promise)

  await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  mail.reject(failure)
  await settled()

  assert.is(reports.length, 2)
  assert.instance(reports[0], ActionTimeoutError)
  assert.is(reports[1], failure)
})

test('S10: a signal that cuts after the result is not reported', async () => {
  const reports: unknown[] = []
  const actions = createActions<Desk>({ onListenerError: (error) => reports.push(error) })
  const cut = new AbortController()
  const mail = deferred()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', () => mail.promise)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort()
  await inTime(running)
  mail.resolve()
  await settled()

  assert.equal(reports, [])
})

test('S10: ctx.signal does not fire when the limit expires after the result', async () => {
  const actions = createActions<Desk>({ onListenerError: () => {} })
  const mail = deferred()
  const seen: boolean[] = []
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 10 })
  actions.addListener('afterPrintLabel', async (_payload, _result, ctx) => {
    ctx.signal.addEventListener('abort', () => seen.push(true))
    await mail.promise
    seen.push(ctx.signal.aborted)
  })

  await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  mail.resolve()
  await settled()

  assert.equal(seen, [false])
})

test('S10: a limit that has expired after the result does not cut what onListenerError then invokes', async () => {
  const mails: Promise<unknown>[] = []
  const actions = createActions<Desk>({
    onListenerError: (_error, { ctx }) =>
      mails.push((ctx as ActionContext<Desk>).invokeAction('SendMail', { to: 'anna' })),
  })
  const hold = deferred()
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 5 })
  actions.registerAction('SendMail', async () => 'sent')
  actions.addListener('afterPrintLabel', () => hold.promise)

  const result = await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  hold.resolve()

  assert.is(result, 'printed')
  assert.equal(await Promise.all(mails), ['sent'])
})

test.run()
