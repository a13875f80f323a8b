// Which failures error-listeners receive (S7): those of the action’s own stack, and its own time limit.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ActionAbortedError,
  ActionMisuseError,
  ActionTimeoutError,
  createActions,
  UnknownActionError,
} from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'

type Actions = ReturnType<typeof createActions>

function noop() {}

// Every rejection of the action's own stack

const inside: [what: string, arrange: (actions: Actions, fail: () => never) => unknown][] = [
  ['the core throws', (actions, fail) => actions.registerAction('AcceptTask', fail, { override: true })],
  ['the core rejects', (actions, fail) => actions.registerAction('AcceptTask', async () => fail(), { override: true })],
  [
    'the payloadUpdate throws',
    (actions, fail) => actions.registerAction('AcceptTask', noop, { override: true, payloadUpdate: fail }),
  ],
  [
    'the payloadUpdate rejects',
    (actions, fail) =>
      actions.registerAction('AcceptTask', noop, { override: true, payloadUpdate: async () => fail() }),
  ],
  ['a before-listener throws', (actions, fail) => actions.addListener('beforeAcceptTask', fail)],
  ['a before-listener rejects', (actions, fail) => actions.addListener('beforeAcceptTask', async () => fail())],
  ['a replacement throws', (actions, fail) => actions.replaceAction('AcceptTask', fail)],
  ['a replacement rejects', (actions, fail) => actions.replaceAction('AcceptTask', async () => fail())],
  ['middleware for one action throws', (actions, fail) => actions.use('AcceptTask', fail)],
  [
    'middleware rejects after next()',
    (actions, fail) =>
      actions.use('AcceptTask', async (_ctx, next) => {
        await next()
        fail()
      }),
  ],
  ['middleware for every action throws', (actions, fail) => actions.use(fail)],
]

for (const failure of [new Error('inside'), undefined]) {
  for (const [what, arrange] of inside) {
    test(`S7: error-listeners run when ${what} (${failure})`, async () => {
      const actions = createActions()
      const seen: unknown[] = []
      actions.registerAction('AcceptTask', noop)
      arrange(actions, () => {
        throw failure
      })
      actions.addListener('errorAcceptTask', (_payload, error) => seen.push(error))

      await actions.invokeAction('AcceptTask').then(
        () => seen.push('fulfilled'),
        (error: unknown) => seen.push(error),
      )

      assert.is(seen.length, 2)
      assert.is(seen[0], failure)
      assert.is(seen[1], failure)
    })
  }
}

test('S7: error-listeners run when a nested invocation failed and the parent let it through', async () => {
  const actions = createActions()
  const failure = new Error('child')
  const log: string[] = []
  actions.registerAction('Child', () => {
    throw failure
  })
  actions.registerAction('Parent', (_payload, ctx) => ctx.invokeAction('Child'))
  actions.addListener('errorChild', (_payload, error) => log.push(`child ${error === failure}`))
  actions.addListener('errorParent', (_payload, error) => log.push(`parent ${error === failure}`))

  await rejection(actions.invokeAction('Parent'))

  assert.equal(log, ['child true', 'parent true'])
})

test('S7: error-listeners of the child alone run when the parent handled its failure', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('Child', () => {
    throw new Error('child')
  })
  actions.registerAction('Parent', (_payload, ctx) => ctx.invokeAction('Child').catch(() => 'handled'))
  actions.addListener('errorChild', () => log.push('child'))
  actions.addListener('errorParent', () => log.push('parent'))

  const result = await actions.invokeAction('Parent')

  assert.is(result, 'handled')
  assert.equal(log, ['child'])
})

for (const where of ['core', 'beforeParent', 'replacement', 'use'] as const) {
  test(`S7: error-listeners run for a nested abort that the parent let through (${where})`, async () => {
    const actions = createActions()
    const log: unknown[] = []
    actions.registerAction('Child', noop)
    actions.addListener('beforeChild', (_payload, abort) => abort('no'))
    actions.registerAction('Parent', (_payload, ctx) => (where === 'core' ? ctx.invokeAction('Child') : undefined))
    if (where === 'beforeParent') actions.addListener(where, (_payload, _abort, ctx) => ctx.invokeAction('Child'))
    if (where === 'replacement') {
      actions.replaceAction('Parent', (_payload, _original, ctx) => ctx.invokeAction('Child'))
    }
    if (where === 'use') actions.use('Parent', (ctx) => ctx.invokeAction('Child'))
    actions.addListener('errorChild', () => log.push('child'))
    actions.addListener('errorParent', (_payload, error) => log.push(error))

    const error = await rejection(actions.invokeAction('Parent'))

    assert.instance(error, ActionAbortedError)
    assert.is((error as ActionAbortedError).action, 'Child')
    assert.is(log.length, 1)
    assert.is(log[0], error)
  })
}

test('S7: error-listeners run for an unknown action that the parent invoked and let through', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('Parent', (_payload, ctx) => ctx.invokeAction('Unknown'))
  actions.addListener('errorUnknown', () => log.push('unknown'))
  actions.addListener('errorParent', () => log.push('parent'))

  const error = await rejection(actions.invokeAction('Parent'))

  assert.instance(error, UnknownActionError)
  assert.equal(log, ['parent'])
})

test('S7: error-listeners run for a misuse of next that no middleware handled', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
    await next()
  })
  actions.addListener('errorAcceptTask', (_payload, error) => seen.push(error))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, ActionMisuseError)
  assert.is(seen[0], error)
})

test('S7: error-listeners run for a failure of outer middleware, after an abort that inner middleware recovered from', async () => {
  const actions = createActions()
  const failure = new Error('outermost')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', noop)
  actions.use(async (_ctx, next) => {
    await next()
    throw failure
  })
  actions.use('AcceptTask', async (ctx, next) => {
    await rejection(next())
    ctx.result = 'instead'
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))
  actions.addListener('errorAcceptTask', (_payload, error) => seen.push(error))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(error, failure)
  assert.is(seen.length, 1)
  assert.is(seen[0], failure)
})

// Its own time limit

for (const [what, options, register] of [
  ['of the action', undefined, { timeout: 10 }],
  ['of the invocation', { timeout: 10 }, undefined],
] as const) {
  test(`S7: error-listeners run for a time limit ${what}, and the invocation does not wait for them`, async () => {
    const actions = createActions()
    const log: unknown[] = []
    const holdCore = deferred()
    const holdListener = deferred()
    actions.registerAction('AcceptTask', () => holdCore.promise, register)
    actions.addListener('errorAcceptTask', async (_payload, error) => {
      log.push(error)
      await holdListener.promise
      log.push('first ends')
    })
    actions.addListener('errorAcceptTask', () => log.push('second'))

    const error = await rejection(actions.invokeAction('AcceptTask', undefined, options))
    log.push('rejected')
    await settled()
    holdListener.resolve()
    await settled()
    holdCore.resolve()
    await settled()

    assert.instance(error, ActionTimeoutError)
    assert.is(log[0], error)
    assert.equal(log.slice(1), ['rejected', 'first ends', 'second'])
  })
}

test('S7: error-listeners run for the time limit of a before-listener', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', () => hold.promise, { timeout: 10 })
  actions.addListener('errorAcceptTask', (_payload, error) => seen.push(error))

  const error = await rejection(actions.invokeAction('AcceptTask'))
  hold.resolve()
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(seen.length, 1)
  assert.is(seen[0], error)
})

test('S7: error-listeners run for the time limit of a nested invocation that the parent let through', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('Child', () => hold.promise, { timeout: 10 })
  actions.registerAction('Parent', (_payload, ctx) => ctx.invokeAction('Child'))
  actions.addListener('errorChild', () => log.push('child'))
  actions.addListener('errorParent', () => log.push('parent'))

  const error = await rejection(actions.invokeAction('Parent'))
  await settled()
  hold.resolve()

  assert.instance(error, ActionTimeoutError)
  assert.is((error as ActionTimeoutError).action, 'Child')
  assert.equal(log, ['child', 'parent'])
})

test('S7: an error-listener that fails beside a time limit is reported and leaves nothing unhandled', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error) => void reports.push(error) })
  const failure = new Error('listener')
  const hold = deferred()
  actions.registerAction('AcceptTask', () => hold.promise, { timeout: 10 })
  actions.addListener('errorAcceptTask', async () => {
    await settled()
    throw failure
  })

  const unhandled = await unhandledDuring(() => rejection(actions.invokeAction('AcceptTask')))
  hold.resolve()

  assert.equal(unhandled, [])
  assert.is(reports.length, 1)
  assert.is(reports[0], failure)
})

test('S7, S10: error-listeners that run when the time limit of the invocation runs out go on, under their own limits', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error) => reports.push(error) })
  const ran = deferred()
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  actions.addListener('errorAcceptTask', () => new Promise(() => {}), { timeout: 30 })
  actions.addListener('errorAcceptTask', () => ran.resolve())

  const error = await rejection(actions.invokeAction('AcceptTask', undefined, { timeout: 5 }))
  await ran.promise

  assert.is((error as { timeout?: number }).timeout, 5)
  assert.equal(
    reports.map((error) => (error as { timeout?: number }).timeout),
    [30],
  )
})

test.run()
