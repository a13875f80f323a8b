// Nesting (S11): which invocation is the parent of which, and what a nested invocation shares with its parent.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, createActions } from '../../../source/core/index.js'
import { rejection } from '../../support/helpers.js'
import { type Desk, PLACES } from './places.js'

test('S11: an invocation at the top has no parent and a depth of 0', async () => {
  const actions = createActions<Desk>()
  let seen: unknown
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    seen = { parent: ctx.parent, depth: ctx.depth }
    return 'printed'
  })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(seen, { parent: undefined, depth: 0 })
})

for (const [where, startFrom] of PLACES) {
  test(`S11: ctx.invokeAction called from ${where} makes that invocation the parent`, async () => {
    const actions = createActions()
    let parent: unknown
    let seen: { parent: unknown; depth: number } | undefined
    actions.registerAction('PrintLabel', () => 'printed')
    actions.registerAction('SendMail', (_payload, ctx) => {
      seen = { parent: ctx.parent, depth: ctx.depth }
    })
    startFrom(actions, (ctx) => {
      parent = ctx
      return ctx.invokeAction('SendMail', { to: 'anna' })
    })

    await actions.invokeAction('PrintLabel', {}).catch(() => {})

    assert.ok(parent)
    assert.is(seen?.parent, parent)
    assert.is(seen?.depth, 1)
  })
}

test('S11: depth grows by one with every level', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    log.push(`PrintLabel ${ctx.depth}`)
    return ctx.invokeAction('SendMail', { to: 'anna' })
  })
  actions.registerAction('SendMail', async (_payload, ctx) => {
    log.push(`SendMail ${ctx.depth}`)
    await ctx.invokeAction('OpenDrawer')
    return 'sent'
  })
  actions.registerAction('OpenDrawer', (_payload, ctx) => {
    log.push(`OpenDrawer ${ctx.depth}, from ${ctx.parent?.action}, from ${ctx.parent?.parent?.action}`)
  })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, ['PrintLabel 0', 'SendMail 1', 'OpenDrawer 2, from SendMail, from PrintLabel'])
})

test('S11: all parties of a nested invocation see the same parent', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const note = (who: string, ctx: { parent?: { action: string } | undefined }) =>
    log.push(`${who} of ${ctx.parent?.action}`)
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.use('SendMail', async (ctx, next) => {
    note('middleware', ctx)
    await next()
  })
  actions.registerAction('SendMail', (_payload, ctx) => {
    note('core', ctx)
    return 'sent'
  })
  actions.addListener('beforeSendMail', (_payload, _abort, ctx) => note('before', ctx))
  actions.addListener('afterSendMail', (_payload, _result, ctx) => note('after', ctx))

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, ['middleware of PrintLabel', 'before of PrintLabel', 'core of PrintLabel', 'after of PrintLabel'])
})

test('S11: ctx.invokeAction works detached, and still knows its parent', async () => {
  const actions = createActions()
  let parent: unknown
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    const { invokeAction } = ctx
    return [ctx, await invokeAction('SendMail')]
  })
  actions.registerAction('SendMail', (_payload, ctx) => {
    parent = ctx.parent
    return 'sent'
  })

  const [ctx, result] = await actions.invokeAction('PrintLabel')

  assert.is(parent, ctx)
  assert.is(result, 'sent')
})

test('S11: a nested invocation hands over its payload and hands back its result', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', (payload) => `sent to ${payload.to}`)

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'sent to anna')
})

test('S11: the error of a nested invocation reaches its parent unchanged', async () => {
  const actions = createActions<Desk>()
  const failure = new Error('no such person')
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', () => {
    throw failure
  })

  assert.is(await rejection(actions.invokeAction('PrintLabel', { copies: 1 })), failure)
})

test('S11: a nested abort that the parent does not handle is the failure of the parent, and its error-listeners receive that error', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', () => 'sent')
  actions.addListener('beforeSendMail', (_payload, abort) => abort('not now'))
  actions.addListener('errorPrintLabel', (_payload, error, ctx) => seen.push(error, ctx.aborted))

  const error = (await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.action, 'SendMail')
  assert.is(seen.length, 2)
  assert.is(seen[0], error)
  assert.is(seen[1], false)
})

test('S11: a nested invocation is complete: its own middleware and listeners run inside its parent', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    log.push('print starts')
    await ctx.invokeAction('SendMail', { to: 'anna' })
    log.push('print ends')
    return 'printed'
  })
  actions.registerAction('SendMail', () => {
    log.push('send')
    return 'sent'
  })
  actions.use(async (ctx, next) => {
    log.push(`> ${ctx.action}`)
    await next()
    log.push(`< ${ctx.action}`)
  })
  actions.addListener('beforeSendMail', () => log.push('beforeSendMail'))
  actions.addListener('afterSendMail', () => log.push('afterSendMail'))

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> PrintLabel',
    'print starts',
    '> SendMail',
    'beforeSendMail',
    'send',
    'afterSendMail',
    '< SendMail',
    'print ends',
    '< PrintLabel',
  ])
})

test('S11: a nested invocation has its own state and its own id', async () => {
  const actions = createActions<Desk>()
  let seen: { state: unknown; id: unknown } | undefined
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    ctx.state.user = 'anna'
    await ctx.invokeAction('OpenDrawer')
    assert.equal(Object.keys(ctx.state), ['user'])
    return String(ctx.id)
  })
  actions.registerAction('OpenDrawer', (_payload, ctx) => {
    seen = { state: Object.keys(ctx.state), id: String(ctx.id) }
    ctx.state.key = 'brass'
  })

  const id = await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(seen?.state, [])
  assert.is.not(seen?.id, id)
})

test('S11: ctx.invokeAction rejects an unknown name, and does not throw', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    const nested = ctx.invokeAction('SendMial', {})
    log.push('not thrown')
    return (await rejection(nested)) as Error
  })

  const error = await actions.invokeAction('PrintLabel', {})

  assert.is(error.name, 'UnknownActionError')
  assert.equal(log, ['not thrown'])
})

test('S11: actions.invokeAction called from a listener starts an invocation without a parent', async () => {
  const actions = createActions<Desk>()
  let seen: unknown
  actions.registerAction('PrintLabel', () => 'printed')
  actions.registerAction('OpenDrawer', (_payload, ctx) => {
    seen = { parent: ctx.parent, depth: ctx.depth }
  })
  actions.addListener('beforePrintLabel', () => actions.invokeAction('OpenDrawer'))

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(seen, { parent: undefined, depth: 0 })
})

test('S11: invokeAction of a scope called from a listener starts an invocation without a parent', async () => {
  const actions = createActions<Desk>()
  const plugin = actions.scope('crm-plugin')
  let seen: unknown
  actions.registerAction('PrintLabel', () => 'printed')
  actions.registerAction('OpenDrawer', (_payload, ctx) => {
    seen = { parent: ctx.parent, depth: ctx.depth }
  })
  plugin.addListener('beforePrintLabel', () => plugin.invokeAction('OpenDrawer'))

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(seen, { parent: undefined, depth: 0 })
})

test('S11: actions.invokeAction called from a core does not count towards maxDepth', async () => {
  const actions = createActions<Desk>({ maxDepth: 0 })
  actions.registerAction('PrintLabel', () => actions.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', () => 'sent')

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'sent')
})

test.run()
