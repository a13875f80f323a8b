// When error-listeners do not run (S7): after a refused call, an abort, a cut from outside, or a success.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ActionAbortedError,
  ActionRecursionError,
  ActionTimeoutError,
  createActions,
} from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'

type Actions = ReturnType<typeof createActions>

function noop() {}

test('S7: error-listeners do not run for an unknown name', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.addListener('errorAcceptTask', () => log.push('error'))

  await rejection(actions.invokeAction('AcceptTask'))
  await settled()

  assert.equal(log, [])
})

test('S7: error-listeners do not run for an invocation that is nested too deep, but for the invocations around it', async () => {
  const actions = createActions({ maxDepth: 1 })
  const log: string[] = []
  actions.registerAction('Third', noop)
  actions.registerAction('Second', (_payload, ctx) => ctx.invokeAction('Third'))
  actions.registerAction('First', (_payload, ctx) => ctx.invokeAction('Second'))
  for (const name of ['First', 'Second', 'Third']) actions.addListener(`error${name}`, () => log.push(name))

  const error = await rejection(actions.invokeAction('First'))
  await settled()

  assert.instance(error, ActionRecursionError)
  assert.equal(log, ['Second', 'First'])
})

test('S7: error-listeners do not run for a bad argument', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const errors = [
    await rejection(actions.invokeAction('AcceptTask', undefined, { timeout: -1 })),
    await rejection(actions.invokeAction('AcceptTask', undefined, { timeout: Number.NaN })),
    await rejection(actions.invokeAction('AcceptTask', undefined, { timeout: 'soon' as never })),
  ]
  await settled()

  assert.instance(errors[0], RangeError)
  assert.instance(errors[1], RangeError)
  assert.instance(errors[2], TypeError)
  assert.equal(log, [])
})

for (const [what, arrange] of [
  ['a listener', (actions: Actions) => actions.addListener('beforeAcceptTask', (_payload, abort) => abort())],
  ['middleware', (actions: Actions) => actions.use('AcceptTask', (ctx) => ctx.abort())],
  [
    'a replacement',
    (actions: Actions) => actions.replaceAction('AcceptTask', (_payload, _original, ctx) => ctx.abort()),
  ],
  [
    'a listener that then throws',
    (actions: Actions) =>
      actions.addListener('beforeAcceptTask', (_payload, abort) => {
        abort()
        throw new Error('listener')
      }),
  ],
  [
    'a listener, with middleware outside that throws something else',
    (actions: Actions) => {
      actions.use(async (_ctx, next) => {
        await rejection(next())
        throw new Error('middleware')
      })
      actions.addListener('beforeAcceptTask', (_payload, abort) => abort())
    },
  ],
] as const) {
  test(`S7: error-listeners do not run for the invocation’s own abort by ${what}`, async () => {
    const actions = createActions({ onListenerError: noop })
    const log: string[] = []
    actions.registerAction('AcceptTask', noop)
    arrange(actions)
    actions.addListener('errorAcceptTask', () => log.push('error'))

    const error = await rejection(actions.invokeAction('AcceptTask'))
    await settled()

    assert.instance(error, ActionAbortedError)
    assert.equal(log, [])
  })
}

test('S7: error-listeners do not run for a signal that was aborted already', async () => {
  const actions = createActions()
  const log: string[] = []
  const reason = new Error('signal')
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const error = await rejection(actions.invokeAction('AcceptTask', undefined, { signal: AbortSignal.abort(reason) }))
  await settled()

  assert.is(error, reason)
  assert.equal(log, [])
})

test('S7: error-listeners do not run for a time limit of an invocation that was aborted before', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop, { timeout: 5 })
  actions.addListener('beforeAcceptTask', (_payload, abort) => {
    abort('no')
    return deferred().promise
  })
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const error = await rejection(actions.invokeAction('AcceptTask'))
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.equal(log, [])
})

test('S7: error-listeners do not run for a cut by the signal', async () => {
  const actions = createActions()
  const log: string[] = []
  const reason = new Error('signal')
  const hold = deferred()
  const controller = new AbortController()
  actions.registerAction('AcceptTask', () => hold.promise)
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const failure = rejection(actions.invokeAction('AcceptTask', undefined, { signal: controller.signal }))
  controller.abort(reason)
  const error = await failure
  hold.resolve()
  await settled()

  assert.is(error, reason)
  assert.equal(log, [])
})

test('S7: error-listeners do not run for a cut by the signal, even if the core then fails', async () => {
  const actions = createActions()
  const log: string[] = []
  const reason = new Error('signal')
  const hold = deferred()
  const controller = new AbortController()
  actions.registerAction('AcceptTask', () => hold.promise)
  actions.addListener('errorAcceptTask', () => log.push('error'))
  const seen: unknown[] = []

  const unhandled = await unhandledDuring(async () => {
    const failure = rejection(actions.invokeAction('AcceptTask', undefined, { signal: controller.signal }))
    controller.abort(reason)
    seen.push(await failure)
    hold.reject(new Error('core'))
  })

  assert.is(seen[0], reason)
  assert.equal(log, [])
  assert.equal(unhandled, [])
})

test('S7: error-listeners of a child do not run for the signal of an ancestor', async () => {
  const actions = createActions()
  const log: string[] = []
  const reason = new Error('signal')
  const hold = deferred()
  const controller = new AbortController()
  actions.registerAction('Child', () => hold.promise)
  actions.registerAction('Parent', (_payload, ctx) => ctx.invokeAction('Child'))
  actions.addListener('errorChild', () => log.push('child'))
  actions.addListener('errorParent', () => log.push('parent'))

  const failure = rejection(actions.invokeAction('Parent', undefined, { signal: controller.signal }))
  controller.abort(reason)
  const error = await failure
  hold.resolve()
  await settled()

  assert.is(error, reason)
  assert.equal(log, [])
})

test('S7: error-listeners of a child do not run for the time limit of an ancestor; those of the ancestor run', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('Child', () => hold.promise)
  actions.registerAction('Parent', (_payload, ctx) => ctx.invokeAction('Child'), { timeout: 10 })
  actions.addListener('errorChild', () => log.push('child'))
  actions.addListener('errorParent', () => log.push('parent'))

  const error = await rejection(actions.invokeAction('Parent'))
  await settled()
  hold.resolve()
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is((error as ActionTimeoutError).action, 'Parent')
  assert.equal(log, ['parent'])
})

test('S7: a cut of a child by its own signal is a failure of the parent that lets it through', async () => {
  const actions = createActions()
  const log: string[] = []
  const reason = new Error('signal')
  const hold = deferred()
  const controller = new AbortController()
  actions.registerAction('Child', () => hold.promise)
  actions.registerAction('Parent', (_payload, ctx) =>
    ctx.invokeAction('Child', undefined, { signal: controller.signal }),
  )
  actions.addListener('errorChild', () => log.push('child'))
  actions.addListener('errorParent', () => log.push('parent'))

  const failure = rejection(actions.invokeAction('Parent'))
  controller.abort(reason)
  const error = await failure
  hold.resolve()
  await settled()

  assert.is(error, reason)
  assert.equal(log, ['parent'])
})

test('S7: error-listeners do not run when the invocation succeeds, however its after-listeners end', async () => {
  const actions = createActions({ onListenerError: noop })
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', () => {
    throw new Error('after')
  })
  actions.addListener('errorAcceptTask', () => log.push('error'))

  await actions.invokeAction('AcceptTask')
  await settled()

  assert.equal(log, [])
})

test('S7, S9: once a cut has come from outside, no further error-listener starts', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const controller = new AbortController()
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  actions.addListener('errorAcceptTask', () => {
    log.push('first')
    return hold.promise
  })
  actions.addListener('errorAcceptTask', () => log.push('second'))
  const failure = rejection(actions.invokeAction('AcceptTask', undefined, { signal: controller.signal }))
  await settled()

  controller.abort('cut')
  hold.resolve()

  assert.is(await failure, 'cut')
  await settled()
  assert.equal(log, ['first'])
})

test.run()
