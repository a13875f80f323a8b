// Replacements (S5): a bare original, which is a call of original() that no code awaits, is waited for.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'

for (const [title, replace, expected] of [
  [
    'a bare original is waited for, and its result is the result',
    (original: () => unknown) => {
      original()
    },
    'core',
  ],
  [
    'a bare original in an async replacement is waited for, and its result is the result',
    async (original: () => unknown) => {
      await settled()
      original()
    },
    'core',
  ],
  [
    'a bare original is waited for when the replacement returns a result, which is then the result',
    (original: () => unknown) => {
      original()
      return 'own'
    },
    'own',
  ],
] as const) {
  test(`S5: ${title}`, async () => {
    const actions = createActions()
    const log: string[] = []
    const hold = deferred()
    actions.registerAction('AcceptTask', async () => {
      await hold.promise
      log.push('core')
      return 'core'
    })
    actions.replaceAction('AcceptTask', (payload, original) =>
      replace(() => {
        original(payload)
        log.push('original called')
      }),
    )
    actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))

    const promise = actions.invokeAction('AcceptTask').then((result) => log.push(`resolved ${result}`))
    await settled()
    await settled()
    log.push('released')
    hold.resolve()
    await promise

    assert.equal(log, ['original called', 'released', 'core', `after ${expected}`, `resolved ${expected}`])
  })
}

test('S5: a bare original of a synchronous core gives its result', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload)
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core')
})

test('S5: the original of a newer replacement does not resolve before the bare original of an older one', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload)
    return 'older'
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    log.push(`newer got ${await original(payload)}`)
  })

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['released', 'core', 'newer got older'])
})

test('S5: middleware does not go on before a bare original has settled', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload)
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
    log.push('use')
  })

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['released', 'core', 'use'])
})

test('S5: several bare originals are all waited for', async () => {
  const actions = createActions()
  const log: string[] = []
  const holds = [deferred(), deferred()]
  actions.registerAction('AcceptTask', async (payload) => {
    await holds[payload]?.promise
    log.push(`core ${payload}`)
  })
  actions.replaceAction('AcceptTask', (_payload, original) => {
    original(0)
    original(1)
  })
  actions.addListener('afterAcceptTask', () => log.push('after'))

  const promise = actions.invokeAction('AcceptTask')
  holds[1]?.resolve()
  await settled()
  log.push('released')
  holds[0]?.resolve()
  await promise

  assert.equal(log, ['core 1', 'released', 'core 0', 'after'])
})

test('S5: a bare original beside an awaited original is waited for too', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async (payload) => {
    if (payload === 'slow') await hold.promise
    log.push(`core ${payload}`)
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    original('slow')
    await original('quick')
    return 'own'
  })
  actions.addListener('afterAcceptTask', () => log.push('after'))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['core quick', 'released', 'core slow', 'after'])
})

test('S5: a second original whose await is never reached is waited for', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const failure = new Error('core 0')
  actions.registerAction('AcceptTask', async (payload) => {
    if (payload === 0) throw failure
    await hold.promise
    log.push('core 1')
    throw new Error('core 1')
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    const first = original(0)
    const second = original(1)
    return [await first, await second]
  })
  const seen: unknown[] = []

  const unhandled = await unhandledDuring(async () => {
    const rejected = rejection(actions.invokeAction('AcceptTask')).then((error) => {
      log.push('rejected')
      seen.push(error)
    })
    await settled()
    log.push('released')
    hold.resolve()
    await rejected
  })

  assert.is(seen[0], failure)
  assert.equal(log, ['released', 'core 1', 'rejected'])
  assert.equal(unhandled, [])
})

test.run()
