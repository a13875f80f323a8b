// Which value becomes the result (S6): the last that was returned or assigned.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { settled } from '../../support/helpers.js'

function noop() {}

test('S6: an assignment to ctx.result is seen by the next after-listener and is the result', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
    ctx.result = 'assigned'
  })
  actions.addListener('afterAcceptTask', (_payload, result, ctx) => seen.push(result, ctx.result))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'assigned')
  assert.equal(seen, ['assigned', 'assigned'])
})

test('S6: an assignment to ctx.result after the listener had waited counts too', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.addListener('afterAcceptTask', async (_payload, _result, ctx) => {
    await settled()
    ctx.result = 'assigned'
  })
  actions.addListener('afterAcceptTask', (_payload, result) => seen.push(result))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'assigned')
  assert.equal(seen, ['assigned'])
})

for (const value of [undefined, null, 0, '', false]) {
  test(`S6: ${JSON.stringify(value)} assigned to ctx.result by an after-listener is the result`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', () => 'core')
    actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
      ctx.result = value
    })
    actions.addListener('afterAcceptTask', (_payload, result) => seen.push(result))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, value)
    assert.equal(seen, [value])
  })

  test(`S6: the core’s own return of ${JSON.stringify(value)} overwrites what a before-listener assigned`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', async () => value)
    actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
      ctx.result = 'early'
    })
    actions.addListener('afterAcceptTask', (_payload, result, ctx) => seen.push(result, ctx.result))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, value)
    assert.equal(seen, [value, value])
  })
}

test('S6: an assignment to ctx.result by a before-listener is seen by the next before-listener', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    seen.push(ctx.result)
    return 'core'
  })
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    ctx.result = 'early'
  })
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => seen.push(ctx.result))

  await actions.invokeAction('AcceptTask')

  assert.equal(seen, ['early', 'early'])
})

for (const [what, arrange, expected] of [
  [
    'the core’s own return overwrites what middleware assigned before next()',
    (actions) => {
      actions.registerAction('AcceptTask', noop)
      actions.use('AcceptTask', async (ctx, next) => {
        ctx.result = 'early'
        await next()
      })
    },
    undefined,
  ],
  [
    'the core’s own return overwrites what the core assigned itself',
    (actions) => {
      actions.registerAction('AcceptTask', async (_payload, ctx) => {
        ctx.result = 'assigned'
        return 'returned'
      })
    },
    'returned',
  ],
  [
    'what a replacement returns overwrites what a before-listener assigned',
    (actions) => {
      actions.registerAction('AcceptTask', noop)
      actions.replaceAction('AcceptTask', () => 'replaced')
      actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
        ctx.result = 'early'
      })
    },
    'replaced',
  ],
] as [what: string, arrange: (actions: ReturnType<typeof createActions>) => void, expected: unknown][]) {
  test(`S6: ${what}`, async () => {
    const actions = createActions()
    arrange(actions)

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, expected)
  })
}

test('S6: middleware sees the result that an after-listener assigned', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
    ctx.result = 'assigned'
  })
  actions.use('AcceptTask', async (ctx, next) => {
    await next()
    seen.push(ctx.result)
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(seen, ['assigned'])
})

test.run()
