// Replacements (S5): what original() gives, and what happens when it is called never, once or again.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { rejection } from '../../support/helpers.js'

test('S5: a replacement that never calls original replaces the whole action', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.replaceAction('AcceptTask', () => log.push('older'))
  actions.replaceAction('AcceptTask', () => 'replaced')

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'replaced')
  assert.equal(log, [])
})

test('S5: a replacement that never calls original and returns nothing gives undefined', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', () => {})

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, undefined)
})

test('S5: original may be called again after it failed', async () => {
  const actions = createActions()
  const log: string[] = []
  let calls = 0
  actions.registerAction('AcceptTask', () => {
    calls++
    log.push(`call ${calls}`)
    if (calls < 3) throw new Error('flaky')
    return `call ${calls}`
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    for (;;) {
      try {
        return await original(payload)
      } catch {
        log.push('retry')
      }
    }
  })
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'call 3')
  assert.equal(log, ['call 1', 'retry', 'call 2', 'retry', 'call 3', 'after'])
})

test('S5: original runs the older replacements again too', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', (payload) => {
    log.push(`core ${payload}`)
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    log.push(`older ${payload}`)
    return original()
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original(1)
    await original(2)
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['older 1', 'core 1', 'older 2', 'core 2'])
})

test('S5: a retry that fails rejects with its own error, not with the error of the attempt before', async () => {
  const actions = createActions()
  const failures = [new Error('first'), new Error('second')]
  let calls = 0
  actions.registerAction('AcceptTask', () => {
    throw failures[calls++]
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await rejection(original(payload))
    return original(payload)
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(error, failures[1])
})

test('S5: original does not throw, it rejects', async () => {
  const actions = createActions()
  const failure = new Error('core')
  actions.registerAction('AcceptTask', () => {
    throw failure
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    const promise = original(payload)
    return promise.then(
      () => {},
      (error: unknown) => ({ caught: error }),
    )
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result.caught, failure)
})

test('S5: original resolves with what the function before the replacement returned', async () => {
  const actions = createActions()
  const task = { sid: 'WT1' }
  let seen: unknown
  actions.registerAction('AcceptTask', () => task)
  actions.replaceAction('AcceptTask', async (payload, original) => {
    seen = await original(payload)
    return 'replaced'
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(seen, task)
  assert.is(result, 'replaced')
})

test('S5: original gives what passes for a promise, though not for a native one', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => {})
  actions.replaceAction('AcceptTask', async (payload, original) => {
    const promise = original(payload)
    seen.push(Object.prototype.toString.call(promise), promise instanceof Promise)
    await promise
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(seen, ['[object Promise]', false])
})

test('S5: ctx.result is there as soon as original() has run a synchronous core', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', (_payload, original, ctx) => {
    const work = original()
    seen.push(ctx.result)
    return work
  })
  await actions.invokeAction('AcceptTask')

  assert.equal(seen, ['core'])
})

test.run()
