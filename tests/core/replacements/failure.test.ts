// Replacements (S3, S5): what happens when a replacement fails.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { rejection } from '../../support/helpers.js'

for (const failure of [new Error('replacement'), undefined, null]) {
  for (const [how, fail] of [
    [
      'throws',
      () => {
        throw failure
      },
    ],
    ['rejects with', () => Promise.reject(failure)],
    [
      'returns a foreign thenable that throws',
      () => ({
        then() {
          throw failure
        },
      }),
    ],
  ] as const) {
    test(`S5: a replacement that ${how} ${failure} rejects the invocation with exactly that value`, async () => {
      const actions = createActions()
      const log: string[] = []
      actions.registerAction('AcceptTask', () => log.push('core'))
      actions.replaceAction('AcceptTask', fail)
      actions.addListener('afterAcceptTask', () => log.push('after'))

      const outcome = await actions.invokeAction('AcceptTask').then(
        () => ['fulfilled'],
        (error: unknown) => ['rejected', error],
      )

      assert.is(outcome[0], 'rejected')
      assert.is(outcome[1], failure)
      assert.equal(log, [])
    })
  }
}

test('S5: a replacement that fails after its original succeeded fails the invocation', async () => {
  const actions = createActions()
  const log: string[] = []
  const failure = new Error('replacement')
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await original(payload)
    throw failure
  })
  actions.addListener('afterAcceptTask', () => log.push('after'))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(error, failure)
  assert.equal(log, ['core'])
})

test('S5: a replacement that throws undefined after its original succeeded fails the invocation with undefined', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original()
    throw undefined
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(error, undefined)
})

test('S5: a newer replacement may handle the failure of an older one', async () => {
  const actions = createActions()
  const log: string[] = []
  const failure = new Error('older')
  let seen: unknown
  actions.registerAction('AcceptTask', () => {})
  actions.replaceAction('AcceptTask', () => {
    throw failure
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    seen = await rejection(original(payload))
    return 'fallback'
  })
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'fallback')
  assert.is(seen, failure)
  assert.equal(log, ['after fallback'])
})

test('S3: after an inner replacement has thrown synchronously, an abort names no party but the replacement that aborts', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', function inner() {
    throw new Error('inner')
  })
  actions.replaceAction('AcceptTask', async function outer(_payload, original, ctx) {
    await undefined
    await original().catch(() => {})
    await undefined
    ctx.abort('no')
  })
  const error = (await rejection(actions.invokeAction('AcceptTask'))) as { by: { name: string } | null }

  // It aborts through its ctx, when it has waited: nothing tells which party that is.
  assert.is(error.by, null)
})

test.run()
