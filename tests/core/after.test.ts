// After-listeners (S6): when they run, whom they keep waiting, and where their errors go.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { after, createActions } from '../../source/core/index.js'
import { deferred, printedDuring, rejection, settled, thrown, unhandledDuring } from '../support/helpers.js'

interface Report {
  error: unknown
  info: { ctx: unknown; event: unknown; listener: unknown }
}

function noop() {}

/** Actions, and what their onListenerError was told. */
function reporting() {
  const reports: Report[] = []
  const actions = createActions({ onListenerError: (error, info) => void reports.push({ error, info }) })
  return { actions, reports }
}

/** Whether `what`, an error or its message, is among what was printed. */
function shows(printed: unknown[][], what: Error): boolean {
  return printed.flat().some((argument) => argument === what || String(argument).includes(what.message))
}

// S6: how they are called

test('S6: an after-listener is called with the payload, the result, the ctx and this undefined', async () => {
  const actions = createActions()
  const payload = { sid: 'WT1' }
  const task = { accepted: true }
  const seen: unknown[] = []
  let coreCtx: unknown
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    coreCtx = ctx
    return task
  })
  actions.addListener('afterAcceptTask', function (this: unknown, ...args: unknown[]) {
    seen.push(this, ...args)
  })

  await actions.invokeAction('AcceptTask', payload)

  assert.is(seen.length, 4)
  assert.is(seen[0], undefined)
  assert.is(seen[1], payload)
  assert.is(seen[2], task)
  assert.is(seen[3], coreCtx)
})

test('S6: what an after-listener returns is ignored', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.addListener('afterAcceptTask', () => 'other')
  actions.addListener('afterAcceptTask', async () => 'another')
  actions.addListener('afterAcceptTask', (_payload, result) => seen.push(result))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'core')
  assert.equal(seen, ['core'])
})

test('S6: after(listener) is the middleware that the listener stands for', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.use(
    'AcceptTask',
    after((payload, result) => log.push(payload, result)),
  )

  const result = await actions.invokeAction('AcceptTask', 'payload')

  assert.is(result, 'core')
  assert.equal(log, ['payload', 'core'])
})

// S6: in series, in order

test('S6: an after-listener starts only when the one before has settled', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('afterAcceptTask', async () => {
    log.push('first starts')
    await hold.promise
    log.push('first ends')
  })
  actions.addListener('afterAcceptTask', () => log.push('second'))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['core', 'first starts', 'released', 'first ends', 'second'])
})

test('S6: after-listeners wait for foreign thenables', async () => {
  const actions = createActions()
  const log: string[] = []
  let resolve!: () => void
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', () => ({
    then(onResolve: () => void) {
      resolve = onResolve
    },
  }))
  actions.addListener('afterAcceptTask', () => log.push('second'))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  resolve()
  await promise

  assert.equal(log, ['released', 'second'])
})

test('S6: a foreign thenable of an after-listener that calls back many times lets the next one run once', async () => {
  const { actions, reports } = reporting()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', () => ({
    then(resolve: () => void, reject: (reason: unknown) => void) {
      resolve()
      resolve()
      reject(new Error('too late'))
      throw new Error('too late as well')
    },
  }))
  actions.addListener('afterAcceptTask', () => log.push('second'))

  await actions.invokeAction('AcceptTask')
  await settled()

  assert.equal(log, ['second'])
  assert.equal(reports, [])
})

test('S6: a lower order runs first, 0 is the default, and ties run by registration', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  const orders = [10, undefined, 0.5, -1, 0, 10, -1]
  orders.forEach((order, index) => {
    actions.addListener('afterAcceptTask', () => log.push(`${index}: ${order}`), { order })
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['3: -1', '6: -1', '1: undefined', '4: 0', '2: 0.5', '0: 10', '5: 10'])
})

test('S6: NaN as order is a TypeError, and nothing is attached', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)

  const error = thrown(() => actions.addListener('afterAcceptTask', () => log.push('after'), { order: Number.NaN }))
  await actions.invokeAction('AcceptTask')

  assert.instance(error, TypeError)
  assert.equal(log, [])
})

// S6: once the invocation has its result

test('S6: after-listeners run once the core has resolved', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    return 'done'
  })
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['released', 'core', 'after done'])
})

test('S6: after-listeners run when the core was replaced altogether, once the replacement has fulfilled', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.replaceAction('AcceptTask', async () => {
    await hold.promise
    log.push('replacement')
    return 'replaced'
  })
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['released', 'replacement', 'after replaced'])
})

test('S6: after-listeners wait for the outermost replacement, not only for the core', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await original(payload)
    await hold.promise
    log.push('replacement')
  })
  actions.addListener('afterAcceptTask', () => log.push('after'))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['core', 'released', 'replacement', 'after'])
})

test('S6: after-listeners wait for what the outermost replacement left unwaited', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload)
    log.push('replacement')
    return 'own'
  })
  actions.addListener('afterAcceptTask', () => log.push('after'))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['replacement', 'released', 'core', 'after'])
})

test('S6: invokeAction resolves only when the after-listeners have settled', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => 'done')
  actions.addListener('afterAcceptTask', async () => {
    await hold.promise
    log.push('after')
  })

  const promise = actions.invokeAction('AcceptTask').then((result) => log.push(`resolved ${result}`))
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['released', 'after', 'resolved done'])
})

// S6: never after a failure or an abort

const fail = () => {
  throw new Error('inside')
}

const failing: [what: string, arrange: (actions: ReturnType<typeof createActions>) => unknown][] = [
  ['the core failed', (actions) => actions.registerAction('AcceptTask', fail, { override: true })],
  ['a replacement failed', (actions) => actions.replaceAction('AcceptTask', fail)],
  [
    'a replacement failed after its original',
    (actions) =>
      actions.replaceAction('AcceptTask', async (payload, original) => {
        await original(payload)
        throw new Error('inside')
      }),
  ],
  ['a before-listener failed', (actions) => actions.addListener('beforeAcceptTask', fail)],
  [
    'the payloadUpdate failed',
    (actions) => actions.registerAction('AcceptTask', noop, { override: true, payloadUpdate: fail }),
  ],
  ['middleware failed', (actions) => actions.use('AcceptTask', fail)],
  ['a before-listener aborted', (actions) => actions.addListener('beforeAcceptTask', (_payload, abort) => abort())],
  ['middleware aborted', (actions) => actions.use('AcceptTask', (ctx) => ctx.abort())],
  [
    'a replacement aborted',
    (actions) => actions.replaceAction('AcceptTask', (_payload, _original, ctx) => ctx.abort()),
  ],
]

for (const [what, arrange] of failing) {
  test(`S6: after-listeners do not run when ${what}`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.registerAction('AcceptTask', noop)
    arrange(actions)
    actions.addListener('afterAcceptTask', () => log.push('after'))

    await rejection(actions.invokeAction('AcceptTask'))
    await settled()

    assert.equal(log, [])
  })

  test(`S6: after-listeners do not run when ${what}, even if middleware outside recovers`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.use(async (ctx, next) => {
      await rejection(next())
      ctx.result = 'recovered'
    })
    actions.registerAction('AcceptTask', noop)
    arrange(actions)
    actions.addListener('afterAcceptTask', () => log.push('after'))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'recovered')
    assert.equal(log, [])
  })
}

test('S6: after-listeners do not run when the core resolves after middleware has given up with an error', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const failure = new Error('took too long')
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await Promise.race([next(), Promise.reject(failure)])
  })
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const error = await rejection(actions.invokeAction('AcceptTask'))
  hold.resolve()
  await settled()

  assert.is(error, failure)
  assert.equal(log, ['error', 'core'])
})

// S6: one that throws

for (const failure of [new Error('after'), undefined, null, 'text']) {
  for (const [how, failWith] of [
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
    [
      'returns something whose then cannot be read because of',
      () => ({
        get then() {
          throw failure
        },
      }),
    ],
  ] as const) {
    test(`S6: an after-listener that ${how} ${failure} stops nobody, and onListenerError gets that`, async () => {
      const { actions, reports } = reporting()
      const log: string[] = []
      actions.registerAction('AcceptTask', () => 'done')
      actions.addListener('afterAcceptTask', () => log.push('first'))
      actions.addListener('afterAcceptTask', failWith)
      actions.addListener('afterAcceptTask', (_payload, result) => log.push(`third ${result}`))
      actions.addListener('errorAcceptTask', () => log.push('error'))

      const result = await actions.invokeAction('AcceptTask')

      assert.is(result, 'done')
      assert.equal(log, ['first', 'third done'])
      assert.is(reports.length, 1)
      assert.is(reports[0]?.error, failure)
    })
  }
}

test('S6: onListenerError is told the ctx, the event and the listener', async () => {
  const { actions, reports } = reporting()
  let listenerCtx: unknown
  const listener = (_payload: unknown, _result: unknown, ctx: unknown) => {
    listenerCtx = ctx
    throw new Error('after')
  }
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', listener, { name: 'given' })

  await actions.invokeAction('AcceptTask')

  assert.equal(Object.keys(reports[0]?.info ?? {}).sort(), ['ctx', 'event', 'listener'])
  assert.is(reports[0]?.info.ctx, listenerCtx)
  assert.is(reports[0]?.info.event, 'afterAcceptTask')
  assert.is(reports[0]?.info.listener, listener)
})

test('S6: onListenerError is told the after-listener that failed, whoever has run before it', async () => {
  const { actions, reports } = reporting()
  const fails = () => {
    throw new Error('after')
  }
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', noop)
  actions.addListener('beforeAcceptTask', noop)
  actions.addListener('afterAcceptTask', noop)
  actions.addListener('afterAcceptTask', fails)

  await actions.invokeAction('AcceptTask')

  assert.is(reports.length, 1)
  assert.is(reports[0]?.info.listener, fails)
})

test('S6: onListenerError is told the function of a once-listener that was added', async () => {
  const { actions, reports } = reporting()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', fail, { once: true })

  await actions.invokeAction('AcceptTask')

  assert.is(reports[0]?.info.listener, fail)
})

test('S6: onListenerError is told the function of a listener that failed after it had waited', async () => {
  const { actions, reports } = reporting()
  const failure = new Error('after')
  const listener = async () => {
    await settled()
    throw failure
  }
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', noop)
  actions.addListener('afterAcceptTask', listener)
  actions.addListener('afterAcceptTask', noop)

  await actions.invokeAction('AcceptTask')

  assert.is(reports.length, 1)
  assert.is(reports[0]?.error, failure)
  assert.is(reports[0]?.info.listener, listener)
})

test('S6: every after-listener that throws is reported, in their order', async () => {
  const { actions, reports } = reporting()
  const failures = [new Error('first'), new Error('second'), new Error('third')]
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', () => {
    throw failures[0]
  })
  actions.addListener('afterAcceptTask', async () => {
    throw failures[1]
  })
  actions.addListener('afterAcceptTask', () => {
    throw failures[2]
  })

  await actions.invokeAction('AcceptTask')

  assert.is(reports.length, 3)
  reports.forEach((report, index) => {
    assert.is(report.error, failures[index])
  })
})

test('S6: a result that an after-listener assigned before it threw is kept', async () => {
  const { actions } = reporting()
  actions.registerAction('AcceptTask', () => 'core')
  actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
    ctx.result = 'assigned'
    throw new Error('after')
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'assigned')
})

test('S6: an error-listener that throws stops nobody, and its error goes to onListenerError', async () => {
  const { actions, reports } = reporting()
  const log: string[] = []
  const failure = new Error('core')
  const listenerFailures = [new Error('thrown'), new Error('rejected')]
  const listeners = [
    () => {
      throw listenerFailures[0]
    },
    async () => {
      throw listenerFailures[1]
    },
  ]
  let coreCtx: unknown
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    coreCtx = ctx
    throw failure
  })
  for (const listener of listeners) actions.addListener('errorAcceptTask', listener)
  actions.addListener('errorAcceptTask', () => log.push('last'))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(error, failure)
  assert.equal(log, ['last'])
  assert.is(reports.length, 2)
  reports.forEach((report, index) => {
    assert.is(report.error, listenerFailures[index])
    assert.is(report.info.ctx, coreCtx)
    assert.is(report.info.event, 'errorAcceptTask')
    assert.is(report.info.listener, listeners[index])
  })
})

// S6: onListenerError

for (const kind of ['after', 'error'] as const) {
  test(`S6: by default the error of a listener of ${kind} is printed with console.error`, async () => {
    const actions = createActions()
    const failure = new Error('nobody catches this')
    actions.registerAction('AcceptTask', () => {
      if (kind === 'error') throw new Error('core')
      return 'done'
    })
    actions.addListener(`${kind}AcceptTask`, () => {
      throw failure
    })

    const printed = await printedDuring(() => actions.invokeAction('AcceptTask').catch(noop))

    assert.is(printed.length, 1)
    assert.ok(shows(printed, failure))
  })
}

test('S6: nothing is printed when there is an onListenerError', async () => {
  const { actions } = reporting()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', fail)

  const printed = await printedDuring(() => actions.invokeAction('AcceptTask'))

  assert.equal(printed, [])
})

test('S6: nothing is printed when nothing fails', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', noop)

  const printed = await printedDuring(() => actions.invokeAction('AcceptTask'))

  assert.equal(printed, [])
})

test('S6: onListenerError is called with this undefined', async () => {
  const seen: unknown[] = []
  const actions = createActions({
    onListenerError: function (this: unknown) {
      seen.push(this)
    },
  })
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', fail)

  await actions.invokeAction('AcceptTask')

  assert.equal(seen, [undefined])
})

test('S6: onListenerError is not awaited', async () => {
  const log: string[] = []
  const never = deferred()
  const actions = createActions({ onListenerError: () => never.promise })
  actions.registerAction('AcceptTask', () => 'done')
  actions.addListener('afterAcceptTask', fail)
  actions.addListener('afterAcceptTask', () => log.push('second'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'done')
  assert.equal(log, ['second'])
})

for (const [how, failWith] of [
  [
    'throws',
    (failure: unknown) => {
      throw failure
    },
  ],
  ['rejects', (failure: unknown) => Promise.reject(failure)],
  [
    'returns a foreign thenable that throws',
    (failure: unknown) => ({
      then() {
        throw failure
      },
    }),
  ],
  [
    'returns a foreign thenable that rejects',
    (failure: unknown) => ({
      then(_resolve: unknown, reject: (reason: unknown) => void) {
        reject(failure)
      },
    }),
  ],
] as const) {
  test(`S6: when onListenerError ${how} after an after-listener, that is printed and nothing else changes`, async () => {
    const failure = new Error('the handler itself')
    const actions = createActions({ onListenerError: () => failWith(failure) })
    const log: unknown[] = []
    actions.registerAction('AcceptTask', () => 'done')
    actions.addListener('afterAcceptTask', fail)
    actions.addListener('afterAcceptTask', () => log.push('second'))
    let printed: unknown[][] = []

    const unhandled = await unhandledDuring(async () => {
      printed = await printedDuring(async () => log.push(await actions.invokeAction('AcceptTask')))
    })

    assert.equal(log, ['second', 'done'])
    assert.ok(shows(printed, failure))
    assert.equal(unhandled, [])
  })

  test(`S6: when onListenerError ${how} after an error-listener, that is printed and nothing else changes`, async () => {
    const failure = new Error('the handler itself')
    const coreFailure = new Error('core')
    const actions = createActions({ onListenerError: () => failWith(failure) })
    const log: unknown[] = []
    actions.registerAction('AcceptTask', () => {
      throw coreFailure
    })
    actions.addListener('errorAcceptTask', fail)
    actions.addListener('errorAcceptTask', () => log.push('second'))
    let printed: unknown[][] = []

    const unhandled = await unhandledDuring(async () => {
      printed = await printedDuring(async () => log.push(await rejection(actions.invokeAction('AcceptTask'))))
    })

    assert.is(log.length, 2)
    assert.is(log[0], 'second')
    assert.is(log[1], coreFailure)
    assert.ok(shows(printed, failure))
    assert.equal(unhandled, [])
  })
}

test('S6: when onListenerError throws undefined, nothing else changes', async () => {
  const actions = createActions({
    onListenerError: () => {
      throw undefined
    },
  })
  actions.registerAction('AcceptTask', () => 'done')
  actions.addListener('afterAcceptTask', fail)
  const seen: unknown[] = []

  const printed = await printedDuring(async () => seen.push(await actions.invokeAction('AcceptTask')))

  assert.equal(seen, ['done'])
  assert.is(printed.length, 1)
})

// S6: ctx.result

test('S6: an assignment to ctx.result is seen by the next after-listener and is the result', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
    ctx.result = 'assigned'
  })
  actions.addListener('afterAcceptTask', (_payload, result, ctx) => seen.push(result, ctx.result))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'assigned')
  assert.equal(seen, ['assigned', 'assigned'])
})

test('S6: an assignment to ctx.result after the listener had waited counts too', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.addListener('afterAcceptTask', async (_payload, _result, ctx) => {
    await settled()
    ctx.result = 'assigned'
  })
  actions.addListener('afterAcceptTask', (_payload, result) => seen.push(result))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'assigned')
  assert.equal(seen, ['assigned'])
})

for (const value of [undefined, null, 0, '', false]) {
  test(`S6: ${JSON.stringify(value)} assigned to ctx.result by an after-listener is the result`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', () => 'core')
    actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
      ctx.result = value
    })
    actions.addListener('afterAcceptTask', (_payload, result) => seen.push(result))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, value)
    assert.equal(seen, [value])
  })

  test(`S6: the core’s own return of ${JSON.stringify(value)} overwrites what a before-listener assigned`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', async () => value)
    actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
      ctx.result = 'early'
    })
    actions.addListener('afterAcceptTask', (_payload, result, ctx) => seen.push(result, ctx.result))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, value)
    assert.equal(seen, [value, value])
  })
}

test('S6: an assignment to ctx.result by a before-listener is seen by the next one', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    seen.push(ctx.result)
    return 'core'
  })
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    ctx.result = 'early'
  })
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => seen.push(ctx.result))

  await actions.invokeAction('AcceptTask')

  assert.equal(seen, ['early', 'early'])
})

test('S6: the core’s own return overwrites what middleware assigned before next()', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async (ctx, next) => {
    ctx.result = 'early'
    await next()
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, undefined)
})

test('S6: the core’s own return overwrites what the core assigned itself', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', async (_payload, ctx) => {
    ctx.result = 'assigned'
    return 'returned'
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'returned')
})

test('S6: what a replacement returns overwrites what a before-listener assigned', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.replaceAction('AcceptTask', () => 'replaced')
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    ctx.result = 'early'
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'replaced')
})

test('S6: middleware sees the result that an after-listener assigned', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
    ctx.result = 'assigned'
  })
  actions.use('AcceptTask', async (ctx, next) => {
    await next()
    seen.push(ctx.result)
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(seen, ['assigned'])
})

test('S6: after-listeners that fail leave no unhandled rejection behind', async () => {
  const { actions } = reporting()
  actions.registerAction('AcceptTask', async () => 'done')
  actions.addListener('afterAcceptTask', async () => {
    throw new Error('first')
  })
  actions.addListener('afterAcceptTask', async () => {
    await settled()
    throw new Error('second')
  })

  const unhandled = await unhandledDuring(() => actions.invokeAction('AcceptTask'))

  assert.equal(unhandled, [])
})

test('S2: after-listeners that return something, but nothing to wait for, all run inside the call', () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  for (const name of ['first', 'second']) actions.addListener('afterAcceptTask', () => log.push(name))

  actions.invokeAction('AcceptTask')

  assert.equal(log, ['first', 'second'])
})

test('S6: an after-listener that rejects with an AbortError does not stop the others', async () => {
  const log: unknown[] = []
  const actions = createActions({ onListenerError: (error) => log.push((error as Error).name) })
  actions.registerAction('AcceptTask', () => 'core')
  actions.addListener('afterAcceptTask', async () => {
    await undefined
    throw new DOMException('stopped', 'AbortError')
  })
  actions.addListener('afterAcceptTask', () => log.push('second'))
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['AbortError', 'second'])
})

test.run()
