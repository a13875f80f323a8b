// Decides when an action is pending, and for which payloads.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, createActions } from '../../source/core/index.js'
import { trackState } from '../../source/state/index.js'
import { collectGarbage, deferred, printedDuring, rejection, settled } from '../support/helpers.js'
import { openDesk } from './desk.js'

test('pending: is true from the call until invokeAction settles, and for that action only', async () => {
  const { actions, hold, state } = openDesk()

  const before = state.pending('AcceptTask')
  const invocation = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  const during = [state.pending('AcceptTask'), state.pending('Logout')]
  hold.resolve('done')
  await invocation

  assert.equal([before, ...during, state.pending('AcceptTask')], [false, true, false, false])
})

test('pending: tells invocations apart by a value', async () => {
  const { actions, state } = openDesk()
  actions.addListener('beforeSearch', () => deferred().promise)

  actions.invokeAction('Search', 'cake')
  actions.invokeAction('Search', Number.NaN as never)

  assert.equal(
    ['cake', 'tea', 'ca', Number.NaN].map((query) => state.pending('Search', query as string)),
    [true, false, false, true],
  )
})

test('pending: tells invocations apart by a function, which is given the payload and the name', () => {
  const { actions, state } = openDesk()
  const seen: unknown[] = []
  const payload = { sid: 'WT1' }

  actions.invokeAction('AcceptTask', payload)
  const found = state.pending('AcceptTask', (...args) => {
    seen.push(args)
    return args[0].sid === 'WT1'
  })

  assert.is(found, true)
  assert.equal(seen, [[payload, 'AcceptTask']])
  assert.is(
    state.pending('AcceptTask', ({ sid }) => sid === 'WT2'),
    false,
  )
})

test('pending: tells invocations apart by the keys that the payload has to have', () => {
  const { actions, state } = openDesk()

  actions.invokeAction('AcceptTask', { sid: 'WT1', reason: 'lunch' })

  assert.is(state.pending('AcceptTask', { sid: 'WT1' }), true)
  assert.is(state.pending('AcceptTask', { sid: 'WT1', reason: 'lunch' }), true)
  assert.is(state.pending('AcceptTask', { sid: 'WT1', reason: 'tea' }), false)
  assert.is(state.pending('AcceptTask', { sid: 'WT2' }), false)
})

test('pending: an object without keys matches only itself, and null matches only null', () => {
  const actions = createActions()
  const state = trackState(actions)
  const day = new Date(0)
  actions.registerAction('Open', () => deferred().promise)

  actions.invokeAction('Open', day)
  actions.invokeAction('Open', null)

  assert.equal(
    [day, new Date(0), {}, null, { day: 1 }].map((match) => state.pending('Open', match)),
    [true, false, false, true, false],
  )
})

test('pending: looks at the payload that the caller gave, as it is now', async () => {
  const { actions, state } = openDesk()
  const payload = { sid: 'WT1' }
  actions.registerAction('AcceptTask', () => deferred<string>().promise, {
    override: true,
    payloadUpdate: () => ({ sid: 'updated' }),
  })

  actions.invokeAction('AcceptTask', payload)
  const given = [state.pending('AcceptTask', { sid: 'WT1' }), state.pending('AcceptTask', { sid: 'updated' })]
  payload.sid = 'WT2'

  assert.equal(given, [true, false])
  assert.is(state.pending('AcceptTask', { sid: 'WT2' }), true)
})

test('pending: each invocation is pending until it settles', async () => {
  const { actions, hold, state } = openDesk()
  const other = deferred()
  actions.addListener('beforeAcceptTask', ({ sid }) => (sid === 'WT2' ? other.promise : undefined))

  const first = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  const second = actions.invokeAction('AcceptTask', { sid: 'WT2' })
  hold.resolve('done')
  await first

  assert.equal([state.pending('AcceptTask', { sid: 'WT1' }), state.pending('AcceptTask')], [false, true])
  other.resolve()
  await second
  assert.is(state.pending('AcceptTask'), false)
})

test('pending: goes on while after-listeners, error-listeners and other middleware run', async () => {
  const { actions, hold, state } = openDesk()
  const log: unknown[] = []
  const note = (who: string) => log.push(`${who} ${state.pending('AcceptTask')}`)
  actions.use(async (_ctx, next) => {
    note('use')
    await next()
    note('used')
  })
  actions.addListener('afterAcceptTask', () => note('after'))
  actions.addListener('errorAcceptTask', () => note('error'))

  hold.resolve('done')
  await actions.invokeAction('AcceptTask', { sid: 'WT1' })
  actions.addListener('beforeAcceptTask', () => {
    throw new Error('closed')
  })
  await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))

  assert.equal(log, ['use true', 'after true', 'used true', 'use true', 'error true'])
  assert.is(state.pending('AcceptTask'), false)
})

test('pending: ends after a failure, after an abort, and after middleware that does not call next', async () => {
  const { actions, state } = openDesk()
  const undo = actions.addListener('beforeAcceptTask', () => {
    throw new Error('closed')
  })
  actions.addListener('beforeSearch', (_query, abort) => abort())
  actions.use('Logout', () => {})

  await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))
  undo()
  const error = await rejection(actions.invokeAction('Search', 'cake'))
  await actions.invokeAction('Logout')

  assert.instance(error, ActionAbortedError)
  assert.equal([state.pending('AcceptTask'), state.pending('Search'), state.pending('Logout')], [false, false, false])
})

test('pending: ends at once when a signal cuts the invocation, though the work goes on', async () => {
  const { actions, hold, log, state } = openDesk()
  const leaving = new AbortController()

  const invocation = actions.invokeAction('AcceptTask', { sid: 'WT1' }, { signal: leaving.signal })
  const during = state.pending('AcceptTask')
  leaving.abort('left')
  const after = state.pending('AcceptTask')

  assert.equal([during, after, log], [true, false, ['core WT1']])
  assert.is(await rejection(invocation), 'left')
  hold.resolve('late')
  await settled()
  assert.is(state.pending('AcceptTask'), false)
})

test('pending: ends when a time limit runs out, even when only an after-listener is left', async () => {
  const { actions, hold, state } = openDesk()
  actions.addListener('afterAcceptTask', () => deferred().promise)
  hold.resolve('done')

  let result: unknown
  const printed = await printedDuring(async () => {
    result = await actions.invokeAction('AcceptTask', { sid: 'WT1' }, { timeout: 10 })
  })

  assert.is(result, 'done')
  assert.is(printed.length, 1)
  assert.is(state.pending('AcceptTask'), false)
})

test('pending: ends when a cut follows an abort, though the listener that aborted hangs', async () => {
  const { actions, state } = openDesk()
  const leaving = new AbortController()
  actions.addListener('beforeLogout', (_payload, abort) => {
    abort()
    return deferred().promise
  })

  const invocation = actions.invokeAction('Logout', undefined, { signal: leaving.signal })
  const during = state.pending('Logout')
  leaving.abort('left')

  assert.equal([during, state.pending('Logout')], [true, false])
  assert.is(await rejection(invocation), 'left')
})

test('pending: neither an unknown action nor an invocation with an aborted signal is ever pending', async () => {
  const { actions, state } = openDesk()
  const seen: string[] = []
  state.subscribe((action) => seen.push(action))

  await rejection(actions.invokeAction('Lunch' as never, undefined as never))
  await rejection(actions.invokeAction('Logout', undefined, { signal: AbortSignal.abort() }))

  assert.equal(seen, [])
})

test('pending: an invocation that ran before the tracking is not seen', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('Open', () => hold.promise)

  const invocation = actions.invokeAction('Open')
  const state = trackState(actions)

  assert.is(state.pending('Open'), false)
  hold.resolve()
  await invocation
})

test('pending: keeps no payload of an invocation that has ended', async () => {
  const actions = createActions()
  const state = trackState(actions)
  actions.registerAction('Open', () => {})
  const payload = new WeakRef({})

  await actions.invokeAction('Open', payload.deref())
  await settled()
  await collectGarbage()

  assert.is(payload.deref(), undefined)
  assert.is(state.pending('Open'), false)
})

// Comes last, because it takes some seconds. A search through all payloads would take minutes.
test('pending: answers 100 000 questions by name while 100 000 invocations are pending', async () => {
  const actions = createActions()
  const state = trackState(actions)
  const hold = deferred()
  actions.registerAction('Open', () => hold.promise)
  actions.registerAction('Close', () => {})

  const invocations = Array.from({ length: 100_000 }, (_, sid) => actions.invokeAction('Open', { sid }))
  let looked = 0
  for (let i = 0; i < 100_000; i++) if (state.pending('Open') && !state.pending('Close')) looked++
  hold.resolve()
  await Promise.all(invocations)

  assert.is(looked, 100_000)
  assert.is(state.pending('Open'), false)
})

test.run()
