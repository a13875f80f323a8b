// What a cut does while a party is still busy, but the invocation has no result (S9).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { actionsWithoutMap, byNow, type Untyped } from './desk.js'

/** Each attaches parties to PrintLabel. In the end a party waits for `busy`, and the invocation has no result (S6). */
const BUSY: [where: string, attach: (actions: Untyped, busy: Promise<void>) => void][] = [
  [
    'middleware that short-circuits is busy',
    (actions, busy) => {
      actions.registerAction('PrintLabel', () => 'printed')
      actions.use('PrintLabel', async (ctx) => {
        ctx.result = 'from the cache'
        await busy
      })
    },
  ],
  [
    'outer middleware is busy after inner middleware has short-circuited',
    (actions, busy) => {
      actions.registerAction('PrintLabel', () => 'printed')
      actions.use(async (_ctx, next) => {
        await next()
        await busy
      })
      actions.use('PrintLabel', (ctx) => {
        ctx.result = 'from the cache'
      })
    },
  ],
  [
    'outer middleware is busy after inner middleware has failed after the result',
    (actions, busy) => {
      actions.registerAction('PrintLabel', () => 'printed')
      actions.use(async (_ctx, next) => {
        await next().catch(() => {})
        await busy
      })
      actions.use('PrintLabel', async (_ctx, next) => {
        await next()
        throw new Error('paper jam')
      })
    },
  ],
  [
    'middleware is busy with a failure from inside',
    (actions, busy) => {
      actions.registerAction('PrintLabel', () => {
        throw new Error('paper jam')
      })
      actions.use('PrintLabel', async (ctx, next) => {
        await next().catch(() => {})
        await busy
        ctx.result = 'a fallback'
      })
    },
  ],
  [
    'middleware is busy with an abort from inside',
    (actions, busy) => {
      actions.registerAction('PrintLabel', () => 'printed')
      actions.addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'))
      actions.use('PrintLabel', async (_ctx, next) => {
        await next().catch(() => {})
        await busy
      })
    },
  ],
  [
    'an error-listener is busy',
    (actions, busy) => {
      actions.registerAction('PrintLabel', () => {
        throw new Error('paper jam')
      })
      actions.addListener('errorPrintLabel', () => busy)
    },
  ],
  [
    'an error-listener is busy with middleware that failed after the result',
    (actions, busy) => {
      actions.registerAction('PrintLabel', () => 'printed')
      actions.use(async (_ctx, next) => {
        await next()
        throw new Error('the audit failed')
      })
      actions.addListener('errorPrintLabel', () => busy)
    },
  ],
  [
    'an error-listener is busy with a misuse that came after the result',
    (actions, busy) => {
      let late: (() => unknown) | undefined
      actions.registerAction('PrintLabel', () => 'printed')
      actions.use(async (_ctx, next) => {
        await next()
        late?.()
      })
      actions.use('PrintLabel', async (_ctx, next) => {
        late = next
        await next()
      })
      actions.addListener('errorPrintLabel', () => busy)
    },
  ],
]

for (const [where, attach] of BUSY) {
  test(`S9: a cut while ${where} rejects at once with the reason of the cut`, async () => {
    const actions = actionsWithoutMap()
    const hold = deferred()
    const cut = new AbortController()
    const reason = new Error('the window was closed')
    attach(actions, hold.promise)
    const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
    await settled()

    cut.abort(reason)
    const error = await rejection(byNow(running))
    hold.resolve()
    await settled()

    assert.is(error, reason)
  })
}

test.run()
