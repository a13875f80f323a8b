// Rule S15: what explain shows, so that "why did this not run?" has an answer.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'

interface Desk {
  AcceptTask(payload: { sid: string }): string
  RejectTask(payload: { sid: string }): string
  SendMessage(payload: { body: string }): string
}

const actionsWithoutMap = () => createActions()
type Untyped = ReturnType<typeof actionsWithoutMap>

/** `kind name` for each entry, where only the order matters. */
function order(entries: readonly { kind: string; name: string | undefined }[]): string[] {
  return entries.map(({ kind, name }) => `${kind} ${name}`)
}

// ── explain(name)

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

test('S15: an order of 0 and a once of false are shown where nothing was said', () => {
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

test('S15: middleware is shown sorted within its group, the group for every action outside', () => {
  const actions = createActions<Desk>()
  actions.use('AcceptTask', (_ctx, next) => next(), { name: 'one, early', order: -10 })
  actions.use('AcceptTask', (_ctx, next) => next(), { name: 'one' })
  actions.use((_ctx, next) => next(), { name: 'all, late', order: 10 })
  actions.use((_ctx, next) => next(), { name: 'all' })

  const stack = actions.explain('AcceptTask')

  assert.equal(order(stack), ['middleware all', 'middleware all, late', 'middleware one, early', 'middleware one'])
})

test('S15: the name that is shown is the option, else that of the function, else undefined', () => {
  const actions = createActions<Desk>()
  function ofTheFunction() {}
  actions.addListener('beforeAcceptTask', ofTheFunction, { name: 'of the option' })
  actions.addListener('beforeAcceptTask', ofTheFunction)
  actions.addListener('beforeAcceptTask', () => {})
  actions.addListener('beforeAcceptTask', ofTheFunction.bind(undefined))

  const names = actions.explain('AcceptTask').map(({ name }) => name)

  assert.equal(names, ['of the option', 'ofTheFunction', undefined, 'bound ofTheFunction'])
})

test('S15: the scope that is shown is the one through which the party was attached', () => {
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

test('S15: for an unregistered name explain shows what is attached, without a core', () => {
  const actions = createActions<Desk>()
  actions.use((_ctx, next) => next(), { name: 'forAll' })
  actions.addListener('beforeAcceptTask', () => {}, { name: 'onBefore' })
  actions.replaceAction('AcceptTask', () => 'replaced', { name: 'confirm' })

  const stack = actions.explain('AcceptTask')

  assert.equal(order(stack), ['middleware forAll', 'before onBefore', 'replacement confirm'])
})

test('S15: for a name that nobody has mentioned explain shows nothing', () => {
  const actions = createActions<Desk>()

  assert.equal(actions.explain('AcceptTask'), [])
})

test('S15: to explain an action does not make it one that has something attached', () => {
  const actions = createActions<Desk>()

  actions.explain('AcceptTask')

  assert.equal(actions.explain(), [])
  assert.equal(actions.actionNames(), [])
})

test('S15: after unregistering, the core and its payload update are no longer shown, the rest is', () => {
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

test('S15: an override shows the new core and its payload update only', () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'old', { name: 'old', payloadUpdate: function oldUpdate() {} })

  actions.registerAction('AcceptTask', () => 'new', { name: 'new', override: true })

  assert.equal(order(actions.explain('AcceptTask')), ['core new'])
})

test('S15: explain gives plain data that can be sent elsewhere', () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'accepted', { name: 'accept' })
  actions.addListener('beforeAcceptTask', () => {}, { name: 'check', once: true })

  const stack = actions.explain('AcceptTask')

  assert.is(stack.length, 2)
  assert.equal(structuredClone(stack), stack)
  assert.ok(stack.every((entry) => Object.getPrototypeOf(entry) === Object.prototype))
})

test('S15: what a caller does to the answer of explain changes nothing', () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'accepted', { name: 'accept' })
  const answer = actions.explain('AcceptTask')

  Object.assign(answer[0] as object, { name: 'changed' })
  answer.length = 0

  assert.equal(order(actions.explain('AcceptTask')), ['core accept'])
})

test('S15: explain shows the user’s own functions while somebody observes', () => {
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

test('S15: names such as __proto__ are explained as any other', () => {
  const actions = createActions()
  const before = actions.explain('__proto__')
  actions.addListener('before__proto__', () => {}, { name: 'check' })

  assert.equal(before, [])
  assert.equal(actions.explain('constructor'), [])
  assert.equal(order(actions.explain('__proto__')), ['before check'])
})

// ── explain()

test('S15: explain() lists an action that has a listener and no core, with the nearest registered names', () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.registerAction('Logout', () => {})
  actions.addListener('beforeAcepptTask', () => {})

  assert.equal(actions.explain(), [{ action: 'AcepptTask', nearest: ['AcceptTask'] }])
})

test('S15: explain() lists nothing when all that is attached belongs to registered actions', () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.addListener('beforeAcceptTask', () => {})

  assert.equal(actions.explain(), [])
})

test('S15: explain() lists nothing when there is nothing', () => {
  assert.equal(createActions().explain(), [])
})

const attachments: [string, (actions: Untyped) => unknown][] = [
  ['a before-listener', (actions) => actions.addListener('beforeAcceptTask', () => {})],
  ['an after-listener', (actions) => actions.addListener('afterAcceptTask', () => {})],
  ['an error-listener', (actions) => actions.addListener('errorAcceptTask', () => {})],
  ['a replacement', (actions) => actions.replaceAction('AcceptTask', () => {})],
  ['middleware of its own', (actions) => actions.use('AcceptTask', (_ctx, next) => next())],
]
for (const [what, attach] of attachments) {
  test(`S15: explain() lists an action without a core that has ${what}`, () => {
    const actions = actionsWithoutMap()

    attach(actions)

    assert.equal(actions.explain(), [{ action: 'AcceptTask', nearest: [] }])
  })
}

test('S15: middleware for every action puts no action on the list of explain()', () => {
  const actions = createActions()
  actions.use((_ctx, next) => next())

  assert.equal(actions.explain(), [])
})

test('S15: explain() gives no nearest names where none is near', () => {
  const actions = createActions()
  actions.registerAction('Logout', () => {})
  actions.addListener('beforeAcceptTask', () => {})

  assert.equal(actions.explain(), [{ action: 'AcceptTask', nearest: [] }])
})

test('S15: explain() gives the nearest name first', () => {
  const actions = createActions()
  actions.registerAction('AcceptTasks2', () => {})
  actions.registerAction('AcceptTask', () => {})
  actions.addListener('beforeAcceptTusk', () => {})

  assert.is(actions.explain()[0]?.nearest[0], 'AcceptTask')
})

test('S15: explain() lists each action once, whatever is attached to it', () => {
  const actions = createActions()
  actions.addListener('beforeAcceptTask', () => {})
  actions.addListener('afterAcceptTask', () => {})
  actions.replaceAction('AcceptTask', () => {})
  actions.addListener('beforeRejectTask', () => {})

  const listed = actions.explain().map(({ action }) => action)

  assert.equal(listed, ['AcceptTask', 'RejectTask'])
})

test('S15: an action leaves the list of explain() when it is registered', () => {
  const actions = createActions<Desk>()
  actions.addListener('beforeAcceptTask', () => {})
  const before = actions.explain().length

  actions.registerAction('AcceptTask', () => 'accepted')

  assert.is(before, 1)
  assert.equal(actions.explain(), [])
})

test('S15: an action to which an aborted signal let nothing be attached is not on the list of explain()', () => {
  const actions = createActions<Desk>()
  const options = { signal: AbortSignal.abort() }
  actions.registerAction('AcceptTask', () => 'accepted', options)
  actions.addListener('beforeRejectTask', () => {}, options)

  assert.equal(actions.explain(), [])
})

test('S15: an action of which a listener was removed that nobody had added is not on the list of explain()', () => {
  const actions = createActions<Desk>()

  const removed = actions.removeListener('beforeAcceptTask', () => {})

  assert.is(removed, false)
  assert.equal(actions.explain(), [])
})

test('S15: an action joins the list of explain() when it is unregistered and something stays attached', () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.addListener('beforeAcceptTask', () => {})

  actions.unregisterAction('AcceptTask')

  assert.equal(actions.explain(), [{ action: 'AcceptTask', nearest: [] }])
})

test('S15: an action leaves the list of explain() when the last thing attached to it is taken off', () => {
  const actions = createActions()
  const listener = () => {}
  actions.addListener('beforeAcceptTask', listener)
  actions.use('RejectTask', (_ctx, next) => next())()

  actions.removeListener('beforeAcceptTask', listener)

  assert.equal(actions.explain(), [])
})

test('S15: explain() suggests only names that are registered', () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => {})
  actions.addListener('beforeAcepptTask', () => {})
  actions.addListener('afterAcepptTask2', () => {})

  assert.equal(actions.explain(), [
    { action: 'AcepptTask', nearest: ['AcceptTask'] },
    { action: 'AcepptTask2', nearest: ['AcceptTask'] },
  ])
})

test.run()
