// Decides that values of another realm, as every test in jest has, are equal, copied and shown as those of this realm (S21).

import { runInNewContext } from 'node:vm'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Actions } from '../../source/core/index.js'
import { createTestActions, ExpectationError, type TestActions } from '../../source/testing/index.js'
import { rejection, thrown } from '../support/helpers.js'

const realms = suite('values of another realm')
const there = <T>(code: string): T => runInNewContext(`(${code})`) as T

/** Returns a double on which `Search` was invoked with `payload`. */
async function called(payload: unknown): Promise<TestActions<Actions>> {
  const test = createTestActions()
  test.stub('Search')
  await test.actions.invokeAction('Search', payload)
  return test
}

const SAME: [what: string, code: string, here: unknown][] = [
  ['an error', 'new TypeError("no")', new TypeError('no')],
  [
    'an error with fields',
    'Object.assign(new Error("no"), { code: "E" })',
    Object.assign(new Error('no'), { code: 'E' }),
  ],
  ['a date', 'new Date(7)', new Date(7)],
  ['a pattern', '/a/i', /a/i],
  ['a map', 'new Map([["a", { b: 1 }]])', new Map([['a', { b: 1 }]])],
  ['an empty map', 'new Map()', new Map()],
  ['a set', 'new Set([1, 2])', new Set([1, 2])],
  ['an array', '[1, [2]]', [1, [2]]],
  ['an object', '{ a: { b: [1] } }', { a: { b: [1] } }],
  [
    'an object of such',
    '{ at: new Date(7), errors: [new Error("no")] }',
    { at: new Date(7), errors: [new Error('no')] },
  ],
]

for (const [what, code, here] of SAME) {
  realms(`${what} of another realm equals one of this realm, both ways round`, async () => {
    const one = await called(there(code))
    const other = await called(here)

    one.expect('Search', { calls: [{ payload: here }] })
    other.expect('Search', { calls: [{ payload: there(code) }] })
  })

  realms(`${what} of another realm is shown as one of this realm is`, async () => {
    const messageOf = (payload: unknown) => {
      const test = createTestActions()
      test.stub('Search')
      return (thrown(() => test.expect('Search', { calls: [{ payload }] })) as Error).message
    }

    assert.is(messageOf(there(code)), messageOf(here))
  })
}

const DIFFERENT: [what: string, code: string, here: unknown][] = [
  ['errors by their message', 'new TypeError("no")', new TypeError('yes')],
  ['errors by their class', 'new TypeError("no")', new RangeError('no')],
  ['dates', 'new Date(7)', new Date(8)],
  ['a date and an object', 'new Date(7)', {}],
  ['patterns', '/a/i', /a/],
  ['maps by their values', 'new Map([["a", 1]])', new Map([['a', 2]])],
  ['a map and a set', 'new Map()', new Set()],
  ['sets by their order', 'new Set([1, 2])', new Set([2, 1])],
  ['an array and an object', '[]', {}],
  ['promises', 'Promise.resolve(1)', Promise.resolve(1)],
  ['a map and what calls itself a map', 'new Map()', { [Symbol.toStringTag]: 'Map' }],
  [
    'what calls itself a map by its fields',
    '({ [Symbol.toStringTag]: "Map", a: 1 })',
    { [Symbol.toStringTag]: 'Map', a: 2 },
  ],
  ['a date and an object without a class', 'new Date(7)', Object.create(null)],
  [
    'classes of the same name',
    'new (class Task { sid = "WT1" })()',
    new (class Task {
      sid = 'WT1'
    })(),
  ],
  ['an instance of a class and a plain object', 'new (class Task { sid = "WT1" })()', { sid: 'WT1' }],
]

for (const [what, code, here] of DIFFERENT) {
  realms(`of two realms, as of one, these differ: ${what}`, async () => {
    const test = await called(there(code))

    assert.instance(
      thrown(() => test.expect('Search', { calls: [{ payload: here }] })),
      ExpectationError,
    )
  })
}

realms('a payload of another realm is remembered as it was when the core was called', async () => {
  const payload = there<{ list: number[]; deep: { a: number } }>('{ list: [1], deep: { a: 1 } }')

  const test = await called(payload)
  payload.list.push(2)
  payload.deep.a = 2

  test.expect('Search', { calls: [{ payload: { list: [1], deep: { a: 1 } } }] })
})

realms('an error of another realm that was thrown is seen with its name and message', async () => {
  const test = createTestActions()
  test.actions.registerAction('Search', () => {
    throw there<Error>('new RangeError("too many")')
  })

  await rejection(test.actions.invokeAction('Search'))

  test.expect('Search', { errors: [{ at: 'core', name: 'RangeError', message: 'too many' }] })
})

realms('an error of another realm as the reason of an abort is seen as it is, and shown in the timeline', async () => {
  const reason = there<Error>('new Error("closed")')
  const test = createTestActions()
  test.stub('Search')
  test.actions.addListener('beforeSearch', (_payload, abort) => abort(reason))

  await rejection(test.actions.invokeAction('Search'))

  assert.is(test.seen('Search').aborts[0]?.reason, reason)
  test.expect('Search', { aborts: [{ reason: new Error('closed') }] })
  assert.match(test.timeline(), 'closed')
})

realms('a function of another realm makes actions, and is a core', async () => {
  const { createActions } = await import('../../source/core/index.js')
  const make = there<(create: unknown) => () => Actions>('(create) => () => create()')(createActions)
  const test = createTestActions(make)
  test.actions.registerAction('Search', there<() => unknown>('async () => "found"'))

  assert.is(await test.actions.invokeAction('Search'), 'found')
  test.expect('Search', { calls: [{ result: 'found', outcome: 'done' }] })
})

realms.run()
