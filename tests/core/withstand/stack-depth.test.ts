// Decides how deep the stack may become: where the core still starts inside the call, and that deep nesting does not overflow it.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { actionsWithoutMap, isCount, layered } from './support.js'

// ── the synchronous start

test('Withstands: behind 200 middleware the core still starts inside the call', () => {
  const actions = actionsWithoutMap()
  let started = false
  actions.registerAction('PrintLabel', () => {
    started = true
  })
  for (let i = 0; i < 200; i++) actions.use('PrintLabel', async (_ctx, next) => next())

  actions.invokeAction('PrintLabel', {})

  assert.is(started, true)
})

test('Withstands: behind 200 replacements the core still starts inside the call', () => {
  const actions = actionsWithoutMap()
  let started = false
  actions.registerAction('PrintLabel', () => {
    started = true
  })
  for (let i = 0; i < 200; i++) actions.replaceAction('PrintLabel', async (_payload, original) => original())

  actions.invokeAction('PrintLabel', {})

  assert.is(started, true)
})

test('Withstands: behind 200 layers of both kinds, with listeners among them, the core still starts inside the call', () => {
  const actions = actionsWithoutMap()
  let started = false
  layered(actions, 'PrintLabel', 200, () => {
    started = true
  })
  actions.addListener('beforePrintLabel', () => {})

  actions.invokeAction('PrintLabel', {})

  assert.is(started, true)
})

test('Withstands: the 200 layers of the synchronous start are counted through the parents of nested invocations', () => {
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

test('Withstands: invocations nested 100 deep through 100 layers each do not overflow the stack', async () => {
  const actions = actionsWithoutMap()
  let deepest = 0
  layered(actions, 'Dive', 100, (_payload, ctx) => {
    deepest = ctx.depth
    return ctx.depth < 100 ? ctx.invokeAction('Dive') : 'bottom'
  })

  const result = await actions.invokeAction('Dive')

  assert.is(result, 'bottom')
  assert.is(deepest, 100)
})

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

// ── nested invocations

test('Withstands: invocations nested 5 deep through 10 000 layers each do not overflow the stack', async () => {
  const actions = actionsWithoutMap()
  let deepest = 0
  layered(actions, 'Dive', 10_000, (_payload, ctx) => {
    deepest = ctx.depth
    return ctx.depth < 5 ? ctx.invokeAction('Dive') : 'bottom'
  })

  const result = await actions.invokeAction('Dive')

  assert.is(result, 'bottom')
  assert.is(deepest, 5)
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
