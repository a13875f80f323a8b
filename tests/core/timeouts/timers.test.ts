// Time limits (S10): which timers are started, and that no timer is left behind.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Actions, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'
import { type Desk, timers } from './clock.js'

// uvu starts the first test of a file from a timer, which must not be counted.
test.before(settled)

/** Ends an invocation of PrintLabel that has limits: one entry for each way to end. */
const endings: [string, (actions: Actions) => Promise<unknown>][] = [
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
    'is refused because its signal has aborted before',
    (actions) => rejection(actions.invokeAction('PrintLabel', {}, { timeout: 60_000, signal: AbortSignal.abort() })),
  ],
  [
    'is refused for an unknown name',
    (actions) => rejection(actions.invokeAction('PrintLabl', {}, { timeout: 60_000 })),
  ],
  [
    'has a nested invocation with a limit',
    (actions) => {
      actions.registerAction('SendMail', settled, { timeout: 60_000 })
      actions.addListener('beforePrintLabel', (_payload, _abort, ctx) => ctx.invokeAction('SendMail'))
      return actions.invokeAction('PrintLabel', {}, { timeout: 60_000 })
    },
  ],
]

for (const [how, invoke] of endings) {
  test(`S10: an invocation that ${how} leaves no timer behind`, async () => {
    const actions = createActions()
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

test('S10: a limit starts a timer while the invocation waits, and stops it at the end', async () => {
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
  const before = timers()

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'raced')

  assert.is(timers(), before)
})

test('S10: no timer outlives an invocation that is cut while an abandoned listener and an error-listener still run', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const before = timers()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use('PrintLabel', async (_ctx, next) => {
    await Promise.race([next(), Promise.reject(new Error('too slow'))])
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

test('S10: when setTimeout of the platform throws, an invocation with a limit fails with that error', async () => {
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

test('S10: a listener with a limit that cuts its own invocation, and then waits, leaves no timer', async () => {
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

test.run()
