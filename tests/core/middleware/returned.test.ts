// Decides what middleware answers for when it returns what `next()` gave (S3, S5, S8).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionMisuseError, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'

test('S5: a chain that is made of it later, while it still runs, fails the invocation', async () => {
  const actions = createActions()
  const core = deferred()
  const log: string[] = []
  const wrong = new Error('wrong')
  actions.use('X', (_ctx, next) => {
    const work = next()
    void settled().then(() => {
      work.then(() => {
        log.push('chain')
        throw wrong
      })
      core.resolve()
    })
    return work
  })
  actions.registerAction('X', () => core.promise)
  actions.addListener('afterX', () => void log.push('after'))

  const unhandled = await unhandledDuring(async () => {
    assert.is(await rejection(actions.invokeAction('X')), wrong)
  })

  assert.equal(log, ['after', 'chain'])
  assert.equal(unhandled, [])
})

test('S5: a chain that is made of it later has no failure of its own when the core fails', async () => {
  const actions = createActions()
  const core = deferred()
  const wrong = new Error('wrong')
  actions.use('X', (_ctx, next) => {
    const work = next()
    void settled().then(() => {
      work.then(() => assert.unreachable())
      core.reject(wrong)
    })
    return work
  })
  actions.registerAction('X', () => core.promise)

  const unhandled = await unhandledDuring(async () => {
    assert.is(await rejection(actions.invokeAction('X')), wrong)
  })

  assert.equal(unhandled, [])
})

test('S5: the call before it is waited for, too, before the invocation fails', async () => {
  const actions = createActions()
  const core = deferred()
  const log: unknown[] = []
  actions.use('X', (_ctx, next) => {
    void next()
    return next()
  })
  actions.registerAction('X', async () => {
    await core.promise
    log.push('core')
  })
  actions.addListener('errorX', (_payload, error) => void log.push(error))

  const invocation = rejection(actions.invokeAction('X'))
  await settled()
  log.push('released')
  core.resolve()

  const error = await invocation
  assert.instance(error, ActionMisuseError)
  assert.equal(log, ['released', 'core', error])
})

test('S3: middleware around it recovers from an abort inside, however late that comes', async () => {
  const actions = createActions()
  const gate = deferred()
  actions.use('X', async (ctx, next) => {
    await rejection(next())
    ctx.result = 'recovered'
  })
  actions.use('X', (_ctx, next) => next())
  actions.addListener('beforeX', async (_payload, abort) => {
    await gate.promise
    abort()
  })
  actions.registerAction('X', () => assert.unreachable())

  const invocation = actions.invokeAction('X')
  gate.resolve()

  assert.is(await invocation, 'recovered')
})

test('S8: a second next() after the return, while it still runs, fails the invocation', async () => {
  const actions = createActions()
  const core = deferred()
  const again = deferred<() => Promise<void>>()
  actions.use('X', (_ctx, next) => {
    again.resolve(next)
    return next()
  })
  actions.registerAction('X', () => core.promise)

  const invocation = rejection(actions.invokeAction('X'))
  const next = await again.promise
  void next()
  core.resolve()

  assert.instance(await invocation, ActionMisuseError)
})

test.run()
