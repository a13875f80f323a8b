// When ctx.signal fires, and with what (S9).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, ActionTimeoutError, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { byNow, type Desk } from './desk.js'

test('S9: ctx.signal does not fire on a cut after the result, whether it was read before or is read later', async () => {
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

test('S9: ctx.signal is not aborted when the first read comes after a cut that came after the result', async () => {
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

test('S9: ctx.signal fires on a cut that finds no result, for example after a short-circuit', async () => {
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

/** Counts the AbortControllers that are made during `work`: each ctx.signal needs a controller. */
async function controllersDuring(work: (made: () => number) => Promise<void>): Promise<number> {
  const original = globalThis.AbortController
  let made = 0
  class Counting extends original {
    constructor() {
      super()
      made++
    }
  }
  globalThis.AbortController = Counting
  try {
    await work(() => made)
  } finally {
    globalThis.AbortController = original
  }
  return made
}

test('S9: ctx.signal is made only when a party reads it', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  let unread: number | undefined
  actions.registerAction('PrintLabel', async () => 'printed')
  actions.registerAction('SendMail', async (_payload, ctx) => String(ctx.signal.aborted))
  actions.addListener('beforePrintLabel', async () => {})

  const made = await controllersDuring(async (madeSoFar) => {
    await actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal, timeout: 1000 })
    unread = madeSoFar()
    await actions.invokeAction('SendMail', { to: 'anna' }, { signal: cut.signal, timeout: 1000 })
  })

  assert.is(unread, 0)
  assert.is(made, 1)
})

test('S9: neither an abort nor a cut makes a ctx.signal that no party reads', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'))
  actions.registerAction('SendMail', () => deferred<string>().promise)

  const made = await controllersDuring(async () => {
    await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))
    const sending = actions.invokeAction('SendMail', { to: 'anna' }, { signal: cut.signal })
    cut.abort()
    await rejection(sending)
  })

  assert.is(made, 0)
})

test('S9: ctx.signal is the same AbortSignal for every party of an invocation', async () => {
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

test('S9: ctx.signal fires on a cut, at once and with the same reason', async () => {
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

test('S9: ctx.signal is aborted with the reason when the first read comes after the cut', async () => {
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

test('S9: ctx.signal is aborted when the first read comes after an abort', async () => {
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

test('S9: ctx.signal is aborted when the first read comes after a recovery from an abort', async () => {
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

test('S9: ctx.signal does not fire on an abort that comes too late', async () => {
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

test('S9: ctx.signal does not fire on an abort by an error-listener, which comes too late', async () => {
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

for (const [how, core] of [
  ['resolved', () => 'printed'],
  [
    'rejected',
    () => {
      throw new Error('paper jam')
    },
  ],
] as const) {
  test(`S9: ctx.signal does not fire when the signal is aborted after the invocation has ${how}`, async () => {
    const actions = createActions<Desk>()
    const cut = new AbortController()
    let signal: AbortSignal | undefined
    actions.registerAction('PrintLabel', (_payload, ctx) => {
      signal = ctx.signal
      return core()
    })

    const [outcome] = await Promise.allSettled([
      actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal }),
    ])
    cut.abort()

    assert.is(outcome.status, how === 'resolved' ? 'fulfilled' : 'rejected')
    assert.is(signal?.aborted, false)
  })
}

test('S9: ctx.signal has the reason of the abort when the first read comes after an abort, a recovery and a cut', async () => {
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
