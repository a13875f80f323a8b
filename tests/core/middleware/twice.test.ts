// Middleware (S8): what happens when middleware calls next() a second time.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'
import { assertMisuse, reporting } from './misuse.js'

test('S8: a second next() starts nothing and rejects with ActionMisuseError', async () => {
  const actions = createActions()
  const log: string[] = []
  let seen: unknown
  actions.registerAction('AcceptTask', () => {
    log.push('core')
    return 'core'
  })
  actions.addListener('beforeAcceptTask', () => log.push('before'))
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
    seen = await rejection(next())
  })

  const result = await actions.invokeAction('AcceptTask')

  assertMisuse(seen)
  assert.is(result, 'core')
  assert.equal(log, ['before', 'core', 'after'])
})

test('S8: a second next() while the first is running starts nothing and rejects', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  let seen: unknown
  actions.registerAction('AcceptTask', async () => {
    log.push('core')
    await hold.promise
    return 'core'
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    const first = next()
    seen = await rejection(next())
    log.push('rejected')
    await first
  })

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  hold.resolve()
  const result = await promise

  assertMisuse(seen)
  assert.is(result, 'core')
  assert.equal(log, ['core', 'rejected'])
})

test('S8: a second next() after the first failed is no retry', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => {
    log.push('core')
    throw new Error('flaky')
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await rejection(next())
    await next()
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assertMisuse(error)
  assert.equal(log, ['core'])
})

test('S8: a second next() that middleware awaits without a catch is its failure', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
    await next()
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assertMisuse(error)
  assert.equal(log, ['core'])
})

for (const [what, misuse] of [
  [
    'synchronous',
    (next: () => Promise<unknown>) => {
      const first = next()
      next()
      return first
    },
  ],
  [
    'both bare',
    (next: () => Promise<unknown>) => {
      next()
      next()
    },
  ],
  [
    'after the first was awaited',
    async (next: () => Promise<unknown>) => {
      await next()
      next()
    },
  ],
] as const) {
  test(`S8: a bare second next() is the invocation’s failure (${what})`, async () => {
    const { actions, reports } = reporting()
    const log: string[] = []
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', () => log.push('core'))
    actions.use('AcceptTask', (_ctx, next) => misuse(next))

    const unhandled = await unhandledDuring(async () => {
      seen.push(await rejection(actions.invokeAction('AcceptTask')))
    })

    assertMisuse(seen[0])
    assert.equal(log, ['core'])
    assert.equal(unhandled, [])
    assert.equal(reports, [])
  })
}

test('S8: the message of a misuse names the action', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => {})
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
    await next()
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.match((error as Error).message, /AcceptTask/)
})

test('S8: middleware may recover from the bare second next() of inner middleware', async () => {
  const { actions, reports } = reporting()
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.use('AcceptTask', async (ctx, next) => {
    await rejection(next())
    ctx.result = 'recovered'
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
    next()
  })

  const result = await actions.invokeAction('AcceptTask')
  await settled()

  assert.is(result, 'recovered')
  assert.equal(reports, [])
})

test('S8: a second next() after the invocation has settled goes to onListenerError too', async () => {
  const { actions, reports } = reporting()
  const log: string[] = []
  let late!: () => unknown
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.use('AcceptTask', async (_ctx, next) => {
    late = next
    await next()
  })
  await actions.invokeAction('AcceptTask')

  const unhandled = await unhandledDuring(() => {
    late()
  })

  assert.equal(unhandled, [])
  assert.is(reports.length, 1)
  assertMisuse(reports[0]?.error)
  assert.equal(log, ['core'])
})

test('S8: a second next() that an inner party calls while the first next() is starting is a misuse', async () => {
  const actions = createActions()
  let ran = 0
  let second: Promise<unknown> | undefined
  actions.use('AcceptTask', async (ctx, next) => {
    ctx.state.next = next
    await next()
  })
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    ran++
    second = rejection((ctx.state.next as () => Promise<unknown>)())
  })
  await actions.invokeAction('AcceptTask')

  assert.is(((await second) as { code: string }).code, 'ACTION_MISUSE')
  assert.is(ran, 1)
})

test.run()
