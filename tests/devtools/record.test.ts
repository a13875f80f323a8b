// What is recorded, how much of it is kept, and who is told: `record` of `entracte/devtools`.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type ListenerErrorInfo, type Observer, type Party } from '../../source/core/index.js'
import {
  type RecordedInvocation,
  type RecordedRun,
  type Recording,
  type RecordOptions,
  record,
} from '../../source/devtools/index.js'
import { collectGarbage, deferred, printedDuring, rejection, settled, thrown } from '../support/helpers.js'
import { withoutDispose } from '../support/without-dispose.js'

interface Task {
  sid: string
}

interface Desk {
  AcceptTask(payload: Task): string
  SendMessage(payload: unknown): unknown
  Logout(): void
}

/** A desk on which every action does what `cores` say, and a recording of it. */
function openDesk(options?: RecordOptions) {
  const reported: unknown[] = []
  const actions = createActions<Desk>({
    onListenerError: (error: unknown, _info: ListenerErrorInfo) => reported.push(error),
  })
  actions.registerAction('AcceptTask', ({ sid }) => `accepted ${sid}`, { name: 'accept' })
  actions.registerAction('SendMessage', (payload) => payload, { name: 'send' })
  actions.registerAction('Logout', () => {}, { name: 'logOut' })
  return { actions, reported, recording: record(actions, options) }
}

/** Something else that can be observed as actions can, and a recording of it. */
function openTheirs(planned: readonly Party[] = []) {
  const observers: Observer[] = []
  const recording = record({
    observe(observer) {
      observers.push(observer)
      return Object.assign(() => {}, { [Symbol.dispose]() {} })
    },
    explain: () => planned,
  })
  return { observer: observers[0] as Observer, recording }
}

/** The sids of what is kept. */
function keptBy(recording: Recording): unknown[] {
  return recording.invocations.map(({ payload }) => (payload as Task).sid)
}

/** The one invocation that was recorded, or the one with that place among them. */
function at(recording: Recording, index = 0): RecordedInvocation {
  const invocation = recording.invocations[index]
  assert.ok(invocation, `there is no invocation ${index}`)
  return invocation
}

// ── what ran

test('an invocation is recorded with every party that took part, in the order in which they began', async () => {
  const { actions, recording } = openDesk()
  actions.use(async (_ctx, next) => next(), { name: 'outer' })
  actions.registerAction('AcceptTask', async () => 'accepted', {
    name: 'accept',
    override: true,
    payloadUpdate: function fill() {},
  })
  actions.scope('crm').addListener('beforeAcceptTask', async () => {}, { name: 'check' })
  actions.replaceAction('AcceptTask', async (_payload, original) => original(), { name: 'confirm' })
  actions.addListener('afterAcceptTask', () => {}, { name: 'tell' })

  await actions.invokeAction('AcceptTask', { sid: 'WT1' })

  const { id, action, name, outcome, depth, parent, inside, began, ended, skipped, parties } = at(recording)
  assert.equal(
    { action, name, outcome, depth, parent, inside, began, ended, skipped },
    {
      action: 'AcceptTask',
      name: 'AcceptTask',
      outcome: 'done',
      depth: 0,
      parent: undefined,
      inside: undefined,
      began: 1,
      ended: 14,
      skipped: [],
    },
  )
  assert.type(id, 'number')
  assert.equal(
    parties.map(({ kind, name, scope, inside, began, ended, outcome }) => [
      kind,
      name,
      scope,
      inside,
      began,
      ended,
      outcome,
    ]),
    [
      ['middleware', 'outer', undefined, undefined, 2, 13, 'done'],
      ['payloadUpdate', 'fill', undefined, 0, 3, 4, 'done'],
      ['before', 'check', 'crm', 0, 5, 6, 'done'],
      ['replacement', 'confirm', undefined, 0, 7, 10, 'done'],
      ['core', 'accept', undefined, 3, 8, 9, 'done'],
      ['after', 'tell', undefined, 0, 11, 12, 'done'],
    ],
  )
})

test('times are milliseconds after the origin, and durations lie within that of what they are inside of', async () => {
  const before = Date.now()
  const { actions, recording } = openDesk()

  await actions.invokeAction('Logout')

  const { start, duration = -1, parties } = at(recording)
  const [core] = parties
  assert.ok(recording.origin >= before && recording.origin <= Date.now())
  assert.ok(core?.duration !== undefined && core.start >= start && start >= 0)
  assert.ok(core.start + core.duration <= start + duration)
})

test('a start is counted from when the recording began, and a duration from the start', async () => {
  let time = 5_000
  const { now } = performance
  performance.now = () => time
  try {
    const { actions, recording } = openDesk()
    const wait = (milliseconds: number) => {
      time += milliseconds
    }
    actions.registerAction('Logout', () => wait(30), { override: true })
    actions.addListener('afterLogout', () => wait(5))
    wait(100)

    await actions.invokeAction('Logout')

    const runs = [at(recording), ...at(recording).parties]
    assert.equal(
      runs.map(({ start, duration }) => [start, duration]),
      [
        [100, 35],
        [100, 30],
        [130, 5],
      ],
    )
  } finally {
    performance.now = now
  }
})

test('an invocation is there as soon as it has begun, and says that it runs until it has ended', async () => {
  const { actions, recording } = openDesk()
  const hold = deferred<string>()
  actions.registerAction('AcceptTask', () => hold.promise, { override: true })

  const running = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  const { outcome, duration, ended, parties } = { ...at(recording) }
  const core = { ...parties[0] }
  hold.resolve('accepted')
  await running

  assert.equal({ outcome, duration, ended }, { outcome: 'running', duration: undefined, ended: undefined })
  assert.equal([core.outcome, core.duration, core.ended], ['running', undefined, undefined])
  assert.is(at(recording).outcome, 'done')
})

test('a nested invocation knows its parent, and the party there that was running', async () => {
  const { actions, recording } = openDesk()
  actions.addListener('beforeAcceptTask', () => {}, { name: 'check' })
  actions.replaceAction('AcceptTask', async (_payload, original, ctx) => {
    await ctx.invokeAction('SendMessage', 'hello')
    return original()
  })

  await actions.invokeAction('AcceptTask', { sid: 'WT1' })

  const [outer, inner] = [at(recording, 0), at(recording, 1)]
  assert.equal([inner.action, inner.parent, inner.inside, inner.depth], ['SendMessage', outer.id, 1, 1])
  assert.is(outer.parties[1]?.kind, 'replacement')
})

test('S11: what is invoked on the ctx of an invocation that has ended begins at the top: it has no parent', async () => {
  const { actions, recording } = openDesk()
  const left = deferred()
  const done = deferred()
  actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
    void left.promise.then(() => ctx.invokeAction('Logout')).then(() => done.resolve())
  })
  await actions.invokeAction('AcceptTask', { sid: 'WT1' })

  left.resolve()
  await done.promise

  const { action, parent, inside, depth } = at(recording, 1)
  assert.equal([action, parent, inside, depth], ['Logout', undefined, undefined, 0])
})

test('parties that run side by side are each inside the layer that began last of those that run', async () => {
  const { actions, recording } = openDesk()
  const hold = [deferred<string>(), deferred<string>()] as const
  const cores = hold.values()
  actions.registerAction('AcceptTask', () => cores.next().value?.promise ?? '', { override: true })
  actions.replaceAction('AcceptTask', async (_payload, original) => Promise.any([original(), original()]))

  const result = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  hold[0].reject(new Error('engaged'))
  hold[1].resolve('accepted')
  await result

  assert.equal(
    at(recording).parties.map(({ kind, inside, began, ended, outcome }) => [kind, inside, began, ended, outcome]),
    [
      ['replacement', undefined, 2, 7, 'done'],
      ['core', 0, 3, 5, 'failed'],
      ['core', 0, 4, 6, 'done'],
    ],
  )
})

test('a party that goes on after its invocation has ended is recorded to its own end', async () => {
  const { actions, recording } = openDesk()
  const hold = deferred<string>()
  actions.registerAction('AcceptTask', () => hold.promise, { override: true })
  const signal = AbortSignal.abort('closed')
  const cut = new AbortController()
  const running = actions.invokeAction('AcceptTask', { sid: 'WT1' }, { signal: cut.signal })

  cut.abort(signal.reason)
  await rejection(running)
  const [ofInvocation, ofCore] = [at(recording).outcome, at(recording).parties[0]?.outcome]
  hold.resolve('late')
  await settled()

  assert.equal([ofInvocation, ofCore], ['failed', 'running'])
  assert.is(at(recording).parties[0]?.outcome, 'done')
})

test('what began before the recording is not recorded, and what is nested in it names its parent all the same', async () => {
  const actions = createActions<Desk>()
  const hold = deferred()
  let parent: number | undefined
  actions.registerAction('SendMessage', () => {})
  actions.registerAction('AcceptTask', async (_payload, ctx) => {
    parent = ctx.id
    await hold.promise
    await ctx.invokeAction('SendMessage', 'hello')
    return ''
  })
  const running = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  const recording = record(actions)

  hold.resolve()
  await running

  assert.equal(
    recording.invocations.map((invocation) => [invocation.action, invocation.parent, invocation.inside]),
    [['SendMessage', parent, undefined]],
  )
})

test('what goes through a scope is recorded like all else, until the scope is disposed', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('Logout', () => {})
  const scope = actions.scope('plugin')
  const recording = record(scope)

  await actions.invokeAction('Logout')
  scope.dispose()
  await actions.invokeAction('Logout')

  assert.is(recording.invocations.length, 1)
})

// ── how it ended

test('a failure is kept as data: the name, message and code of what was thrown', async () => {
  const { actions, recording } = openDesk()
  actions.registerAction(
    'AcceptTask',
    () => Promise.reject(Object.assign(new RangeError('too many'), { code: 'E_MANY' })),
    { override: true },
  )

  await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))

  const error = { name: 'RangeError', message: 'too many', code: 'E_MANY' }
  const { outcome, abort, parties } = at(recording)
  assert.equal([outcome, abort, at(recording).error], ['failed', undefined, error])
  assert.equal([parties[0]?.outcome, parties[0]?.error], ['failed', error])
})

test('a time limit that ran out is a failure with the code ACTION_TIMEOUT', async () => {
  const { actions, recording } = openDesk()
  actions.registerAction('AcceptTask', () => new Promise<string>(() => {}), { override: true })

  await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }, { timeout: 1 }))

  assert.equal([at(recording).outcome, at(recording).error?.code], ['failed', 'ACTION_TIMEOUT'])
  assert.is(at(recording).parties[0]?.outcome, 'running')
})

for (const [what, value, error] of [
  ['a text', 'engaged', { name: undefined, message: 'engaged', code: undefined }],
  ['undefined', undefined, { name: undefined, message: 'undefined', code: undefined }],
  ['a function', () => {}, { name: undefined, message: 'a function', code: undefined }],
  [
    'a function that has a message',
    Object.assign(() => {}, { message: 'no' }),
    { name: undefined, message: 'a function', code: undefined },
  ],
  ['an object', { reason: 'none' }, { name: undefined, message: 'an object', code: undefined }],
  ['something like an error', { message: 'no', code: 7 }, { name: undefined, message: 'no', code: undefined }],
  ['a proxy that can do nothing', unreadable(), { name: undefined, message: 'an object', code: undefined }],
  [
    'an error with a long message',
    new Error('x'.repeat(5_000)),
    { name: 'Error', message: `${'x'.repeat(1_000)}…`, code: undefined },
  ],
] as const) {
  test(`what was thrown may be ${what}`, async () => {
    const { actions, recording, reported } = openDesk()
    actions.registerAction('Logout', () => Promise.reject(value), { override: true })

    await actions.invokeAction('Logout').catch(() => {})

    assert.equal(at(recording).error, error)
    assert.equal(reported, [])
  })
}

test('an abort is kept with who aborted and why, and with what therefore did not run', async () => {
  const { actions, recording } = openDesk()
  actions.use((_ctx, next) => next(), { name: 'outer' })
  actions
    .scope('ask-first')
    .addListener('beforeAcceptTask', (_payload, abort) => abort('the agent said no'), { name: 'ask' })
  actions.scope('crm').addListener('beforeAcceptTask', () => {}, { name: 'look' })
  actions.addListener('errorAcceptTask', () => {}, { name: 'complain' })

  await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))

  const { outcome, error, abort, skipped, parties } = at(recording)
  assert.equal([outcome, error], ['aborted', undefined])
  assert.equal(abort, { by: { kind: 'before', name: 'ask', scope: 'ask-first' }, reason: 'the agent said no' })
  assert.equal(skipped, [
    { kind: 'before', name: 'look', scope: 'crm' },
    { kind: 'core', name: 'accept', scope: undefined },
  ])
  assert.equal(
    parties.map(({ outcome }) => outcome),
    ['aborted', 'aborted'],
  )
})

test('an abort of which nobody knows whose it was, and without a reason, says neither', async () => {
  const { actions, recording } = openDesk()
  const stop = actions.observe({ start: ({ ctx }) => ctx.abort() })

  await rejection(actions.invokeAction('Logout'))
  stop()

  assert.equal(at(recording).abort, { by: undefined, reason: undefined })
})

test('an abort that middleware has recovered from is kept beside what came of it', async () => {
  const { actions, recording } = openDesk()
  actions.use('AcceptTask', (ctx, next) =>
    next().catch(() => {
      ctx.result = 'accepted all the same'
    }),
  )
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort(new Error('not yet')), { name: 'stay' })

  await actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.equal([at(recording).outcome, at(recording).abort?.reason], ['done', 'not yet'])
})

test('a party that was called again is not taken for another one that did not run', async () => {
  const { actions, recording } = openDesk()
  let tries = 0
  actions.registerAction('AcceptTask', () => (++tries < 3 ? Promise.reject(new Error('engaged')) : 'accepted'), {
    name: 'accept',
    override: true,
  })
  actions.replaceAction('AcceptTask', (_payload, original) =>
    original()
      .catch(() => original())
      .catch(() => original()),
  )
  actions.replaceAction('AcceptTask', () => 'refused', { name: 'refuse' })()
  actions.addListener('afterAcceptTask', () => {}, { name: 'tell' })
  actions.addListener('afterAcceptTask', () => {}, { name: 'tell' })

  await actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.is(at(recording).parties.filter(({ kind }) => kind === 'core').length, 3)
  assert.equal(at(recording).skipped, [])
})

test('of functions that look alike, as many are said not to have run as did not', async () => {
  const { actions, recording } = openDesk()
  const look = () => {}
  actions.addListener('beforeLogout', look)
  actions.addListener('beforeLogout', (_payload, abort) => abort(), { name: 'stay' })
  actions.addListener('beforeLogout', look)

  await rejection(actions.invokeAction('Logout'))

  assert.equal(
    at(recording).skipped.map(({ name }) => name),
    ['look', 'logOut'],
  )
})

test('what was called again does not stand for something else that did not run', async () => {
  const { actions, recording } = openDesk()
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original()
    await original()
    throw new Error('twice is too often')
  })
  actions.addListener('afterAcceptTask', () => {}, { name: 'tell' })

  await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))

  assert.equal(at(recording).skipped, [{ kind: 'after', name: 'tell', scope: undefined }])
})

test('a once-listener that another invocation has called in the meantime did not run', async () => {
  const { actions, recording } = openDesk()
  const hold = deferred()
  const look = () => {}
  let invoked = 0
  actions.use(async (_ctx, next) => {
    if (++invoked === 1) await hold.promise
    await next()
  })
  actions.addListener('beforeLogout', () => {}, { name: 'first', once: true })
  actions.addListener('beforeLogout', look)
  actions.addListener('beforeLogout', (_payload, abort) => abort(), { name: 'stay' })
  actions.addListener('beforeLogout', look)

  const held = rejection(actions.invokeAction('Logout'))
  await rejection(actions.invokeAction('Logout'))
  hold.resolve()
  await held

  assert.equal(
    recording.invocations.map(({ skipped }) => skipped.map(({ name }) => name)),
    [
      ['first', 'look', 'logOut'],
      ['look', 'logOut'],
    ],
  )
})

for (const [field, other] of [
  ['kind', 'core'],
  ['name', 'see'],
  ['scope', 'desk'],
] as const) {
  test(`what did not run is told from what did by its ${field} alone, if need be`, () => {
    const look = { kind: 'before', name: 'look', scope: 'crm' } as const
    const ran = { ...look, [field]: other }
    const { observer, recording } = openTheirs([look, ran])
    const ctx = { id: 7, action: 'AcceptTask', depth: 0 }
    const info = { ctx, kind: 'invocation', name: 'AcceptTask', scope: undefined } as never

    observer.start?.(info)
    observer.start?.({ ctx, ...ran } as never)
    observer.end?.(info)

    assert.equal(at(recording).skipped, [look])
  })
}

test('when nothing ran, all of the stack did not', async () => {
  const { actions, recording } = openDesk()
  actions.addListener('beforeLogout', () => {}, { name: 'look' })
  actions.observe({ start: ({ ctx }) => ctx.abort() })

  await rejection(actions.invokeAction('Logout'))

  assert.equal(at(recording).parties, [])
  assert.equal(at(recording).skipped, [
    { kind: 'before', name: 'look', scope: undefined },
    { kind: 'core', name: 'logOut', scope: undefined },
  ])
})

test('when all ran, and more often than once, nothing is said not to have', async () => {
  const { actions, recording, reported } = openDesk()
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original()
    return original()
  })

  await actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.equal([at(recording).parties.length, at(recording).skipped, reported], [3, [], []])
})

test('without explain, or with one that fails, nothing counts as skipped', async () => {
  const { actions } = openDesk()
  const { observe } = actions
  const explain = () => {
    throw new Error('explain is broken')
  }
  const recordings = [record({ observe }), record({ observe, explain })]
  actions.addListener('beforeLogout', (_payload, abort) => abort())

  await rejection(actions.invokeAction('Logout'))

  assert.equal(
    recordings.map((recording) => [at(recording).outcome, at(recording).skipped]),
    [
      ['aborted', []],
      ['aborted', []],
    ],
  )
})

test('what can be observed and has no signal is recorded without the one who aborted', () => {
  const { observer, recording } = openTheirs()
  const ctx = { id: 7, action: 'AcceptTask', depth: 0, aborted: true, abortReason: 'no' }
  const info = { ctx, kind: 'invocation', name: 'AcceptTask', scope: undefined } as never

  observer.start?.(info)
  observer.end?.(Object.assign(info, { aborted: true }))

  assert.equal(at(recording).abort, { by: undefined, reason: 'no' })
})

test('a party that ends without having begun, or of an invocation that has not, is passed over', () => {
  const { observer, recording } = openTheirs()
  const [ctx, other] = [7, 8].map((id) => ({ id, action: 'AcceptTask', depth: 0 }))
  const core = { kind: 'core', name: 'accept', scope: undefined } as const

  observer.start?.({ ctx, kind: 'invocation', name: 'AcceptTask', scope: undefined } as never)
  observer.end?.({ ctx, ...core } as never)
  observer.start?.({ ctx: other, ...core } as never)
  observer.end?.({ ctx: other, ...core } as never)

  assert.equal(
    recording.invocations.map(({ id, parties }) => [id, parties]),
    [[7, []]],
  )
})

// ── how much is kept

test('no more invocations are kept than the limit: the one that has been over for the longest goes', async () => {
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

test('those that run stay, however old, while there is one that is over', async () => {
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

test('when all still run, the one that began first goes, and nothing further of it is recorded', async () => {
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

test('what a forgotten invocation goes on to invoke is recorded, and names it as its parent', async () => {
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

test('the array of invocations is another one when one has come or gone, and else the same', async () => {
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
  collectGarbage()

  assert.is(reference.deref(), undefined)
  assert.is(at(recording).outcome, 'failed')
})

// ── payloads and results

test('without capture, no payload and no result is looked at or kept', async () => {
  const { actions, recording, reported } = openDesk()
  const looked: PropertyKey[] = []
  const result = new Proxy({}, { get: (_target, key) => void looked.push(key) })
  actions.registerAction('SendMessage', () => result, { override: true })

  await actions.invokeAction('SendMessage', unreadable())

  assert.not('payload' in at(recording))
  assert.not('result' in at(recording))
  assert.equal([...new Set(looked)], ['then'])
  assert.equal(reported, [])
})

test('capture keeps a copy of the payload as it went in, and of the result as it came out', async () => {
  const { actions, recording } = openDesk({ capture: true })
  const payload = { sid: 'WT1' }
  actions.addListener('beforeAcceptTask', (payload) => {
    payload.sid = 'WT2'
  })

  await actions.invokeAction('AcceptTask', payload)
  payload.sid = 'WT3'

  assert.equal([at(recording).payload, at(recording).result], [{ sid: 'WT1' }, 'accepted WT2'])
})

test('there is no result of what has failed, even where there was one before it did', async () => {
  const { actions, recording } = openDesk({ capture: true })
  actions.use(async (ctx, next) => {
    await next()
    ctx.result = 'accepted'
    throw new Error('no')
  })

  await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))

  assert.not('result' in at(recording))
})

test('capture may be asked for some actions only', async () => {
  const { actions, recording } = openDesk({ capture: (action) => action === 'AcceptTask' })

  await actions.invokeAction('AcceptTask', { sid: 'WT1' })
  await actions.invokeAction('SendMessage', 'hello')

  assert.equal(
    recording.invocations.map(({ payload }) => payload),
    [{ sid: 'WT1' }, undefined],
  )
})

test('a capture that throws captures nothing, and disturbs nobody', async () => {
  const capture = () => {
    throw new Error('capture is broken')
  }
  const { actions, recording, reported } = openDesk({ capture })

  const result = await actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.equal([result, 'payload' in at(recording), reported], ['accepted WT1', false, []])
})

test('redact is given a copy, and what it returns is kept', async () => {
  const asked: unknown[] = []
  const { actions, recording } = openDesk({
    capture: true,
    redact(value, action, what) {
      asked.push([JSON.stringify(value), action, what])
      if (what === 'result') return 'redacted'
      Object.assign(value as Task, { sid: '***' })
      return value
    },
  })
  const payload = { sid: 'WT1' }

  await actions.invokeAction('AcceptTask', payload)

  assert.equal([at(recording).payload, at(recording).result], [{ sid: '***' }, 'redacted'])
  assert.equal(asked, [
    ['{"sid":"WT1"}', 'AcceptTask', 'payload'],
    ['"accepted WT1"', 'AcceptTask', 'result'],
  ])
  assert.equal(payload, { sid: 'WT1' })
})

for (const [what, redact] of [
  ['returns nothing', () => undefined],
  [
    'throws',
    () => {
      throw new Error('redact is broken')
    },
  ],
] as const) {
  test(`where redact ${what}, nothing is kept, and nobody is disturbed`, async () => {
    const { actions, recording, reported } = openDesk({ capture: true, redact })

    const result = await actions.invokeAction('AcceptTask', { sid: 'WT1' })

    assert.equal(['payload' in at(recording), 'result' in at(recording)], [false, false])
    assert.equal([result, reported], ['accepted WT1', []])
  })
}

test('redact is not asked where there is nothing to keep', async () => {
  const asked: string[] = []
  const { actions } = openDesk({ capture: true, redact: (_value, _action, what) => asked.push(what) })

  await actions.invokeAction('Logout')

  assert.equal(asked, [])
})

const circular: Record<string, unknown> = { name: 'ring' }
circular.self = circular
const twice = { sid: 'WT1' }

for (const [what, value, kept] of [
  ['null', null, null],
  ['yes and no', [true, false], [true, false]],
  ['numbers that JSON has not', [Number.NaN, Number.NEGATIVE_INFINITY, 1.5], ['NaN', '-Infinity', 1.5]],
  ['a bigint', 12n, '12n'],
  ['a symbol', Symbol('id'), '[Symbol(id)]'],
  ['functions', [function accept() {}, () => {}, nameless()], ['[function accept]', '[function]', '[function]']],
  ['what is undefined', { a: undefined, b: [undefined] }, { a: undefined, b: [null] }],
  ['a long text', 'x'.repeat(1_001), `${'x'.repeat(1_000)}…`],
  ['an object that holds itself', circular, { name: 'ring', self: '[circular]' }],
  ['the same object twice', [twice, twice], [twice, twice]],
  ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['a date that is none', new Date(Number.NaN), null],
  ['an error', new TypeError('no'), { name: 'TypeError', message: 'no', code: undefined }],
  ['a map', new Map([['a', 1]]), [['a', 1]]],
  ['a set', new Set(['a', 'b']), ['a', 'b']],
  ['bytes', [new Uint8Array(3), new ArrayBuffer(2)], ['[3 bytes]', '[2 bytes]']],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ['a proxy that can do nothing', { inner: unreadable() }, { inner: '[unreadable]' }],
  [
    'a getter that throws',
    {
      get a(): number {
        throw new Error('not now')
      },
      b: 1,
    },
    { a: '[unreadable]', b: 1 },
  ],
  [
    'a toJSON that throws',
    {
      toJSON() {
        throw new Error('never')
      },
    },
    '[unreadable]',
  ],
  ['a toJSON', { toJSON: () => ({ a: 1 }) }, { a: 1 }],
  ['a toJSON that asks for its key', { toJSON: (key: string) => ({ key }) }, { key: '' }],
] as const) {
  test(`what is captured may be ${what}`, async () => {
    const { actions, recording, reported } = openDesk({ capture: true })

    await actions.invokeAction('SendMessage', { value })

    assert.equal((at(recording).payload as { value: unknown }).value, kept)
    assert.equal(reported, [])
    assert.ok(JSON.stringify(recording))
  })
}

test('a captured key may be __proto__', async () => {
  const { actions, recording } = openDesk({ capture: true })

  await actions.invokeAction('SendMessage', JSON.parse('{"__proto__": 1}'))

  assert.equal(Object.entries(at(recording).payload as object), [['__proto__', 1]])
})

test('of what is captured no more is kept than 8 levels', async () => {
  const { actions, recording } = openDesk({ capture: true })
  const nested = (levels: number, inside: unknown): unknown => (levels === 0 ? inside : [nested(levels - 1, inside)])

  await actions.invokeAction('SendMessage', nested(9, 'deep'))

  assert.equal(at(recording).payload, nested(8, '[deeper]'))
})

test('of what is captured no more is kept than 1 000 values, and it says how many are missing', async () => {
  const { actions, recording } = openDesk({ capture: true })
  const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`key${index}`, index]))

  await actions.invokeAction('SendMessage', Array(3_000).fill(1))
  await actions.invokeAction('SendMessage', many)

  const [list, fields] = recording.invocations.map(({ payload }) => payload) as [unknown[], Record<string, unknown>]
  assert.equal([list.length, list.at(-2), list.at(-1)], [1_000, 1, '[2001 more]'])
  assert.equal(Object.entries(fields).slice(-2), [
    ['key998', 998],
    ['…', '[2001 more]'],
  ])
})

test('of what is captured no more is kept than 20 000 characters, keys included', async () => {
  const { actions, recording } = openDesk({ capture: true })
  const long = 'x'.repeat(998)

  await actions.invokeAction(
    'SendMessage',
    Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`_${String.fromCharCode(97 + index)}`, long])),
  )

  const kept = Object.entries(at(recording).payload as Record<string, string>)
  assert.equal(kept.slice(19), [
    ['_t', long],
    ['…', '[10 more]'],
  ])
})

test('of a captured list no more is kept than 20 000 characters, and it says how many items are missing', async () => {
  const { actions, recording } = openDesk({ capture: true })
  const long = 'x'.repeat(1_000)

  await actions.invokeAction('SendMessage', Array(30).fill(long))

  assert.equal(at(recording).payload, [...Array(20).fill(long), '[10 more]'])
})

// ── notes

test('a note stands beside the party that began last of those that run, or beside the invocation', async () => {
  const { actions, recording } = openDesk()
  actions.replaceAction('AcceptTask', async (_payload, original, ctx) => {
    recording.note(ctx, 'looking')
    const result = await original()
    recording.note(ctx, 'found')
    return result
  })
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => recording.note(ctx, 'asking'))
  let kept: object = {}
  actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
    kept = ctx
  })

  await actions.invokeAction('AcceptTask', { sid: 'WT1' })
  recording.note(kept, 'over')

  assert.equal(
    at(recording).parties.map(({ kind, notes }) => [kind, notes]),
    [
      ['before', ['asking']],
      ['replacement', ['looking', 'found']],
      ['core', undefined],
      ['after', undefined],
    ],
  )
  assert.equal(at(recording).notes, ['over'])
})

test('a note about what is not recorded, or not kept any more, does nothing', async () => {
  const { actions, recording } = openDesk()
  let kept: object = {}
  actions.addListener('beforeLogout', (_payload, _abort, ctx) => {
    kept = ctx
  })
  await actions.invokeAction('Logout')
  recording.clear()

  recording.note({}, 'of nothing')
  recording.note(kept, 'too late')

  assert.equal(recording.invocations, [])
})

// ── who is told

test('subscribers are told of every beginning, end and note, with the invocation', async () => {
  const { actions, recording } = openDesk()
  const told: unknown[] = []
  const seen = ({ outcome, began, ended, notes = [] }: RecordedRun) => [outcome, began, ended, ...notes]
  actions.addListener('beforeLogout', (_payload, _abort, ctx) => recording.note(ctx, 'bye'))
  const undo = recording.subscribe((invocation) => {
    assert.is(invocation, at(recording))
    told.push([invocation, ...(invocation?.parties ?? [])].map((run) => run && seen(run)))
  })

  await actions.invokeAction('Logout')
  undo()
  await actions.invokeAction('Logout')

  assert.equal(told, [
    [['running', 1, undefined]],
    [
      ['running', 1, undefined],
      ['running', 2, undefined],
    ],
    [
      ['running', 1, undefined],
      ['running', 2, undefined, 'bye'],
    ],
    [
      ['running', 1, undefined],
      ['done', 2, 3, 'bye'],
    ],
    [
      ['running', 1, undefined],
      ['done', 2, 3, 'bye'],
      ['running', 4, undefined],
    ],
    [
      ['running', 1, undefined],
      ['done', 2, 3, 'bye'],
      ['done', 4, 5],
    ],
    [
      ['done', 1, 6],
      ['done', 2, 3, 'bye'],
      ['done', 4, 5],
    ],
  ])
})

test('a subscriber that throws is printed, and disturbs neither the others nor the invocation', async () => {
  const { actions, recording, reported } = openDesk()
  const broken = new Error('the viewer is broken')
  let told = 0
  recording.subscribe(() => {
    throw broken
  })
  recording.subscribe(() => told++)

  const printed = await printedDuring(() => actions.invokeAction('Logout'))

  assert.equal(printed, [[broken], [broken], [broken], [broken]])
  assert.equal([told, reported], [4, []])
})

test('the same function can subscribe twice, and each undoing takes one of them off, once', async () => {
  const { actions, recording } = openDesk()
  let told = 0
  const count = () => ++told
  const undo = recording.subscribe(count)
  recording.subscribe(count)

  undo()
  undo[Symbol.dispose]()
  await actions.invokeAction('Logout')

  assert.is(told, 4)
})

// ── clear, stop, save

test('clear forgets all, tells subscribers so, and records nothing further of what is running', async () => {
  const { actions, recording } = openDesk({ limit: 1 })
  const hold = deferred<string>()
  const told: unknown[] = []
  actions.addListener('beforeAcceptTask', () => hold.promise)
  await actions.invokeAction('Logout')
  const running = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  recording.subscribe((invocation) => told.push(invocation))
  assert.is(recording.invocations.length, 1)

  recording.clear()
  hold.resolve('')
  await running

  assert.equal(recording.invocations, [])
  assert.equal(told, [undefined])
})

for (const before of [2, 4]) {
  test(`after clear, as many are kept as before, and the same ones go, even if there were ${before} already`, async () => {
    const { actions, recording } = openDesk({ limit: 3, capture: true })
    const kept: unknown[] = []
    for (let i = 0; i < before; i++) await actions.invokeAction('Logout')

    recording.clear()
    for (const sid of ['1', '2', '3', '4', '5']) {
      await actions.invokeAction('AcceptTask', { sid })
      kept.push(keptBy(recording).join(''))
    }

    assert.equal(kept, ['1', '12', '123', '234', '345'])
  })
}

test('stop records no further invocation, and those that are running to their end, as does leaving a block with `using`', async () => {
  const { actions, recording } = openDesk()
  const hold = deferred<string>()
  actions.addListener('beforeAcceptTask', () => hold.promise)
  const running = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  let used: Recording
  {
    using another = record(actions)
    used = another
  }
  recording.stop()
  recording.stop()
  hold.resolve('')
  await running
  await actions.invokeAction('Logout')

  assert.equal(
    recording.invocations.map(({ action, outcome }) => [action, outcome]),
    [['AcceptTask', 'done']],
  )
  assert.equal(used.invocations, [])
})

test('toJSON gives a copy, which does not change any more', async () => {
  const { actions, recording } = openDesk()
  const hold = deferred<string>()
  actions.addListener('beforeAcceptTask', () => hold.promise, { name: 'wait' })
  const running = actions.invokeAction('AcceptTask', { sid: 'WT1' })

  const saved = recording.toJSON()
  hold.resolve('')
  await running

  const [invocation] = saved.invocations
  assert.equal([saved.format, saved.origin, saved.invocations.length], ['entracte-recording/1', recording.origin, 1])
  assert.equal([invocation?.outcome, invocation?.parties[0]?.outcome], ['running', 'running'])
})

test('what a recording can do works detached', async () => {
  const { actions, recording } = openDesk()
  const { clear, note, stop, subscribe, toJSON } = recording
  const told: unknown[] = []
  subscribe((invocation) => told.push(invocation?.action))

  await actions.invokeAction('Logout')
  const { length } = toJSON().invocations
  clear()
  note({}, 'nothing')
  stop()
  await actions.invokeAction('Logout')

  assert.equal([length, told], [1, ['Logout', 'Logout', 'Logout', 'Logout', undefined]])
})

test('where there is no Symbol.dispose yet, nothing named "undefined" grows on a recording', async () => {
  const old = await withoutDispose<{ record: typeof record }>('devtools/record')

  const recording = old.record(createActions())

  for (const thing of [recording, recording.subscribe(() => {})]) {
    assert.not(Reflect.ownKeys(thing).includes('undefined'))
  }
})

// ── what may be handed in

for (const [what, given, message] of [
  [
    'nothing',
    [],
    'Cannot record undefined, because it has no observe: pass what createActions gives, or a scope of it',
  ],
  ['null', [null], 'Cannot record null, because it has no observe: pass what createActions gives, or a scope of it'],
  [
    'a text',
    ['AcceptTask'],
    'Cannot record "AcceptTask", because it has no observe: pass what createActions gives, or a scope of it',
  ],
  ['options that are none', [createActions(), null], 'The options must be an object, got null'],
  [
    'a long text, of which it quotes the first 100 characters',
    [createActions(), `${'x'.repeat(100)}y`],
    `The options must be an object, got "${'x'.repeat(100)}…"`,
  ],
  ['a limit that is no number', [createActions(), { limit: '9' }], 'The option limit must be a number, got "9"'],
  [
    'a capture that is neither',
    [createActions(), { capture: 1 }],
    'The option capture must be true, false or a function, got 1',
  ],
  [
    'a redact that is no function',
    [createActions(), { redact: {} }],
    'The option redact must be a function, got an object',
  ],
  [
    'a redact without a capture',
    [createActions(), { redact: () => {} }],
    'The option redact has nothing to work on without the option capture: set it, or leave both out',
  ],
  [
    'a redact with a capture that is off',
    [createActions(), { redact: () => {}, capture: false }],
    'The option redact has nothing to work on without the option capture: set it, or leave both out',
  ],
] as const) {
  test(`record refuses ${what}, with a TypeError that says so`, () => {
    const error = thrown(() => (record as (...args: readonly unknown[]) => unknown)(...given))

    assert.instance(error, TypeError)
    assert.is((error as Error).message, message)
  })
}

for (const limit of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
  test(`record refuses a limit of ${limit}, with a RangeError`, () => {
    const error = thrown(() => record(createActions(), { limit }))

    assert.instance(error, RangeError)
    assert.is((error as Error).message, `The option limit must be a whole number from 1 on, got ${limit}`)
  })
}

test('a note that is no text, and a subscriber that is no function, are TypeErrors', () => {
  const { recording } = openDesk()

  const errors = [thrown(() => recording.note({}, 1 as never)), thrown(() => recording.subscribe(undefined as never))]

  assert.ok(errors.every((error) => error instanceof TypeError))
  assert.equal(
    errors.map((error) => (error as Error).message),
    ['A note must be a string, got 1', 'A subscriber must be a function, got undefined'],
  )
})

test('symbols that are the reason of an abort, or thrown, are recorded in words', async () => {
  const actions = createActions()
  const recording = record(actions)
  actions.addListener('beforeA', (_payload, abort) => abort(Symbol('why')))
  actions.registerAction('A', () => {})
  actions.registerAction('B', () => {
    throw Symbol('thrown')
  })
  await rejection(actions.invokeAction('A'))
  await rejection(actions.invokeAction('B'))

  assert.is(recording.invocations[0]?.abort?.reason, 'Symbol(why)')
  assert.is(recording.invocations[1]?.error?.message, 'Symbol(thrown)')
})

test('subscribers are told of a clear when all is gone', async () => {
  const actions = createActions()
  actions.registerAction('A', () => {})
  const recording = record(actions)
  await actions.invokeAction('A')
  let left: number | undefined
  recording.subscribe(() => {
    left = recording.invocations.length
  })
  recording.clear()

  assert.is(left, 0)
})

test('capture keeps nothing when it says yes with a promise', async () => {
  const actions = createActions()
  actions.registerAction('A', () => 'result')
  const recording = record(actions, { capture: (async () => false) as never })
  await actions.invokeAction('A', 'secret')

  assert.not('payload' in (recording.invocations[0] as object))
})

test('what toJSON gives is copied when the invocation begins', async () => {
  const actions = createActions()
  const shared = { sid: 'WT1', when: new Map([['a', 1]]), call() {} }
  actions.registerAction('A', () => {
    shared.sid = 'changed'
  })
  const recording = record(actions, { capture: true })
  await actions.invokeAction('A', { toJSON: () => shared })

  assert.equal(recording.invocations[0]?.payload, { sid: 'WT1', when: [['a', 1]], call: '[function call]' })
})

test('a note on an invocation that is not kept any more does nothing, and tells nobody', async () => {
  const actions = createActions()
  let kept: object = {}
  actions.registerAction('A', (_payload, ctx) => {
    kept = ctx
  })
  actions.registerAction('B', () => {})
  const recording = record(actions, { limit: 1 })
  await actions.invokeAction('A')
  await actions.invokeAction('B')
  let told = 0
  recording.subscribe(() => told++)
  recording.note(kept, 'late')

  assert.is(told, 0)
})

test('a note keeps no more than the longest text', async () => {
  const actions = createActions()
  const recording = record(actions)
  actions.registerAction('A', (_payload, ctx) => recording.note(ctx, 'x'.repeat(100_000)))
  await actions.invokeAction('A')
  const [note = ''] = recording.invocations[0]?.parties[0]?.notes ?? []

  assert.is(note.length, 1_001)
})

test.run()

/** A function whose name is none. */
function nameless(): () => void {
  return Object.defineProperty(() => {}, 'name', { value: 1 })
}

/** An object that throws whatever one does with it. */
function unreadable(): object {
  const no = () => {
    throw new Error('hands off')
  }
  return new Proxy({}, { get: no, has: no, ownKeys: no, getPrototypeOf: no, getOwnPropertyDescriptor: no })
}
