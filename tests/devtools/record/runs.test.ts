// What is recorded of an invocation and of each of its parties: their order, their times, and what ran inside what.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { record } from '../../../source/devtools/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { at, type Desk, openDesk, openTheirs } from '../desk.js'

test('an invocation is recorded with every party that took part, in the order in which the parties began', async () => {
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

test('times are milliseconds after the origin, and the duration of a party lies within the duration of its invocation', async () => {
  const before = Date.now()
  const { actions, recording } = openDesk()

  await actions.invokeAction('Logout')

  const { start, duration = -1, parties } = at(recording)
  const [core] = parties
  assert.ok(recording.origin >= before && recording.origin <= Date.now())
  assert.ok(core?.duration !== undefined && core.start >= start && start >= 0)
  assert.ok(core.start + core.duration <= start + duration)
})

test('a start is counted from the beginning of the recording, and a duration from the start', async () => {
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

test('an invocation is in the recording as soon as it begins, and its outcome is "running" until it ends', async () => {
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

test('a nested invocation knows its parent, and which party of the parent was running', async () => {
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

test('parties that run side by side are each inside the running layer that began last', async () => {
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

test('an error-listener is inside no layer, also when a layer still runs after a time limit', async () => {
  const { actions, recording } = openDesk()
  const hold = deferred<string>()
  actions.registerAction('AcceptTask', () => hold.promise, { override: true, timeout: 10 })
  actions.use('AcceptTask', (_ctx, next) => next())
  actions.addListener('errorAcceptTask', () => {})

  await actions.settleAction('AcceptTask', { sid: 'WT1' })
  hold.resolve('late')

  assert.equal(
    at(recording).parties.map(({ kind, inside }) => [kind, inside]),
    [
      ['middleware', undefined],
      ['core', 0],
      ['error', undefined],
    ],
  )
})

test('a party that continues after its invocation has ended is recorded until the party ends', async () => {
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

test('an invocation that began before the recording is not recorded, but an invocation nested in it still names its parent', async () => {
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

test('a recording of a scope records invocations until the scope is disposed', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('Logout', () => {})
  const scope = actions.scope('plugin')
  const recording = record(scope)

  await actions.invokeAction('Logout')
  scope.dispose()
  await actions.invokeAction('Logout')

  assert.is(recording.invocations.length, 1)
})

test('a party is ignored when it ends without a beginning, or when its invocation has not begun', () => {
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

test.run()
