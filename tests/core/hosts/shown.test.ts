// Decides what console.log, JSON.stringify and `{ ...ctx }` show of a ctx, and what of it cannot be overwritten (S21).

import { inspect } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionContext, createActions } from '../../../source/core/index.js'
import { deferred, rejection, thrown } from '../../support/helpers.js'

/** What users know of a ctx, verbs and signal left out. */
const KNOWN = [
  'action',
  'id',
  'depth',
  'payload',
  'result',
  'aborted',
  'abortReason',
  'parent',
  'failure',
  'state',
  'signal',
]

/** The ctx of an invocation of Print inside Ask, while the core runs, and what lets it end. */
async function nestedContext() {
  const actions = createActions({ onListenerError() {} })
  const seen = deferred<ActionContext>()
  const release = deferred()
  actions.use((_ctx, next) => next())
  actions.registerAction('Ask', (_payload, ctx) => ctx.invokeAction('Print', { copies: 2 }))
  actions.registerAction('Print', async (_payload, ctx) => {
    seen.resolve(ctx)
    await release.promise
    return 'printed'
  })
  actions.addListener('beforePrint', () => {})
  const asking = actions.invokeAction('Ask')
  const ctx = await seen.promise
  const end = async () => {
    release.resolve()
    await asking
  }
  return { ctx, end }
}

/** The ctx of an invocation that was aborted. */
async function abortedContext(): Promise<ActionContext> {
  const actions = createActions()
  let kept!: ActionContext
  actions.registerAction('Print', () => {})
  actions.addListener('beforePrint', (_payload, abort, ctx) => {
    kept = ctx
    abort('closed')
  })
  await rejection(actions.invokeAction('Print', 'one copy'))
  return kept
}

test('S21: JSON.stringify shows what is known of an invocation, without what is undefined, and its parent as an action', async () => {
  const { ctx, end } = await nestedContext()

  const running = JSON.parse(JSON.stringify(ctx))
  await end()
  const ended = JSON.parse(JSON.stringify(ctx))

  assert.equal(running, {
    action: 'Print',
    id: ctx.id,
    depth: 1,
    payload: { copies: 2 },
    aborted: false,
    parent: 'Ask',
  })
  assert.is(ended.action, 'Print')
  assert.is(ended.result, 'printed')
  assert.equal(ended.payload, { copies: 2 })
})

test('S21: JSON.stringify shows an abort and its reason', async () => {
  const ctx = await abortedContext()

  assert.equal(JSON.parse(JSON.stringify(ctx)), {
    action: 'Print',
    id: ctx.id,
    depth: 0,
    payload: 'one copy',
    aborted: true,
    abortReason: 'closed',
  })
})

test('S21: JSON.stringify of a ctx at the top has no parent, and may be part of something else', async () => {
  const actions = createActions()
  actions.registerAction('Print', (_payload, ctx) => JSON.stringify({ at: [ctx] }))

  const text = await actions.invokeAction('Print')

  const {
    at: [shown],
  } = JSON.parse(text)
  assert.equal({ ...shown, id: 0 }, { action: 'Print', id: 0, depth: 0, aborted: false })
})

for (const [what, options] of [
  ['console.log', {}],
  ['inspect with all that is hidden', { showHidden: true, depth: 10 }],
] as const) {
  test(`S21: ${what} shows action, id, depth, payload, result, aborted, abortReason and the parent’s action, and nothing of the engine`, async () => {
    const { ctx, end } = await nestedContext()

    const running = inspect(ctx, options)
    await end()
    const ended = inspect(ctx, options)
    const aborted = inspect(await abortedContext(), options)

    for (const part of [
      "action: 'Print'",
      `id: ${ctx.id}`,
      'depth: 1',
      'payload: { copies: 2 }',
      'aborted: false',
      "'Ask'",
    ]) {
      assert.ok(running.includes(part), `${part} in ${running}`)
    }
    assert.ok(ended.includes("result: 'printed'"), ended)
    assert.ok(aborted.includes('aborted: true') && aborted.includes("abortReason: 'closed'"), aborted)
    for (const text of [running, ended, aborted]) {
      assert.not.match(text, /_|stack|registry|host|attachment|cursor|layer|WeakMap|Map\(/i)
    }
  })
}

test('S21: inspect of a ctx inside something else respects its depth, and never throws', async () => {
  const { ctx, end } = await nestedContext()

  const text = inspect({ ctx }, { depth: 0 })
  const inside = inspect([ctx])
  await end()

  assert.not.match(text, /copies|_|stack|registry/)
  assert.ok(inside.includes("action: 'Print'"), inside)
})

test('S21: { ...ctx } has nothing of the engine', async () => {
  const { ctx, end } = await nestedContext()

  const spread: object = { ...ctx }
  const keys = Object.keys(spread)
  await end()

  assert.equal(
    keys.filter((key) => !KNOWN.includes(key)),
    [],
  )
  assert.is((spread as { payload?: unknown }).payload, ctx.payload)
})

test('S21: console.log of { ...ctx } shows nothing of the engine', async () => {
  const { ctx, end } = await nestedContext()

  const text = inspect({ ...ctx }, { depth: 5 })
  await end()

  assert.not.match(text, /_|stack|registry|host|attachment|cursor|layer/i)
})

test('S21: for…in and Object.keys of a ctx name nothing of the engine', async () => {
  const { ctx, end } = await nestedContext()
  const names: string[] = []

  for (const name in ctx) names.push(name)
  await end()

  assert.equal(
    [...names, ...Object.keys(ctx)].filter((name) => !KNOWN.includes(name)),
    [],
  )
})

for (const name of ['action', 'id', 'depth', 'parent'] as const) {
  test(`S21: assigning ctx.${name} throws a TypeError, in time and too late, and changes nothing`, async () => {
    const { ctx, end } = await nestedContext()
    const before = ctx[name]
    const assign = () => {
      ;(ctx as unknown as Record<string, unknown>)[name] = 'req-7'
    }

    const during = thrown(assign)
    const unchanged = ctx[name] === before
    await end()
    const after = thrown(assign)

    assert.instance(during, TypeError)
    assert.instance(after, TypeError)
    assert.is(unchanged, true)
  })
}

test('S21: users may write properties of their own on a ctx, as in Koa, and other parties see them', async () => {
  const actions = createActions()
  actions.registerAction('Print', (_payload, ctx) => (ctx as unknown as { user: string }).user)
  actions.use((ctx, next) => {
    Object.assign(ctx, { user: 'Ann' })
    return next()
  })

  assert.is(await actions.invokeAction('Print'), 'Ann')
})

test('S21: JSON.stringify and inspect of a ctx whose payload cannot be read say so, or throw what the payload throws, and change nothing', async () => {
  const actions = createActions()
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  actions.registerAction('Print', (_payload, ctx) => {
    inspect(ctx)
    try {
      JSON.stringify(ctx)
    } catch {
      // That of the payload.
    }
    return 'printed'
  })

  assert.is(await actions.invokeAction('Print', proxy), 'printed')
})

test.run()
