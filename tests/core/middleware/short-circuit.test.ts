// Middleware (S8): what happens when middleware does not call next().

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { settled } from '../../support/helpers.js'

test('S8: middleware that does not call next() short-circuits, and nothing inside runs', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'), {
    payloadUpdate: () => {
      log.push('payloadUpdate')
    },
  })
  actions.use('AcceptTask', (ctx) => {
    ctx.result = 'cached'
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    log.push('inner')
    await next()
  })
  actions.addListener('beforeAcceptTask', () => log.push('before'))
  actions.replaceAction('AcceptTask', () => log.push('replacement'))
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'cached')
  assert.equal(log, [])
})

test('S8: middleware that neither calls next() nor gives a result gives undefined', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.use('AcceptTask', () => {})

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, undefined)
})

test('S8: a result that outer middleware gave is the result when inner middleware short-circuits', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.use(async (ctx, next) => {
    ctx.result = 'outer'
    await next()
  })
  actions.use('AcceptTask', () => {})

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'outer')
})

test('S8: outer middleware goes on after inner middleware has short-circuited', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.use(async (ctx, next) => {
    log.push('in')
    await next()
    log.push(ctx.result)
  })
  actions.use('AcceptTask', async (ctx) => {
    await settled()
    ctx.result = 'cached'
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['in', 'cached'])
})

test.run()
