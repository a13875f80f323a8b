// How a recorded invocation ended: what is kept of a failure, and of an abort.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { record } from '../../../source/devtools/index.js'
import { rejection } from '../../support/helpers.js'
import { at, openDesk, openTheirs, unreadable } from '../desk.js'

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
  ['an object', { reason: 'none' }, { name: undefined, message: '{ reason: "none" }', code: undefined }],
  ['something like an error', { message: 'no', code: 7 }, { name: undefined, message: 'no', code: undefined }],
  ['a proxy that can do nothing', unreadable(), { name: undefined, message: 'an object', code: undefined }],
  [
    'an error with a long message',
    new Error('x'.repeat(5_000)),
    { name: 'Error', message: `${'x'.repeat(1_000)}…`, code: undefined },
  ],
] as const) {
  test(`the thrown value may be ${what}`, async () => {
    const { actions, recording, reported } = openDesk()
    actions.registerAction('Logout', () => Promise.reject(value), { override: true })

    await actions.invokeAction('Logout').catch(() => {})

    assert.equal(at(recording).error, error)
    assert.equal(reported, [])
  })
}

test('an abort is kept with the party that aborted, the reason, and the parties that therefore did not run', async () => {
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

test('an abort by no known party and without a reason is kept without both', async () => {
  const { actions, recording } = openDesk()
  const stop = actions.observe({ start: ({ ctx }) => ctx.abort() })

  await rejection(actions.invokeAction('Logout'))
  stop()

  assert.equal(at(recording).abort, { by: undefined, reason: undefined })
})

test('an abort that middleware recovered from is kept beside the outcome "done"', async () => {
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

test('an invocation whose ctx has no signal is recorded without the party that aborted', () => {
  const { observer, recording } = openTheirs()
  const ctx = { id: 7, action: 'AcceptTask', depth: 0, aborted: true, abortReason: 'no' }
  const info = { ctx, kind: 'invocation', name: 'AcceptTask', scope: undefined } as never

  observer.start?.(info)
  observer.end?.(Object.assign(info, { aborted: true }))

  assert.equal(at(recording).abort, { by: undefined, reason: 'no' })
})

test('a symbol that is thrown, or is the reason of an abort, is recorded as text', async () => {
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

test.run()
