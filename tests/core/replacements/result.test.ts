// Replacements (S5): what the result of a replaced action is.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'

for (const [what, value] of [
  ['null', null],
  ['0', 0],
  ['an empty string', ''],
  ['false', false],
] as const) {
  test(`S5: ${what} that a replacement returns is the result`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', () => 'core')
    actions.replaceAction('AcceptTask', async (payload, original) => {
      await original(payload)
      return value
    })

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, value)
  })
}

test('S5: what a promise of a replacement resolves with is the result, for after-listeners too', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', async (payload, original) => `replaced ${await original(payload)}`)
  actions.addListener('afterAcceptTask', (_payload, result, ctx) => seen.push(result, ctx.result))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'replaced core')
  assert.equal(seen, ['replaced core', 'replaced core'])
})

test('S5: a foreign thenable that a replacement returns is waited for, and its value is the result', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', () => ({
    then(resolve: (value: string) => void) {
      resolve('first')
      resolve('second')
      throw new Error('too late')
    },
  }))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'first')
})

test('S5: when a replacement returns nothing, the result of original is the result', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await original(payload)
  })
  actions.addListener('afterAcceptTask', (_payload, result) => seen.push(result))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core')
  assert.equal(seen, ['core'])
})

test('S5: when a replacement returns nothing, the result of the last original is the result', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => `core ${payload}`)
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original(1)
    await original(2)
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core 2')
})

test('S5: when a replacement returns nothing, an original that fails does not take away the result of an earlier original', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => {
    if (payload === 2) throw new Error('core 2')
    return `core ${payload}`
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original(1)
    await rejection(original(2))
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core 1')
})

test('S5: when a replacement returns nothing, a newer replacement gets the result of its original', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await original(payload)
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    seen.push(await original(payload))
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core')
  assert.equal(seen, ['core'])
})

test('S5: when the core of the last original returns nothing, the result is undefined', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => (payload === 1 ? 'core' : undefined))
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original(1)
    await original(2)
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, undefined)
})

test('S5: a call without a result does not give the result of the call before it', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', async (payload, original) => {
    if (payload === 'run') return original(payload)
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => [await original('run'), await original('skip')])

  const result = await actions.invokeAction('AcceptTask')

  assert.equal(result, ['core', undefined])
})

test('S5: a call without a result does not give the result of a call beside it', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', async (payload, original) => {
    if (payload === 'run') return original(payload)
    await hold.promise
  })
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.all([original('skip'), original('run')]))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  hold.resolve()

  assert.equal(await promise, [undefined, 'core'])
})

test('S5: a call that handles the failure of its original and returns nothing does not give the result of the call before it', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => {
    if (payload === 2) throw new Error('core 2')
    return `core ${payload}`
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original().catch(() => {})
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => [await original(1), await original(2)])

  const result = await actions.invokeAction('AcceptTask')

  assert.equal(result, ['core 1', undefined])
})

test('S5: what a replacement assigned to ctx.result is the result when it calls no original and returns nothing', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', (_payload, _original, ctx) => {
    ctx.result = 'assigned'
  })
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(result))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'assigned')
  assert.equal(log, ['assigned'])
})

test.run()
