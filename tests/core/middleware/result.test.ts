// Middleware (S8): ctx.result is the result, and next() resolves when everything inside is done.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, settled } from '../../support/helpers.js'

test('S8: what middleware returns is ignored', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.use(async (_ctx, next) => {
    await next()
    return 'every'
  })
  actions.use('AcceptTask', (_ctx, next) => next().then(() => 'one'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core')
})

test('S8: what middleware returns is ignored when it short-circuits', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.use('AcceptTask', () => 'returned')

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, undefined)
})

test('S8: what middleware assigns to ctx.result after next() is the result', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.use(async (ctx, next) => {
    await next()
    seen.push(ctx.result)
    ctx.result = 'outer'
  })
  actions.use('AcceptTask', async (ctx, next) => {
    await next()
    seen.push(ctx.result)
    ctx.result = 'inner'
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'outer')
  assert.equal(seen, ['core', 'inner'])
})

test('S8: next() resolves once everything inside is done, the after-listeners too', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('afterAcceptTask', async () => {
    await hold.promise
    log.push('after')
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
    log.push('out')
  })

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['core', 'released', 'after', 'out'])
})

test('S8: next() gives a promise and does not throw', async () => {
  const actions = createActions()
  const failure = new Error('core')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => {
    throw failure
  })
  actions.use('AcceptTask', (_ctx, next) => {
    const promise = next()
    seen.push(Object.prototype.toString.call(promise))
    return promise.catch((error: unknown) => seen.push(error))
  })

  await actions.invokeAction('AcceptTask')

  assert.is(seen[0], '[object Promise]')
  assert.is(seen[1], failure)
})

test('S8: a foreign thenable that middleware returns is waited for', async () => {
  const actions = createActions()
  const log: string[] = []
  let resolve!: () => void
  actions.registerAction('AcceptTask', () => {})
  actions.use('AcceptTask', () => ({
    then(onResolve: () => void) {
      resolve = onResolve
    },
  }))

  const promise = actions.invokeAction('AcceptTask').then(() => log.push('resolved'))
  await settled()
  log.push('released')
  resolve()
  await promise

  assert.equal(log, ['released', 'resolved'])
})

test.run()
