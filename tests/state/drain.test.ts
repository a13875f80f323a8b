// Decides what draining refuses: everything that starts anew, and nothing that is part of what is in flight.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionContext, ActionMisuseError, createActions } from '../../source/core/index.js'
import { ActionBlockedError, trackState } from '../../source/state/index.js'
import { deferred, rejection, settled, thrown } from '../support/helpers.js'

/** A server whose Order waits, and then invokes Pay. */
function openServer() {
  const actions = createActions()
  const state = trackState(actions)
  const hold = deferred()
  const log: string[] = []
  let order: ActionContext | undefined
  actions.registerAction('Pay', () => void log.push('paid'))
  actions.registerAction('Order', async (_payload, ctx) => {
    order = ctx
    await hold.promise
    await ctx.invokeAction('Pay')
    return 'ordered'
  })
  return { actions, hold, log, order: () => order, state }
}

test('drain: refuses what starts anew, whatever the action', async () => {
  const { actions, log, state } = openServer()

  state.drain()
  const errors = [await rejection(actions.invokeAction('Pay')), await rejection(actions.invokeAction('Order'))]

  for (const error of errors) assert.instance(error, ActionBlockedError)
  assert.equal(log, [])
})

test('drain: does not refuse the nested calls of what is in flight, and idle waits for them', async () => {
  const { actions, hold, log, state } = openServer()
  const ordering = actions.invokeAction('Order')

  state.drain()
  const idle = state.idle().then(() => log.push('idle'))
  hold.resolve()

  assert.is(await ordering, 'ordered')
  await idle
  assert.equal(log, ['paid', 'idle'])
})

test('drain: does not refuse calls that are nested more than once', async () => {
  const { actions, hold, state } = openServer()
  const log: string[] = []
  actions.registerAction('Log', () => void log.push('logged'))
  actions.addListener('beforePay', (_payload, _abort, ctx) => ctx.invokeAction('Log'))
  const ordering = actions.invokeAction('Order')

  state.drain()
  hold.resolve()

  assert.is(await ordering, 'ordered')
  assert.equal(log, ['logged'])
})

test('drain: refuses what is invoked on the ctx of an invocation that has ended', async () => {
  const { actions, hold, order, state } = openServer()
  hold.resolve()
  await actions.invokeAction('Order')

  state.drain()
  const error = await rejection(order()?.invokeAction('Pay') as Promise<unknown>)

  assert.instance(error, ActionBlockedError)
})

test('drain: ends when its registration is called, and says blocked meanwhile', async () => {
  const { actions, log, state } = openServer()
  const undo = state.drain()
  const during = state.blocked('Pay')

  undo()
  await actions.invokeAction('Pay')

  assert.equal([during, state.blocked('Pay'), log], [true, false, ['paid']])
})

test('drain: ends when the last of several registrations is called, each once', async () => {
  const { actions, log, state } = openServer()
  const [one, other] = [state.drain(), state.drain()]

  one()
  one()
  const during = state.blocked('Pay')
  other()
  await actions.invokeAction('Pay')

  assert.equal([during, log], [true, ['paid']])
})

test('drain: says what refuses, and what is still let through', async () => {
  const { actions, state } = openServer()
  state.drain()

  const error = (await rejection(actions.invokeAction('Pay'))) as Error

  assert.is(
    error.message,
    'Cannot invoke the action "Pay", because the state drains: only actions that run may invoke others, with ctx',
  )
})

test('drain: subscribers are told of every registered action, when it begins and when it ends', () => {
  const { state } = openServer()
  const told: string[] = []
  state.subscribe((action) => told.push(`${action} ${state.blocked(action)}`))

  const undo = state.drain()
  state.drain()
  undo()
  state.dispose()

  assert.equal(told, ['Pay true', 'Order true', 'Pay false', 'Order false'])
})

test('drain: cannot begin once the state has been disposed', () => {
  const { state } = openServer()
  state.dispose()

  assert.instance(
    thrown(() => state.drain()),
    ActionMisuseError,
  )
})

test('drain: a block refuses nested calls as before', async () => {
  const { actions, hold, log, state } = openServer()
  const ordering = rejection(actions.invokeAction('Order'))
  state.block('Pay')

  hold.resolve()

  assert.instance(await ordering, ActionBlockedError)
  assert.equal(log, [])
})

test('drain: ends when the state is disposed', async () => {
  const { actions, log, state } = openServer()
  state.drain()

  state.dispose()
  await actions.invokeAction('Pay')
  await settled()

  assert.equal(log, ['paid'])
})

test.run()
