// Decides which stored payloads a match means, and how a PayloadStore keeps them.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { PayloadStore, trackState } from '../../source/state/index.js'
import { deferred, rejection, thrown } from '../support/helpers.js'

test('PayloadStore: keeps payloads by name, in order, and finds them with a function', () => {
  const payloads = new PayloadStore<number>()
  const seen: unknown[] = []
  const one = payloads.add('Open', 1)
  payloads.add('Close', 3)
  const two = payloads.add('Open', 2)

  const found = payloads.find('Open', (...args) => {
    seen.push(args)
    return args[0] === 2
  })

  assert.is(found, two)
  assert.equal(seen, [
    [1, 'Open'],
    [2, 'Open'],
  ])
  assert.equal(
    payloads.filter('Open', () => true),
    [one, two],
  )
  assert.is(
    payloads.find('Open', () => false),
    undefined,
  )
  assert.equal([payloads.find('Lunch', () => true), payloads.filter('Lunch', () => true)], [undefined, []])
  assert.equal(payloads.actions(), ['Open', 'Close'])
})

test('PayloadStore: deletes each payload once, and forgets a name that has no payloads', () => {
  const payloads = new PayloadStore()
  const [one, two] = [payloads.add('Open', 'same'), payloads.add('Open', 'same')]

  assert.equal([payloads.delete(one), payloads.delete(one), payloads.has('Open')], [true, false, true])
  assert.equal([payloads.delete(two), payloads.has('Open'), payloads.delete(two)], [true, false, false])
  payloads.add('Open', 1)
  payloads.clear()
  assert.equal(payloads.actions(), [])
})

test('PayloadStore: an error that the function throws reaches the caller', () => {
  const payloads = new PayloadStore()
  const broken = new TypeError('broken')
  payloads.add('Open', 1)

  assert.is(
    thrown(() =>
      payloads.find('Open', () => {
        throw broken
      }),
    ),
    broken,
  )
})

test('fields are compared with Object.is', () => {
  const state = trackState(createActions())
  state.block('A', { n: Number.NaN })
  assert.ok(state.blocked('A', { n: Number.NaN }))
  state.block('B', { n: 0 })

  assert.not(state.blocked('B', { n: -0 }))
})

test('a match that is null, 0, false or an empty text means exactly that payload', async () => {
  const actions = createActions()
  const gate = deferred()
  actions.registerAction('A', () => gate.promise)
  const state = trackState(actions)
  const running = actions.invokeAction('A', 1)
  for (const falsy of [null, 0, '', false]) assert.not(state.pending('A', falsy), String(falsy))
  gate.resolve()
  await running
  for (const falsy of [null, 0, '', false]) {
    const undo = state.block('A', falsy)
    assert.not(state.blocked('A', 1))
    assert.ok(state.blocked('A', falsy))
    undo()
  }
})

test('a payload that is an instance of a class matches by its inherited keys too', () => {
  class Task {
    get sid() {
      return 'WT1'
    }
  }
  const state = trackState(createActions())
  state.block('A', { sid: 'WT1' })

  assert.ok(state.blocked('A', new Task()))
})

test('a match that returns a promise is a TypeError: the promise would always count as true', async () => {
  const actions = createActions<{ Save(payload: number): number }>()
  const state = trackState(actions)
  actions.registerAction('Save', async (payload) => payload)
  const message = 'The match for the action "Save" must return true or false at once, got a promise'
  const never = async () => false

  const done = state.block('Save', never)
  const refused = (await rejection(actions.invokeAction('Save', 1))) as TypeError
  done()
  const saving = actions.invokeAction('Save', 2)
  const asked = [() => state.pending('Save', never), () => state.running('Save', never)]
  const errors = asked.map((ask) => (thrown(ask) as Error).message)

  assert.instance(refused, TypeError)
  assert.is(refused.message, message)
  assert.equal(errors, [message, message])
  assert.is(await saving, 2)
})

test.run()
