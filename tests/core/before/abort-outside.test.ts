// What an abort does that does not come from the party that is running (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, settled } from '../../support/helpers.js'
import { type Abortable, type Actions, abortion, ctxAborts, logEverything, noop } from './aborts.js'

test('S3: a listener that has returned can still abort: the listener that is running settles, and no later party runs', async () => {
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

test('S3: an abort from outside waits for the listener that is running, and stops every later party', async () => {
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

/** Each attaches one party that keeps its ctx and waits for `held`, and says who has run by then. */
const WAITING: [
  where: string,
  attach: (actions: Actions, keep: (ctx: Abortable) => void, held: Promise<void>, log: string[]) => void,
  log: string[],
][] = [
  [
    'the payloadUpdate waits',
    (actions, keep, held, log) =>
      actions.registerAction('AcceptTask', () => log.push('core'), {
        override: true,
        payloadUpdate: (_payload: unknown, ctx: Abortable) => {
          keep(ctx)
          return held
        },
      }),
    [],
  ],
  [
    'middleware waits before next()',
    (actions, keep, held) =>
      actions.use('AcceptTask', async (ctx, next) => {
        keep(ctx)
        await held
        await next()
      }),
    [],
  ],
  [
    'a replacement waits before original()',
    (actions, keep, held) =>
      actions.replaceAction('AcceptTask', async (payload, original, ctx) => {
        keep(ctx)
        await held
        return original(payload)
      }),
    ['last before'],
  ],
]

for (const [where, attach, expected] of WAITING) {
  for (const [how, abort, reason] of ctxAborts) {
    test(`S3: ${how} from outside while ${where} stops every later party`, async () => {
      const actions = createActions()
      const log: string[] = []
      const hold = deferred()
      let held!: Abortable
      logEverything(actions, log)
      attach(
        actions,
        (ctx) => {
          held = ctx
        },
        hold.promise,
        log,
      )

      const failure = abortion(actions.invokeAction('AcceptTask'))
      abort(held)
      hold.resolve()
      const error = await failure

      assert.is(error.reason, reason)
      assert.equal(log, expected)
    })
  }
}

test('S3: a nested invocation can abort its parent with ctx.parent.abort(reason)', async () => {
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

test('S3: when the listener that is running fails after an abort from outside, the abort remains and the error is reported', async () => {
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

test.run()
