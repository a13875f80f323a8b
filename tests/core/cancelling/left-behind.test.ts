// What invocations leave behind on a signal (S9).

import { getEventListeners } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { collectGarbage, deferred, rejection, settled } from '../../support/helpers.js'
import { actionsWithoutMap, byNow, type Desk, listenersOn, type Untyped, warningsDuring } from './desk.js'

/** Each invokes OpenDrawer with the signal, and waits until the invocation has settled. */
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

test('S9: invocations remove every listener that they add to a long-lived signal', async () => {
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

test('S9: parallel invocations leave only the listeners of others on a long-lived signal', async () => {
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
  let errors: unknown[] = []
  actions.registerAction('PrintLabel', () => paper.promise)

  const warnings = await warningsDuring(async () => {
    const running = Array.from({ length: 10_000 }, () =>
      actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal }),
    )
    await settled()
    cut.abort(reason)
    errors = await Promise.all(running.map(rejection))
  })

  assert.equal(warnings, [])
  assert.is(errors.length, 10_000)
  assert.ok(errors.every((error) => error === reason))
})

test('S9: nested invocations in flight under one signal cause no MaxListenersExceededWarning', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const sending = deferred<string>()
  actions.registerAction('SendMail', (_payload, ctx) => (ctx.signal.aborted ? 'too late' : sending.promise))
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    const mails = Array.from({ length: 100 }, () =>
      ctx.invokeAction('SendMail', { to: 'anna' }, { signal: cut.signal }),
    )
    return (await Promise.all(mails)).join()
  })

  const warnings = await warningsDuring(async () => {
    const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
    await settled()
    sending.resolve('sent')
    await running
  })

  assert.equal(warnings, [])
  assert.is(listenersOn(cut.signal), 0)
})

test('S9: AbortSignal.any is never called, because it leaks on long-lived signals', async () => {
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

test('S9: an invocation that a second signal cuts while the first signal fires is not cut again by the first', async () => {
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
  await collectGarbage()

  assert.is(gone.deref(), undefined)
  assert.is(await actions.invokeAction('PrintLabel', { copies: 2 }), 'printed')
})

test.run()
