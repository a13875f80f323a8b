// What a ctx still is to the invocations that it starts after its own invocation has settled (S11).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionContext, ActionRecursionError, createActions } from '../../../source/core/index.js'
import { collectGarbage, deferred, rejection, settled } from '../../support/helpers.js'

/** How many ctx a collection may leave of 300: some platforms leave single ones (6 in workerd). A chain would keep all. */
const LEFT = 30

/** Where an invocation is in the nesting. */
interface Place {
  parent: unknown
  depth: number
}

function placeOf({ parent, depth }: ActionContext): Place {
  return { parent, depth }
}

/** Invokes "Poll" again and again, each time through the ctx of the time before, after that has settled. */
async function poll(rounds: number, options: object = {}, onRound: (ctx: ActionContext) => unknown = () => {}) {
  const actions = createActions(options)
  const finished = deferred<unknown>()
  let round = 0
  actions.registerAction('Poll', (_payload, ctx) => {
    round++
    onRound(ctx)
    if (round === rounds) return finished.resolve(undefined)
    queueMicrotask(() => setImmediate(() => ctx.invokeAction('Poll').catch(finished.resolve)))
  })
  await actions.invokeAction('Poll')
  const error = await finished.promise
  return { round, error }
}

test('S11: a poller that invokes itself later through a kept ctx goes on for 1 000 rounds', async () => {
  const places: Place[] = []

  const { round, error } = await poll(1_000, {}, (ctx) => places.push(placeOf(ctx)))

  assert.is(error, undefined)
  assert.is(round, 1_000)
  assert.ok(places.every(({ parent, depth }) => parent === undefined && depth === 0))
})

test('S11: a poller goes on with a maxDepth of 0', async () => {
  const { round, error } = await poll(10, { maxDepth: 0 })

  assert.equal([round, error], [10, undefined])
})

test('S11: a poller keeps no chain of finished invocations alive', async () => {
  const seen: WeakRef<object>[] = []

  await poll(300, {}, (ctx) => seen.push(new WeakRef(ctx)))
  await settled()
  await collectGarbage()

  const kept = seen.filter((ref) => ref.deref() !== undefined).length
  assert.is(seen.length, 300)
  assert.ok(kept < LEFT, `${kept} of 300 are kept`)
})

test('S11: the ctx of the last round keeps none of the rounds before it alive', async () => {
  const seen: WeakRef<object>[] = []
  let last: ActionContext | undefined

  await poll(300, {}, (ctx) => {
    seen.push(new WeakRef(ctx))
    last = ctx
  })
  await settled()
  await collectGarbage()

  const kept = seen.filter((ref) => ref.deref() !== undefined).length
  assert.ok(kept < LEFT, `${kept} of 300 are kept`)
  assert.is(seen.at(-1)?.deref(), last)
})

test('S11: a poller that waits for nothing in between keeps no chain either', async () => {
  const actions = createActions()
  const seen: WeakRef<object>[] = []
  let kept: ActionContext | undefined
  actions.registerAction('Poll', (_payload, ctx) => {
    seen.push(new WeakRef(ctx))
    kept = ctx
  })
  await actions.invokeAction('Poll')
  for (let i = 0; i < 300; i++) await kept?.invokeAction('Poll')

  await settled()
  await collectGarbage()

  const alive = seen.filter((ref) => ref.deref() !== undefined).length
  assert.is(seen.length, 301)
  assert.ok(alive < LEFT, `${alive} of 301 are alive`)
  assert.is(kept?.depth, 0)
})

test('S11: a poller that starts its next round just before its own has settled goes on, and keeps no chain', async () => {
  const actions = createActions()
  const finished = deferred<unknown>()
  const seen: WeakRef<object>[] = []
  const depths: number[] = []
  let last: ActionContext | undefined
  actions.registerAction('Poll', async (_payload, ctx) => {
    seen.push(new WeakRef(ctx))
    depths.push(ctx.depth)
    last = ctx
    await settled()
    if (seen.length === 300) return finished.resolve(undefined)
    ctx.invokeAction('Poll').catch(finished.resolve)
  })
  actions.invokeAction('Poll').catch(finished.resolve)

  const error = await finished.promise
  await settled()
  await collectGarbage()

  const kept = seen.filter((ref) => ref.deref() !== undefined).length
  assert.is(error, undefined)
  assert.ok(Math.max(...depths) <= 2, `a depth of ${Math.max(...depths)}`)
  assert.ok(kept < LEFT, `${kept} of 300 are kept`)
  assert.is(last, seen.at(-1)?.deref())
})

for (const [how, core] of [
  ['has resolved', () => {}],
  [
    'has failed',
    () => {
      throw new Error('failed')
    },
  ],
] as const) {
  test(`S11: what a ctx invokes has no parent and a depth of 0 once its own invocation ${how}`, async () => {
    const actions = createActions()
    let kept!: ActionContext
    let seen: Place | undefined
    actions.registerAction('Save', (_payload, ctx) => {
      kept = ctx
      core()
    })
    actions.registerAction('Log', (_payload, ctx) => {
      seen = placeOf(ctx)
    })
    await actions.invokeAction('Save').catch(() => {})

    await kept.invokeAction('Log')

    assert.equal(seen, { parent: undefined, depth: 0 })
  })
}

test('S11: what a ctx invokes has its nearest ancestor that still runs as its parent', async () => {
  const actions = createActions()
  const hold = deferred()
  const kept: Record<string, ActionContext> = {}
  let seen: Place | undefined
  actions.registerAction('A', async (_payload, ctx) => {
    kept.A = ctx
    await ctx.invokeAction('B')
    await hold.promise
  })
  actions.registerAction('B', (_payload, ctx) => {
    kept.B = ctx
    return ctx.invokeAction('C')
  })
  actions.registerAction('C', (_payload, ctx) => {
    kept.C = ctx
  })
  actions.registerAction('Log', (_payload, ctx) => {
    seen = placeOf(ctx)
  })
  const running = actions.invokeAction('A')
  await settled()

  await kept.C?.invokeAction('Log')
  hold.resolve()
  await running

  assert.is(kept.C?.depth, 2)
  assert.is(seen?.parent, kept.A)
  assert.is(seen?.depth, 1)
})

test('S11: the parent of an invocation that is running stays its parent when the parent settles', async () => {
  const actions = createActions()
  const hold = deferred()
  let outer: ActionContext | undefined
  let before: Place | undefined
  let after: Place | undefined
  let nested: Promise<unknown> | undefined
  actions.registerAction('Save', (_payload, ctx) => {
    outer = ctx
    nested = ctx.invokeAction('Log')
  })
  actions.registerAction('Log', async (_payload, ctx) => {
    before = placeOf(ctx)
    await hold.promise
    after = placeOf(ctx)
  })

  await actions.invokeAction('Save')
  hold.resolve()
  await nested

  assert.is(before?.parent, outer)
  assert.is(before?.depth, 1)
  assert.is(after?.parent, outer)
  assert.is(after?.depth, 1)
})

test('S11: invocations that run one inside the other through a kept ctx still count as a circle', async () => {
  const actions = createActions({ maxDepth: 10 })
  let rounds = 0
  actions.registerAction('Poll', async (_payload, ctx) => {
    rounds++
    await settled()
    await ctx.invokeAction('Poll')
  })

  const error = await rejection(actions.invokeAction('Poll'))

  assert.instance(error, ActionRecursionError)
  assert.is(rounds, 11)
})

test('S9, S11: a poller is stopped by the signal of the invocation that it began with', async () => {
  const actions = createActions()
  const cut = new AbortController()
  const stopped = deferred<unknown>()
  let rounds = 0
  actions.registerAction('Poll', (_payload, ctx) => {
    rounds++
    if (rounds === 200) cut.abort('shutdown')
    queueMicrotask(() => setImmediate(() => ctx.invokeAction('Poll').catch(stopped.resolve)))
  })
  actions.invokeAction('Poll', undefined, { signal: cut.signal }).catch(() => {})

  assert.is(await stopped.promise, 'shutdown')
  assert.is(rounds, 200)
})

test('S10, S11: a poller is not held to the time limit of an invocation that has settled', async () => {
  const actions = createActions()
  const hold = deferred()
  let kept!: ActionContext
  actions.registerAction('Save', (_payload, ctx) => {
    kept = ctx
  })
  actions.registerAction('Log', () => hold.promise)
  await actions.invokeAction('Save', 1, { timeout: 5 })

  const running = kept.invokeAction('Log')
  await new Promise((resolve) => setTimeout(resolve, 20))
  hold.resolve()

  assert.is(await running, undefined)
})

test.run()
