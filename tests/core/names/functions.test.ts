// What is refused where a function belongs (S1), and which options are checked.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, after, before, createActions, replacement } from '../../../source/core/index.js'
import { rejection, thrown } from '../../support/helpers.js'
import { show } from './values.js'

const notFunctions: [value: unknown, shown: RegExp][] = [
  [undefined, /undefined/],
  [null, /null/],
  [42, /42/],
  ['accept', /accept/],
  [Symbol('desk'), /Symbol\(desk\)/],
]

function noop() {}

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

  test(`S1: before, after and replacement refuse ${show(value)} with a TypeError that shows it`, () => {
    const errors = [thrown(() => before(fn)), thrown(() => after(fn)), thrown(() => replacement(fn))]

    for (const error of errors) {
      assert.instance(error, TypeError)
      assert.match((error as TypeError).message, shown)
    }
  })
}

for (const [what, attempt] of [
  ['middleware for every action that is no function', (actions) => actions.use(42 as never)],
  [
    'a payloadUpdate that is no function',
    (actions) => actions.registerAction('AcceptTask', noop, { payloadUpdate: 42 as never }),
  ],
  [
    'a third argument that is neither a function nor options',
    (actions) => actions.registerAction('AcceptTask', noop, 42 as never),
  ],
  ['an onListenerError that is no function', () => createActions({ onListenerError: 42 as never })],
] as [string, (actions: ReturnType<typeof createActions>) => unknown][]) {
  test(`S1: ${what} is a TypeError that shows it, and nothing is registered`, () => {
    const actions = createActions()

    const error = thrown(() => attempt(actions))

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, /42/)
    assert.is(actions.hasAction('AcceptTask'), false)
  })
}

test('S1: a name alone is no middleware', () => {
  const actions = createActions()

  const error = thrown(() => actions.use('AcceptTask' as never))

  assert.instance(error, TypeError)
})

test('S1: inherited options count, and are checked like any others', async () => {
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

test('S21: a listener whose length throws runs as any other, and can abort', async () => {
  const actions = createActions()
  const listener = new Proxy((_payload: unknown, abort: (reason: string) => void) => abort('no'), {
    get(target, key, receiver) {
      if (key === 'length') throw new Error('no length')
      return Reflect.get(target, key, receiver)
    },
  })
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', listener)

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, ActionAbortedError)
  assert.is((error as ActionAbortedError).reason, 'no')
})

test.run()
