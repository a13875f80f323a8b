// Decides which values are equal for an expectation, and how a double shows and copies them.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Actions } from '../../source/core/index.js'
import { createTestActions, ExpectationError, type TestActions } from '../../source/testing/index.js'
import { thrown } from '../support/helpers.js'

const values = suite('values')

class Task {
  constructor(readonly sid: string) {}
}
class Secret {
  #text: string
  constructor(text: string) {
    this.#text = text
  }
  get length() {
    return this.#text.length
  }
}

const circle = (): unknown => {
  const made: Record<string, unknown> = { name: 'circle' }
  made.self = made
  return made
}
/** Returns a circle of two. */
const inTurns = (): unknown => {
  const other: Record<string, unknown> = { name: 'circle' }
  const made = { name: 'circle', self: other }
  other.self = made
  return made
}
const secret = new Secret('a')
const forbidding = new Proxy(
  {},
  {
    getPrototypeOf() {
      throw new Error('hands off')
    },
  },
)

for (const [what, one, other] of [
  ['numbers', Number.NaN, Number.NaN],
  ['objects, whatever the order of their keys', { a: 1, b: { c: [2] } }, { b: { c: [2] }, a: 1 }],
  ['objects without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ['arrays', [1, [2]], [1, [2]]],
  ['dates', new Date(7), new Date(7)],
  ['patterns', /a/i, /a/i],
  ['errors', new TypeError('no'), new TypeError('no')],
  ['maps', new Map([['a', { b: 1 }]]), new Map([['a', { b: 1 }]])],
  ['sets', new Set([1, 2]), new Set([1, 2])],
  ['instances', new Task('WT1'), new Task('WT1')],
  ['an instance that shows nothing, with itself', secret, secret],
  ['keys that are symbols', { [Symbol.for('a')]: [1] }, { [Symbol.for('a')]: [1] }],
  ['circles', circle(), circle()],
  ['circles of other lengths', circle(), { name: 'circle', self: circle() }],
  ['circles in turns', circle(), inTurns()],
  ['errors with the same cause', new Error('no', { cause: [1] }), Object.assign(new Error('no'), { cause: [1] })],
  ['empty maps', new Map(), new Map()],
  ['empty sets', new Set(), new Set()],
  ['objects without keys', {}, Object.create(null)],
  ['empty arrays', [], []],
] as const) {
  values(`treats as equal: ${what}`, async () => {
    const test = await called(one)

    test.expect('Search', { calls: [{ payload: other }] })
  })
}

for (const [what, one, other] of [
  ['0 and -0', 0, -0],
  ['text and number', '1', 1],
  ['an object and null', {}, null],
  ['null and an object', null, {}],
  ['a key more', { a: 1 }, { a: 1, b: 2 }],
  ['a key less', { a: 1, b: 2 }, { a: 1 }],
  ['another key', { a: undefined }, { b: undefined }],
  ['values of a symbol', { [Symbol.for('a')]: 1 }, { [Symbol.for('a')]: 2 }],
  ['a symbol more', {}, { [Symbol.for('a')]: 1 }],
  ['something deep inside', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }],
  ['an array and an object', [], {}],
  ['dates', new Date(7), new Date(8)],
  ['patterns', /a/i, /a/],
  ['errors', new TypeError('no'), new TypeError('yes')],
  ['classes of errors', new TypeError('no'), new RangeError('no')],
  ['the order of a set', new Set([1, 2]), new Set([2, 1])],
  ['a map and a set', new Map(), new Set()],
  ['an instance and a plain object', new Task('WT1'), { sid: 'WT1' }],
  ['a plain object and an instance', { sid: 'WT1' }, new Task('WT1')],
  ['instances that show nothing', new Secret('a'), new Secret('a')],
  ['promises', Promise.resolve(1), Promise.resolve(1)],
  ['values of a map', new Map([['a', 1]]), new Map([['a', 2]])],
  ['causes of errors', new Error('no', { cause: 1 }), new Error('no', { cause: 2 })],
  ['errors in an error', new AggregateError([1], 'no'), new AggregateError([2], 'no')],
  ['an array of holes and an empty array', new Array(1), []],
  ['names of errors', named(new Error('no'), 'Busy'), new Error('no')],
] as const) {
  values(`treats as different: ${what}`, async () => {
    const test = await called(one)

    assert.instance(
      thrown(() => test.expect('Search', { calls: [{ payload: other }] })),
      ExpectationError,
    )
  })
}

for (const [value, text] of [
  ['it is "here"', '"it is \\"here\\""'],
  [12n, '12n'],
  [undefined, 'undefined'],
  [Symbol('s'), 'Symbol(s)'],
  [function accept() {}, 'function accept'],
  [() => {}, 'function'],
  [{ a: 1, 'b-c': [null] }, '{ a: 1, "b-c": [null] }'],
  [{ a: 1, [Symbol('b')]: 2 }, '{ a: 1, [Symbol(b)]: 2 }'],
  [{}, '{}'],
  [new Task('WT1'), 'Task { sid: "WT1" }'],
  [new Map([['a', 1]]), 'Map { ["a", 1] }'],
  [new (class {})(), 'Object {}'],
  [Object.create({ constructor: undefined }), 'Object {}'],
  [Object.assign(new (class {})(), { a: 1 }), 'Object { a: 1 }'],
  [new Error('no'), 'Error: no'],
  [new AggregateError([1], 'no', { cause: 2 }), 'AggregateError: no { cause: 2, errors: [1] }'],
  [/a/i, '/a/i'],
  [new Date(7), '1970-01-01T00:00:00.007Z'],
  [new Date(Number.NaN), 'Invalid Date'],
  [-0, '-0'],
  [Object.assign(new Map([['a', 1]]), { more: true }), 'Map { ["a", 1], more: true }'],
  [{ a: { b: { c: { d: { e: 1 } } } } }, '{ a: { b: { c: { d: … } } } }'],
  [forbidding, 'an object'],
] as const) {
  values(`shows ${text}`, async () => {
    const test = createTestActions()
    test.stub('Search')

    const error = thrown(() => test.expect('Search', { calls: [{ payload: value }] })) as Error

    assert.match(error.message, `\n  [{ payload: ${text} }]\nbut saw\n  []\n`)
  })
}

values('says so where what differs cannot be seen in the texts', async () => {
  const hidden =
    'What differs is not in these texts: they are shortened, or a value that hides its content equals only itself.'
  const long = 'x'.repeat(2_000)
  const pairs = [
    [new URL('http://a/'), new URL('http://a/'), true],
    [`${long}a`, `${long}b`, true],
    [new Date(7), new Date(8), false],
    [-0, 0, false],
  ] as const

  const told: boolean[] = []
  for (const [payload, expected] of pairs) {
    const test = await called(payload)
    const { message } = thrown(() => test.expect('Search', { calls: [{ payload: expected }] })) as Error
    told.push(message.includes(hidden))
  }

  assert.equal(
    told,
    pairs.map(([, , isHidden]) => isHidden),
  )
})

values('shows the first thousand characters of a longer value', () => {
  const test = createTestActions()
  test.stub('Search')
  const shownOf = (length: number) =>
    (thrown(() => test.expect('Search', { calls: [{ payload: 'x'.repeat(length) }] })) as Error).message
      .split('\n')[1]
      ?.trim()

  assert.is(shownOf(1_000 - '[{ payload: "" }]'.length), `[{ payload: "${'x'.repeat(983)}" }]`)
  assert.is(shownOf(9_000), `[{ payload: "${'x'.repeat(1_000 - '[{ payload: "'.length)}…`)
})

values('copies a payload that contains itself', async () => {
  const payload = { name: 'a', self: {} }
  payload.self = payload

  const test = await called(payload)
  payload.name = 'b'

  const copy = test.seen('Search').calls[0]?.payload as typeof payload
  assert.is(copy.name, 'a')
  assert.is(copy.self, copy)
  copy.name = 'ours to edit'
  assert.is(Reflect.deleteProperty(copy, 'name'), true)
})

values('a failed expectation shows test runners no value that contains itself', async () => {
  const test = await called([circle(), new Task('WT1')])

  const error = thrown(() => test.expect('Search', { calls: [{ payload: circle() }] })) as ExpectationError

  const round = { name: 'circle', self: '[circular]' }
  assert.equal(error.actual, { calls: [{ payload: [round, new Task('WT1')] }] })
  assert.equal(error.expected, { calls: [{ payload: round }] })
})

values('a failed expectation shows test runners the other keys of an array', async () => {
  const test = await called(Object.assign(['b'], { at: 1 }))

  const error = thrown(() => test.expect('Search', { calls: [{ payload: ['b'] }] })) as ExpectationError

  const { calls } = error.actual as { calls: { payload: object }[] }
  assert.equal(Object.entries(calls[0]?.payload ?? {}), [
    ['0', 'b'],
    ['at', 1],
  ])
})

values('a failed expectation shows test runners a value in both of its places', async () => {
  const task = { sid: 'WT1' }
  const test = await called({ first: task, second: task })

  const error = thrown(() => test.expect('Search', { calls: [] })) as ExpectationError

  const { calls } = error.actual as { calls: { payload: unknown }[] }
  assert.equal(calls[0]?.payload, { first: { sid: 'WT1' }, second: { sid: 'WT1' } })
})

values('keeps a value that cannot be copied as it is', async () => {
  const odd = {
    get sid() {
      throw new Error('hands off')
    },
  }

  const [test, other] = [await called(odd), await called({ forbidding })]

  assert.is(test.seen('Search').calls[0]?.payload, odd)
  const { payload } = other.seen('Search').calls[0] as { payload: unknown }
  assert.is((payload as { forbidding: object }).forbidding, forbidding)
})

values('copies a key named __proto__ as a key', async () => {
  const payload = JSON.parse('{ "__proto__": { "a": 1 } }')

  const test = await called(payload)

  assert.equal(Object.keys(test.seen('Search').calls[0]?.payload as object), ['__proto__'])
})

values.run()

function named(error: Error, name: string): Error {
  return Object.defineProperty(error, 'name', { value: name })
}

/** Returns a double on which `Search` was invoked with `payload`. */
async function called(payload: unknown): Promise<TestActions<Actions>> {
  const test = createTestActions()
  test.stub('Search')
  await test.actions.invokeAction('Search', payload)
  return test
}
