// What a cut does after the invocation has its result (S9).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, settled } from '../../support/helpers.js'
import { byNow, type Desk } from './desk.js'

test('S9: a cut while an after-listener waits resolves the invocation at once with the result', async () => {
  const actions = createActions<Desk>()
  const mail = deferred()
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', () => mail.promise)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  const result = await byNow(running)
  mail.resolve()

  assert.is(result, 'printed')
})

test('S9: a cut after the result resolves with the ctx.result of that moment', async () => {
  const actions = createActions<Desk>()
  const mail = deferred()
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', async (_payload, _result, ctx) => {
    ctx.result = 'stamped'
    await mail.promise
    ctx.result = 'too late'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  mail.resolve()
  await settled()

  assert.is(await running, 'stamped')
})

test('S9: after a late cut the remaining after-listeners still run, each when the one before it has settled', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const first = deferred()
  const second = deferred()
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', async () => {
    log.push('first starts')
    await first.promise
    log.push('first ends')
  })
  actions.addListener('afterPrintLabel', async () => {
    log.push('second starts')
    await second.promise
    log.push('second ends')
  })
  actions.addListener('afterPrintLabel', () => log.push('third'))
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  await byNow(running)
  await settled()
  log.push('first is released')
  first.resolve()
  await settled()
  log.push('second is released')
  second.resolve()
  await settled()

  assert.equal(log, [
    'first starts',
    'first is released',
    'first ends',
    'second starts',
    'second is released',
    'second ends',
    'third',
  ])
})

test('S9: the error of an after-listener after a late cut goes to onListenerError, and the next after-listener runs', async () => {
  const reports: unknown[][] = []
  const actions = createActions<Desk>({
    onListenerError: (error, info) => reports.push([error, info.event, info.listener]),
  })
  const log: string[] = []
  const mail = deferred()
  const cut = new AbortController()
  const failure = new Error('the mail server is down')
  const sendMail = () => mail.promise
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', sendMail)
  actions.addListener('afterPrintLabel', () => log.push('second'))
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  const result = await byNow(running)
  mail.reject(failure)
  await settled()

  assert.is(result, 'printed')
  assert.is(reports.length, 1)
  assert.is(reports[0]?.[0], failure)
  assert.is(reports[0]?.[1], 'afterPrintLabel')
  assert.is(reports[0]?.[2], sendMail)
  assert.equal(log, ['second'])
})

test('S9: a cut while middleware is busy after next() resolves at once with the result', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const audit = deferred()
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (ctx, next) => {
    await next()
    await audit.promise
    log.push('audited')
    ctx.result = 'too late'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  const result = await byNow(running)
  audit.resolve()
  await settled()

  assert.is(result, 'printed')
  assert.equal(log, ['audited'])
})

test('S9: the error of middleware after a late cut goes to onListenerError', async () => {
  const reports: unknown[][] = []
  const actions = createActions<Desk>({
    onListenerError: (error, info) => reports.push([error, info.event, info.listener]),
  })
  const audit = deferred()
  const cut = new AbortController()
  const failure = new Error('the audit failed')
  const auditing = async (_ctx: unknown, next: () => Promise<void>) => {
    await next()
    await audit.promise
  }
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(auditing)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  const result = await byNow(running)
  audit.reject(failure)
  await settled()

  assert.is(result, 'printed')
  assert.is(reports.length, 1)
  assert.is(reports[0]?.[0], failure)
  assert.is(reports[0]?.[1], undefined)
  assert.is(reports[0]?.[2], auditing)
})

test('S9: when middleware fails after a late cut, no error-listener runs', async () => {
  const actions = createActions<Desk>({ onListenerError: () => {} })
  const log: string[] = []
  const audit = deferred()
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (_ctx, next) => {
    await next()
    await audit.promise
  })
  actions.addListener('errorPrintLabel', () => log.push('error'))
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  const result = await byNow(running)
  audit.reject(new Error('the audit failed'))
  await settled()

  assert.is(result, 'printed')
  assert.equal(log, [])
})

test('S9: after a late cut, next() resolves once the after-listeners are done, as it does without a cut', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const mail = deferred()
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use('PrintLabel', async (_ctx, next) => {
    await next().then(
      () => log.push('next() resolves'),
      () => log.push('next() rejects'),
    )
  })
  actions.addListener('afterPrintLabel', async () => {
    await mail.promise
    log.push('after')
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  await byNow(running)
  mail.resolve()
  await settled()

  assert.equal(log, ['after', 'next() resolves'])
})

test('S9: a cut by an after-listener in a synchronous invocation changes nothing', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', () => {
    log.push('first')
    cut.abort(new Error('the window was closed'))
  })
  actions.addListener('afterPrintLabel', () => log.push('second'))
  actions.addListener('errorPrintLabel', () => log.push('error'))

  const result = await actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  assert.is(result, 'printed')
  assert.equal(log, ['first', 'second'])
})

test('S9: a cut between the result and an after-listener that has not started yet changes nothing', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.replaceAction('PrintLabel', () => 'printed elsewhere')
  actions.addListener('afterPrintLabel', async () => {
    log.push('first')
    await settled()
    cut.abort(new Error('the window was closed'))
  })
  actions.addListener('afterPrintLabel', () => log.push('second'))

  const result = await actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  assert.is(result, 'printed elsewhere')
  assert.equal(log, ['first', 'second'])
})

test.run()
