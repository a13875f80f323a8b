// Replacements (S5): which function runs in front of which, and what each function is called with.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, replacement } from '../../../source/core/index.js'

test('S5: the newest replacement is outermost', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  for (const name of ['oldest', 'older', 'newest']) {
    actions.replaceAction('AcceptTask', async (payload, original) => {
      log.push(`${name} in`)
      await original(payload)
      log.push(`${name} out`)
    })
  }

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['newest in', 'older in', 'oldest in', 'core', 'oldest out', 'older out', 'newest out'])
})

test('S5: a replacement is called with the payload, original, the ctx and this undefined', async () => {
  const actions = createActions()
  const payload = { sid: 'WT1' }
  const seen: unknown[] = []
  let coreCtx: unknown
  actions.registerAction('AcceptTask', () => {})
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    coreCtx = ctx
  })
  actions.replaceAction('AcceptTask', function (this: unknown, ...args: unknown[]) {
    seen.push(this, ...args)
  })

  await actions.invokeAction('AcceptTask', payload)

  assert.is(seen.length, 4)
  assert.is(seen[0], undefined)
  assert.is(seen[1], payload)
  assert.type(seen[2], 'function')
  assert.is(seen[3], coreCtx)
})

test('S5: the core behind a replacement is called with the payload, the ctx and this undefined', async () => {
  const actions = createActions()
  const payload = { sid: 'WT1' }
  const seen: unknown[] = []
  let listenerCtx: unknown
  actions.registerAction('AcceptTask', function (this: unknown, ...args: unknown[]) {
    seen.push(this, ...args)
  })
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    listenerCtx = ctx
  })
  actions.replaceAction('AcceptTask', (_payload, original) => original())

  await actions.invokeAction('AcceptTask', payload)

  assert.is(seen.length, 3)
  assert.is(seen[0], undefined)
  assert.is(seen[1], payload)
  assert.is(seen[2], listenerCtx)
})

test('S5: replacement(fn) gives middleware that does what the replacement does', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => `core ${payload}`)
  actions.use(
    'AcceptTask',
    replacement(async (payload, original) => `lifted ${await original(`${payload}!`)}`),
  )

  const result = await actions.invokeAction('AcceptTask', 'raw')

  assert.is(result, 'lifted core raw!')
})

test('S5: the same function may replace twice', async () => {
  const actions = createActions()
  const twice = (payload: number, original: (payload: number) => unknown) => original(payload + 1)
  actions.registerAction('AcceptTask', (payload) => payload)
  actions.replaceAction('AcceptTask', twice)
  actions.replaceAction('AcceptTask', twice)

  const result = await actions.invokeAction('AcceptTask', 0)

  assert.is(result, 2)
})

test('S5: disposing a replacement puts back what was there before', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', () => 'older')
  const newer = actions.replaceAction('AcceptTask', () => 'newer')

  const before = await actions.invokeAction('AcceptTask')
  newer()
  const after = await actions.invokeAction('AcceptTask')

  assert.equal([before, after], ['newer', 'older'])
})

test('S5: disposing the last replacement puts back the core', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  const registration = actions.replaceAction('AcceptTask', () => 'replaced')
  registration()

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core')
})

test('S5: disposing a replacement in the middle joins the replacements on both sides', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  const [, middle] = ['oldest', 'middle', 'newest'].map((name) =>
    actions.replaceAction('AcceptTask', (payload, original) => {
      log.push(name)
      return original(payload)
    }),
  )
  middle?.()

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['newest', 'oldest', 'core'])
})

test.run()
