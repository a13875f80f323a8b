// Decides what running() lists: every invocation that is at work, since when, and whether its caller has gone.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionContext, createActions } from '../../source/core/index.js'
import { trackState } from '../../source/state/index.js'
import { deferred, rejection, settled } from '../support/helpers.js'
import { openDesk } from './desk.js'

test('running: is empty while nothing runs, and before and after an invocation', async () => {
  const { actions, state } = openDesk()

  const before = state.running()
  await actions.invokeAction('Search', 'cake')

  assert.equal([before, state.running()], [[], []])
})

test('running: lists each invocation with its action, its id, since when it runs, and that its caller waits', async () => {
  const { actions, hold, state } = openDesk()
  let ctx: ActionContext | undefined
  actions.use((its, next) => {
    ctx = its
    return next()
  })
  const earliest = Date.now()

  const accepting = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  const [running, ...others] = state.running()
  hold.resolve('done')
  await accepting

  assert.equal(others, [])
  assert.ok(running !== undefined && running.since >= earliest && running.since <= Date.now())
  assert.equal({ ...running, since: 0 }, { action: 'AcceptTask', id: ctx?.id, since: 0, callerGone: false })
})

test('running: lists the invocations in the order in which they began, nested ones too', async () => {
  const actions = createActions()
  const state = trackState(actions)
  const hold = deferred()
  actions.registerAction('Inner', () => hold.promise)
  actions.registerAction('Outer', (_payload, ctx) => ctx.invokeAction('Inner'))

  const all = [actions.invokeAction('Outer'), actions.invokeAction('Inner')]
  const names = state.running().map(({ action }) => action)
  const ids = state.running().map(({ id }) => id)
  hold.resolve()
  await Promise.all(all)

  assert.equal(names, ['Outer', 'Inner', 'Inner'])
  assert.is(new Set(ids).size, 3)
  assert.equal(state.running(), [])
})

for (const [what, options] of [
  ['a signal', (signal: AbortSignal) => ({ signal })],
  ['a time limit', () => ({ timeout: 1 })],
] as const) {
  test(`running: an invocation that was cut by ${what} is listed until its work ends, and its caller has gone`, async () => {
    const { actions, hold, state } = openDesk()
    const leaving = new AbortController()
    const accepting = actions.settleAction('AcceptTask', { sid: 'WT1' }, options(leaving.signal))

    leaving.abort('left')
    await accepting
    const after = state.running().map(({ action, callerGone }) => [action, callerGone])
    const pending = state.pending('AcceptTask')
    hold.resolve('late')
    await settled()

    assert.equal(after, [['AcceptTask', true]])
    assert.is(pending, false)
    assert.equal(state.running(), [])
  })
}

test('running: a listener that goes on after a cut is work, too', async () => {
  const { actions, state } = openDesk()
  const leaving = new AbortController()
  const hold = deferred()
  actions.addListener('beforeLogout', () => hold.promise)
  const logout = rejection(actions.invokeAction('Logout', undefined, { signal: leaving.signal }))

  leaving.abort()
  await logout
  const during = state.running().length
  hold.resolve()
  await settled()

  assert.equal([during, state.running().length], [1, 0])
})

test('running: what is raced and left behind is listed until it ends', async () => {
  const actions = createActions()
  const state = trackState(actions)
  const hold = deferred()
  actions.registerAction('Search', () => hold.promise)
  actions.replaceAction('Search', (_payload, original) => Promise.race([original(), 'from the cache']))

  const result = await actions.invokeAction('Search')
  const during = state.running().map(({ action }) => action)
  hold.resolve()
  await settled()

  assert.is(result, 'from the cache')
  assert.equal(during, ['Search'])
  assert.equal(state.running(), [])
})

test('running: an invocation that failed, was aborted, or was refused is not listed afterwards', async () => {
  const { actions, state } = openDesk()
  actions.addListener('beforeSearch', (_query, abort) => abort())
  actions.addListener('beforeLogout', () => {
    throw new Error('closed')
  })
  state.block('AcceptTask')

  await rejection(actions.invokeAction('Search', 'cake'))
  await rejection(actions.invokeAction('Logout'))
  await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))

  assert.equal(state.running(), [])
})

test('running: returns a new list each time, which the caller may keep and change', async () => {
  const { actions, hold, state } = openDesk()
  const accepting = actions.invokeAction('AcceptTask', { sid: 'WT1' })

  const list = state.running()
  list.length = 0
  const again = state.running()
  hold.resolve('done')
  await accepting

  assert.is(again.length, 1)
})

test('running: keeps no payload and no ctx', async () => {
  const { actions, hold, state } = openDesk()
  const accepting = actions.invokeAction('AcceptTask', { sid: 'WT1' })

  const [running] = state.running()
  hold.resolve('done')
  await accepting

  assert.equal(Object.keys(running ?? {}).sort(), ['action', 'callerGone', 'id', 'since'])
  assert.is(JSON.stringify(running).includes('WT1'), false)
})

test('running: works detached, and is empty after dispose', async () => {
  const { actions, hold, state } = openDesk()
  const { running } = state
  const accepting = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  const during = running().length

  state.dispose()
  const disposed = running().length
  hold.resolve('done')
  await accepting

  assert.equal([during, disposed], [1, 0])
})

test.run()
