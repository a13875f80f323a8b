// Which signals cut a nested invocation (S9).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, type ActionContext, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { byNow, type Desk, type Untyped } from './desk.js'

/** Each calls `nest()` in one kind of party of PrintLabel. */
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

test('S9: a nested invocation of a nested invocation inherits the signal, too', async () => {
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

test('S9: a nested invocation that starts after the cut of its ancestor rejects with the reason and runs nothing', async () => {
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

test('S9: options.signal of a nested invocation is added: the inherited signal counts even if it fires after the parent has settled', async () => {
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

test('S9: when the reason of the inherited signal is null, a nested invocation is cut with null', async () => {
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

test('S9: a nested invocation runs nothing when its own signal is aborted already', async () => {
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

test('S9: a nested invocation continues when its parent is aborted', async () => {
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

test('S9: a listener may abort and then invoke another action instead', async () => {
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

test('S9: a nested invocation that its parent did not wait for is still cut after the parent has resolved', async () => {
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

test('S9: when an after-listener rejects with a nested cut, onListenerError receives the reason, and the parent resolves', async () => {
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

test.run()
