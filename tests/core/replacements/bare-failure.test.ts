// Replacements (S5): what fails when a bare original fails, which is a call of original() that no code awaits.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'

for (const [what, core] of [
  [
    'synchronous',
    (failure: Error) => {
      throw failure
    },
  ],
  [
    'asynchronous',
    async (failure: Error) => {
      await settled()
      throw failure
    },
  ],
] as const) {
  for (const [returns, own] of [
    ['nothing', undefined],
    ['a result', 'own'],
  ] as const) {
    test(`S5: the failure of a bare original of a ${what} core fails a replacement that returns ${returns}`, async () => {
      const actions = createActions()
      const log: unknown[] = []
      const failure = new Error('core')
      actions.registerAction('AcceptTask', () => core(failure))
      actions.replaceAction('AcceptTask', (payload, original) => {
        original(payload)
        return own
      })
      actions.addListener('afterAcceptTask', () => log.push('after'))
      actions.addListener('errorAcceptTask', (_payload, error) => log.push(error))

      const unhandled = await unhandledDuring(async () => {
        log.push(await rejection(actions.invokeAction('AcceptTask')))
      })

      assert.is(log.length, 2)
      assert.is(log[0], failure)
      assert.is(log[1], failure)
      assert.equal(unhandled, [])
    })
  }
}

test('S5: the failure of a bare original rejects the original of a newer replacement', async () => {
  const actions = createActions()
  const failure = new Error('core')
  let seen: unknown
  actions.registerAction('AcceptTask', async () => {
    throw failure
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload)
    return 'older'
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    seen = await rejection(original(payload))
    throw seen
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(seen, failure)
  assert.is(error, failure)
})

test('S5: middleware may recover from the failure of a bare original', async () => {
  const actions = createActions()
  const failure = new Error('core')
  let seen: unknown
  actions.registerAction('AcceptTask', async () => {
    throw failure
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload)
  })
  actions.use('AcceptTask', async (ctx, next) => {
    seen = await rejection(next())
    ctx.result = 'recovered'
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(seen, failure)
  assert.is(result, 'recovered')
})

test('S5: when one of several bare originals fails, the replacement fails once all of them have settled', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const failure = new Error('core 1')
  actions.registerAction('AcceptTask', async (payload) => {
    if (payload === 1) throw failure
    await hold.promise
    log.push(`core ${payload}`)
  })
  actions.replaceAction('AcceptTask', (_payload, original) => {
    original(1)
    original(2)
  })

  const rejected = rejection(actions.invokeAction('AcceptTask')).then((error) => {
    log.push('rejected')
    return error
  })
  await settled()
  log.push('released')
  hold.resolve()

  assert.is(await rejected, failure)
  assert.equal(log, ['released', 'core 2', 'rejected'])
})

test('S5: bare originals that all fail leave no unhandled rejection behind', async () => {
  const actions = createActions()
  const failures = [new Error('core 0'), new Error('core 1')]
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async (payload) => {
    throw failures[payload]
  })
  actions.replaceAction('AcceptTask', (_payload, original) => {
    original(0)
    original(1)
  })

  const unhandled = await unhandledDuring(async () => {
    seen.push(await rejection(actions.invokeAction('AcceptTask')))
  })

  assert.ok(failures.includes(seen[0] as Error))
  assert.equal(unhandled, [])
})

test('S5: a replacement that fails decides the error, after its bare original has settled', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const failure = new Error('replacement')
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload)
    throw failure
  })

  const rejected = rejection(actions.invokeAction('AcceptTask')).then((error) => {
    log.push('rejected')
    return error
  })
  await settled()
  log.push('released')
  hold.resolve()

  assert.is(await rejected, failure)
  assert.equal(log, ['released', 'core', 'rejected'])
})

test('S5: a replacement that fails decides the error, although its bare original fails too', async () => {
  const actions = createActions()
  const failure = new Error('replacement')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async () => {
    throw new Error('core')
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    original(payload)
    await settled()
    throw failure
  })

  const unhandled = await unhandledDuring(async () => {
    seen.push(await rejection(actions.invokeAction('AcceptTask')))
  })

  assert.is(seen[0], failure)
  assert.equal(unhandled, [])
})

test('S5: of several bare originals that fail, the first call decides the error', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', async (payload) => {
    if (payload === 'first') await settled()
    throw new Error(payload)
  })
  actions.replaceAction('AcceptTask', (_payload, original) => {
    for (const payload of ['first', 'second', 'third']) original(payload)
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is((error as Error).message, 'first')
})

test('S5: a bare original that fails is handled when code begins to wait for it while another original is running', async () => {
  const actions = createActions()
  const first = deferred()
  const second = deferred()
  const failure = new Error('core')
  const handled: unknown[] = []
  let bare!: Promise<unknown>
  actions.registerAction('AcceptTask', (payload) => (payload === 'first' ? first.promise : second.promise))
  actions.replaceAction('AcceptTask', (_payload, original) => {
    bare = original('first')
    original('second')
    return 'replaced'
  })

  const running = actions.invokeAction('AcceptTask')
  await settled()
  bare.catch((error: unknown) => handled.push(error))
  first.reject(failure)
  await settled()
  second.resolve()

  assert.is(await running, 'replaced')
  assert.equal(handled, [failure])
})

test.run()
