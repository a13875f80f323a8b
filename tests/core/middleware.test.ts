// Middleware (S8): Koa's (ctx, next) around everything inside, and what a next or original called amiss comes to.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionMisuseError, createActions } from '../../source/core/index.js'
import { deferred, rejection, settled, thrown, unhandledDuring } from '../support/helpers.js'

interface Report {
  error: unknown
  info: { ctx: unknown; event: unknown; listener: unknown }
}

/** Actions, and what their onListenerError was told. */
function reporting() {
  const reports: Report[] = []
  const actions = createActions({ onListenerError: (error, info) => void reports.push({ error, info }) })
  return { actions, reports }
}

function assertMisuse(error: unknown) {
  assert.instance(error, ActionMisuseError)
  assert.is((error as ActionMisuseError).action, 'AcceptTask')
  assert.is((error as ActionMisuseError).code, 'ACTION_MISUSE')
}

// S8: around everything inside

test('S8: what middleware does before next() happens before everything inside, what it does after, after', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction(
    'AcceptTask',
    async () => {
      await settled()
      log.push('core')
    },
    async () => {
      await settled()
      log.push('payloadUpdate')
    },
  )
  actions.use('AcceptTask', async (_ctx, next) => {
    log.push('in')
    await next()
    log.push('out')
  })
  actions.addListener('beforeAcceptTask', async () => {
    await settled()
    log.push('before')
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    log.push('replacement in')
    await original(payload)
    log.push('replacement out')
  })
  actions.addListener('afterAcceptTask', async () => {
    await settled()
    log.push('after')
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['in', 'payloadUpdate', 'before', 'replacement in', 'core', 'replacement out', 'after', 'out'])
})

test('S8: middleware is called with the ctx, next and this undefined', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  let coreCtx: unknown
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    coreCtx = ctx
  })
  actions.use(function (this: unknown, ...args: unknown[]) {
    seen.push(this, ...args)
    return (args[1] as () => unknown)()
  })

  await actions.invokeAction('AcceptTask')

  assert.is(seen.length, 3)
  assert.is(seen[0], undefined)
  assert.is(seen[1], coreCtx)
  assert.type(seen[2], 'function')
})

test('S8: use for every action wraps each action, also those registered later, and use for one wraps that one', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => {})
  actions.use(async (ctx, next) => {
    log.push(`every: ${ctx.action}`)
    await next()
  })
  actions.use('AcceptTask', async (ctx, next) => {
    log.push(`one: ${ctx.action}`)
    await next()
  })
  actions.registerAction('HangUp', () => {})

  await actions.invokeAction('AcceptTask')
  await actions.invokeAction('HangUp')

  assert.equal(log, ['every: AcceptTask', 'one: AcceptTask', 'every: HangUp'])
})

test('S8: use for every action wraps actions that have been invoked already', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  await actions.invokeAction('AcceptTask')
  actions.use(async (_ctx, next) => {
    log.push('use')
    await next()
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['core', 'use', 'core'])
})

test('S8: middleware that is added twice runs twice', async () => {
  const actions = createActions()
  const log: string[] = []
  const twice = async (_ctx: unknown, next: () => Promise<unknown>) => {
    log.push('in')
    await next()
    log.push('out')
  }
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.use('AcceptTask', twice)
  actions.use('AcceptTask', twice)

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['in', 'in', 'core', 'out', 'out'])
})

// S8: order

test('S8: order sorts within use for every action and within use for one, and the first group is outside', async () => {
  const actions = createActions()
  const log: string[] = []
  const named = (name: string) => async (_ctx: unknown, next: () => Promise<unknown>) => {
    log.push(name)
    await next()
  }
  actions.registerAction('AcceptTask', () => {})
  actions.use('AcceptTask', named('one, 1'), { order: 1 })
  actions.use('AcceptTask', named('one, -100'), { order: -100 })
  actions.use('AcceptTask', named('one, default'))
  actions.use('AcceptTask', named('one, 0'), { order: 0 })
  actions.use(named('every, 100'), { order: 100 })
  actions.use(named('every, default'))
  actions.use(named('every, -1'), { order: -1 })
  actions.use(named('every, 0'), { order: 0 })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, [
    'every, -1',
    'every, default',
    'every, 0',
    'every, 100',
    'one, -100',
    'one, default',
    'one, 0',
    'one, 1',
  ])
})

for (const order of [Number.NaN, '1', null]) {
  test(`S8: ${typeof order} ${order} as order of middleware is a TypeError, and nothing is attached`, async () => {
    const actions = createActions()
    const log: string[] = []
    const middleware = async (_ctx: unknown, next: () => Promise<unknown>) => {
      log.push('use')
      await next()
    }
    actions.registerAction('AcceptTask', () => {})

    const errors = [
      thrown(() => actions.use(middleware, { order: order as never })),
      thrown(() => actions.use('AcceptTask', middleware, { order: order as never })),
    ]
    await actions.invokeAction('AcceptTask')

    for (const error of errors) assert.instance(error, TypeError)
    assert.equal(log, [])
  })
}

// S8: ctx.result is the one truth

test('S8: what middleware returns is ignored', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.use(async (_ctx, next) => {
    await next()
    return 'every'
  })
  actions.use('AcceptTask', (_ctx, next) => next().then(() => 'one'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core')
})

test('S8: what middleware returns is ignored when it short-circuits', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.use('AcceptTask', () => 'returned')

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, undefined)
})

test('S8: what middleware assigns to ctx.result after next() is the result', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.use(async (ctx, next) => {
    await next()
    seen.push(ctx.result)
    ctx.result = 'outer'
  })
  actions.use('AcceptTask', async (ctx, next) => {
    await next()
    seen.push(ctx.result)
    ctx.result = 'inner'
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'outer')
  assert.equal(seen, ['core', 'inner'])
})

test('S8: next() resolves once everything inside is done, the after-listeners too', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('afterAcceptTask', async () => {
    await hold.promise
    log.push('after')
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
    log.push('out')
  })

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['core', 'released', 'after', 'out'])
})

test('S8: next() gives a promise and does not throw', async () => {
  const actions = createActions()
  const failure = new Error('core')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => {
    throw failure
  })
  actions.use('AcceptTask', (_ctx, next) => {
    const promise = next()
    seen.push(promise instanceof Promise)
    return promise.catch((error: unknown) => seen.push(error))
  })

  await actions.invokeAction('AcceptTask')

  assert.is(seen[0], true)
  assert.is(seen[1], failure)
})

test('S8: a foreign thenable that middleware returns is waited for', async () => {
  const actions = createActions()
  const log: string[] = []
  let resolve!: () => void
  actions.registerAction('AcceptTask', () => {})
  actions.use('AcceptTask', () => ({
    then(onResolve: () => void) {
      resolve = onResolve
    },
  }))

  const promise = actions.invokeAction('AcceptTask').then(() => log.push('resolved'))
  await settled()
  log.push('released')
  resolve()
  await promise

  assert.equal(log, ['released', 'resolved'])
})

// S8: not calling next()

test('S8: middleware that does not call next() short-circuits, and nothing inside runs', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'), {
    payloadUpdate: () => {
      log.push('payloadUpdate')
    },
  })
  actions.use('AcceptTask', (ctx) => {
    ctx.result = 'cached'
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    log.push('inner')
    await next()
  })
  actions.addListener('beforeAcceptTask', () => log.push('before'))
  actions.replaceAction('AcceptTask', () => log.push('replacement'))
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'cached')
  assert.equal(log, [])
})

test('S8: middleware that neither calls next() nor gives a result gives undefined', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.use('AcceptTask', () => {})

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, undefined)
})

test('S8: a result that outer middleware gave stands when inner middleware short-circuits', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.use(async (ctx, next) => {
    ctx.result = 'outer'
    await next()
  })
  actions.use('AcceptTask', () => {})

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'outer')
})

test('S8: outer middleware goes on after inner middleware has short-circuited', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.use(async (ctx, next) => {
    log.push('in')
    await next()
    log.push(ctx.result)
  })
  actions.use('AcceptTask', async (ctx) => {
    await settled()
    ctx.result = 'cached'
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['in', 'cached'])
})

// S8: middleware that fails

for (const failure of [new Error('middleware'), undefined]) {
  test(`S8: middleware that throws ${failure} before next() rejects with that, and nothing inside runs`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.registerAction('AcceptTask', () => log.push('core'))
    actions.use('AcceptTask', () => {
      throw failure
    })
    actions.addListener('beforeAcceptTask', () => log.push('before'))

    const outcome = await actions.invokeAction('AcceptTask').then(
      () => ['fulfilled'],
      (error: unknown) => ['rejected', error],
    )

    assert.is(outcome[0], 'rejected')
    assert.is(outcome[1], failure)
    assert.equal(log, [])
  })

  test(`S8: middleware that throws ${failure} after next() rejects with that, although the core has resolved`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.registerAction('AcceptTask', () => log.push('core'))
    actions.use('AcceptTask', async (_ctx, next) => {
      await next()
      throw failure
    })
    actions.addListener('afterAcceptTask', () => log.push('after'))

    const outcome = await actions.invokeAction('AcceptTask').then(
      () => ['fulfilled'],
      (error: unknown) => ['rejected', error],
    )

    assert.is(outcome[0], 'rejected')
    assert.is(outcome[1], failure)
    assert.equal(log, ['core', 'after'])
  })
}

test('S8: a failure inside rejects next() with that very error', async () => {
  const actions = createActions()
  const failure = new Error('core')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async () => {
    throw failure
  })
  for (const _ of [1, 2]) {
    actions.use('AcceptTask', async (_ctx, next) => {
      const error = await rejection(next())
      seen.push(error)
      throw error
    })
  }

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(seen[0], failure)
  assert.is(seen[1], failure)
  assert.is(error, failure)
})

// S8: work that nobody waited for

for (const [what, bare] of [
  [
    'synchronous',
    (next: () => unknown) => {
      next()
    },
  ],
  [
    'async',
    async (next: () => unknown) => {
      next()
    },
  ],
  [
    'async middleware that has waited',
    async (next: () => unknown) => {
      await settled()
      next()
    },
  ],
] as const) {
  test(`S8: a bare next() is waited for (${what})`, async () => {
    const actions = createActions()
    const log: string[] = []
    const hold = deferred()
    actions.registerAction('AcceptTask', async () => {
      await hold.promise
      log.push('core')
      return 'core'
    })
    actions.use(async (ctx, next) => {
      await next()
      log.push(`outer ${ctx.result}`)
    })
    actions.use('AcceptTask', (_ctx, next) => bare(next))
    actions.addListener('afterAcceptTask', () => log.push('after'))

    const promise = actions.invokeAction('AcceptTask').then((result) => log.push(`resolved ${result}`))
    await settled()
    await settled()
    log.push('released')
    hold.resolve()
    await promise

    assert.equal(log, ['released', 'core', 'after', 'outer core', 'resolved core'])
  })

  test(`S8: the failure of a bare next() is the invocation’s failure (${what})`, async () => {
    const actions = createActions()
    const log: unknown[] = []
    const failure = new Error('core')
    actions.registerAction('AcceptTask', async () => {
      throw failure
    })
    actions.use('AcceptTask', (_ctx, next) => bare(next))
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

test('S8: the failure of a bare next() rejects the next() of outer middleware, which may recover', async () => {
  const actions = createActions()
  const failure = new Error('core')
  let seen: unknown
  actions.registerAction('AcceptTask', async () => {
    throw failure
  })
  actions.use(async (ctx, next) => {
    seen = await rejection(next())
    ctx.result = 'recovered'
  })
  actions.use('AcceptTask', (_ctx, next) => {
    next()
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(seen, failure)
  assert.is(result, 'recovered')
})

test('S8: middleware that fails decides the error, after its bare next() has settled', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const failure = new Error('middleware')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    throw new Error('core')
  })
  actions.use('AcceptTask', (_ctx, next) => {
    next()
    throw failure
  })

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
  assert.equal(log, ['released', 'core', 'rejected'])
  assert.equal(unhandled, [])
})

test('S8: a next() that is awaited late is waited for once, and its failure can be handled', async () => {
  const actions = createActions()
  const failure = new Error('core')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async () => {
    throw failure
  })
  actions.use('AcceptTask', async (ctx, next) => {
    const promise = next()
    await settled()
    await settled()
    seen.push(await rejection(promise))
    ctx.result = 'recovered'
  })

  const unhandled = await unhandledDuring(async () => {
    seen.push(await actions.invokeAction('AcceptTask'))
  })

  assert.is(seen[0], failure)
  assert.is(seen[1], 'recovered')
  assert.equal(unhandled, [])
})

test('S8: a next() that lost a race is not waited for again', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    return 'core'
  })
  actions.use('AcceptTask', async (ctx, next) => {
    await Promise.race([next(), Promise.resolve()])
    ctx.result = 'quick'
  })

  const unhandled = await unhandledDuring(async () => {
    log.push(await actions.invokeAction('AcceptTask'))
    hold.resolve()
  })

  assert.equal(log, ['quick', 'core'])
  assert.equal(unhandled, [])
})

test('S8: a next() that lost a race and then fails is nobody’s failure', async () => {
  const { actions, reports } = reporting()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    throw new Error('core')
  })
  actions.use('AcceptTask', async (ctx, next) => {
    await Promise.race([next(), Promise.resolve()])
    ctx.result = 'quick'
  })
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const unhandled = await unhandledDuring(async () => {
    log.push(await actions.invokeAction('AcceptTask'))
    hold.resolve()
  })

  assert.equal(log, ['quick'])
  assert.equal(unhandled, [])
  assert.equal(reports, [])
})

// S8: a second next()

test('S8: a second next() starts nothing and rejects with ActionMisuseError', async () => {
  const actions = createActions()
  const log: string[] = []
  let seen: unknown
  actions.registerAction('AcceptTask', () => {
    log.push('core')
    return 'core'
  })
  actions.addListener('beforeAcceptTask', () => log.push('before'))
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
    seen = await rejection(next())
  })

  const result = await actions.invokeAction('AcceptTask')

  assertMisuse(seen)
  assert.is(result, 'core')
  assert.equal(log, ['before', 'core', 'after'])
})

test('S8: a second next() while the first is running starts nothing and rejects', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  let seen: unknown
  actions.registerAction('AcceptTask', async () => {
    log.push('core')
    await hold.promise
    return 'core'
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    const first = next()
    seen = await rejection(next())
    log.push('rejected')
    await first
  })

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  hold.resolve()
  const result = await promise

  assertMisuse(seen)
  assert.is(result, 'core')
  assert.equal(log, ['core', 'rejected'])
})

test('S8: a second next() after the first failed is no retry', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => {
    log.push('core')
    throw new Error('flaky')
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await rejection(next())
    await next()
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assertMisuse(error)
  assert.equal(log, ['core'])
})

test('S8: a second next() that middleware awaits and does not catch is its failure', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
    await next()
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assertMisuse(error)
  assert.equal(log, ['core'])
})

for (const [what, misuse] of [
  [
    'synchronous',
    (next: () => Promise<unknown>) => {
      const first = next()
      next()
      return first
    },
  ],
  [
    'both bare',
    (next: () => Promise<unknown>) => {
      next()
      next()
    },
  ],
  [
    'after the first was awaited',
    async (next: () => Promise<unknown>) => {
      await next()
      next()
    },
  ],
] as const) {
  test(`S8: a bare second next() is the invocation’s failure (${what})`, async () => {
    const { actions, reports } = reporting()
    const log: string[] = []
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', () => log.push('core'))
    actions.use('AcceptTask', (_ctx, next) => misuse(next))

    const unhandled = await unhandledDuring(async () => {
      seen.push(await rejection(actions.invokeAction('AcceptTask')))
    })

    assertMisuse(seen[0])
    assert.equal(log, ['core'])
    assert.equal(unhandled, [])
    assert.equal(reports, [])
  })
}

test('S8: the message of a misuse says which action it was', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => {})
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
    await next()
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.match((error as Error).message, /AcceptTask/)
})

test('S8: middleware may recover from the bare second next() of middleware further in', async () => {
  const { actions, reports } = reporting()
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.use('AcceptTask', async (ctx, next) => {
    await rejection(next())
    ctx.result = 'recovered'
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
    next()
  })

  const result = await actions.invokeAction('AcceptTask')
  await settled()

  assert.is(result, 'recovered')
  assert.equal(reports, [])
})

// S8: next() and original() after their owner has settled, while the invocation is still running

/** Middleware whose next() is kept until it has settled, inside of middleware that holds the invocation. */
function lateNext() {
  const { actions, reports } = reporting()
  const log: string[] = []
  const hold = deferred()
  const kept: { next?: () => Promise<unknown> } = {}
  actions.registerAction('AcceptTask', () => {
    log.push('core')
    return 'core'
  })
  actions.use(async (_ctx, next) => {
    await next()
    await hold.promise
  })
  const owner = (_ctx: unknown, next: () => Promise<unknown>) => {
    kept.next = next
  }
  actions.use('AcceptTask', owner)
  const call = () => (kept.next as () => Promise<unknown>)()
  return { actions, reports, log, hold, owner, call }
}

/** A replacement whose original() is kept until it has settled, inside of one that holds the invocation. */
function lateOriginal() {
  const { actions, reports } = reporting()
  const log: string[] = []
  const hold = deferred()
  const kept: { original?: (payload?: unknown) => Promise<unknown> } = {}
  actions.registerAction('AcceptTask', () => {
    log.push('core')
    return 'core'
  })
  const owner = (_payload: unknown, original: (payload?: unknown) => Promise<unknown>) => {
    kept.original = original
    return 'replaced'
  }
  actions.replaceAction('AcceptTask', owner)
  actions.replaceAction('AcceptTask', async (payload, original) => {
    const result = await original(payload)
    await hold.promise
    return result
  })
  const call = () => (kept.original as () => Promise<unknown>)()
  return { actions, reports, log, hold, owner, call }
}

for (const [what, arrange, expected] of [
  ['next', lateNext, undefined],
  ['original', lateOriginal, 'replaced'],
] as const) {
  test(`S8: a ${what} called after its owner has settled starts nothing and rejects with ActionMisuseError`, async () => {
    const { actions, reports, log, hold, call } = arrange()

    const promise = actions.invokeAction('AcceptTask')
    await settled()
    const error = await rejection(call())
    hold.resolve()
    const result = await promise

    assertMisuse(error)
    assert.is(result, expected)
    assert.equal(log, [])
    assert.equal(reports, [])
  })

  test(`S8: a bare ${what} called after its owner has settled is the failure of an invocation still running`, async () => {
    const { actions, reports, log, hold, call } = arrange()
    const seen: unknown[] = []
    actions.addListener('errorAcceptTask', (_payload, error) => seen.push(error))

    const unhandled = await unhandledDuring(async () => {
      const rejected = rejection(actions.invokeAction('AcceptTask'))
      await settled()
      call()
      hold.resolve()
      seen.push(await rejected)
    })

    assert.is(seen.length, 2)
    assertMisuse(seen[0])
    assert.is(seen[1], seen[0])
    assert.equal(log, [])
    assert.equal(unhandled, [])
    assert.equal(reports, [])
  })

  test(`S8: a bare ${what} called after its owner has settled is the failure, also where nobody listens to failures`, async () => {
    const { actions, reports, hold, call } = arrange()

    const rejected = rejection(actions.invokeAction('AcceptTask'))
    await settled()
    call()
    hold.resolve()

    assertMisuse(await rejected)
    assert.equal(reports, [])
  })

  test(`S8: a ${what} called after the invocation has settled starts nothing and rejects`, async () => {
    const { actions, reports, log, hold, call } = arrange()
    hold.resolve()
    await actions.invokeAction('AcceptTask')

    const error = await rejection(call())
    await settled()

    assertMisuse(error)
    assert.equal(log, [])
    assert.equal(reports, [])
  })

  test(`S8: a bare ${what} called after the invocation has settled goes to onListenerError`, async () => {
    const { actions, reports, log, hold, owner, call } = arrange()
    hold.resolve()
    const result = await actions.invokeAction('AcceptTask')

    const unhandled = await unhandledDuring(() => {
      call()
    })

    assert.is(result, expected)
    assert.equal(unhandled, [])
    assert.is(reports.length, 1)
    assertMisuse(reports[0]?.error)
    assert.is(reports[0]?.info.event, undefined)
    assert.is(reports[0]?.info.listener, owner)
    assert.equal(log, [])
  })
}

test('S8: a second next() after the invocation has settled goes to onListenerError too', async () => {
  const { actions, reports } = reporting()
  const log: string[] = []
  let late!: () => unknown
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.use('AcceptTask', async (_ctx, next) => {
    late = next
    await next()
  })
  await actions.invokeAction('AcceptTask')

  const unhandled = await unhandledDuring(() => {
    late()
  })

  assert.equal(unhandled, [])
  assert.is(reports.length, 1)
  assertMisuse(reports[0]?.error)
  assert.equal(log, ['core'])
})

test('S8: an original called in the very turn in which its owner has returned starts nothing', async () => {
  const actions = createActions()
  const log: string[] = []
  let late!: () => Promise<unknown>
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.replaceAction('AcceptTask', (_payload, original) => {
    late = original
    return 'replaced'
  })

  const running = actions.invokeAction('AcceptTask')
  const misuse = rejection(late())

  assert.is(await running, 'replaced')
  assertMisuse(await misuse)
  assert.equal(log, [])
})

test('S8: an original called once its owner has settled, while its bare original still runs, starts nothing', async () => {
  const actions = createActions()
  const log: string[] = []
  const answer = deferred()
  let late!: () => Promise<unknown>
  actions.registerAction('AcceptTask', async () => {
    log.push('core')
    await answer.promise
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    late = original
    original(payload)
    return 'replaced'
  })
  const running = actions.invokeAction('AcceptTask')
  await settled()

  const misuse = rejection(late())
  answer.resolve()

  assertMisuse(await misuse)
  assert.is(await running, 'replaced')
  assert.equal(log, ['core'])
})

test('S8: an original called again after the invocation has settled starts nothing', async () => {
  const { actions, reports } = reporting()
  const log: string[] = []
  let late!: () => unknown
  actions.registerAction('AcceptTask', () => {
    log.push('core')
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    late = original
    await original(payload)
  })
  await actions.invokeAction('AcceptTask')

  const unhandled = await unhandledDuring(() => {
    late()
  })

  assert.equal(unhandled, [])
  assert.is(reports.length, 1)
  assertMisuse(reports[0]?.error)
  assert.equal(log, ['core'])
})

test('S8: a next called after a failed invocation has settled goes to onListenerError', async () => {
  const { actions, reports } = reporting()
  const failure = new Error('middleware')
  let late!: () => unknown
  actions.registerAction('AcceptTask', () => {})
  actions.use('AcceptTask', (_ctx, next) => {
    late = next
    throw failure
  })
  const error = await rejection(actions.invokeAction('AcceptTask'))

  const unhandled = await unhandledDuring(() => {
    late()
  })

  assert.is(error, failure)
  assert.equal(unhandled, [])
  assert.is(reports.length, 1)
  assertMisuse(reports[0]?.error)
})

test('S8: a late original that somebody handles is nobody’s failure', async () => {
  const { actions, reports, hold, call } = lateOriginal()
  const seen: unknown[] = []

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  call().catch((error: unknown) => seen.push(error))
  hold.resolve()
  const result = await promise

  assert.is(result, 'replaced')
  assertMisuse(seen[0])
  assert.equal(reports, [])
})

for (const [which, calls] of [
  ['before it', ['bare', 'handled']],
  ['after it', ['handled', 'bare']],
] as const) {
  test(`S8: a late next() that somebody handles does not excuse the one ${which} that nobody does`, async () => {
    const { actions, hold, call } = lateNext()

    const rejected = rejection(actions.invokeAction('AcceptTask'))
    await settled()
    for (const each of calls) {
      const late = call()
      if (each === 'handled') late.catch(() => {})
    }
    hold.resolve()

    assertMisuse(await rejected)
  })
}

for (let ticks = 0; ticks < 6; ticks++) {
  test(`S8: a late next() that somebody handles, ${ticks} microtasks later, fails nothing`, async () => {
    const actions = createActions()
    let caught: unknown
    actions.registerAction('AcceptTask', () => 'accepted')
    actions.use(async (_ctx, next) => {
      await next()
      const late = async () => {
        for (let i = 0; i < ticks; i++) await null
        caught = await rejection(next())
      }
      void late()
    })

    assert.is(await actions.invokeAction('AcceptTask'), 'accepted')
    await settled()
    assert.instance(caught, ActionMisuseError)
  })
}

test('S8: a bare next() called once a late cut has settled the invocation goes to onListenerError', async () => {
  const { actions, reports } = reporting()
  const cut = new AbortController()
  const hold = deferred()
  let late!: () => unknown
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.use(async (_ctx, next) => {
    late = next
    await next()
  })
  actions.addListener('afterAcceptTask', () => hold.promise)
  const running = actions.invokeAction('AcceptTask', undefined, { signal: cut.signal })
  cut.abort()
  const result = await running
  hold.resolve()
  await settled()

  late()
  await settled()

  assert.is(result, 'accepted')
  assert.is(reports.length, 1)
  assertMisuse(reports[0]?.error)
})

test('S8: locals that somebody writes on ctx disturb nothing', async () => {
  const actions = createActions()
  const log: string[] = []
  const locals = ['at', 'base', 'latest', 'phase', 'plan', 'rare', 'stop', 'stack', 'user', 'value']
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.use(async (ctx, next) => {
    for (const name of locals) Object.assign(ctx, { [name]: 'mine' })
    await next()
    for (const name of locals) Object.assign(ctx, { [name]: 'mine, still' })
  })
  actions.addListener('beforeAcceptTask', () => log.push('before'))
  actions.addListener('afterAcceptTask', async () => log.push('after'))

  assert.is(await actions.invokeAction('AcceptTask'), 'accepted')
  assert.equal(log, ['before', 'after'])
})

test('S8: of two middleware that fail after a late cut, the inner one is reported, whose failure it was', async () => {
  const { actions, reports } = reporting()
  const cut = new AbortController()
  const gate = deferred()
  const failure = new Error('too late')
  actions.registerAction('AcceptTask', () => 'done')
  const inner = async (_ctx: unknown, next: () => Promise<unknown>) => {
    await next()
    await gate.promise
    throw failure
  }
  actions.use('AcceptTask', (_ctx, next) => next())
  actions.use('AcceptTask', inner)
  const running = actions.invokeAction('AcceptTask', undefined, { signal: cut.signal })
  await settled()

  cut.abort()
  gate.resolve()
  const result = await running
  await settled()

  assert.is(result, 'done')
  assert.equal(
    reports.map(({ error, info }) => [error, info.listener]),
    [[failure, inner]],
  )
})

test('S8: a next() called after its owner had settled, in an invocation that was then cut late, is reported', async () => {
  const { actions, reports } = reporting()
  const cut = new AbortController()
  const gate = deferred()
  let leaked: (() => Promise<unknown>) | undefined
  actions.registerAction('AcceptTask', () => 'done')
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
    leaked?.()
    await gate.promise
  })
  actions.use('AcceptTask', (_ctx, next) => {
    leaked = next
    return next()
  })
  const running = actions.invokeAction('AcceptTask', undefined, { signal: cut.signal })
  await settled()

  cut.abort()
  gate.resolve()
  const result = await running
  await settled()

  assert.is(result, 'done')
  assert.is(reports.length, 1)
  assertMisuse(reports[0]?.error)
})

for (const [how, inner] of [
  ['an async', async (_ctx: unknown, next: () => unknown) => void next()],
  [
    'a synchronous',
    (_ctx: unknown, next: () => unknown) => {
      next()
    },
  ],
  [
    'a failing async',
    async (_ctx: unknown, next: () => unknown) => {
      next()
      throw new Error('nor this')
    },
  ],
] as const) {
  test(`S5: a bare next() that fails in ${how} middleware is never unhandled while one further out is still busy`, async () => {
    const { actions } = reporting()
    const gate = deferred()
    actions.registerAction('AcceptTask', async () => {
      await settled()
      throw new Error('core')
    })
    actions.use('AcceptTask', async (_ctx, next) => {
      next()
      await gate.promise
    })
    actions.use('AcceptTask', inner)

    const unhandled = await unhandledDuring(async () => {
      const running = rejection(actions.invokeAction('AcceptTask'))
      for (let i = 0; i < 4; i++) await settled()
      gate.resolve()
      await running
    })

    assert.equal(unhandled, [])
  })
}

test('S8: what middleware has raced goes on to its end, although the invocation has failed meanwhile, and gives it no result', async () => {
  const { actions, reports } = reporting()
  const log: string[] = []
  const gate = deferred()
  const failure = new Error('too slow')
  actions.registerAction('AcceptTask', () => {
    log.push('core')
    return 'done'
  })
  actions.use('AcceptTask', (_ctx, next) => Promise.race([next(), Promise.reject(failure)]))
  actions.addListener('beforeAcceptTask', async () => {
    await gate.promise
    log.push('first before')
  })
  actions.addListener('beforeAcceptTask', () => log.push('second before'))
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const error = await rejection(actions.invokeAction('AcceptTask'))
  gate.resolve()
  await settled()

  assert.is(error, failure)
  assert.equal(log, ['error', 'first before', 'second before', 'core'])
  assert.equal(reports, [])
})

test('S8: a next() that middleware gave up with an error rejects with that error, once the core has resolved', async () => {
  const actions = createActions()
  const core = deferred<string>()
  const failure = new Error('too slow')
  const log: string[] = []
  let raced!: Promise<unknown>
  actions.registerAction('AcceptTask', () => core.promise)
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.use('AcceptTask', (_ctx, next) => {
    raced = rejection(next())
    throw failure
  })

  await rejection(actions.invokeAction('AcceptTask'))
  core.resolve('too late')

  assert.is(await raced, failure)
  assert.equal(log, [])
})

test('S6: no after-listener starts once middleware has given up with an error, and next() rejects with that', async () => {
  const { actions, reports } = reporting()
  const busy = deferred()
  const failure = new Error('too slow')
  const lost = new Error('and this one, too')
  const log: string[] = []
  let raced!: Promise<unknown>
  actions.registerAction('AcceptTask', () => 'done')
  actions.addListener('afterAcceptTask', async () => {
    log.push('first')
    await busy.promise
    throw lost
  })
  actions.addListener('afterAcceptTask', () => log.push('second'))
  actions.addListener('errorAcceptTask', () => log.push('error'))
  actions.use('AcceptTask', (_ctx, next) => {
    raced = rejection(next())
    return Promise.reject(failure)
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))
  busy.resolve()

  assert.is(error, failure)
  assert.is(await raced, failure)
  assert.equal(log, ['first', 'error'])
  assert.equal(
    reports.map(({ error }) => error),
    [lost],
  )
})

test('S8: a second next() that something further in calls while the first is starting is a misuse', async () => {
  const actions = createActions()
  let ran = 0
  let second: Promise<unknown> | undefined
  actions.use('AcceptTask', async (ctx, next) => {
    ctx.state.next = next
    await next()
  })
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    ran++
    second = rejection((ctx.state.next as () => Promise<unknown>)())
  })
  await actions.invokeAction('AcceptTask')

  assert.is(((await second) as { code: string }).code, 'ACTION_MISUSE')
  assert.is(ran, 1)
})

test('S3: ctx.aborted = true is blamed on the middleware that sets it, as ctx.abort() is, while a listener further in runs', async () => {
  const actions = createActions()
  actions.use('AcceptTask', function impatient(ctx, next) {
    const inside = next()
    ctx.aborted = true
    return inside
  })
  actions.addListener('beforeAcceptTask', async function slow() {
    await settled()
  })
  actions.registerAction('AcceptTask', () => 'core')
  const error = (await rejection(actions.invokeAction('AcceptTask'))) as { by: { name: string } }

  assert.is(error.by?.name, 'impatient')
})

test.run()
