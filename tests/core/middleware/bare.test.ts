// Middleware (S5, S8): a bare next(), which no code awaits, is waited for, and its failure is the failure of its middleware.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'
import { reporting } from './misuse.js'

for (const [what, bare] of [
  [
    'synchronous',
    (next: () => unknown) => {
      next()
    },
  ],
  [
    'async',
    async (next: () => unknown) => {
      next()
    },
  ],
  [
    'async middleware that has waited',
    async (next: () => unknown) => {
      await settled()
      next()
    },
  ],
] as const) {
  test(`S8: a bare next() is waited for (${what})`, async () => {
    const actions = createActions()
    const log: string[] = []
    const hold = deferred()
    actions.registerAction('AcceptTask', async () => {
      await hold.promise
      log.push('core')
      return 'core'
    })
    actions.use(async (ctx, next) => {
      await next()
      log.push(`outer ${ctx.result}`)
    })
    actions.use('AcceptTask', (_ctx, next) => bare(next))
    actions.addListener('afterAcceptTask', () => log.push('after'))

    const promise = actions.invokeAction('AcceptTask').then((result) => log.push(`resolved ${result}`))
    await settled()
    await settled()
    log.push('released')
    hold.resolve()
    await promise

    assert.equal(log, ['released', 'core', 'after', 'outer core', 'resolved core'])
  })

  test(`S8: the failure of a bare next() is the invocation’s failure (${what})`, async () => {
    const actions = createActions()
    const log: unknown[] = []
    const failure = new Error('core')
    actions.registerAction('AcceptTask', async () => {
      throw failure
    })
    actions.use('AcceptTask', (_ctx, next) => bare(next))
    actions.addListener('errorAcceptTask', (_payload, error) => log.push(error))

    const unhandled = await unhandledDuring(async () => {
      log.push(await rejection(actions.invokeAction('AcceptTask')))
    })

    assert.is(log.length, 2)
    assert.is(log[0], failure)
    assert.is(log[1], failure)
    assert.equal(unhandled, [])
  })
}

test('S8: the failure of a bare next() rejects the next() of outer middleware, which may recover', async () => {
  const actions = createActions()
  const failure = new Error('core')
  let seen: unknown
  actions.registerAction('AcceptTask', async () => {
    throw failure
  })
  actions.use(async (ctx, next) => {
    seen = await rejection(next())
    ctx.result = 'recovered'
  })
  actions.use('AcceptTask', (_ctx, next) => {
    next()
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(seen, failure)
  assert.is(result, 'recovered')
})

test('S8: middleware that fails decides the error, after its bare next() has settled', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const failure = new Error('middleware')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    throw new Error('core')
  })
  actions.use('AcceptTask', (_ctx, next) => {
    next()
    throw failure
  })

  const unhandled = await unhandledDuring(async () => {
    const rejected = rejection(actions.invokeAction('AcceptTask')).then((error) => {
      log.push('rejected')
      seen.push(error)
    })
    await settled()
    log.push('released')
    hold.resolve()
    await rejected
  })

  assert.is(seen[0], failure)
  assert.equal(log, ['released', 'core', 'rejected'])
  assert.equal(unhandled, [])
})

test('S8: a next() that is awaited late is waited for once, and its failure can be handled', async () => {
  const actions = createActions()
  const failure = new Error('core')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async () => {
    throw failure
  })
  actions.use('AcceptTask', async (ctx, next) => {
    const promise = next()
    await settled()
    await settled()
    seen.push(await rejection(promise))
    ctx.result = 'recovered'
  })

  const unhandled = await unhandledDuring(async () => {
    seen.push(await actions.invokeAction('AcceptTask'))
  })

  assert.is(seen[0], failure)
  assert.is(seen[1], 'recovered')
  assert.equal(unhandled, [])
})

test('S8: a next() that lost a race is not waited for again', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    return 'core'
  })
  actions.use('AcceptTask', async (ctx, next) => {
    await Promise.race([next(), Promise.resolve()])
    ctx.result = 'quick'
  })

  const unhandled = await unhandledDuring(async () => {
    log.push(await actions.invokeAction('AcceptTask'))
    hold.resolve()
  })

  assert.equal(log, ['quick', 'core'])
  assert.equal(unhandled, [])
})

test('S8: a next() that lost a race and then fails is reported nowhere', async () => {
  const { actions, reports } = reporting()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    throw new Error('core')
  })
  actions.use('AcceptTask', async (ctx, next) => {
    await Promise.race([next(), Promise.resolve()])
    ctx.result = 'quick'
  })
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const unhandled = await unhandledDuring(async () => {
    log.push(await actions.invokeAction('AcceptTask'))
    hold.resolve()
  })

  assert.equal(log, ['quick'])
  assert.equal(unhandled, [])
  assert.equal(reports, [])
})

for (const [how, inner] of [
  ['an async', async (_ctx: unknown, next: () => unknown) => void next()],
  [
    'a synchronous',
    (_ctx: unknown, next: () => unknown) => {
      next()
    },
  ],
  [
    'a failing async',
    async (_ctx: unknown, next: () => unknown) => {
      next()
      throw new Error('nor this')
    },
  ],
] as const) {
  test(`S5: a bare next() that fails in ${how} middleware is no unhandled rejection while outer middleware is still busy`, async () => {
    const { actions } = reporting()
    const gate = deferred()
    actions.registerAction('AcceptTask', async () => {
      await settled()
      throw new Error('core')
    })
    actions.use('AcceptTask', async (_ctx, next) => {
      next()
      await gate.promise
    })
    actions.use('AcceptTask', inner)

    const unhandled = await unhandledDuring(async () => {
      const running = rejection(actions.invokeAction('AcceptTask'))
      for (let i = 0; i < 4; i++) await settled()
      gate.resolve()
      await running
    })

    assert.equal(unhandled, [])
  })
}

test.run()
