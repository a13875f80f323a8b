// Replacements (S5): which payload original() hands on, and which payload the after-listeners see.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred } from '../../support/helpers.js'

test('S5: original(payload) hands that payload on', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  const other = { sid: 'other' }
  actions.registerAction('AcceptTask', (payload, ctx) => seen.push(payload, ctx.payload))
  actions.replaceAction('AcceptTask', (_payload, original) => original(other))

  await actions.invokeAction('AcceptTask', { sid: 'raw' })

  assert.is(seen[0], other)
  assert.is(seen[1], other)
})

test('S5: original() hands on the payload that the replacement was called with', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => payload)
  actions.replaceAction('AcceptTask', (_payload, original) => original())

  const result = await actions.invokeAction('AcceptTask', 'raw')

  assert.is(result, 'raw')
})

test('S5: original() hands on the payload of the call even when ctx.payload has been assigned since', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload, ctx) => [payload, ctx.payload])
  actions.replaceAction('AcceptTask', (_payload, original, ctx) => {
    ctx.payload = 'assigned'
    return original()
  })

  const result = await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(result, ['raw', 'raw'])
})

test('S5: original() of an older replacement hands on what the newer one gave it', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => payload)
  actions.replaceAction('AcceptTask', (_payload, original) => original())
  actions.replaceAction('AcceptTask', (_payload, original) => original('handed on'))

  const result = await actions.invokeAction('AcceptTask', 'raw')

  assert.is(result, 'handed on')
})

for (const value of [undefined, null, 0, '', false]) {
  test(`S5: original(${JSON.stringify(value)}) hands exactly that value on`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', (payload, ctx) => seen.push(payload, ctx.payload))
    actions.replaceAction('AcceptTask', (_payload, original) => original(value))

    await actions.invokeAction('AcceptTask', 'raw')

    assert.equal(seen, [value, value])
  })
}

test('S5: a promise given to original is handed on as it is', async () => {
  const actions = createActions()
  const hold = deferred()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', (payload) => seen.push(payload))
  actions.replaceAction('AcceptTask', (_payload, original) => original(hold.promise))

  await actions.invokeAction('AcceptTask')

  assert.is(seen[0], hold.promise)
})

test('S5: after-listeners see the payload that the last call to start carried', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => {})
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original('first')
    await original('second')
  })
  actions.addListener('afterAcceptTask', (payload, _result, ctx) => seen.push(payload, ctx.payload))

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(seen, ['second', 'second'])
})

test('S5: a call of an older replacement that never calls original carries its payload too', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => {})
  actions.replaceAction('AcceptTask', () => 'replaced')
  actions.replaceAction('AcceptTask', (_payload, original) => original('handed on'))
  actions.addListener('afterAcceptTask', (payload) => seen.push(payload))

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(seen, ['handed on'])
})

test('S5: after-listeners see the payload that was assigned since the last call started', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => {})
  actions.replaceAction('AcceptTask', async (_payload, original, ctx) => {
    await original('handed on')
    ctx.payload = 'assigned'
  })
  actions.addListener('afterAcceptTask', (payload, _result, ctx) => seen.push(payload, ctx.payload))

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(seen, ['assigned', 'assigned'])
})

test('S5: a payload that the core assigns to ctx.payload is what the after-listeners see', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    ctx.payload = 'assigned'
  })
  actions.replaceAction('AcceptTask', (_payload, original) => original('handed on'))
  actions.addListener('afterAcceptTask', (payload) => seen.push(payload))

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(seen, ['assigned'])
})

test('S5: after a replacement that never calls original the payload is what it was called with', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => {})
  actions.replaceAction('AcceptTask', () => 'replaced')
  actions.addListener('afterAcceptTask', (payload) => seen.push(payload))

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(seen, ['raw'])
})

test('S5: a retry without an argument hands on the payload of the call, not the payload of the attempt before', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', (payload) => seen.push(payload))
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original('attempt')
    await original()
  })

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(seen, ['attempt', 'raw'])
})

test.run()
