// Whether an error-listener can change how the invocation ends (S7): no. Middleware can.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { rejection, unhandledDuring } from '../../support/helpers.js'

function noop() {}

const attempts: [what: string, attempt: (ctx: { result: unknown; aborted: boolean; abort(): void }) => unknown][] = [
  ['returning a value', () => 'recovered'],
  ['returning a promise', async () => 'recovered'],
  [
    'throwing another error',
    () => {
      throw new Error('other')
    },
  ],
  ['rejecting with another error', () => Promise.reject(new Error('other'))],
  [
    'assigning ctx.result',
    (ctx) => {
      ctx.result = 'recovered'
    },
  ],
  ['aborting', (ctx) => ctx.abort()],
  [
    'setting ctx.aborted',
    (ctx) => {
      ctx.aborted = true
    },
  ],
]

for (const [what, attempt] of attempts) {
  test(`S7: an error-listener cannot change the outcome by ${what}`, async () => {
    const actions = createActions({ onListenerError: noop })
    const failure = new Error('core')
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', () => {
      throw failure
    })
    actions.addListener('errorAcceptTask', (_payload, _error, ctx) => attempt(ctx))
    actions.addListener('errorAcceptTask', (_payload, error) => seen.push(error))

    const error = await rejection(actions.invokeAction('AcceptTask'))

    assert.is(error, failure)
    assert.is(seen[0], failure)
  })
}

test('S7: middleware that recovers leaves nothing to observe', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  actions.use('AcceptTask', async (ctx, next) => {
    try {
      await next()
    } catch {
      ctx.result = 'recovered'
    }
  })
  actions.addListener('errorAcceptTask', () => log.push('error'))
  actions.addListener('afterAcceptTask', () => log.push('after'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'recovered')
  assert.equal(log, [])
})

test('S7: middleware that catches a failure and gives no result has recovered, too', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await next().catch(noop)
  })
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, undefined)
  assert.equal(log, [])
})

test('S7: error-listeners observe the error that middleware put in place of another', async () => {
  const actions = createActions()
  const failure = new Error('translated')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await rejection(next())
    throw failure
  })
  actions.addListener('errorAcceptTask', (_payload, error) => seen.push(error))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(error, failure)
  assert.is(seen.length, 1)
  assert.is(seen[0], failure)
})

test('S7: failures that are observed leave no unhandled rejection behind', async () => {
  const actions = createActions({ onListenerError: noop })
  actions.registerAction('AcceptTask', async () => {
    throw new Error('core')
  })
  actions.addListener('errorAcceptTask', async () => {
    throw new Error('listener')
  })
  actions.use(async (_ctx, next) => {
    await next()
  })

  const unhandled = await unhandledDuring(() => rejection(actions.invokeAction('AcceptTask')))

  assert.equal(unhandled, [])
})

test.run()
