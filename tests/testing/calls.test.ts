// Decides what a double sees of the calls that reach a core: payload, outcome and result.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, DuplicateActionError } from '../../source/core/index.js'
import { createTestActions } from '../../source/testing/index.js'
import { deferred, thrown } from '../support/helpers.js'
import type { Desk } from './desk.js'

const doubles = suite('the double')

doubles('registers stubs that do nothing, and sees what reaches them', async () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask', 'Logout')

  const result = await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.is(result, undefined)
  assert.equal(test.seen('AcceptTask').calls, [
    { action: 'AcceptTask', payload: { sid: 'WT1' }, outcome: 'done', result: undefined },
  ])
  assert.equal(test.seen('Logout').calls, [])
})

for (const [names, shown] of [
  [['AcceptTask', () => 1], 'a function'],
  [[['AcceptTask']], '["AcceptTask"]'],
] as [string[], string][]) {
  doubles(`refuses a stub for ${shown}, and says what gives an action a core`, () => {
    const test = createTestActions()

    const error = thrown(() => test.stub(...names)) as TypeError

    assert.instance(error, TypeError)
    assert.is(
      error.message,
      `stub takes names of actions, such as stub('Save', 'Close'), got ${shown}: give an action a core with actions.registerAction of the double`,
    )
    assert.equal(test.actions.actionNames(), [])
  })
}

doubles('refuses a stub for a name that is taken', () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask')

  const error = thrown(() => test.stub('AcceptTask'))

  assert.instance(error, DuplicateActionError)
})

doubles('sees what a core returned, what it resolved with, and that it failed', async () => {
  const test = createTestActions()
  test.actions.registerAction('Now', () => 'now')
  test.actions.registerAction('Nothing', () => null)
  test.actions.registerAction('Later', async () => 'later')
  test.actions.registerAction('Never', () => Promise.reject(new Error('no')))
  test.actions.registerAction('Throw', () => {
    throw new Error('at once')
  })

  const results = await Promise.allSettled(
    ['Now', 'Nothing', 'Later', 'Never', 'Throw'].map((name) => test.actions.invokeAction(name)),
  )

  assert.equal(
    results.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'],
  )
  assert.equal(
    test.seen().calls.map(({ action, outcome, result }) => [action, outcome, result]),
    [
      ['Now', 'done', 'now'],
      ['Nothing', 'done', null],
      ['Later', 'done', 'later'],
      ['Never', 'failed', undefined],
      ['Throw', 'failed', undefined],
    ],
  )
})

doubles('shows a call that still runs, in a list that does not change later', async () => {
  const test = createTestActions()
  const gate = deferred<string>()
  test.actions.registerAction('Search', () => gate.promise)
  const searching = test.actions.invokeAction('Search')

  const before = test.seen('Search').calls
  gate.resolve('cake')
  await searching

  assert.equal(before, [{ action: 'Search', payload: undefined, outcome: 'running', result: undefined }])
  assert.is(test.seen('Search').calls[0]?.result, 'cake')
})

doubles('shows at once what a core returned at once, and hands its promise on as it is', async () => {
  const test = createTestActions()
  const promise = Promise.resolve('later')
  const row = { now: true }
  test.actions.registerAction('Now', () => row)
  test.actions.registerAction('Later', () => promise)

  const now = test.actions.invokeAction('Now')

  assert.is(test.seen('Now').calls[0]?.result, row)
  assert.is(await now, row)
  assert.is(await test.actions.invokeAction('Later'), 'later')
})

doubles('asks a foreign thenable for its value once', async () => {
  const test = createTestActions()
  let asked = 0
  const query = {
    then(resolve: (value: string) => void) {
      asked++
      resolve('row')
    },
  }
  test.actions.registerAction('Query', () => query)
  test.actions.registerAction('Call', () => Object.assign(() => {}, query))

  const results = [await test.actions.invokeAction('Query'), await test.actions.invokeAction('Call')]

  assert.is(asked, 2)
  assert.equal(results, ['row', 'row'])
  assert.equal(
    test.seen().calls.map(({ result }) => result),
    ['row', 'row'],
  )
})

doubles('keeps payloads as they arrived at the core', async () => {
  const test = createTestActions<Desk>()
  const task = { sid: 'WT1', tags: ['new'], at: new Date(0) }
  test.stub('AcceptTask')
  test.actions.addListener('beforeAcceptTask', (payload) => {
    payload.sid = 'WT2'
  })
  test.actions.addListener('afterAcceptTask', (payload) => {
    payload.sid = 'WT3'
    task.tags.push('old')
  })

  await test.actions.invokeAction('AcceptTask', task)

  const [call] = test.seen().calls
  assert.equal(call?.payload, { sid: 'WT2', tags: ['new'], at: new Date(0) })
  assert.is((call?.payload as typeof task | undefined)?.at, task.at)
})

doubles('sees what each call of original handed on', async () => {
  const test = createTestActions<Desk>()
  test.actions.registerAction('AcceptTask', ({ sid }) => `accepted ${sid}`)
  test.actions.replaceAction('AcceptTask', async (_payload, original) => {
    const [first] = await Promise.all([original({ sid: 'WT1' }), original({ sid: 'WT2' })])
    return first
  })

  await test.actions.invokeAction('AcceptTask', { sid: 'WT0' })

  assert.equal(
    test.seen('AcceptTask').calls.map(({ payload, result }) => [payload, result]),
    [
      [{ sid: 'WT1' }, 'accepted WT1'],
      [{ sid: 'WT2' }, 'accepted WT2'],
    ],
  )
})

doubles('sees the calls of cores that were registered before it, but not their results', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', ({ sid }) => `accepted ${sid}`)
  const test = createTestActions(actions)

  await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
  await actions.invokeAction('AcceptTask', { sid: 'WT2' })

  assert.equal(
    test.seen('AcceptTask').calls.map(({ payload, outcome, result }) => [payload, outcome, result]),
    [
      [{ sid: 'WT1' }, 'done', undefined],
      [{ sid: 'WT2' }, 'done', undefined],
    ],
  )
})

doubles('sees more invocations than a recording keeps by default', async () => {
  const test = createTestActions()
  test.stub('Search')

  for (let count = 0; count < 1_001; count++) await test.actions.invokeAction('Search')

  assert.is(test.seen('Search').ran.length, 1_001)
})

doubles.run()
