// How a name becomes free again (S1), and what stays attached to it.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, UnknownActionError } from '../../../source/core/index.js'
import { rejection } from '../../support/helpers.js'

function noop() {}

test('S1: unregisterAction returns true when there was an action, and false when there was not', () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)

  const answers = [actions.unregisterAction('AcceptTask'), actions.unregisterAction('AcceptTask')]

  assert.equal(answers, [true, false])
})

test('S1: an action that was unregistered is unknown', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.unregisterAction('AcceptTask')

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, UnknownActionError)
  assert.is(actions.hasAction('AcceptTask'), false)
  assert.equal(actions.actionNames(), [])
})

test('S1: unregistering frees the name', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'first')
  actions.unregisterAction('AcceptTask')
  actions.registerAction('AcceptTask', () => 'second')

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'second')
})

test('S1: unregistering keeps what is attached for the next core of that name', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('old core'))
  actions.use('AcceptTask', async (_ctx, next) => {
    log.push('use')
    await next()
  })
  actions.addListener('beforeAcceptTask', () => log.push('before'))
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.replaceAction('AcceptTask', (payload, original) => {
    log.push('replacement')
    return original(payload)
  })

  actions.unregisterAction('AcceptTask')
  actions.registerAction('AcceptTask', () => log.push('new core'))
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['use', 'before', 'replacement', 'new core', 'after'])
})

test('S1: unregistering removes the options of the core', async () => {
  const actions = createActions({ onListenerError: noop })
  const log: string[] = []
  actions.registerAction('AcceptTask', noop, { payloadUpdate: () => 'updated', terminal: true })
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.unregisterAction('AcceptTask')
  actions.registerAction('AcceptTask', (payload) => payload)

  const result = await actions.invokeAction('AcceptTask', 'raw')

  assert.is(result, 'raw')
  assert.equal(log, ['after'])
})

test('S1: disposing the registration of a core removes the core and its options only', async () => {
  const actions = createActions()
  const log: string[] = []
  const registration = actions.registerAction('AcceptTask', noop, () => 'updated')
  actions.addListener('beforeAcceptTask', (payload) => log.push(payload))

  registration()
  const error = await rejection(actions.invokeAction('AcceptTask', 'raw'))
  actions.registerAction('AcceptTask', noop)
  await actions.invokeAction('AcceptTask', 'raw')

  assert.instance(error, UnknownActionError)
  assert.equal(log, ['raw'])
})

test('S1: disposing an override restores nothing', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'first')
  const override = actions.registerAction('AcceptTask', () => 'second', { override: true })

  override()
  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, UnknownActionError)
  assert.is(actions.hasAction('AcceptTask'), false)
})

test('S1: disposing an override frees the name', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'first')
  const override = actions.registerAction('AcceptTask', () => 'second', { override: true })
  override()
  actions.registerAction('AcceptTask', () => 'third')

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'third')
})

test('S1: disposing a registration that was overridden leaves the override alone', async () => {
  const actions = createActions()
  const first = actions.registerAction('AcceptTask', () => 'first')
  actions.registerAction('AcceptTask', () => 'second', { override: true })

  first()

  assert.is(await actions.invokeAction('AcceptTask'), 'second')
})

test('S1: disposing the registration of an action that was unregistered leaves its successor alone', async () => {
  const actions = createActions()
  const first = actions.registerAction('AcceptTask', () => 'first')
  actions.unregisterAction('AcceptTask')
  actions.registerAction('AcceptTask', () => 'second')

  first()

  assert.is(await actions.invokeAction('AcceptTask'), 'second')
})

test('S1: unregisterAction removes an override and restores nothing', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'first')
  actions.registerAction('AcceptTask', () => 'second', { override: true })

  const answers = [actions.unregisterAction('AcceptTask'), actions.unregisterAction('AcceptTask')]

  assert.equal(answers, [true, false])
  assert.instance(await rejection(actions.invokeAction('AcceptTask')), UnknownActionError)
})

test.run()
