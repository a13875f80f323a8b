// Which errors the library has, and what they carry (S16): class, name, code, action, message, and further fields.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ActionAbortedError,
  ActionError,
  ActionMisuseError,
  ActionRecursionError,
  ActionTimeoutError,
  DuplicateActionError,
  type Party,
  UnknownActionError,
  UnsupportedEventError,
} from '../../../source/core/index.js'
import { deferred, rejection, thrown } from '../../support/helpers.js'
import { actionsWithoutMap, printer, samples } from './samples.js'

// Each error of the library: its class, its name, its code, its action and its message

for (const { what, type, name, code, action, message, provoke } of samples) {
  test(`S16: ${what} gives the ${name} ${code}, with the remedy in one sentence`, async () => {
    const error = (await provoke()) as ActionError

    assert.is(error.message, message)
    assert.instance(error, type)
    assert.is(error.name, name)
    assert.is(error.code, code)
    assert.is(error.action, action)
  })
}

for (const { what, name, provoke } of samples) {
  test(`S16: the ${name} of ${what} is an ActionError, an Error, and nothing that a wrong argument gives`, async () => {
    const error = await provoke()

    assert.instance(error, ActionError)
    assert.instance(error, Error)
    assert.not.instance(error, TypeError)
    assert.not.instance(error, RangeError)
  })
}

test('S16: no two classes of errors share a code', () => {
  const codes = new Map(samples.map(({ name, code }) => [code, name]))
  const names = new Set(samples.map(({ name }) => name))

  assert.is(codes.size, 7)
  assert.is(names.size, 7)
})

test('S16: an error of the library shows its name when it is turned into text', async () => {
  const error = (await rejection(printer().invokeAction('Logout'))) as Error

  assert.ok(String(error).startsWith('UnknownActionError: Cannot invoke the action "Logout"'), String(error))
})

const party: Party = { kind: 'after', name: undefined, scope: undefined }

for (const [name, Class, args] of [
  ['UnknownActionError', UnknownActionError, ['PrintLabel', []]],
  ['DuplicateActionError', DuplicateActionError, ['PrintLabel']],
  ['ActionAbortedError', ActionAbortedError, ['PrintLabel', 'out of paper', null]],
  ['ActionTimeoutError', ActionTimeoutError, ['PrintLabel', 5, null]],
  ['ActionRecursionError', ActionRecursionError, ['PrintLabel', ['PrintLabel', 'PrintLabel'], 0]],
  ['ActionMisuseError', ActionMisuseError, ['PrintLabel', 'The middleware called next() twice']],
  ['UnsupportedEventError', UnsupportedEventError, ['PrintLabel', party]],
] as const) {
  test(`S16: the name of the ${name} stays the same, whatever a bundler calls the class`, () => {
    const e = class e extends (Class as new (...given: readonly unknown[]) => Error) {}

    const error = new e(...args)

    assert.is(error.name, name)
  })
}

test('S16: an error of the library has the stack of where it was made', async () => {
  const error = thrown(() => printer().registerAction('PrintLabel', () => {})) as Error

  assert.ok(error.stack?.includes('classes.test.'), error.stack)
})

// Fields

test('S16: an ActionAbortedError carries the very reason and the party that aborted', async () => {
  const actions = printer()
  const reason = { paper: 0 }
  actions.scope('stock').addListener('beforePrintLabel', (_payload, abort) => abort(reason), { name: 'checkPaper' })

  const error = (await rejection(actions.invokeAction('PrintLabel'))) as ActionAbortedError

  assert.is(error.reason, reason)
  assert.equal(error.by, { kind: 'before', name: 'checkPaper', scope: 'stock' })
})

test('S16: an ActionAbortedError without a reason carries undefined', async () => {
  const actions = printer()
  actions.addListener('beforePrintLabel', (_payload, abort) => abort())

  const error = (await rejection(actions.invokeAction('PrintLabel'))) as ActionAbortedError

  assert.is(error.reason, undefined)
  assert.equal(error.by, { kind: 'before', name: undefined, scope: undefined })
})

test('S16: an ActionTimeoutError carries the limit and the stage', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', () => deferred().promise, { name: 'print', timeout: 6 })

  const error = (await rejection(actions.invokeAction('PrintLabel'))) as ActionTimeoutError

  assert.is(error.timeout, 6)
  assert.equal(error.stage, { kind: 'core', name: 'print', scope: undefined })
})

test('S16: an ActionTimeoutError names no party when no party was running', () => {
  for (const own of [false, true]) {
    const error = new ActionTimeoutError('PrintLabel', 5, null, own)

    assert.is(error.message, 'The action "PrintLabel" ran out of its time limit of 5 ms')
    assert.is(error.stage, null)
  }
})

test.run()
