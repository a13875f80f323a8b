// How a recording is made, cleared, stopped and saved, and which arguments it refuses.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { type Recording, record } from '../../../source/devtools/index.js'
import { deferred, thrown } from '../../support/helpers.js'
import { withoutDispose } from '../../support/without-dispose.js'
import { keptBy, openDesk } from '../desk.js'

test('clear forgets all invocations, calls the subscribers, and records nothing more of running invocations', async () => {
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
  test(`after clear, as many invocations are kept as before, and the oldest is forgotten first, even if ${before} were recorded already`, async () => {
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

test('stop records no further invocation, but running invocations to their end; leaving a block with `using` stops the recording, too', async () => {
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

test('toJSON returns a copy that does not change any more', async () => {
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

test('the methods of a recording work detached', async () => {
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
  ['options that are no object', [createActions(), null], 'The options must be an object, got null'],
  [
    'a long text, of which it quotes 99 characters',
    [createActions(), `${'x'.repeat(100)}y`],
    `The options must be an object, got "${'x'.repeat(99)}…"`,
  ],
  [
    'an unknown option',
    [createActions(), { limits: 5 }],
    'There is no option "limits": did you mean "limit"? The options are limit, capture, redact',
  ],
  ['a limit that is no number', [createActions(), { limit: '9' }], 'The option limit must be a number, got "9"'],
  [
    'a capture that is neither a boolean nor a function',
    [createActions(), { capture: 1 }],
    'The option capture must be true, false or a function, got 1',
  ],
  ['a redact that is no function', [createActions(), { redact: {} }], 'The option redact must be a function, got {}'],
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

test('a note that is no text, and a subscriber that is no function, throw a TypeError', () => {
  const { recording } = openDesk()

  const errors = [thrown(() => recording.note({}, 1 as never)), thrown(() => recording.subscribe(undefined as never))]

  assert.ok(errors.every((error) => error instanceof TypeError))
  assert.equal(
    errors.map((error) => (error as Error).message),
    ['A note must be a string, got 1', 'A subscriber must be a function, got undefined'],
  )
})

test.run()
