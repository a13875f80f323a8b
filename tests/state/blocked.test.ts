// Decides which invocations a block refuses, and how a block is undone.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionError, createActions } from '../../source/core/index.js'
import { ActionBlockedError, trackState } from '../../source/state/index.js'
import { rejection, thrown } from '../support/helpers.js'
import { type Desk, openDesk, type Task } from './desk.js'

// ── block

test('block: refuses every invocation of the action, and runs no inner party', async () => {
  const { actions, hold, log, state } = openDesk()
  actions.use((_ctx, next) => {
    log.push('use')
    return next()
  })
  actions.addListener('beforeAcceptTask', () => void log.push('before'))
  hold.resolve('done')

  state.block('AcceptTask')
  const error = await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))

  assert.equal(log, [])
  assert.instance(error, ActionBlockedError)
  assert.instance(error, ActionError)
  const { action, code, message, name } = error as ActionBlockedError
  assert.equal([name, code, action], ['ActionBlockedError', 'ACTION_BLOCKED', 'AcceptTask'])
  assert.is(message, 'Cannot invoke the action "AcceptTask", because it is blocked: unblock it first')
  assert.is(state.pending('AcceptTask'), false)
})

test('block: refuses before other middleware runs, even middleware that was attached earlier, and has a name in explain', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.registerAction('Logout', () => void log.push('core'))
  actions.use(
    function early(_ctx, next) {
      log.push('early')
      return next()
    },
    { order: -1 },
  )
  const state = trackState(actions)

  const [outermost] = actions.explain('Logout')
  state.block('Logout')
  const error = await rejection(actions.invokeAction('Logout'))

  assert.instance(error, ActionBlockedError)
  assert.equal(log, [])
  assert.equal(outermost, {
    ...{ kind: 'middleware', name: 'entracte/state', scope: undefined, order: Number.NEGATIVE_INFINITY, once: false },
  })
})

test('block: error-listeners see the refusal', async () => {
  const { actions, state } = openDesk()
  const seen: unknown[] = []
  actions.addListener('errorLogout', (_payload, error) => seen.push(error))

  state.block('Logout')
  const error = await rejection(actions.invokeAction('Logout'))

  assert.equal(seen, [error])
})

test('block: returns a function that undoes it, can be called twice, and works with `using`', async () => {
  const { actions, log, state } = openDesk()

  const undo = state.block('Logout')
  undo()
  undo()
  await actions.invokeAction('Logout')
  {
    using _blocked = state.block('Logout')
    assert.instance(await rejection(actions.invokeAction('Logout')), ActionBlockedError)
  }
  await actions.invokeAction('Logout')

  assert.equal(log, ['core', 'core'])
})

test('block: undoing one of two equal blocks leaves the other', () => {
  const { state } = openDesk()

  const undo = state.block('AcceptTask', { sid: 'WT1' })
  state.block('AcceptTask', { sid: 'WT1' })
  undo()
  undo()

  assert.is(state.blocked('AcceptTask', { sid: 'WT1' }), true)
})

test('block: refuses by keys, by value and by function, and lets other payloads through', async () => {
  const { actions, hold, log, state } = openDesk()
  hold.resolve('done')
  state.block('AcceptTask', { sid: 'WT1' })
  state.block('AcceptTask', ({ reason }, action) => reason === `no ${action}`)
  state.block('Search', 'cake')

  const refused = await Promise.all(
    [
      actions.invokeAction('AcceptTask', { sid: 'WT1', reason: 'lunch' }),
      actions.invokeAction('AcceptTask', { sid: 'WT2', reason: 'no AcceptTask' }),
      actions.invokeAction('Search', 'cake'),
    ].map(rejection),
  )
  await actions.invokeAction('AcceptTask', { sid: 'WT3' })
  await actions.invokeAction('Search', 'tea')

  assert.equal(
    refused.map((error) => (error as ActionError).code),
    ['ACTION_BLOCKED', 'ACTION_BLOCKED', 'ACTION_BLOCKED'],
  )
  assert.equal(log, ['core WT3', 'core tea'])
})

test('block: a function that throws refuses the invocation with its error', async () => {
  const { actions, log, state } = openDesk()
  const broken = new Error('broken')

  state.block('Logout', () => {
    throw broken
  })

  assert.is(await rejection(actions.invokeAction('Logout')), broken)
  assert.equal(log, [])
})

test('block: does not disturb an invocation that is running', async () => {
  const { actions, hold, state } = openDesk()

  const invocation = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  state.block('AcceptTask')
  hold.resolve('done')

  assert.is(await invocation, 'done')
})

test('block: made through a scope, it is for all callers until the scope is disposed', async () => {
  const { actions, log } = openDesk()
  const plugin = actions.scope('plugin')
  const state = trackState(plugin)

  state.block('Logout')
  await rejection(actions.invokeAction('Logout'))
  plugin.dispose()
  await actions.invokeAction('Logout')

  assert.equal(log, ['core'])
})

test('block: any non-empty text is a safe name, and anything else is a TypeError that shows it', () => {
  const state = trackState(createActions())

  state.block('__proto__')

  assert.equal([state.blocked('__proto__'), state.blocked('constructor')], [true, false])
  for (const [name, shown] of [
    ['', '""'],
    [7, '7'],
    [Symbol('Open'), 'Symbol(Open)'],
    [Object.create(null), '{}'],
    [new Map(), 'an object'],
  ]) {
    for (const verb of ['block', 'unblock', 'pending', 'blocked'] as const) {
      const error = thrown(() => (state[verb] as (name: unknown) => unknown)(name))
      assert.instance(error, TypeError)
      assert.is((error as Error).message, `The name of an action must be a non-empty string, got ${shown}`)
    }
  }
})

// ── unblock

test('unblock: undoes all blocks of the action, and returns whether there was a block', () => {
  const { state } = openDesk()
  state.block('AcceptTask')
  state.block('AcceptTask', { sid: 'WT1' })
  state.block('AcceptTask', () => true)
  state.block('Logout')

  const answers = [state.unblock('AcceptTask'), state.unblock('AcceptTask')]

  assert.equal(answers, [true, false])
  assert.equal([state.blocked('AcceptTask'), state.blocked('Logout')], [false, true])
})

test('unblock: with a match, undoes the blocks that the match covers', () => {
  const { state } = openDesk()
  const isLunch = ({ reason }: Task) => reason === 'lunch'
  const left = () => [
    state.blocked('AcceptTask', { sid: 'WT1' }),
    state.blocked('AcceptTask', { sid: 'WT2', reason: 'tea' }),
    state.blocked('AcceptTask', { sid: 'WT3', reason: 'lunch' }),
  ]
  state.block('AcceptTask', { sid: 'WT1' })
  state.block('AcceptTask', { sid: 'WT2', reason: 'tea' })
  state.block('AcceptTask', isLunch)

  assert.is(state.unblock('AcceptTask', { sid: 'WT3' }), false)
  assert.is(state.unblock('AcceptTask', { sid: 'WT1', reason: 'tea' }), false)
  assert.equal(left(), [true, true, true])
  assert.is(state.unblock('AcceptTask', { sid: 'WT1' }), true)
  assert.equal(left(), [false, true, true])
  assert.is(
    state.unblock('AcceptTask', ({ sid }) => sid === 'WT2'),
    true,
  )
  assert.equal(left(), [false, false, true])
  assert.is(state.unblock('AcceptTask', isLunch), true)
  assert.equal(left(), [false, false, false])
})

test('unblock: a match does not undo a block of everything', () => {
  const { state } = openDesk()
  state.block('AcceptTask')

  const answers = [state.unblock('AcceptTask', { sid: 'WT1' }), state.unblock('AcceptTask', () => true)]

  assert.equal(answers, [false, false])
  assert.is(state.blocked('AcceptTask'), true)
})

test('unblock: another function does not undo a block by a function, and is not called', () => {
  const { state } = openDesk()
  const asked: unknown[] = []
  const all = (payload: Task) => asked.push(payload) > 0
  state.block('AcceptTask', ({ reason }) => reason === 'lunch')

  const answers = [state.blocked('AcceptTask', all), state.unblock('AcceptTask', all)]

  assert.equal(answers, [false, false])
  assert.equal(asked, [])
  assert.is(state.blocked('AcceptTask'), true)
})

test('unblock: the registration of a block that is already undone does nothing', () => {
  const { state } = openDesk()
  const undo = state.block('Logout')
  state.unblock('Logout')

  state.block('Logout')
  undo()

  assert.is(state.blocked('Logout'), true)
})

// ── blocked

test('blocked: tells whether an invocation with that payload would be refused', () => {
  const { state } = openDesk()
  state.block('AcceptTask', { sid: 'WT1' })

  assert.equal(
    [{ sid: 'WT1' }, { sid: 'WT1', reason: 'lunch' }, { sid: 'WT2' }, undefined].map((match) =>
      state.blocked('AcceptTask', match),
    ),
    [true, true, false, true],
  )
})

test('blocked: is true for every match after a block of everything', () => {
  const { state } = openDesk()
  state.block('AcceptTask')

  assert.is(state.blocked('AcceptTask', { sid: 'WT1' }), true)
  assert.is(
    state.blocked('AcceptTask', ({ sid }) => sid === 'WT1'),
    true,
  )
})

test('blocked: with a function, tells whether the function covers one of the blocks', () => {
  const { state } = openDesk()
  const odd = ({ sid }: Task) => sid.endsWith('1')
  state.block('AcceptTask', { sid: 'WT2' })

  const before = [odd, ({ sid }: Task) => sid === 'WT2'].map((match) => state.blocked('AcceptTask', match))
  state.block('AcceptTask', odd)

  assert.equal(before, [false, true])
  assert.is(state.blocked('AcceptTask', odd), true)
})

test.run()
