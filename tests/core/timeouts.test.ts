// Rule S10: how long an action, one invocation or one listener may take, and what happens when it takes longer.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ActionAbortedError,
  type ActionContext,
  ActionError,
  ActionTimeoutError,
  createActions,
} from '../../source/core/index.js'
import { deferred, rejection, settled, thrown, unhandledDuring } from '../support/helpers.js'

interface Desk {
  PrintLabel(payload: { copies: number }): string
  SendMail(payload: { to: string }): string
}

const LONGEST = 2_147_483_647

const actionsWithoutMap = () => createActions()
type Untyped = ReturnType<typeof actionsWithoutMap>

/** What `promise` rejects with; null, and so a failed test instead of a hanging one, when a second is not enough. */
async function inTime<T>(promise: Promise<T>): Promise<T> {
  let giveUp: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    giveUp = setTimeout(() => reject(new Error('still pending after a second')), 1000)
  })
  try {
    return await Promise.race([promise, tooLate])
  } finally {
    clearTimeout(giveUp)
  }
}

/** A wait of real time, for what a limit must be shown to have let pass. */
function milliseconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, count))
}

/** How many timers keep this process alive. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
}

// ── where a limit may be set, and which one wins

test('S10: an action is held to the limit that it was registered with', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => deferred<string>().promise, { timeout: 5 })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))

  assert.instance(error, ActionTimeoutError)
})

test('S10: one invocation is held to the limit that it sets', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => deferred<string>().promise)

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))

  assert.instance(error, ActionTimeoutError)
})

test('S10: a shorter limit of the invocation wins over that of the action', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => deferred<string>().promise, { timeout: 60_000 })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))

  assert.instance(error, ActionTimeoutError)
  assert.is((error as ActionTimeoutError).timeout, 5)
})

test('S10: a longer limit of the invocation wins over that of the action', async () => {
  const actions = createActions<Desk>()
  const core = async () => {
    await milliseconds(30)
    return 'printed'
  }
  actions.registerAction('PrintLabel', core, { timeout: 5 })

  const result = await actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 60_000 })

  assert.is(result, 'printed')
})

test('S1, S10: an override that sets no limit has none, whatever the core before it had', async () => {
  const actions = createActions<Desk>()
  const before = timers()
  const label = deferred<string>()
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 60_000 })
  actions.registerAction('PrintLabel', () => label.promise, { override: true })

  const running = actions.invokeAction('PrintLabel', { copies: 1 })
  const started = timers() - before
  label.resolve('printed')
  await running

  assert.is(started, 0)
})

test('S10: a limit may be a fraction of milliseconds', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => deferred<string>().promise, { timeout: 1.5 })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))

  assert.is((error as ActionTimeoutError).message.includes('1.5 ms'), true)
})

test('S10: an invocation that stays below its limit gives its result', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', async () => 'printed', { timeout: 60_000 })

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'printed')
})

test('S10: each invocation has the whole limit for itself', async () => {
  const actions = createActions<Desk>()
  const core = async () => {
    await milliseconds(15)
    return 'printed'
  }
  actions.registerAction('PrintLabel', core, { timeout: 500 })

  const results: string[] = []
  for (let copies = 0; copies < 3; copies++) results.push(await actions.invokeAction('PrintLabel', { copies }))

  assert.equal(results, ['printed', 'printed', 'printed'])
})

test('S10: a timeout of undefined is no limit', async () => {
  const actions = createActions<Desk>()
  const before = timers()
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', () => paper.promise, { timeout: undefined })
  actions.addListener('beforePrintLabel', async () => {}, { timeout: undefined })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: undefined })
  await settled()

  const started = timers() - before
  paper.resolve('printed')

  assert.is(started, 0)
  assert.is(await running, 'printed')
})

// ── which limits there are

const wrongTypes: [string, unknown][] = [
  ['text', '10'],
  ['null', null],
  ['true', true],
  ['a bigint', 10n],
  ['an object', {}],
  ['a Date', new Date(10)],
  ['a symbol', Symbol('soon')],
]
const outOfRange: [string, unknown][] = [
  ['0', 0],
  ['-1', -1],
  ['0.5', 0.5],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['2 147 483 648', LONGEST + 1],
]
const wrong = [
  ...wrongTypes.map(([what, timeout]) => ({ what, timeout, type: TypeError, is: 'a TypeError' })),
  ...outOfRange.map(([what, timeout]) => ({ what, timeout, type: RangeError, is: 'a RangeError' })),
]

for (const { what, timeout, type, is } of wrong) {
  test(`S10: a limit of ${what} is ${is} of registerAction, and nothing is attached`, () => {
    const actions = actionsWithoutMap()

    const error = thrown(() => actions.registerAction('PrintLabel', () => 'printed', { timeout: timeout as number }))

    assert.instance(error, type)
    assert.not.instance(error, ActionError)
    assert.is(actions.hasAction('PrintLabel'), false)
    assert.equal(actions.explain('PrintLabel'), [])
  })

  test(`S10: a limit of ${what} is ${is} of addListener, and nothing is attached`, () => {
    const actions = actionsWithoutMap()

    const errors = (['before', 'after', 'error'] as const).map((when) =>
      thrown(() => actions.addListener(`${when}PrintLabel`, () => {}, { timeout: timeout as number })),
    )

    for (const error of errors) assert.instance(error, type)
    assert.equal(actions.explain('PrintLabel'), [])
  })

  test(`S10: a limit of ${what} is ${is} that invokeAction rejects with, and nothing runs`, async () => {
    const actions = actionsWithoutMap()
    const log: string[] = []
    actions.use((_ctx, next) => {
      log.push('middleware')
      return next()
    })
    actions.registerAction('PrintLabel', () => log.push('core'))
    actions.addListener('beforePrintLabel', () => log.push('before'))
    actions.addListener('errorPrintLabel', () => log.push('error'))

    const error = await rejection(actions.invokeAction('PrintLabel', {}, { timeout: timeout as number }))
    await settled()

    assert.instance(error, type)
    assert.not.instance(error, ActionError)
    assert.equal(log, [])
  })
}

test('S10: a wrong limit does not take off the core that override was meant to replace', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'old')

  thrown(() => actions.registerAction('PrintLabel', () => 'new', { override: true, timeout: 0 }))

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'old')
})

for (const timeout of [1, LONGEST]) {
  test(`S10: a limit of ${timeout} is in range`, async () => {
    const actions = createActions<Desk>()
    actions.registerAction('PrintLabel', () => 'printed', { timeout })
    actions.addListener('beforePrintLabel', () => {}, { timeout })

    assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }, { timeout }), 'printed')
  })
}

test('S10: the longest limit does not fire at once', async () => {
  const actions = createActions<Desk>()
  const core = async () => {
    await milliseconds(20)
    return 'printed'
  }
  actions.registerAction('PrintLabel', core, { timeout: LONGEST })

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'printed')
})

// ── what expires cuts

test('S10: an ActionTimeoutError carries the action, the limit and the stage', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', function print() {
    return deferred<string>().promise
  })

  const error = (await rejection(
    inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 7 })),
  )) as ActionTimeoutError

  assert.instance(error, ActionTimeoutError)
  assert.is(error.action, 'PrintLabel')
  assert.is(error.timeout, 7)
  assert.equal(error.stage, { kind: 'core', name: 'print', scope: undefined })
})

test('S10: on expiry no further party starts but the error-listeners', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const answer = deferred()
  actions.registerAction('PrintLabel', () => {
    log.push('core')
    return 'printed'
  })
  actions.addListener('beforePrintLabel', async () => {
    await answer.promise
    log.push('before')
  })
  actions.addListener('beforePrintLabel', () => log.push('later before'))
  actions.addListener('afterPrintLabel', () => log.push('after'))
  actions.addListener('errorPrintLabel', () => log.push('error'))

  await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  await settled()
  answer.resolve()
  await settled()

  assert.equal(log, ['error', 'before'])
})

test('S10: on expiry a pending next() rejects with the very error once the core has settled', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  const paper = deferred<string>()
  actions.use('PrintLabel', async (_ctx, next) => {
    await next().catch((error: unknown) => seen.push(error))
  })
  actions.registerAction('PrintLabel', () => paper.promise)

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  await settled()
  const early = seen.length
  paper.resolve('printed')
  await settled()

  assert.is(early, 0)
  assert.is(seen.length, 1)
  assert.is(seen[0], error)
})

test('S10: on expiry a pending original() rejects with the very error once the core has settled', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  const paper = deferred<string>()
  actions.replaceAction('PrintLabel', async (payload, original) => {
    try {
      return await original(payload)
    } catch (error) {
      seen.push(error)
      throw error
    }
  })
  actions.registerAction('PrintLabel', () => paper.promise)

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  await settled()
  const early = seen.length
  paper.reject(new Error('paper jam'))
  await settled()

  assert.is(early, 0)
  assert.is(seen.length, 1)
  assert.is(seen[0], error)
})

test('S10: what fails after the expiry is reported nowhere and leaves no unhandled rejection', async () => {
  const reports: unknown[] = []
  const actions = createActions<Desk>({ onListenerError: (error) => reports.push(error) })
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', () => paper.promise)

  const unhandled = await unhandledDuring(async () => {
    await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
    paper.reject(new Error('paper jam'))
  })

  assert.equal(reports, [])
  assert.equal(unhandled, [])
})

test('S10: a core that resolves after the expiry changes nothing', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', () => paper.promise)
  actions.addListener('afterPrintLabel', () => log.push('after'))
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })
  const error = await rejection(inTime(running))

  paper.resolve('printed')
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(await rejection(running), error)
  assert.equal(log, [])
})

test('S10: an abort that comes after the expiry changes nothing', async () => {
  const actions = createActions<Desk>()
  const answer = deferred()
  const settledLate = deferred()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', async (_payload, abort) => {
    await answer.promise
    abort('out of paper')
    settledLate.resolve()
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })
  const error = await rejection(inTime(running))

  answer.resolve()
  await settledLate.promise
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(await rejection(running), error)
})

test('S10: whichever comes first, the signal or the limit, decides what the invocation rejects with', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    ctx.signal.addEventListener('abort', () => seen.push(ctx.signal.reason))
    return deferred<string>().promise
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal, timeout: 10 })

  cut.abort(reason)
  const error = await rejection(inTime(running))
  await milliseconds(25)

  assert.is(error, reason)
  assert.is(seen.length, 1)
  assert.is(seen[0], reason)
})

// ── error-listeners beside an expired limit

test('S10: on the own limit of an invocation its error-listeners run, with the very error', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', () => deferred<string>().promise)
  actions.addListener('errorPrintLabel', (_payload, error) => seen.push(error))

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  await settled()

  assert.is(seen.length, 1)
  assert.is(seen[0], error)
})

test('S10: error-listeners run beside: an expired invocation rejects without waiting for them', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const mail = deferred()
  actions.registerAction('PrintLabel', () => deferred<string>().promise, { timeout: 5 })
  actions.addListener('errorPrintLabel', async () => {
    log.push('first starts')
    await mail.promise
    log.push('first ends')
  })
  actions.addListener('errorPrintLabel', () => log.push('second'))

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))
  await settled()
  log.push('rejected')
  mail.resolve()
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.equal(log, ['first starts', 'rejected', 'first ends', 'second'])
})

test('S10: what an error-listener fails with beside an expired limit goes to onListenerError', async () => {
  const reports: unknown[][] = []
  const actions = createActions<Desk>({ onListenerError: (error, info) => reports.push([error, info.event]) })
  const failure = new Error('the mail server is down')
  actions.registerAction('PrintLabel', () => deferred<string>().promise, { timeout: 5 })
  actions.addListener('errorPrintLabel', () => {
    throw failure
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(reports.length, 1)
  assert.is(reports[0]?.[0], failure)
  assert.is(reports[0]?.[1], 'errorPrintLabel')
})

test('S10: a limit that expires while error-listeners are busy rejects at once, and runs none of them again', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const mail = deferred()
  const jam = new Error('paper jam')
  actions.registerAction('PrintLabel', () => {
    throw jam
  })
  actions.addListener('errorPrintLabel', async (_payload, error) => {
    log.push(error)
    await mail.promise
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  mail.resolve()
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(log.length, 1)
  assert.is(log[0], jam)
})

test('S10: a limit that expires while middleware is busy behind a short-circuit rejects', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(async (_ctx, next) => {
    await next()
    await deferred().promise
  })
  actions.use('PrintLabel', (ctx) => {
    ctx.result = 'from the cache'
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))

  assert.instance(error, ActionTimeoutError)
})

test('S10: error-listeners are told of a limit that expires after middleware has recovered from an abort', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use('PrintLabel', async (ctx, next) => {
    await next().catch(() => {})
    ctx.result = 'printed elsewhere'
  })
  actions.use(async (_ctx, next) => {
    await next()
    await deferred().promise
  })
  actions.addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'))
  actions.addListener('errorPrintLabel', (_payload, error) => seen.push(error))

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(seen.length, 1)
  assert.is(seen[0], error)
})

// ── stage

/** Each leaves one party busy for ever before there is a result, and names it. */
const stages: [string, (actions: Untyped, forEver: () => Promise<void>) => void, object][] = [
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
    'an older replacement that a newer one waits for',
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
    'a newer replacement after an older one has settled',
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
    'the core, left unwaited by a replacement that has returned',
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
    'the core that is still running beside one that has settled',
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
    const actions = actionsWithoutMap()
    actions.registerAction('PrintLabel', () => 'printed')
    setUp(actions, () => deferred().promise)

    const error = (await rejection(
      inTime(actions.invokeAction('PrintLabel', {}, { timeout: 10 })),
    )) as ActionTimeoutError

    assert.instance(error, ActionTimeoutError)
    assert.equal(error.stage, expected)
  })
}

// ── the limit of an invocation that has its result

test('S10: a limit that expires after the result resolves the invocation at once with ctx.result as it stands', async () => {
  const actions = createActions<Desk>({ onListenerError: () => {} })
  const mail = deferred()
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 10 })
  actions.addListener('afterPrintLabel', async (_payload, _result, ctx) => {
    ctx.result = 'stamped'
    await mail.promise
    ctx.result = 'too late'
  })

  const result = await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  mail.resolve()
  await settled()

  assert.is(result, 'stamped')
})

test('S10: a limit that expires after the result reports the after-listener still running to onListenerError', async () => {
  const reports: { error: unknown; event: unknown; listener: unknown; ctx: unknown }[] = []
  const actions = createActions<Desk>({ onListenerError: (error, info) => reports.push({ error, ...info }) })
  let seen: unknown
  const mail = deferred()
  const sendMail = (_payload: unknown, _result: unknown, ctx: unknown) => {
    seen = ctx
    return mail.promise
  }
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 10 })
  actions.addListener('afterPrintLabel', () => {}, { name: 'quick' })
  actions.addListener('afterPrintLabel', sendMail)

  await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  await settled()
  mail.resolve()

  const [report] = reports
  const error = report?.error as ActionTimeoutError
  assert.is(reports.length, 1)
  assert.instance(error, ActionTimeoutError)
  assert.is(error.timeout, 10)
  assert.equal(error.stage, { kind: 'after', name: 'sendMail', scope: undefined })
  assert.is(report?.event, 'afterPrintLabel')
  assert.is(report?.listener, sendMail)
  assert.is(report?.ctx, seen)
})

test('S10: a limit that expires after the result reports the middleware still running to onListenerError', async () => {
  const reports: { error: unknown; event: unknown; listener: unknown }[] = []
  const actions = createActions<Desk>({ onListenerError: (error, info) => reports.push({ error, ...info }) })
  const busy = deferred()
  const audit = async (_ctx: unknown, next: () => Promise<void>) => {
    await next()
    await busy.promise
  }
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 10 })
  actions.use(audit)

  const result = await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  await settled()
  busy.resolve()

  const [report] = reports
  const error = report?.error as ActionTimeoutError
  assert.is(result, 'printed')
  assert.is(reports.length, 1)
  assert.instance(error, ActionTimeoutError)
  assert.equal(error.stage, { kind: 'middleware', name: 'audit', scope: undefined })
  assert.is(report?.event, undefined)
  assert.is(report?.listener, audit)
})

for (const [what, replacements] of [
  ['the core', 1],
  ['a replacement', 2],
] as const) {
  test(`S10: a limit that expires after the result reports the middleware still running, not ${what} that was raced`, async () => {
    const reports: [stage: unknown, listener: unknown][] = []
    const actions = createActions<Desk>({
      onListenerError: (error, info) => reports.push([(error as ActionTimeoutError).stage?.kind, info.listener]),
    })
    const [never, busy] = [deferred<string>(), deferred()]
    const audit = async (_ctx: unknown, next: () => Promise<void>) => {
      await next()
      await busy.promise
    }
    actions.registerAction('PrintLabel', () => never.promise, { timeout: 10 })
    if (replacements > 1) actions.replaceAction('PrintLabel', () => never.promise)
    actions.replaceAction('PrintLabel', (_payload, original) => Promise.race([original(), 'instead']))
    actions.use(audit)

    const result = await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
    await settled()
    busy.resolve()
    never.resolve('too late')

    assert.is(result, 'instead')
    assert.equal(reports, [['middleware', audit]])
  })
}

test('S10: with two middlewares around the result, the innermost one still running is reported', async () => {
  const reports: unknown[] = []
  const actions = createActions<Desk>({ onListenerError: (_error, info) => reports.push(info.listener) })
  const busy = deferred()
  const outer = async (_ctx: unknown, next: () => Promise<void>) => {
    await next()
  }
  const inner = async (_ctx: unknown, next: () => Promise<void>) => {
    await next()
    await busy.promise
  }
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 10 })
  actions.use(outer)
  actions.use('PrintLabel', inner)

  await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  await settled()
  busy.resolve()

  assert.is(reports.length, 1)
  assert.is(reports[0], inner)
})

test('S10: after a limit that expired after the result the remaining after-listeners still run, and nothing more is reported', async () => {
  const reports: unknown[] = []
  const actions = createActions<Desk>({ onListenerError: (error) => reports.push(error) })
  const log: string[] = []
  const mail = deferred()
  const second = deferred()
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 10 })
  actions.addListener('afterPrintLabel', () => mail.promise)
  actions.addListener('afterPrintLabel', async () => {
    log.push('second')
    await second.promise
  })
  actions.addListener('afterPrintLabel', () => log.push('third'))
  actions.addListener('errorPrintLabel', () => log.push('error'))

  await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  await settled()
  log.push('expired')
  mail.resolve()
  await settled()
  second.resolve()
  await settled()

  assert.equal(log, ['expired', 'second', 'third'])
  assert.is(reports.length, 1)
})

test('S10: what the reported after-listener fails with later goes to onListenerError too', async () => {
  const reports: unknown[] = []
  const actions = createActions<Desk>({ onListenerError: (error) => reports.push(error) })
  const mail = deferred()
  const failure = new Error('the mail server is down')
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 10 })
  actions.addListener('afterPrintLabel', () => mail.promise)

  await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  mail.reject(failure)
  await settled()

  assert.is(reports.length, 2)
  assert.instance(reports[0], ActionTimeoutError)
  assert.is(reports[1], failure)
})

test('S10: a signal that cuts after the result is reported to nobody', async () => {
  const reports: unknown[] = []
  const actions = createActions<Desk>({ onListenerError: (error) => reports.push(error) })
  const cut = new AbortController()
  const mail = deferred()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', () => mail.promise)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort()
  await inTime(running)
  mail.resolve()
  await settled()

  assert.equal(reports, [])
})

test('S10: ctx.signal does not fire when the limit expires after the result', async () => {
  const actions = createActions<Desk>({ onListenerError: () => {} })
  const mail = deferred()
  const seen: boolean[] = []
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 10 })
  actions.addListener('afterPrintLabel', async (_payload, _result, ctx) => {
    ctx.signal.addEventListener('abort', () => seen.push(true))
    await mail.promise
    seen.push(ctx.signal.aborted)
  })

  await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  mail.resolve()
  await settled()

  assert.equal(seen, [false])
})

// ── limits of listeners

test('S10: a before-listener slower than its limit fails closed', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const answer = deferred()
  actions.registerAction('PrintLabel', () => {
    log.push('core')
    return 'printed'
  })
  actions.addListener('beforePrintLabel', () => answer.promise, { timeout: 5, name: 'checkPaper' })
  actions.addListener('beforePrintLabel', () => log.push('later before'))
  actions.addListener('afterPrintLabel', () => log.push('after'))

  const error = (await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))) as ActionTimeoutError
  answer.resolve()
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(error.action, 'PrintLabel')
  assert.is(error.timeout, 5)
  assert.equal(error.stage, { kind: 'before', name: 'checkPaper', scope: undefined })
  assert.equal(log, [])
})

test('S10: error-listeners are told of a before-listener that was too slow', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => deferred().promise, { timeout: 5 })
  actions.addListener('errorPrintLabel', (_payload, error) => seen.push(error))

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))
  await settled()

  assert.is(seen.length, 1)
  assert.is(seen[0], error)
})

test('S10: middleware can recover from a before-listener that was too slow', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => deferred().promise, { timeout: 5 })
  actions.use('PrintLabel', async (ctx, next) => {
    await next().catch((error: unknown) => {
      ctx.result = error instanceof ActionTimeoutError ? 'printed without asking' : 'a mistake'
    })
  })

  assert.is(await inTime(actions.invokeAction('PrintLabel', { copies: 1 })), 'printed without asking')
})

test('S10: an after-listener slower than its limit goes to onListenerError, and the next one starts', async () => {
  const reports: { error: unknown; event: unknown; listener: unknown }[] = []
  const actions = createActions<Desk>({ onListenerError: (error, info) => reports.push({ error, ...info }) })
  const log: string[] = []
  const mail = deferred()
  const sendMail = async () => {
    await mail.promise
    log.push('first ends')
  }
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', sendMail, { timeout: 5 })
  actions.addListener('afterPrintLabel', () => log.push('second'))

  const result = await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  mail.resolve()
  await settled()

  const error = reports[0]?.error as ActionTimeoutError
  assert.is(result, 'printed')
  assert.is(reports.length, 1)
  assert.instance(error, ActionTimeoutError)
  assert.is(error.timeout, 5)
  assert.equal(error.stage, { kind: 'after', name: 'sendMail', scope: undefined })
  assert.is(reports[0]?.event, 'afterPrintLabel')
  assert.is(reports[0]?.listener, sendMail)
  assert.equal(log, ['second', 'first ends'])
})

test('S10: an error-listener slower than its limit goes to onListenerError, and the next one starts', async () => {
  const reports: { error: unknown; event: unknown; listener: unknown }[] = []
  const actions = createActions<Desk>({ onListenerError: (error, info) => reports.push({ error, ...info }) })
  const log: string[] = []
  const mail = deferred()
  const jam = new Error('paper jam')
  const sendMail = () => mail.promise
  actions.registerAction('PrintLabel', () => {
    throw jam
  })
  actions.addListener('errorPrintLabel', sendMail, { timeout: 5 })
  actions.addListener('errorPrintLabel', () => log.push('second'))

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))
  mail.resolve()

  const reported = reports[0]?.error as ActionTimeoutError
  assert.is(error, jam)
  assert.is(reports.length, 1)
  assert.instance(reported, ActionTimeoutError)
  assert.equal(reported.stage, { kind: 'error', name: 'sendMail', scope: undefined })
  assert.is(reports[0]?.event, 'errorPrintLabel')
  assert.is(reports[0]?.listener, sendMail)
  assert.equal(log, ['second'])
})

test('S10: a listener that settles within its limit is as one without', async () => {
  const reports: unknown[] = []
  const actions = createActions<Desk>({ onListenerError: (error) => reports.push(error) })
  const log: string[] = []
  actions.registerAction('PrintLabel', () => {
    log.push('core')
    return 'printed'
  })
  actions.addListener('beforePrintLabel', async () => log.push('before'), { timeout: 60_000 })
  actions.addListener('beforePrintLabel', () => log.push('synchronous before'), { timeout: 60_000 })
  actions.addListener('afterPrintLabel', async () => log.push('after'), { timeout: 60_000 })

  const result = await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.is(result, 'printed')
  assert.equal(log, ['before', 'synchronous before', 'core', 'after'])
  assert.equal(reports, [])
})

test('S10: a synchronous listener with a limit does not put off the core', () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => {
    log.push('core')
    return 'printed'
  })
  actions.addListener('beforePrintLabel', () => log.push('before'), { timeout: 60_000 })

  actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 60_000 })

  assert.equal(log, ['before', 'core'])
})

test('S10: what a listener with a limit fails with in time is its own error', async () => {
  const actions = createActions<Desk>()
  const refusal = new Error('out of paper')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener(
    'beforePrintLabel',
    async () => {
      throw refusal
    },
    { timeout: 60_000 },
  )

  assert.is(await rejection(actions.invokeAction('PrintLabel', { copies: 1 })), refusal)
})

test('S10: a listener with a limit may abort in time', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener(
    'beforePrintLabel',
    async (_payload, abort) => {
      await settled()
      abort('out of paper')
    },
    { timeout: 60_000 },
  )

  const error = (await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.reason, 'out of paper')
})

test('S10: of a listener that aborts and then is slower than its limit, the abort stands and the limit is reported', async () => {
  const reports: unknown[] = []
  const actions = createActions<Desk>({ onListenerError: (error) => reports.push(error) })
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener(
    'beforePrintLabel',
    (_payload, abort) => {
      abort('out of paper')
      return deferred().promise
    },
    { timeout: 5 },
  )

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))

  assert.instance(error, ActionAbortedError)
  assert.is(reports.length, 1)
  assert.instance(reports[0], ActionTimeoutError)
})

test('S10: a before-listener that aborts after its limit has passed changes nothing', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const answer = deferred()
  const mail = deferred()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener(
    'beforePrintLabel',
    async (_payload, abort) => {
      await answer.promise
      abort('out of paper')
    },
    { timeout: 5 },
  )
  actions.addListener('errorPrintLabel', async () => {
    answer.resolve()
    await mail.promise
    log.push('first')
  })
  actions.addListener('errorPrintLabel', (_payload, _error, ctx) => log.push(`second, aborted: ${ctx.aborted}`))
  const running = actions.invokeAction('PrintLabel', { copies: 1 })
  await answer.promise
  await settled()

  mail.resolve()
  const error = await rejection(inTime(running))

  assert.instance(error, ActionTimeoutError)
  assert.equal(log, ['first', 'second, aborted: false'])
})

test('S10: the limit of a listener runs anew in every invocation', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => milliseconds(15), { timeout: 500 })

  const results: string[] = []
  for (let copies = 0; copies < 3; copies++) results.push(await actions.invokeAction('PrintLabel', { copies }))

  assert.equal(results, ['printed', 'printed', 'printed'])
})

test('S10: each call of a listener that is too slow has an error of its own', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => deferred().promise, { timeout: 5 })

  const [first, second] = await Promise.all([
    rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }))),
    rejection(inTime(actions.invokeAction('PrintLabel', { copies: 2 }))),
  ])

  assert.instance(first, ActionTimeoutError)
  assert.instance(second, ActionTimeoutError)
  assert.is.not(first, second)
})

test('S10: listeners with a limit that give nothing to wait for all run inside the call', () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const say = (word: string) => () => {
    log.push(word)
  }
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', say('before'), { timeout: 60_000 })
  actions.addListener('afterPrintLabel', say('after'), { timeout: 60_000 })

  void actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, ['before', 'after'])
})

test('S10: a listener that fails after its limit has passed leaves no unhandled rejection', async () => {
  const actions = createActions<Desk>({ onListenerError: () => {} })
  const mail = deferred()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => mail.promise, { timeout: 5 })
  actions.addListener('errorPrintLabel', () => mail.promise, { timeout: 5 })

  const unhandled = await unhandledDuring(async () => {
    await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))
    mail.reject(new Error('the mail server is down'))
  })

  assert.equal(unhandled, [])
})

test('S9, S10: an after-listener keeps its limit when a cut comes after the result, and the next one starts', async () => {
  const reported: unknown[] = []
  const actions = createActions<Desk>({ onListenerError: (error) => reported.push(error) })
  const cut = new AbortController()
  const next = deferred()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', () => deferred().promise, { timeout: 5 })
  actions.addListener('afterPrintLabel', () => next.resolve())

  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  cut.abort()
  const result = await running
  await inTime(next.promise)

  assert.is(result, 'printed')
  assert.is(reported.length, 1)
  assert.instance(reported[0], ActionTimeoutError)
})

test('S10: the limit of the invocation cuts a listener that has a longer one', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 5 })
  actions.addListener('beforePrintLabel', () => deferred().promise, { timeout: 60_000 })

  const error = (await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))) as ActionTimeoutError

  assert.instance(error, ActionTimeoutError)
  assert.is(error.timeout, 5)
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
    'a before-listener',
    (actions, nest) => actions.addListener('beforePrintLabel', (_payload, _abort, ctx) => nest(ctx)),
  ],
  ['a replacement', (actions, nest) => actions.replaceAction('PrintLabel', (_payload, _original, ctx) => nest(ctx))],
  ['a core', (actions, nest) => actions.registerAction('PrintLabel', (_payload, ctx) => nest(ctx), { override: true })],
  [
    'an after-listener',
    (actions, nest) => actions.addListener('afterPrintLabel', (_payload, _result, ctx) => nest(ctx)),
  ],
]

for (const [where, startFrom] of startingPlaces) {
  test(`S10: a nested invocation started from ${where} inherits the running limit of its ancestor`, async () => {
    const actions = createActions({ onListenerError: () => {} })
    const log: string[] = []
    let nested: Promise<unknown> | undefined
    actions.registerAction('PrintLabel', () => 'printed')
    actions.registerAction('SendMail', () => deferred().promise)
    actions.addListener('errorSendMail', () => log.push('error of the nested one'))
    startFrom(actions, (ctx) => {
      nested = ctx.invokeAction('SendMail', { to: 'anna' })
      return nested as Promise<unknown>
    })

    const running = actions.invokeAction('PrintLabel', {}, { timeout: 10 })
    await inTime(running.catch(() => {}))
    const error = (await rejection(inTime(nested as Promise<unknown>))) as ActionTimeoutError
    await settled()

    assert.instance(error, ActionTimeoutError)
    assert.is(error.action, 'PrintLabel')
    assert.is(error.timeout, 10)
    assert.equal(log, [])
  })
}

test('S10: the ancestor whose limit expired rejects with the error that its nested invocation was cut with', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    const sending = ctx.invokeAction('SendMail', { to: 'anna' })
    sending.catch((error: unknown) => seen.push(error))
    return sending
  })
  actions.registerAction('SendMail', () => deferred<string>().promise)

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(seen.length, 1)
  assert.is(seen[0], error)
})

test('S10: a nested invocation started once the limit of its ancestor has expired runs nothing', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const answer = deferred()
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    await answer.promise
    log.push(await rejection(ctx.invokeAction('SendMail', { to: 'anna' })))
    return 'printed'
  })
  actions.registerAction('SendMail', () => {
    log.push('core')
    return 'sent'
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  answer.resolve()
  await settled()

  assert.is(log.length, 1)
  assert.is(log[0], error)
})

test('S10: a listener that has aborted can nest nothing any more once the limit has expired', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const answer = deferred()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.registerAction('SendMail', ({ to }) => {
    log.push(to)
    return 'sent'
  })
  actions.addListener('beforePrintLabel', async (_payload, abort, ctx) => {
    abort('out of paper')
    await answer.promise
    log.push(await rejection(ctx.invokeAction('SendMail', { to: 'anna' })))
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  answer.resolve()
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(log.length, 1)
  assert.is(log[0], error)
})

test('S10: the own limit of a nested invocation cuts it alone, and its parent may go on', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    const error = await rejection(ctx.invokeAction('SendMail', { to: 'anna' }, { timeout: 5 }))
    return error instanceof ActionTimeoutError ? `printed without ${error.action}` : 'a mistake'
  })
  actions.registerAction('SendMail', () => deferred<string>().promise)
  actions.addListener('errorSendMail', () => log.push('error of the nested one'))

  const result = await inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 60_000 }))
  await settled()

  assert.is(result, 'printed without SendMail')
  assert.equal(log, ['error of the nested one'])
})

test('S10: a longer limit of a nested invocation does not outlast that of its ancestor', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', (_payload, ctx) =>
    ctx.invokeAction('SendMail', { to: 'anna' }, { timeout: 60_000 }),
  )
  actions.registerAction('SendMail', () => deferred<string>().promise)

  const error = (await rejection(
    inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })),
  )) as ActionTimeoutError

  assert.instance(error, ActionTimeoutError)
  assert.is(error.action, 'PrintLabel')
})

test('S7, S9: the limit of an ancestor that cuts a nested invocation ends the run of its error-listeners', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const first = deferred()
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', () => {
    throw new Error('no such person')
  })
  actions.addListener('errorSendMail', () => {
    log.push('first')
    return first.promise
  })
  actions.addListener('errorSendMail', () => log.push('second'))

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  first.resolve()
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.equal(log, ['first'])
})

test('S10: a limit ends with its invocation: a nested one that nobody waits for is no longer held to it', async () => {
  const actions = createActions<Desk>()
  let nested: Promise<string> | undefined
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    nested = ctx.invokeAction('SendMail', { to: 'anna' })
    return 'printed'
  })
  actions.registerAction('SendMail', async () => {
    await milliseconds(30)
    return 'sent'
  })

  await actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 10 })

  assert.is(await nested, 'sent')
})

test('S10: actions.invokeAction called from a listener inherits no limit', async () => {
  const actions = createActions<Desk>()
  let other: Promise<string> | undefined
  actions.registerAction('PrintLabel', () => {
    other = actions.invokeAction('SendMail', { to: 'anna' })
    return other
  })
  actions.registerAction('SendMail', async () => {
    await milliseconds(30)
    return 'sent'
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))

  assert.instance(error, ActionTimeoutError)
  assert.is(await other, 'sent')
})

test('S10: the stage is a party of the action that ran out of time, also while that waits for a nested invocation', async () => {
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

// ── timers

/** Each brings an invocation of PrintLabel with limits everywhere to an end of its own. */
const endings: [string, (actions: Untyped) => Promise<unknown>][] = [
  ['resolves synchronously', (actions) => actions.invokeAction('PrintLabel', {}, { timeout: 60_000 })],
  [
    'resolves later',
    (actions) => {
      actions.addListener('beforePrintLabel', settled, { timeout: 60_000 })
      actions.addListener('afterPrintLabel', settled, { timeout: 60_000 })
      return actions.invokeAction('PrintLabel', {}, { timeout: 60_000 })
    },
  ],
  [
    'fails synchronously',
    (actions) => {
      const jam = () => {
        throw new Error('paper jam')
      }
      actions.registerAction('PrintLabel', jam, { override: true, timeout: 60_000 })
      return rejection(actions.invokeAction('PrintLabel', {}))
    },
  ],
  [
    'fails later',
    (actions) => {
      const jam = async () => {
        await settled()
        throw new Error('paper jam')
      }
      actions.registerAction('PrintLabel', jam, { override: true, timeout: 60_000 })
      actions.addListener('errorPrintLabel', settled, { timeout: 60_000 })
      return rejection(actions.invokeAction('PrintLabel', {}))
    },
  ],
  [
    'is aborted',
    (actions) => {
      const veto = async (_payload: unknown, abort: () => void) => {
        await settled()
        abort()
      }
      actions.addListener('beforePrintLabel', veto, { timeout: 60_000 })
      return rejection(actions.invokeAction('PrintLabel', {}, { timeout: 60_000 }))
    },
  ],
  [
    'is cut by its signal',
    async (actions) => {
      const cut = new AbortController()
      const answer = deferred()
      actions.addListener('beforePrintLabel', () => answer.promise)
      const running = actions.invokeAction('PrintLabel', {}, { timeout: 60_000, signal: cut.signal })
      await settled()
      cut.abort()
      await rejection(running)
      answer.resolve()
    },
  ],
  [
    'is cut by its signal after the result',
    async (actions) => {
      const cut = new AbortController()
      const mail = deferred()
      actions.addListener('afterPrintLabel', () => mail.promise)
      const running = actions.invokeAction('PrintLabel', {}, { timeout: 60_000, signal: cut.signal })
      await settled()
      cut.abort()
      await running
      mail.resolve()
    },
  ],
  [
    'is short-circuited',
    (actions) => {
      actions.use(settled)
      return actions.invokeAction('PrintLabel', {}, { timeout: 60_000 })
    },
  ],
  [
    'is refused by a signal aborted already',
    (actions) => rejection(actions.invokeAction('PrintLabel', {}, { timeout: 60_000, signal: AbortSignal.abort() })),
  ],
  [
    'is refused for an unknown name',
    (actions) => rejection(actions.invokeAction('PrintLabl', {}, { timeout: 60_000 })),
  ],
  [
    'has a nested one with a limit',
    (actions) => {
      actions.registerAction('SendMail', settled, { timeout: 60_000 })
      actions.addListener('beforePrintLabel', (_payload, _abort, ctx) => ctx.invokeAction('SendMail'))
      return actions.invokeAction('PrintLabel', {}, { timeout: 60_000 })
    },
  ],
]

for (const [how, invoke] of endings) {
  test(`S10: an invocation that ${how} leaves no timer behind`, async () => {
    const actions = actionsWithoutMap()
    actions.registerAction('PrintLabel', () => 'printed')
    const before = timers()

    await invoke(actions)

    assert.is(timers() - before, 0)
  })
}

test('S10: the timer of a listener is gone when a signal has cut its invocation', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const before = timers()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => deferred().promise, { timeout: 60_000 })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort()
  await rejection(running)

  assert.is(timers() - before, 0)
})

test('S10: the timer of a listener is gone when the limit of its invocation has expired', async () => {
  const actions = createActions<Desk>()
  const before = timers()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => deferred().promise, { timeout: 60_000 })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 }))

  assert.is(timers() - before, 0)
})

test('S10: a limit does start a timer, which the tests of no timers left behind can see', async () => {
  const actions = createActions<Desk>()
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', () => paper.promise)
  const before = timers()

  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 60_000 })
  const during = timers()
  paper.resolve('printed')
  await running

  assert.is(during - before, 1)
  assert.is(timers() - before, 0)
})

test('S10: where no limit is set no timer is started', async () => {
  const actions = createActions<Desk>()
  const paper = deferred<string>()
  const original = globalThis.setTimeout
  let started = 0
  const counting = (...args: Parameters<typeof setTimeout>) => {
    started++
    return original(...args)
  }
  globalThis.setTimeout = counting as unknown as typeof setTimeout
  actions.registerAction('PrintLabel', () => paper.promise)
  actions.addListener('beforePrintLabel', async () => {})
  actions.addListener('afterPrintLabel', async () => {})

  try {
    const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: new AbortController().signal })
    await settled()
    paper.resolve('printed')
    await running
  } finally {
    globalThis.setTimeout = original
  }

  assert.is(started, 0)
})

test('S10: no timer of a listener outlives an invocation that was raced', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => new Promise(() => {}), { timeout: 60_000 })
  actions.use(async (ctx, next) => {
    await Promise.race([next(), Promise.resolve()])
    ctx.result = 'raced'
  })
  const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'raced')

  const after = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
  assert.is(after, before)
})

test('S10: no timer outlives an invocation that is cut while a listener that was given up and an error-listener still run', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const before = timers()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use('PrintLabel', (_ctx, next) => {
    next().catch(() => {})
    throw new Error('too slow')
  })
  actions.addListener('beforePrintLabel', () => deferred().promise, { timeout: 60_000 })
  actions.addListener('errorPrintLabel', () => deferred().promise, { timeout: 60_000 })

  const running = rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal }))
  await settled()
  const during = timers() - before
  cut.abort('enough')

  assert.is(await running, 'enough')
  assert.is(during, 2)
  assert.is(timers() - before, 0)
})

test('S10: an invocation whose limit the platform cannot watch fails with what its setTimeout throws', async () => {
  const actions = createActions()
  const full = new Error('no more timers')
  const core = deferred()
  actions.registerAction('AcceptTask', () => core.promise)
  const { setTimeout: original } = globalThis
  globalThis.setTimeout = (() => {
    throw full
  }) as never

  let error: unknown
  const unhandled = await unhandledDuring(async () => {
    try {
      error = await rejection(actions.invokeAction('AcceptTask', undefined, { timeout: 1_000 }))
    } finally {
      globalThis.setTimeout = original
    }
  })

  assert.is(error, full)
  assert.equal(unhandled, [])
})

test('S10: a limit of a listener that cuts the invocation itself, and then waits, leaves no timer', async () => {
  const actions = createActions<Desk>()
  const leaving = new AbortController()
  const before = timers()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener(
    'beforePrintLabel',
    () => {
      leaving.abort('bye')
      return deferred().promise
    },
    { timeout: 60_000 },
  )

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal: leaving.signal }))

  assert.is(error, 'bye')
  assert.is(timers(), before)
})

test('S10: a limit that has run out after the result does not cut what onListenerError invokes then', async () => {
  const mails: Promise<unknown>[] = []
  const actions = createActions<Desk>({
    onListenerError: (_error, { ctx }) =>
      mails.push((ctx as ActionContext<Desk>).invokeAction('SendMail', { to: 'anna' })),
  })
  const hold = deferred()
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 5 })
  actions.registerAction('SendMail', async () => 'sent')
  actions.addListener('afterPrintLabel', () => hold.promise)

  const result = await inTime(actions.invokeAction('PrintLabel', { copies: 1 }))
  hold.resolve()

  assert.is(result, 'printed')
  assert.equal(await Promise.all(mails), ['sent'])
})

test('S7: an error-listener that is told of the time limit may invoke what it likes, now and later', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const done = deferred()
  actions.registerAction('PrintLabel', () => deferred<string>().promise, { timeout: 5 })
  actions.registerAction('SendMail', async ({ to }) => {
    await settled()
    return `sent to ${to}`
  })
  actions.addListener('errorPrintLabel', async (_payload, _error, ctx) => {
    log.push(await ctx.invokeAction('SendMail', { to: 'anna' }))
    log.push(await ctx.invokeAction('SendMail', { to: 'bert' }))
    done.resolve()
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))
  await inTime(done.promise)

  assert.instance(error, ActionTimeoutError)
  assert.equal(log, ['sent to anna', 'sent to bert'])
})

test('S7: once the error-listeners that were told of the time limit are done, what still runs invokes nothing', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const answer = deferred()
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    await answer.promise
    log.push(await rejection(ctx.invokeAction('SendMail', { to: 'anna' })))
    return 'printed'
  })
  actions.registerAction('SendMail', () => 'sent')
  actions.addListener('errorPrintLabel', () => log.push('told'))

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  await settled()
  answer.resolve()
  await settled()

  assert.equal(log, ['told', error])
})

test('S9: once the limit of an ancestor has cut it, an error-listener that still runs invokes nothing', async () => {
  const actions = createActions<Desk>()
  const hold = deferred()
  const log: unknown[] = []
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    await ctx.invokeAction('SendMail', { to: 'anna' })
    return 'printed'
  })
  actions.registerAction('SendMail', () => {
    throw new Error('no network')
  })
  actions.addListener('errorSendMail', async (_payload, _error, ctx) => {
    log.push('told')
    await hold.promise
    log.push(await rejection(ctx.invokeAction('PrintLabel', { copies: 2 })))
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  hold.resolve()
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.equal(log, ['told', error])
})

test('S10: a promise whose own then throws is waited for with a limit as it is without one', async () => {
  const actions = createActions<Desk>()
  const returned = Object.assign(Promise.resolve(), {
    then() {
      throw new Error('mine')
    },
  })
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => returned)
  actions.addListener('beforePrintLabel', () => returned, { timeout: 60_000 })

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'printed')
})

test("S10: an invocation's timeout: undefined leaves the action's own limit as it is", async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => new Promise(() => {}), { timeout: 5 })

  const error = await rejection(inTime(actions.invokeAction('AcceptTask', 1, { timeout: undefined })))

  assert.instance(error, ActionTimeoutError)
})

test('S10: a listener with a limit of its own that returns a foreign thenable is held to it', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.addListener('beforeAcceptTask', () => ({ then() {} }), { timeout: 5 })

  const error = await rejection(inTime(actions.invokeAction('AcceptTask')))

  assert.instance(error, ActionTimeoutError)
})

test.run()
