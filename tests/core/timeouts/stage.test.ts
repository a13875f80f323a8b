// Time limits (S10): which party an ActionTimeoutError names as its stage.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Actions, ActionTimeoutError, createActions } from '../../../source/core/index.js'
import { deferred, rejection } from '../../support/helpers.js'
import { type Desk, inTime } from './clock.js'

/** Keeps one party busy for ever before there is a result, and names that party: one entry for each place. */
const stages: [string, (actions: Actions, forEver: () => Promise<void>) => void, object][] = [
  [
    'middleware before next()',
    (actions, forEver) => {
      const audit = async (_ctx: unknown, next: () => Promise<void>) => {
        await forEver()
        await next()
      }
      actions.use(audit)
    },
    { kind: 'middleware', name: 'audit', scope: undefined },
  ],
  [
    'the payload update',
    (actions, forEver) => {
      const fillIn = () => forEver()
      actions.registerAction('PrintLabel', () => 'printed', { payloadUpdate: fillIn, override: true })
    },
    { kind: 'payloadUpdate', name: 'fillIn', scope: undefined },
  ],
  [
    'a before-listener',
    (actions, forEver) => {
      actions.addListener('beforePrintLabel', () => {}, { name: 'quick' })
      actions.addListener('beforePrintLabel', forEver, { name: 'checkPaper' })
      actions.addListener('beforePrintLabel', () => {}, { name: 'later' })
    },
    { kind: 'before', name: 'checkPaper', scope: undefined },
  ],
  [
    'a before-listener that has aborted',
    (actions, forEver) => {
      const veto = (_payload: unknown, abort: () => void) => {
        abort()
        return forEver()
      }
      actions.addListener('beforePrintLabel', veto)
    },
    { kind: 'before', name: 'veto', scope: undefined },
  ],
  [
    'a listener of a scope',
    (actions, forEver) => {
      actions.scope('stock').addListener('beforePrintLabel', forEver, { name: 'checkPaper' })
    },
    { kind: 'before', name: 'checkPaper', scope: 'stock' },
  ],
  [
    'a replacement before original()',
    (actions, forEver) => {
      const confirm = async (_payload: unknown, original: () => Promise<unknown>) => {
        await forEver()
        return original()
      }
      actions.replaceAction('PrintLabel', confirm)
    },
    { kind: 'replacement', name: 'confirm', scope: undefined },
  ],
  [
    'the core behind middleware, listeners and replacements',
    (actions, forEver) => {
      actions.use((_ctx, next) => next())
      actions.addListener('beforePrintLabel', () => {})
      actions.replaceAction('PrintLabel', (_payload, original) => original())
      actions.registerAction('PrintLabel', forEver, { name: 'print', override: true })
    },
    { kind: 'core', name: 'print', scope: undefined },
  ],
  [
    'an older replacement that a newer replacement waits for',
    (actions, forEver) => {
      const older = () => forEver()
      const newer = async (_payload: unknown, original: () => Promise<unknown>) => original()
      actions.replaceAction('PrintLabel', older)
      actions.replaceAction('PrintLabel', newer)
    },
    { kind: 'replacement', name: 'older', scope: undefined },
  ],
  [
    'a replacement after its original() has settled',
    (actions, forEver) => {
      const confirm = async (_payload: unknown, original: () => Promise<unknown>) => {
        await original()
        await forEver()
      }
      actions.replaceAction('PrintLabel', confirm)
    },
    { kind: 'replacement', name: 'confirm', scope: undefined },
  ],
  [
    'a newer replacement after an older replacement has settled',
    (actions, forEver) => {
      const older = async (_payload: unknown, original: () => Promise<unknown>) => original()
      const newer = async (_payload: unknown, original: () => Promise<unknown>) => {
        await original()
        await forEver()
      }
      actions.replaceAction('PrintLabel', older)
      actions.replaceAction('PrintLabel', newer)
    },
    { kind: 'replacement', name: 'newer', scope: undefined },
  ],
  [
    'a replacement after its original() has failed',
    (actions, forEver) => {
      const jam = async () => {
        throw new Error('paper jam')
      }
      const retry = async (_payload: unknown, original: () => Promise<unknown>) => {
        await original().catch(() => {})
        await forEver()
      }
      actions.registerAction('PrintLabel', jam, { override: true })
      actions.replaceAction('PrintLabel', retry)
    },
    { kind: 'replacement', name: 'retry', scope: undefined },
  ],
  [
    'the core, called again by a replacement',
    (actions, forEver) => {
      let calls = 0
      const print = async () => {
        if (calls++ === 0) throw new Error('paper jam')
        await forEver()
      }
      const retry = async (_payload: unknown, original: () => Promise<unknown>) => {
        await original().catch(() => {})
        return original()
      }
      actions.registerAction('PrintLabel', print, { override: true })
      actions.replaceAction('PrintLabel', retry)
    },
    { kind: 'core', name: 'print', scope: undefined },
  ],
  [
    'the core that a replacement has started without an await before it returned',
    (actions, forEver) => {
      const print = () => forEver()
      actions.registerAction('PrintLabel', print, { override: true })
      actions.replaceAction('PrintLabel', (_payload, original) => {
        original()
      })
    },
    { kind: 'core', name: 'print', scope: undefined },
  ],
  [
    'the core that is still running beside a call of the core that has settled',
    (actions, forEver) => {
      let calls = 0
      const print = async () => {
        if (calls++ > 0) await forEver()
      }
      const twice = async (_payload: unknown, original: () => Promise<unknown>) => {
        await Promise.all([original(), original()])
      }
      actions.registerAction('PrintLabel', print, { override: true })
      actions.replaceAction('PrintLabel', twice)
    },
    { kind: 'core', name: 'print', scope: undefined },
  ],
  [
    'middleware after next(), behind a short-circuit',
    (actions, forEver) => {
      const audit = async (_ctx: unknown, next: () => Promise<void>) => {
        await next()
        await forEver()
      }
      actions.use(audit)
      actions.use('PrintLabel', () => {})
    },
    { kind: 'middleware', name: 'audit', scope: undefined },
  ],
  [
    'middleware after next() that has failed',
    (actions, forEver) => {
      const jam = () => {
        throw new Error('paper jam')
      }
      const recover = async (_ctx: unknown, next: () => Promise<void>) => {
        await next().catch(() => {})
        await forEver()
      }
      actions.registerAction('PrintLabel', jam, { override: true })
      actions.use('PrintLabel', recover)
    },
    { kind: 'middleware', name: 'recover', scope: undefined },
  ],
  [
    'an error-listener',
    (actions, forEver) => {
      const jam = () => {
        throw new Error('paper jam')
      }
      const tell = () => forEver()
      actions.registerAction('PrintLabel', jam, { override: true })
      actions.addListener('errorPrintLabel', tell)
    },
    { kind: 'error', name: 'tell', scope: undefined },
  ],
]

for (const [where, setUp, expected] of stages) {
  test(`S10: the stage of an ActionTimeoutError is ${where}, when that is the innermost party still running`, async () => {
    const actions = createActions()
    actions.registerAction('PrintLabel', () => 'printed')
    setUp(actions, () => deferred().promise)

    const error = (await rejection(
      inTime(actions.invokeAction('PrintLabel', {}, { timeout: 10 })),
    )) as ActionTimeoutError

    assert.instance(error, ActionTimeoutError)
    assert.equal(error.stage, expected)
  })
}

test('S10: the stage is a party of the action whose limit expired, also while that party waits for a nested invocation', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }), {
    name: 'print',
  })
  actions.registerAction('SendMail', () => deferred<string>().promise, { name: 'send' })

  const error = (await rejection(
    inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })),
  )) as ActionTimeoutError

  assert.is(error.action, 'PrintLabel')
  assert.equal(error.stage, { kind: 'core', name: 'print', scope: undefined })
})

test.run()
