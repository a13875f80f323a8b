// What a registration removes (S14): its own attachment, once, and nothing else.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { type Actions, exercise, noop, verbs } from './verbs.js'

for (const [what, attach] of verbs) {
  test(`S14: ${what} attaches something that runs`, async () => {
    const actions = createActions()
    const log: string[] = []
    attach(actions, log)

    await exercise(actions)

    assert.ok(log.length > 0)
  })

  test(`S14: calling the registration of ${what} removes it`, async () => {
    const actions = createActions()
    const log: string[] = []
    const registration = attach(actions, log)

    registration()
    await exercise(actions)

    assert.equal(log, [])
  })

  test(`S14: Symbol.dispose of the registration of ${what} removes it`, async () => {
    const actions = createActions()
    const log: string[] = []
    const registration = attach(actions, log)

    registration[Symbol.dispose]()
    await exercise(actions)

    assert.equal(log, [])
  })

  test(`S14: using the registration of ${what} removes it at the end of the block`, async () => {
    const actions = createActions()
    const log: string[] = []
    {
      using registration = attach(actions, log)
      assert.type(registration, 'function')
    }

    await exercise(actions)

    assert.equal(log, [])
  })

  test(`S14: the registration of ${what} works detached, and ignores its arguments`, async () => {
    const actions = createActions()
    const log: string[] = []
    const { [Symbol.dispose]: dispose } = attach(actions, log)

    ;(dispose as (...args: unknown[]) => unknown).call(undefined, 'event', 42)
    await exercise(actions)

    assert.equal(log, [])
  })

  test(`S14: the registration of ${what} does nothing the second time`, async () => {
    const actions = createActions()
    const log: string[] = []
    const registration = attach(actions, log)
    registration()
    attach(actions, log)
    await exercise(actions)
    const before = log.splice(0)

    const answers = [registration(), registration[Symbol.dispose]()]
    await exercise(actions)

    assert.equal(answers, [undefined, undefined])
    assert.equal(log, before)
  })
}

for (const [kind, attach] of [
  [
    'before',
    (actions: Actions, fn: () => unknown, name: string) => actions.addListener('beforeAcceptTask', fn, { name }),
  ],
  [
    'after',
    (actions: Actions, fn: () => unknown, name: string) => actions.addListener('afterAcceptTask', fn, { name }),
  ],
  [
    'error',
    (actions: Actions, fn: () => unknown, name: string) => actions.addListener('errorAcceptTask', fn, { name }),
  ],
  [
    'replacement',
    (actions: Actions, fn: () => unknown, name: string) => actions.replaceAction('AcceptTask', fn, { name }),
  ],
  ['middleware', (actions: Actions, fn: () => unknown, name: string) => actions.use('AcceptTask', fn, { name })],
] as const) {
  test(`S14: a registration removes exactly its own attachment of a function attached three times (${kind})`, () => {
    const actions = createActions()
    const [, second] = ['first', 'second', 'third'].map((name) => attach(actions, noop, name))

    second?.()
    second?.()

    const names = actions.explain('AcceptTask').map((party) => party.name)
    assert.equal(new Set(names), new Set(['first', 'third']))
    assert.is(names.length, 2)
  })
}

test('S14: a registration of a listener that was removed leaves alone the same function when it is added again', async () => {
  const actions = createActions()
  const log: string[] = []
  const listener = () => log.push('listener')
  actions.registerAction('AcceptTask', noop)
  const registration = actions.addListener('beforeAcceptTask', listener)
  actions.removeListener('beforeAcceptTask', listener)
  actions.addListener('beforeAcceptTask', listener)

  registration()
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['listener'])
})

test('S14: a listener may remove itself while it is called', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  const registration = actions.addListener('beforeAcceptTask', () => {
    log.push('self')
    registration()
  })
  actions.addListener('beforeAcceptTask', () => log.push('next'))

  await actions.invokeAction('AcceptTask')
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['self', 'next', 'core', 'next', 'core'])
})

for (const first of [0, 1, 2]) {
  test(`S13: when a function was added three times and addition ${first} is removed, removeListener finds the other two`, () => {
    const actions = createActions()
    const registrations = [0, 1, 2].map((order) => actions.addListener('beforeAcceptTask', noop, { order }))
    const orders = () => actions.explain('AcceptTask').map(({ order }) => order)
    const left = [0, 1, 2].filter((order) => order !== first)

    registrations[first]?.()
    const seen = [orders()]
    const removed = [1, 2, 3].map(() => {
      const found = actions.removeListener('beforeAcceptTask', noop)
      seen.push(orders())
      return found
    })

    assert.equal(seen, [left, left.slice(0, 1), [], []])
    assert.equal(removed, [true, true, false])
  })
}

test.run()
