// What a cut does before the invocation has its result (S9).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, printedDuring, rejection, settled, unhandledDuring } from '../../support/helpers.js'
import { actionsWithoutMap, byNow, type Desk, type Untyped } from './desk.js'

/** Each attaches one party that waits at `hold()`, and says what is in the log at the end when the cut comes there. */
const waiting: [string, (actions: Untyped, log: string[], hold: () => Promise<void>) => void, string[]][] = [
  [
    'middleware for every action waits before next()',
    (actions, log, hold) => {
      actions.use(async (_ctx, next) => {
        await hold()
        log.push('released')
        await next()
      })
    },
    ['released'],
  ],
  [
    'middleware for this action waits before next()',
    (actions, log, hold) => {
      actions.use('PrintLabel', async (_ctx, next) => {
        await hold()
        log.push('released')
        await next()
      })
    },
    ['released'],
  ],
  [
    'the payload update waits',
    (actions, log, hold) => {
      const payloadUpdate = async (payload: unknown) => {
        await hold()
        log.push('released')
        return payload
      }
      actions.registerAction('PrintLabel', () => log.push('core'), { payloadUpdate, override: true })
      actions.addListener('beforePrintLabel', () => log.push('before'))
    },
    ['released'],
  ],
  [
    'a before-listener waits',
    (actions, log, hold) => {
      actions.addListener('beforePrintLabel', async () => {
        await hold()
        log.push('released')
      })
      actions.addListener('beforePrintLabel', () => log.push('later before'))
      actions.replaceAction('PrintLabel', (payload, original) => {
        log.push('replacement')
        return original(payload)
      })
    },
    ['released'],
  ],
  [
    'a replacement waits before original()',
    (actions, log, hold) => {
      actions.replaceAction('PrintLabel', async (payload, original) => {
        await hold()
        log.push('released')
        return original(payload)
      })
    },
    ['released'],
  ],
  [
    'a replacement waits after original()',
    (actions, log, hold) => {
      actions.replaceAction('PrintLabel', async (payload, original) => {
        await original(payload)
        await hold()
        log.push('released')
      })
    },
    ['core', 'released'],
  ],
  [
    'a replacement has not waited for its original()',
    (actions, log, hold) => {
      actions.replaceAction('PrintLabel', async (payload) => {
        await hold()
        log.push('released')
        return payload
      })
      actions.replaceAction('PrintLabel', (payload, original) => {
        original(payload)
      })
    },
    ['released'],
  ],
  [
    'the core waits',
    (actions, log, hold) => {
      const core = async () => {
        await hold()
        log.push('released')
        return 'printed'
      }
      actions.registerAction('PrintLabel', core, { override: true })
    },
    ['released'],
  ],
]

for (const [where, setUp, expected] of waiting) {
  test(`S9: a cut while ${where} rejects at once with the reason, and no further party starts`, async () => {
    const actions = actionsWithoutMap()
    const log: string[] = []
    const held = deferred()
    const cut = new AbortController()
    const reason = new Error('the window was closed')
    actions.registerAction('PrintLabel', () => log.push('core'))
    actions.addListener('afterPrintLabel', () => log.push('after'))
    actions.addListener('errorPrintLabel', () => log.push('error'))
    setUp(actions, log, () => held.promise)
    const running = actions.invokeAction('PrintLabel', {}, { signal: cut.signal })
    await settled()

    cut.abort(reason)
    const error = await rejection(byNow(running))
    held.resolve()
    await settled()

    assert.is(error, reason)
    assert.equal(log, expected)
  })
}

/** Each attaches one party that calls `cut()` synchronously, and says what is in the log at the end. */
const synchronous: [string, (actions: Untyped, log: string[], cut: () => void) => void, string[]][] = [
  [
    'middleware',
    (actions, log, cut) => {
      actions.use((_ctx, next) => {
        log.push('middleware')
        cut()
        return next()
      })
    },
    ['middleware'],
  ],
  [
    'the payload update',
    (actions, log, cut) => {
      const payloadUpdate = () => {
        log.push('payloadUpdate')
        cut()
      }
      actions.registerAction('PrintLabel', () => log.push('core'), { payloadUpdate, override: true })
      actions.addListener('beforePrintLabel', () => log.push('before'))
    },
    ['payloadUpdate'],
  ],
  [
    'a before-listener',
    (actions, log, cut) => {
      actions.addListener('beforePrintLabel', () => {
        log.push('before')
        cut()
      })
      actions.addListener('beforePrintLabel', () => log.push('later before'))
    },
    ['before'],
  ],
  [
    'a replacement',
    (actions, log, cut) => {
      actions.replaceAction('PrintLabel', (payload, original) => {
        log.push('replacement')
        cut()
        return original(payload)
      })
    },
    ['replacement'],
  ],
  [
    'the core',
    (actions, log, cut) => {
      const core = () => {
        log.push('core')
        cut()
        return 'printed'
      }
      actions.registerAction('PrintLabel', core, { override: true })
    },
    ['core'],
  ],
]

for (const [who, setUp, expected] of synchronous) {
  test(`S9: a cut by ${who} in a synchronous invocation rejects with the reason, and no further party starts`, async () => {
    const actions = actionsWithoutMap()
    const log: string[] = []
    const controller = new AbortController()
    const reason = new Error('the window was closed')
    actions.registerAction('PrintLabel', () => log.push('core'))
    actions.addListener('afterPrintLabel', () => log.push('after'))
    actions.addListener('errorPrintLabel', () => log.push('error'))
    setUp(actions, log, () => controller.abort(reason))

    const error = await rejection(byNow(actions.invokeAction('PrintLabel', {}, { signal: controller.signal })))
    await settled()

    assert.is(error, reason)
    assert.equal(log, expected)
  })
}

test('S9: a cut right after the call rejects, although nothing that the invocation waits for has settled', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => {
    log.push('core')
    return 'printed'
  })
  actions.addListener('beforePrintLabel', async () => log.push('before'))
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  const error = await rejection(byNow(running))
  await settled()

  assert.is(error, reason)
  assert.equal(log, ['before'])
})

test('S9: a cut does not wait for a listener that has aborted and is still busy', async () => {
  const actions = createActions<Desk>()
  const busy = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', async (_payload, abort) => {
    abort('out of paper')
    await busy.promise
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  const error = await rejection(byNow(running))
  busy.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: middleware that catches the cut cannot give the invocation a result', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.use('PrintLabel', async (ctx, next) => {
    await next().catch(() => {
      ctx.result = 'a fallback'
    })
  })
  actions.registerAction('PrintLabel', () => {
    cut.abort(reason)
    return 'printed'
  })

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal }))

  assert.is(error, reason)
})

test('S9: what fails after a cut before the result is not reported and leaves no unhandled rejection', async () => {
  const reports: unknown[] = []
  const actions = createActions<Desk>({ onListenerError: (error) => reports.push(error) })
  const paper = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  let error: unknown
  actions.registerAction('PrintLabel', async () => {
    await paper.promise
    return 'printed'
  })
  actions.use('PrintLabel', (_ctx, next) => {
    next()
  })
  actions.replaceAction('PrintLabel', (payload, original) => {
    original(payload)
  })

  const unhandled = await unhandledDuring(async () => {
    const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
    cut.abort(reason)
    error = await rejection(byNow(running))
    paper.reject(new Error('paper jam'))
  })

  assert.is(error, reason)
  assert.equal(reports, [])
  assert.equal(unhandled, [])
})

test('S9: a cut prints nothing', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', () => paper.promise)
  actions.addListener('afterPrintLabel', () => {
    throw new Error('never called')
  })

  const printed = await printedDuring(async () => {
    const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
    cut.abort()
    await rejection(byNow(running))
    paper.reject(new Error('paper jam'))
  })

  assert.equal(printed, [])
})

test('S9: a cut while the core waits leaves no unhandled rejection where middleware awaits its next() late', async () => {
  const actions = actionsWithoutMap()
  const controller = new AbortController()
  const core = deferred()
  const later = deferred()
  const log: unknown[] = []
  actions.registerAction('PrintLabel', () => core.promise, { override: true })
  actions.use('PrintLabel', async (_ctx, next) => {
    const inside = next()
    await later.promise
    log.push(await rejection(inside))
  })

  const unhandled = await unhandledDuring(async () => {
    const failed = rejection(actions.invokeAction('PrintLabel', undefined, { signal: controller.signal }))
    controller.abort('enough')
    log.push(await failed)
    core.resolve()
    await settled()
  })
  later.resolve()
  await settled()

  assert.equal(unhandled, [])
  assert.equal(log, ['enough', 'enough'])
})

test.run()
