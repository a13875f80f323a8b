// What explain(name) shows of one action (S15).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'

interface Desk {
  AcceptTask(payload: { sid: string }): string
  RejectTask(payload: { sid: string }): string
  SendMessage(payload: { body: string }): string
}

/** Returns `kind name` for each entry. */
function order(entries: readonly { kind: string; name: string | undefined }[]): string[] {
  return entries.map(({ kind, name }) => `${kind} ${name}`)
}

test('S15: explain(name) gives every kind of party, outermost first', () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'accepted', { name: 'accept', payloadUpdate: function fillIn() {} })
  actions.addListener('errorAcceptTask', () => {}, { name: 'onError' })
  actions.addListener('afterAcceptTask', () => {}, { name: 'onAfter' })
  actions.addListener('beforeAcceptTask', () => {}, { name: 'onBefore' })
  actions.replaceAction('AcceptTask', () => 'replaced', { name: 'older' })
  actions.replaceAction('AcceptTask', () => 'replaced', { name: 'newer' })
  actions.use('AcceptTask', (_ctx, next) => next(), { name: 'forOne' })
  actions.use((_ctx, next) => next(), { name: 'forAll' })

  const stack = actions.explain('AcceptTask')

  assert.equal(order(stack), [
    'middleware forAll',
    'middleware forOne',
    'payloadUpdate fillIn',
    'before onBefore',
    'replacement newer',
    'replacement older',
    'core accept',
    'after onAfter',
    'error onError',
  ])
})

test('S15: every entry of explain(name) has a kind, a name, a scope, an order and once', () => {
  const actions = createActions<Desk>()
  actions.scope('crm').addListener('beforeAcceptTask', () => {}, { name: 'check', order: -5, once: true })
  actions.registerAction('AcceptTask', () => 'accepted', { name: 'accept' })

  const stack = actions.explain('AcceptTask')

  assert.equal(stack, [
    { kind: 'before', name: 'check', scope: 'crm', order: -5, once: true },
    { kind: 'core', name: 'accept', scope: undefined, order: 0, once: false },
  ])
})

test('S15: the defaults are an order of 0 and a once of false', () => {
  const actions = createActions<Desk>()
  actions.use((_ctx, next) => next(), { name: 'forAll' })
  actions.registerAction('AcceptTask', () => 'accepted', { name: 'accept', payloadUpdate: function fillIn() {} })
  actions.replaceAction('AcceptTask', () => 'replaced', { name: 'confirm' })
  actions.addListener('afterAcceptTask', () => {}, { name: 'tell' })

  const stack = actions.explain('AcceptTask')

  assert.equal(stack, [
    { kind: 'middleware', name: 'forAll', scope: undefined, order: 0, once: false },
    { kind: 'payloadUpdate', name: 'fillIn', scope: undefined, order: 0, once: false },
    { kind: 'replacement', name: 'confirm', scope: undefined, order: 0, once: false },
    { kind: 'core', name: 'accept', scope: undefined, order: 0, once: false },
    { kind: 'after', name: 'tell', scope: undefined, order: 0, once: false },
  ])
})

test('S15: listeners are shown in the order in which they run', () => {
  const actions = createActions<Desk>()
  actions.addListener('beforeAcceptTask', () => {}, { name: 'late', order: 10 })
  actions.addListener('beforeAcceptTask', () => {}, { name: 'first of the middle' })
  actions.addListener('beforeAcceptTask', () => {}, { name: 'early', order: -10, once: true })
  actions.addListener('beforeAcceptTask', () => {}, { name: 'second of the middle' })

  const stack = actions.explain('AcceptTask')

  assert.equal(order(stack), [
    'before early',
    'before first of the middle',
    'before second of the middle',
    'before late',
  ])
})

test('S15: middleware for every action comes first, and each of the two groups is sorted by order', () => {
  const actions = createActions<Desk>()
  actions.use('AcceptTask', (_ctx, next) => next(), { name: 'one, early', order: -10 })
  actions.use('AcceptTask', (_ctx, next) => next(), { name: 'one' })
  actions.use((_ctx, next) => next(), { name: 'all, late', order: 10 })
  actions.use((_ctx, next) => next(), { name: 'all' })

  const stack = actions.explain('AcceptTask')

  assert.equal(order(stack), ['middleware all', 'middleware all, late', 'middleware one, early', 'middleware one'])
})

test('S15: the name is the option `name`, or the name of the function, or undefined', () => {
  const actions = createActions<Desk>()
  function ofTheFunction() {}
  actions.addListener('beforeAcceptTask', ofTheFunction, { name: 'of the option' })
  actions.addListener('beforeAcceptTask', ofTheFunction)
  actions.addListener('beforeAcceptTask', () => {})
  actions.addListener('beforeAcceptTask', ofTheFunction.bind(undefined))

  const names = actions.explain('AcceptTask').map(({ name }) => name)

  assert.equal(names, ['of the option', 'ofTheFunction', undefined, 'bound ofTheFunction'])
})

test('S15: the scope is the scope through which the party was attached', () => {
  const actions = createActions<Desk>()
  const crm = actions.scope('crm')
  crm.use((_ctx, next) => next(), { name: 'audit' })
  crm.registerAction('AcceptTask', () => 'accepted', { name: 'accept', payloadUpdate: function fillIn() {} })
  crm.replaceAction('AcceptTask', () => 'replaced', { name: 'confirm' })
  crm.addListener('errorAcceptTask', () => {}, { name: 'tell' })
  actions.addListener('errorAcceptTask', () => {}, { name: 'log' })

  const scopes = actions.explain('AcceptTask').map(({ name, scope }) => `${name} ${scope}`)

  assert.equal(scopes, ['audit crm', 'fillIn crm', 'confirm crm', 'accept crm', 'tell crm', 'log undefined'])
})

test('S15: explain called through a scope shows the whole stack', () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.addListener('beforeAcceptTask', () => {})

  assert.equal(actions.scope('crm').explain('AcceptTask'), actions.explain('AcceptTask'))
})

test('S15: for an unregistered name, explain shows what is attached, without a core', () => {
  const actions = createActions<Desk>()
  actions.use((_ctx, next) => next(), { name: 'forAll' })
  actions.addListener('beforeAcceptTask', () => {}, { name: 'onBefore' })
  actions.replaceAction('AcceptTask', () => 'replaced', { name: 'confirm' })

  const stack = actions.explain('AcceptTask')

  assert.equal(order(stack), ['middleware forAll', 'before onBefore', 'replacement confirm'])
})

test('S15: for a name that was never used, explain shows nothing', () => {
  const actions = createActions<Desk>()

  assert.equal(actions.explain('AcceptTask'), [])
})

test('S15: explaining an action does not add it to explain() or actionNames()', () => {
  const actions = createActions<Desk>()

  actions.explain('AcceptTask')

  assert.equal(actions.explain(), [])
  assert.equal(actions.actionNames(), [])
})

test('S15: after unregisterAction, the core and its payloadUpdate are no longer shown, but the rest is', () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'accepted', { payloadUpdate: function fillIn() {} })
  actions.addListener('beforeAcceptTask', () => {}, { name: 'onBefore' })

  actions.unregisterAction('AcceptTask')

  assert.equal(order(actions.explain('AcceptTask')), ['before onBefore'])
})

test('S15: what was detached is no longer shown', () => {
  const actions = createActions<Desk>()
  const first = actions.addListener('beforeAcceptTask', () => {}, { name: 'first' })
  actions.addListener('beforeAcceptTask', () => {}, { name: 'second' })

  first()

  assert.equal(order(actions.explain('AcceptTask')), ['before second'])
})

test('S15: a once-listener is shown until it has run', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'accepted', { name: 'accept' })
  actions.addListener('beforeAcceptTask', () => {}, { name: 'greet', once: true })
  const before = order(actions.explain('AcceptTask'))

  await actions.invokeAction('AcceptTask', { sid: 'T1' })

  assert.equal(before, ['before greet', 'core accept'])
  assert.equal(order(actions.explain('AcceptTask')), ['core accept'])
})

test('S15: a function attached twice is shown twice', () => {
  const actions = createActions<Desk>()
  function check() {}
  actions.addListener('beforeAcceptTask', check)
  actions.addListener('beforeAcceptTask', check)

  assert.equal(order(actions.explain('AcceptTask')), ['before check', 'before check'])
})

test('S15: after an override, only the new core and its payloadUpdate are shown', () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'old', { name: 'old', payloadUpdate: function oldUpdate() {} })

  actions.registerAction('AcceptTask', () => 'new', { name: 'new', override: true })

  assert.equal(order(actions.explain('AcceptTask')), ['core new'])
})

test('S15: explain gives plain data that can be cloned', () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'accepted', { name: 'accept' })
  actions.addListener('beforeAcceptTask', () => {}, { name: 'check', once: true })

  const stack = actions.explain('AcceptTask')

  assert.is(stack.length, 2)
  assert.equal(structuredClone(stack), stack)
  assert.ok(stack.every((entry) => Object.getPrototypeOf(entry) === Object.prototype))
})

test('S15: a caller that changes the answer of explain changes nothing in the actions', () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'accepted', { name: 'accept' })
  const answer = actions.explain('AcceptTask')

  Object.assign(answer[0] as object, { name: 'changed' })
  answer.length = 0

  assert.equal(order(actions.explain('AcceptTask')), ['core accept'])
})

test('S15: explain shows the names of the user’s functions also with an observer', () => {
  const actions = createActions<Desk>()
  actions.observe({ start() {}, end() {} })
  actions.registerAction('AcceptTask', function accept() {
    return 'accepted'
  })
  actions.addListener('beforeAcceptTask', function check() {})

  assert.equal(order(actions.explain('AcceptTask')), ['before check', 'core accept'])
})

test('S15: explain is up to date after an invocation', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'accepted', { name: 'accept' })
  await actions.invokeAction('AcceptTask', { sid: 'T1' })

  actions.addListener('beforeAcceptTask', () => {}, { name: 'check' })

  assert.equal(order(actions.explain('AcceptTask')), ['before check', 'core accept'])
})

test('S15: names such as __proto__ are explained like any other name', () => {
  const actions = createActions()
  const before = actions.explain('__proto__')
  actions.addListener('before__proto__', () => {}, { name: 'check' })

  assert.equal(before, [])
  assert.equal(actions.explain('constructor'), [])
  assert.equal(order(actions.explain('__proto__')), ['before check'])
})

test.run()
