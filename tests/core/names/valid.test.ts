// What may be the name of an action (S1): any text that is not empty, and nothing that is not text.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, UnknownActionError } from '../../../source/core/index.js'
import { rejection, thrown } from '../../support/helpers.js'
import { notNames, show } from './values.js'

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

function noop() {}

// Any text

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

  test(`S1: ${JSON.stringify(name)} is unknown until it is registered`, async () => {
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

// Anything that is not text is a TypeError

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

test('S1: a value that is no name is a TypeError even when the signal has been aborted', async () => {
  const actions = createActions()

  const error = await rejection(actions.invokeAction(42 as never, undefined, { signal: AbortSignal.abort() }))

  assert.instance(error, TypeError)
})

test('S1: hasAction is false for a value that is no name, even when its text is a registered name', () => {
  const actions = createActions()
  actions.registerAction('42', noop)

  assert.is(actions.hasAction('42'), true)
  assert.is(actions.hasAction(42 as never), false)
  assert.is(actions.hasAction(['42'] as never), false)
})

test('S2: a name of any length that is not registered is an UnknownActionError', async () => {
  const actions = createActions()
  actions.registerAction('a'.repeat(200_000), noop)

  const error = await rejection(actions.invokeAction(`b${'a'.repeat(199_999)}`))

  assert.instance(error, UnknownActionError)
  assert.ok((error as Error).message.length < 300)
})

for (const name of [5, 7n, Symbol('name'), '', {}]) {
  test(`S15: a function whose name is ${show(name)} counts as a function without a name`, async () => {
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

test.run()
