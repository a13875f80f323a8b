// Decides what a double tells of what ran, of aborts and of errors.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, UnknownActionError } from '../../source/core/index.js'
import { createTestActions } from '../../source/testing/index.js'
import { deferred, rejection } from '../support/helpers.js'
import type { Desk } from './desk.js'

const doubles = suite('the double')

doubles('tells what ran, in order, of one action and of all', async () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask', 'SendMessage')
  test.actions.use((_ctx, next) => next(), { name: 'log' })
  test.actions.addListener('beforeAcceptTask', function askFirst() {})
  test.actions.addListener('beforeAcceptTask', () => {})
  test.actions.addListener('afterAcceptTask', async function notify(_payload, _result, ctx) {
    await ctx.invokeAction('SendMessage', { body: 'hello' })
  })

  await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.equal(test.seen('AcceptTask').ran, ['middleware log', 'before askFirst', 'before', 'core', 'after notify'])
  assert.equal(test.seen().ran, [
    'AcceptTask middleware log',
    'AcceptTask before askFirst',
    'AcceptTask before',
    'AcceptTask core',
    'AcceptTask after notify',
    'SendMessage middleware log',
    'SendMessage core',
  ])
})

doubles('tells which party aborted, and why', async () => {
  const test = createTestActions<Desk>()
  const reason = { code: 7 }
  test.stub('AcceptTask', 'Logout')
  test.actions.addListener('beforeAcceptTask', function askFirst(_payload, abort) {
    abort(reason)
  })
  test.actions.addListener('beforeLogout', (_payload, abort) => abort())

  await rejection(test.actions.invokeAction('AcceptTask', { sid: 'WT1' }))
  await rejection(test.actions.invokeAction('Logout'))

  assert.equal(test.seen().aborts, [
    { action: 'AcceptTask', by: 'before askFirst', reason: { code: 7 } },
    { action: 'Logout', by: 'before', reason: undefined },
  ])
  assert.is(test.seen('AcceptTask').aborts[0]?.reason, reason)
  assert.equal(test.seen().errors, [])
})

doubles('knows which party an abort belongs to, even when another party calls it', async () => {
  const test = createTestActions()
  let leaked = (_reason: unknown): void => {}
  test.stub('Logout')
  test.actions.addListener('beforeLogout', function first(_payload, abort) {
    leaked = abort
  })
  test.actions.addListener('beforeLogout', function second() {
    leaked('after all')
  })

  await rejection(test.actions.invokeAction('Logout'))

  test.expect('Logout', {
    aborts: [{ by: 'before first', reason: 'after all' }],
    ran: ['before first', 'before second'],
  })
})

doubles('names no party for an abort by an observer', async () => {
  const test = createTestActions()
  test.stub('Logout')
  test.actions.observe({ start: ({ ctx }) => ctx.abort('closed') })

  await rejection(test.actions.invokeAction('Logout'))

  assert.equal(test.seen().aborts, [{ action: 'Logout', by: undefined, reason: 'closed' }])
})

doubles('lists an error once, at the place where it came up first', async () => {
  const test = createTestActions<Desk>()
  const error = new TypeError('no body')
  test.actions.registerAction('SendMessage', () => {
    throw error
  })
  test.stub('AcceptTask')
  test.actions.replaceAction('AcceptTask', async function greet(payload, original) {
    await test.actions.invokeAction('SendMessage', { body: '' })
    return original(payload)
  })

  await rejection(test.actions.invokeAction('AcceptTask', { sid: 'WT1' }))
  await rejection(test.actions.invokeAction('SendMessage', { body: '' }))

  const entry = { action: 'SendMessage', at: 'core', name: 'TypeError', message: 'no body', error }
  assert.equal(test.seen().errors, [entry, entry])
  assert.equal(test.seen('AcceptTask').errors, [])
})

doubles('lists a thrown value that is no error', async () => {
  const test = createTestActions()
  test.actions.registerAction('Search', () => Promise.reject('busy'))
  test.actions.registerAction('Logout', () => Promise.reject(undefined))
  test.actions.registerAction('Odd', () => Promise.reject({ name: 7, message: 8 }))

  await rejection(test.actions.invokeAction('Search'))
  await rejection(test.actions.invokeAction('Logout'))
  await rejection(test.actions.invokeAction('Odd'))

  assert.equal(test.seen().errors, [
    { action: 'Search', at: 'core', name: undefined, message: 'busy', error: 'busy' },
    { action: 'Logout', at: 'core', name: undefined, message: 'undefined', error: undefined },
    { action: 'Odd', at: 'core', name: undefined, message: '[object Object]', error: { name: 7, message: 8 } },
  ])
})

doubles('lists a thrown value that cannot become text', async () => {
  const test = createTestActions()
  const forbidding = Object.create(null)
  test.actions.registerAction('Search', () => Promise.reject(forbidding))

  await rejection(test.actions.invokeAction('Search'))
  await test.idle()

  assert.equal(
    test.seen().errors.map(({ name, message }) => [name, message]),
    [[undefined, 'an object']],
  )
  assert.is(test.seen().errors[0]?.error, forbidding)
})

doubles('lists the error of an after-listener, which rejects no invocation', async () => {
  const test = createTestActions(() => createActions<Desk>({ onListenerError: () => {} }))
  test.stub('Logout')
  test.actions.addListener('afterLogout', async function sayGoodbye() {
    throw new Error('nobody there')
  })

  await test.actions.invokeAction('Logout')

  assert.equal(
    test.seen('Logout').errors.map(({ at, message }) => [at, message]),
    [['after sayGoodbye', 'nobody there']],
  )
})

doubles('lists an error that came from no party', async () => {
  const test = createTestActions()
  const gate = deferred()
  test.actions.registerAction('Search', () => gate.promise, { timeout: 1 })

  await rejection(test.actions.invokeAction('Search'))
  gate.resolve()
  await test.idle()

  assert.equal(
    test.seen('Search').errors.map(({ at, name }) => [at, name]),
    [['invocation', 'ActionTimeoutError']],
  )
})

doubles('lists an invocation that was refused', async () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask')
  const signal = AbortSignal.abort('gone')

  const unknown = await rejection(test.actions.invokeAction('Logout'))
  const cut = await rejection(test.actions.invokeAction('AcceptTask', { sid: 'WT1' }, { signal }))
  const wrong = await rejection(test.actions.invokeAction(7 as never))

  assert.instance(unknown, UnknownActionError)
  assert.is(cut, 'gone')
  assert.instance(wrong, TypeError)
  assert.equal(
    test.seen().errors.map(({ action, at, error }) => [action, at, error]),
    [
      ['Logout', 'refused', unknown],
      ['AcceptTask', 'refused', 'gone'],
      ['7', 'refused', wrong],
    ],
  )
  assert.is(test.seen('Logout').errors.length, 1)
})

doubles.run()
