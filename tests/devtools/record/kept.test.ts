// How many invocations a recording keeps, and which invocations it forgets first.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { collectGarbage, deferred, rejection, settled } from '../../support/helpers.js'
import { at, keptBy, openDesk, type Task } from '../desk.js'

test('no more invocations are kept than the limit: the invocation that ended first is forgotten first', async () => {
  const { actions, recording } = openDesk({ limit: 3, capture: true })
  const kept: unknown[] = []

  for (const sid of ['1', '2', '3', '4', '5', '6', '7', '8', '9']) {
    await actions.invokeAction('AcceptTask', { sid })
    kept.push(keptBy(recording).join(''))
  }

  assert.equal(kept, ['1', '12', '123', '234', '345', '456', '567', '678', '789'])
})

test('a thousand invocations are kept when no limit is given', async () => {
  const { actions, recording } = openDesk()

  for (let i = 0; i < 1_003; i++) await actions.invokeAction('Logout')

  assert.is(recording.invocations.length, 1_000)
  assert.is(at(recording).began, 3 * 4 + 1)
})

test('a running invocation is kept, however old it is, as long as an ended invocation can be forgotten', async () => {
  const { actions, recording } = openDesk({ limit: 2, capture: true })
  const hold = deferred<string>()
  actions.addListener('beforeAcceptTask', ({ sid }) => (sid === 'slow' ? hold.promise : undefined))

  const slow = actions.invokeAction('AcceptTask', { sid: 'slow' })
  for (const sid of ['WT1', 'WT2', 'WT3']) await actions.invokeAction('AcceptTask', { sid })
  const kept = keptBy(recording)
  hold.resolve('')
  await slow
  await actions.invokeAction('AcceptTask', { sid: 'WT4' })
  await actions.invokeAction('AcceptTask', { sid: 'WT5' })

  assert.equal(kept, ['slow', 'WT3'])
  assert.equal(keptBy(recording), ['WT4', 'WT5'])
})

test('when all invocations still run, the invocation that began first is forgotten, and nothing more of it is recorded', async () => {
  const { actions, recording } = openDesk({ limit: 2, capture: true })
  const hold = deferred<string>()
  actions.addListener('beforeAcceptTask', () => hold.promise)
  const told: unknown[] = []

  const all = ['WT1', 'WT2', 'WT3'].map((sid) => actions.invokeAction('AcceptTask', { sid }))
  const kept = keptBy(recording)
  recording.subscribe((invocation) => told.push((invocation?.payload as Task | undefined)?.sid))
  hold.resolve('')
  await Promise.all(all)

  assert.equal(kept, ['WT2', 'WT3'])
  assert.equal(keptBy(recording), ['WT2', 'WT3'])
  assert.not(told.includes('WT1'))
})

test('an invocation nested in a forgotten invocation is recorded, and still names its parent', async () => {
  const { actions, recording } = openDesk({ limit: 1 })
  const hold = deferred()
  let parent: number | undefined
  actions.addListener('beforeAcceptTask', async (_payload, _abort, ctx) => {
    parent = ctx.id
    await hold.promise
    await ctx.invokeAction('SendMessage', '')
  })

  const running = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  await actions.invokeAction('Logout')
  hold.resolve()
  await running

  assert.equal([at(recording).action, at(recording).parent, at(recording).inside], ['SendMessage', parent, undefined])
})

test('the array of invocations is a new array only when an invocation has come or gone', async () => {
  const { actions, recording } = openDesk()

  const none = recording.invocations
  await actions.invokeAction('Logout')
  const one = recording.invocations

  assert.equal(none, [])
  assert.is(one.length, 1)
  assert.is(recording.invocations, one)
})

test('a recording keeps alive nothing that went through the invocations', async () => {
  const { actions, recording } = openDesk()
  let sent: object | undefined = {}
  const reference = new WeakRef(sent)
  actions.addListener('beforeSendMessage', (payload) => Promise.reject(payload))

  await rejection(actions.invokeAction('SendMessage', sent))
  sent = undefined
  await settled()
  await collectGarbage()

  assert.is(reference.deref(), undefined)
  assert.is(at(recording).outcome, 'failed')
})

test.run()
