// Decides how an observer sees the end of a party and of an invocation (S17): done, failed, aborted or cut.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, createActions, type ObservedParty } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { type Desk, watched } from './desk.js'

test('S17: a failure is seen as error on every party that it passes, then on the invocation, after the error-listeners', async () => {
  const actions = createActions<Desk>()
  const failure = new Error('paper jam')
  const print = () => {
    throw failure
  }
  actions.registerAction('PrintLabel', print)
  actions.use((_ctx, next) => next(), { name: 'forAll' })
  actions.replaceAction('PrintLabel', (_payload, original) => original(), { name: 'confirm' })
  actions.addListener('beforePrintLabel', () => {}, { name: 'check' })
  actions.addListener('errorPrintLabel', async () => {}, { name: 'complain' })
  const log = watched(actions)

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware forAll',
    '> before check',
    '< before check',
    '> replacement confirm',
    '> core print',
    '< core print error: paper jam',
    '< replacement confirm error: paper jam',
    '< middleware forAll error: paper jam',
    '> error complain',
    '< error complain',
    '< invocation PrintLabel error: paper jam',
  ])
})

test('S17: error is the very error that the party failed with', async () => {
  const actions = createActions<Desk>()
  const failure = new Error('paper jam')
  const errors: unknown[] = []
  actions.registerAction('PrintLabel', async () => {
    throw failure
  })
  actions.observe({ end: (info) => errors.push(info.error) })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.is(errors.length, 2)
  assert.is(errors[0], failure)
  assert.is(errors[1], failure)
})

test('S17: a party that throws undefined has an error of undefined, and a party that ends well has no error at all', async () => {
  const actions = createActions<Desk>()
  const ends: { kind: string; failed: boolean }[] = []
  actions.registerAction('PrintLabel', () => {
    throw undefined
  })
  actions.addListener('beforePrintLabel', () => {})
  actions.observe({ end: (info) => ends.push({ kind: info.kind, failed: 'error' in info }) })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(ends, [
    { kind: 'before', failed: false },
    { kind: 'core', failed: true },
    { kind: 'invocation', failed: true },
  ])
})

test('S17: a failure that middleware recovers from ends at that middleware', async () => {
  const actions = createActions<Desk>()
  const print = () => {
    throw new Error('paper jam')
  }
  const recover = async (_ctx: unknown, next: () => Promise<void>) => next().catch(() => {})
  actions.registerAction('PrintLabel', print)
  actions.use(recover)
  const log = watched(actions)

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware recover',
    '> core print',
    '< core print error: paper jam',
    '< middleware recover',
    '< invocation PrintLabel',
  ])
})

test('S17: an after-listener that fails has an error, and its invocation has no error', async () => {
  const actions = createActions<Desk>({ onListenerError: () => {} })
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  actions.addListener(
    'afterPrintLabel',
    () => {
      throw new Error('the mail server is down')
    },
    { name: 'tell' },
  )
  const log = watched(actions)

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> invocation PrintLabel',
    '> core print',
    '< core print',
    '> after tell',
    '< after tell error: the mail server is down',
    '< invocation PrintLabel',
  ])
})

test('S17: an abort is seen as aborted on the party that aborted, on each party that passed it on, and on the invocation', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use((_ctx, next) => next(), { name: 'forAll' })
  actions.addListener('beforePrintLabel', () => {}, { name: 'first' })
  actions.addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'), { name: 'check' })
  const log = watched(actions)

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware forAll',
    '> before first',
    '< before first',
    '> before check',
    '< before check aborted',
    '< middleware forAll aborted',
    '< invocation PrintLabel aborted',
  ])
})

test('S17: a party that has aborted has aborted: true and no error', async () => {
  const actions = createActions<Desk>()
  const ends: ObservedParty[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use((_ctx, next) => next())
  actions.addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'))
  actions.observe({ end: (info) => ends.push(info) })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(
    ends.map((info) => ({ kind: info.kind, aborted: info.aborted, failed: 'error' in info })),
    [
      { kind: 'before', aborted: true, failed: false },
      { kind: 'middleware', aborted: true, failed: false },
      { kind: 'invocation', aborted: true, failed: false },
    ],
  )
})

test('S17: middleware that aborts and returns is seen as aborted', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use((ctx) => ctx.abort('closed'), { name: 'gate' })
  const log = watched(actions)

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware gate',
    '< middleware gate aborted',
    '< invocation PrintLabel aborted',
  ])
})

test('S17: a replacement that aborts is seen as aborted', async () => {
  const actions = createActions<Desk>()
  const refuse = (_payload: unknown, _original: unknown, ctx: { abort(reason: string): void }) => ctx.abort('closed')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.replaceAction('PrintLabel', refuse as never)
  const log = watched(actions)

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.instance(error, ActionAbortedError)
  assert.equal(log, [
    '> invocation PrintLabel',
    '> replacement refuse',
    '< replacement refuse aborted',
    '< invocation PrintLabel aborted',
  ])
})

test('S17: an abort that middleware recovers from ends at that middleware', async () => {
  const actions = createActions<Desk>()
  const recover = async (ctx: { result: unknown }, next: () => Promise<void>) => {
    await next().catch(() => {
      ctx.result = 'printed elsewhere'
    })
  }
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(recover)
  actions.addListener('beforePrintLabel', (_payload, abort) => abort(), { name: 'check' })
  const log = watched(actions)

  const result = await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.is(result, 'printed elsewhere')
  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware recover',
    '> before check',
    '< before check aborted',
    '< middleware recover',
    '< invocation PrintLabel',
  ])
})

test('S17: an abort that middleware recovers from ends at that middleware, even when both have the same name', async () => {
  const actions = createActions<Desk>()
  const log = watched(actions)
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(
    async (ctx, next) => {
      await next().catch(() => {
        ctx.result = 'written by hand'
      })
    },
    { name: 'guard' },
  )
  actions.use('PrintLabel', (ctx) => ctx.abort('out of paper'), { name: 'guard' })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware guard',
    '> middleware guard',
    '< middleware guard aborted',
    '< middleware guard',
    '< invocation PrintLabel',
  ])
})

test('S17: a nested abort that the parent lets through is an error of the parent, not an abort', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }), {
    name: 'print',
  })
  actions.registerAction('SendMail', () => 'sent')
  actions.addListener('beforeSendMail', (_payload, abort) => abort('not now'), { name: 'check' })
  const ends: string[] = []
  actions.observe({
    end: (info) =>
      ends.push(`${info.kind} ${info.name}${info.aborted ? ' aborted' : ''}${'error' in info ? ' error' : ''}`),
  })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(ends, [
    'before check aborted',
    'invocation SendMail aborted',
    'core print error',
    'invocation PrintLabel error',
  ])
})

test('S17: a cut is seen as error on the invocation when it rejects, and on a pending party when that settles', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', () => paper.promise, { name: 'print' })
  const log = watched(actions)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(new Error('the window was closed'))
  await rejection(running)
  log.push('rejected')
  paper.resolve('printed')
  await settled()

  assert.equal(log, [
    '> invocation PrintLabel',
    '> core print',
    '< invocation PrintLabel error: the window was closed',
    'rejected',
    '< core print',
  ])
})

test('S17: a cut after the result leaves the invocation without an error', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const mail = deferred()
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  actions.addListener('afterPrintLabel', () => mail.promise, { name: 'tell' })
  const log = watched(actions)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  await running
  mail.resolve()
  await settled()

  assert.equal(
    log.filter((line) => line.startsWith('< invocation')),
    ['< invocation PrintLabel'],
  )
  assert.ok(log.includes('< after tell'))
})

test('S17: an invocation ends once, even when a party ends later', async () => {
  const actions = createActions<Desk>({ onListenerError: () => {} })
  const mail = deferred()
  actions.registerAction('PrintLabel', () => deferred<string>().promise, { name: 'print' })
  actions.addListener('errorPrintLabel', () => mail.promise, { name: 'complain' })
  const log = watched(actions)

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 }))
  await settled()
  mail.resolve()
  await settled()

  assert.is(log.filter((line) => line.startsWith('< invocation')).length, 1)
  assert.ok(log.includes('< error complain'))
})

test.run()
