// Decides which invocations are refused as pending or blocked (rules 1, 2, 10 and 13 of Flex), and how to find out.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FlexError } from '../../source/flex/index.js'
import { deferred, rejection, thrown } from '../support/helpers.js'
import { openDesk, refused } from './desk.js'

// ── 1, the refusal

test('1: an action that is not registered is refused with a rejection', async () => {
  const { actions } = openDesk()

  const error = await refused(actions.invokeAction('Y', {}))

  assert.equal(error, ['Action does not exist', 'Action Y does not exist!', 'Actions', undefined])
})

test('1: a pending action is refused, and a blocked action too', async () => {
  const { actions } = openDesk()
  actions.addListener('beforeX', () => deferred().promise)
  actions.blockAction('X', 2)

  actions.invokeAction('X', 1)
  const errors = [await refused(actions.invokeAction('X', 1)), await refused(actions.invokeAction('X', 2))]

  assert.equal(errors, [
    ['Action is pending', 'Action X is pending', 'Actions', undefined],
    ['Action is blocked', 'Action X has been blocked', 'Actions', undefined],
  ])
})

test('1: pending is checked before blocked, and both are checked with the payload as it was given', async () => {
  const { actions } = openDesk()
  const updates: unknown[] = []
  actions.registerAction(
    'X',
    () => deferred().promise,
    (payload) => {
      updates.push(payload)
      return `updated ${payload}`
    },
  )
  actions.blockAction('X', 'updated 2')
  actions.blockAction('X', 'updated 1')

  actions.invokeAction('X', 1)
  actions.invokeAction('X', 1)
  actions.invokeAction('X', 2)
  const [message] = await refused(actions.invokeAction('X', 'updated 1'))

  assert.equal(updates, [1, 1, 2])
  assert.is(message, 'Action is pending')
})

test('1: an error of Flex is named Error, and has the rest of what Flex puts there', async () => {
  const { actions } = openDesk()

  const error = (await rejection(actions.invokeAction('Y'))) as FlexError

  assert.is(error.name, 'Error')
  assert.equal(error.content, {
    description: 'Action Y does not exist!',
    context: 'Actions',
    wrappedError: undefined,
    type: 'app',
    severity: 'normal',
    twilioErrorCode: 45600,
  })
  assert.equal(Object.keys(error.content), [
    ...['description', 'context', 'wrappedError'],
    ...['type', 'severity', 'twilioErrorCode'],
  ])
  assert.equal(new FlexError('mine', { description: 'more', type: 'plugin' } as object).content, {
    ...{ description: 'more', type: 'plugin', severity: 'normal', twilioErrorCode: 45600 },
  })
})

// ── 2, which payloads match

test('2: without a payload, an action is refused while any invocation of it is pending or blocked', async () => {
  const { actions } = openDesk()
  actions.registerAction('Y', () => deferred().promise)

  actions.invokeAction('Y', { a: 1 })
  actions.blockAction('X', { a: 1 })

  assert.is((await refused(actions.invokeAction('Y')))[0], 'Action is pending')
  assert.is((await refused(actions.invokeAction('X')))[0], 'Action is blocked')
})

test('2: every key of the new payload has to be the same in the stored payload, and not the other way round', async () => {
  const { actions } = openDesk()
  const task = { sid: 'WT1' }
  actions.blockAction('X', { task, reason: 'lunch' })

  const results: string[] = []
  for (const payload of [
    { task },
    { task, reason: 'tea' },
    { task: { ...task } },
    {},
    { task, reason: 'lunch', more: 1 },
  ]) {
    await actions.invokeAction('X', payload).then(
      () => results.push('ran'),
      (error) => results.push(error.message),
    )
  }

  assert.equal(results, ['Action is blocked', 'ran', 'ran', 'Action is blocked', 'ran'])
})

test('2: blocking without a payload stops only invocations without a payload', async () => {
  const { actions, log } = openDesk()

  actions.blockAction('X')
  await actions.invokeAction('X', { a: 1 })
  await rejection(actions.invokeAction('X'))

  assert.equal(log, ['body'])
})

test('2: a function as the payload is called with the stored payloads', async () => {
  const { actions } = openDesk()
  const asked: unknown[] = []
  actions.blockAction('X', 7)

  const error = await refused(
    actions.invokeAction('X', (...args: unknown[]) => {
      asked.push(args)
      return true
    }),
  )

  assert.equal(asked, [[7, 'X']])
  assert.is(error[0], 'Action is blocked')
})

test('2: null against a stored object, or keys against a stored null, is a TypeError', async () => {
  const { actions } = openDesk()
  actions.blockAction('X', { a: 1 })

  const one = await rejection(actions.invokeAction('X', null))
  actions.unblockAction('X', {})
  actions.blockAction('X', null)
  const other = await rejection(actions.invokeAction('X', { a: 1 }))

  assert.instance(one, TypeError)
  assert.instance(other, TypeError)
  assert.instance(
    thrown(() => actions.findBlockedActions('X', { a: 1 })),
    TypeError,
  )
})

test('2: a NaN runs, is then said not to have been invoked, and stays pending', async () => {
  const { actions, log, note } = openDesk()
  actions.addListener('invocationEnd', note('end'))

  const error = await refused(actions.invokeAction('X', Number.NaN))

  assert.equal(error, ['Action with payload was not invoked', undefined, 'Actions', undefined])
  assert.equal(log, ['body'])
  assert.equal(actions.findPendingActions('X').first, { action: 'X', payload: Number.NaN })
})

// ── 10, finding

test('10: find gives the first of each action, and the first of all in the order that was asked for', () => {
  const { actions } = openDesk()
  actions.blockAction('X', 1)
  actions.blockAction('X', { a: 1 })
  actions.blockAction('Y', 2)

  assert.equal(actions.findBlockedActions('Z'), {})
  assert.equal(actions.findBlockedActions([]), {})
  assert.equal(actions.findBlockedActions('X', { a: 1 }), { X: { a: 1 }, first: { action: 'X', payload: { a: 1 } } })
  assert.equal(actions.findBlockedActions(['Y', 'Z', 'X']), { Y: 2, X: 1, first: { action: 'Y', payload: 2 } })
  assert.equal(
    actions.findBlockedActions(['X', 'Y'], (payload: unknown, action: string) => action === 'Y' && payload === 2),
    { Y: 2, first: { action: 'Y', payload: 2 } },
  )
  actions.blockAction('LongName', 3)
  assert.equal(actions.findBlockedActions('LongName'), { LongName: 3, first: { action: 'LongName', payload: 3 } })
})

test('10: an action with the name "first" takes the place of the key first', () => {
  const { actions } = openDesk()
  actions.blockAction('X', 7)
  actions.blockAction('first', 5)

  assert.equal(actions.findBlockedActions(['X', 'first']), { X: 7, first: 5 })
  assert.equal(actions.findBlockedActions(['first', 'X']), { first: 5, X: 7 })
})

// ── 13, at the same time

test('13: from its own listener, an action with a matching payload is refused, and another runs', async () => {
  const { actions, log } = openDesk()
  const again: unknown[] = []
  const once = async (payload: { a: number }) => {
    actions.removeListener('beforeX', once)
    again.push(await refused(actions.invokeAction('X', payload)))
    again.push(await actions.invokeAction('X', { ...payload, b: 2 }))
  }
  actions.addListener('beforeX', once)

  await actions.invokeAction('X', { a: 1 })

  assert.equal(again, [['Action is pending', 'Action X is pending', 'Actions', undefined], { a: 1, b: 2 }])
  assert.equal(log, ['body', 'body'])
})

test('13: to abort and invoke again with the same payload is refused while the first invocation is settling', async () => {
  const { actions } = openDesk()
  let again: unknown[] = []
  actions.addListener('beforeX', async (payload, abort) => {
    abort()
    again = await refused(actions.invokeAction('X', payload))
  })

  await rejection(actions.invokeAction('X', { a: 1 }))

  assert.is(again[0], 'Action is pending')
})

test('13: a payload that is edited in place matches as it is at that time', async () => {
  const { actions } = openDesk()
  const payload = { a: 1 }
  const hold = deferred()
  actions.registerAction('Y', () => hold.promise)

  const first = actions.invokeAction('Y', payload)
  payload.a = 2
  const again = actions.invokeAction('Y', { a: 1 })
  const refusal = await refused(actions.invokeAction('Y', { a: 2 }))
  hold.resolve()
  await Promise.all([first, again])

  assert.is(refusal[0], 'Action is pending')
  assert.equal(actions.findPendingActions('Y'), {})
})

test.run()
