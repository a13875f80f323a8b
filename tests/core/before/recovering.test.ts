// Which middleware can recover from an abort (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection } from '../../support/helpers.js'
import { type Abortable, type Actions, abortion, logEverything, noop } from './aborts.js'

/** Each attaches one party that aborts, and says who has run by then. */
const ABORTED: [by: string, attach: (actions: Actions) => void, log: string[]][] = [
  ['a listener', (actions) => actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no')), []],
  ['inner middleware', (actions) => actions.use('AcceptTask', (ctx) => ctx.abort('no')), []],
  [
    'inner middleware that could not recover itself',
    (actions) =>
      actions.use('AcceptTask', async (ctx, next) => {
        ctx.abort('no')
        try {
          await next()
        } catch {
          ctx.result = 'mine'
        }
      }),
    [],
  ],
  [
    'a replacement',
    (actions) =>
      actions.replaceAction('AcceptTask', (payload, original, ctx) => {
        ctx.abort('no')
        return original(payload)
      }),
    ['last before'],
  ],
]

for (const [by, attach, expected] of ABORTED) {
  test(`S3: outer middleware recovers from an abort by ${by} when it catches the abort and gives a result`, async () => {
    const actions = createActions()
    const log: string[] = []
    logEverything(actions, log)
    actions.use(async (ctx, next) => {
      try {
        await next()
      } catch {
        ctx.result = 'instead'
      }
    })
    attach(actions)

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'instead')
    assert.equal(log, expected)
  })
}

for (const [what, before, instead] of [
  ['that was assigned before', 'offline', 'offline'],
  ['that is undefined', undefined, undefined],
]) {
  test(`S3: outer middleware recovers from an abort with a result ${what}`, async () => {
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

/** Each attaches a party that aborts with 'no', and another that tries to recover. A party may wait for `held`. */
const NOT_RECOVERED: [when: string, attach: (actions: Actions, held: Promise<void>) => void][] = [
  [
    'outer middleware swallows it and gives no result',
    (actions) => {
      actions.use('AcceptTask', async (_ctx, next) => {
        await next().catch(noop)
      })
      actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))
    },
  ],
  [
    'outer middleware swallows it, although the middleware that aborted has given a result',
    (actions) => {
      actions.use(async (_ctx, next) => {
        await next().catch(noop)
      })
      actions.use('AcceptTask', abortsAndRecovers)
    },
  ],
  [
    'outer middleware swallows it, although the listener that aborted has assigned ctx.result',
    (actions) => {
      actions.use('AcceptTask', async (_ctx, next) => {
        await next().catch(noop)
      })
      actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => {
        abort('no')
        ctx.result = 'of the listener'
      })
    },
  ],
  [
    'only the middleware that aborted catches it and gives a result',
    (actions) => actions.use('AcceptTask', abortsAndRecovers),
  ],
  [
    'only the middleware that aborted catches it, also when the same function is attached a second time inside it',
    (actions) => {
      actions.use('AcceptTask', abortsAndRecovers)
      actions.use('AcceptTask', abortsAndRecovers)
    },
  ],
  [
    'only middleware inside the middleware that aborted catches it and gives a result',
    (actions, held) => {
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
      actions.addListener('beforeAcceptTask', () => held)
    },
  ],
  [
    'only a newer replacement catches it from the older replacement that aborted, and gives a result',
    (actions) => {
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
    },
  ],
]

async function abortsAndRecovers(ctx: Abortable & { result: unknown }, next: () => Promise<void>) {
  ctx.abort('no')
  try {
    await next()
  } catch {
    ctx.result = 'mine'
  }
}

for (const [when, attach] of NOT_RECOVERED) {
  test(`S3: an abort remains when ${when}`, async () => {
    const actions = createActions()
    const hold = deferred()
    actions.registerAction('AcceptTask', noop)
    attach(actions, hold.promise)

    const failure = abortion(actions.invokeAction('AcceptTask'))
    hold.resolve()
    const error = await failure

    assert.is(error.reason, 'no')
  })
}

for (const [who, attach] of [
  [
    'outer middleware',
    (actions, failure) => {
      const middleware = async (_ctx: unknown, next: () => Promise<unknown>) => {
        await next().catch(noop)
        throw failure
      }
      actions.use('AcceptTask', middleware)
      actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))
      return middleware
    },
  ],
  [
    'a newer replacement',
    (actions, failure) => {
      const newer = async (payload: unknown, original: (payload: unknown) => Promise<unknown>) => {
        await original(payload).catch(noop)
        throw failure
      }
      actions.replaceAction('AcceptTask', (_payload, _original, ctx) => ctx.abort('no'))
      actions.replaceAction('AcceptTask', newer)
      return newer
    },
  ],
] as [who: string, attach: (actions: Actions, failure: Error) => unknown][]) {
  test(`S3: when ${who} catches an abort and throws another error, the abort remains and the error is reported`, async () => {
    const reports: [unknown, { event?: unknown; listener?: unknown }][] = []
    const failure = new Error('another')
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

test('S3: outer middleware that catches an abort and throws it again is not reported', async () => {
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

test.run()
