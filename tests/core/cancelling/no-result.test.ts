// What a cut does while a party is busy that has no result of the core to protect (S9).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { byNow, type Desk } from './desk.js'

// ── a cut while somebody is busy, but there is no result

test('S9: a cut rejects while middleware that short-circuits is busy', async () => {
  const actions = createActions<Desk>()
  const cache = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use('PrintLabel', async (ctx) => {
    ctx.result = 'from the cache'
    await cache.promise
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  const error = await rejection(byNow(running))
  cache.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: a cut rejects while outer middleware is busy after an inner one has short-circuited', async () => {
  const actions = createActions<Desk>()
  const audit = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (_ctx, next) => {
    await next()
    await audit.promise
  })
  actions.use('PrintLabel', (ctx) => {
    ctx.result = 'from the cache'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const error = await rejection(byNow(running))
  audit.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: a cut rejects while outer middleware is busy with an inner one that failed after the result', async () => {
  const actions = createActions<Desk>()
  const fallback = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (_ctx, next) => {
    await next().catch(() => {})
    await fallback.promise
  })
  actions.use('PrintLabel', async (_ctx, next) => {
    await next()
    throw new Error('paper jam')
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const error = await rejection(byNow(running))
  fallback.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: a cut rejects while middleware is busy with a failure from inside', async () => {
  const actions = createActions<Desk>()
  const fallback = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => {
    throw new Error('paper jam')
  })
  actions.use('PrintLabel', async (ctx, next) => {
    await next().catch(() => {})
    await fallback.promise
    ctx.result = 'a fallback'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const error = await rejection(byNow(running))
  fallback.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: a cut rejects while middleware is busy with an abort from inside', async () => {
  const actions = createActions<Desk>()
  const fallback = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'))
  actions.use('PrintLabel', async (_ctx, next) => {
    await next().catch(() => {})
    await fallback.promise
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const error = await rejection(byNow(running))
  fallback.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: a cut while an error-listener is busy rejects at once with the reason of the cut', async () => {
  const actions = createActions<Desk>()
  const mail = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => {
    throw new Error('paper jam')
  })
  actions.addListener('errorPrintLabel', () => mail.promise)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const error = await rejection(byNow(running))
  mail.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: a cut rejects also while error-listeners are told of middleware that failed after the result', async () => {
  const actions = createActions<Desk>()
  const mail = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (_ctx, next) => {
    await next()
    throw new Error('the audit failed')
  })
  actions.addListener('errorPrintLabel', () => mail.promise)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const error = await rejection(byNow(running))
  mail.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: a cut rejects also while error-listeners are told of a misuse that came after the result', async () => {
  const actions = createActions<Desk>()
  const mail = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  let late: (() => unknown) | undefined
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (_ctx, next) => {
    await next()
    late?.()
  })
  actions.use('PrintLabel', async (_ctx, next) => {
    late = next
    await next()
  })
  actions.addListener('errorPrintLabel', () => mail.promise)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const error = await rejection(byNow(running))
  mail.resolve()
  await settled()

  assert.is(error, reason)
})

test.run()
