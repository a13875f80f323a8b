// What notes add to a recording, and what subscribers are told.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { type RecordedRun, record } from '../../../source/devtools/index.js'
import { printedDuring } from '../../support/helpers.js'
import { at, openDesk } from '../desk.js'

test('a note is kept with the running party that began last, or with the invocation when no party runs', async () => {
  const { actions, recording } = openDesk()
  actions.replaceAction('AcceptTask', async (_payload, original, ctx) => {
    recording.note(ctx, 'looking')
    const result = await original()
    recording.note(ctx, 'found')
    return result
  })
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => recording.note(ctx, 'asking'))
  let kept: object = {}
  actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
    kept = ctx
  })

  await actions.invokeAction('AcceptTask', { sid: 'WT1' })
  recording.note(kept, 'over')

  assert.equal(
    at(recording).parties.map(({ kind, notes }) => [kind, notes]),
    [
      ['before', ['asking']],
      ['replacement', ['looking', 'found']],
      ['core', undefined],
      ['after', undefined],
    ],
  )
  assert.equal(at(recording).notes, ['over'])
})

test('a note about an invocation that is not recorded, or is no longer kept, does nothing', async () => {
  const { actions, recording } = openDesk()
  let kept: object = {}
  actions.addListener('beforeLogout', (_payload, _abort, ctx) => {
    kept = ctx
  })
  await actions.invokeAction('Logout')
  recording.clear()

  recording.note({}, 'of nothing')
  recording.note(kept, 'too late')

  assert.equal(recording.invocations, [])
})

test('subscribers are called with the invocation at every beginning, end and note', async () => {
  const { actions, recording } = openDesk()
  const told: unknown[] = []
  const seen = ({ outcome, began, ended, notes = [] }: RecordedRun) => [outcome, began, ended, ...notes]
  actions.addListener('beforeLogout', (_payload, _abort, ctx) => recording.note(ctx, 'bye'))
  const undo = recording.subscribe((invocation) => {
    assert.is(invocation, at(recording))
    told.push([invocation, ...(invocation?.parties ?? [])].map((run) => run && seen(run)))
  })

  await actions.invokeAction('Logout')
  undo()
  await actions.invokeAction('Logout')

  assert.equal(told, [
    [['running', 1, undefined]],
    [
      ['running', 1, undefined],
      ['running', 2, undefined],
    ],
    [
      ['running', 1, undefined],
      ['running', 2, undefined, 'bye'],
    ],
    [
      ['running', 1, undefined],
      ['done', 2, 3, 'bye'],
    ],
    [
      ['running', 1, undefined],
      ['done', 2, 3, 'bye'],
      ['running', 4, undefined],
    ],
    [
      ['running', 1, undefined],
      ['done', 2, 3, 'bye'],
      ['done', 4, 5],
    ],
    [
      ['done', 1, 6],
      ['done', 2, 3, 'bye'],
      ['done', 4, 5],
    ],
  ])
})

test('the error of a subscriber is printed, and disturbs neither the other subscribers nor the invocation', async () => {
  const { actions, recording, reported } = openDesk()
  const broken = new Error('the viewer is broken')
  let told = 0
  recording.subscribe(() => {
    throw broken
  })
  recording.subscribe(() => told++)

  const printed = await printedDuring(() => actions.invokeAction('Logout'))

  assert.equal(printed, [[broken], [broken], [broken], [broken]])
  assert.equal([told, reported], [4, []])
})

test('the rejection of a subscriber is printed, too, also of a thenable of its own', async () => {
  const { actions, recording } = openDesk()
  const errors = [new Error('async'), new Error('thenable')]
  recording.subscribe(async () => {
    throw errors[0]
  })
  recording.subscribe(() => ({ then: (_: unknown, reject: (error: unknown) => void) => reject(errors[1]) }))

  const printed = await printedDuring(() => actions.invokeAction('Logout'))

  const each = printed.map(([error]) => errors.indexOf(error as Error))
  assert.equal(each.sort(), [0, 0, 0, 0, 1, 1, 1, 1])
})

test('the same function can subscribe twice, and each undo function removes one subscription, once', async () => {
  const { actions, recording } = openDesk()
  let told = 0
  const count = () => ++told
  const undo = recording.subscribe(count)
  recording.subscribe(count)

  undo()
  undo[Symbol.dispose]()
  await actions.invokeAction('Logout')

  assert.is(told, 4)
})

test('when a recording is cleared, subscribers are called after all invocations are gone', async () => {
  const actions = createActions()
  actions.registerAction('A', () => {})
  const recording = record(actions)
  await actions.invokeAction('A')
  let left: number | undefined
  recording.subscribe(() => {
    left = recording.invocations.length
  })
  recording.clear()

  assert.is(left, 0)
})

test('a note about an invocation that is over the limit does nothing, and calls no subscriber', async () => {
  const actions = createActions()
  let kept: object = {}
  actions.registerAction('A', (_payload, ctx) => {
    kept = ctx
  })
  actions.registerAction('B', () => {})
  const recording = record(actions, { limit: 1 })
  await actions.invokeAction('A')
  await actions.invokeAction('B')
  let told = 0
  recording.subscribe(() => told++)
  recording.note(kept, 'late')

  assert.is(told, 0)
})

test('a note is cut after 1 000 characters', async () => {
  const actions = createActions()
  const recording = record(actions)
  actions.registerAction('A', (_payload, ctx) => recording.note(ctx, 'x'.repeat(100_000)))
  await actions.invokeAction('A')
  const [note = ''] = recording.invocations[0]?.parties[0]?.notes ?? []

  assert.is(note.length, 1_001)
})

test.run()
