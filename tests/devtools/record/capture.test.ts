// What a recording keeps of payloads and results: `capture` and `redact`.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { type RecordOptions, record } from '../../../source/devtools/index.js'
import { rejection } from '../../support/helpers.js'
import { at, openDesk, type Task, unreadable } from '../desk.js'

test('without capture, payloads and results are neither read nor kept', async () => {
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

test('a failed invocation has no result, even if it had a result before it failed', async () => {
  const { actions, recording } = openDesk({ capture: true })
  actions.use(async (ctx, next) => {
    await next()
    ctx.result = 'accepted'
    throw new Error('no')
  })

  await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))

  assert.not('result' in at(recording))
})

test('capture may be a function that chooses the actions', async () => {
  const { actions, recording } = openDesk({ capture: (action) => action === 'AcceptTask' })

  await actions.invokeAction('AcceptTask', { sid: 'WT1' })
  await actions.invokeAction('SendMessage', 'hello')

  assert.equal(
    recording.invocations.map(({ payload }) => payload),
    [{ sid: 'WT1' }, undefined],
  )
})

test('a capture that throws captures nothing, and does not disturb the invocation', async () => {
  const capture = () => {
    throw new Error('capture is broken')
  }
  const { actions, recording, reported } = openDesk({ capture })

  const result = await actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.equal([result, 'payload' in at(recording), reported], ['accepted WT1', false, []])
})

test('redact is given a copy, and the value that it returns is kept', async () => {
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
  test(`when redact ${what}, nothing is kept, and the invocation is not disturbed`, async () => {
    const { actions, recording, reported } = openDesk({ capture: true, redact })

    const result = await actions.invokeAction('AcceptTask', { sid: 'WT1' })

    assert.equal(['payload' in at(recording), 'result' in at(recording)], [false, false])
    assert.equal([result, reported], ['accepted WT1', []])
  })
}

test('redact is not called when there is nothing to keep', async () => {
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
  ['true and false', [true, false], [true, false]],
  ['numbers that JSON does not have', [Number.NaN, Number.NEGATIVE_INFINITY, 1.5], ['NaN', '-Infinity', 1.5]],
  ['a bigint', 12n, '12n'],
  ['a symbol', Symbol('id'), '[Symbol(id)]'],
  ['functions', [function accept() {}, () => {}, nameless()], ['[function accept]', '[function]', '[function]']],
  ['undefined in an object and in a list', { a: undefined, b: [undefined] }, { a: undefined, b: [null] }],
  ['a long text', 'x'.repeat(1_001), `${'x'.repeat(1_000)}…`],
  ['an object that holds itself', circular, { name: 'ring', self: '[circular]' }],
  ['the same object twice', [twice, twice], [twice, twice]],
  ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['an invalid date', new Date(Number.NaN), null],
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
  test(`a captured value may be ${what}`, async () => {
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

test('no more than 8 levels of a captured value are kept', async () => {
  const { actions, recording } = openDesk({ capture: true })
  const nested = (levels: number, inside: unknown): unknown => (levels === 0 ? inside : [nested(levels - 1, inside)])

  await actions.invokeAction('SendMessage', nested(9, 'deep'))

  assert.equal(at(recording).payload, nested(8, '[deeper]'))
})

test('no more than 1 000 values of a captured list or object are kept, and it says how many are missing', async () => {
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

test('no more than 20 000 characters of a captured object are kept, keys included', async () => {
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

test('no more than 20 000 characters of a captured list are kept, and it says how many items are missing', async () => {
  const { actions, recording } = openDesk({ capture: true })
  const long = 'x'.repeat(1_000)

  await actions.invokeAction('SendMessage', Array(30).fill(long))

  assert.equal(at(recording).payload, [...Array(20).fill(long), '[10 more]'])
})

test('capture keeps nothing when it returns a promise', async () => {
  const actions = createActions()
  actions.registerAction('A', () => 'result')
  const recording = record(actions, { capture: (async () => false) as never })
  await actions.invokeAction('A', 'secret')

  assert.not('payload' in (recording.invocations[0] as object))
})

test('the value that toJSON returns is copied when the invocation begins', async () => {
  const actions = createActions()
  const shared = { sid: 'WT1', when: new Map([['a', 1]]), call() {} }
  actions.registerAction('A', () => {
    shared.sid = 'changed'
  })
  const recording = record(actions, { capture: true })
  await actions.invokeAction('A', { toJSON: () => shared })

  assert.equal(recording.invocations[0]?.payload, { sid: 'WT1', when: [['a', 1]], call: '[function call]' })
})

test('a capture or a redact that is async keeps nothing, and is told once', async () => {
  const warned: unknown[] = []
  const { warn } = console
  console.warn = (text) => warned.push(text)
  const kept: unknown[] = []
  try {
    for (const options of [
      { capture: async () => true },
      { capture: true, redact: () => Promise.reject(new Error('late')) },
    ]) {
      const actions = createActions()
      actions.registerAction('Save', () => 'saved')
      const recording = record(actions, options as RecordOptions)
      for (let i = 0; i < 2; i++) await actions.invokeAction('Save', 'secret')
      kept.push(...recording.invocations.map((invocation) => ['payload' in invocation, 'result' in invocation]))
    }
  } finally {
    console.warn = warn
  }

  assert.equal(kept, Array(4).fill([false, false]))
  assert.equal(warned, [
    'The option capture of record must answer at once, got a promise: nothing is kept',
    'The option redact of record must answer at once, got a promise: nothing is kept',
  ])
})

test.run()

/** Returns a function whose name is no text. */
function nameless(): () => void {
  return Object.defineProperty(() => {}, 'name', { value: 1 })
}
