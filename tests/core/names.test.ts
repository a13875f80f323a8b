// What may be the name of an action (S1) or of an event (S13), what is refused, and to whom a name belongs.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  after,
  before,
  createActions,
  DuplicateActionError,
  replacement,
  UnknownActionError,
} from '../../source/core/index.js'
import { rejection, thrown } from '../support/helpers.js'

const oddNames = [
  '__proto__',
  'constructor',
  'then',
  'prototype',
  'toString',
  'hasOwnProperty',
  'before',
  ' ',
  '0',
  'ä👩‍🚀',
]

const notNames: [value: unknown, shown: RegExp][] = [
  ['', /""|''|``|“”/],
  [undefined, /undefined/],
  [null, /null/],
  [42, /42/],
  [Number.NaN, /NaN/],
  [true, /true/],
  [7n, /7n/],
  [Symbol('desk'), /Symbol\(desk\)/],
  [['AcceptTask'], /AcceptTask/],
  [[1, 2, 3, 4, 5, 6], /\[1, 2, 3, 4, 5, …\]/],
]

const notFunctions: [value: unknown, shown: RegExp][] = [
  [undefined, /undefined/],
  [null, /null/],
  [42, /42/],
  ['accept', /accept/],
  [Symbol('desk'), /Symbol\(desk\)/],
]

function noop() {}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : Array.isArray(value) ? `[${value}]` : String(value)
}

// S1: any string

for (const name of oddNames) {
  test(`S1: ${JSON.stringify(name)} is a name like any other`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.registerAction(name, () => {
      log.push('core')
      return 'done'
    })
    actions.use(name, async (_ctx, next) => {
      log.push('use')
      await next()
    })
    actions.addListener(`before${name}`, () => log.push('before'))
    actions.addListener(`after${name}`, () => log.push('after'))
    actions.replaceAction(name, (payload, original) => {
      log.push('replacement')
      return original(payload)
    })

    const result = await actions.invokeAction(name)

    assert.is(result, 'done')
    assert.equal(log, ['use', 'before', 'replacement', 'core', 'after'])
    assert.is(actions.hasAction(name), true)
    assert.equal(actions.actionNames(), [name])
  })

  test(`S1: ${JSON.stringify(name)} is unknown until somebody registers it`, async () => {
    const actions = createActions()

    const error = await rejection(actions.invokeAction(name))

    assert.instance(error, UnknownActionError)
    assert.is((error as UnknownActionError).action, name)
    assert.is(actions.hasAction(name), false)
    assert.is(actions.unregisterAction(name), false)
    assert.equal(actions.actionNames(), [])
    assert.equal(actions.explain(name), [])
  })

  test(`S1: ${JSON.stringify(name)} fails like any other`, async () => {
    const actions = createActions()
    const failure = new Error('core')
    const seen: unknown[] = []
    actions.registerAction(name, () => {
      throw failure
    })
    actions.addListener(`error${name}`, (_payload, error) => seen.push(error))

    const error = await rejection(actions.invokeAction(name))

    assert.is(error, failure)
    assert.equal(seen, [failure])
  })
}

// S1: anything else is a TypeError

for (const [value, shown] of notNames) {
  const name = value as never

  test(`S1: registerAction throws a TypeError that shows ${show(value)} as a name`, () => {
    const actions = createActions()

    const error = thrown(() => actions.registerAction(name, noop))

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, shown)
    assert.equal(actions.actionNames(), [])
  })

  test(`S1: replaceAction throws a TypeError that shows ${show(value)} as a name`, () => {
    const actions = createActions()

    const error = thrown(() => actions.replaceAction(name, noop))

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, shown)
  })

  test(`S1: use throws a TypeError that shows ${show(value)} as a name, and wraps no action instead`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.registerAction('AcceptTask', () => log.push('core'))

    const error = thrown(() => actions.use(name, () => log.push('use') as never))
    await actions.invokeAction('AcceptTask')

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, shown)
    assert.equal(log, ['core'])
  })

  test(`S1: invokeAction rejects with a TypeError that shows ${show(value)} as a name`, async () => {
    const actions = createActions()

    const error = await rejection(actions.invokeAction(name))

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, shown)
  })

  test(`S1: ctx.invokeAction rejects with a TypeError that shows ${show(value)} as a name`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', (_payload, ctx) => rejection(ctx.invokeAction(name)))

    const error = await actions.invokeAction('AcceptTask')

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, shown)
  })
}

test('S1: a value that cannot become a string is refused as a name by a message of the library', async () => {
  const actions = createActions()
  const bare = Object.create(null) as never

  const errors = [
    thrown(() => actions.registerAction(bare, noop)),
    thrown(() => actions.replaceAction(bare, noop)),
    thrown(() => actions.addListener(bare, noop)),
    await rejection(actions.invokeAction(bare)),
  ]

  for (const error of errors) {
    assert.instance(error, TypeError)
    assert.not.match((error as TypeError).message, /cannot convert/i)
  }
})

test('S1: invokeAction without any argument rejects with a TypeError', async () => {
  const actions = createActions()
  const invokeAction = actions.invokeAction as () => Promise<unknown>

  const error = await rejection(invokeAction())

  assert.instance(error, TypeError)
})

test('S1: a name that is no name is a TypeError even when the signal has been aborted', async () => {
  const actions = createActions()

  const error = await rejection(actions.invokeAction(42 as never, undefined, { signal: AbortSignal.abort() }))

  assert.instance(error, TypeError)
})

// S1: what should be a function

for (const [value, shown] of notFunctions) {
  const fn = value as never

  const attempts: [what: string, attempt: (actions: ReturnType<typeof createActions>) => unknown][] = [
    ['a core', (actions) => actions.registerAction('AcceptTask', fn)],
    ['a before-listener', (actions) => actions.addListener('beforeAcceptTask', fn)],
    ['an after-listener', (actions) => actions.addListener('afterAcceptTask', fn)],
    ['an error-listener', (actions) => actions.addListener('errorAcceptTask', fn)],
    ['a replacement', (actions) => actions.replaceAction('AcceptTask', fn)],
    ['middleware for one action', (actions) => actions.use('AcceptTask', fn)],
  ]

  for (const [what, attempt] of attempts) {
    test(`S1: ${show(value)} as ${what} is a TypeError that shows it, and nothing is attached`, () => {
      const actions = createActions()

      const error = thrown(() => attempt(actions))

      assert.instance(error, TypeError)
      assert.match((error as TypeError).message, shown)
      assert.equal(actions.explain('AcceptTask'), [])
      assert.is(actions.hasAction('AcceptTask'), false)
    })
  }

  test(`S1: ${show(value)} is nothing that before, after or replacement can lift`, () => {
    const errors = [thrown(() => before(fn)), thrown(() => after(fn)), thrown(() => replacement(fn))]

    for (const error of errors) {
      assert.instance(error, TypeError)
      assert.match((error as TypeError).message, shown)
    }
  })
}

test('S1: middleware for every action that is no function is a TypeError that shows it', () => {
  const actions = createActions()

  const error = thrown(() => actions.use(42 as never))

  assert.instance(error, TypeError)
  assert.match((error as TypeError).message, /42/)
})

test('S1: a name alone is no middleware', () => {
  const actions = createActions()

  const error = thrown(() => actions.use('AcceptTask' as never))

  assert.instance(error, TypeError)
})

test('S1: a payloadUpdate that is no function is a TypeError that shows it, and nothing is registered', () => {
  const actions = createActions()

  const error = thrown(() => actions.registerAction('AcceptTask', noop, { payloadUpdate: 42 as never }))

  assert.instance(error, TypeError)
  assert.match((error as TypeError).message, /42/)
  assert.is(actions.hasAction('AcceptTask'), false)
})

test('S1: a third argument that is neither a function nor options is a TypeError that shows it', () => {
  const actions = createActions()

  const error = thrown(() => actions.registerAction('AcceptTask', noop, 42 as never))

  assert.instance(error, TypeError)
  assert.match((error as TypeError).message, /42/)
  assert.is(actions.hasAction('AcceptTask'), false)
})

test('S1: an onListenerError that is no function is a TypeError that shows it', () => {
  const error = thrown(() => createActions({ onListenerError: 42 as never }))

  assert.instance(error, TypeError)
  assert.match((error as TypeError).message, /42/)
})

// S1: any order of loading

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

// S1: a name registered twice

test('S1: nothing is registered under what is no name, even when it reads like one', () => {
  const actions = createActions()
  actions.registerAction('42', noop)

  assert.is(actions.hasAction('42'), true)
  assert.is(actions.hasAction(42 as never), false)
  assert.is(actions.hasAction(['42'] as never), false)
})

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

test('S1: overriding drops the payloadUpdate of the core before', async () => {
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

test('S1: overriding drops that the core before was terminal', async () => {
  const actions = createActions({ onListenerError: noop })
  const log: string[] = []
  actions.registerAction('Logout', noop, { terminal: true })
  actions.addListener('afterLogout', () => log.push('after'))
  actions.registerAction('Logout', noop, { override: true })

  await actions.invokeAction('Logout')

  assert.equal(log, ['after'])
})

test('S1: overriding drops the name that the core before was given', () => {
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

// S1: unregistering

test('S1: unregisterAction says that there was an action, and then that there is none', () => {
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

// S13: the events

test('S13: the events of an action are before, after and error with its name', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', (payload) => {
    if (payload === 'fail') throw new Error('core')
  })
  actions.addListener('beforeAcceptTask', () => log.push('before'))
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.addListener('errorAcceptTask', () => log.push('error'))

  await actions.invokeAction('AcceptTask', 'succeed')
  await rejection(actions.invokeAction('AcceptTask', 'fail'))

  assert.equal(log, ['before', 'after', 'before', 'error'])
})

test('S13: an event belongs to the action of exactly that name', async () => {
  const actions = createActions()
  const log: string[] = []
  for (const name of ['Task', 'AcceptTask', 'beforeTask', 'task']) actions.registerAction(name, noop)
  actions.addListener('beforeTask', () => log.push('of Task'))
  actions.addListener('beforebeforeTask', () => log.push('of beforeTask'))
  actions.addListener('beforetask', () => log.push('of task'))

  for (const name of ['AcceptTask', 'Task', 'beforeTask', 'task']) await actions.invokeAction(name)

  assert.equal(log, ['of Task', 'of beforeTask', 'of task'])
})

const notEvents = [
  '',
  'AcceptTask',
  'before',
  'after',
  'error',
  'BeforeAcceptTask',
  'onAcceptTask',
  'duringAcceptTask',
  ' beforeAcceptTask',
  'invocationBegin',
]

for (const event of notEvents) {
  test(`S13: addListener throws a TypeError on ${JSON.stringify(event)} and says which events there are`, () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)

    const error = thrown(() => actions.addListener(event as never, noop))

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, /before/)
    assert.match((error as TypeError).message, /after/)
    assert.match((error as TypeError).message, /error/)
    assert.ok((error as TypeError).message.includes(event))
  })

  test(`S13: removeListener throws a TypeError on ${JSON.stringify(event)}`, () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)

    const error = thrown(() => actions.removeListener(event as never, noop))

    assert.instance(error, TypeError)
  })
}

for (const [value, shown] of notNames.slice(1, -1)) {
  test(`S13: addListener throws a TypeError that shows ${show(value)} as an event`, () => {
    const actions = createActions()

    const error = thrown(() => actions.addListener(value as never, noop))

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, shown)
  })
}

// S13: the same function twice

for (const kind of ['before', 'after', 'error'] as const) {
  test(`S13: a function added twice to ${kind} runs twice`, async () => {
    const actions = createActions()
    const log: string[] = []
    const listener = () => log.push('listener')
    actions.registerAction('AcceptTask', () => {
      if (kind === 'error') throw new Error('core')
    })
    actions.addListener(`${kind}AcceptTask`, listener)
    actions.addListener(`${kind}AcceptTask`, listener)

    await actions.invokeAction('AcceptTask').catch(noop)

    assert.equal(log, ['listener', 'listener'])
  })

  test(`S13: removeListener takes one off ${kind} at a time and says whether there was one`, async () => {
    const actions = createActions()
    const log: string[] = []
    const listener = () => log.push('listener')
    actions.registerAction('AcceptTask', () => {
      if (kind === 'error') throw new Error('core')
    })
    actions.addListener(`${kind}AcceptTask`, listener)
    actions.addListener(`${kind}AcceptTask`, listener)

    for (const _ of [1, 2, 3]) {
      log.push(String(actions.removeListener(`${kind}AcceptTask`, listener)))
      await actions.invokeAction('AcceptTask').catch(noop)
    }

    assert.equal(log, ['true', 'listener', 'true', 'false'])
  })
}

test('S13: removeListener takes the newest one off', async () => {
  const actions = createActions()
  const log: string[] = []
  const twice = () => log.push('twice')
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', twice)
  actions.addListener('beforeAcceptTask', () => log.push('between'))
  actions.addListener('beforeAcceptTask', twice)

  actions.removeListener('beforeAcceptTask', twice)
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['twice', 'between'])
})

test('S13: the newest one is the last one added, whatever its order', async () => {
  const actions = createActions()
  const log: string[] = []
  const twice = () => log.push('twice')
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', twice, { order: 1 })
  actions.addListener('beforeAcceptTask', () => log.push('between'))
  actions.addListener('beforeAcceptTask', twice, { order: -1 })

  actions.removeListener('beforeAcceptTask', twice)
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['between', 'twice'])
})

test('S13: removeListener says that there was none when the function listens to something else', () => {
  const actions = createActions()
  actions.addListener('beforeAcceptTask', noop)

  const answers = [
    actions.removeListener('afterAcceptTask', noop),
    actions.removeListener('beforeRejectTask', noop),
    actions.removeListener('beforeAcceptTask', () => {}),
    actions.removeListener('beforeAcceptTask', noop),
  ]

  assert.equal(answers, [false, false, false, true])
})

test('S13: removeListener finds a once-listener by the function that was added', async () => {
  const actions = createActions()
  const log: string[] = []
  const listener = () => log.push('listener')
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', listener, { once: true })

  const answer = actions.removeListener('beforeAcceptTask', listener)
  await actions.invokeAction('AcceptTask')

  assert.is(answer, true)
  assert.equal(log, [])
})

test('S13: removeListener says that there was none once a once-listener has run', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', noop, { once: true })
  await actions.invokeAction('AcceptTask')

  const answer = actions.removeListener('beforeAcceptTask', noop)

  assert.is(answer, false)
})

test('S13: removeListener says that there was none once the registration has been disposed', () => {
  const actions = createActions()
  const registration = actions.addListener('beforeAcceptTask', noop)
  registration()

  const answer = actions.removeListener('beforeAcceptTask', noop)

  assert.is(answer, false)
})

for (const when of ['before', 'after', 'error'] as const) {
  test(`S13: a listener of ${when} that was removed after invocations no longer runs, and the others do`, async () => {
    const actions = createActions()
    const log: string[] = []
    const listener = () => log.push('removed')
    actions.registerAction('AcceptTask', () => {
      if (when === 'error') throw new Error('core')
    })
    actions.addListener(`${when}AcceptTask`, () => log.push('first'))
    actions.addListener(`${when}AcceptTask`, listener)
    actions.addListener(`${when}AcceptTask`, () => log.push('last'))
    await actions.invokeAction('AcceptTask').catch(noop)

    actions.removeListener(`${when}AcceptTask`, listener)
    await actions.invokeAction('AcceptTask').catch(noop)

    assert.equal(log, ['first', 'removed', 'last', 'first', 'last'])
  })
}

test('S1: actionNames gives the names in the order of registration, whatever was attached before', () => {
  const actions = createActions()
  actions.addListener('afterSecond', noop)
  actions.registerAction('First', noop)
  actions.registerAction('Second', noop)
  actions.registerAction('AtLast', noop)
  actions.registerAction('First', noop, { override: true })

  assert.equal(actions.actionNames(), ['First', 'Second', 'AtLast'])
})

test('S1: options may be inherited, and are checked all the same', async () => {
  const actions = createActions()
  const controller = new AbortController()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => log.push('before'), Object.create({ signal: controller.signal }))
  controller.abort()

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['core'])
  const error = thrown(() => actions.addListener('beforeAcceptTask', noop, Object.create({ timeout: 'soon' })))
  assert.instance(error, TypeError)
  assert.match((error as TypeError).message, '"soon"')
})

test('S2: a name of any length that is not registered is an UnknownActionError', async () => {
  const actions = createActions()
  actions.registerAction('a'.repeat(200_000), noop)

  const error = await rejection(actions.invokeAction(`b${'a'.repeat(199_999)}`))

  assert.instance(error, UnknownActionError)
  assert.ok((error as Error).message.length < 300)
})

test('S2: a listener whose length throws makes invokeAction reject, not throw', async () => {
  const actions = createActions()
  const failure = new Error('no length')
  const listener = new Proxy(noop, {
    get(target, key, receiver) {
      if (key === 'length') throw failure
      return Reflect.get(target, key, receiver)
    },
  })
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', listener)

  assert.is(await rejection(actions.invokeAction('AcceptTask')), failure)
})

for (const name of [5, 7n, Symbol('name'), '', {}]) {
  test(`S15: a function whose name is ${show(name)} has none`, async () => {
    const actions = createActions()
    const guard = (_payload: unknown, abort: () => void) => abort()
    Object.defineProperty(guard, 'name', { value: name })
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', guard)

    const error = await rejection(actions.invokeAction('AcceptTask'))

    assert.is(actions.explain('AcceptTask')[0]?.name, undefined)
    assert.is((error as Error).message, 'The action "AcceptTask" was aborted by the before-listener')
  })
}

test('S16: a message stays on one line, whatever it shows', () => {
  const actions = createActions()

  for (const value of [Symbol('a\nb'), Symbol('x'.repeat(500)), 10n ** 300n, 'a\u2028b\u2029c']) {
    const { message } = thrown(() => actions.addListener(value as never, noop)) as TypeError
    assert.not.match(message, /[\n\u2028\u2029]/)
    assert.ok(message.length < 350, message)
  }
})

test('S15: actionNames are in the order of registration, those that are numbers too', () => {
  const actions = createActions()
  for (const name of ['b', '2', 'a', '1', '__proto__']) actions.registerAction(name, () => {})

  assert.equal(actions.actionNames(), ['b', '2', 'a', '1', '__proto__'])
})

test('S1: overriding an action, through whichever scope, leaves its name in its place', () => {
  const actions = createActions()
  actions.registerAction('A', () => {})
  actions.registerAction('B', () => {})
  actions.scope('plugin').registerAction('A', () => {}, { override: true })

  assert.equal(actions.actionNames(), ['A', 'B'])
})

test.run()
