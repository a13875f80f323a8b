// When payloadUpdate runs, and what becomes of the payload then (S4).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../support/helpers.js'

function noop() {}

test('S4: payloadUpdate runs inside all middleware and before the before-listeners', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction(
    'AcceptTask',
    () => log.push('core'),
    () => {
      log.push('payloadUpdate')
    },
  )
  actions.addListener('beforeAcceptTask', () => log.push('before'), { order: -1000 })
  actions.use(async (_ctx, next) => {
    log.push('use')
    await next()
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    log.push('use AcceptTask')
    await next()
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['use', 'use AcceptTask', 'payloadUpdate', 'before', 'core'])
})

test('S4: payloadUpdate is called with the payload, the ctx and this undefined', async () => {
  const actions = createActions()
  const payload = { sid: 'WT1' }
  const seen: unknown[] = []
  let coreCtx: unknown
  actions.registerAction(
    'AcceptTask',
    (_payload, ctx) => {
      coreCtx = ctx
    },
    function (this: unknown, ...args: unknown[]) {
      seen.push(this, ...args)
    },
  )

  await actions.invokeAction('AcceptTask', payload)

  assert.is(seen.length, 3)
  assert.is(seen[0], undefined)
  assert.is(seen[1], payload)
  assert.is(seen[2], coreCtx)
})

test('S4: payloadUpdate is called with what middleware assigned to ctx.payload', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', noop, (payload) => {
    seen.push(payload)
  })
  actions.use('AcceptTask', async (ctx, next) => {
    ctx.payload = 'assigned'
    await next()
  })

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(seen, ['assigned'])
})

for (const [how, register] of [
  [
    'as third argument',
    (actions: ReturnType<typeof createActions>, payloadUpdate: () => unknown) =>
      actions.registerAction('AcceptTask', (payload) => payload, payloadUpdate),
  ],
  [
    'as option',
    (actions: ReturnType<typeof createActions>, payloadUpdate: () => unknown) =>
      actions.registerAction('AcceptTask', (payload) => payload, { payloadUpdate }),
  ],
] as const) {
  test(`S4: what a payloadUpdate given ${how} returns becomes the payload`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    register(actions, () => 'updated')
    actions.addListener('beforeAcceptTask', (payload, _abort, ctx) => seen.push(payload, ctx.payload))
    actions.addListener('afterAcceptTask', (payload) => seen.push(payload))

    const result = await actions.invokeAction('AcceptTask', 'raw')

    assert.is(result, 'updated')
    assert.equal(seen, ['updated', 'updated', 'updated'])
  })
}

test('S4: what a payloadUpdate returns is awaited', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred<string>()
  actions.registerAction(
    'AcceptTask',
    (payload) => {
      log.push(`core ${payload}`)
    },
    () => hold.promise,
  )
  actions.addListener('beforeAcceptTask', (payload) => log.push(`before ${payload}`))

  const promise = actions.invokeAction('AcceptTask', 'raw')
  await settled()
  log.push('released')
  hold.resolve('updated')
  await promise

  assert.equal(log, ['released', 'before updated', 'core updated'])
})

test('S4: a foreign thenable of a payloadUpdate is awaited', async () => {
  const actions = createActions()
  actions.registerAction(
    'AcceptTask',
    (payload) => payload,
    () => ({ then: (resolve: (value: string) => void) => resolve('updated') }),
  )

  const result = await actions.invokeAction('AcceptTask', 'raw')

  assert.is(result, 'updated')
})

for (const value of [null, 0, '', false, Number.NaN]) {
  test(`S4: when a payloadUpdate returns ${String(value) || "''"}, that becomes the payload`, async () => {
    const actions = createActions()
    actions.registerAction(
      'AcceptTask',
      (payload) => [payload],
      () => value,
    )

    const [result] = await actions.invokeAction('AcceptTask', 'raw')

    assert.ok(Object.is(result, value))
  })
}

for (const [how, payloadUpdate] of [
  [
    'returns undefined',
    (given: { sid: string }) => {
      given.sid = 'edited'
    },
  ],
  [
    'resolves with undefined',
    async (given: { sid: string }) => {
      await settled()
      given.sid = 'edited'
    },
  ],
] as const) {
  test(`S4: a payloadUpdate that ${how} has edited in place, and the payload stays the same object`, async () => {
    const actions = createActions()
    const payload = { sid: 'raw' }
    actions.registerAction('AcceptTask', (given) => given, payloadUpdate)

    const result = await actions.invokeAction('AcceptTask', payload)

    assert.is(result, payload)
    assert.equal(payload, { sid: 'edited' })
  })
}

test('S4: a payloadUpdate that returns undefined may have assigned ctx.payload', async () => {
  const actions = createActions()
  actions.registerAction(
    'AcceptTask',
    (payload) => payload,
    (_payload, ctx) => {
      ctx.payload = 'assigned'
    },
  )

  const result = await actions.invokeAction('AcceptTask', 'raw')

  assert.is(result, 'assigned')
})

test('S4: the object that a payloadUpdate returns becomes the payload, and the payload before it is not changed', async () => {
  const actions = createActions()
  const given = { sid: 'WT1' }
  const updated = { queue: 'cakes' }
  actions.registerAction(
    'AcceptTask',
    (payload) => payload,
    () => updated,
  )

  const result = await actions.invokeAction('AcceptTask', given)

  assert.is(result, updated)
  assert.equal(given, { sid: 'WT1' })
})

test('S4: what a payloadUpdate returns wins over what it assigned', async () => {
  const actions = createActions()
  actions.registerAction(
    'AcceptTask',
    (payload) => payload,
    (_payload, ctx) => {
      ctx.payload = 'assigned'
      return 'returned'
    },
  )

  const result = await actions.invokeAction('AcceptTask', 'raw')

  assert.is(result, 'returned')
})

test('S4: payloadUpdate runs once, however often the core runs', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction(
    'AcceptTask',
    () => log.push('core'),
    () => {
      log.push('payloadUpdate')
    },
  )
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await original(payload)
    await original(payload)
    return original(payload)
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['payloadUpdate', 'core', 'core', 'core'])
})

test('S4: payloadUpdate runs once for each invocation', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', noop, (payload) => {
    seen.push(payload)
  })

  await actions.invokeAction('AcceptTask', 1)
  await actions.invokeAction('AcceptTask', 2)

  assert.equal(seen, [1, 2])
})

test('S4: payloadUpdate does not run when middleware short-circuits', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop, () => {
    log.push('payloadUpdate')
  })
  actions.use('AcceptTask', noop)

  await actions.invokeAction('AcceptTask')

  assert.equal(log, [])
})

test('S4: payloadUpdate runs even when a replacement never calls original()', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop, () => 'updated')
  actions.replaceAction('AcceptTask', (payload) => `replaced ${payload}`)

  const result = await actions.invokeAction('AcceptTask', 'raw')

  assert.is(result, 'replaced updated')
})

for (const [how, fail] of [
  [
    'throws',
    (failure: unknown) => {
      throw failure
    },
  ],
  ['rejects with', (failure: unknown) => Promise.reject(failure)],
  [
    'returns a foreign thenable that throws',
    (failure: unknown) => ({
      then() {
        throw failure
      },
    }),
  ],
] as const) {
  for (const failure of [new Error('payloadUpdate'), undefined]) {
    test(`S4: when a payloadUpdate ${how} ${failure}, the invocation rejects with that before any listener has run`, async () => {
      const actions = createActions()
      const log: string[] = []
      actions.registerAction(
        'AcceptTask',
        () => log.push('core'),
        () => fail(failure),
      )
      actions.addListener('beforeAcceptTask', () => log.push('before'))
      actions.replaceAction('AcceptTask', () => log.push('replacement'))
      actions.addListener('afterAcceptTask', () => log.push('after'))

      const outcome = await actions.invokeAction('AcceptTask').then(
        () => ['fulfilled'],
        (error: unknown) => ['rejected', error],
      )

      assert.is(outcome[0], 'rejected')
      assert.is(outcome[1], failure)
      assert.equal(log, [])
    })
  }
}

test('S4: middleware may recover from a payloadUpdate that fails', async () => {
  const actions = createActions()
  const failure = new Error('payloadUpdate')
  let seen: unknown
  actions.registerAction('AcceptTask', noop, () => {
    throw failure
  })
  actions.use('AcceptTask', async (ctx, next) => {
    seen = await rejection(next())
    ctx.result = 'recovered'
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'recovered')
  assert.is(seen, failure)
})

test('S4: a payloadUpdate that fails leaves no unhandled rejection behind', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop, async () => {
    throw new Error('payloadUpdate')
  })

  const unhandled = await unhandledDuring(() => rejection(actions.invokeAction('AcceptTask')))

  assert.equal(unhandled, [])
})

test.run()
