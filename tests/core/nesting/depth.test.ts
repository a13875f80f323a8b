// Nesting (S11): how deep invocations may nest, and what happens beyond maxDepth.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionRecursionError, type Actions, createActions } from '../../../source/core/index.js'
import { rejection } from '../../support/helpers.js'
import type { Desk } from './places.js'

/** Lets an action invoke itself until it is refused, and gives the depths that it reached and the error. */
async function dive(actions: Actions): Promise<{ depths: number[]; error: ActionRecursionError }> {
  const depths: number[] = []
  actions.registerAction('Dive', (_payload, ctx) => {
    depths.push(ctx.depth)
    return ctx.invokeAction('Dive')
  })
  return { error: (await rejection(actions.invokeAction('Dive'))) as ActionRecursionError, depths }
}

for (const [title, options, deepest] of [
  ['a depth of 100 is the deepest by default', {}, 100],
  ['maxDepth sets the deepest depth', { maxDepth: 2 }, 2],
  ['maxDepth 0 lets nothing nest', { maxDepth: 0 }, 0],
  ['maxDepth may be larger than the default', { maxDepth: 150 }, 150],
  ['a depth over a maxDepth that is no whole number rejects', { maxDepth: 1.5 }, 1],
] as const) {
  test(`S11: ${title}`, async () => {
    const { depths, error } = await dive(createActions(options))

    assert.instance(error, ActionRecursionError)
    assert.equal(
      depths,
      Array.from({ length: deepest + 1 }, (_, depth) => depth),
    )
  })
}

test('S11: a maxDepth of Infinity lets everything nest', async () => {
  const actions = createActions({ maxDepth: Number.POSITIVE_INFINITY })
  actions.registerAction('Count', (left, ctx) => (left === 0 ? ctx.depth : ctx.invokeAction('Count', left - 1)))

  const depth = await actions.invokeAction('Count', 1_000)

  assert.is(depth, 1_000)
})

test('S11: an ActionRecursionError names the action that was refused', async () => {
  const actions = createActions<Desk>({ maxDepth: 0 })
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', () => 'sent')

  const error = (await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))) as ActionRecursionError

  assert.instance(error, ActionRecursionError)
  assert.is(error.action, 'SendMail')
  assert.is(error.code, 'ACTION_RECURSION')
})

test('S11: the message of an ActionRecursionError shows the path', async () => {
  const actions = createActions({ maxDepth: 1 })
  actions.registerAction('A', (_payload, ctx) => ctx.invokeAction('B'))
  actions.registerAction('B', (_payload, ctx) => ctx.invokeAction('A'))

  const error = (await rejection(actions.invokeAction('A'))) as ActionRecursionError

  assert.instance(error, ActionRecursionError)
  assert.ok(error.message.includes('A → B → A'), error.message)
})

test('S11: the message shows the path of a deep recursion without its middle', async () => {
  const actions = createActions()
  actions.registerAction('Start', (_payload, ctx) => ctx.invokeAction('Ping'))
  actions.registerAction('Ping', (_payload, ctx) => ctx.invokeAction('Pong'))
  actions.registerAction('Pong', (_payload, ctx) => ctx.invokeAction('Ping'))

  const error = (await rejection(actions.invokeAction('Start'))) as ActionRecursionError

  assert.instance(error, ActionRecursionError)
  assert.ok(error.message.includes('Start → Ping → Pong'), error.message)
  assert.ok(error.message.includes('→ … →'), error.message)
  assert.ok(/(Ping → Pong|Pong → Ping)$/.test(error.message), error.message)
  assert.ok(error.message.length < 300, error.message)
})

test('S11: an invocation that is nested too deep runs nothing, and no error-listener of its action either', async () => {
  const actions = createActions<Desk>({ maxDepth: 0 })
  const log: string[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    log.push('PrintLabel')
    return ctx.invokeAction('SendMail', { to: 'anna' })
  })
  actions.registerAction('SendMail', () => {
    log.push('SendMail')
    return 'sent'
  })
  actions.use((ctx, next) => {
    log.push(`use ${ctx.action}`)
    return next()
  })
  actions.addListener('beforeSendMail', () => log.push('beforeSendMail'))
  actions.addListener('errorSendMail', () => log.push('errorSendMail'))
  actions.addListener('errorPrintLabel', () => log.push('errorPrintLabel'))

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.instance(error, ActionRecursionError)
  assert.equal(log, ['use PrintLabel', 'PrintLabel', 'errorPrintLabel'])
})

test('S11: the caller of a nested invocation may handle its refusal for depth', async () => {
  const actions = createActions<Desk>({ maxDepth: 0 })
  actions.registerAction('PrintLabel', (_payload, ctx) =>
    ctx.invokeAction('SendMail', { to: 'anna' }).catch(() => 'printed only'),
  )
  actions.registerAction('SendMail', () => 'sent')

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'printed only')
})

test('S11: nested invocations one after another do not add to the depth', async () => {
  const actions = createActions<Desk>({ maxDepth: 1 })
  const depths: number[] = []
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    for (let i = 0; i < 5; i++) await ctx.invokeAction('OpenDrawer')
    return 'printed'
  })
  actions.registerAction('OpenDrawer', (_payload, ctx) => {
    depths.push(ctx.depth)
  })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(depths, [1, 1, 1, 1, 1])
})

test('S11: with a maxDepth of 20 000, a circle rejects with an ActionRecursionError', async () => {
  const actions = createActions({ maxDepth: 20_000 })
  actions.registerAction('A', async (_payload, ctx) => {
    await undefined
    return ctx.invokeAction('A')
  })

  assert.is(((await rejection(actions.invokeAction('A'))) as { code?: string }).code, 'ACTION_RECURSION')
})

test.run()
