// What an abort by middleware, a payloadUpdate or a replacement does (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { type Abortable, type Actions, abortion, logEverything, noop } from './aborts.js'

test('S3: when middleware aborts before next(), nothing inside it starts, and next() rejects with the abort', async () => {
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

/** Each attaches one party that aborts, and says with which reason, and who has run by then. */
const ABORTING: [what: string, attach: (actions: Actions, log: string[]) => void, reason: unknown, log: string[]][] = [
  [
    'middleware that aborts and returns without next()',
    (actions) =>
      actions.use('AcceptTask', (ctx) => {
        ctx.result = 'cached'
        ctx.abort('no')
      }),
    'no',
    [],
  ],
  [
    'middleware that aborts and does not wait for its next()',
    (actions) =>
      actions.use('AcceptTask', (ctx, next) => {
        ctx.abort('no')
        next()
      }),
    'no',
    [],
  ],
  [
    'middleware that waits and then aborts before next()',
    (actions) =>
      actions.use('AcceptTask', async (ctx, next) => {
        await settled()
        ctx.aborted = true
        await next()
      }),
    undefined,
    [],
  ],
  [
    'a payloadUpdate that waits, aborts and returns a payload',
    (actions, log) =>
      actions.registerAction('AcceptTask', () => log.push('core'), {
        override: true,
        payloadUpdate: async (_payload: unknown, ctx: Abortable) => {
          await settled()
          ctx.abort('no')
          return 'updated'
        },
      }),
    'no',
    [],
  ],
  [
    'a replacement that aborts and returns a result without original()',
    (actions) =>
      actions.replaceAction('AcceptTask', (_payload, _original, ctx) => {
        ctx.abort('no')
        return 'replaced'
      }),
    'no',
    ['last before'],
  ],
  [
    'a replacement that waits and then aborts before original()',
    (actions) =>
      actions.replaceAction('AcceptTask', async (payload, original, ctx) => {
        await settled()
        ctx.abort('no')
        return original(payload)
      }),
    'no',
    ['last before'],
  ],
]

for (const [what, attach, reason, expected] of ABORTING) {
  test(`S3: ${what} has aborted, and no later party runs`, async () => {
    const actions = createActions()
    const log: string[] = []
    logEverything(actions, log)
    attach(actions, log)

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.is(error.reason, reason)
    assert.equal(log, expected)
  })
}

test('S3: when inner middleware aborts, the next() of outer middleware rejects with the abort', async () => {
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

test('S3: when a listener aborts, the next() of all middleware rejects with the same error', async () => {
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

test('S3: when a replacement aborts before original(), the core does not start, and original() rejects with the abort', async () => {
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

test('S3: when an older replacement aborts and returns a result, the original() of the newer one rejects', async () => {
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

test('S3: when a replacement aborts while an older replacement waits, the core does not start', async () => {
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

test('S3: a replacement can abort after original() when the older replacement has settled without the core', async () => {
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
  test(`S3: when ${what} that aborted throws, the abort remains and onListenerError receives the error`, async () => {
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
  test(`S3: middleware that ${what} is not reported to onListenerError`, async () => {
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

test.run()
