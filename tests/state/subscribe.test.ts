// Decides when subscribers are called, and what their errors do.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { trackState } from '../../source/state/index.js'
import { printedDuring, thrown } from '../support/helpers.js'
import { openDesk } from './desk.js'

test('subscribe: calls the listener at once for every change, and not when nothing has changed', async () => {
  const { actions, hold, state } = openDesk()
  const log: string[] = []
  state.subscribe((action) => {
    log.push(`${action} ${state.pending(action as 'Logout')} ${state.blocked(action as 'Logout')}`)
  })

  const invocation = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  log.push('invoked')
  hold.resolve('done')
  await invocation
  const undo = state.block('Logout')
  undo()
  undo()
  state.block('Logout')
  state.unblock('Logout')
  state.unblock('Logout')

  assert.equal(log, [
    'AcceptTask true false',
    'invoked',
    'AcceptTask false false',
    'Logout false true',
    'Logout false false',
    'Logout false true',
    'Logout false false',
  ])
})

test('subscribe: returns a function that undoes it, and calls a function twice that is subscribed twice', () => {
  const { state } = openDesk()
  const log: string[] = []
  const listener = (action: string) => log.push(action)

  const undo = state.subscribe(listener)
  state.subscribe(listener)
  state.block('Logout')
  undo()
  undo()
  state.block('Search')

  assert.equal(log, ['Logout', 'Logout', 'Search'])
})

test('subscribe: the error of a listener is printed, and changes nothing', async () => {
  const { actions, hold, state } = openDesk()
  const log: string[] = []
  const [first, second] = [new Error('first'), new Error('second')]
  state.subscribe(() => {
    throw first
  })
  state.subscribe(async () => {
    throw second
  })
  state.subscribe((action) => log.push(action))
  hold.resolve('done')

  let result: unknown
  const printed = await printedDuring(async () => {
    result = await actions.invokeAction('AcceptTask', { sid: 'WT1' })
  })

  assert.is(result, 'done')
  assert.equal(log, ['AcceptTask', 'AcceptTask'])
  assert.equal(printed.flat().sort(), [first, first, second, second].sort())
})

test('subscribe: adding or taking off a listener during a change takes effect with the next change', () => {
  const { state } = openDesk()
  const log: string[] = []
  const undo = state.subscribe(() => {
    log.push('first')
    undo()
    second()
    state.subscribe(() => log.push('third'))
  })
  const second = state.subscribe(() => log.push('second'))

  state.block('Logout')
  log.push('—')
  state.block('Search')

  assert.equal(log, ['first', 'second', '—', 'third'])
})

test('subscribe: anything but a function is a TypeError that shows it', () => {
  const { state } = openDesk()

  const error = thrown(() => state.subscribe('button' as never))

  assert.instance(error, TypeError)
  assert.is((error as Error).message, 'The listener must be a function, got "button"')
})

test('subscribe: the rejection of a foreign thenable that a listener returns is printed', async () => {
  const state = trackState(createActions())
  state.subscribe(() => ({ then: (_: unknown, reject: (error: unknown) => void) => reject('theirs') }))

  assert.equal(await printedDuring(() => state.block('A')), [['theirs']])
})

test('subscribe: a listener is called for a pending action before any inner party runs', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('A', () => log.push('core'))
  const state = trackState(actions)
  state.subscribe(() => log.push(`pending ${state.pending('A')}`))
  await actions.invokeAction('A')

  assert.equal(log, ['pending true', 'core', 'pending false'])
})

test('subscribe: a listener is called once for an unblock, however many blocks it undoes', () => {
  const state = trackState(createActions())
  state.block('A', { n: 1 })
  state.block('A', { n: 2 })
  const told: string[] = []
  state.subscribe((action) => told.push(action))
  state.unblock('A')

  assert.equal(told, ['A'])
})

test.run()
