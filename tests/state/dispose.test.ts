// Decides what trackState takes, and what dispose leaves behind.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionMisuseError, createActions } from '../../source/core/index.js'
import { trackState } from '../../source/state/index.js'
import { collectGarbage, deferred, settled, thrown } from '../support/helpers.js'
import { withoutDispose } from '../support/without-dispose.js'
import { type Desk, openDesk, type Task } from './desk.js'

test('dispose: takes everything off, and calls subscribers a last time', async () => {
  const { actions, hold, log, state } = openDesk()
  const seen: string[] = []
  const invocation = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  state.block('Logout')
  state.subscribe((action) => seen.push(`${action} ${state.pending('AcceptTask')} ${state.blocked('Logout')}`))

  state.dispose()
  state.dispose()
  hold.resolve('done')
  await invocation
  await actions.invokeAction('Logout')

  assert.equal(seen, ['AcceptTask false false', 'Logout false false'])
  assert.equal(log, ['core WT1', 'core'])
  assert.equal(
    actions.explain('Logout').map(({ kind }) => kind),
    ['core'],
  )
})

test('dispose: an invocation that started before ends normally, and is no longer pending', async () => {
  const { actions, hold, state } = openDesk()
  actions.use((_ctx, next) => next(), { order: Number.NEGATIVE_INFINITY })

  const invocation = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  state[Symbol.dispose]()
  hold.resolve('done')

  assert.is(await invocation, 'done')
  assert.is(state.pending('AcceptTask'), false)
})

test('dispose: an invocation that outer middleware lets in afterwards is neither refused nor pending nor running', async () => {
  const actions = createActions<Desk>()
  const gate = deferred()
  const hold = deferred()
  actions.registerAction('Logout', () => hold.promise)
  actions.use(
    async (_ctx, next) => {
      await gate.promise
      await next()
    },
    { order: Number.NEGATIVE_INFINITY },
  )
  const state = trackState(actions)
  state.block('Logout')
  const logout = actions.invokeAction('Logout')

  state.dispose()
  gate.resolve()
  await settled()
  const during = [state.pending('Logout'), state.running().length]
  hold.resolve()
  await logout

  assert.equal(during, [false, 0])
})

test('dispose: afterwards, block and subscribe throw, and nothing is blocked', () => {
  const { state } = openDesk()
  state.dispose()

  const errors = [thrown(() => state.block('Logout')), thrown(() => state.subscribe(() => {}))]

  for (const error of errors) {
    assert.instance(error, ActionMisuseError)
    assert.is(
      (error as Error).message,
      'Cannot use this state, because it has been disposed: make a new one with trackState',
    )
  }
  assert.is((errors[0] as ActionMisuseError).action, 'Logout')
  assert.is((errors[1] as ActionMisuseError).action, '')
  assert.equal([state.unblock('Logout'), state.blocked('Logout')], [false, false])
  assert.instance(
    thrown(() => state.block('' as never)),
    TypeError,
  )
})

test('a state of a scope ends with the scope: nothing is blocked or pending, and block says why', async () => {
  const { actions, hold } = openDesk()
  const scope = actions.scope('plugin')
  const state = trackState(scope)
  const invocation = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  state.block('Logout')
  state.drain()
  const seen: string[] = []
  state.subscribe((action) => seen.push(action))

  scope.dispose()

  assert.equal(seen, ['AcceptTask', 'Logout', 'Search'])
  assert.equal([state.blocked('Logout'), state.pending('AcceptTask'), state.blockedNames()], [false, false, []])
  await state.idle()
  for (const attempt of [() => state.block('Logout'), () => state.drain()]) {
    assert.match(String(thrown(attempt)), 'Cannot use this state, because it has been disposed')
  }
  hold.resolve('done')
  assert.is(await invocation, 'done')
})

test('a state that is disposed before its scope leaves nothing in the scope', () => {
  const { actions } = openDesk()
  let held = 0
  const scope = actions.scope('plugin')
  const onDispose = (listener: () => void) => {
    held++
    const undo = scope.onDispose(listener)
    return () => {
      held--
      undo()
    }
  }

  const state = trackState({ ...scope, onDispose } as never as typeof scope)
  const during = held
  state.dispose()

  assert.equal([during, held], [1, 0])
})

test('dispose: takes off what it has attached, and keeps nobody who listened and nothing that still runs', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'done')
  const undone: string[] = []
  const noting =
    <A extends unknown[]>(verb: (...args: A) => () => void) =>
    (...args: A) => {
      const undo = verb(...args)
      return () => {
        undone.push(verb.name)
        undo()
      }
    }
  const state = trackState({
    ...actions,
    use: noting(actions.use as never),
    observe: noting(actions.observe),
  } as never as typeof actions)
  const payload = new WeakRef({ sid: 'WT1' })
  const listener = new WeakRef(() => {})
  state.subscribe(listener.deref() as () => void)
  actions.addListener('beforeAcceptTask', () => new Promise(() => {}))
  const invoke = () => void actions.invokeAction('AcceptTask', payload.deref() as Task)
  invoke()

  state.dispose()
  await settled()
  await collectGarbage()

  assert.equal(undone, ['use', 'observe'])
  assert.equal([payload.deref(), listener.deref()], [undefined, undefined])
  assert.is(state.pending('AcceptTask'), false)
})

test('trackState takes actions or a scope, and refuses anything else', () => {
  const halves = [undefined, { use() {} }, { observe() {} }]
  const errors = ['actions', ...halves].map((actions) => thrown(() => trackState(actions as never)))

  for (const error of errors) {
    assert.instance(error, TypeError)
    assert.match(String(error), 'trackState takes actions, or a scope of them, got ')
  }
  assert.is((errors[0] as Error).message, 'trackState takes actions, or a scope of them, got "actions"')
})

test('dispose: where there is no Symbol.dispose yet, nothing named "undefined" grows on a state or a block', async () => {
  const old = await withoutDispose<{ trackState: typeof trackState }>('state/index')

  const state = old.trackState(createActions<Desk>())

  for (const thing of [state, state.block('Logout')]) assert.not(Reflect.ownKeys(thing).includes('undefined'))
})

test('the verbs of a state work without the state object', async () => {
  const { actions, state } = openDesk()
  const { block, blocked, pending, subscribe, unblock } = state
  const log: string[] = []

  subscribe((action) => log.push(action))
  block('Logout')

  assert.equal([blocked('Logout'), pending('Logout'), unblock('Logout')], [true, false, true])
  await actions.invokeAction('Logout')
  assert.equal(log, ['Logout', 'Logout', 'Logout', 'Logout'])
})

test('dispose: calls subscribers once for each action, even for an action that is both pending and blocked', async () => {
  const actions = createActions()
  const gate = deferred()
  actions.registerAction('A', () => gate.promise)
  const state = trackState(actions)
  const running = actions.invokeAction('A')
  state.block('A')
  const told: string[] = []
  state.subscribe((action) => told.push(action))
  state.dispose()
  assert.equal(told, ['A'])
  gate.resolve()
  await running
})

test.run()
