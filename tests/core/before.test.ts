// Before-listeners and aborts (S3): in which order, how long they are waited for, and what an abort may still stop.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, before, createActions } from '../../source/core/index.js'
import { deferred, rejection, settled, thrown, unhandledDuring } from '../support/helpers.js'

type Actions = ReturnType<typeof createActions>

interface Abortable {
  aborted: boolean
  abortReason: unknown
  abort(reason?: unknown): void
}

function noop() {}

/** What `promise` was aborted with; any other outcome is a failed test. */
async function abortion(promise: PromiseLike<unknown>): Promise<ActionAbortedError> {
  const error = await rejection(promise)
  assert.instance(error, ActionAbortedError)
  return error as ActionAbortedError
}

/** An action with something at every place of the stack, each of which writes its name down. */
function logEverything(actions: Actions, log: string[]) {
  actions.registerAction('AcceptTask', () => {
    log.push('core')
    return 'core'
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    log.push('replacement')
    return original(payload)
  })
  actions.addListener('beforeAcceptTask', () => log.push('last before'), { order: 1000 })
  actions.addListener('afterAcceptTask', () => log.push('after'), { order: 1000 })
  actions.addListener('errorAcceptTask', () => log.push('error'), { order: 1000 })
}

// S3: how they are called

test('S3: a before-listener is called with the payload, abort and the ctx of its invocation', async () => {
  const actions = createActions()
  const payload = { sid: 'WT1' }
  const seen: unknown[] = []
  let coreCtx: unknown
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    coreCtx = ctx
  })
  actions.addListener('beforeAcceptTask', (...args: unknown[]) => seen.push(...args))

  await actions.invokeAction('AcceptTask', payload)

  assert.is(seen.length, 3)
  assert.is(seen[0], payload)
  assert.type(seen[1], 'function')
  assert.is(seen[2], coreCtx)
})

test('S3: a before-listener is called with this undefined', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', function (this: unknown) {
    seen.push(this)
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(seen, [undefined])
})

test('S3: a before-listener that takes an abort is called with this undefined, too', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', function (this: unknown, _payload, _abort) {
    seen.push(this)
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(seen, [undefined])
})

test('S3: what a before-listener returns is ignored', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => payload)
  actions.addListener('beforeAcceptTask', () => false)
  actions.addListener('beforeAcceptTask', () => ({ other: 'payload' }))
  actions.addListener('beforeAcceptTask', async () => 'text')

  const result = await actions.invokeAction('AcceptTask', 'payload')

  assert.is(result, 'payload')
})

test('S3: before(listener) is the middleware that the listener stands for', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.use(
    'AcceptTask',
    before((payload, abort) => {
      log.push(payload)
      if (payload === 'no') abort('reason')
    }),
  )

  await actions.invokeAction('AcceptTask', 'yes')
  const error = await abortion(actions.invokeAction('AcceptTask', 'no'))

  assert.is(error.reason, 'reason')
  assert.equal(log, ['yes', 'core', 'no'])
})

// S3: in series, in order

test('S3: before-listeners run in the order of their registration', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  for (const name of ['first', 'second', 'third']) actions.addListener('beforeAcceptTask', () => log.push(name))

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['first', 'second', 'third', 'core'])
})

test('S3: a before-listener starts only when the one before has settled', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', async () => {
    log.push('first starts')
    await hold.promise
    log.push('first ends')
  })
  actions.addListener('beforeAcceptTask', () => log.push('second'))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['first starts', 'released', 'first ends', 'second', 'core'])
})

test('S3: a lower order runs first, 0 is the default, and ties run by registration', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  const orders = [10, undefined, 0.5, -1, 0, 10, Number.NEGATIVE_INFINITY, -0, Number.POSITIVE_INFINITY, -1]
  orders.forEach((order, index) => {
    actions.addListener('beforeAcceptTask', () => log.push(`${index}: ${order}`), { order })
  })
  actions.addListener('beforeAcceptTask', () => log.push('no options'))

  await actions.invokeAction('AcceptTask')

  assert.equal(log, [
    '6: -Infinity',
    '3: -1',
    '9: -1',
    '1: undefined',
    '4: 0',
    '7: 0',
    'no options',
    '2: 0.5',
    '0: 10',
    '5: 10',
    '8: Infinity',
  ])
})

test('S3: order holds for a listener attached after invocations too', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', () => log.push('early'))
  await actions.invokeAction('AcceptTask')
  actions.addListener('beforeAcceptTask', () => log.push('late'), { order: -1 })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['early', 'late', 'early'])
})

for (const kind of ['before', 'after', 'error'] as const) {
  for (const order of [Number.NaN, '1', null, {}, 1n]) {
    test(`S3: ${typeof order} ${String(order)} as order of ${kind} is a TypeError, and nothing is attached`, () => {
      const actions = createActions()

      const error = thrown(() => actions.addListener(`${kind}AcceptTask`, noop, { order: order as never }))

      assert.instance(error, TypeError)
      assert.equal(actions.explain('AcceptTask'), [])
    })
  }
}

// S3: awaited

test('S3: a foreign thenable of a listener is waited for', async () => {
  const actions = createActions()
  const log: string[] = []
  let resolve!: () => void
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => ({
    then(onResolve: () => void) {
      resolve = onResolve
    },
  }))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  resolve()
  await promise

  assert.equal(log, ['released', 'core'])
})

test('S3: a foreign thenable may be a function', async () => {
  const actions = createActions()
  const log: string[] = []
  let resolve!: () => void
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () =>
    Object.assign(() => {}, {
      then(onResolve: () => void) {
        resolve = onResolve
      },
    }),
  )

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  resolve()
  await promise

  assert.equal(log, ['released', 'core'])
})

test('S3: a foreign thenable that gives another promise is waited for to its end', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => ({
    then: (resolve: (value: unknown) => void) => resolve(hold.promise),
  }))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['released', 'core'])
})

test('S3: a foreign thenable that calls back many times lets the stack go on once', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => ({
    then(resolve: () => void, reject: (reason: unknown) => void) {
      resolve()
      resolve()
      reject(new Error('too late'))
      throw new Error('too late as well')
    },
  }))
  actions.addListener('beforeAcceptTask', () => log.push('second'))
  actions.addListener('afterAcceptTask', () => log.push('after'))

  await actions.invokeAction('AcceptTask')
  await settled()

  assert.equal(log, ['second', 'core', 'after'])
})

test('S3: an object whose then is no function is not waited for', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => ({ then: 'and then?' }))

  actions.invokeAction('AcceptTask')
  log.push('returned')

  assert.equal(log, ['core', 'returned'])
})

test('S3: a number is not waited for, whatever somebody has put on the prototype of all numbers', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => 1)
  Object.defineProperty(Number.prototype, 'then', { configurable: true, value: () => log.push('then') })

  try {
    actions.invokeAction('AcceptTask')
    log.push('returned')
  } finally {
    Reflect.deleteProperty(Number.prototype, 'then')
  }

  assert.equal(log, ['core', 'returned'])
})

test('S3: a promise with a then of its own is followed as await follows it, which does not call that', async () => {
  const actions = createActions()
  const promise = Object.assign(Promise.resolve('itself'), {
    then: (onFulfilled: (value: string) => void) => onFulfilled('another'),
  })
  actions.registerAction('AcceptTask', () => promise)

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, await promise)
  assert.is(result, 'itself')
})

// S3: abort, three ways

const aborts: [what: string, abort: (ctx: Abortable, abort: (reason?: unknown) => void) => void, reason: unknown][] = [
  ['abort(reason)', (_ctx, abort) => abort('out of paper'), 'out of paper'],
  ['abort()', (_ctx, abort) => abort(), undefined],
  ['ctx.abort(reason)', (ctx) => ctx.abort('out of paper'), 'out of paper'],
  [
    'ctx.aborted = true',
    (ctx) => {
      ctx.aborted = true
    },
    undefined,
  ],
]

for (const [what, abortBy, reason] of aborts) {
  test(`S3: ${what} rejects the invocation with ActionAbortedError`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => abortBy(ctx, abort))

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.is(error.action, 'AcceptTask')
    assert.is(error.reason, reason)
  })

  test(`S3: after ${what} of a listener no later party runs`, async () => {
    const actions = createActions()
    const log: string[] = []
    logEverything(actions, log)
    actions.addListener('beforeAcceptTask', () => log.push('first before'))
    actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => {
      log.push('aborts')
      abortBy(ctx, abort)
    })

    await abortion(actions.invokeAction('AcceptTask'))
    await settled()

    assert.equal(log, ['first before', 'aborts'])
  })

  test(`S3: ${what} can be read from the ctx`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => {
      seen.push(ctx.aborted, ctx.abortReason)
      abortBy(ctx, abort)
      seen.push(ctx.aborted, ctx.abortReason)
    })

    await abortion(actions.invokeAction('AcceptTask'))

    assert.equal(seen, [false, undefined, true, reason])
  })

  test(`S3: ${what} counts when the listener has waited before`, async () => {
    const actions = createActions()
    const log: string[] = []
    logEverything(actions, log)
    actions.addListener('beforeAcceptTask', async (_payload, abort, ctx) => {
      await settled()
      log.push('aborts')
      abortBy(ctx, abort)
    })

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.is(error.reason, reason)
    assert.equal(log, ['aborts'])
  })

  test(`S3: every abort after ${what} is ignored`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => {
      abortBy(ctx, abort)
      abort('second')
      ctx.abort('third')
      ctx.aborted = true
      seen.push(ctx.abortReason)
    })

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.is(error.reason, reason)
    assert.equal(seen, [reason])
  })
}

test('S3: ctx.aborted = false is ignored before an abort', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    ctx.aborted = false
    log.push(ctx.aborted)
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, [false, 'core'])
})

test('S3: ctx.aborted = false is ignored after an abort', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => {
    abort('out of paper')
    ctx.aborted = false
    log.push(ctx.aborted)
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'out of paper')
  assert.equal(log, [true])
})

test('S3: the reason of an abort is passed on untouched', async () => {
  const actions = createActions()
  const reason = Object.freeze({ code: 7 })
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort(reason))

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, reason)
})

test('S3: ctx.abort is one and the same function, which stays the one that was handed to an EventTarget', async () => {
  const actions = createActions()
  const button = new EventTarget()
  const log: boolean[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    button.addEventListener('click', ctx.abort)
    button.removeEventListener('click', ctx.abort)
    button.dispatchEvent(new Event('click'))
    log.push(ctx.aborted)
  })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, [false])
})

test('S3: one invocation that is aborted leaves the others alone', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => payload)
  actions.addListener('beforeAcceptTask', async (payload, abort) => {
    if (payload === 2) abort('even')
  })

  const results = await Promise.allSettled([1, 2, 3].map((payload) => actions.invokeAction('AcceptTask', payload)))

  assert.equal(
    results.map((result) => result.status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
})

// S3: the listener that aborted settles first

test('S3: the invocation waits for the listener that aborted to settle', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  logEverything(actions, log)
  actions.addListener('beforeAcceptTask', async (_payload, abort) => {
    abort('no')
    await hold.promise
    log.push('tidied up')
  })

  const failure = abortion(actions.invokeAction('AcceptTask')).then(() => log.push('rejected'))
  await settled()
  log.push('released')
  hold.resolve()
  await failure

  assert.equal(log, ['released', 'tidied up', 'rejected'])
})

test('S3: an abort through the function of a listener that has returned stops at the one that is running', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  let abortLate!: (reason: unknown) => void
  logEverything(actions, log)
  actions.addListener('beforeAcceptTask', (_payload, abort) => {
    abortLate = abort
  })
  actions.addListener('beforeAcceptTask', async () => {
    await hold.promise
    log.push('settles')
  })

  const failure = abortion(actions.invokeAction('AcceptTask'))
  abortLate('changed my mind')
  await settled()
  log.push('released')
  hold.resolve()
  const error = await failure

  assert.is(error.reason, 'changed my mind')
  assert.equal(log, ['released', 'settles'])
})

for (const [what, failure] of [
  ['an error', new Error('listener')],
  ['undefined', undefined],
] as const) {
  for (const [how, fail] of [
    [
      'throws',
      () => {
        throw failure
      },
    ],
    ['rejects with', () => Promise.reject(failure)],
  ] as const) {
    test(`S3: when the listener that aborted ${how} ${what}, the abort stands and onListenerError gets that`, async () => {
      const reports: unknown[][] = []
      const actions = createActions({ onListenerError: (...args: unknown[]) => void reports.push(args) })
      const log: string[] = []
      let listenerCtx: unknown
      const listener = (_payload: unknown, abort: (reason?: unknown) => void, ctx: unknown) => {
        listenerCtx = ctx
        abort('no')
        return fail()
      }
      logEverything(actions, log)
      actions.addListener('beforeAcceptTask', listener)

      const error = await abortion(actions.invokeAction('AcceptTask'))

      const info = reports[0]?.[1] as { ctx: unknown; event: unknown; listener: unknown }
      assert.is(error.reason, 'no')
      assert.is(reports.length, 1)
      assert.is(reports[0]?.[0], failure)
      assert.is(info.ctx, listenerCtx)
      assert.is(info.event, 'beforeAcceptTask')
      assert.is(info.listener, listener)
      assert.equal(log, [])
    })
  }
}

test('S3: a foreign thenable of the listener that aborted may fail without changing anything', async () => {
  const reports: unknown[] = []
  const failure = new Error('then')
  const actions = createActions({ onListenerError: (error: unknown) => void reports.push(error) })
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (_payload, abort) => {
    abort('no')
    return {
      then() {
        throw failure
      },
    }
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
  assert.equal(reports, [failure])
})

// S3: who aborted

for (const [what, abortBy] of aborts) {
  test(`S3: ActionAbortedError names the listener of ${what}`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', noop)
    actions.addListener('beforeAcceptTask', function veto(_payload, abort, ctx) {
      abortBy(ctx, abort)
    })

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.equal(error.by, { kind: 'before', name: 'veto', scope: undefined })
  })

  test(`S3: ActionAbortedError names the listener of ${what} that had waited before`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', async function veto(_payload, abort, ctx) {
      await settled()
      abortBy(ctx, abort)
    })

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.equal(error.by, { kind: 'before', name: 'veto', scope: undefined })
  })
}

test('S3: ActionAbortedError names the listener as its options do, and its scope', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.scope('crm-plugin').addListener('beforeAcceptTask', (_payload, abort) => abort(), { name: 'wrap-up check' })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(error.by, { kind: 'before', name: 'wrap-up check', scope: 'crm-plugin' })
})

test('S3: ActionAbortedError knows no name of an anonymous listener', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort())

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(error.by, { kind: 'before', name: undefined, scope: undefined })
})

test('S3: ActionAbortedError names the second of two invocations by its own listener', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', async function slow(payload, abort) {
    await hold.promise
    if (payload === 1) abort()
  })
  actions.addListener('beforeAcceptTask', function quick(_payload, abort) {
    abort()
  })

  const failures = [1, 2].map((payload) => abortion(actions.invokeAction('AcceptTask', payload)))
  hold.resolve()
  const errors = await Promise.all(failures)

  assert.equal(
    errors.map((error) => error.by?.name),
    ['slow', 'quick'],
  )
})

test('S3: ActionAbortedError names no listener that merely was running when another one aborted', async () => {
  const actions = createActions()
  const hold = deferred()
  let abortLate!: () => void
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', function culprit(_payload, abort) {
    abortLate = abort
  })
  actions.addListener('beforeAcceptTask', function bystander() {
    return hold.promise
  })

  const failure = abortion(actions.invokeAction('AcceptTask'))
  abortLate()
  hold.resolve()
  const error = await failure

  assert.is.not(error.by?.name, 'bystander')
})

test('S3: ActionAbortedError names the listener whose abort it was, when that comes late and the listener takes a ctx, too', async () => {
  const actions = createActions()
  const hold = deferred()
  let abortLate!: () => void
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', function culprit(_payload, abort, _ctx) {
    abortLate = abort
  })
  actions.addListener('beforeAcceptTask', function bystander() {
    return hold.promise
  })

  const failure = abortion(actions.invokeAction('AcceptTask'))
  abortLate()
  hold.resolve()

  assert.equal((await failure).by, { kind: 'before', name: 'culprit', scope: undefined })
})

test('S3: ActionAbortedError names the middleware that aborted', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async function guard(ctx, next) {
    ctx.abort('no')
    await next()
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(error.by, { kind: 'middleware', name: 'guard', scope: undefined })
})

test('S3: ActionAbortedError names the middleware that aborted after it had waited', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async function guard(ctx, next) {
    await settled()
    ctx.abort('no')
    await next()
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(error.by, { kind: 'middleware', name: 'guard', scope: undefined })
})

test('S3: ActionAbortedError names the middleware that aborted right after calling next(), not the listener that waits inside', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async function hasty(ctx, next) {
    const inside = next()
    ctx.abort('no')
    await inside
  })
  actions.addListener('beforeAcceptTask', () => hold.promise)

  const running = abortion(actions.invokeAction('AcceptTask'))
  hold.resolve()
  const { by } = await running

  assert.equal(by, { kind: 'middleware', name: 'hasty', scope: undefined })
})

test('S3: ActionAbortedError names the outer middleware that aborted right after calling next(), not the inner one that waits', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async function hasty(ctx, next) {
    const inside = next()
    ctx.abort('no')
    await inside
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await hold.promise
    await next()
  })

  const running = abortion(actions.invokeAction('AcceptTask'))
  hold.resolve()
  const { by } = await running

  assert.is(by?.name, 'hasty')
})

test('S3: ActionAbortedError names the listener that aborted after it had waited, not the middleware that waits for next()', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', (_ctx, next) => next())
  actions.addListener('beforeAcceptTask', async function guard(_payload, _abort, ctx) {
    await settled()
    ctx.abort('no')
  })

  const { by } = await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(by, { kind: 'before', name: 'guard', scope: undefined })
})

test('S3: ActionAbortedError names the payloadUpdate that aborted', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop, function prepare(_payload, ctx) {
    ctx.abort('no')
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(error.by, { kind: 'payloadUpdate', name: 'prepare', scope: undefined })
})

test('S3: ActionAbortedError names the replacement that aborted', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.replaceAction('AcceptTask', function dialog(payload, original, ctx) {
    ctx.abort('no')
    return original(payload)
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(error.by, { kind: 'replacement', name: 'dialog', scope: undefined })
})

// S3: an abort from anywhere else

test('S3: an abort of middleware before next() starts nothing inside, and next() rejects with it', async () => {
  const actions = createActions()
  const log: string[] = []
  let seen: unknown
  logEverything(actions, log)
  actions.use('AcceptTask', async (ctx, next) => {
    log.push('outer')
    ctx.abort('no')
    seen = await rejection(next())
    throw seen
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    log.push('inner')
    await next()
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
  assert.is(seen, error)
  assert.equal(log, ['outer'])
})

test('S3: middleware that aborts and returns without next() has aborted', async () => {
  const actions = createActions()
  const log: string[] = []
  logEverything(actions, log)
  actions.use('AcceptTask', (ctx) => {
    ctx.result = 'cached'
    ctx.abort('no')
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
  assert.equal(log, [])
})

test('S3: middleware that aborts and does not wait for its next() has aborted', async () => {
  const actions = createActions()
  const log: string[] = []
  logEverything(actions, log)
  actions.use('AcceptTask', (ctx, next) => {
    ctx.abort('no')
    next()
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
  assert.equal(log, [])
})

test('S3: middleware that aborts after it has waited, before next(), has aborted', async () => {
  const actions = createActions()
  const log: string[] = []
  logEverything(actions, log)
  actions.use('AcceptTask', async (ctx, next) => {
    await settled()
    ctx.aborted = true
    await next()
  })

  await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(log, [])
})

test('S3: an abort of inner middleware rejects the next() of the outer one', async () => {
  const actions = createActions()
  const log: string[] = []
  let seen: unknown
  logEverything(actions, log)
  actions.use(async (_ctx, next) => {
    seen = await rejection(next())
    throw seen
  })
  actions.use('AcceptTask', (ctx) => ctx.abort('no'))

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(seen, error)
  assert.equal(log, [])
})

test('S3: an abort of a listener rejects the next() of all middleware with the same error', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', noop)
  for (const _ of [1, 2]) {
    actions.use('AcceptTask', async (_ctx, next) => {
      const error = await rejection(next())
      seen.push(error)
      throw error
    })
  }
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(seen.length, 2)
  assert.is(seen[0], error)
  assert.is(seen[1], error)
})

test('S3: an abort of the payloadUpdate stops before the first before-listener', async () => {
  const actions = createActions()
  const log: string[] = []
  logEverything(actions, log)
  actions.registerAction('AcceptTask', () => log.push('core'), {
    override: true,
    payloadUpdate: async (_payload, ctx) => {
      await settled()
      ctx.abort('no')
      return 'updated'
    },
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
  assert.equal(log, [])
})

test('S3: an abort of a replacement before original() does not start the core, and original() rejects with it', async () => {
  const actions = createActions()
  const log: string[] = []
  let seen: unknown
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.replaceAction('AcceptTask', () => log.push('older replacement'))
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.addListener('errorAcceptTask', () => log.push('error'))
  actions.replaceAction('AcceptTask', async (payload, original, ctx) => {
    ctx.abort('no')
    seen = await rejection(original(payload))
    throw seen
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
  assert.is(seen, error)
  assert.equal(log, [])
})

test('S3: a replacement that aborts and returns a result without original() has aborted', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.replaceAction('AcceptTask', (_payload, _original, ctx) => {
    ctx.abort('no')
    return 'replaced'
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
  assert.equal(log, [])
})

test('S3: an older replacement that aborts and returns a result rejects the original() of the newer one', async () => {
  const actions = createActions()
  let seen: unknown
  actions.registerAction('AcceptTask', noop)
  actions.replaceAction('AcceptTask', (_payload, _original, ctx) => {
    ctx.abort('no')
    return 'older'
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    seen = await rejection(original(payload))
    throw seen
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
  assert.is(seen, error)
})

test('S3: a replacement that aborts after it has waited has aborted', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.replaceAction('AcceptTask', async (payload, original, ctx) => {
    await settled()
    ctx.abort('no')
    return original(payload)
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
  assert.equal(log, [])
})

test('S3: an abort while an older replacement waits stops it before the core', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.replaceAction('AcceptTask', async (payload, original) => {
    log.push('older')
    await hold.promise
    return original(payload)
  })
  actions.replaceAction('AcceptTask', async (payload, original, ctx) => {
    const promise = original(payload)
    ctx.abort('no')
    return promise
  })

  const failure = abortion(actions.invokeAction('AcceptTask'))
  hold.resolve()
  const error = await failure

  assert.is(error.reason, 'no')
  assert.equal(log, ['older'])
})

test('S3: an abort stands although the older replacement has been settled without the core', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.replaceAction('AcceptTask', () => 'older')
  actions.replaceAction('AcceptTask', async (payload, original, ctx) => {
    const result = await original(payload)
    ctx.abort('no')
    return result
  })
  actions.addListener('afterAcceptTask', () => log.push('after'))

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
  assert.equal(log, [])
})

test('S3: an abort from outside waits for the listener that is running, and stops the rest', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  let held!: Abortable
  logEverything(actions, log)
  actions.addListener('beforeAcceptTask', async (_payload, _abort, ctx) => {
    held = ctx
    await hold.promise
    log.push('settles')
  })

  const failure = abortion(actions.invokeAction('AcceptTask')).then((error) => {
    log.push('rejected')
    return error
  })
  held.abort('from outside')
  await settled()
  log.push('released')
  hold.resolve()
  const error = await failure

  assert.is(error.reason, 'from outside')
  assert.equal(log, ['released', 'settles', 'rejected'])
})

test('S3: an abort from outside while the payloadUpdate waits stops the rest', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  let held!: Abortable
  logEverything(actions, log)
  actions.registerAction('AcceptTask', () => log.push('core'), {
    override: true,
    payloadUpdate: (_payload, ctx) => {
      held = ctx
      return hold.promise
    },
  })

  const failure = abortion(actions.invokeAction('AcceptTask'))
  held.aborted = true
  hold.resolve()
  await failure

  assert.equal(log, [])
})

test('S3: an abort from outside while middleware waits before next() stops the rest', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  let held!: Abortable
  logEverything(actions, log)
  actions.use('AcceptTask', async (ctx, next) => {
    held = ctx
    await hold.promise
    await next()
  })

  const failure = abortion(actions.invokeAction('AcceptTask'))
  held.abort('from outside')
  hold.resolve()
  const error = await failure

  assert.is(error.reason, 'from outside')
  assert.equal(log, [])
})

test('S3: an abort from outside while a replacement waits before original() stops the rest', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  let held!: Abortable
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.replaceAction('AcceptTask', async (payload, original, ctx) => {
    held = ctx
    await hold.promise
    return original(payload)
  })

  const failure = abortion(actions.invokeAction('AcceptTask'))
  held.abort('from outside')
  hold.resolve()
  const error = await failure

  assert.is(error.reason, 'from outside')
  assert.equal(log, [])
})

test('S3: an abort by a nested invocation of a listener is the abort of its parent', async () => {
  const actions = createActions()
  const log: string[] = []
  logEverything(actions, log)
  actions.registerAction('Child', (_payload, ctx) => ctx.parent?.abort('the child said so'))
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => ctx.invokeAction('Child'))

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.action, 'AcceptTask')
  assert.is(error.reason, 'the child said so')
  assert.equal(log, [])
})

for (const [what, attach] of [
  [
    'middleware',
    (actions: Actions, failure: Error) => {
      const fn = (ctx: Abortable) => {
        ctx.abort('no')
        throw failure
      }
      actions.use('AcceptTask', fn)
      return fn
    },
  ],
  [
    'a replacement',
    (actions: Actions, failure: Error) => {
      const fn = async (_payload: unknown, _original: unknown, ctx: Abortable) => {
        ctx.abort('no')
        throw failure
      }
      actions.replaceAction('AcceptTask', fn)
      return fn
    },
  ],
  [
    'a payloadUpdate',
    (actions: Actions, failure: Error) => {
      const fn = (_payload: unknown, ctx: Abortable) => {
        ctx.abort('no')
        throw failure
      }
      actions.registerAction('AcceptTask', noop, { override: true, payloadUpdate: fn })
      return fn
    },
  ],
] as const) {
  test(`S3: when ${what} that aborted throws, the abort stands and the error goes to onListenerError`, async () => {
    const reports: [unknown, { event?: unknown; listener?: unknown }][] = []
    const failure = new Error('inside')
    const actions = createActions({
      onListenerError: (error: unknown, info: object) => void reports.push([error, info]),
    })
    actions.registerAction('AcceptTask', noop)
    const fn = attach(actions, failure)

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.is(error.reason, 'no')
    assert.is(reports.length, 1)
    assert.is(reports[0]?.[0], failure)
    assert.is(reports[0]?.[1].event, undefined)
    assert.is(reports[0]?.[1].listener, fn)
  })
}

// S3: an abort stands, unless

test('S3: middleware outside that catches an abort and gives a result has taken it back', async () => {
  const actions = createActions()
  const log: string[] = []
  logEverything(actions, log)
  actions.use('AcceptTask', async (ctx, next) => {
    try {
      await next()
    } catch {
      ctx.result = 'instead'
    }
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'instead')
  assert.equal(log, [])
})

for (const [what, before, instead] of [
  ['that was assigned before', 'offline', 'offline'],
  ['that is undefined', undefined, undefined],
]) {
  test(`S3: middleware outside that catches an abort and gives a result ${what} has taken it back`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', () => 'core')
    actions.use('AcceptTask', async (ctx, next) => {
      ctx.result = before
      await next().catch(() => {
        ctx.result = instead
      })
    })
    actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, instead)
  })
}

test('S3: ctx.aborted and ctx.abortReason tell of an abort that has been taken back, too', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', noop)
  actions.use(async (ctx, next) => {
    await next()
    log.push(ctx.aborted, ctx.abortReason, ctx.result)
  })
  actions.use('AcceptTask', async (ctx, next) => {
    await next().catch(() => {
      ctx.result = 'instead'
    })
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))

  await actions.invokeAction('AcceptTask')

  assert.equal(log, [true, 'no', 'instead'])
})

test('S3: the next() outside of middleware that took an abort back resolves', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', noop)
  actions.use(async (ctx, next) => {
    await next()
    log.push(ctx.result)
  })
  actions.use('AcceptTask', async (ctx, next) => {
    try {
      await next()
    } catch {
      ctx.result = 'instead'
    }
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'instead')
  assert.equal(log, ['instead'])
})

test('S3: an abort of inner middleware may be taken back outside it', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use(async (ctx, next) => {
    try {
      await next()
    } catch {
      ctx.result = 'instead'
    }
  })
  actions.use('AcceptTask', (ctx) => ctx.abort('no'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'instead')
})

test('S3: an abort of a replacement may be taken back by middleware', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use(async (ctx, next) => {
    try {
      await next()
    } catch {
      ctx.result = 'instead'
    }
  })
  actions.replaceAction('AcceptTask', (payload, original, ctx) => {
    ctx.abort('no')
    return original(payload)
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'instead')
})

test('S3: middleware outside that swallows an abort and gives no result has not taken it back', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async (_ctx, next) => {
    await next().catch(noop)
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
})

test('S3: middleware that catches its own abort has not taken it back', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async (ctx, next) => {
    ctx.abort('no')
    try {
      await next()
    } catch {
      ctx.result = 'mine'
    }
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
})

test('S3: middleware that catches its own abort has not taken it back, though the same function stands further in', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  const twice = async (ctx: Abortable & { result: unknown }, next: () => Promise<void>) => {
    ctx.abort('no')
    try {
      await next()
    } catch {
      ctx.result = 'mine'
    }
  }
  actions.use('AcceptTask', twice)
  actions.use('AcceptTask', twice)

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
})

test('S3: an abort that middleware could not take back itself may be taken back outside it', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use(async (ctx, next) => {
    try {
      await next()
    } catch {
      ctx.result = 'outside'
    }
  })
  actions.use('AcceptTask', async (ctx, next) => {
    ctx.abort('no')
    try {
      await next()
    } catch {
      ctx.result = 'mine'
    }
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'outside')
})

test('S3: middleware inside the one that aborted cannot take it back', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('AcceptTask', noop)
  actions.use(async (ctx, next) => {
    const promise = next()
    ctx.abort('no')
    await promise
  })
  actions.use('AcceptTask', async (ctx, next) => {
    try {
      await next()
    } catch {
      ctx.result = 'inside'
    }
  })
  actions.addListener('beforeAcceptTask', () => hold.promise)

  const failure = abortion(actions.invokeAction('AcceptTask'))
  hold.resolve()
  const error = await failure

  assert.is(error.reason, 'no')
})

test('S3: a replacement outside cannot take back what an older replacement aborted', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.replaceAction('AcceptTask', (payload, original, ctx) => {
    ctx.abort('no')
    return original(payload)
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    try {
      return await original(payload)
    } catch {
      return 'instead'
    }
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
})

test('S3: an abort stands when middleware outside catches it and throws something else, which is reported', async () => {
  const reports: [unknown, { event?: unknown; listener?: unknown }][] = []
  const actions = createActions({ onListenerError: (error: unknown, info: object) => void reports.push([error, info]) })
  const failure = new Error('middleware')
  const middleware = async (_ctx: unknown, next: () => Promise<unknown>) => {
    await next().catch(noop)
    throw failure
  }
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', middleware)
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
  assert.is(reports.length, 1)
  assert.is(reports[0]?.[0], failure)
  assert.is(reports[0]?.[1].event, undefined)
  assert.is(reports[0]?.[1].listener, middleware)
})

test('S3: middleware outside that throws the abort on is not reported', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error: unknown) => void reports.push(error) })
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async (_ctx, next) => {
    const error = await rejection(next())
    throw error
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))

  await abortion(actions.invokeAction('AcceptTask'))

  assert.equal(reports, [])
})

test('S3: middleware outside that swallows an abort has not taken it back by a result of the party that aborted', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use(async (_ctx, next) => {
    await next().catch(noop)
  })
  actions.use('AcceptTask', async (ctx, next) => {
    ctx.abort('no')
    try {
      await next()
    } catch {
      ctx.result = 'mine'
    }
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
})

test('S3: a listener that aborts and assigns ctx.result has given no result for it', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async (_ctx, next) => {
    await next().catch(noop)
  })
  actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => {
    abort('no')
    ctx.result = 'of the listener'
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
})

test('S3: a replacement that throws something else after an abort further in is reported', async () => {
  const reports: [unknown, { event?: unknown; listener?: unknown }][] = []
  const actions = createActions({ onListenerError: (error: unknown, info: object) => void reports.push([error, info]) })
  const failure = new Error('newer')
  const newer = async (payload: unknown, original: (payload: unknown) => Promise<unknown>) => {
    await original(payload).catch(noop)
    throw failure
  }
  actions.registerAction('AcceptTask', noop)
  actions.replaceAction('AcceptTask', (_payload, _original, ctx) => ctx.abort('no'))
  actions.replaceAction('AcceptTask', newer)

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'no')
  assert.is(reports.length, 1)
  assert.is(reports[0]?.[0], failure)
  assert.is(reports[0]?.[1].event, undefined)
  assert.is(reports[0]?.[1].listener, newer)
})

test('S3: an abort from outside stands when the listener that was running then fails, which is reported', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error: unknown) => void reports.push(error) })
  const hold = deferred()
  const failure = new Error('listener')
  let held!: Abortable
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    held = ctx
    return hold.promise
  })

  const aborted = abortion(actions.invokeAction('AcceptTask'))
  held.abort('from outside')
  hold.reject(failure)
  const error = await aborted

  assert.is(error.reason, 'from outside')
  assert.is(reports.length, 1)
  assert.is(reports[0], failure)
})

// S3: the core does not start, whatever becomes of the invocation

test('S3: an abort that was taken back still keeps a listener that waits from going on to the core', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  logEverything(actions, log)
  actions.use(async (ctx, next) => {
    await rejection(next())
    ctx.result = 'instead'
  })
  actions.use('AcceptTask', (ctx, next) => {
    next().catch(noop)
    ctx.abort('no')
  })
  actions.addListener('beforeAcceptTask', () => hold.promise)

  const result = await actions.invokeAction('AcceptTask')
  hold.resolve()
  await settled()

  assert.is(result, 'instead')
  assert.equal(log, [])
})

test('S3: an abort that was taken back still keeps inner middleware that waits from going on', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const seen: unknown[] = []
  logEverything(actions, log)
  actions.use(async (ctx, next) => {
    seen.push(await rejection(next()))
    ctx.result = 'instead'
  })
  actions.use('AcceptTask', (ctx, next) => {
    next().catch(noop)
    ctx.abort('no')
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await hold.promise
    seen.push(await rejection(next()))
  })

  const result = await actions.invokeAction('AcceptTask')
  hold.resolve()
  await settled()

  assert.is(result, 'instead')
  assert.equal(log, [])
  assert.instance(seen[0], ActionAbortedError)
  assert.is(seen[1], seen[0])
})

test('S3: an abort that was taken back still keeps an older replacement that waits from the core', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.use(async (ctx, next) => {
    seen.push(await rejection(next()))
    ctx.result = 'instead'
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await hold.promise
    seen.push(await rejection(original(payload)))
  })
  actions.replaceAction('AcceptTask', (payload, original, ctx) => {
    original(payload).catch(noop)
    ctx.abort('no')
  })

  const result = await actions.invokeAction('AcceptTask')
  hold.resolve()
  await settled()

  assert.is(result, 'instead')
  assert.equal(log, [])
  assert.instance(seen[0], ActionAbortedError)
  assert.is(seen[1], seen[0])
})

test('S3: a listener whose next() lost a race can still abort, since the core has not started', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  logEverything(actions, log)
  actions.use('AcceptTask', async (ctx, next) => {
    await Promise.race([next(), Promise.resolve()])
    ctx.result = 'quick'
  })
  actions.addListener('beforeAcceptTask', async (_payload, abort) => {
    await hold.promise
    abort('no')
  })

  const result = await actions.invokeAction('AcceptTask')
  hold.resolve()
  await settled()

  assert.is(result, 'quick')
  assert.equal(log, [])
})

test('S3: a listener that middleware gave up with an error can still abort, since the core has not started', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const failure = new Error('took too long')
  logEverything(actions, log)
  actions.use('AcceptTask', async (_ctx, next) => {
    await Promise.race([next(), Promise.reject(failure)])
  })
  actions.addListener('beforeAcceptTask', async (_payload, abort) => {
    await hold.promise
    abort('no')
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))
  hold.resolve()
  await settled()

  assert.is(error, failure)
  assert.equal(log, ['error'])
})

// S3: when it is too late to abort

for (const [what, abortBy] of [
  ['ctx.abort(reason)', (ctx: Abortable) => ctx.abort('late')],
  [
    'ctx.aborted = true',
    (ctx: Abortable) => {
      ctx.aborted = true
    },
  ],
] as const) {
  test(`S3: ${what} in the core does nothing`, async () => {
    const actions = createActions()
    const log: unknown[] = []
    actions.registerAction('AcceptTask', (_payload, ctx) => {
      abortBy(ctx)
      log.push(ctx.aborted, ctx.abortReason)
      return 'done'
    })
    actions.addListener('afterAcceptTask', () => log.push('after'))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'done')
    assert.equal(log, [false, undefined, 'after'])
  })

  test(`S3: ${what} while the core is running does nothing`, async () => {
    const actions = createActions()
    const hold = deferred()
    let held!: Abortable
    actions.registerAction('AcceptTask', async (_payload, ctx) => {
      held = ctx
      await hold.promise
      return 'done'
    })

    const promise = actions.invokeAction('AcceptTask')
    abortBy(held)
    hold.resolve()

    assert.is(await promise, 'done')
    assert.is(held.aborted, false)
  })

  test(`S3: ${what} in an after-listener does nothing`, async () => {
    const actions = createActions()
    const log: unknown[] = []
    actions.registerAction('AcceptTask', () => 'done')
    actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
      abortBy(ctx)
      log.push(ctx.aborted)
    })
    actions.addListener('afterAcceptTask', () => log.push('after'))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'done')
    assert.equal(log, [false, 'after'])
  })

  test(`S3: ${what} after next() does nothing`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', () => 'done')
    actions.use('AcceptTask', async (ctx, next) => {
      await next()
      abortBy(ctx)
    })

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'done')
  })

  test(`S3: ${what} of a replacement after original() does nothing`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', () => 'done')
    actions.replaceAction('AcceptTask', async (payload, original, ctx) => {
      const result = await original(payload)
      abortBy(ctx)
      return result
    })

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'done')
  })

  test(`S3: ${what} between a core that failed and its retry does nothing`, async () => {
    const actions = createActions()
    let calls = 0
    actions.registerAction('AcceptTask', () => {
      calls++
      if (calls === 1) throw new Error('flaky')
      return `call ${calls}`
    })
    actions.replaceAction('AcceptTask', async (payload, original, ctx) => {
      await rejection(original(payload))
      abortBy(ctx)
      return original(payload)
    })

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'call 2')
  })

  test(`S3: ${what} does nothing once the outermost replacement has fulfilled without the core`, async () => {
    const actions = createActions()
    const log: unknown[] = []
    actions.registerAction('AcceptTask', () => log.push('core'))
    actions.use('AcceptTask', async (ctx, next) => {
      await next()
      abortBy(ctx)
      log.push(ctx.aborted)
    })
    actions.replaceAction('AcceptTask', () => 'replaced')
    actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
      abortBy(ctx)
      log.push(ctx.aborted)
    })
    actions.addListener('afterAcceptTask', () => log.push('after'))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'replaced')
    assert.equal(log, [false, 'after', false])
  })

  test(`S3: ${what} does nothing once the outermost replacement has failed without the core`, async () => {
    const actions = createActions()
    const failure = new Error('replacement')
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', noop)
    actions.use('AcceptTask', async (ctx, next) => {
      const error = await rejection(next())
      abortBy(ctx)
      seen.push(ctx.aborted)
      throw error
    })
    actions.replaceAction('AcceptTask', () => {
      throw failure
    })

    const error = await rejection(actions.invokeAction('AcceptTask'))

    assert.is(error, failure)
    assert.equal(seen, [false])
  })

  test(`S3: ${what} does nothing once the stack inside has failed before the core`, async () => {
    const actions = createActions()
    const failure = new Error('listener')
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', noop)
    actions.use('AcceptTask', async (ctx, next) => {
      const error = await rejection(next())
      abortBy(ctx)
      seen.push(ctx.aborted)
      throw error
    })
    actions.addListener('beforeAcceptTask', () => {
      throw failure
    })

    const error = await rejection(actions.invokeAction('AcceptTask'))

    assert.is(error, failure)
    assert.equal(seen, [false])
  })

  test(`S3: ${what} of middleware that recovered from a failure before the core does nothing`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop, () => {
      throw new Error('payloadUpdate')
    })
    actions.use('AcceptTask', async (ctx, next) => {
      await rejection(next())
      ctx.result = 'recovered'
      abortBy(ctx)
    })

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'recovered')
  })

  test(`S3: ${what} does nothing once the stack inside has been short-circuited`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', noop)
    actions.use(async (ctx, next) => {
      await next()
      abortBy(ctx)
      seen.push(ctx.aborted)
    })
    actions.use('AcceptTask', (ctx) => {
      ctx.result = 'cached'
    })

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'cached')
    assert.equal(seen, [false])
  })

  test(`S3: ${what} in an error-listener does nothing`, async () => {
    const actions = createActions()
    const failure = new Error('listener')
    const log: unknown[] = []
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', () => {
      throw failure
    })
    actions.addListener('errorAcceptTask', (_payload, _error, ctx) => {
      abortBy(ctx)
      log.push(ctx.aborted)
    })
    actions.addListener('errorAcceptTask', () => log.push('error'))

    const error = await rejection(actions.invokeAction('AcceptTask'))

    assert.is(error, failure)
    assert.equal(log, [false, 'error'])
  })

  test(`S3: ${what} after the invocation has settled does nothing`, async () => {
    const actions = createActions()
    let held!: Abortable
    actions.registerAction('AcceptTask', (_payload, ctx) => {
      held = ctx
    })
    await actions.invokeAction('AcceptTask')

    abortBy(held)

    assert.is(held.aborted, false)
    assert.is(held.abortReason, undefined)
  })
}

test('S3: the abort function of a listener does nothing once the core has started', async () => {
  const actions = createActions()
  const hold = deferred()
  let abortLate!: (reason: unknown) => void
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    return 'done'
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => {
    abortLate = abort
  })

  const promise = actions.invokeAction('AcceptTask')
  abortLate('late')
  hold.resolve()

  assert.is(await promise, 'done')
})

test('S3: an abort does nothing as soon as the promise of the outermost replacement has fulfilled', async () => {
  const actions = createActions()
  const replaced = deferred<string>()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', noop)
  actions.replaceAction('AcceptTask', (_payload, _original, ctx) => {
    const abort = () => {
      ctx.abort('late')
      log.push(ctx.aborted)
    }
    void replaced.promise.then(() => queueMicrotask(abort))
    return replaced.promise
  })

  const running = actions.invokeAction('AcceptTask')
  replaced.resolve('replaced')
  const result = await running

  assert.is(result, 'replaced')
  assert.equal(log, [false])
})

test('S3: a listener that aborts before it waits and again when it is too late has aborted once', async () => {
  const actions = createActions()
  let abortLate!: (reason: unknown) => void
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (_payload, abort) => {
    abortLate = abort
    abort('first')
  })

  const error = await abortion(actions.invokeAction('AcceptTask'))
  abortLate('late')

  assert.is(error.reason, 'first')
})

test('S3: middleware that caught an abort cannot abort for another reason', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async (ctx, next) => {
    const error = await rejection(next())
    ctx.abort('second')
    throw error
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('first'))

  const error = await abortion(actions.invokeAction('AcceptTask'))

  assert.is(error.reason, 'first')
})

// S3: a listener that fails

const failures: [what: string, failure: unknown][] = [
  ['an error', new Error('listener')],
  ['a frozen error', Object.freeze(new Error('frozen'))],
  ['undefined', undefined],
  ['null', null],
  ['a string', 'listener'],
]

for (const [what, failure] of failures) {
  for (const [how, fail] of [
    [
      'throws',
      () => {
        throw failure
      },
    ],
    ['rejects with', () => Promise.reject(failure)],
    [
      'returns a foreign thenable that rejects with',
      () => ({ then: (_: unknown, no: (e: unknown) => void) => no(failure) }),
    ],
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
    test(`S3: a listener that ${how} ${what} fails closed with just that`, async () => {
      const actions = createActions()
      const log: unknown[] = []
      logEverything(actions, log as string[])
      actions.addListener('beforeAcceptTask', fail)

      const outcome = await actions.invokeAction('AcceptTask').then(
        () => ['fulfilled'],
        (error: unknown) => ['rejected', error],
      )

      assert.is(outcome[0], 'rejected')
      assert.is(outcome[1], failure)
      assert.equal(log, ['error'])
    })
  }
}

test('S3: the error of a listener that fails passes through untouched', async () => {
  const actions = createActions()
  const failure = new Error('listener')
  const before = { stack: failure.stack, message: failure.message, keys: Reflect.ownKeys(failure) }
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', () => {
    throw failure
  })

  await rejection(actions.invokeAction('AcceptTask'))

  assert.equal({ stack: failure.stack, message: failure.message, keys: Reflect.ownKeys(failure) }, before)
})

test('S3: a listener that fails is not reported to onListenerError as well', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error: unknown) => void reports.push(error) })
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', () => {
    throw new Error('listener')
  })

  await rejection(actions.invokeAction('AcceptTask'))

  assert.equal(reports, [])
})

test('S3: aborts and failures leave no unhandled rejection behind', async () => {
  const actions = createActions({ onListenerError: noop })
  actions.registerAction('AcceptTask', noop)
  actions.use((ctx, next) => {
    if (ctx.payload === 'middleware') ctx.abort()
    next()
  })
  actions.addListener('beforeAcceptTask', async (payload, abort) => {
    if (payload === 'abort' || payload === 'abort and fail') abort()
    if (payload === 'fail' || payload === 'abort and fail') throw new Error('listener')
  })

  const unhandled = await unhandledDuring(async () => {
    for (const payload of ['middleware', 'abort', 'fail', 'abort and fail']) {
      await rejection(actions.invokeAction('AcceptTask', payload))
    }
  })

  assert.equal(unhandled, [])
})

for (const [how, abort] of [
  ['ctx.abort(reason)', (ctx: Abortable) => ctx.abort('no')],
  [
    'ctx.aborted = true',
    (ctx: Abortable) => {
      ctx.aborted = true
    },
  ],
] as const) {
  test(`S3: ${how} in a before-listener is put down to it, not to the middleware that is waiting for next()`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)
    actions.use(function outer(_ctx, next) {
      return next()
    })
    actions.addListener('beforeAcceptTask', function check(_payload, _abort, ctx) {
      abort(ctx)
    })

    const { by } = await abortion(actions.invokeAction('AcceptTask'))

    assert.equal(by, { kind: 'before', name: 'check', scope: undefined })
  })
}

for (const [what, middleware] of [
  ['aborts and returns without next()', (ctx) => ctx.abort('no')],
  [
    'aborts and returns something',
    (ctx) => {
      ctx.abort('no')
      return 'something'
    },
  ],
  ['swallows the rejection of its next()', async (_ctx, next) => next().catch(noop)],
  ['swallows the rejection of its next() and returns something', async (_ctx, next) => next().catch(() => 'something')],
] as [string, (ctx: Abortable, next: () => Promise<unknown>) => unknown][]) {
  test(`S3: middleware that ${what} has failed with nothing of its own that could be reported`, async () => {
    const reports: unknown[] = []
    const actions = createActions({ onListenerError: (error) => reports.push(error) })
    actions.registerAction('AcceptTask', noop)
    actions.use(middleware)
    actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))

    const { reason } = await abortion(actions.invokeAction('AcceptTask'))

    assert.is(reason, 'no')
    assert.equal(reports, [])
  })
}

test('S2: a once-listener that is in the stacks of two invocations in flight, built before and after a change, is called once', async () => {
  const actions = createActions()
  const gate = deferred()
  let calls = 0
  actions.registerAction('AcceptTask', () => {})
  actions.addListener('beforeAcceptTask', () => gate.promise)
  actions.addListener('beforeAcceptTask', () => void calls++, { once: true })
  const first = actions.invokeAction('AcceptTask')
  actions.addListener('afterAcceptTask', () => {})
  const second = actions.invokeAction('AcceptTask')
  gate.resolve()
  await Promise.all([first, second])

  assert.is(calls, 1)
})

test('S3: of several with the order ±Infinity those that were attached first run first, and all others in between', async () => {
  const actions = createActions()
  const log: number[] = []
  actions.registerAction('AcceptTask', () => {})
  const orders = [Infinity, 3, -Infinity, Infinity, 1, -Infinity, 2]
  for (const [i, order] of orders.entries()) {
    actions.addListener('beforeAcceptTask', () => void log.push(i), { order })
  }
  await actions.invokeAction('AcceptTask')

  assert.equal(log, [2, 5, 4, 6, 1, 0, 3])
})

test('S3: the first abort counts, also when a listener on ctx.signal aborts again', async () => {
  const actions = createActions()
  let reason: unknown
  actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => {
    ctx.signal.addEventListener('abort', () => ctx.abort('second'))
    abort('first')
    reason = ctx.abortReason
  })
  actions.registerAction('AcceptTask', () => 'core')

  assert.is(((await rejection(actions.invokeAction('AcceptTask'))) as { reason: unknown }).reason, 'first')
  assert.is(reason, 'first')
})

test.run()
