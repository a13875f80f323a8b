// The option state of an invocation (S11): what ctx.state begins with, there and in what is nested in it.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionContext, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'

test('S11: { state } is what ctx.state begins with, for every party', async () => {
  const actions = createActions()
  const log: unknown[] = []
  const note = (who: string, ctx: ActionContext) => void log.push([who, { ...ctx.state }])
  actions.registerAction('Save', (_payload, ctx) => note('core', ctx), {
    payloadUpdate: (_payload: unknown, ctx: ActionContext) => note('payloadUpdate', ctx),
  })
  actions.use((ctx, next) => {
    note('middleware', ctx)
    return next()
  })
  actions.addListener('beforeSave', (_payload, _abort, ctx) => note('before', ctx))
  actions.replaceAction('Save', (_payload, original, ctx) => {
    note('replacement', ctx)
    return original()
  })
  actions.addListener('afterSave', (_payload, _result, ctx) => note('after', ctx))

  await actions.invokeAction('Save', 1, { state: { user: 'anna' } })

  assert.equal(
    log,
    ['middleware', 'payloadUpdate', 'before', 'replacement', 'core', 'after'].map((who) => [who, { user: 'anna' }]),
  )
})

test('S11: { state } is copied: what a function writes to ctx.state does not reach the given object', async () => {
  const actions = createActions()
  const given = Object.freeze({ user: 'anna' })
  actions.registerAction('Save', (_payload, ctx) => {
    ctx.state.user = 'ben'
    ctx.state.seen = true
    return { ...ctx.state }
  })

  const seen = await actions.invokeAction('Save', 1, { state: given })

  assert.equal(seen, { user: 'ben', seen: true })
  assert.equal(given, { user: 'anna' })
})

test('S11: the values in { state } are handed on as they are', async () => {
  const actions = createActions()
  const user = { name: 'anna' }
  const key = Symbol('request')
  let seen: Record<PropertyKey, unknown> | undefined
  actions.registerAction('Save', (_payload, ctx) => {
    seen = ctx.state
  })

  await actions.invokeAction('Save', 1, { state: { user, [key]: 7 } })

  assert.is(seen?.user, user)
  assert.is(seen?.[key], 7)
})

test('S11: only the own enumerable properties of { state } count', async () => {
  const actions = createActions()
  const given = Object.create({ inherited: 1 }, { hidden: { value: 2 }, shown: { value: 3, enumerable: true } })
  actions.registerAction('Save', (_payload, ctx) => ['inherited', 'hidden', 'shown'].map((key) => ctx.state[key]))

  assert.equal(await actions.invokeAction('Save', 1, { state: given }), [undefined, undefined, 3])
})

test('S1, S11: a key of { state } named __proto__ is a key as any other', async () => {
  const actions = createActions()
  let seen: Record<PropertyKey, unknown> | undefined
  actions.registerAction('Save', (_payload, ctx) => {
    seen = ctx.state
  })

  await actions.invokeAction('Save', 1, { state: JSON.parse('{"__proto__": {"admin": true}}') })

  assert.is(seen?.admin, undefined)
  assert.equal(Object.keys(seen ?? {}), ['__proto__'])
})

test('S11: a nested invocation begins with the same { state }, without what the functions of its parent wrote', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('Save', async (_payload, ctx) => {
    ctx.state.draft = true
    ctx.state.user = 'changed'
    await ctx.invokeAction('Log')
    log.push({ ...ctx.state })
  })
  actions.registerAction('Log', async (_payload, ctx) => {
    log.push({ ...ctx.state })
    ctx.state.logged = true
    await ctx.invokeAction('Store')
  })
  actions.registerAction('Store', (_payload, ctx) => log.push({ ...ctx.state }))

  await actions.invokeAction('Save', 1, { state: { user: 'anna' } })

  assert.equal(log, [{ user: 'anna' }, { user: 'anna' }, { user: 'changed', draft: true }])
})

test('S11: the { state } of a nested invocation is added to the inherited one, and wins', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('Save', async (_payload, ctx) => {
    await ctx.invokeAction('Log', 1, { state: { step: 'inner', part: 2 } })
    await ctx.invokeAction('Store')
  })
  actions.registerAction('Log', async (_payload, ctx) => {
    log.push({ ...ctx.state })
    await ctx.invokeAction('Store')
  })
  actions.registerAction('Store', (_payload, ctx) => log.push({ ...ctx.state }))

  await actions.invokeAction('Save', 1, { state: { user: 'anna', step: 'outer' } })

  assert.equal(log, [
    { user: 'anna', step: 'inner', part: 2 },
    { user: 'anna', step: 'inner', part: 2 },
    { user: 'anna', step: 'outer' },
  ])
})

test('S11: actions.invokeAction inherits no { state }, wherever it is called', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('Save', async (_payload, ctx) => {
    await actions.invokeAction('Log')
    await ctx.invokeAction('Log')
  })
  actions.registerAction('Log', (_payload, ctx) => log.push({ ...ctx.state }))

  await actions.invokeAction('Save', 1, { state: { user: 'anna' } })

  assert.equal(log, [{}, { user: 'anna' }])
})

test('S11: what a kept ctx invokes after its own invocation has settled begins with the same { state }', async () => {
  const actions = createActions()
  let kept!: ActionContext
  actions.registerAction('Save', (_payload, ctx) => {
    ctx.state.draft = true
    kept = ctx
  })
  actions.registerAction('Log', (_payload, ctx) => ({ ...ctx.state }))
  await actions.invokeAction('Save', 1, { state: { user: 'anna' } })

  assert.equal(await kept.invokeAction('Log'), { user: 'anna' })
})

test('S11: invocations side by side with the same { state } do not see what the others write', async () => {
  const actions = createActions()
  const hold = deferred()
  const given = { user: 'anna' }
  actions.registerAction('Save', async (payload, ctx) => {
    ctx.state[`by ${payload}`] = true
    await hold.promise
    return Object.keys(ctx.state)
  })

  const running = [1, 2].map((payload) => actions.invokeAction('Save', payload, { state: given }))
  await settled()
  hold.resolve()

  assert.equal(await Promise.all(running), [
    ['user', 'by 1'],
    ['user', 'by 2'],
  ])
  assert.equal(given, { user: 'anna' })
})

test('S11, S20: settleAction takes { state } too', async () => {
  const actions = createActions()
  actions.registerAction('Save', (_payload, ctx) => ctx.state.user)

  const outcome = await actions.settleAction('Save', 1, { state: { user: 'anna' } })

  assert.equal(outcome, { status: 'done', result: 'anna' })
})

test('S11: an undefined { state } is none', async () => {
  const actions = createActions()
  actions.registerAction('Save', (_payload, ctx) => Object.keys(ctx.state))

  assert.equal(await actions.invokeAction('Save', 1, { state: undefined }), [])
})

for (const [shown, value] of [
  ['null', null],
  ['"anna"', 'anna'],
  ['7', 7],
  ['true', true],
] as const) {
  test(`S11, S13: a { state } of ${shown} is a TypeError that shows it, and nothing runs`, async () => {
    const actions = createActions()
    let ran = false
    actions.registerAction('Save', () => {
      ran = true
    })

    const error = await rejection(actions.invokeAction('Save', 1, { state: value as never }))

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, 'state')
    assert.match((error as TypeError).message, shown)
    assert.is(ran, false)
  })
}

test('S11: ctx.state without { state } begins empty in every invocation', async () => {
  const actions = createActions()
  actions.registerAction('Save', (_payload, ctx) => {
    const keys = Object.keys(ctx.state)
    ctx.state.seen = true
    return keys
  })

  assert.equal([await actions.invokeAction('Save'), await actions.invokeAction('Save')], [[], []])
})

test.run()
