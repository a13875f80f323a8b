// Rule S9: a signal cuts an invocation as it cuts a fetch, takes no result away, and finds itself clean afterwards.

import { getEventListeners } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, type ActionContext, ActionTimeoutError, createActions } from '../../source/core/index.js'
import {
  collectGarbage,
  deferred,
  printedDuring,
  rejection,
  settled,
  thrown,
  unhandledDuring,
} from '../support/helpers.js'

interface Desk {
  PrintLabel(payload: { copies: number }): string
  SendMail(payload: { to: string }): string
  OpenDrawer(): void
}

const actionsWithoutMap = () => createActions()
type Untyped = ReturnType<typeof actionsWithoutMap>

/** `promise` itself, or a failure that says so when it is still pending after everything that is due has run. */
function byNow<T>(promise: Promise<T>): Promise<T> {
  const tooLate = settled().then(() => {
    throw new Error('still pending')
  })
  return Promise.race([promise, tooLate])
}

function listenersOn(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length
}

// ── a signal that is aborted already

test('S9: an invocation whose signal is aborted already starts no party of any kind', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.use(async (_ctx, next) => {
    log.push('use for every action')
    await next()
  })
  actions.use('PrintLabel', async (_ctx, next) => {
    log.push('use for one action')
    await next()
  })
  actions.registerAction(
    'PrintLabel',
    () => {
      log.push('core')
      return 'printed'
    },
    {
      payloadUpdate: (payload) => {
        log.push('payloadUpdate')
        return payload
      },
    },
  )
  actions.addListener('beforePrintLabel', () => log.push('before'))
  actions.addListener('afterPrintLabel', () => log.push('after'))
  actions.addListener('errorPrintLabel', () => log.push('error'))
  actions.replaceAction('PrintLabel', (payload, original) => {
    log.push('replacement')
    return original(payload)
  })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal: AbortSignal.abort() }))
  await settled()

  assert.equal(log, [])
})

test('S9: an invocation whose signal is aborted already rejects with the reason of the signal', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  const reason = new Error('the window was closed')

  const error = await rejection(
    actions.invokeAction('PrintLabel', { copies: 1 }, { signal: AbortSignal.abort(reason) }),
  )

  assert.is(error, reason)
})

test('S9: a signal aborted without a reason rejects with its own AbortError, as fetch does', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  const signal = AbortSignal.abort()

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal }))

  assert.is(error, signal.reason)
  assert.is((error as DOMException).name, 'AbortError')
})

test('S9: a signal aborted already with null as its reason rejects with null', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal: AbortSignal.abort(null) }))

  assert.is(error, null)
})

test('S9: a signal aborted later with null as its reason cuts with null', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const paper = deferred()
  let seen: unknown = 'nothing'
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    ctx.signal.addEventListener('abort', () => {
      seen = ctx.signal.reason
    })
    await paper.promise
    return 'printed'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(null)
  const error = await rejection(byNow(running))

  assert.is(error, null)
  assert.is(seen, null)
})

test('S9: a signal that stays quiet changes nothing', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', (payload) => `printed ${payload.copies}`)

  const result = await actions.invokeAction('PrintLabel', { copies: 2 }, { signal: new AbortController().signal })

  assert.is(result, 'printed 2')
})

// ── a cut before the invocation has its result, wherever it stands

/** Each sets up one party that waits at `hold()`, and says what the log holds at the end when it was cut there. */
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
    'a replacement has left an original() unwaited',
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

/** Each sets up one party that calls `cut()` synchronously, and says what the log holds at the end. */
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
  test(`S9: a cut by ${who} in a wholly synchronous call rejects with the reason, and no further party starts`, async () => {
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

test('S9: a cut right after the call, before anything that was waited for has settled, rejects', async () => {
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

test('S9: a cut is not held up by a listener that has aborted and is still busy', async () => {
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

// ── next() and original() under a cut

test('S9: a pending next() rejects with the reason once the core that it waits for has resolved, not before', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const paper = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.use('PrintLabel', async (_ctx, next) => {
    await next().catch((error: unknown) => {
      log.push(error)
      throw error
    })
  })
  actions.registerAction('PrintLabel', async () => {
    await paper.promise
    log.push('core resolves')
    return 'printed'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  await rejection(byNow(running))
  await settled()
  log.push('released')
  paper.resolve()
  await settled()

  assert.is(log.length, 3)
  assert.is(log[0], 'released')
  assert.is(log[1], 'core resolves')
  assert.is(log[2], reason)
})

test('S9: a pending next() rejects with the reason also when the core that it waits for fails', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  const paper = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.use('PrintLabel', async (_ctx, next) => {
    await next().catch((error: unknown) => seen.push(error))
  })
  actions.registerAction('PrintLabel', async () => {
    await paper.promise
    return 'printed'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  await rejection(byNow(running))
  paper.reject(new Error('paper jam'))
  await settled()

  assert.is(seen.length, 1)
  assert.is(seen[0], reason)
})

test('S9: a pending next() rejects with the reason also when middleware further in swallows it', async () => {
  const actions = createActions<Desk>()
  const paper = deferred<string>()
  const cut = new AbortController()
  const log: unknown[] = []
  actions.use('PrintLabel', async (_ctx, next) => {
    log.push(await rejection(next()))
  })
  actions.use('PrintLabel', async (_ctx, next) => {
    log.push(await rejection(next()))
  })
  actions.registerAction('PrintLabel', () => paper.promise)
  const running = rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal }))

  cut.abort('the window was closed')
  paper.resolve('printed')
  await running
  await settled()

  assert.equal(log, ['the window was closed', 'the window was closed'])
})

for (const [what, waits] of [
  ['has taken an abort back', false],
  ['is busy after one further in has taken an abort back', true],
] as const) {
  test(`S9: a pending next() rejects with the reason also when middleware further in ${what}`, async () => {
    const actions = createActions<Desk>()
    const hold = deferred()
    const cut = new AbortController()
    const log: unknown[] = []
    actions.use('PrintLabel', async (_ctx, next) => {
      log.push(await rejection(next()))
    })
    const busy = async (_ctx: unknown, next: () => Promise<unknown>) => {
      await next()
      await hold.promise
    }
    if (waits) actions.use('PrintLabel', busy)
    actions.use('PrintLabel', async (ctx, next) => {
      await rejection(next())
      ctx.result = 'instead'
      if (!waits) await hold.promise
    })
    actions.registerAction('PrintLabel', () => 'printed')
    actions.addListener('beforePrintLabel', (_payload, abort) => abort('no'))
    const running = rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal }))
    await settled()

    cut.abort('the window was closed')
    hold.resolve()
    await running
    await settled()

    assert.equal(log, ['the window was closed'])
  })
}

test('S9: a pending next() rejects with the reason once the before-listener that it waits for has settled', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const answer = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.use('PrintLabel', async (_ctx, next) => {
    await next().catch((error: unknown) => log.push(error))
  })
  actions.addListener('beforePrintLabel', () => answer.promise)
  actions.registerAction('PrintLabel', () => {
    log.push('core')
    return 'printed'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  await rejection(byNow(running))
  answer.resolve()
  await settled()

  assert.is(log.length, 1)
  assert.is(log[0], reason)
})

test('S9: a pending original() rejects with the reason once the core has resolved, not before', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const paper = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.replaceAction('PrintLabel', async (payload, original) => {
    try {
      return await original(payload)
    } catch (error) {
      log.push(error)
      throw error
    }
  })
  actions.registerAction('PrintLabel', async () => {
    await paper.promise
    log.push('core resolves')
    return 'printed'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  await rejection(byNow(running))
  await settled()
  log.push('released')
  paper.resolve()
  await settled()

  assert.is(log.length, 3)
  assert.is(log[0], 'released')
  assert.is(log[1], 'core resolves')
  assert.is(log[2], reason)
})

test('S9: a pending original() rejects with the reason also when the core fails', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  const paper = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.replaceAction('PrintLabel', async (payload, original) => {
    try {
      return await original(payload)
    } catch (error) {
      seen.push(error)
      throw error
    }
  })
  actions.registerAction('PrintLabel', async () => {
    await paper.promise
    return 'printed'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  await rejection(byNow(running))
  paper.reject(new Error('paper jam'))
  await settled()

  assert.is(seen.length, 1)
  assert.is(seen[0], reason)
})

test('S9: next() around a synchronous core that cuts rejects with the reason', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.use('PrintLabel', async (_ctx, next) => {
    await next().catch((error: unknown) => seen.push(error))
  })
  actions.registerAction('PrintLabel', () => {
    cut.abort(reason)
    return 'printed'
  })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal }))
  await settled()

  assert.is(seen.length, 1)
  assert.is(seen[0], reason)
})

test('S9: a next() called after the cut starts nothing and rejects with the reason', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const answer = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.use(async (_ctx, next) => {
    await answer.promise
    await next().catch((error: unknown) => log.push(error))
  })
  actions.use('PrintLabel', (_ctx, next) => {
    log.push('inner middleware')
    return next()
  })
  actions.registerAction('PrintLabel', () => 'printed')
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  await rejection(byNow(running))
  answer.resolve()
  await settled()

  assert.is(log.length, 1)
  assert.is(log[0], reason)
})

test('S9: a retry by original() after the cut starts nothing and rejects with the reason', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const pause = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.replaceAction('PrintLabel', async (payload, original) => {
    await original(payload)
    await pause.promise
    try {
      return await original(payload)
    } catch (error) {
      log.push(error)
      throw error
    }
  })
  actions.registerAction('PrintLabel', () => {
    log.push('core')
    return 'printed'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  await rejection(byNow(running))
  pause.resolve()
  await settled()

  assert.is(log.length, 2)
  assert.is(log[0], 'core')
  assert.is(log[1], reason)
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

test('S9: what fails after a cut before the result is reported nowhere and leaves no unhandled rejection', async () => {
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

// ── a cut after the invocation has its result

test('S9: a cut while an after-listener waits resolves the invocation at once with the result', async () => {
  const actions = createActions<Desk>()
  const mail = deferred()
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', () => mail.promise)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  const result = await byNow(running)
  mail.resolve()

  assert.is(result, 'printed')
})

test('S9: a cut after the result resolves with ctx.result as it stands at the cut', async () => {
  const actions = createActions<Desk>()
  const mail = deferred()
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', async (_payload, _result, ctx) => {
    ctx.result = 'stamped'
    await mail.promise
    ctx.result = 'too late'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  mail.resolve()
  await settled()

  assert.is(await running, 'stamped')
})

test('S9: after a late cut the remaining after-listeners still run, each when the one before has settled', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const first = deferred()
  const second = deferred()
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', async () => {
    log.push('first starts')
    await first.promise
    log.push('first ends')
  })
  actions.addListener('afterPrintLabel', async () => {
    log.push('second starts')
    await second.promise
    log.push('second ends')
  })
  actions.addListener('afterPrintLabel', () => log.push('third'))
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  await byNow(running)
  await settled()
  log.push('first is released')
  first.resolve()
  await settled()
  log.push('second is released')
  second.resolve()
  await settled()

  assert.equal(log, [
    'first starts',
    'first is released',
    'first ends',
    'second starts',
    'second is released',
    'second ends',
    'third',
  ])
})

test('S9: what an after-listener fails with after a late cut goes to onListenerError, and the next one runs', async () => {
  const reports: unknown[][] = []
  const actions = createActions<Desk>({
    onListenerError: (error, info) => reports.push([error, info.event, info.listener]),
  })
  const log: string[] = []
  const mail = deferred()
  const cut = new AbortController()
  const failure = new Error('the mail server is down')
  const sendMail = () => mail.promise
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', sendMail)
  actions.addListener('afterPrintLabel', () => log.push('second'))
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  const result = await byNow(running)
  mail.reject(failure)
  await settled()

  assert.is(result, 'printed')
  assert.is(reports.length, 1)
  assert.is(reports[0]?.[0], failure)
  assert.is(reports[0]?.[1], 'afterPrintLabel')
  assert.is(reports[0]?.[2], sendMail)
  assert.equal(log, ['second'])
})

test('S9: a cut while middleware is busy after next() resolves at once with the result', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const audit = deferred()
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (ctx, next) => {
    await next()
    await audit.promise
    log.push('audited')
    ctx.result = 'too late'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  const result = await byNow(running)
  audit.resolve()
  await settled()

  assert.is(result, 'printed')
  assert.equal(log, ['audited'])
})

test('S9: what middleware fails with after a late cut goes to onListenerError', async () => {
  const reports: unknown[][] = []
  const actions = createActions<Desk>({
    onListenerError: (error, info) => reports.push([error, info.event, info.listener]),
  })
  const audit = deferred()
  const cut = new AbortController()
  const failure = new Error('the audit failed')
  const auditing = async (_ctx: unknown, next: () => Promise<void>) => {
    await next()
    await audit.promise
  }
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(auditing)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  const result = await byNow(running)
  audit.reject(failure)
  await settled()

  assert.is(result, 'printed')
  assert.is(reports.length, 1)
  assert.is(reports[0]?.[0], failure)
  assert.is(reports[0]?.[1], undefined)
  assert.is(reports[0]?.[2], auditing)
})

test('S9: middleware that fails after a late cut sets no error-listeners going', async () => {
  const actions = createActions<Desk>({ onListenerError: () => {} })
  const log: string[] = []
  const audit = deferred()
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (_ctx, next) => {
    await next()
    await audit.promise
  })
  actions.addListener('errorPrintLabel', () => log.push('error'))
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  const result = await byNow(running)
  audit.reject(new Error('the audit failed'))
  await settled()

  assert.is(result, 'printed')
  assert.equal(log, [])
})

test('S9: after a late cut next() resolves once the after-listeners are done, as without one', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const mail = deferred()
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use('PrintLabel', async (_ctx, next) => {
    await next().then(
      () => log.push('next() resolves'),
      () => log.push('next() rejects'),
    )
  })
  actions.addListener('afterPrintLabel', async () => {
    await mail.promise
    log.push('after')
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  await byNow(running)
  mail.resolve()
  await settled()

  assert.equal(log, ['after', 'next() resolves'])
})

test('S9: a cut by an after-listener itself, in a wholly synchronous call, takes nothing away', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', () => {
    log.push('first')
    cut.abort(new Error('the window was closed'))
  })
  actions.addListener('afterPrintLabel', () => log.push('second'))
  actions.addListener('errorPrintLabel', () => log.push('error'))

  const result = await actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  assert.is(result, 'printed')
  assert.equal(log, ['first', 'second'])
})

test('S9: a cut between the result and an after-listener that has not started yet takes nothing away', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.replaceAction('PrintLabel', () => 'printed elsewhere')
  actions.addListener('afterPrintLabel', async () => {
    log.push('first')
    await settled()
    cut.abort(new Error('the window was closed'))
  })
  actions.addListener('afterPrintLabel', () => log.push('second'))

  const result = await actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  assert.is(result, 'printed elsewhere')
  assert.equal(log, ['first', 'second'])
})

test('S9: ctx.signal does not fire on a cut after the result, whoever reads it and when', async () => {
  const actions = createActions<Desk>()
  const mail = deferred()
  const cut = new AbortController()
  const seen: boolean[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    ctx.signal.addEventListener('abort', () => seen.push(true))
    return 'printed'
  })
  actions.addListener('afterPrintLabel', async (_payload, _result, ctx) => {
    await mail.promise
    seen.push(ctx.signal.aborted)
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  await byNow(running)
  mail.resolve()
  await settled()

  assert.equal(seen, [false])
})

test('S9: ctx.signal is not aborted when it is read for the first time after a cut that came after the result', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const seen: boolean[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', (_payload, _result, ctx) => {
    cut.abort(new Error('the window was closed'))
    seen.push(ctx.signal.aborted)
  })

  await actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  assert.equal(seen, [false])
})

// ── a cut while somebody is busy, but there is no result

test('S9: a cut rejects while middleware that short-circuits is busy', async () => {
  const actions = createActions<Desk>()
  const cache = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use('PrintLabel', async (ctx) => {
    ctx.result = 'from the cache'
    await cache.promise
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  const error = await rejection(byNow(running))
  cache.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: a cut rejects while outer middleware is busy after an inner one has short-circuited', async () => {
  const actions = createActions<Desk>()
  const audit = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (_ctx, next) => {
    await next()
    await audit.promise
  })
  actions.use('PrintLabel', (ctx) => {
    ctx.result = 'from the cache'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const error = await rejection(byNow(running))
  audit.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: a cut rejects while outer middleware is busy with an inner one that failed after the result', async () => {
  const actions = createActions<Desk>()
  const fallback = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (_ctx, next) => {
    await next().catch(() => {})
    await fallback.promise
  })
  actions.use('PrintLabel', async (_ctx, next) => {
    await next()
    throw new Error('paper jam')
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const error = await rejection(byNow(running))
  fallback.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: a cut that rejects while an after-listener is busy lets no other start, and next() rejects with the reason', async () => {
  const actions = createActions<Desk>()
  const [listening, fallback] = [deferred(), deferred()]
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  const log: string[] = []
  let raced!: Promise<unknown>
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', () => {
    log.push('first')
    return listening.promise
  })
  actions.addListener('afterPrintLabel', () => log.push('second'))
  actions.use(async (_ctx, next) => {
    await next().catch(() => {})
    await fallback.promise
  })
  actions.use('PrintLabel', (_ctx, next) => {
    raced = rejection(next())
    return Promise.reject(new Error('paper jam'))
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const error = await rejection(byNow(running))
  listening.resolve()
  const pending = await raced
  fallback.resolve()
  await settled()

  assert.is(error, reason)
  assert.is(pending, reason)
  assert.equal(log, ['first'])
})

test('S9: a next() that is pending when a cut follows an abort rejects with the cut, as the invocation does', async () => {
  const actions = createActions<Desk>()
  const answer = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  let pending: unknown
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (_ctx, next) => {
    pending = await rejection(next())
  })
  actions.addListener('beforePrintLabel', (_payload, abort) => {
    abort('out of paper')
    return answer.promise
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  const error = await rejection(byNow(running))
  answer.resolve()
  await settled()

  assert.is(error, reason)
  assert.is(pending, reason)
})

test('S9: a cut rejects while middleware is busy with a failure from inside', async () => {
  const actions = createActions<Desk>()
  const fallback = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => {
    throw new Error('paper jam')
  })
  actions.use('PrintLabel', async (ctx, next) => {
    await next().catch(() => {})
    await fallback.promise
    ctx.result = 'a fallback'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const error = await rejection(byNow(running))
  fallback.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: a cut rejects while middleware is busy with an abort from inside', async () => {
  const actions = createActions<Desk>()
  const fallback = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'))
  actions.use('PrintLabel', async (_ctx, next) => {
    await next().catch(() => {})
    await fallback.promise
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const error = await rejection(byNow(running))
  fallback.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: a cut while an error-listener is busy rejects at once with the reason of the cut', async () => {
  const actions = createActions<Desk>()
  const mail = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => {
    throw new Error('paper jam')
  })
  actions.addListener('errorPrintLabel', () => mail.promise)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const error = await rejection(byNow(running))
  mail.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: a cut rejects also while error-listeners are told of middleware that failed after the result', async () => {
  const actions = createActions<Desk>()
  const mail = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (_ctx, next) => {
    await next()
    throw new Error('the audit failed')
  })
  actions.addListener('errorPrintLabel', () => mail.promise)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const error = await rejection(byNow(running))
  mail.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: a cut rejects also while error-listeners are told of a misuse that came after the result', async () => {
  const actions = createActions<Desk>()
  const mail = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
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
  actions.addListener('errorPrintLabel', () => mail.promise)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const error = await rejection(byNow(running))
  mail.resolve()
  await settled()

  assert.is(error, reason)
})

test('S9: ctx.signal fires on a cut that finds no result, such as one behind a short-circuit', async () => {
  const actions = createActions<Desk>()
  const audit = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (ctx, next) => {
    ctx.signal.addEventListener('abort', () => seen.push(ctx.signal.reason))
    await next()
    await audit.promise
  })
  actions.use('PrintLabel', () => {})
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  await rejection(byNow(running))
  audit.resolve()

  assert.is(seen.length, 1)
  assert.is(seen[0], reason)
})

// ── ctx.signal

test('S9: ctx.signal is made only when somebody reads it', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  let made = 0
  const original = globalThis.AbortController
  class Counting extends original {
    constructor() {
      super()
      made++
    }
  }
  actions.registerAction('PrintLabel', async () => 'printed')
  actions.registerAction('SendMail', async (_payload, ctx) => String(ctx.signal.aborted))
  actions.addListener('beforePrintLabel', async () => {})
  globalThis.AbortController = Counting

  try {
    await actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal, timeout: 1000 })
    const unread = made
    await actions.invokeAction('SendMail', { to: 'anna' }, { signal: cut.signal, timeout: 1000 })

    assert.is(unread, 0)
    assert.is(made, 1)
  } finally {
    globalThis.AbortController = original
  }
})

test('S9: neither an abort nor a cut makes a ctx.signal that nobody reads', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  let made = 0
  const original = globalThis.AbortController
  class Counting extends original {
    constructor() {
      super()
      made++
    }
  }
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'))
  actions.registerAction('SendMail', () => deferred<string>().promise)
  globalThis.AbortController = Counting

  try {
    await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))
    const sending = actions.invokeAction('SendMail', { to: 'anna' }, { signal: cut.signal })
    cut.abort()
    await rejection(sending)

    assert.is(made, 0)
  } finally {
    globalThis.AbortController = original
  }
})

test('S9: ctx.signal is one and the same AbortSignal for every party of an invocation', async () => {
  const actions = createActions<Desk>()
  const seen: AbortSignal[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    seen.push(ctx.signal)
    return 'printed'
  })
  actions.addListener('beforePrintLabel', (_payload, _abort, ctx) => seen.push(ctx.signal))
  actions.addListener('afterPrintLabel', (_payload, _result, ctx) => seen.push(ctx.signal))

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.is(seen.length, 3)
  assert.instance(seen[0], AbortSignal)
  assert.is(seen[1], seen[0])
  assert.is(seen[2], seen[0])
})

test('S9: ctx.signal fires on a cut, at once and with the very reason', async () => {
  const actions = createActions<Desk>()
  const paper = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    ctx.signal.addEventListener('abort', () => seen.push(ctx.signal.reason))
    await paper.promise
    return 'printed'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  const heard = [...seen]
  await rejection(byNow(running))
  paper.resolve()

  assert.is(heard.length, 1)
  assert.is(heard[0], reason)
})

test('S9: ctx.signal fires on a time limit with the error that the invocation rejects with', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  const over = deferred<string>()
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    ctx.signal.addEventListener('abort', () => {
      seen.push(ctx.signal.reason)
      over.resolve('too late')
    })
    return over.promise
  })

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 }))

  assert.instance(error, ActionTimeoutError)
  assert.is(seen.length, 1)
  assert.is(seen[0], error)
})

test('S9: ctx.signal is aborted with the reason when it is read for the first time after the cut', async () => {
  const actions = createActions<Desk>()
  const paper = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    await paper.promise
    seen.push(ctx.signal.aborted, ctx.signal.reason)
    return 'printed'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  await rejection(byNow(running))
  paper.resolve()
  await settled()

  assert.is(seen.length, 2)
  assert.is(seen[0], true)
  assert.is(seen[1], reason)
})

test('S9: ctx.signal fires on an abort, at once, with the error that the invocation rejects with', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', (_payload, abort, ctx) => {
    ctx.signal.addEventListener('abort', () => seen.push(ctx.signal.reason))
    abort('out of paper')
    seen.push('after abort()')
  })

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.instance(error, ActionAbortedError)
  assert.is(seen.length, 2)
  assert.is(seen[0], error)
  assert.is(seen[1], 'after abort()')
})

test('S9: ctx.signal is aborted when it is read for the first time after an abort', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', (_payload, _abort, ctx) => {
    ctx.aborted = true
    seen.push(ctx.signal.aborted, ctx.signal.reason)
  })

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.is(seen.length, 2)
  assert.is(seen[0], true)
  assert.is(seen[1], error)
})

test('S9: ctx.signal is aborted when it is read for the first time after an abort that was taken back', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  let error: unknown
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (ctx, next) => {
    await next()
    seen.push(ctx.result, ctx.signal.aborted, ctx.signal.reason === error)
  })
  actions.use('PrintLabel', async (ctx, next) => {
    error = await rejection(next())
    ctx.result = 'written by hand'
  })
  actions.addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'))

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.instance(error, ActionAbortedError)
  assert.equal(seen, ['written by hand', true, true])
})

test('S9: a cut is no abort: ctx.aborted stays false, and there is no ctx.abortReason', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const paper = deferred()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    await paper.promise
    seen.push(ctx.signal.aborted, ctx.aborted, ctx.abortReason)
    return 'printed'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort({ reason: 'the page was closed' })
  await rejection(running)
  paper.resolve()
  await settled()

  assert.equal(seen, [true, false, undefined])
})

test('S9: ctx.signal does not fire on an abort that comes too late to count', async () => {
  const actions = createActions<Desk>()
  const seen: boolean[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    ctx.abort('out of paper')
    seen.push(ctx.signal.aborted)
    return 'printed'
  })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(seen, [false])
})

test('S9: ctx.signal does not fire when the stack fails', async () => {
  const actions = createActions<Desk>()
  const seen: boolean[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    ctx.signal.addEventListener('abort', () => seen.push(true))
    throw new Error('paper jam')
  })
  actions.addListener('errorPrintLabel', (_payload, _error, ctx) => seen.push(ctx.signal.aborted))

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(seen, [false])
})

test('S9: ctx.signal does not fire on an abort by an error-listener, which comes too late to count', async () => {
  const actions = createActions<Desk>()
  const jam = new Error('paper jam')
  const seen: boolean[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => {
    throw jam
  })
  actions.addListener('errorPrintLabel', (_payload, _error, ctx) => ctx.abort('out of paper'))
  actions.addListener('errorPrintLabel', (_payload, _error, ctx) => seen.push(ctx.aborted, ctx.signal.aborted))

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.is(error, jam)
  assert.equal(seen, [false, false])
})

test('S9: ctx.signal does not fire when the signal is aborted after the invocation has resolved', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  let signal: AbortSignal | undefined
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    signal = ctx.signal
    return 'printed'
  })

  await actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  cut.abort()

  assert.is(signal?.aborted, false)
})

test('S9: ctx.signal does not fire when the signal is aborted after the invocation has rejected', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  let signal: AbortSignal | undefined
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    signal = ctx.signal
    throw new Error('paper jam')
  })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal }))
  cut.abort()

  assert.is(signal?.aborted, false)
})

// ── nested invocations

/** Each starts `nest()` from one kind of party of PrintLabel. */
const startingPlaces: [string, (actions: Untyped, nest: (ctx: ActionContext) => Promise<unknown>) => void][] = [
  [
    'middleware',
    (actions, nest) =>
      actions.use('PrintLabel', async (ctx, next) => {
        await nest(ctx)
        await next()
      }),
  ],
  [
    'a payload update',
    (actions, nest) =>
      actions.registerAction('PrintLabel', () => 'printed', {
        payloadUpdate: (_payload: unknown, ctx: ActionContext) => nest(ctx),
        override: true,
      }),
  ],
  [
    'a before-listener',
    (actions, nest) => actions.addListener('beforePrintLabel', (_payload, _abort, ctx) => nest(ctx)),
  ],
  ['a replacement', (actions, nest) => actions.replaceAction('PrintLabel', (_payload, _original, ctx) => nest(ctx))],
  ['a core', (actions, nest) => actions.registerAction('PrintLabel', (_payload, ctx) => nest(ctx), { override: true })],
  [
    'an after-listener',
    (actions, nest) => actions.addListener('afterPrintLabel', (_payload, _result, ctx) => nest(ctx)),
  ],
  [
    'an error-listener',
    (actions, nest) => {
      const jam = () => {
        throw new Error('paper jam')
      }
      actions.registerAction('PrintLabel', jam, { override: true })
      actions.addListener('errorPrintLabel', (_payload, _error, ctx) => nest(ctx))
    },
  ],
]

for (const [where, startFrom] of startingPlaces) {
  test(`S9: a nested invocation started from ${where} inherits the caller's signal`, async () => {
    const actions = createActions({ onListenerError: () => {} })
    const cut = new AbortController()
    const reason = new Error('the window was closed')
    const sending = deferred()
    const seen: unknown[] = []
    let nested: Promise<unknown> | undefined
    actions.registerAction('PrintLabel', () => 'printed')
    actions.registerAction('SendMail', (_payload, ctx) => {
      ctx.signal.addEventListener('abort', () => seen.push(ctx.signal.reason))
      return sending.promise
    })
    startFrom(actions, (ctx) => {
      nested = ctx.invokeAction('SendMail', { to: 'anna' })
      return nested as Promise<unknown>
    })
    const running = actions.invokeAction('PrintLabel', {}, { signal: cut.signal })
    running.catch(() => {})
    await settled()

    cut.abort(reason)
    const error = await rejection(byNow(nested as Promise<unknown>))
    sending.resolve()
    await settled()

    assert.is(error, reason)
    assert.is(seen.length, 1)
    assert.is(seen[0], reason)
  })
}

test('S9: a nested invocation cut through its ancestor runs no error-listeners, and neither does the ancestor', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', () => {
    cut.abort(reason)
    return 'sent'
  })
  actions.addListener('errorPrintLabel', () => log.push('error of the ancestor'))
  actions.addListener('errorSendMail', () => log.push('error of the nested one'))

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal }))
  await settled()

  assert.is(error, reason)
  assert.equal(log, [])
})

test('S9: the signal is inherited by grandchildren too', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  const stuck = deferred()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', async (_payload, ctx) => {
    await ctx.invokeAction('OpenDrawer').catch((error: unknown) => {
      seen.push(error)
      throw error
    })
    return 'sent'
  })
  actions.registerAction('OpenDrawer', () => stuck.promise)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  const error = await rejection(byNow(running))
  await settled()

  assert.is(error, reason)
  assert.is(seen.length, 1)
  assert.is(seen[0], reason)
})

test('S9: a nested invocation started once its ancestor has been cut rejects with the reason and runs nothing', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const answer = deferred()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  actions.use('SendMail', () => {
    log.push('middleware')
  })
  actions.registerAction('SendMail', () => 'sent')
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    await answer.promise
    log.push(await rejection(ctx.invokeAction('SendMail', { to: 'anna' })))
    return 'printed'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  await rejection(byNow(running))
  answer.resolve()
  await settled()

  assert.is(log.length, 1)
  assert.is(log[0], reason)
})

test('S9: options.signal of a nested invocation is added: it cuts the nested invocation', async () => {
  const actions = createActions<Desk>()
  const outer = new AbortController()
  const inner = new AbortController()
  const reason = new Error('the mail was taken back')
  const stuck = deferred<string>()
  actions.registerAction('SendMail', () => stuck.promise)
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    const error = await rejection(ctx.invokeAction('SendMail', { to: 'anna' }, { signal: inner.signal }))
    return error === reason ? 'printed all the same' : 'printed by mistake'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: outer.signal })

  inner.abort(reason)
  const result = await byNow(running)

  assert.is(result, 'printed all the same')
})

test('S9: options.signal of a nested invocation is added: the inherited signal still cuts', async () => {
  const actions = createActions<Desk>()
  const outer = new AbortController()
  const inner = new AbortController()
  const reason = new Error('the window was closed')
  const stuck = deferred<string>()
  let nested: Promise<string> | undefined
  actions.registerAction('SendMail', () => stuck.promise)
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    nested = ctx.invokeAction('SendMail', { to: 'anna' }, { signal: inner.signal })
    return nested
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: outer.signal })

  outer.abort(reason)
  const error = await rejection(byNow(running))

  assert.is(error, reason)
  assert.is(await rejection(byNow(nested as Promise<string>)), reason)
})

test('S9: options.signal of a nested invocation is added: an inherited one that was aborted once the parent was over counts', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const outer = new AbortController()
  const inner = new AbortController()
  const reason = new Error('the window was closed')
  let kept!: ActionContext<unknown, unknown, Desk>
  actions.registerAction('SendMail', ({ to }) => {
    log.push(to)
    return 'sent'
  })
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    kept = ctx
    return 'printed'
  })
  await actions.invokeAction('PrintLabel', { copies: 1 }, { signal: outer.signal })

  outer.abort(reason)
  const errors = [
    await rejection(kept.invokeAction('SendMail', { to: 'anna' })),
    await rejection(kept.invokeAction('SendMail', { to: 'ben' }, { signal: inner.signal })),
  ]

  assert.is(errors[0], reason)
  assert.is(errors[1], reason)
  assert.equal(log, [])
})

test('S9: a nested invocation is cut with null when that is the reason of the inherited signal', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const stuck = deferred<string>()
  const seen: unknown[] = []
  actions.registerAction('SendMail', () => stuck.promise)
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    seen.push(await rejection(ctx.invokeAction('SendMail', { to: 'anna' })))
    seen.push(await rejection(ctx.invokeAction('SendMail', { to: 'anna' })))
    return 'printed'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(null)
  const error = await rejection(byNow(running))
  await settled()

  assert.is(error, null)
  assert.equal(seen, [null, null])
})

test('S9: a nested invocation whose own signal is aborted already runs nothing', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const reason = new Error('the mail was taken back')
  actions.registerAction('SendMail', () => {
    log.push('core')
    return 'sent'
  })
  actions.registerAction('PrintLabel', (_payload, ctx) =>
    ctx.invokeAction('SendMail', { to: 'anna' }, { signal: AbortSignal.abort(reason) }),
  )

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.is(error, reason)
  assert.equal(log, [])
})

test('S9: a nested invocation goes on when its parent is aborted', async () => {
  const actions = createActions<Desk>()
  const sending = deferred<string>()
  let nested: Promise<string> | undefined
  actions.registerAction('PrintLabel', () => 'printed')
  actions.registerAction('SendMail', () => sending.promise)
  actions.addListener('beforePrintLabel', (_payload, abort, ctx) => {
    nested = ctx.invokeAction('SendMail', { to: 'anna' })
    abort('out of paper')
  })

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))
  sending.resolve('sent')

  assert.instance(error, ActionAbortedError)
  assert.is(await nested, 'sent')
})

test('S9: a listener may abort and then invoke something else instead', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.registerAction('SendMail', (_payload, ctx) => {
    log.push(`sent, aborted: ${ctx.signal.aborted}`)
    return 'sent'
  })
  actions.addListener('beforePrintLabel', async (_payload, abort, ctx) => {
    abort('out of paper')
    log.push(ctx.signal.aborted ? 'aborted' : 'not aborted')
    await ctx.invokeAction('SendMail', { to: 'anna' })
  })

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.instance(error, ActionAbortedError)
  assert.equal(log, ['aborted', 'sent, aborted: false'])
})

test('S9: a nested invocation of an aborted parent still inherits its signal', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  const stuck = deferred<string>()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.registerAction('SendMail', () => stuck.promise)
  actions.addListener('beforePrintLabel', async (_payload, abort, ctx) => {
    abort('out of paper')
    seen.push(await rejection(ctx.invokeAction('SendMail', { to: 'anna' })))
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  await rejection(byNow(running))
  await settled()

  assert.is(seen.length, 1)
  assert.is(seen[0], reason)
})

test('S9: a nested invocation that nobody waits for is still cut by the signal once its parent has resolved', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  const stuck = deferred<string>()
  let nested: Promise<string> | undefined
  actions.registerAction('SendMail', () => stuck.promise)
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    nested = ctx.invokeAction('SendMail', { to: 'anna' })
    return 'printed'
  })
  const result = await actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(reason)
  const error = await rejection(byNow(nested as Promise<string>))

  assert.is(result, 'printed')
  assert.is(error, reason)
})

test('S9: a nested cut that an after-listener lets through goes to onListenerError, and the parent resolves', async () => {
  const reports: unknown[] = []
  const actions = createActions<Desk>({ onListenerError: (error) => reports.push(error) })
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  const stuck = deferred<string>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.registerAction('SendMail', () => stuck.promise)
  actions.addListener('afterPrintLabel', (_payload, _result, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(reason)
  const result = await byNow(running)
  await settled()

  assert.is(result, 'printed')
  assert.is(reports.length, 1)
  assert.is(reports[0], reason)
})

test('S9: actions.invokeAction called from a listener inherits no signal', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const sending = deferred<string>()
  let other: Promise<string> | undefined
  actions.registerAction('SendMail', () => sending.promise)
  actions.registerAction('PrintLabel', () => {
    other = actions.invokeAction('SendMail', { to: 'anna' })
    return other
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(new Error('the window was closed'))
  await rejection(byNow(running))
  sending.resolve('sent')

  assert.is(await other, 'sent')
})

// ── what is left behind on a signal

/** Each invokes with the signal in a way of its own and comes to an end. */
const endings: [string, (actions: Untyped, signal: AbortSignal) => Promise<unknown>][] = [
  ['resolves synchronously', (actions, signal) => actions.invokeAction('OpenDrawer', {}, { signal })],
  [
    'resolves later',
    async (actions, signal) => {
      const key = deferred()
      actions.addListener('beforeOpenDrawer', () => key.promise)
      const running = actions.invokeAction('OpenDrawer', {}, { signal })
      await settled()
      key.resolve()
      return running
    },
  ],
  [
    'fails synchronously',
    (actions, signal) => {
      actions.addListener('beforeOpenDrawer', () => {
        throw new Error('no key')
      })
      return rejection(actions.invokeAction('OpenDrawer', {}, { signal }))
    },
  ],
  [
    'fails later',
    (actions, signal) => {
      actions.addListener('beforeOpenDrawer', async () => {
        await settled()
        throw new Error('no key')
      })
      return rejection(actions.invokeAction('OpenDrawer', {}, { signal }))
    },
  ],
  [
    'is aborted',
    (actions, signal) => {
      actions.addListener('beforeOpenDrawer', async (_payload, abort) => {
        await settled()
        abort('no key')
      })
      return rejection(actions.invokeAction('OpenDrawer', {}, { signal }))
    },
  ],
  [
    'is short-circuited',
    (actions, signal) => {
      actions.use(async () => {
        await settled()
      })
      return actions.invokeAction('OpenDrawer', {}, { signal })
    },
  ],
  [
    'is cut by its time limit',
    async (actions, signal) => {
      const key = deferred()
      actions.addListener('beforeOpenDrawer', () => key.promise)
      await rejection(actions.invokeAction('OpenDrawer', {}, { signal, timeout: 5 }))
      key.resolve()
      await settled()
    },
  ],
  ['is refused for an unknown name', (actions, signal) => rejection(actions.invokeAction('OpenDraw', {}, { signal }))],
  [
    'is refused for a bad time limit',
    (actions, signal) => rejection(actions.invokeAction('OpenDrawer', {}, { signal, timeout: -1 })),
  ],
  [
    'reads ctx.signal',
    (actions, signal) => {
      actions.addListener('beforeOpenDrawer', async (_payload, _abort, ctx) => {
        await settled()
        assert.not(ctx.signal.aborted)
      })
      return actions.invokeAction('OpenDrawer', {}, { signal })
    },
  ],
  [
    'has nested invocations',
    (actions, signal) => {
      actions.registerAction('TurnKey', async (_payload, ctx) => {
        await settled()
        assert.not(ctx.signal.aborted)
      })
      actions.addListener('beforeOpenDrawer', (_payload, _abort, ctx) => ctx.invokeAction('TurnKey', {}, { signal }))
      return actions.invokeAction('OpenDrawer', {}, { signal })
    },
  ],
]

for (const [how, invoke] of endings) {
  test(`S9: an invocation that ${how} leaves no listener on its signal`, async () => {
    const actions = actionsWithoutMap()
    const { signal } = new AbortController()
    actions.registerAction('OpenDrawer', () => 'opened')

    await invoke(actions, signal)

    assert.is(listenersOn(signal), 0)
  })
}

test('S9: an invocation that the signal has cut leaves no listener on it', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', () => paper.promise)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort()
  await rejection(byNow(running))

  assert.is(listenersOn(cut.signal), 0)
})

test('S9: every listener that invocations put on a long-lived signal is taken off again', async () => {
  const actions = createActions<Desk>()
  const { signal } = new AbortController()
  const there = new Set<unknown>()
  let added = 0
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    there.add(args[1])
    added++
    add(...args)
  }
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    there.delete(args[1])
    remove(...args)
  }
  actions.registerAction('PrintLabel', async (payload, ctx) => {
    if (payload.copies % 2) ctx.signal
    return 'printed'
  })

  for (let copies = 0; copies < 1000; copies++) await actions.invokeAction('PrintLabel', { copies }, { signal })

  assert.ok(added > 0)
  assert.is(there.size, 0)
  assert.is(listenersOn(signal), 0)
})

test('S9: invocations side by side leave a long-lived signal as they found it', async () => {
  const actions = createActions<Desk>()
  const { signal } = new AbortController()
  const paper = deferred<string>()
  const mine = () => {}
  signal.addEventListener('abort', mine)
  actions.registerAction('PrintLabel', () => paper.promise)
  const running = Array.from({ length: 100 }, () => actions.invokeAction('PrintLabel', { copies: 1 }, { signal }))

  paper.resolve('printed')
  await Promise.all(running)

  assert.equal(getEventListeners(signal, 'abort'), [mine])
})

test('S9: ten thousand invocations in flight on one signal cause no MaxListenersExceededWarning', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  const paper = deferred<string>()
  const warnings: string[] = []
  const listen = (warning: Error) => void warnings.push(warning.name)
  process.on('warning', listen)
  actions.registerAction('PrintLabel', () => paper.promise)

  const running = Array.from({ length: 10_000 }, () =>
    actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal }),
  )
  await settled()
  cut.abort(reason)
  const errors = await Promise.all(running.map(rejection))
  await settled()
  process.off('warning', listen)

  assert.equal(warnings, [])
  assert.ok(errors.every((error) => error === reason))
})

test('S9: nested invocations in flight under one signal cause no MaxListenersExceededWarning', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const sending = deferred<string>()
  const warnings: string[] = []
  const listen = (warning: Error) => void warnings.push(warning.name)
  process.on('warning', listen)
  actions.registerAction('SendMail', (_payload, ctx) => (ctx.signal.aborted ? 'too late' : sending.promise))
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    const mails = Array.from({ length: 100 }, () =>
      ctx.invokeAction('SendMail', { to: 'anna' }, { signal: cut.signal }),
    )
    return (await Promise.all(mails)).join()
  })

  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()
  sending.resolve('sent')
  await running
  await settled()
  process.off('warning', listen)

  assert.equal(warnings, [])
  assert.is(listenersOn(cut.signal), 0)
})

test('S9: AbortSignal.any is never called, because it leaks on signals that live long', async () => {
  const actions = createActions<Desk>()
  const { signal } = new AbortController()
  const original = AbortSignal.any
  let calls = 0
  AbortSignal.any = (signals) => {
    calls++
    return original.call(AbortSignal, signals)
  }
  actions.registerAction('SendMail', async (_payload, ctx) => String(ctx.signal.aborted))
  actions.registerAction('PrintLabel', (_payload, ctx) =>
    ctx.signal.aborted ? 'too late' : ctx.invokeAction('SendMail', { to: 'anna' }, { signal, timeout: 1000 }),
  )

  try {
    await actions.invokeAction('PrintLabel', { copies: 1 }, { signal: new AbortController().signal, timeout: 1000 })
  } finally {
    AbortSignal.any = original
  }

  assert.is(calls, 0)
})

test('S9: an invocation that one signal has cut while another is firing is not cut again by that one', async () => {
  const actions = createActions<Desk>()
  const [first, second] = [new AbortController(), new AbortController()]
  const sent = deferred<string>()
  const seen: unknown[] = []
  actions.registerAction('OpenDrawer', (_payload, ctx) => {
    ctx.signal.addEventListener('abort', () => second.abort('second'))
    return deferred().promise
  })
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    seen.push(await rejection(ctx.invokeAction('SendMail', { to: 'anna' }, { signal: second.signal })))
    return 'printed'
  })
  actions.use('SendMail', async (_ctx, next) => {
    seen.push(await rejection(next()))
  })
  actions.registerAction('SendMail', () => sent.promise)
  const opening = rejection(actions.invokeAction('OpenDrawer', undefined, { signal: first.signal }))
  const printing = rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal: first.signal }))

  first.abort('first')
  await settled()
  sent.resolve('sent')

  assert.equal([await opening, await printing], ['first', 'first'])
  await settled()
  assert.equal(seen, ['second', 'second'])
})

test('S9: a signal is let go of once the invocations that it could cut are over', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', async () => 'printed')
  const gone = await (async () => {
    const { signal } = new AbortController()
    await actions.invokeAction('PrintLabel', { copies: 1 }, { signal })
    return new WeakRef(signal)
  })()

  await settled()
  collectGarbage()

  assert.is(gone.deref(), undefined)
  assert.is(await actions.invokeAction('PrintLabel', { copies: 2 }), 'printed')
})

// ── { signal } on the attaching verbs

const attachingVerbs: [string, (actions: Untyped, options: { signal: AbortSignal }) => () => void][] = [
  ['registerAction', (actions, options) => actions.registerAction('PrintLabel', () => 'printed', options)],
  [
    'registerAction with override',
    (actions, options) => actions.registerAction('PrintLabel', () => 'printed', { ...options, override: true }),
  ],
  ['addListener before', (actions, options) => actions.addListener('beforePrintLabel', () => {}, options)],
  ['addListener after', (actions, options) => actions.addListener('afterPrintLabel', () => {}, options)],
  ['addListener error', (actions, options) => actions.addListener('errorPrintLabel', () => {}, options)],
  ['replaceAction', (actions, options) => actions.replaceAction('PrintLabel', () => 'replaced', options)],
  ['use for every action', (actions, options) => actions.use((_ctx, next) => next(), options)],
  ['use for one action', (actions, options) => actions.use('PrintLabel', (_ctx, next) => next(), options)],
]

for (const [verb, attach] of attachingVerbs) {
  test(`S9: { signal } on ${verb} detaches when it is aborted`, () => {
    const actions = actionsWithoutMap()
    const plugin = new AbortController()
    attach(actions, { signal: plugin.signal })
    const attached = actions.explain('PrintLabel').length

    plugin.abort()

    assert.is(attached, 1)
    assert.equal(actions.explain('PrintLabel'), [])
  })

  test(`S9: { signal } on ${verb} attaches nothing when it is aborted already`, () => {
    const actions = actionsWithoutMap()
    const signal = AbortSignal.abort()

    const registration = attach(actions, { signal })
    const attached = [actions.explain('PrintLabel'), actions.hasAction('PrintLabel'), listenersOn(signal)]
    registration()

    assert.equal(attached, [[], false, 0])
    assert.equal(actions.explain('PrintLabel'), [])
  })

  test(`S9: disposing what ${verb} has attached takes its listener off the signal`, () => {
    const actions = actionsWithoutMap()
    const { signal } = new AbortController()
    const registration = attach(actions, { signal })
    const before = listenersOn(signal)

    registration()

    assert.is(before, 1)
    assert.is(listenersOn(signal), 0)
  })

  test(`S9: disposing the scope through which ${verb} has attached takes its listener off the signal`, () => {
    const actions = actionsWithoutMap()
    const scope = actions.scope('crm-plugin')
    const { signal } = new AbortController()
    attach(scope, { signal })

    scope.dispose()

    assert.is(listenersOn(signal), 0)
  })

  test(`S9: aborting the signal given to ${verb} after its registration was disposed does nothing`, () => {
    const actions = actionsWithoutMap()
    const plugin = new AbortController()
    attach(actions, { signal: plugin.signal })()
    attach(actions, { signal: new AbortController().signal })

    plugin.abort()

    assert.is(actions.explain('PrintLabel').length, 1)
  })
}

test('S9: a listener detached by its signal still runs in an invocation that is in flight, and in no later one', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const plugin = new AbortController()
  const answer = deferred()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => answer.promise)
  actions.addListener('beforePrintLabel', (payload) => log.push(`plugin ${payload.copies}`), { signal: plugin.signal })
  const running = actions.invokeAction('PrintLabel', { copies: 1 })

  plugin.abort()
  answer.resolve()
  await running
  await actions.invokeAction('PrintLabel', { copies: 2 })

  assert.equal(log, ['plugin 1'])
})

test('S9: a core whose registration is detached by its signal still runs in an invocation that is in flight', async () => {
  const actions = createActions<Desk>()
  const plugin = new AbortController()
  const answer = deferred()
  actions.registerAction('PrintLabel', () => 'printed', { signal: plugin.signal })
  actions.addListener('beforePrintLabel', () => answer.promise)
  const running = actions.invokeAction('PrintLabel', { copies: 1 })

  plugin.abort()
  answer.resolve()

  assert.is(await running, 'printed')
  assert.is(actions.hasAction('PrintLabel'), false)
})

test('S9: a replacement detached by its signal puts back what stood before', async () => {
  const actions = createActions<Desk>()
  const plugin = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.replaceAction('PrintLabel', () => 'replaced', { signal: plugin.signal })

  plugin.abort()

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'printed')
})

test('S9: the signal of a registration that was overridden does not take the new core off', async () => {
  const actions = createActions<Desk>()
  const plugin = new AbortController()
  actions.registerAction('PrintLabel', () => 'old', { signal: plugin.signal })
  actions.registerAction('PrintLabel', () => 'new', { override: true })

  plugin.abort()

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'new')
})

test('S9: removeListener takes the listener off the signal that it was attached with', () => {
  const actions = createActions<Desk>()
  const { signal } = new AbortController()
  const listener = () => {}
  actions.addListener('beforePrintLabel', listener, { signal })

  actions.removeListener('beforePrintLabel', listener)

  assert.is(listenersOn(signal), 0)
})

test('S9: unregisterAction takes the listener off the signal that the action was registered with', () => {
  const actions = createActions<Desk>()
  const { signal } = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed', { signal })

  actions.unregisterAction('PrintLabel')

  assert.is(listenersOn(signal), 0)
})

test('S9: a once-listener that has run has left its signal', async () => {
  const actions = createActions<Desk>()
  const { signal } = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => {}, { once: true, signal })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.is(listenersOn(signal), 0)
})

test('S9: one signal detaches all that it was given to, without a MaxListenersExceededWarning', async () => {
  const actions = createActions<Desk>()
  const plugin = new AbortController()
  const warnings: string[] = []
  const listen = (warning: Error) => void warnings.push(warning.name)
  process.on('warning', listen)

  for (let i = 0; i < 50; i++) actions.addListener('beforePrintLabel', () => {}, { signal: plugin.signal })
  await settled()
  process.off('warning', listen)
  const attached = actions.explain('PrintLabel').length
  plugin.abort()

  assert.equal(warnings, [])
  assert.is(attached, 50)
  assert.equal(actions.explain('PrintLabel'), [])
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

test('S9: overriding an action takes the listener of the registration before off its signal', () => {
  const actions = actionsWithoutMap()
  const { signal } = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed', { signal })

  actions.registerAction('PrintLabel', () => 'printed twice', { override: true })

  assert.is(listenersOn(signal), 0)
})

for (const [what, signal] of [
  ['aborted alone', { aborted: false }],
  ['addEventListener alone', { addEventListener() {} }],
  ['an aborted that is no boolean', { aborted: 0, addEventListener() {} }],
] as const) {
  test(`S9: a signal with ${what} is a TypeError, and nothing is attached or run`, async () => {
    const actions = actionsWithoutMap()
    let ran = false
    actions.registerAction('PrintLabel', () => {
      ran = true
    })

    const error = await rejection(actions.invokeAction('PrintLabel', {}, { signal: signal as never }))
    const thrownError = thrown(() => actions.addListener('beforePrintLabel', () => {}, { signal: signal as never }))

    for (const each of [error, thrownError]) {
      assert.instance(each, TypeError)
      assert.is((each as Error).message, 'The option signal must be an AbortSignal, got an object')
    }
    assert.is(ran, false)
    assert.is(actions.explain('PrintLabel').length, 1)
  })
}

test('S9: a signal that is one by what it can do rejects with its reason, though it has no throwIfAborted', async () => {
  const actions = createActions()
  const signal = { aborted: true, reason: 'stop', addEventListener() {}, removeEventListener() {} } as never
  actions.registerAction('AcceptTask', () => 'core')

  assert.is(await rejection(actions.invokeAction('AcceptTask', 1, { signal })), 'stop')
})

test('S9: a signal that is no instance of AbortSignal, as one of another realm, is one', async () => {
  const foreign = new EventTarget() as AbortSignal
  Object.defineProperty(foreign, 'aborted', { value: false, configurable: true })
  const actions = createActions()
  actions.registerAction('AcceptTask', () => new Promise(() => {}))

  const running = actions.invokeAction('AcceptTask', 1, { signal: foreign })
  Object.defineProperty(foreign, 'reason', { value: 'stop' })
  foreign.dispatchEvent(new Event('abort'))

  assert.is(await rejection(running), 'stop')
})

test('S9: ctx.signal, first read after an abort that was recovered from and a cut, has fired with the abort', async () => {
  const actions = createActions()
  const controller = new AbortController()
  const gate = deferred()
  let read: unknown
  actions.use('AcceptTask', async (ctx, next) => {
    await next().catch(() => {})
    ctx.result = 'instead'
    await gate.promise
    read = ctx.signal.reason
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))
  actions.registerAction('AcceptTask', () => 'core')
  const running = rejection(actions.invokeAction('AcceptTask', 1, { signal: controller.signal }))
  await settled()
  controller.abort('cut')
  const error = await running
  gate.resolve()
  await settled()

  assert.is(error, 'cut')
  assert.is((read as { code?: string }).code, 'ACTION_ABORTED')
})

test.run()
