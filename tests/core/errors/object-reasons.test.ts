// How the message of an abort shows a reason that is an object (S16).

import { runInNewContext } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionAbortedError, createActions } from '../../../source/core/index.js'
import { rejection } from '../../support/helpers.js'

/** Returns the message of an abort for `reason`, without its beginning. */
async function shown(reason: unknown): Promise<string> {
  const actions = createActions()
  actions.registerAction('PrintLabel', () => {})
  actions.addListener('beforePrintLabel', (_payload, abort) => abort(reason), { name: 'check' })
  const error = (await rejection(actions.invokeAction('PrintLabel'))) as ActionAbortedError
  const beginning = 'The action "PrintLabel" was aborted by the before-listener "check": '
  assert.is(error.reason === reason, true)
  assert.ok(error.message.startsWith(beginning), error.message)
  return error.message.slice(beginning.length)
}

class Refusal {
  why = 'closed'
}

const REASONS: [what: string, reason: unknown, message: string][] = [
  ['an object with one property', { why: 'closed' }, '{ why: "closed" }'],
  ['an object with several properties', { code: 7, retry: false, by: null }, '{ code: 7, retry: false, by: null }'],
  ['an object with five properties', { a: 1, b: 2, c: 3, d: 4, e: 5 }, '{ a: 1, b: 2, c: 3, d: 4, e: 5 }'],
  ['an object without a prototype', Object.assign(Object.create(null), { why: 'closed' }), '{ why: "closed" }'],
  ['an object of another realm', runInNewContext('({ why: "closed" })'), '{ why: "closed" }'],
  ['an object with a bigint', { amount: 10n }, '{ amount: 10n }'],
  ['an object with a value that is undefined', { why: undefined }, '{ why: undefined }'],
  ['an object with a function', { retry() {} }, '{ retry: a function }'],
  ['an object with an object inside, which it does not open', { at: { door: 1 } }, '{ at: an object }'],
  ['an object whose other keys are inherited, hidden or symbols', hidden(), '{ why: "closed" }'],
]

function hidden(): object {
  const reason: Record<PropertyKey, unknown> = { why: 'closed', [Symbol('secret')]: 1 }
  Object.defineProperty(reason, 'hidden', { value: 1 })
  return reason
}

for (const [what, reason, message] of REASONS) {
  test(`S16: the message of an abort shows ${what}`, async () => {
    assert.is(await shown(reason), message)
  })
}

test('S16: the message of an abort shows five properties of an object that has more', async () => {
  const message = await shown({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 })

  assert.is(message, '{ a: 1, b: 2, c: 3, d: 4, e: 5, … }')
})

test('S16: the message of an abort shows an error by its message, also one of another realm', async () => {
  assert.is(await shown(new Error('closed')), '"closed"')
  assert.is(await shown(runInNewContext('new Error("closed")')), '"closed"')
})

/** Objects that are not easy to show. */
const STRANGE: [what: string, reason: () => unknown][] = [
  [
    'a getter that throws',
    () => ({
      get why(): never {
        throw new Error('no')
      },
    }),
  ],
  [
    'a revoked proxy',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {})
      revoke()
      return proxy
    },
  ],
  [
    'an object that contains itself',
    () => {
      const reason: { self?: unknown } = {}
      reason.self = reason
      return reason
    },
  ],
  ['a very long property', () => ({ why: 'closed '.repeat(1_000) })],
  ['a property with a very long name', () => ({ ['why '.repeat(1_000)]: 'closed' })],
  ['a property of several lines', () => ({ 'why\nnot': 'closed\nfor ever' })],
  ['five long properties', () => Object.fromEntries('abcde'.split('').map((key) => [key.repeat(90), key.repeat(500)]))],
  ['100 000 properties', () => Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`key ${i}`, i]))],
  ['a class of its own', () => new Refusal()],
  ['a date', () => new Date(0)],
  ['a map', () => new Map([['why', 'closed']])],
]

for (const [what, reason] of STRANGE) {
  test(`S16: the message of an abort stays one line when its reason is or has ${what}`, async () => {
    const message = await shown(reason())

    assert.ok(!/[\n\r]/.test(message), message)
    assert.ok(message.length > 0 && message.length < 1_200, `${message.length} characters`)
  })
}

test.run()
