// Which values and errors cross to another machine, and as what do they arrive?

import { inspect } from 'node:util'
import { runInNewContext } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionPayloadError, ActionResultError } from '../../source/contract/index.js'
import { ActionAbortedError, ActionTimeoutError, createActions, UnknownActionError } from '../../source/core/index.js'
import { decode, type ErrorClass, encode, encodeFor } from '../../source/queue/envelope.js'
import { JobLostError, UnsendableError } from '../../source/queue/index.js'
import { ActionBlockedError } from '../../source/state/index.js'
import { rejection, thrown } from '../support/helpers.js'

test('values arrive as structured clones do', () => {
  const values = [
    ...[undefined, null, true, '', 'é😀', 0, -0, Number.NaN, Number.NEGATIVE_INFINITY, 2n ** 70n],
    ...[new Date(5), /a+/gi, new Map([[{ a: 1 }, new Set([1, undefined])]]), new URL('https://x.example/?a=1')],
    ...[
      [],
      Array.from({ length: 2 }),
      { a: undefined },
      new Uint8Array([1, 2]),
      new Float64Array([0.5]),
      new Uint8Array([9]).buffer,
    ],
  ]

  for (const value of values) assert.equal(inspect(across(value), { depth: 9 }), inspect(value, { depth: 9 }))
})

test('circles and shared objects stay what they are', () => {
  const shared = { n: 1 }
  const circle: Record<string, unknown> = { list: [shared, shared] }
  circle.self = circle

  const arrived = across(circle)

  assert.is(arrived.self, arrived)
  assert.is(arrived.list[0], arrived.list[1])
})

test('whatever JSON would change arrives as it is, also deep inside of what JSON would not change', () => {
  const hidden = Object.defineProperty([1], 'toJSON', { value: () => 'changed' })
  const other = runInNewContext('({ a: [1] })')
  const shared = { n: 1 }
  const values: Record<string, unknown> = {
    ...{ minus: -0, nan: Number.NaN, infinite: Number.POSITIVE_INFINITY, missing: undefined, big: 1n },
    ...{
      date: new Date(5),
      bare: Object.create(null),
      hidden,
      other,
      sparse: Object.assign([1], { 2: 3 }),
      twice: [shared, shared],
    },
  }

  for (const [name, value] of Object.entries(values)) {
    const arrived = across({ list: [{ value }], text: 'x' })
    assert.is(inspect(arrived.list[0].value), inspect(value).replace(/, toJSON.*/, ' ]'), name)
  }
  const { twice } = across({ twice: values.twice })
  assert.is(twice[0], twice[1])
})

test('what JSON does not change is sent as JSON, which takes less time', () => {
  const order = { id: 'A1', to: null, articles: [{ cents: 5.5, gift: true }, []], '': 'é😀\u0000\ud800' }

  assert.is(encode(order), `=${JSON.stringify(order)}`)
  assert.equal(across(order), order)
  assert.equal(across('__proto__ \\u'), '__proto__ \\u')
})

test('the key "__proto__" crosses in no text', () => {
  const own = JSON.parse('{ "a": { "__proto__": { "admin": true } } }')

  assert.match((thrown(() => encode(own)) as Error).message, '__proto__')
  for (const key of ['__proto__', '__pr\\u006fto__']) {
    assert.match((thrown(() => decode(`={ "a": { "${key}": { "admin": true } } }`)) as Error).message, '__proto__')
  }
})

test('a slice of a buffer takes nothing of its neighbours along', () => {
  const whole = new Uint8Array([1, 2, 3, 4])

  const arrived = across(whole.subarray(1, 3))
  const buffer = across(Buffer.from('hi'))

  assert.equal([...arrived], [2, 3])
  assert.equal([...buffer], [104, 105])
  assert.ok(encode(Buffer.from('hi')).length < 100)
})

test('what cannot cross is an error that says what, and where', () => {
  class Order {}
  const values = {
    '.lines[0].print': { lines: [{ print() {} }] },
    '.order': { order: new Order() },
    '.s': { s: Symbol('x') },
  }

  for (const [path, value] of Object.entries(values)) {
    const error = thrown(() => encodeFor('Ship', 'payload', value)) as UnsendableError
    assert.instance(error, UnsendableError)
    assert.is(error.code, 'ACTION_UNSENDABLE')
    assert.match(error.message, 'Cannot send the payload of the action "Ship" through a queue: Cannot stringify a')
    assert.ok(error.message.endsWith(` at ${path}`), error.message)
  }
  assert.match((thrown(() => encodeFor('Ship', 'result', () => {})) as Error).message, 'a function')
})

test('errors of entracte arrive as their classes, with their fields', async () => {
  const by = { kind: 'before', name: 'check', scope: undefined } as const
  const aborted = across(new ActionAbortedError('Ship', { why: 'closed', at: new Date(1) }, by))
  const late = across(new ActionTimeoutError('Ship', 5, by))
  const blocked = across(new ActionBlockedError('Ship'))
  const lost = across(new JobLostError('Ship', 'o/1', 'gone'))
  const unknown = across(await rejection(createActions().invokeAction('Ship')))

  assert.instance(aborted, ActionAbortedError)
  assert.equal([aborted.name, aborted.code, aborted.action], ['ActionAbortedError', 'ACTION_ABORTED', 'Ship'])
  assert.equal([aborted.reason, aborted.by], [{ why: 'closed', at: new Date(1) }, by])
  assert.match(aborted.message, 'was aborted by the before-listener "check"')
  assert.equal([late.code, late.timeout, late.stage], ['ACTION_TIMEOUT', 5, by])
  assert.instance(late, ActionTimeoutError)
  assert.instance(blocked, ActionBlockedError)
  assert.instance(unknown, UnknownActionError)
  assert.equal([lost.id, lost.code], ['o/1', 'ACTION_JOB_LOST'])
})

test('errors of users arrive with name, message, stack, code, own fields and cause', () => {
  const cause = new TypeError('no such row')
  const error = Object.assign(new RangeError('out of stock', { cause }), { code: 'OUT', left: new Map([['a', 3n]]) })

  const arrived = across(error)

  assert.instance(arrived, RangeError)
  assert.equal([arrived.message, arrived.code, arrived.left], ['out of stock', 'OUT', new Map([['a', 3n]])])
  assert.is(arrived.stack, error.stack)
  assert.instance(arrived.cause, TypeError)
  assert.is((arrived.cause as Error).message, 'no such row')
  assert.equal(Object.keys(arrived), ['code', 'left'])
})

test('an error of a class that is not known is an Error with its name; with the class, it is an instance', () => {
  class OutOfStock extends Error {
    override name = 'OutOfStock'
    left = 3
  }
  class Named extends Error {
    override get name() {
      return 'NAMED'
    }
  }

  const plain = across(new OutOfStock('none'))
  const known = across(new OutOfStock('none'), [OutOfStock, Named])

  assert.equal([plain.name, plain.left, plain.constructor === Error], ['OutOfStock', 3, true])
  assert.instance(known, OutOfStock)
  assert.equal([known.name, known.left], ['OutOfStock', 3])
  assert.instance(across(new Named('x'), [Named]), Named)
})

test('an error of a class that leaves name as it is comes back as an instance, also as a cause and in a list', () => {
  class OutOfStock extends Error {}
  class Renamed extends TypeError {
    override name = 'Other'
  }
  const classes = [OutOfStock, Renamed]

  const known = across(new OutOfStock('none', { cause: new Renamed('why') }), classes)
  const all = across(new AggregateError([new OutOfStock('none')]), classes)

  assert.instance(known, OutOfStock)
  assert.equal([known.name, known.message, Object.keys(known)], ['Error', 'none', []])
  assert.instance(known.cause, Renamed)
  assert.is(known.cause.name, 'Other')
  assert.instance(all.errors[0], OutOfStock)
  assert.is(across(new OutOfStock('none')).constructor, Error)
})

test('an AggregateError brings its errors, and a DOMException is one', () => {
  const arrived = across(new AggregateError([new Error('one'), 'two', () => {}], 'both'))
  const dom = across(new DOMException('stop', 'AbortError'))

  assert.instance(arrived, AggregateError)
  assert.equal(
    arrived.errors.map((each: unknown) => (each instanceof Error ? each.message : each)),
    ['one', 'two', 'a function'],
  )
  assert.instance(dom, DOMException)
  assert.equal([dom.name, dom.message, dom.code], ['AbortError', 'stop', 20])
})

test('a field that cannot cross is told in words, and the error arrives', () => {
  const error = Object.assign(new Error('failed'), { request: { send() {} }, inner: new Error('inside') })

  const arrived = across(error)

  assert.is(arrived.request, '{ send: a function }')
  assert.is(arrived.inner.message, 'inside')
})

test('what a contract refuses arrives as its class, with its issues', () => {
  const payload = new ActionPayloadError('Ship', [{ message: 'Too small', path: ['count'] }])

  const arrived = across(payload)

  assert.instance(arrived, ActionPayloadError)
  assert.equal([arrived.code, arrived.action, arrived.message], ['ACTION_PAYLOAD', 'Ship', payload.message])
  assert.equal(arrived.issues, [{ message: 'Too small', path: ['count'] }])
  assert.instance(across(new ActionResultError('Ship', [])), ActionResultError)
})

test('errors in a circle arrive without the circle', () => {
  const one = new Error('one') as Error & { errors?: unknown[] }
  const two = new Error('two', { cause: one })
  one.cause = two
  one.errors = [one, two, 'x']
  const deep = Object.assign(new Error('deep'), { list: [{ error: undefined as unknown }] })
  ;(deep.list[0] as { error: unknown }).error = deep

  const arrived = across(one)

  assert.is((arrived.cause as Error).message, 'two')
  assert.is((arrived.cause as Error).cause, undefined)
  assert.is(arrived.errors.length, 2)
  assert.is(across(deep).message, 'deep')
})

test('errors of another realm, an empty message, and thrown values that are no errors', () => {
  const foreign = runInNewContext('new TypeError("far away")')

  assert.instance(across(foreign), TypeError)
  assert.is(across(new Error('')).message, '')
  assert.equal([across('text'), across(undefined), across(null)], ['text', undefined, null])
})

test.run()

// biome-ignore lint/suspicious/noExplicitAny: what arrives is looked at field by field
function across(value: unknown, classes: readonly ErrorClass[] = []): any {
  return (decode(encode({ value }), classes) as { value: unknown }).value
}
