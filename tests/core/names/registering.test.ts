// Who owns a name (S1): the first to register it, until an override takes its place.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, DuplicateActionError, UnknownActionError } from '../../../source/core/index.js'
import { rejection, thrown } from '../../support/helpers.js'

function noop() {}

// Any order of loading

test('S1: listeners, replacements and middleware may be attached before the action is registered', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.use('AcceptTask', async (_ctx, next) => {
    log.push('use')
    await next()
  })
  actions.addListener('beforeAcceptTask', () => log.push('before'))
  actions.replaceAction('AcceptTask', (payload, original) => {
    log.push('replacement')
    return original(payload)
  })
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.registerAction('AcceptTask', () => {
    log.push('core')
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['use', 'before', 'replacement', 'core', 'after'])
})

test('S1: an error-listener may be attached before the action is registered', async () => {
  const actions = createActions()
  const failure = new Error('core')
  const seen: unknown[] = []
  actions.addListener('errorAcceptTask', (_payload, error) => seen.push(error))
  actions.registerAction('AcceptTask', () => {
    throw failure
  })

  await rejection(actions.invokeAction('AcceptTask'))

  assert.equal(seen, [failure])
})

test('S1: attaching something to a name does not register it', async () => {
  const actions = createActions()
  actions.addListener('beforeAcceptTask', noop)
  actions.replaceAction('AcceptTask', () => 'replaced')

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, UnknownActionError)
  assert.is(actions.hasAction('AcceptTask'), false)
  assert.equal(actions.actionNames(), [])
})

// A name registered twice

test('S1: registering a name twice throws DuplicateActionError and leaves the first core in place', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'first')

  const error = thrown(() => actions.registerAction('AcceptTask', () => 'second'))

  assert.instance(error, DuplicateActionError)
  assert.is((error as DuplicateActionError).action, 'AcceptTask')
  assert.is(await actions.invokeAction('AcceptTask'), 'first')
})

test('S1: a registration that was refused as a duplicate leaves the options of the first in place', async () => {
  const actions = createActions()
  actions.registerAction(
    'AcceptTask',
    (payload) => payload,
    () => 'first',
  )

  thrown(() =>
    actions.registerAction(
      'AcceptTask',
      (payload) => payload,
      () => 'second',
    ),
  )

  assert.is(await actions.invokeAction('AcceptTask', 'raw'), 'first')
})

test('S1: registering a name twice throws DuplicateActionError, also when a signal may detach the second', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'first')

  const error = thrown(() =>
    actions.registerAction('AcceptTask', () => 'second', { signal: new AbortController().signal }),
  )

  assert.instance(error, DuplicateActionError)
  assert.is(await actions.invokeAction('AcceptTask'), 'first')
})

test('S1: override: false is no override', () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)

  const error = thrown(() => actions.registerAction('AcceptTask', noop, { override: false }))

  assert.instance(error, DuplicateActionError)
})

test('S1: override: true replaces the core', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'first')
  actions.registerAction('AcceptTask', () => 'second', { override: true })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'second')
  assert.equal(actions.actionNames(), ['AcceptTask'])
})

test('S1: override: true registers a name that is still free', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'first', { override: true })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'first')
})

test('S1: overriding keeps what is attached', async () => {
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

  actions.registerAction('AcceptTask', () => log.push('new core'), { override: true })
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['use', 'before', 'replacement', 'new core', 'after'])
})

test('S1: overriding drops the payloadUpdate of the overridden core', async () => {
  const actions = createActions()
  actions.registerAction(
    'AcceptTask',
    (payload) => payload,
    () => 'updated',
  )
  actions.registerAction('AcceptTask', (payload) => payload, { override: true })

  const result = await actions.invokeAction('AcceptTask', 'raw')

  assert.is(result, 'raw')
})

test('S1: overriding drops the option terminal of the overridden core', async () => {
  const actions = createActions({ onListenerError: noop })
  const log: string[] = []
  actions.registerAction('Logout', noop, { terminal: true })
  actions.addListener('afterLogout', () => log.push('after'))
  actions.registerAction('Logout', noop, { override: true })

  await actions.invokeAction('Logout')

  assert.equal(log, ['after'])
})

test('S1: overriding drops the option name of the overridden core', () => {
  const actions = createActions()
  function accept() {}
  actions.registerAction('AcceptTask', noop, { name: 'given' })
  actions.registerAction('AcceptTask', accept, { override: true })

  const core = actions.explain('AcceptTask').find((party) => party.kind === 'core')

  assert.is(core?.name, 'accept')
})

test('S1: overriding takes the new payloadUpdate', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => payload)
  actions.registerAction('AcceptTask', (payload) => payload, { override: true, payloadUpdate: () => 'updated' })

  const result = await actions.invokeAction('AcceptTask', 'raw')

  assert.is(result, 'updated')
})

test('S1: actionNames gives the names in the order of registration, whatever was attached before', () => {
  const actions = createActions()
  actions.addListener('afterSecond', noop)
  actions.registerAction('First', noop)
  actions.registerAction('Second', noop)
  actions.registerAction('AtLast', noop)
  actions.registerAction('First', noop, { override: true })

  assert.equal(actions.actionNames(), ['First', 'Second', 'AtLast'])
})

test('S15: actionNames are in the order of registration, also names that look like numbers', () => {
  const actions = createActions()
  for (const name of ['b', '2', 'a', '1', '__proto__']) actions.registerAction(name, () => {})

  assert.equal(actions.actionNames(), ['b', '2', 'a', '1', '__proto__'])
})

test('S1: an overridden action keeps its place among the names, also when a scope overrides it', () => {
  const actions = createActions()
  actions.registerAction('A', () => {})
  actions.registerAction('B', () => {})
  actions.scope('plugin').registerAction('A', () => {}, { override: true })

  assert.equal(actions.actionNames(), ['A', 'B'])
})

test.run()
