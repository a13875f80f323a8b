// Decides that very many invocations, or calls of one original, each give their own result and leave nothing behind.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred } from '../../support/helpers.js'
import { actionsWithoutMap, isCount } from './support.js'

// ── calls of one original

test('Withstands: 10 000 calls of original side by side each give their own result', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('Count', async (payload) => payload)
  actions.replaceAction('Count', (_payload, original) =>
    Promise.all(Array.from({ length: 10_000 }, (_nothing, i) => original(i))),
  )

  assert.ok(isCount(await actions.invokeAction('Count', 0), 10_000))
})

test('Withstands: 50 000 calls of original side by side can be followed by a late abort and another call', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', async (n) => n)
  actions.replaceAction('AcceptTask', async (_payload, original, ctx) => {
    const all = await Promise.all(Array.from({ length: 50_000 }, (_, n) => original(n)))
    ctx.aborted = true
    return [all.length, await original('again')]
  })

  assert.equal(await actions.invokeAction('AcceptTask'), [50_000, 'again'])
})

test('Withstands: 10 000 retries run one after the other', async () => {
  const actions = actionsWithoutMap()
  let calls = 0
  actions.registerAction('PrintLabel', () => {
    if (++calls < 10_000) throw new Error('paper jam')
    return 'printed'
  })
  actions.replaceAction('PrintLabel', async (_payload, original) => {
    for (;;) {
      try {
        return await original()
      } catch {}
    }
  })

  assert.is(await actions.invokeAction('PrintLabel', {}), 'printed')
  assert.is(calls, 10_000)
})

// ── invocations

test('Withstands: 100 000 invocations in flight at once each get their own result', async () => {
  const actions = actionsWithoutMap()
  const gate = deferred()
  actions.registerAction('Count', async (payload) => {
    await gate.promise
    return payload
  })
  actions.addListener('beforeCount', () => {})
  actions.addListener('afterCount', () => {})

  const running = Array.from({ length: 100_000 }, (_nothing, i) => actions.invokeAction('Count', i))
  gate.resolve()

  assert.ok(isCount(await Promise.all(running), 100_000))
})

test('Withstands: 100 000 invocations in flight at once each have their own ctx, which all their parties share', async () => {
  const actions = actionsWithoutMap()
  const gate = deferred()
  const ctxs = new Set<unknown>()
  const ids = new Set<number>()
  let strangers = 0
  actions.addListener('beforeCount', (payload, _abort, ctx) => {
    ctx.state.seen = ctx
    ctx.state.payload = payload
    ctxs.add(ctx)
    ids.add(ctx.id)
  })
  actions.registerAction('Count', async (payload, ctx) => {
    await gate.promise
    if (ctx.state.seen !== ctx || ctx.payload !== payload) strangers++
    return payload
  })
  actions.addListener('afterCount', (payload, result, ctx) => {
    if (ctx.state.seen !== ctx || ctx.state.payload !== payload || ctx.result !== result) strangers++
  })

  const running = Array.from({ length: 100_000 }, (_nothing, i) => actions.invokeAction('Count', i))
  const inFlight = ctxs.size
  gate.resolve()

  assert.ok(isCount(await Promise.all(running), 100_000))
  assert.is(inFlight, 100_000)
  assert.is(ids.size, 100_000)
  assert.is(strangers, 0)
})

test('Withstands: 20 000 invocations in flight with middleware, replacements, a signal and a time limit each', async () => {
  const actions = actionsWithoutMap()
  const gate = deferred()
  const { signal } = new AbortController()
  actions.registerAction('Count', async (payload) => {
    await gate.promise
    return payload
  })
  actions.use('Count', async (_ctx, next) => next())
  actions.replaceAction('Count', async (payload, original) => original(payload))

  const running = Array.from({ length: 20_000 }, (_nothing, i) =>
    actions.invokeAction('Count', i, { signal, timeout: 60_000 }),
  )
  gate.resolve()

  assert.ok(isCount(await Promise.all(running), 20_000))
})

test('Withstands: 1 000 000 invocations leave the heap flat', async () => {
  const { setFlagsFromString } = await import('node:v8')
  const { runInNewContext } = await import('node:vm')
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heap = () => {
    collect()
    return process.memoryUsage().heapUsed / 1e6
  }
  const actions = actionsWithoutMap()
  const { signal } = new AbortController()
  let calls = 0
  actions.registerAction('PrintLabel', () => {
    calls++
  })
  actions.addListener('beforePrintLabel', () => {})
  actions.addListener('afterPrintLabel', () => {})
  const invoke = async (count: number) => {
    for (let i = 0; i < count; i++) await actions.invokeAction('PrintLabel', i, i % 10 ? undefined : { signal })
  }
  await invoke(50_000)

  const before = heap()
  await invoke(950_000)
  const grown = heap() - before

  assert.is(calls, 1_000_000)
  assert.ok(grown < 2, `grew by ${grown} MB`)
})

test('Withstands: 10 000 names come and go, and leave nothing behind', () => {
  const actions = actionsWithoutMap()

  for (let i = 0; i < 10_000; i++) {
    const listener = actions.addListener(`beforeAction${i}`, () => {})
    const action = actions.registerAction(`Action${i}`, () => {})
    listener()
    action()
  }

  assert.equal(actions.actionNames(), [])
  assert.equal(actions.explain(), [])
})

test.run()
