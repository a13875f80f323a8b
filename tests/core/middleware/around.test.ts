// Middleware (S8): what runs around what, and in which order.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { settled, thrown } from '../../support/helpers.js'

test('S8: what middleware does before next() happens before everything inside, what it does after, after', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction(
    'AcceptTask',
    async () => {
      await settled()
      log.push('core')
    },
    async () => {
      await settled()
      log.push('payloadUpdate')
    },
  )
  actions.use('AcceptTask', async (_ctx, next) => {
    log.push('in')
    await next()
    log.push('out')
  })
  actions.addListener('beforeAcceptTask', async () => {
    await settled()
    log.push('before')
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    log.push('replacement in')
    await original(payload)
    log.push('replacement out')
  })
  actions.addListener('afterAcceptTask', async () => {
    await settled()
    log.push('after')
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['in', 'payloadUpdate', 'before', 'replacement in', 'core', 'replacement out', 'after', 'out'])
})

test('S8: middleware is called with the ctx, next and this undefined', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  let coreCtx: unknown
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    coreCtx = ctx
  })
  actions.use(function (this: unknown, ...args: unknown[]) {
    seen.push(this, ...args)
    return (args[1] as () => unknown)()
  })

  await actions.invokeAction('AcceptTask')

  assert.is(seen.length, 3)
  assert.is(seen[0], undefined)
  assert.is(seen[1], coreCtx)
  assert.type(seen[2], 'function')
})

test('S8: use for every action wraps each action, also actions registered later, and use for one action wraps that action', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => {})
  actions.use(async (ctx, next) => {
    log.push(`every: ${ctx.action}`)
    await next()
  })
  actions.use('AcceptTask', async (ctx, next) => {
    log.push(`one: ${ctx.action}`)
    await next()
  })
  actions.registerAction('HangUp', () => {})

  await actions.invokeAction('AcceptTask')
  await actions.invokeAction('HangUp')

  assert.equal(log, ['every: AcceptTask', 'one: AcceptTask', 'every: HangUp'])
})

test('S8: use for every action wraps actions that have been invoked already', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  await actions.invokeAction('AcceptTask')
  actions.use(async (_ctx, next) => {
    log.push('use')
    await next()
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['core', 'use', 'core'])
})

test('S8: middleware that is added twice runs twice', async () => {
  const actions = createActions()
  const log: string[] = []
  const twice = async (_ctx: unknown, next: () => Promise<unknown>) => {
    log.push('in')
    await next()
    log.push('out')
  }
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.use('AcceptTask', twice)
  actions.use('AcceptTask', twice)

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['in', 'in', 'core', 'out', 'out'])
})

test('S8: order sorts within use for every action and within use for one action, and the first group is outside', async () => {
  const actions = createActions()
  const log: string[] = []
  const named = (name: string) => async (_ctx: unknown, next: () => Promise<unknown>) => {
    log.push(name)
    await next()
  }
  actions.registerAction('AcceptTask', () => {})
  actions.use('AcceptTask', named('one, 1'), { order: 1 })
  actions.use('AcceptTask', named('one, -100'), { order: -100 })
  actions.use('AcceptTask', named('one, default'))
  actions.use('AcceptTask', named('one, 0'), { order: 0 })
  actions.use(named('every, 100'), { order: 100 })
  actions.use(named('every, default'))
  actions.use(named('every, -1'), { order: -1 })
  actions.use(named('every, 0'), { order: 0 })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, [
    'every, -1',
    'every, default',
    'every, 0',
    'every, 100',
    'one, -100',
    'one, default',
    'one, 0',
    'one, 1',
  ])
})

for (const order of [Number.NaN, '1', null]) {
  test(`S8: ${typeof order} ${order} as order of middleware is a TypeError, and nothing is attached`, async () => {
    const actions = createActions()
    const log: string[] = []
    const middleware = async (_ctx: unknown, next: () => Promise<unknown>) => {
      log.push('use')
      await next()
    }
    actions.registerAction('AcceptTask', () => {})

    const errors = [
      thrown(() => actions.use(middleware, { order: order as never })),
      thrown(() => actions.use('AcceptTask', middleware, { order: order as never })),
    ]
    await actions.invokeAction('AcceptTask')

    for (const error of errors) assert.instance(error, TypeError)
    assert.equal(log, [])
  })
}

test('S8: properties that middleware adds to ctx disturb nothing', async () => {
  const actions = createActions()
  const log: string[] = []
  const locals = ['at', 'base', 'latest', 'phase', 'plan', 'rare', 'stop', 'stack', 'user', 'value']
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.use(async (ctx, next) => {
    for (const name of locals) Object.assign(ctx, { [name]: 'mine' })
    await next()
    for (const name of locals) Object.assign(ctx, { [name]: 'mine, still' })
  })
  actions.addListener('beforeAcceptTask', () => log.push('before'))
  actions.addListener('afterAcceptTask', async () => log.push('after'))

  assert.is(await actions.invokeAction('AcceptTask'), 'accepted')
  assert.equal(log, ['before', 'after'])
})

test('S8: next() resolves with undefined, also around middleware that returns its own next()', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('Save', async () => 'saved')
  actions.use('Save', async (_ctx, next) => log.push(await next()))
  actions.use('Save', (_ctx, next) => next())
  actions.use('Save', (_ctx, next) => next())

  log.push(await actions.invokeAction('Save'))

  assert.equal(log, [undefined, 'saved'])
})

test.run()
