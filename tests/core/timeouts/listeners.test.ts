// Time limits (S10): what happens when one listener takes longer than its own limit.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, ActionTimeoutError, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'
import { type Desk, inTime, milliseconds } from './clock.js'

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

test('S10: error-listeners run for a before-listener that was too slow', async () => {
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

test('S10: a listener that settles within its limit runs like a listener without a limit', async () => {
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

test('S10: a synchronous listener with a limit does not delay the core', () => {
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

test('S10: a listener that fails within its limit fails the invocation with its own error', async () => {
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

test('S10: a listener with a limit may abort within that limit', async () => {
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

test('S10: when a listener aborts and then exceeds its limit, the abort remains and the limit is reported', async () => {
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

test('S10: each call of a listener that is too slow gives a new error', async () => {
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

test('S10: synchronous listeners with a limit all run inside the call of invokeAction', () => {
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

test('S10: the limit of the invocation cuts a listener that has a longer limit', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed', { timeout: 5 })
  actions.addListener('beforePrintLabel', () => deferred().promise, { timeout: 60_000 })

  const error = (await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 })))) as ActionTimeoutError

  assert.instance(error, ActionTimeoutError)
  assert.is(error.timeout, 5)
})

test('S10: a promise whose own then throws is waited for, with a limit and without a limit', async () => {
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

test('S10: a listener with a limit that returns a foreign thenable is held to that limit', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  actions.addListener('beforeAcceptTask', () => ({ then() {} }), { timeout: 5 })

  const error = await rejection(inTime(actions.invokeAction('AcceptTask')))

  assert.instance(error, ActionTimeoutError)
})

test('S10: an expired limit does not stop the work of a listener, also where its promise could be cancelled', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'core')
  let cancelled = false
  const cancel = () => {
    cancelled = true
  }
  actions.addListener('beforeAcceptTask', () => Object.assign(new Promise(() => {}), { cancel }), { timeout: 5 })

  const error = await rejection(inTime(actions.invokeAction('AcceptTask')))

  assert.instance(error, ActionTimeoutError)
  assert.is(cancelled, false)
})

test.run()
