// An abort that comes too late is told to onListenerError, in every phase and from every kind of party (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionMisuseError, type PartyKind } from '../../../source/core/index.js'
import { rejection, settled } from '../../support/helpers.js'
import { type Abortable, type Actions, ctxAborts, noop, type Report, reportingActions } from './aborts.js'

type Abort = (ctx: Abortable) => void
type AnyFunction = (...args: never[]) => unknown

/** Attaches a party that aborts too late, and returns the party. */
type Attach = (actions: Actions, abort: Abort) => AnyFunction

function failing(): never {
  throw new Error('the stack fails')
}

/** Parties that abort too late while they execute, so that `by` is exact. */
const EXECUTING: [where: string, kind: PartyKind, event: string | undefined, attach: Attach][] = [
  [
    'a core',
    'core',
    undefined,
    (actions, abort) => {
      const late = (_payload: unknown, ctx: Abortable) => abort(ctx)
      actions.registerAction('Save', late, { override: true })
      return late
    },
  ],
  [
    'an after-listener',
    'after',
    'afterSave',
    (actions, abort) => {
      const late = (_payload: unknown, _result: unknown, ctx: Abortable) => abort(ctx)
      actions.addListener('afterSave', late)
      return late
    },
  ],
  [
    'an error-listener',
    'error',
    'errorSave',
    (actions, abort) => {
      const late = (_payload: unknown, _error: unknown, ctx: Abortable) => abort(ctx)
      actions.registerAction('Save', failing, { override: true })
      actions.addListener('errorSave', late)
      return late
    },
  ],
  [
    'an error-listener of an invocation that failed before the core',
    'error',
    'errorSave',
    (actions, abort) => {
      const late = (_payload: unknown, _error: unknown, ctx: Abortable) => abort(ctx)
      actions.addListener('beforeSave', failing)
      actions.addListener('errorSave', late)
      return late
    },
  ],
  [
    'middleware whose next() has started the core',
    'middleware',
    undefined,
    (actions, abort) => {
      const late = (ctx: Abortable, next: () => Promise<void>) => {
        const inside = next()
        abort(ctx)
        return inside
      }
      actions.use('Save', late)
      return late
    },
  ],
  [
    'middleware for every action whose next() has started the core',
    'middleware',
    undefined,
    (actions, abort) => {
      const late = (ctx: Abortable, next: () => Promise<void>) => {
        const inside = next()
        abort(ctx)
        return inside
      }
      actions.use(late)
      return late
    },
  ],
  [
    'a replacement whose original() has started the core',
    'replacement',
    undefined,
    (actions, abort) => {
      const late = (_payload: unknown, original: () => Promise<unknown>, ctx: Abortable) => {
        const inside = original()
        abort(ctx)
        return inside
      }
      actions.replaceAction('Save', late)
      return late
    },
  ],
]

/** Parties that abort too late after they have waited, so that `by` is null. */
const WAITED: [where: string, attach: (actions: Actions, abort: Abort) => void][] = [
  [
    'a core that has waited',
    (actions, abort) =>
      actions.registerAction(
        'Save',
        async (_payload, ctx) => {
          await settled()
          abort(ctx)
        },
        { override: true },
      ),
  ],
  [
    'an after-listener that has waited',
    (actions, abort) =>
      actions.addListener('afterSave', async (_payload, _result, ctx) => {
        await settled()
        abort(ctx)
      }),
  ],
  [
    'middleware after next()',
    (actions, abort) =>
      actions.use('Save', async (ctx, next) => {
        await next()
        abort(ctx)
      }),
  ],
  ['a handler of next()', (actions, abort) => actions.use('Save', (ctx, next) => next().then(() => abort(ctx)))],
  [
    'a replacement after original()',
    (actions, abort) =>
      actions.replaceAction('Save', async (payload, original, ctx) => {
        const result = await original(payload)
        abort(ctx)
        return result
      }),
  ],
  [
    'a replacement between a core that failed and its retry',
    (actions, abort) => {
      let calls = 0
      actions.registerAction(
        'Save',
        () => {
          calls++
          if (calls === 1) throw new Error('flaky')
        },
        { override: true },
      )
      actions.replaceAction('Save', async (payload, original, ctx) => {
        await rejection(original(payload))
        abort(ctx)
        return original(payload)
      })
    },
  ],
  [
    'middleware outside a replacement that fulfilled without the core',
    (actions, abort) => {
      actions.replaceAction('Save', () => 'replaced')
      actions.use('Save', async (ctx, next) => {
        await next()
        abort(ctx)
      })
    },
  ],
  [
    'middleware outside a replacement that failed without the core',
    (actions, abort) => {
      actions.replaceAction('Save', failing)
      actions.use('Save', async (ctx, next) => {
        await rejection(next())
        ctx.result = 'recovered'
        abort(ctx)
      })
    },
  ],
  [
    'middleware outside middleware that short-circuits',
    (actions, abort) => {
      actions.use(async (ctx, next) => {
        await next()
        abort(ctx)
      })
      actions.use('Save', (ctx) => {
        ctx.result = 'cached'
      })
    },
  ],
  [
    'middleware outside a before-listener that failed',
    (actions, abort) => {
      actions.addListener('beforeSave', failing)
      actions.use('Save', async (ctx, next) => {
        await rejection(next())
        ctx.result = 'recovered'
        abort(ctx)
      })
    },
  ],
  [
    'middleware outside a payloadUpdate that failed',
    (actions, abort) => {
      actions.registerAction('Save', noop, { override: true, payloadUpdate: failing })
      actions.use('Save', async (ctx, next) => {
        await rejection(next())
        ctx.result = 'recovered'
        abort(ctx)
      })
    },
  ],
]

/** Fails unless the only report is a late abort of "Save" in the invocation of `ctx`. */
function assertLateAbort(reports: readonly Report[], ctx: unknown): Report {
  assert.is(reports.length, 1)
  const [report] = reports as [Report]
  assert.instance(report.error, ActionMisuseError)
  assert.is((report.error as ActionMisuseError).code, 'ACTION_MISUSE')
  assert.is((report.error as ActionMisuseError).action, 'Save')
  assert.match((report.error as ActionMisuseError).message, 'too late')
  assert.match((report.error as ActionMisuseError).message, '"Save"')
  assert.is(report.info.ctx, ctx)
  return report
}

for (const [how, abortBy] of ctxAborts) {
  for (const [where, kind, event, attach] of EXECUTING) {
    test(`S3: ${how} by ${where} is told once, and names it`, async () => {
      const { actions, reports } = reportingActions()
      let seen: Abortable | undefined
      actions.registerAction('Save', noop)
      const party = attach(actions, (ctx) => {
        seen = ctx
        abortBy(ctx)
      })

      await actions.invokeAction('Save').catch(noop)
      await settled()

      const { info } = assertLateAbort(reports, seen)
      assert.equal(info.by, { kind, name: 'late', scope: undefined })
      assert.is(info.event, event)
      assert.is(info.listener, party)
      assert.is(seen?.aborted, false)
      assert.is(seen?.abortReason, undefined)
    })
  }

  for (const [where, attach] of WAITED) {
    test(`S3: ${how} by ${where} is told once, and names no party`, async () => {
      const { actions, reports } = reportingActions()
      let seen: Abortable | undefined
      actions.registerAction('Save', noop)
      attach(actions, (ctx) => {
        seen = ctx
        abortBy(ctx)
      })

      await actions.invokeAction('Save')
      await settled()

      const { info } = assertLateAbort(reports, seen)
      assert.is(info.by, null)
      assert.is(info.event, undefined)
      assert.is(info.listener, undefined)
      assert.is(seen?.aborted, false)
    })
  }

  test(`S3: ${how} after the invocation has settled is told once, and names no party`, async () => {
    const { actions, reports } = reportingActions()
    let kept!: Abortable
    actions.registerAction('Save', (_payload, ctx) => {
      kept = ctx
    })
    await actions.invokeAction('Save')

    abortBy(kept)
    await settled()

    assert.is(assertLateAbort(reports, kept).info.by, null)
  })

  test(`S3: ${how} after the invocation has failed is told once, and names no party`, async () => {
    const { actions, reports } = reportingActions()
    let kept!: Abortable
    actions.registerAction('Save', (_payload, ctx) => {
      kept = ctx
      failing()
    })
    await rejection(actions.invokeAction('Save'))

    abortBy(kept)
    await settled()

    assert.is(assertLateAbort(reports, kept).info.by, null)
  })
}

test('S3: a late abort through a scope names the scope', async () => {
  const { actions, reports } = reportingActions()
  actions.registerAction('Save', noop)
  actions.scope('crm-plugin').addListener('afterSave', (_payload, _result, ctx) => ctx.abort('no'), { name: 'tell' })

  await actions.invokeAction('Save')
  await settled()

  assert.equal(
    reports.map(({ info }) => info.by),
    [{ kind: 'after', name: 'tell', scope: 'crm-plugin' }],
  )
  assert.match(String(reports[0]?.error), 'after-listener "tell" of the scope "crm-plugin"')
})

test('S3: a late abort does not stop the after-listeners, and the invocation resolves with its result', async () => {
  const { actions, reports } = reportingActions()
  const log: string[] = []
  actions.registerAction('Save', () => 'saved')
  actions.addListener('afterSave', (_payload, _result, ctx) => {
    log.push('first')
    ctx.abort('no')
  })
  actions.addListener('afterSave', () => log.push('second'))

  const result = await actions.invokeAction('Save')
  await settled()

  assert.is(result, 'saved')
  assert.equal(log, ['first', 'second'])
  assert.is(reports.length, 1)
})

test.run()
