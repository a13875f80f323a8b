// Replacements (S5): calls of original() that run at the same time keep their payloads, results and failures apart.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'

test('S5: calls side by side each hand on their own payload', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', (payload) => seen.push(payload))
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await hold.promise
    return original()
  })
  actions.replaceAction('AcceptTask', (_payload, original) =>
    Promise.all([original('first'), original('second'), original()]),
  )

  const promise = actions.invokeAction('AcceptTask', 'raw')
  hold.resolve()
  await promise

  assert.equal(seen, ['first', 'second', 'raw'])
})

for (const [what, older] of [
  ['calls side by side', undefined],
  [
    'calls side by side of a replacement that returns nothing',
    async (original: () => Promise<unknown>) => {
      await original()
    },
  ],
  [
    'calls side by side of a replacement with bare originals',
    (original: () => Promise<unknown>) => {
      original()
    },
  ],
] as const) {
  test(`S5: ${what} each resolve with their own result`, async () => {
    const actions = createActions()
    const holds = [deferred(), deferred()]
    const done: number[] = []
    actions.registerAction('AcceptTask', async (payload) => {
      await holds[payload]?.promise
      done.push(payload)
      return `result ${payload}`
    })
    if (older) actions.replaceAction('AcceptTask', (_payload, original) => older(original))
    actions.replaceAction('AcceptTask', (_payload, original) => Promise.all([original(0), original(1)]))

    const promise = actions.invokeAction('AcceptTask')
    holds[1]?.resolve()
    await settled()
    holds[0]?.resolve()
    const result = await promise

    assert.equal(done, [1, 0])
    assert.equal(result, ['result 0', 'result 1'])
  })
}

test('S5: after calls side by side the payload is the payload of the last call to start', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  const holds = [deferred(), deferred()]
  actions.registerAction('AcceptTask', (payload) => holds[payload]?.promise)
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.all([original(0), original(1)]))
  actions.addListener('afterAcceptTask', (payload) => seen.push(payload))

  const promise = actions.invokeAction('AcceptTask')
  holds[1]?.resolve()
  await settled()
  holds[0]?.resolve()
  await promise

  assert.equal(seen, [1])
})

test('S5: one of several calls side by side may fail while the others have their results', async () => {
  const actions = createActions()
  const failure = new Error('second')
  actions.registerAction('AcceptTask', async (payload) => {
    if (payload === 2) throw failure
    return `result ${payload}`
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    const outcomes = await Promise.allSettled([original(1), original(2), original(3)])
    return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason))
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result[0], 'result 1')
  assert.is(result[1], failure)
  assert.is(result[2], 'result 3')
})

test('S5: Promise.all over originals fails with the first failure', async () => {
  const actions = createActions()
  const failure = new Error('second')
  const log: string[] = []
  actions.registerAction('AcceptTask', async (payload) => {
    if (payload === 2) throw failure
  })
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.all([original(1), original(2)]))
  actions.addListener('afterAcceptTask', () => log.push('after'))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(error, failure)
  assert.equal(log, [])
})

test('S5: Promise.all over originals that all fail leaves no unhandled rejection behind', async () => {
  const actions = createActions()
  const failures = [new Error('first'), new Error('second')]
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async (payload) => {
    throw failures[payload]
  })
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.all([original(0), original(1)]))

  const unhandled = await unhandledDuring(async () => {
    seen.push(await rejection(actions.invokeAction('AcceptTask')))
  })

  assert.is(seen[0], failures[0])
  assert.equal(unhandled, [])
})

test('S5: Promise.any over originals takes the result of the call that succeeds', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', async (payload) => {
    if (payload === 1) throw new Error('first')
    return `result ${payload}`
  })
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.any([original(1), original(2)]))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'result 2')
})

test.run()
