// When a next() or an original() settles after a cut, and with what (S9).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { actionsWithoutMap, byNow, type Desk, type Untyped } from './desk.js'

/** Each attaches a party that waits for one of the two functions, and passes what it rejects with to `see`. */
const WAITING: [what: string, attach: (actions: Untyped, see: (error: unknown) => void) => void][] = [
  [
    'next()',
    (actions, see) =>
      actions.use('PrintLabel', async (_ctx, next) => {
        await next().catch((error: unknown) => {
          see(error)
          throw error
        })
      }),
  ],
  [
    'original()',
    (actions, see) =>
      actions.replaceAction('PrintLabel', async (payload, original) => {
        try {
          return await original(payload)
        } catch (error) {
          see(error)
          throw error
        }
      }),
  ],
]

for (const [what, attach] of WAITING) {
  test(`S9: a pending ${what} rejects with the reason once the core that it waits for has resolved, not before`, async () => {
    const actions = actionsWithoutMap()
    const log: unknown[] = []
    const paper = deferred()
    const cut = new AbortController()
    const reason = new Error('the window was closed')
    attach(actions, (error) => log.push(error))
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

  test(`S9: a pending ${what} rejects with the reason also when the core that it waits for fails`, async () => {
    const actions = actionsWithoutMap()
    const seen: unknown[] = []
    const paper = deferred()
    const cut = new AbortController()
    const reason = new Error('the window was closed')
    attach(actions, (error) => seen.push(error))
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
}

test('S9: a pending next() rejects with the reason also when inner middleware swallows it', async () => {
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
  ['has recovered from an abort', false],
  ['is busy after middleware inside it has recovered from an abort', true],
] as const) {
  test(`S9: a pending next() rejects with the reason also when inner middleware ${what}`, async () => {
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

test('S9: an original() called again after the cut starts nothing and rejects with the reason', async () => {
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

test('S9: after a cut that rejects while an after-listener is busy, no other after-listener starts, and next() rejects with the reason', async () => {
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

test('S9: when a cut follows an abort, a pending next() and the invocation reject with the reason of the cut', async () => {
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

test.run()
