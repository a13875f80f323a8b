// How far an invocation gets inside the call (S2): as far as nothing waits.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type InvokeOptions } from '../../../source/core/index.js'
import { deferred } from '../../support/helpers.js'

type Actions = ReturnType<typeof createActions>

for (const [where, arrange, options] of [
  ['', (actions, core) => actions.registerAction('AcceptTask', core)],
  [
    ' beneath async middleware and async replacements',
    (actions, core) => {
      actions.registerAction('AcceptTask', async () => core())
      actions.use(async (_ctx, next) => {
        await next()
      })
      actions.use('AcceptTask', async (_ctx, next) => {
        await next()
      })
      actions.replaceAction('AcceptTask', async (payload, original) => original(payload))
      actions.replaceAction('AcceptTask', async (payload, original) => await original(payload))
    },
  ],
  [
    ' beneath 100 middleware and 100 replacements',
    (actions, core) => {
      actions.registerAction('AcceptTask', core)
      for (let i = 0; i < 100; i++) {
        actions.use('AcceptTask', async (_ctx, next) => {
          await next()
        })
        actions.replaceAction('AcceptTask', async (payload, original) => original(payload))
      }
    },
  ],
  [
    ' when the invocation has a signal and a time limit',
    (actions, core) => actions.registerAction('AcceptTask', core),
    { signal: new AbortController().signal, timeout: 1000 },
  ],
] as [where: string, arrange: (actions: Actions, core: () => unknown) => unknown, options?: InvokeOptions][]) {
  test(`S2: the core runs inside the call${where}`, async () => {
    const actions = createActions()
    const log: string[] = []
    arrange(actions, () => log.push('core'))

    const promise = actions.invokeAction('AcceptTask', undefined, options)
    log.push('returned')

    assert.equal(log, ['core', 'returned'])
    await promise
  })
}

test('S2: everything around a core runs inside the call while nothing waits', () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction(
    'AcceptTask',
    () => log.push('core'),
    () => {
      log.push('payloadUpdate')
    },
  )
  actions.use((_ctx, next) => {
    log.push('use')
    return next()
  })
  actions.use('AcceptTask', (_ctx, next) => {
    log.push('use AcceptTask')
    return next()
  })
  actions.addListener('beforeAcceptTask', () => log.push('before 1'))
  actions.addListener('beforeAcceptTask', () => log.push('before 2'))
  actions.replaceAction('AcceptTask', (payload, original) => {
    log.push('replacement')
    return original(payload)
  })

  actions.invokeAction('AcceptTask')
  log.push('returned')

  assert.equal(log, [
    'use',
    'use AcceptTask',
    'payloadUpdate',
    'before 1',
    'before 2',
    'replacement',
    'core',
    'returned',
  ])
})

test('S2: after-listeners of a synchronous core run inside the call too', () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('afterAcceptTask', () => log.push('after'))

  actions.invokeAction('AcceptTask')
  log.push('returned')

  assert.equal(log, ['core', 'after', 'returned'])
})

test('S2: a nested invocation starts inside its call', () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('Child', () => log.push('child'))
  actions.registerAction('Parent', (_payload, ctx) => {
    const promise = ctx.invokeAction('Child')
    log.push('parent')
    return promise
  })

  actions.invokeAction('Parent')
  log.push('returned')

  assert.equal(log, ['child', 'parent', 'returned'])
})

test('S2: a replacement calls the older ones and the core inside its call of original', () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.replaceAction('AcceptTask', (payload, original) => {
    log.push('older')
    return original(payload)
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    const promise = original(payload)
    log.push('newer')
    await promise
  })

  actions.invokeAction('AcceptTask')
  log.push('returned')

  assert.equal(log, ['older', 'core', 'newer', 'returned'])
})

test('S2: what comes after the first thing that waits runs after the call', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => log.push('first'))
  actions.addListener('beforeAcceptTask', () => {
    log.push('second')
    return hold.promise
  })
  actions.addListener('beforeAcceptTask', () => log.push('third'))

  const promise = actions.invokeAction('AcceptTask')
  log.push('returned')
  hold.resolve()
  await promise

  assert.equal(log, ['first', 'second', 'returned', 'third', 'core'])
})

test('S2: no two invocations have the same id, however they are started', async () => {
  const actions = createActions()
  const ids: number[] = []
  const { signal } = new AbortController()
  actions.registerAction('Note', (_payload, ctx) => ids.push(ctx.id))
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    ids.push(ctx.id)
    return ctx.invokeAction('Note')
  })

  for (let i = 0; i < 3; i++) {
    await actions.invokeAction('AcceptTask')
    await actions.invokeAction('Note', undefined, { signal })
    await actions.invokeAction('AcceptTask', undefined, { timeout: 5_000 })
  }

  assert.is(ids.length, 15)
  assert.is(new Set(ids).size, 15)
})

test.run()
