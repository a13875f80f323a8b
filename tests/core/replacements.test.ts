// Replacements (S5): what `original` runs and with which payload, what the result is, and which work is waited for.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, replacement } from '../../source/core/index.js'
import { collectGarbage, deferred, rejection, settled, unhandledDuring } from '../support/helpers.js'

// S5: who stands in front of whom

test('S5: the newest replacement is outermost', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  for (const name of ['oldest', 'older', 'newest']) {
    actions.replaceAction('AcceptTask', async (payload, original) => {
      log.push(`${name} in`)
      await original(payload)
      log.push(`${name} out`)
    })
  }

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['newest in', 'older in', 'oldest in', 'core', 'oldest out', 'older out', 'newest out'])
})

test('S5: a replacement is called with the payload, original, the ctx and this undefined', async () => {
  const actions = createActions()
  const payload = { sid: 'WT1' }
  const seen: unknown[] = []
  let coreCtx: unknown
  actions.registerAction('AcceptTask', () => {})
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    coreCtx = ctx
  })
  actions.replaceAction('AcceptTask', function (this: unknown, ...args: unknown[]) {
    seen.push(this, ...args)
  })

  await actions.invokeAction('AcceptTask', payload)

  assert.is(seen.length, 4)
  assert.is(seen[0], undefined)
  assert.is(seen[1], payload)
  assert.type(seen[2], 'function')
  assert.is(seen[3], coreCtx)
})

test('S5: the core behind a replacement is called with the payload, the ctx and this undefined', async () => {
  const actions = createActions()
  const payload = { sid: 'WT1' }
  const seen: unknown[] = []
  let listenerCtx: unknown
  actions.registerAction('AcceptTask', function (this: unknown, ...args: unknown[]) {
    seen.push(this, ...args)
  })
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    listenerCtx = ctx
  })
  actions.replaceAction('AcceptTask', (_payload, original) => original())

  await actions.invokeAction('AcceptTask', payload)

  assert.is(seen.length, 3)
  assert.is(seen[0], undefined)
  assert.is(seen[1], payload)
  assert.is(seen[2], listenerCtx)
})

test('S5: replacement(fn) is the middleware that the replacement stands for', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => `core ${payload}`)
  actions.use(
    'AcceptTask',
    replacement(async (payload, original) => `lifted ${await original(`${payload}!`)}`),
  )

  const result = await actions.invokeAction('AcceptTask', 'raw')

  assert.is(result, 'lifted core raw!')
})

test('S5: the same function may replace twice', async () => {
  const actions = createActions()
  const twice = (payload: number, original: (payload: number) => unknown) => original(payload + 1)
  actions.registerAction('AcceptTask', (payload) => payload)
  actions.replaceAction('AcceptTask', twice)
  actions.replaceAction('AcceptTask', twice)

  const result = await actions.invokeAction('AcceptTask', 0)

  assert.is(result, 2)
})

test('S5: disposing a replacement puts back what stood before', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', () => 'older')
  const newer = actions.replaceAction('AcceptTask', () => 'newer')

  const before = await actions.invokeAction('AcceptTask')
  newer()
  const after = await actions.invokeAction('AcceptTask')

  assert.equal([before, after], ['newer', 'older'])
})

test('S5: disposing the last replacement puts back the core', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  const registration = actions.replaceAction('AcceptTask', () => 'replaced')
  registration()

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core')
})

test('S5: disposing a replacement in the middle joins those on both sides', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  const [, middle] = ['oldest', 'middle', 'newest'].map((name) =>
    actions.replaceAction('AcceptTask', (payload, original) => {
      log.push(name)
      return original(payload)
    }),
  )
  middle?.()

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['newest', 'oldest', 'core'])
})

// S5: which payload is handed on

test('S5: original(payload) hands that payload on', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  const other = { sid: 'other' }
  actions.registerAction('AcceptTask', (payload, ctx) => seen.push(payload, ctx.payload))
  actions.replaceAction('AcceptTask', (_payload, original) => original(other))

  await actions.invokeAction('AcceptTask', { sid: 'raw' })

  assert.is(seen[0], other)
  assert.is(seen[1], other)
})

test('S5: original() hands on the payload that the replacement was called with', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => payload)
  actions.replaceAction('AcceptTask', (_payload, original) => original())

  const result = await actions.invokeAction('AcceptTask', 'raw')

  assert.is(result, 'raw')
})

test('S5: original() hands on the payload of the call even when ctx.payload has been assigned since', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload, ctx) => [payload, ctx.payload])
  actions.replaceAction('AcceptTask', (_payload, original, ctx) => {
    ctx.payload = 'assigned'
    return original()
  })

  const result = await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(result, ['raw', 'raw'])
})

test('S5: original() of an older replacement hands on what the newer one gave it', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => payload)
  actions.replaceAction('AcceptTask', (_payload, original) => original())
  actions.replaceAction('AcceptTask', (_payload, original) => original('handed on'))

  const result = await actions.invokeAction('AcceptTask', 'raw')

  assert.is(result, 'handed on')
})

for (const value of [undefined, null, 0, '', false]) {
  test(`S5: original(${JSON.stringify(value)}) hands just that on`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', (payload, ctx) => seen.push(payload, ctx.payload))
    actions.replaceAction('AcceptTask', (_payload, original) => original(value))

    await actions.invokeAction('AcceptTask', 'raw')

    assert.equal(seen, [value, value])
  })
}

test('S5: a promise given to original is handed on as it is', async () => {
  const actions = createActions()
  const hold = deferred()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', (payload) => seen.push(payload))
  actions.replaceAction('AcceptTask', (_payload, original) => original(hold.promise))

  await actions.invokeAction('AcceptTask')

  assert.is(seen[0], hold.promise)
})

test('S5: after-listeners see the payload that the last call to start carried', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => {})
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original('first')
    await original('second')
  })
  actions.addListener('afterAcceptTask', (payload, _result, ctx) => seen.push(payload, ctx.payload))

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(seen, ['second', 'second'])
})

test('S5: a call of an older replacement that never goes on carries the payload all the same', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => {})
  actions.replaceAction('AcceptTask', () => 'replaced')
  actions.replaceAction('AcceptTask', (_payload, original) => original('handed on'))
  actions.addListener('afterAcceptTask', (payload) => seen.push(payload))

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(seen, ['handed on'])
})

test('S5: after-listeners see the payload that was assigned since the last call started', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => {})
  actions.replaceAction('AcceptTask', async (_payload, original, ctx) => {
    await original('handed on')
    ctx.payload = 'assigned'
  })
  actions.addListener('afterAcceptTask', (payload, _result, ctx) => seen.push(payload, ctx.payload))

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(seen, ['assigned', 'assigned'])
})

test('S5: a payload that the core assigns to ctx.payload is what the after-listeners see', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    ctx.payload = 'assigned'
  })
  actions.replaceAction('AcceptTask', (_payload, original) => original('handed on'))
  actions.addListener('afterAcceptTask', (payload) => seen.push(payload))

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(seen, ['assigned'])
})

test('S5: after a replacement that never calls original the payload is what it was called with', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => {})
  actions.replaceAction('AcceptTask', () => 'replaced')
  actions.addListener('afterAcceptTask', (payload) => seen.push(payload))

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(seen, ['raw'])
})

test('S5: a retry without an argument hands on the payload of the call, not that of the attempt before', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', (payload) => seen.push(payload))
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original('attempt')
    await original()
  })

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(seen, ['attempt', 'raw'])
})

// S5: side by side

test('S5: calls side by side each hand on their own payload', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', (payload) => seen.push(payload))
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await hold.promise
    return original()
  })
  actions.replaceAction('AcceptTask', (_payload, original) =>
    Promise.all([original('first'), original('second'), original()]),
  )

  const promise = actions.invokeAction('AcceptTask', 'raw')
  hold.resolve()
  await promise

  assert.equal(seen, ['first', 'second', 'raw'])
})

test('S5: calls side by side each resolve with their own result', async () => {
  const actions = createActions()
  const holds = [deferred(), deferred()]
  const done: number[] = []
  actions.registerAction('AcceptTask', async (payload) => {
    await holds[payload]?.promise
    done.push(payload)
    return `result ${payload}`
  })
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.all([original(0), original(1)]))

  const promise = actions.invokeAction('AcceptTask')
  holds[1]?.resolve()
  await settled()
  holds[0]?.resolve()
  const result = await promise

  assert.equal(done, [1, 0])
  assert.equal(result, ['result 0', 'result 1'])
})

test('S5: calls side by side of a replacement that returns nothing each resolve with their own result', async () => {
  const actions = createActions()
  const holds = [deferred(), deferred()]
  actions.registerAction('AcceptTask', async (payload) => {
    await holds[payload]?.promise
    return `result ${payload}`
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original()
  })
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.all([original(0), original(1)]))

  const promise = actions.invokeAction('AcceptTask')
  holds[1]?.resolve()
  await settled()
  holds[0]?.resolve()

  assert.equal(await promise, ['result 0', 'result 1'])
})

test('S5: calls side by side of a replacement with bare originals each resolve with their own result', async () => {
  const actions = createActions()
  const holds = [deferred(), deferred()]
  actions.registerAction('AcceptTask', async (payload) => {
    await holds[payload]?.promise
    return `result ${payload}`
  })
  actions.replaceAction('AcceptTask', (_payload, original) => {
    original()
  })
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.all([original(0), original(1)]))

  const promise = actions.invokeAction('AcceptTask')
  holds[1]?.resolve()
  await settled()
  holds[0]?.resolve()

  assert.equal(await promise, ['result 0', 'result 1'])
})

test('S5: after calls side by side the payload is that of the last one to start', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  const holds = [deferred(), deferred()]
  actions.registerAction('AcceptTask', (payload) => holds[payload]?.promise)
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.all([original(0), original(1)]))
  actions.addListener('afterAcceptTask', (payload) => seen.push(payload))

  const promise = actions.invokeAction('AcceptTask')
  holds[1]?.resolve()
  await settled()
  holds[0]?.resolve()
  await promise

  assert.equal(seen, [1])
})

test('S5: one of several calls side by side may fail while the others have their results', async () => {
  const actions = createActions()
  const failure = new Error('second')
  actions.registerAction('AcceptTask', async (payload) => {
    if (payload === 2) throw failure
    return `result ${payload}`
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    const outcomes = await Promise.allSettled([original(1), original(2), original(3)])
    return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason))
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result[0], 'result 1')
  assert.is(result[1], failure)
  assert.is(result[2], 'result 3')
})

test('S5: Promise.all over originals fails with the first failure', async () => {
  const actions = createActions()
  const failure = new Error('second')
  const log: string[] = []
  actions.registerAction('AcceptTask', async (payload) => {
    if (payload === 2) throw failure
  })
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.all([original(1), original(2)]))
  actions.addListener('afterAcceptTask', () => log.push('after'))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(error, failure)
  assert.equal(log, [])
})

test('S5: Promise.all over originals that all fail leaves no unhandled rejection behind', async () => {
  const actions = createActions()
  const failures = [new Error('first'), new Error('second')]
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async (payload) => {
    throw failures[payload]
  })
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.all([original(0), original(1)]))

  const unhandled = await unhandledDuring(async () => {
    seen.push(await rejection(actions.invokeAction('AcceptTask')))
  })

  assert.is(seen[0], failures[0])
  assert.equal(unhandled, [])
})

test('S5: Promise.any over originals takes the one that succeeds', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', async (payload) => {
    if (payload === 1) throw new Error('first')
    return `result ${payload}`
  })
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.any([original(1), original(2)]))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'result 2')
})

// S5: never, once, again

test('S5: a replacement that never calls original replaces the action altogether', async () => {
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

test('S5: a retry after the last attempt failed rejects with the error of that one', async () => {
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

test('S5: original resolves with what stood there before returned', async () => {
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

test('S5: original gives a promise', async () => {
  const actions = createActions()
  const seen: boolean[] = []
  actions.registerAction('AcceptTask', () => {})
  actions.replaceAction('AcceptTask', async (payload, original) => {
    const promise = original(payload)
    seen.push(promise instanceof Promise)
    await promise
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(seen, [true])
})

// S5: what the result is

for (const [what, value] of [
  ['null', null],
  ['0', 0],
  ['an empty string', ''],
  ['false', false],
] as const) {
  test(`S5: ${what} that a replacement returns is the result`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', () => 'core')
    actions.replaceAction('AcceptTask', async (payload, original) => {
      await original(payload)
      return value
    })

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, value)
  })
}

test('S5: what a promise of a replacement resolves with is the result, for after-listeners too', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', async (payload, original) => `replaced ${await original(payload)}`)
  actions.addListener('afterAcceptTask', (_payload, result, ctx) => seen.push(result, ctx.result))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'replaced core')
  assert.equal(seen, ['replaced core', 'replaced core'])
})

test('S5: what a foreign thenable of a replacement gives is the result', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', () => ({
    then(resolve: (value: string) => void) {
      resolve('first')
      resolve('second')
      throw new Error('too late')
    },
  }))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'first')
})

test('S5: when a replacement returns nothing, the result of original stands', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await original(payload)
  })
  actions.addListener('afterAcceptTask', (_payload, result) => seen.push(result))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core')
  assert.equal(seen, ['core'])
})

test('S5: when a replacement returns nothing, the result of the last original stands', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => `core ${payload}`)
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original(1)
    await original(2)
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core 2')
})

test('S5: when a replacement returns nothing, an original that failed after one that succeeded takes nothing away', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => {
    if (payload === 2) throw new Error('core 2')
    return `core ${payload}`
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original(1)
    await rejection(original(2))
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core 1')
})

test('S5: when a replacement returns nothing, a newer one gets the result that stands', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await original(payload)
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    seen.push(await original(payload))
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core')
  assert.equal(seen, ['core'])
})

test('S5: a core that returns nothing lets undefined stand', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => (payload === 1 ? 'core' : undefined))
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original(1)
    await original(2)
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, undefined)
})

test('S5: a call that gives nothing does not give the result of the call before it', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', async (payload, original) => {
    if (payload === 'run') return original(payload)
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => [await original('run'), await original('skip')])

  const result = await actions.invokeAction('AcceptTask')

  assert.equal(result, ['core', undefined])
})

test('S5: a call that gives nothing does not give the result of a call beside it', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', async (payload, original) => {
    if (payload === 'run') return original(payload)
    await hold.promise
  })
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.all([original('skip'), original('run')]))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  hold.resolve()

  assert.equal(await promise, [undefined, 'core'])
})

test('S5: a retry that handles the failure of its original and gives nothing has no result of the attempt before', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => {
    if (payload === 2) throw new Error('core 2')
    return `core ${payload}`
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original().catch(() => {})
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => [await original(1), await original(2)])

  const result = await actions.invokeAction('AcceptTask')

  assert.equal(result, ['core 1', undefined])
})

// S5: a replacement that fails

for (const failure of [new Error('replacement'), undefined, null]) {
  for (const [how, fail] of [
    [
      'throws',
      () => {
        throw failure
      },
    ],
    ['rejects with', () => Promise.reject(failure)],
    [
      'returns a foreign thenable that throws',
      () => ({
        then() {
          throw failure
        },
      }),
    ],
  ] as const) {
    test(`S5: a replacement that ${how} ${failure} rejects the invocation with just that`, async () => {
      const actions = createActions()
      const log: string[] = []
      actions.registerAction('AcceptTask', () => log.push('core'))
      actions.replaceAction('AcceptTask', fail)
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

test('S5: a replacement that fails after its original succeeded fails the invocation', async () => {
  const actions = createActions()
  const log: string[] = []
  const failure = new Error('replacement')
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await original(payload)
    throw failure
  })
  actions.addListener('afterAcceptTask', () => log.push('after'))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(error, failure)
  assert.equal(log, ['core'])
})

test('S5: a replacement that throws undefined after its original succeeded fails the invocation with undefined', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original()
    throw undefined
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(error, undefined)
})

test('S5: a newer replacement may handle the failure of an older one', async () => {
  const actions = createActions()
  const log: string[] = []
  const failure = new Error('older')
  let seen: unknown
  actions.registerAction('AcceptTask', () => {})
  actions.replaceAction('AcceptTask', () => {
    throw failure
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    seen = await rejection(original(payload))
    return 'fallback'
  })
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'fallback')
  assert.is(seen, failure)
  assert.equal(log, ['after fallback'])
})

// S5: work that nobody waited for

test('S5: a bare original is waited for, and its result stands', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    return 'core'
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload)
    log.push('replacement')
  })
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))

  const promise = actions.invokeAction('AcceptTask').then((result) => log.push(`resolved ${result}`))
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['replacement', 'released', 'core', 'after core', 'resolved core'])
})

test('S5: a bare original in an async replacement is waited for, and its result stands', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    return 'core'
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await settled()
    original(payload)
    log.push('replacement')
  })
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))

  const promise = actions.invokeAction('AcceptTask').then((result) => log.push(`resolved ${result}`))
  await settled()
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['replacement', 'released', 'core', 'after core', 'resolved core'])
})

test('S5: a bare original of a synchronous core gives its result', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload)
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core')
})

test('S5: a bare original is waited for when the replacement returns a result of its own, which is the result', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    return 'core'
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload)
    return 'own'
  })
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))

  const promise = actions.invokeAction('AcceptTask').then((result) => log.push(`resolved ${result}`))
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['released', 'core', 'after own', 'resolved own'])
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

test('S5: a bare original beside one that was waited for is waited for too', async () => {
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

test('S5: the failure of one of several bare originals is the failure, once all have settled', async () => {
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

test('S5: a second original that was never reached by an await is waited for', async () => {
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

// S5: work that was waited for is its owner's business

test('S5: an original that fails long before it is awaited is no unhandled rejection', async () => {
  const actions = createActions()
  const failure = new Error('core')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async () => {
    throw failure
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    const promise = original(payload)
    await settled()
    await settled()
    seen.push(await rejection(promise))
    return 'fallback'
  })

  const unhandled = await unhandledDuring(async () => {
    seen.push(await actions.invokeAction('AcceptTask'))
  })

  assert.is(seen[0], failure)
  assert.is(seen[1], 'fallback')
  assert.equal(unhandled, [])
})

test('S5: a failure that was handled with a fallback is none', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', async () => {
    throw new Error('core')
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    try {
      return await original(payload)
    } catch {
      return 'fallback'
    }
  })
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'fallback')
  assert.equal(log, ['after fallback'])
})

test('S5: a failure that was handled with catch is none', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', async () => {
    throw new Error('core')
  })
  actions.replaceAction('AcceptTask', (payload, original) => original(payload).catch(() => 'fallback'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'fallback')
})

test('S5: a failure that was handled and a replacement that returns nothing give undefined', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', async () => {
    throw new Error('core')
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await original(payload).catch(() => {})
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, undefined)
})

test('S5: an original whose then was called is not waited for again', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    return 'core'
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload).then(
      () => log.push('then'),
      () => log.push('caught'),
    )
    return 'own'
  })
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))

  const result = await actions.invokeAction('AcceptTask')
  log.push('resolved')
  hold.resolve()
  await settled()

  assert.is(result, 'own')
  assert.equal(log, ['after own', 'resolved', 'core', 'then'])
})

test('S5: the failure of an original that was handled with catch comes too late to matter', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error: unknown) => void reports.push(error) })
  const log: unknown[] = []
  const hold = deferred()
  const failure = new Error('core')
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    throw failure
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload).catch((error: unknown) => log.push(error))
    return 'own'
  })
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const unhandled = await unhandledDuring(async () => {
    log.push(await actions.invokeAction('AcceptTask'))
    hold.resolve()
  })

  assert.is(log.length, 2)
  assert.is(log[0], 'own')
  assert.is(log[1], failure)
  assert.equal(unhandled, [])
  assert.equal(reports, [])
})

for (const [what, race] of [
  [
    'an async replacement',
    async (core: Promise<unknown>, other: Promise<unknown>) => await Promise.race([core, other]),
  ],
  ['a synchronous replacement', (core: Promise<unknown>, other: Promise<unknown>) => Promise.race([core, other])],
] as const) {
  test(`S5: ${what} that races original does not wait for it when it loses`, async () => {
    const actions = createActions()
    const log: string[] = []
    const hold = deferred()
    actions.registerAction('AcceptTask', async () => {
      await hold.promise
      log.push('core')
      return 'core'
    })
    actions.replaceAction('AcceptTask', (payload, original) => race(original(payload), Promise.resolve('other')))
    actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))

    const result = await actions.invokeAction('AcceptTask')
    log.push('resolved')
    hold.resolve()
    await settled()

    assert.is(result, 'other')
    assert.equal(log, ['after other', 'resolved', 'core'])
  })

  test(`S5: ${what} that races original takes its result when it wins`, async () => {
    const actions = createActions()
    const never = deferred<string>()
    actions.registerAction('AcceptTask', async () => 'core')
    actions.replaceAction('AcceptTask', (payload, original) => race(original(payload), never.promise))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'core')
  })

  test(`S5: ${what} that races original leaves nothing behind when it loses and fails`, async () => {
    const reports: unknown[] = []
    const actions = createActions({ onListenerError: (error: unknown) => void reports.push(error) })
    const log: string[] = []
    const hold = deferred()
    actions.registerAction('AcceptTask', async () => {
      await hold.promise
      throw new Error('core')
    })
    actions.replaceAction('AcceptTask', (payload, original) => race(original(payload), Promise.resolve('other')))
    actions.addListener('errorAcceptTask', () => log.push('error'))

    const unhandled = await unhandledDuring(async () => {
      log.push(await actions.invokeAction('AcceptTask'))
      hold.resolve()
    })

    assert.equal(log, ['other'])
    assert.equal(unhandled, [])
    assert.equal(reports, [])
  })
}

test('S5: a core that resolves after the replacement has fulfilled changes nothing for the after-listeners', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const holdAfter = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    return 'core'
  })
  actions.replaceAction('AcceptTask', (payload, original) =>
    Promise.race([original(payload), Promise.resolve('other')]),
  )
  actions.addListener('afterAcceptTask', async (_payload, result) => {
    log.push(`first ${result}`)
    await holdAfter.promise
  })
  actions.addListener('afterAcceptTask', (_payload, result, ctx) => log.push(`second ${result} ${ctx.result}`))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  hold.resolve()
  await settled()
  holdAfter.resolve()
  const result = await promise

  assert.is(result, 'other')
  assert.equal(log, ['first other', 'second other other'])
})

test('S5: a core behind an older replacement that lost a race changes nothing for the after-listeners', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const holdAfter = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    return 'core'
  })
  actions.replaceAction('AcceptTask', async (payload, original) => `older ${await original(payload)}`)
  actions.replaceAction('AcceptTask', (payload, original) =>
    Promise.race([original(payload), Promise.resolve('other')]),
  )
  actions.addListener('afterAcceptTask', () => holdAfter.promise)
  actions.addListener('afterAcceptTask', (_payload, result, ctx) => log.push(`after ${result} ${ctx.result}`))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  hold.resolve()
  await settled()
  holdAfter.resolve()
  const result = await promise

  assert.is(result, 'other')
  assert.equal(log, ['core', 'after other other'])
})

test('S5: a core behind an older replacement that lost a race changes nothing for middleware', async () => {
  const actions = createActions()
  const hold = deferred()
  const holdUse = deferred()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    return 'core'
  })
  actions.use('AcceptTask', async (ctx, next) => {
    await next()
    await holdUse.promise
    seen.push(ctx.result)
  })
  actions.replaceAction('AcceptTask', async (payload, original) => original(payload))
  actions.replaceAction('AcceptTask', (payload, original) =>
    Promise.race([original(payload), Promise.resolve('other')]),
  )

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  hold.resolve()
  await settled()
  holdUse.resolve()
  const result = await promise

  assert.is(result, 'other')
  assert.equal(seen, ['other'])
})

test('S5: a core that lost a race of an older replacement changes nothing for the newer one', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const holdNewer = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    return 'core'
  })
  actions.replaceAction('AcceptTask', (payload, original) =>
    Promise.race([original(payload), Promise.resolve('other')]),
  )
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await original(payload)
    await holdNewer.promise
  })

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  hold.resolve()
  await settled()
  holdNewer.resolve()
  const result = await promise

  assert.is(result, 'other')
  assert.equal(log, ['core'])
})

test('S5: a core that lost a race gives nothing to a replacement that returns nothing', async () => {
  const actions = createActions()
  const hold = deferred()
  const holdAfter = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    return 'core'
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await Promise.race([original(payload), Promise.resolve()])
  })
  actions.addListener('afterAcceptTask', () => holdAfter.promise)

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  hold.resolve()
  await settled()
  holdAfter.resolve()

  assert.is(await promise, undefined)
})

test('S5: a promise that the user derives from original and drops is the user’s', async () => {
  const actions = createActions()
  const failure = new Error('core')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async () => {
    throw failure
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload).finally(() => {})
    return 'own'
  })

  const unhandled = await unhandledDuring(async () => {
    seen.push(await actions.invokeAction('AcceptTask'))
  })

  assert.equal(seen, ['own'])
  assert.is(unhandled.length, 1)
  assert.is(unhandled[0], failure)
})

test('S5: the failure of an original that a synchronous replacement hands to a race it drops is handled', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  const failure = new Error('core')
  actions.registerAction('AcceptTask', async () => {
    throw failure
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    Promise.race([original(payload)]).catch((error: unknown) => seen.push(error))
    return 'own'
  })

  const result = await actions.invokeAction('AcceptTask')

  await settled()
  assert.is(result, 'own')
  assert.is(seen[0], failure)
})

test('S5: an original that is returned from a synchronous replacement is waited for', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    return 'core'
  })
  actions.replaceAction('AcceptTask', (payload, original) => original(payload))
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['released', 'core', 'after core'])
})

test('S5: originals that are waited for, handled and dropped leave no unhandled rejection of the library behind', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', async () => {
    throw new Error('core')
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    original(payload)
    await original(payload).catch(() => {})
    original(payload).then(
      () => {},
      () => {},
    )
    await Promise.allSettled([original(payload), original(payload)])
    await Promise.all([original(payload), original(payload)]).catch(() => {})
    return original(payload)
  })

  const unhandled = await unhandledDuring(() => rejection(actions.invokeAction('AcceptTask')))

  assert.equal(unhandled, [])
})

test('S5: an original that a function waits for is not waited for again, however the replacement returns', async () => {
  for (const replace of [
    (_payload: unknown, original: () => Promise<unknown>) => {
      void handle(original)
      return 'fast'
    },
    async (_payload: unknown, original: () => Promise<unknown>) => {
      void handle(original)
      return 'fast'
    },
  ]) {
    const actions = createActions()
    actions.registerAction('AcceptTask', () => new Promise(() => {}))
    actions.replaceAction('AcceptTask', replace)

    assert.is(await actions.invokeAction('AcceptTask'), 'fast')
  }

  async function handle(original: () => Promise<unknown>): Promise<void> {
    try {
      await original()
    } catch {
      // Handled.
    }
  }
})

test('S5: an original that was raced and starts too late does not change what the after-listeners see', async () => {
  const actions = createActions()
  const late = deferred()
  const hold = deferred()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', (payload) => log.push(['core', payload]))
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await late.promise
    return original('late')
  })
  actions.replaceAction('AcceptTask', (payload, original) => Promise.race([original(payload), 'quick']))
  actions.addListener('afterAcceptTask', () => hold.promise)
  actions.addListener('afterAcceptTask', (payload, result) => log.push(['after', payload, result]))

  const invocation = actions.invokeAction('AcceptTask', 'given')
  await settled()
  late.resolve()
  await settled()
  hold.resolve()

  assert.is(await invocation, 'quick')
  assert.equal(log, [
    ['core', 'late'],
    ['after', 'given', 'quick'],
  ])
})

test('S5: a core that lost a race in an inner replacement does not change ctx.result for an outer one', async () => {
  const actions = createActions()
  const core = deferred<string>()
  const hold = deferred()
  let seen: unknown
  actions.registerAction('AcceptTask', () => core.promise)
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.race([original(), 'quick']))
  actions.replaceAction('AcceptTask', async (_payload, original, ctx) => {
    await original()
    await hold.promise
    seen = ctx.result
  })

  const invocation = actions.invokeAction('AcceptTask')
  await settled()
  core.resolve('too late')
  await settled()
  hold.resolve()

  assert.is(await invocation, 'quick')
  assert.is(seen, 'quick')
})

test('S5: of several bare originals that fail, the one that was called first decides the error', async () => {
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

test('S5: the failure of a bare original that somebody begins to wait for, while another one is running, is handled', async () => {
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

test('S5: what a replacement assigned to ctx.result is the result when it calls no original and returns nothing', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', (_payload, _original, ctx) => {
    ctx.result = 'assigned'
  })
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(result))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'assigned')
  assert.equal(log, ['assigned'])
})

test('S5: calls of original that overlap are let go of once they have ended, while their replacement goes on', async () => {
  const actions = createActions()
  const gates = new Map<number, () => void>()
  const gone: WeakRef<object>[] = []
  actions.registerAction('Poll', ({ i }) => new Promise<void>((resolve) => gates.set(i, resolve)))
  actions.replaceAction('Poll', async (_payload, original) => {
    let last: Promise<unknown> | undefined
    for (let i = 0; i < 100; i++) {
      const payload = { i }
      gone.push(new WeakRef(payload))
      const next = original(payload)
      gates.get(i - 1)?.()
      gates.delete(i - 1)
      await last
      last = next
    }
    await settled()
    collectGarbage()
    const kept = gone.filter((ref) => ref.deref() !== undefined).length
    gates.get(99)?.()
    await last
    return kept
  })

  const kept = await actions.invokeAction('Poll', { i: -1 })

  assert.ok(kept < 5, `${kept} of 100 payloads are kept`)
})

test('S8: an original that comes too late is told, though the invocation has failed by something else', async () => {
  const reports: unknown[] = []
  const actions = createActions({
    onListenerError: (error, { listener }) => reports.push([(error as Error).name, (listener as () => void).name]),
  })
  const calls = deferred()
  const telling = deferred()
  const broken = new Error('broken')
  actions.registerAction('X', () => 'core')
  actions.replaceAction('X', async function hasty(_payload, original) {
    calls.promise.then(() => void original())
    throw broken
  })
  actions.addListener('errorX', () => telling.promise)

  const invocation = rejection(actions.invokeAction('X'))
  await settled()
  calls.resolve()
  await settled()
  const before = [...reports]
  telling.resolve()

  assert.is(await invocation, broken)
  await settled()
  assert.equal(before, [])
  assert.equal(reports, [['ActionMisuseError', 'hasty']])
})

test('S8: an original that comes too late is told, though a signal cuts the invocation then', async () => {
  const reports: unknown[] = []
  const actions = createActions({
    onListenerError: (error, { listener }) => reports.push([(error as Error).name, (listener as () => void).name]),
  })
  const cut = new AbortController()
  actions.registerAction('X', () => 'core')
  actions.replaceAction('X', async (_payload, original) => {
    await original()
    return deferred().promise
  })
  actions.replaceAction('X', function hasty(_payload, original) {
    settled().then(() => void original())
    return 'hasty'
  })
  actions.use(async (_ctx, next) => {
    await next()
    await deferred().promise
  })

  const withResult = actions.invokeAction('X', 1, { signal: cut.signal })
  await settled()
  await settled()
  cut.abort('cut')

  assert.is(await withResult, 'hasty')
  await settled()
  assert.equal(reports, [['ActionMisuseError', 'hasty']])
})

test('S5: what the originals gave that a replacement has waited for is let go of, while it goes on', async () => {
  const actions = createActions()
  const gone: WeakRef<object>[] = []
  actions.registerAction('Poll', async () => {
    const answer = {}
    gone.push(new WeakRef(answer))
    return answer
  })
  actions.replaceAction('Poll', async (_payload, original) => {
    for (let i = 0; i < 100; i++) await original()
    await settled()
    collectGarbage()
    return gone.filter((ref) => ref.deref() !== undefined).length
  })

  const kept = await actions.invokeAction('Poll')

  assert.ok(kept < 5, `${kept} of 100 answers are kept`)
})

test('S5: a replacement that starts after the outermost one has fulfilled is handed what its original was given', async () => {
  const actions = createActions()
  const late = deferred()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', (payload, original) => {
    seen.push(payload)
    return original()
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await late.promise
    return original('late')
  })
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.race([original('raced'), 'first']))

  assert.is(await actions.invokeAction('AcceptTask', 'given'), 'first')
  late.resolve()
  await settled()

  assert.equal(seen, ['late'])
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

test('S3: after an inner replacement has thrown at once, an abort is blamed on the one that aborts', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', function inner() {
    throw new Error('inner')
  })
  actions.replaceAction('AcceptTask', async function outer(_payload, original, ctx) {
    await undefined
    await original().catch(() => {})
    await undefined
    ctx.abort('no')
  })
  const error = (await rejection(actions.invokeAction('AcceptTask'))) as { by: { name: string } }

  assert.is(error.by?.name, 'outer')
})

test.run()
