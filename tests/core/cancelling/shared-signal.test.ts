// What a signal that outlives many sets of actions keeps alive, and how many listeners it has (S9).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sourceOf, subscribeWeakly } from '../../../source/core/cuts.js'
import { createActions } from '../../../source/core/index.js'
import { collectGarbage, deferred, rejection, settled } from '../../support/helpers.js'
import { byNow, listenersOn, type Untyped, warningsDuring } from './desk.js'

function noop() {}

/** The ways in which a set of actions uses a signal. */
const USES: [what: string, use: (actions: Untyped, signal: AbortSignal) => unknown][] = [
  ['registerAction', (actions, signal) => actions.registerAction('Print', noop, { signal })],
  ['addListener', (actions, signal) => actions.addListener('beforePrint', noop, { signal })],
  ['addListener for a list of events', (actions, signal) => actions.addListener(['afterPrint'], noop, { signal })],
  ['replaceAction', (actions, signal) => actions.replaceAction('Print', noop, { signal })],
  ['use for every action', (actions, signal) => actions.use((_ctx, next) => next(), { signal })],
  ['use for one action', (actions, signal) => actions.use('Print', (_ctx, next) => next(), { signal })],
  ['a scope', (actions, signal) => actions.scope('plugin').addListener('beforePrint', noop, { signal })],
  [
    'an invocation that has settled',
    async (actions, signal) => {
      actions.registerAction('Print', noop)
      await actions.invokeAction('Print', 1, { signal })
    },
  ],
  [
    'an invocation that has failed',
    async (actions, signal) => {
      actions.registerAction('Print', () => Promise.reject(new Error('paper jam')))
      await rejection(actions.invokeAction('Print', 1, { signal }))
    },
  ],
  [
    'a nested invocation',
    async (actions, signal) => {
      actions.registerAction('Print', (_payload, ctx) => ctx.invokeAction('Log', 1, { signal }))
      actions.registerAction('Log', noop)
      await actions.invokeAction('Print', 1, { signal })
    },
  ],
  [
    'ctx.signal, which a party listens to',
    async (actions, signal) => {
      actions.registerAction('Print', (_payload, ctx) => ctx.signal.addEventListener('abort', noop))
      await actions.invokeAction('Print', 1, { signal })
    },
  ],
]

for (const [what, use] of USES) {
  test(`S9: a signal that lives on keeps no set of actions alive that used it for ${what}`, async () => {
    const shutdown = new AbortController()
    const gone: WeakRef<object>[] = []
    for (let i = 0; i < 50; i++) {
      const actions = createActions()
      const witness = () => {}
      actions.addListener('beforeOther', witness)
      await use(actions, shutdown.signal)
      gone.push(new WeakRef(witness), new WeakRef(actions))
    }

    await settled()
    await collectGarbage()
    await settled()
    await collectGarbage()

    const kept = gone.filter((ref) => ref.deref() !== undefined).length
    // Some platforms leave single objects (8 in Bun). Sets that are kept alive would be all.
    assert.ok(kept < 20, `${kept} of 100 are kept`)
    shutdown.abort()
  })

  test(`S9: a signal that is used by many sets of actions for ${what} has one listener at most, and no warning`, async () => {
    const shutdown = new AbortController()
    const sets: Untyped[] = []

    const warnings = await warningsDuring(async () => {
      for (let i = 0; i < 50; i++) {
        const actions = createActions()
        await use(actions, shutdown.signal)
        sets.push(actions)
      }
    })

    assert.equal(warnings, [])
    assert.ok(listenersOn(shutdown.signal) <= 1, `${listenersOn(shutdown.signal)} listeners`)
    assert.is(sets.length, 50)
  })
}

test('S9: what a party keeps is let go of with its set of actions, although the signal of the party lives on', async () => {
  const shutdown = new AbortController()
  const gone = (() => {
    const model = { rows: new Array(1000) }
    createActions().addListener('beforePrint', () => model.rows, { signal: shutdown.signal })
    return new WeakRef(model)
  })()

  await settled()
  await collectGarbage()

  assert.is(gone.deref(), undefined)
  assert.is(shutdown.signal.aborted, false)
})

test('S9: a signal with invocations of many sets in flight has one listener, and cuts all of them', async () => {
  const shutdown = new AbortController()
  const hold = deferred()
  const running: Promise<unknown>[] = []

  const warnings = await warningsDuring(() => {
    for (let i = 0; i < 50; i++) {
      const actions = createActions()
      actions.registerAction('Print', () => hold.promise)
      running.push(rejection(actions.invokeAction('Print', 1, { signal: shutdown.signal })))
    }
  })
  const during = listenersOn(shutdown.signal)
  shutdown.abort('shutdown')
  const reasons = await byNow(Promise.all(running))

  assert.equal(warnings, [])
  assert.is(during, 1)
  assert.equal(
    reasons,
    running.map(() => 'shutdown'),
  )
})

test('S9: a signal that many sets use detaches what was attached to each of them', () => {
  const shutdown = new AbortController()
  const sets = Array.from({ length: 50 }, () => createActions())
  for (const actions of sets) actions.addListener('beforePrint', noop, { signal: shutdown.signal })
  const during = listenersOn(shutdown.signal)

  shutdown.abort()

  assert.is(during, 1)
  assert.equal(
    sets.flatMap((actions) => actions.explain('Print')),
    [],
  )
})

test('S9: when every set has let go of a signal, the signal has no listener', async () => {
  const { signal } = new AbortController()
  const hold = deferred()
  const [one, other] = [createActions(), createActions()]
  other.registerAction('Print', () => hold.promise)
  const registration = one.addListener('beforePrint', noop, { signal })
  const running = other.invokeAction('Print', 1, { signal })
  const both = listenersOn(signal)

  registration()
  const second = listenersOn(signal)
  hold.resolve()
  await running

  assert.equal([both, second, listenersOn(signal)], [1, 1, 0])
})

test('S9: an invocation in flight that nothing but its caller waits for is still cut by its signal', async () => {
  const shutdown = new AbortController()
  const running = (() => {
    const actions = createActions()
    actions.registerAction('Print', () => new Promise(noop))
    return actions.invokeAction('Print', 1, { signal: shutdown.signal })
  })()
  const failure = rejection(running)

  await settled()
  await collectGarbage()
  await settled()
  shutdown.abort('shutdown')

  assert.is(await byNow(failure), 'shutdown')
})

test('S9: a nested invocation in flight that nothing but its caller waits for is still cut by its signal', async () => {
  const shutdown = new AbortController()
  const seen: unknown[] = []
  const failure = (() => {
    const actions = createActions()
    actions.registerAction('Print', async (_payload, ctx) => {
      ctx.signal.addEventListener('abort', () => seen.push('ctx.signal'))
      await ctx.invokeAction('Log')
    })
    actions.registerAction('Log', () => new Promise(noop))
    return rejection(actions.invokeAction('Print', 1, { signal: shutdown.signal }))
  })()

  await settled()
  await collectGarbage()
  await settled()
  shutdown.abort('shutdown')

  assert.is(await byNow(failure), 'shutdown')
  assert.equal(seen, ['ctx.signal'])
})

test('S9: a signal still detaches after a collection, when only the actions are kept', async () => {
  const plugin = new AbortController()
  const actions = createActions()
  ;(() => {
    const scope = actions.scope('plugin')
    scope.addListener('beforePrint', noop, { signal: plugin.signal })
    scope.scope('part').replaceAction('Print', noop, { signal: plugin.signal })
    actions.use((_ctx, next) => next(), { signal: plugin.signal })
  })()

  await settled()
  await collectGarbage()
  await settled()
  const attached = actions.explain('Print').length
  plugin.abort()

  assert.is(attached, 3)
  assert.equal(actions.explain('Print'), [])
})

test('S9: a signal that only settled invocations have used is let go of by the actions', async () => {
  const actions = createActions()
  const gone = await (async () => {
    const { signal } = new AbortController()
    actions.registerAction('Print', noop)
    await actions.invokeAction('Print', 1, { signal })
    return new WeakRef(signal)
  })()

  await settled()
  await collectGarbage()

  assert.is(gone.deref(), undefined)
})

test('S9: sets of actions that come and go while a signal lives on do not grow the heap', async () => {
  const { signal } = new AbortController()
  const round = async () => {
    const actions = createActions()
    actions.registerAction('Print', noop, { signal })
    actions.addListener('beforePrint', noop, { signal })
    await actions.invokeAction('Print', 1, { signal })
  }
  for (let i = 0; i < 500; i++) await round()
  await settled()
  await collectGarbage()
  const before = process.memoryUsage().heapUsed

  for (let i = 0; i < 5_000; i++) await round()
  await settled()
  await collectGarbage()
  await settled()
  await collectGarbage()

  const grown = process.memoryUsage().heapUsed - before
  assert.ok(grown < 2_000_000, `the heap has grown by ${grown} bytes`)
})

test('S9: work that goes on after requests that came one by one shares one listener on their signal', async () => {
  const { signal } = new AbortController()
  const actions = createActions()
  const go = deferred()
  const hold = deferred()
  const ends: Promise<unknown>[] = []
  actions.registerAction('Audit', () => hold.promise)
  actions.registerAction('Print', (_payload, ctx) => {
    ends.push(go.promise.then(() => ctx.invokeAction('Audit')))
  })
  for (let i = 0; i < 20; i++) await actions.invokeAction('Print', i, { signal })
  assert.is(listenersOn(signal), 0)

  const warnings = await warningsDuring(async () => {
    go.resolve()
    await settled()
    assert.is(listenersOn(signal), 1)
  })
  hold.resolve()
  await Promise.all(ends)

  assert.is(listenersOn(signal), 0)
  assert.equal(warnings, [])
})

test('S9: a nested invocation that is given the signal around it again adds no listener', async () => {
  const { signal } = new AbortController()
  const actions = createActions()
  const go = deferred()
  const hold = deferred()
  let end: Promise<unknown> | undefined
  actions.registerAction('Audit', () => hold.promise)
  actions.registerAction('Print', (_payload, ctx) => {
    end = go.promise.then(() => ctx.invokeAction('Audit', 1, { signal }))
  })
  await actions.invokeAction('Print', 1, { signal })

  go.resolve()
  await settled()
  assert.is(listenersOn(signal), 1)
  hold.resolve()
  await end

  assert.is(listenersOn(signal), 0)
})

test('S9: of sets of actions that were collected, no more than a share is left at the signal', async () => {
  const source = sourceOf(new AbortController().signal)

  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 100; i++) subscribeWeakly(source, () => {})
    await collectGarbage()
  }

  const { subscribers } = source
  assert.ok(subscribers instanceof Set)
  assert.ok(subscribers.size < 300, `${subscribers.size} of 500 are left`)
})

test.run()
