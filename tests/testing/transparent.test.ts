// Decides that a double changes nothing: it behaves like the actions behind it, and can be spied on.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { createTestActions } from '../../source/testing/index.js'
import { thrown, unhandledDuring } from '../support/helpers.js'
import type { Desk } from './desk.js'

const doubles = suite('the double')

doubles('leaves a rejection unhandled when the caller does not handle it', async () => {
  const test = createTestActions<Desk>()
  test.actions.registerAction('Logout', () => {
    throw new Error('no')
  })

  const unhandled = await unhandledDuring(async () => {
    test.actions.invokeAction('Logout')
    test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
    await test.idle()
  })

  assert.equal(
    unhandled.map((error) => (error as Error).name),
    ['UnknownActionError', 'Error'],
  )
})

doubles('starts the core inside the call, as the actions themselves do', () => {
  const test = createTestActions<Desk>()
  const log: string[] = []
  test.actions.registerAction('Logout', () => void log.push('core'))

  test.actions.invokeAction('Logout')

  assert.equal(log, ['core'])
})

doubles('calls cores with the arguments of the actions, and keeps the names of cores', async () => {
  const test = createTestActions<Desk>()
  const seen: unknown[] = []
  test.actions.registerAction('AcceptTask', function accept(this: unknown, ...args: unknown[]) {
    seen.push(this, args.length, (args[1] as { action: string }).action)
    return ''
  } as never)

  await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.equal(seen, [undefined, 2, 'AcceptTask'])
  assert.is(test.actions.explain('AcceptTask')[0]?.name, 'accept')
})

doubles('lets the actions refuse a core that is no function', () => {
  const test = createTestActions()

  const error = thrown(() => test.actions.registerAction('Search', 7 as never))

  assert.instance(error, TypeError)
  assert.match(String((error as Error).message), 'must be a function, got 7')
})

doubles('can be spied on', async () => {
  const test = createTestActions<Desk>()
  test.stub('Logout')
  const invoked: unknown[] = []
  const { invokeAction } = test.actions
  test.actions.invokeAction = ((...args: Parameters<typeof invokeAction>) => {
    invoked.push(args[0])
    return invokeAction(...args)
  }) as typeof invokeAction

  await test.actions.invokeAction('Logout')

  assert.equal(invoked, ['Logout'])
  assert.is(test.seen('Logout').calls.length, 1)
})

doubles('can be spied on by a tool that defines a property, and restores it later', () => {
  const test = createTestActions<Desk>()
  const verb = Object.getOwnPropertyDescriptor(test.actions, 'invokeAction') as PropertyDescriptor
  const spy = () => Promise.resolve()

  Object.defineProperty(test.actions, 'invokeAction', { get: () => spy })

  assert.is(test.actions.invokeAction, spy)
  Object.defineProperty(test.actions, 'invokeAction', verb)
  assert.is(test.actions.invokeAction, verb.value)
})

doubles('has every verb of the actions, and its scopes are doubles too', async () => {
  const test = createTestActions(() => createActions<Desk>(), { unknown: 'stub' })

  const scope = test.actions.scope('crm')
  scope.registerAction('AcceptTask', () => 'accepted')
  await scope.invokeAction('AcceptTask', { sid: 'WT1' })
  await scope.invokeAction('Logout')

  assert.equal(Object.keys(test.actions), Object.keys(createActions()))
  assert.equal(test.actions.actionNames(), ['AcceptTask', 'Logout'])
  assert.is(test.seen('AcceptTask').calls[0]?.result, 'accepted')
  scope.dispose()
  assert.equal(test.actions.actionNames(), ['Logout'])
})

doubles('hands the options of a scope on', () => {
  const test = createTestActions(() => createActions<Desk>())
  const older = test.actions.scope('crm')

  test.actions.scope('crm', { replace: true })

  assert.is(older.signal.aborted, true)
})

doubles.run()
