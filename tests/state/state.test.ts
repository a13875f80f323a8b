// What is pending and what is blocked: `entracte/state`.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, ActionError, ActionMisuseError, createActions } from '../../source/core/index.js'
import { ActionBlockedError, PayloadStore, trackState } from '../../source/state/index.js'
import { collectGarbage, deferred, printedDuring, rejection, settled, thrown } from '../support/helpers.js'
import { withoutDispose } from '../support/without-dispose.js'

interface Task {
  sid: string
  reason?: string
}

interface Desk {
  AcceptTask(payload: Task): string
  Search(query: string): void
  Logout(): void
}

/** A desk whose AcceptTask goes on until it is let go. */
function openDesk() {
  const actions = createActions<Desk>()
  const log: string[] = []
  const hold = deferred<string>()
  actions.registerAction('AcceptTask', ({ sid }) => {
    log.push(`core ${sid}`)
    return hold.promise
  })
  actions.registerAction('Search', (query) => void log.push(`core ${query}`))
  actions.registerAction('Logout', () => void log.push('core'))
  return { actions, hold, log, state: trackState(actions) }
}

// ── pending

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

test('pending: an object without keys means itself only, and null no object', () => {
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

test('pending: looks at the payload that the caller gave, as it is by now', async () => {
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

test('pending: two invocations are two', async () => {
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

test('pending: ends after a failure, after an abort, and after middleware that goes no further', async () => {
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

test('pending: an unknown action, and one whose signal has fired already, never is', async () => {
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
  collectGarbage()

  assert.is(payload.deref(), undefined)
  assert.is(state.pending('Open'), false)
})

// ── block

test('block: refuses every invocation of the action, and runs nothing further in', async () => {
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

test('block: refuses outside of other middleware, also of what was attached before, and has a name in explain', async () => {
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
    ...{ kind: 'middleware', name: 'trackState', scope: undefined, order: Number.NEGATIVE_INFINITY, once: false },
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

test('block: returns its undoing, which can be called twice, or used', async () => {
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

test('block: two blocks are two', () => {
  const { state } = openDesk()

  const undo = state.block('AcceptTask', { sid: 'WT1' })
  state.block('AcceptTask', { sid: 'WT1' })
  undo()
  undo()

  assert.is(state.blocked('AcceptTask', { sid: 'WT1' }), true)
})

test('block: refuses by keys, by value and by function, and lets the others through', async () => {
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

test('block: a function that throws lets nothing through', async () => {
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

test('block: through a scope, it is for all, until the scope is disposed', async () => {
  const { actions, log } = openDesk()
  const plugin = actions.scope('plugin')
  const state = trackState(plugin)

  state.block('Logout')
  await rejection(actions.invokeAction('Logout'))
  plugin.dispose()
  await actions.invokeAction('Logout')

  assert.equal(log, ['core'])
})

test('block: any name is safe, and one that is none is a TypeError that shows it', () => {
  const state = trackState(createActions())

  state.block('__proto__')

  assert.equal([state.blocked('__proto__'), state.blocked('constructor')], [true, false])
  for (const [name, shown] of [
    ['', '""'],
    [7, '7'],
    [Symbol('Open'), 'Symbol(Open)'],
    [Object.create(null), 'an object'],
  ]) {
    for (const verb of ['block', 'unblock', 'pending', 'blocked'] as const) {
      const error = thrown(() => (state[verb] as (name: unknown) => unknown)(name))
      assert.instance(error, TypeError)
      assert.is((error as Error).message, `The name of an action must be a non-empty string, got ${shown}`)
    }
  }
})

// ── unblock

test('unblock: undoes all blocks of the action, and says whether there was one', () => {
  const { state } = openDesk()
  state.block('AcceptTask')
  state.block('AcceptTask', { sid: 'WT1' })
  state.block('AcceptTask', () => true)
  state.block('Logout')

  const answers = [state.unblock('AcceptTask'), state.unblock('AcceptTask')]

  assert.equal(answers, [true, false])
  assert.equal([state.blocked('AcceptTask'), state.blocked('Logout')], [false, true])
})

test('unblock: with a match, undoes those blocks that it covers', () => {
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

test('unblock: a block of everything is undone by nothing less', () => {
  const { state } = openDesk()
  state.block('AcceptTask')

  const answers = [state.unblock('AcceptTask', { sid: 'WT1' }), state.unblock('AcceptTask', () => true)]

  assert.equal(answers, [false, false])
  assert.is(state.blocked('AcceptTask'), true)
})

test('unblock: a block by a function is undone by no other function, which is not asked about it', () => {
  const { state } = openDesk()
  const asked: unknown[] = []
  const all = (payload: Task) => asked.push(payload) > 0
  state.block('AcceptTask', ({ reason }) => reason === 'lunch')

  const answers = [state.blocked('AcceptTask', all), state.unblock('AcceptTask', all)]

  assert.equal(answers, [false, false])
  assert.equal(asked, [])
  assert.is(state.blocked('AcceptTask'), true)
})

test('unblock: what it has undone, its registration does not undo again', () => {
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

test('blocked: a block of everything refuses whatever is asked about', () => {
  const { state } = openDesk()
  state.block('AcceptTask')

  assert.is(state.blocked('AcceptTask', { sid: 'WT1' }), true)
  assert.is(
    state.blocked('AcceptTask', ({ sid }) => sid === 'WT1'),
    true,
  )
})

test('blocked: with a function, tells whether one of the blocks is covered by it', () => {
  const { state } = openDesk()
  const odd = ({ sid }: Task) => sid.endsWith('1')
  state.block('AcceptTask', { sid: 'WT2' })

  const before = [odd, ({ sid }: Task) => sid === 'WT2'].map((match) => state.blocked('AcceptTask', match))
  state.block('AcceptTask', odd)

  assert.equal(before, [false, true])
  assert.is(state.blocked('AcceptTask', odd), true)
})

// ── subscribe

test('subscribe: tells of every change, at once, and of what is still the same nothing', async () => {
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

test('subscribe: returns its undoing; the same function twice is called twice', () => {
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

test('subscribe: a listener that throws or rejects is printed, and disturbs nobody', async () => {
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

test('subscribe: what is added or taken off meanwhile is not of that round', () => {
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

test('subscribe: what is no function is a TypeError that shows it', () => {
  const { state } = openDesk()

  const error = thrown(() => state.subscribe('button' as never))

  assert.instance(error, TypeError)
  assert.is((error as Error).message, 'The listener must be a function, got "button"')
})

// ── dispose

test('dispose: takes everything off, and tells subscribers a last time', async () => {
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

test('dispose: an invocation that has met the state before ends without it', async () => {
  const { actions, hold, state } = openDesk()
  actions.use((_ctx, next) => next(), { order: Number.NEGATIVE_INFINITY })

  const invocation = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  state[Symbol.dispose]()
  hold.resolve('done')

  assert.is(await invocation, 'done')
  assert.is(state.pending('AcceptTask'), false)
})

test('dispose: afterwards nothing can be blocked or listened to', () => {
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
  collectGarbage()

  assert.equal(undone, ['use', 'observe'])
  assert.equal([payload.deref(), listener.deref()], [undefined, undefined])
  assert.is(state.pending('AcceptTask'), false)
})

test('dispose: trackState takes actions, and says so of anything else', () => {
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

test('dispose: the verbs work detached', async () => {
  const { actions, state } = openDesk()
  const { block, blocked, pending, subscribe, unblock } = state
  const log: string[] = []

  subscribe((action) => log.push(action))
  block('Logout')

  assert.equal([blocked('Logout'), pending('Logout'), unblock('Logout')], [true, false, true])
  await actions.invokeAction('Logout')
  assert.equal(log, ['Logout', 'Logout', 'Logout', 'Logout'])
})

// ── PayloadStore

test('PayloadStore: keeps payloads by name, in order, and finds them by any test', () => {
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

test('PayloadStore: drops each once, and then knows nothing of the name', () => {
  const payloads = new PayloadStore()
  const [one, two] = [payloads.add('Open', 'same'), payloads.add('Open', 'same')]

  assert.equal([payloads.delete(one), payloads.delete(one), payloads.has('Open')], [true, false, true])
  assert.equal([payloads.delete(two), payloads.has('Open'), payloads.delete(two)], [true, false, false])
  payloads.add('Open', 1)
  payloads.clear()
  assert.equal(payloads.actions(), [])
})

test('PayloadStore: what a test throws comes out', () => {
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

test('a match that is null, 0 or an empty text means just that payload', async () => {
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

test('a subscriber that returns a foreign thenable which rejects is printed', async () => {
  const state = trackState(createActions())
  state.subscribe(() => ({ then: (_: unknown, reject: (error: unknown) => void) => reject('theirs') }))

  assert.equal(await printedDuring(() => state.block('A')), [['theirs']])
})

test('dispose tells subscribers once of each action, also of one that is both pending and blocked', async () => {
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

test('subscribers are told that an action is pending before anything further in runs', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('A', () => log.push('core'))
  const state = trackState(actions)
  state.subscribe(() => log.push(`pending ${state.pending('A')}`))
  await actions.invokeAction('A')

  assert.equal(log, ['pending true', 'core', 'pending false'])
})

test('unblock tells subscribers once, however many blocks it undoes', () => {
  const state = trackState(createActions())
  state.block('A', { n: 1 })
  state.block('A', { n: 2 })
  const told: string[] = []
  state.subscribe((action) => told.push(action))
  state.unblock('A')

  assert.equal(told, ['A'])
})

test('a payload that is an instance of a class matches by what it inherits, too', () => {
  class Task {
    get sid() {
      return 'WT1'
    }
  }
  const state = trackState(createActions())
  state.block('A', { sid: 'WT1' })

  assert.ok(state.blocked('A', new Task()))
})

// Last, since it takes some seconds.
test('pending: is asked by name in constant time, and found at once among 100 000', async () => {
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
