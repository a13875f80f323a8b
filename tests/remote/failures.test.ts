// Which errors cross, what do they keep, and what happens to what is no error?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionMisuseError } from '../../source/core/index.js'
import { applyEdits, editsOf, snapshot } from '../../source/remote/edits.js'
import { fromSent, toSent } from '../../source/remote/failures.js'

const across = (value: unknown) => fromSent(structuredClone(toSent(value, true))) as Error & Record<string, unknown>

test('an error keeps its class, fields and cause; a class that is not known keeps its name', () => {
  const aggregate = across(new AggregateError([new TypeError('one'), 'two'], 'many'))
  assert.instance(aggregate, AggregateError)
  assert.instance((aggregate.errors as unknown[])[0], TypeError)
  assert.is((aggregate.errors as unknown[])[1], 'two')
  assert.instance(across(new ActionMisuseError('A', 'no')), ActionMisuseError)
  const dom = across(new DOMException('gone', 'AbortError'))
  assert.instance(dom, DOMException)
  assert.is(dom.name, 'AbortError')
  const own = across(Object.assign(new Error('x'), { name: 'CrmError', code: 7, secret: 'token', by: () => {} }))
  assert.equal([own.name, own.code, own.secret, own.by], ['CrmError', 7, undefined, 'a function'])
})

test('circles end, and what cannot be read crosses as text', () => {
  const circle = new Error('round')
  circle.cause = circle
  assert.is((across(circle).cause as Error).message, 'round')
  const broken = Object.defineProperty(new Error('x'), 'code', {
    get() {
      throw new Error('no')
    },
  })
  assert.is(across(broken), '"x"' as never)
})

test('whatever was sent becomes something, soon', () => {
  const lie: Record<string, unknown> = { message: { toString: 1 }, name: 1 }
  lie.fields = { cause: lie, reason: lie, code: lie, by: 1 }
  lie.errors = Array.from({ length: 1000 }, () => lie)
  const error = fromSent(lie) as Error & { errors: unknown[] }
  assert.instance(error, Error)
  assert.is(error.errors.length, 100)
  assert.match(String(fromSent(undefined)), 'did not say how')
  assert.is((fromSent({ message: 'x', fields: 1 }) as Error).message, 'x')
})

test('edits are found in values of every kind, and made in the host', () => {
  const make = () => ({
    list: [1, { deep: 1 }],
    date: new Date(0),
    map: new Map([['a', { b: 1 }]]),
    set: new Set([1]),
    bytes: new Uint8Array(3),
    buffer: new ArrayBuffer(2),
    pattern: /x/,
    gone: 1,
    ['__proto__']: 1,
  })
  const value = make() as ReturnType<typeof make> & { self?: unknown; fresh?: unknown }
  value.self = value
  Object.defineProperty(value, '__proto__', { value: 1, enumerable: true, writable: true, configurable: true })
  const before = snapshot(value)
  assert.is(editsOf(before, value), undefined)

  const change = value as unknown as Record<string, never> & ReturnType<typeof make>
  ;(value.list[1] as { deep: number }).deep = 2
  value.date.setTime(5)
  value.map.set('a', { b: 2 })
  value.set.add(2)
  value.bytes[0] = 1
  new Uint8Array(value.buffer)[0] = 1
  value.fresh = { a: 1 }
  Reflect.deleteProperty(change, 'gone')
  const edits = editsOf(before, value)
  assert.equal(
    edits?.map(([path]) => path.join('.')),
    ['list.1.deep', 'date', 'map', 'set', 'bytes', 'buffer', 'fresh', 'gone'],
  )
  const host = make()
  const list = host.list
  applyEdits(host, host, edits)
  assert.is(host.list, list)
  assert.equal([(host.list[1] as { deep: number }).deep, host.date.getTime(), 'gone' in host], [2, 5, false])

  const items = [1]
  const old = snapshot(items)
  items.push(2)
  const target = [1]
  assert.is(applyEdits(target, target, editsOf(old, items)), target)
  assert.equal(target, [1, 2])
  assert.is(editsOf(snapshot(1), 1), undefined)
  assert.ok(editsOf(snapshot(new Map()), new Map([[1, 1]])))
  assert.ok(editsOf(snapshot({ a: new Map() }), { a: 1 }))
  for (const path of [['5'], ['a'], ['0', 'x']])
    assert.throws(() => applyEdits([1], [1], [[path, [1]]]), /does not see/)
  assert.throws(() => applyEdits(1, 1, [[['a'], [1]]]), /does not see/)
})

test.run()
