// Decides how many layers still start inside the call, and that deep nesting does not overflow the stack.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionContext, createActions } from '../../../source/core/index.js'
import { actionsWithoutMap, isCount, layered, type Untyped } from './support.js'

// ── the start inside the call

type Core = (payload: unknown, ctx: ActionContext) => unknown

/** Names layers, each with a function that registers PrintLabel with 200 layers of that kind around `core`. */
const STACKS: [what: string, build: (actions: Untyped, core: Core) => void][] = [
  [
    '200 middleware',
    (actions, core) => {
      actions.registerAction('PrintLabel', core)
      for (let i = 0; i < 200; i++) actions.use('PrintLabel', async (_ctx, next) => next())
    },
  ],
  [
    '200 replacements',
    (actions, core) => {
      actions.registerAction('PrintLabel', core)
      for (let i = 0; i < 200; i++) actions.replaceAction('PrintLabel', async (_payload, original) => original())
    },
  ],
  [
    '200 layers of both kinds, with listeners among them,',
    (actions, core) => {
      layered(actions, 'PrintLabel', 200, core)
      actions.addListener('beforePrintLabel', () => {})
    },
  ],
]

for (const [what, build] of STACKS) {
  test(`Withstands: behind ${what} the core still starts inside the call`, () => {
    const actions = actionsWithoutMap()
    let started = false
    build(actions, () => {
      started = true
    })

    actions.invokeAction('PrintLabel', {})

    assert.is(started, true)
  })
}

test('Withstands: the 200 layers of the synchronous start are counted through all parents of a nested invocation', () => {
  const actions = actionsWithoutMap()
  const depths: number[] = []
  layered(actions, 'Dive', 10, (_payload, ctx) => {
    depths.push(ctx.depth)
    if (ctx.depth < 19) return ctx.invokeAction('Dive')
  })

  actions.invokeAction('Dive')

  assert.ok(isCount(depths, 20))
})

test('Withstands: an action of 200 layers starts its core inside the call each time, one call after the other', () => {
  const actions = actionsWithoutMap()
  let calls = 0
  layered(actions, 'PrintLabel', 200, () => {
    calls++
  })

  for (let i = 0; i < 5; i++) actions.invokeAction('PrintLabel', {})

  assert.is(calls, 5)
})

// ── nested invocations

for (const [depth, layers, shown] of [
  [100, 100, '100'],
  [5, 10_000, '10 000'],
] as const) {
  test(`Withstands: invocations nested ${depth} deep through ${shown} layers each do not overflow the stack`, async () => {
    const actions = actionsWithoutMap()
    let deepest = 0
    layered(actions, 'Dive', layers, (_payload, ctx) => {
      deepest = ctx.depth
      return ctx.depth < depth ? ctx.invokeAction('Dive') : 'bottom'
    })

    const result = await actions.invokeAction('Dive')

    assert.is(result, 'bottom')
    assert.is(deepest, depth)
  })
}

test('Withstands: invocations nested 100 deep from listeners do not overflow the stack', async () => {
  const actions = actionsWithoutMap()
  let deepest = 0
  actions.registerAction('Dive', () => 'bottom')
  for (let i = 0; i < 100; i++) actions.use('Dive', (_ctx, next) => next())
  actions.addListener('beforeDive', (_payload, _abort, ctx) => {
    deepest = Math.max(deepest, ctx.depth)
    return ctx.depth < 100 ? ctx.invokeAction('Dive') : undefined
  })

  assert.is(await actions.invokeAction('Dive'), 'bottom')
  assert.is(deepest, 100)
})

test('Withstands: a middleware may nest an invocation at each of 1 000 layers', async () => {
  const actions = actionsWithoutMap()
  let notes = 0
  actions.registerAction('PrintLabel', () => 'printed')
  actions.registerAction('Note', () => {
    notes++
  })
  for (let i = 0; i < 1000; i++) {
    actions.use('PrintLabel', async (ctx, next) => {
      await ctx.invokeAction('Note')
      await next()
    })
  }

  assert.is(await actions.invokeAction('PrintLabel', {}), 'printed')
  assert.is(notes, 1000)
})

test('Withstands: invocations without layers, nested as deep as a raised maxDepth allows, do not overflow the stack', async () => {
  const actions = createActions({ maxDepth: 10_000 })
  actions.registerAction('Dive', (_payload, ctx) => (ctx.depth < 10_000 ? ctx.invokeAction('Dive') : 'bottom'))

  assert.is(await actions.invokeAction('Dive'), 'bottom')
})

test('Withstands: an invocation may be nested at each of 1 000 replacements, each through 100 layers', async () => {
  const actions = actionsWithoutMap()
  let notes = 0
  actions.registerAction('PrintLabel', () => 'printed')
  layered(actions, 'Note', 100, () => {
    notes++
  })
  for (let i = 0; i < 1000; i++) {
    actions.replaceAction('PrintLabel', async (_payload, original, ctx) => {
      await ctx.invokeAction('Note')
      return original()
    })
  }

  assert.is(await actions.invokeAction('PrintLabel', {}), 'printed')
  assert.is(notes, 1000)
})

test.run()
