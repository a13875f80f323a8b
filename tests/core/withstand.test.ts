// What the library must withstand: very many of everything, and functions that behave as badly as functions can.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionContext, createActions } from '../../source/core/index.js'
import { deferred, rejection, settled, thrown, unhandledDuring } from '../support/helpers.js'

const actionsWithoutMap = () => createActions()
type Untyped = ReturnType<typeof actionsWithoutMap>

/** `promise` itself, or a failure that says so when it is still pending after everything that is due has run. */
function byNow<T>(promise: Promise<T>): Promise<T> {
  const tooLate = settled()
    .then(settled)
    .then(() => {
      throw new Error('still pending')
    })
  return Promise.race([promise, tooLate])
}

/** Whether `numbers` are 0, 1, 2 … `count` - 1, in this order; compared without printing a hundred thousand lines. */
function isCount(numbers: readonly number[], count: number): boolean {
  return numbers.length === count && numbers.every((number, index) => number === index)
}

// ── very many listeners

for (const when of ['before', 'after', 'error'] as const) {
  for (const [how, push] of [
    ['synchronous', (log: number[], i: number) => void log.push(i)],
    ['asynchronous', async (log: number[], i: number) => void log.push(i)],
  ] as const) {
    test(`Withstands: 100 000 ${how} ${when}-listeners on one action run, all of them and in order`, async () => {
      const actions = actionsWithoutMap()
      const log: number[] = []
      actions.registerAction('PrintLabel', () => {
        if (when === 'error') throw new Error('paper jam')
        return 'printed'
      })
      for (let i = 0; i < 100_000; i++) actions.addListener(`${when}PrintLabel`, () => push(log, i))

      const outcome = await actions.invokeAction('PrintLabel', {}).catch((error: Error) => error.message)

      assert.is(outcome, when === 'error' ? 'paper jam' : 'printed')
      assert.ok(isCount(log, 100_000))
    })
  }
}

test('Withstands: 100 000 after-listeners are attached to a terminal action, and each is reported once', () => {
  let reports = 0
  const actions = createActions({ onListenerError: () => reports++ })
  actions.registerAction('Logout', () => 'bye', { terminal: true })

  for (let i = 0; i < 100_000; i++) actions.addListener('afterLogout', () => {})

  assert.is(reports, 100_000)
})

test('Withstands: 100 000 listeners that wait and do not wait in turn run in order', async () => {
  const actions = actionsWithoutMap()
  const log: number[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  for (let i = 0; i < 100_000; i++) {
    actions.addListener('beforePrintLabel', () => {
      log.push(i)
      return i % 2 ? Promise.resolve() : undefined
    })
  }

  await actions.invokeAction('PrintLabel', {})

  assert.ok(isCount(log, 100_000))
})

test('Withstands: 100 000 once-listeners run once, and are gone then', async () => {
  const actions = actionsWithoutMap()
  const log: number[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  for (let i = 0; i < 100_000; i++) actions.addListener('beforePrintLabel', () => log.push(i), { once: true })

  await actions.invokeAction('PrintLabel', {})
  await actions.invokeAction('PrintLabel', {})

  assert.ok(isCount(log, 100_000))
  assert.is(actions.explain('PrintLabel').length, 1)
})

test('Withstands: 100 000 after-listeners that all fail are all reported', async () => {
  let reports = 0
  const actions = createActions({
    onListenerError: () => {
      reports++
    },
  })
  actions.registerAction('PrintLabel', () => 'printed')
  const fail = () => {
    throw new Error('the mail server is down')
  }
  for (let i = 0; i < 100_000; i++) actions.addListener('afterPrintLabel', fail)

  assert.is(await actions.invokeAction('PrintLabel', {}), 'printed')
  assert.is(reports, 100_000)
})

test('Withstands: the core starts inside the call behind 100 000 synchronous listeners, which are no layers', () => {
  const actions = actionsWithoutMap()
  let started = false
  actions.registerAction('PrintLabel', () => {
    started = true
  })
  for (let i = 0; i < 100_000; i++) actions.addListener('beforePrintLabel', () => {})

  actions.invokeAction('PrintLabel', {})

  assert.is(started, true)
})

test('Withstands: attaching 100 000 listeners takes seconds at most, in whatever order, and so does taking them off', () => {
  const actions = actionsWithoutMap()
  const scope = actions.scope('crm-plugin')
  const start = performance.now()

  for (let i = 0; i < 100_000; i++) scope.addListener('beforePrintLabel', () => {}, { order: -i })
  const attached = actions.explain('PrintLabel').length
  scope.dispose()
  const seconds = (performance.now() - start) / 1000

  assert.is(attached, 100_000)
  assert.equal(actions.explain('PrintLabel'), [])
  assert.ok(seconds < 5, `took ${seconds} s`)
})

test('Withstands: 100 000 registrations disposed one by one, oldest first, take seconds at most', () => {
  const actions = actionsWithoutMap()
  const registrations = Array.from({ length: 100_000 }, () => actions.addListener('beforePrintLabel', () => {}))
  const start = performance.now()

  for (const registration of registrations) registration()
  const seconds = (performance.now() - start) / 1000

  assert.equal(actions.explain('PrintLabel'), [])
  assert.ok(seconds < 5, `took ${seconds} s`)
})

test('Withstands: attaching 10 000 replacements and 10 000 middleware takes seconds at most, the first invocation too', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', () => 'printed')
  const start = performance.now()

  for (let i = 0; i < 10_000; i++) {
    actions.replaceAction('PrintLabel', (_payload, original) => original())
    actions.use('PrintLabel', (_ctx, next) => next())
  }
  const result = await actions.invokeAction('PrintLabel', {})
  const seconds = (performance.now() - start) / 1000

  assert.is(result, 'printed')
  assert.ok(seconds < 5, `took ${seconds} s`)
})

// ── very many layers

const middlewares: [
  string,
  (enter: () => void, leave: () => void) => (ctx: unknown, next: () => Promise<void>) => unknown,
][] = [
  [
    'that return next()',
    (enter, leave) => (_ctx, next) => {
      enter()
      leave()
      return next()
    },
  ],
  [
    'that await next()',
    (enter, leave) => async (_ctx, next) => {
      enter()
      await next()
      leave()
    },
  ],
  [
    'that call next() and do not wait for it',
    (enter, leave) => (_ctx, next) => {
      enter()
      leave()
      next()
    },
  ],
  [
    'that wait before next()',
    (enter, leave) => async (_ctx, next) => {
      await null
      enter()
      leave()
      await next()
    },
  ],
]

for (const [how, make] of middlewares) {
  test(`Withstands: 10 000 middleware ${how} run without a stack overflow`, async () => {
    const actions = actionsWithoutMap()
    const entered: number[] = []
    let left = 0
    actions.registerAction('PrintLabel', () => 'printed')
    for (let i = 0; i < 10_000; i++) {
      actions.use(
        'PrintLabel',
        make(
          () => entered.push(i),
          () => left++,
        ),
      )
    }

    const result = await actions.invokeAction('PrintLabel', {})

    assert.is(result, 'printed')
    assert.ok(isCount(entered, 10_000))
    assert.is(left, 10_000)
  })
}

test('Withstands: 10 000 middleware leave in the reverse order in which they were entered', async () => {
  const actions = actionsWithoutMap()
  const left: number[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  for (let i = 0; i < 10_000; i++) {
    actions.use('PrintLabel', async (_ctx, next) => {
      await next()
      left.push(i)
    })
  }

  await actions.invokeAction('PrintLabel', {})

  assert.ok(isCount(left.reverse(), 10_000))
})

const replacements: [string, (payload: number, original: (payload: number) => Promise<number>) => unknown][] = [
  ['that return original()', (payload, original) => original(payload + 1)],
  ['that await original()', async (payload, original) => (await original(payload + 1)) + 1],
  [
    'that call original() and do not wait for it',
    (payload, original) => {
      original(payload + 1)
    },
  ],
  [
    'that wait before original()',
    async (payload, original) => {
      await null
      return original(payload + 1)
    },
  ],
]

for (const [how, replacement] of replacements) {
  test(`Withstands: 10 000 replacements ${how} run without a stack overflow`, async () => {
    const actions = actionsWithoutMap()
    let seen = 0
    actions.registerAction('Count', (payload) => {
      seen = payload
      return payload
    })
    for (let i = 0; i < 10_000; i++) actions.replaceAction('Count', replacement)

    const result = await actions.invokeAction('Count', 0)

    assert.is(seen, 10_000)
    assert.is(result, how === 'that await original()' ? 20_000 : 10_000)
  })
}

test('Withstands: an error travels untouched through 10 000 middleware and 10 000 replacements', async () => {
  const actions = actionsWithoutMap()
  const failure = new Error('paper jam')
  actions.registerAction('PrintLabel', () => {
    throw failure
  })
  for (let i = 0; i < 10_000; i++) {
    actions.use('PrintLabel', (_ctx, next) => next())
    actions.replaceAction('PrintLabel', async (_payload, original) => original())
  }

  assert.is(await rejection(actions.invokeAction('PrintLabel', {})), failure)
})

test('Withstands: an abort passes through 10 000 middleware', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', () => 'printed')
  for (let i = 0; i < 10_000; i++) actions.use('PrintLabel', async (_ctx, next) => next())
  actions.addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'))

  const error = (await rejection(actions.invokeAction('PrintLabel', {}))) as { reason: unknown }

  assert.is(error.reason, 'out of paper')
})

test('Withstands: a cut passes through 10 000 middleware and 10 000 replacements', async () => {
  const actions = actionsWithoutMap()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  const started = deferred()
  const paper = deferred()
  let caught = 0
  actions.registerAction('PrintLabel', async () => {
    started.resolve()
    await paper.promise
  })
  for (let i = 0; i < 10_000; i++) {
    actions.use('PrintLabel', async (_ctx, next) => {
      await next().catch((error: unknown) => {
        if (error === reason) caught++
        throw error
      })
    })
    actions.replaceAction('PrintLabel', (_payload, original) => original())
  }
  const running = actions.invokeAction('PrintLabel', {}, { signal: cut.signal })
  await started.promise

  cut.abort(reason)
  const error = await rejection(byNow(running))
  paper.resolve()
  while (caught < 10_000) await settled()

  assert.is(error, reason)
})

test('Withstands: 10 000 middleware and 10 000 replacements run while somebody observes', async () => {
  const actions = actionsWithoutMap()
  let starts = 0
  let ends = 0
  actions.observe({
    start: () => {
      starts++
    },
    end: () => {
      ends++
    },
  })
  actions.registerAction('PrintLabel', () => 'printed')
  for (let i = 0; i < 10_000; i++) {
    actions.use('PrintLabel', (_ctx, next) => next())
    actions.replaceAction('PrintLabel', (_payload, original) => original())
  }

  assert.is(await actions.invokeAction('PrintLabel', {}), 'printed')
  assert.is(starts, 20_002)
  assert.is(ends, 20_002)
})

test('Withstands: 10 000 calls of one original side by side each give their own result', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('Count', async (payload) => payload)
  actions.replaceAction('Count', (_payload, original) =>
    Promise.all(Array.from({ length: 10_000 }, (_nothing, i) => original(i))),
  )

  assert.ok(isCount(await actions.invokeAction('Count', 0), 10_000))
})

test('Withstands: 10 000 retries one after the other', async () => {
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

// ── the synchronous start

/** Attaches `count` layers, half middleware and half replacements, and a core that says whether it has started. */
function layered(
  actions: Untyped,
  name: string,
  count: number,
  core: (payload: unknown, ctx: ActionContext) => unknown,
): void {
  actions.registerAction(name, core)
  for (let i = 0; i < count; i++) {
    if (i % 2) actions.replaceAction(name, (_payload, original) => original())
    else actions.use(name, (_ctx, next) => next())
  }
}

test('Withstands: behind 200 middleware the core still starts inside the call', () => {
  const actions = actionsWithoutMap()
  let started = false
  actions.registerAction('PrintLabel', () => {
    started = true
  })
  for (let i = 0; i < 200; i++) actions.use('PrintLabel', async (_ctx, next) => next())

  actions.invokeAction('PrintLabel', {})

  assert.is(started, true)
})

test('Withstands: behind 200 replacements the core still starts inside the call', () => {
  const actions = actionsWithoutMap()
  let started = false
  actions.registerAction('PrintLabel', () => {
    started = true
  })
  for (let i = 0; i < 200; i++) actions.replaceAction('PrintLabel', async (_payload, original) => original())

  actions.invokeAction('PrintLabel', {})

  assert.is(started, true)
})

test('Withstands: behind 200 layers of both kinds, with listeners among them, the core still starts inside the call', () => {
  const actions = actionsWithoutMap()
  let started = false
  layered(actions, 'PrintLabel', 200, () => {
    started = true
  })
  actions.addListener('beforePrintLabel', () => {})

  actions.invokeAction('PrintLabel', {})

  assert.is(started, true)
})

test('Withstands: the 200 layers of the synchronous start are counted through the parents of nested invocations', () => {
  const actions = actionsWithoutMap()
  const depths: number[] = []
  layered(actions, 'Dive', 10, (_payload, ctx) => {
    depths.push(ctx.depth)
    if (ctx.depth < 19) return ctx.invokeAction('Dive')
  })

  actions.invokeAction('Dive')

  assert.ok(isCount(depths, 20))
})

test('Withstands: an action of 200 layers starts its core inside the call each time, one call after the other', () => {
  const actions = actionsWithoutMap()
  let calls = 0
  layered(actions, 'PrintLabel', 200, () => {
    calls++
  })

  for (let i = 0; i < 5; i++) actions.invokeAction('PrintLabel', {})

  assert.is(calls, 5)
})

test('Withstands: invocations nested 100 deep through 100 layers each do not overflow the stack', async () => {
  const actions = actionsWithoutMap()
  let deepest = 0
  layered(actions, 'Dive', 100, (_payload, ctx) => {
    deepest = ctx.depth
    return ctx.depth < 100 ? ctx.invokeAction('Dive') : 'bottom'
  })

  const result = await actions.invokeAction('Dive')

  assert.is(result, 'bottom')
  assert.is(deepest, 100)
})

test('Withstands: invocations nested 100 deep from listeners do not overflow the stack', async () => {
  const actions = actionsWithoutMap()
  let deepest = 0
  actions.registerAction('Dive', () => 'bottom')
  for (let i = 0; i < 100; i++) actions.use('Dive', (_ctx, next) => next())
  actions.addListener('beforeDive', (_payload, _abort, ctx) => {
    deepest = Math.max(deepest, ctx.depth)
    return ctx.depth < 100 ? ctx.invokeAction('Dive') : undefined
  })

  assert.is(await actions.invokeAction('Dive'), 'bottom')
  assert.is(deepest, 100)
})

test('Withstands: a middleware may nest an invocation at each of 1 000 layers', async () => {
  const actions = actionsWithoutMap()
  let notes = 0
  actions.registerAction('PrintLabel', () => 'printed')
  actions.registerAction('Note', () => {
    notes++
  })
  for (let i = 0; i < 1000; i++) {
    actions.use('PrintLabel', async (ctx, next) => {
      await ctx.invokeAction('Note')
      await next()
    })
  }

  assert.is(await actions.invokeAction('PrintLabel', {}), 'printed')
  assert.is(notes, 1000)
})

test('Withstands: invocations without layers, nested as deep as a raised maxDepth allows, do not overflow the stack', async () => {
  const actions = createActions({ maxDepth: 10_000 })
  actions.registerAction('Dive', (_payload, ctx) => (ctx.depth < 10_000 ? ctx.invokeAction('Dive') : 'bottom'))

  assert.is(await actions.invokeAction('Dive'), 'bottom')
})

// ── very many invocations

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

test('Withstands: invocations nested 5 deep through 10 000 layers each do not overflow the stack', async () => {
  const actions = actionsWithoutMap()
  let deepest = 0
  layered(actions, 'Dive', 10_000, (_payload, ctx) => {
    deepest = ctx.depth
    return ctx.depth < 5 ? ctx.invokeAction('Dive') : 'bottom'
  })

  const result = await actions.invokeAction('Dive')

  assert.is(result, 'bottom')
  assert.is(deepest, 5)
})

test('Withstands: an invocation may be nested at each of 1 000 replacements, each through 100 layers', async () => {
  const actions = actionsWithoutMap()
  let notes = 0
  actions.registerAction('PrintLabel', () => 'printed')
  layered(actions, 'Note', 100, () => {
    notes++
  })
  for (let i = 0; i < 1000; i++) {
    actions.replaceAction('PrintLabel', async (_payload, original, ctx) => {
      await ctx.invokeAction('Note')
      return original()
    })
  }

  assert.is(await actions.invokeAction('PrintLabel', {}), 'printed')
  assert.is(notes, 1000)
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

test('Withstands: very many names come and go without leaving anything behind', () => {
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

// ── hostile thenables

type Settle = (value: unknown) => void

/** Thenables that end well, each in a bad way of its own. */
const wellEnding: [string, (value: unknown) => unknown][] = [
  [
    'calls back synchronously',
    (value) => ({
      then(resolve: Settle) {
        resolve(value)
      },
    }),
  ],
  [
    'calls back twice',
    (value) => ({
      then(resolve: Settle) {
        resolve(value)
        resolve('a second value')
      },
    }),
  ],
  [
    'calls back twice, the second time later',
    (value) => ({
      then(resolve: Settle) {
        resolve(value)
        setImmediate(() => resolve('a second value'))
      },
    }),
  ],
  [
    'calls back later and twice',
    (value) => ({
      then(resolve: Settle) {
        queueMicrotask(() => {
          resolve(value)
          resolve('a second value')
        })
      },
    }),
  ],
  [
    'resolves and then rejects',
    (value) => ({
      then(resolve: Settle, reject: Settle) {
        resolve(value)
        reject(new Error('too late'))
      },
    }),
  ],
  [
    'resolves and then throws',
    (value) => ({
      then(resolve: Settle) {
        resolve(value)
        throw new Error('too late')
      },
    }),
  ],
  [
    'resolves with another thenable',
    (value) => ({
      then(resolve: Settle) {
        resolve({
          then(inner: Settle) {
            inner(value)
          },
        })
      },
    }),
  ],
  [
    'is a function',
    (value) =>
      Object.assign(() => {}, {
        then(resolve: Settle) {
          resolve(value)
        },
      }),
  ],
  [
    'has a then that returns nonsense',
    (value) => ({
      then(resolve: Settle) {
        resolve(value)
        return 42
      },
    }),
  ],
]

/** Thenables that end badly with `error`, each in a way of its own. */
const badlyEnding: [string, (error: unknown) => unknown][] = [
  [
    'rejects synchronously',
    (error) => ({
      then(_resolve: Settle, reject: Settle) {
        reject(error)
      },
    }),
  ],
  [
    'rejects twice',
    (error) => ({
      then(_resolve: Settle, reject: Settle) {
        reject(error)
        reject(new Error('too late'))
      },
    }),
  ],
  [
    'rejects and then resolves',
    (error) => ({
      then(resolve: Settle, reject: Settle) {
        reject(error)
        resolve('too late')
      },
    }),
  ],
  [
    'throws from then',
    (error) => ({
      then() {
        throw error
      },
    }),
  ],
  [
    'is a promise whose constructor cannot be read',
    (error) =>
      Object.defineProperty(Promise.resolve(), 'constructor', {
        get() {
          throw error
        },
      }),
  ],
  [
    'has a getter for then that throws',
    (error) => ({
      get then(): unknown {
        throw error
      },
    }),
  ],
]

/** An action with one party of each kind, which notes that it ran and returns what `given` says for its kind. */
function everyKind(given: Record<string, (value: unknown) => unknown>, reports: unknown[] = [], failing = false) {
  const actions = createActions({ onListenerError: (error) => reports.push(error) })
  const log: string[] = []
  const note = (kind: string, value: unknown) => {
    log.push(kind)
    return given[kind]?.(value) ?? value
  }
  actions.use('PrintLabel', (_ctx, next) => {
    const inside = next()
    return given.middleware ? note('middleware', undefined) : inside
  })
  actions.registerAction(
    'PrintLabel',
    () => {
      if (failing) throw new Error('paper jam')
      return note('core', 'printed')
    },
    { payloadUpdate: (payload: unknown) => note('payloadUpdate', payload) },
  )
  actions.addListener('beforePrintLabel', () => note('before', undefined))
  actions.addListener('beforePrintLabel', () => log.push('second before'))
  actions.replaceAction('PrintLabel', (_payload, original) => {
    const inside = original()
    return given.replacement ? note('replacement', 'replaced') : inside
  })
  actions.addListener('afterPrintLabel', () => note('after', undefined))
  actions.addListener('afterPrintLabel', () => log.push('second after'))
  actions.addListener('errorPrintLabel', () => note('error', undefined))
  actions.addListener('errorPrintLabel', () => log.push('second error'))
  return { actions, log }
}

for (const [how, make] of wellEnding) {
  for (const kind of ['payloadUpdate', 'before', 'core', 'after']) {
    test(`Withstands: a thenable that ${how}, returned by a ${kind}, loses no result and skips nobody`, async () => {
      const { actions, log } = everyKind({ [kind]: make })
      let result: unknown

      const unhandled = await unhandledDuring(async () => {
        result = await byNow(actions.invokeAction('PrintLabel', {}))
      })

      assert.is(result, 'printed')
      assert.equal(log, ['payloadUpdate', 'before', 'second before', 'core', 'after', 'second after'])
      assert.equal(unhandled, [])
    })
  }

  test(`Withstands: a thenable that ${how}, returned by middleware, loses no result and skips nobody`, async () => {
    const { actions, log } = everyKind({ middleware: make })
    let result: unknown

    const unhandled = await unhandledDuring(async () => {
      result = await byNow(actions.invokeAction('PrintLabel', {}))
    })

    assert.is(result, 'printed')
    assert.equal([...log].sort(), [
      'after',
      'before',
      'core',
      'middleware',
      'payloadUpdate',
      'second after',
      'second before',
    ])
    assert.equal(unhandled, [])
  })

  test(`Withstands: a thenable that ${how}, returned by a replacement, gives the result once`, async () => {
    const { actions, log } = everyKind({ replacement: make })
    let result: unknown

    const unhandled = await unhandledDuring(async () => {
      result = await byNow(actions.invokeAction('PrintLabel', {}))
    })

    assert.is(result, 'replaced')
    assert.equal(log, ['payloadUpdate', 'before', 'second before', 'core', 'replacement', 'after', 'second after'])
    assert.equal(unhandled, [])
  })

  test(`Withstands: a thenable that ${how}, returned by an error-listener, skips nobody`, async () => {
    const { actions, log } = everyKind({ error: make }, [], true)
    let error: unknown

    const unhandled = await unhandledDuring(async () => {
      error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))
    })

    assert.is((error as Error).message, 'paper jam')
    assert.equal(log, ['payloadUpdate', 'before', 'second before', 'error', 'second error'])
    assert.equal(unhandled, [])
  })
}

for (const [how, make] of wellEnding) {
  test(`Withstands: a thenable that ${how}, returned by a payload update, gives the payload that the core sees`, async () => {
    const actions = actionsWithoutMap()
    const seen: unknown[] = []
    actions.registerAction('Note', (payload) => void seen.push(payload), { payloadUpdate: () => make('updated') })

    await byNow(actions.invokeAction('Note', 'given'))

    assert.equal(seen, ['updated'])
  })
}

for (const kind of ['object', 'function'] as const) {
  test(`Withstands: a thenable that is a ${kind} and calls back later is waited for`, async () => {
    const actions = actionsWithoutMap()
    const log: string[] = []
    const later = (who: string) => {
      const thenable = {
        then(resolve: Settle) {
          setImmediate(() => {
            log.push(`${who} calls back`)
            resolve(undefined)
          })
        },
      }
      return kind === 'object' ? thenable : Object.assign(() => {}, thenable)
    }
    actions.registerAction('PrintLabel', () => log.push('core'))
    actions.addListener('beforePrintLabel', () => later('before'))
    actions.addListener('afterPrintLabel', () => later('after'))
    actions.addListener('afterPrintLabel', () => log.push('second after'))
    actions.use('PrintLabel', (_ctx, next) => next().then(() => later('middleware')))

    await actions.invokeAction('PrintLabel', {})

    assert.equal(log, ['before calls back', 'core', 'after calls back', 'second after', 'middleware calls back'])
  })
}

/** What the log holds at the end when the party of that kind has failed. */
const failedAt: Record<string, string[]> = {
  payloadUpdate: ['payloadUpdate', 'error', 'second error'],
  before: ['payloadUpdate', 'before', 'error', 'second error'],
  core: ['payloadUpdate', 'before', 'second before', 'core', 'error', 'second error'],
  replacement: ['payloadUpdate', 'before', 'second before', 'core', 'replacement', 'error', 'second error'],
}

for (const [how, make] of badlyEnding) {
  for (const [kind, expected] of Object.entries(failedAt)) {
    test(`Withstands: a thenable that ${how}, returned by a ${kind}, fails the invocation with that very error`, async () => {
      const failure = new Error('out of order')
      const { actions, log } = everyKind({ [kind]: () => make(failure) })
      let error: unknown

      const unhandled = await unhandledDuring(async () => {
        error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))
      })

      assert.is(error, failure)
      assert.equal(log, expected)
      assert.equal(unhandled, [])
    })
  }

  test(`Withstands: a thenable that ${how}, returned by middleware, fails the invocation with that very error`, async () => {
    const failure = new Error('out of order')
    const { actions } = everyKind({ middleware: () => make(failure) })
    let error: unknown

    const unhandled = await unhandledDuring(async () => {
      error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))
    })

    assert.is(error, failure)
    assert.equal(unhandled, [])
  })

  test(`Withstands: a thenable that ${how}, returned by an after-listener, goes to onListenerError`, async () => {
    const failure = new Error('out of order')
    const reports: unknown[] = []
    const { actions, log } = everyKind({ after: () => make(failure) }, reports)
    let result: unknown

    const unhandled = await unhandledDuring(async () => {
      result = await byNow(actions.invokeAction('PrintLabel', {}))
    })

    assert.is(result, 'printed')
    assert.equal(log, ['payloadUpdate', 'before', 'second before', 'core', 'after', 'second after'])
    assert.is(reports.length, 1)
    assert.is(reports[0], failure)
    assert.equal(unhandled, [])
  })

  test(`Withstands: a thenable that ${how}, returned by an error-listener, goes to onListenerError`, async () => {
    const failure = new Error('out of order')
    const reports: unknown[] = []
    const { actions, log } = everyKind({ error: () => make(failure) }, reports, true)
    let error: unknown

    const unhandled = await unhandledDuring(async () => {
      error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))
    })

    assert.is((error as Error).message, 'paper jam')
    assert.equal(log, ['payloadUpdate', 'before', 'second before', 'error', 'second error'])
    assert.is(reports.length, 1)
    assert.is(reports[0], failure)
    assert.equal(unhandled, [])
  })
}

test('Withstands: a thenable that never calls back holds up its own invocation only', async () => {
  const actions = actionsWithoutMap()
  const silent = { then() {} }
  actions.registerAction('PrintLabel', (payload) => (payload === 'stuck' ? silent : 'printed'))
  let over = false
  const stuck = actions.invokeAction('PrintLabel', 'stuck')
  stuck.then(() => {
    over = true
  })

  const result = await byNow(actions.invokeAction('PrintLabel', 'free'))

  assert.is(result, 'printed')
  assert.is(over, false)
})

test('Withstands: a limit cuts an invocation that waits for a thenable that never calls back', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', () => ({ then() {} }), { timeout: 5 })

  const error = (await rejection(actions.invokeAction('PrintLabel', {}))) as Error

  assert.is(error.name, 'ActionTimeoutError')
})

// ── functions that throw undefined

const waysToFail: [string, () => unknown][] = [
  [
    'throws undefined',
    () => {
      throw undefined
    },
  ],
  ['rejects with undefined', () => Promise.reject(undefined)],
]

for (const [how, fail] of waysToFail) {
  for (const [kind, expected] of Object.entries(failedAt)) {
    test(`Withstands: a ${kind} that ${how} fails the invocation with undefined`, async () => {
      const { actions, log } = everyKind({ [kind]: fail })

      const error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))

      assert.is(error, undefined)
      assert.equal(log, expected)
    })
  }

  test(`Withstands: middleware that ${how} fails the invocation with undefined`, async () => {
    const { actions, log } = everyKind({ middleware: fail })

    const error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))

    assert.is(error, undefined)
    assert.ok(log.includes('error'))
  })

  test(`Withstands: an after-listener that ${how} is reported, and the next one runs`, async () => {
    const reports: unknown[] = []
    const { actions, log } = everyKind({ after: fail }, reports)

    const result = await byNow(actions.invokeAction('PrintLabel', {}))

    assert.is(result, 'printed')
    assert.equal(reports, [undefined])
    assert.is(log.at(-1), 'second after')
  })

  test(`Withstands: an error-listener that ${how} is reported, and the next one runs`, async () => {
    const reports: unknown[] = []
    const { actions, log } = everyKind({ error: fail }, reports, true)

    const error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))

    assert.is((error as Error).message, 'paper jam')
    assert.equal(reports, [undefined])
    assert.is(log.at(-1), 'second error')
  })

  test(`Withstands: an unwaited original() whose core ${how} fails the invocation with undefined`, async () => {
    const actions = actionsWithoutMap()
    const log: string[] = []
    actions.registerAction('PrintLabel', fail)
    actions.replaceAction('PrintLabel', (_payload, original) => {
      original()
    })
    actions.addListener('afterPrintLabel', () => log.push('after'))

    const error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))

    assert.is(error, undefined)
    assert.equal(log, [])
  })

  test(`Withstands: an unwaited next() whose core ${how} fails the invocation with undefined`, async () => {
    const actions = actionsWithoutMap()
    actions.registerAction('PrintLabel', fail)
    actions.use('PrintLabel', (_ctx, next) => {
      next()
    })

    assert.is(await rejection(byNow(actions.invokeAction('PrintLabel', {}))), undefined)
  })
}

// ── functions that call back late

test('Withstands: an abort called long after the invocation is over does nothing', async () => {
  const actions = actionsWithoutMap()
  let late: ((reason: string) => void) | undefined
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', (_payload, abort) => {
    late = abort
  })
  const result = await actions.invokeAction('PrintLabel', {})

  const unhandled = await unhandledDuring(() => late?.('out of paper'))

  assert.is(result, 'printed')
  assert.equal(unhandled, [])
})

test('Withstands: next() and original() called long after the invocation is over start nothing', async () => {
  const reports: Error[] = []
  const actions = createActions({ onListenerError: (error) => reports.push(error as Error) })
  let calls = 0
  let lateNext: (() => unknown) | undefined
  let lateOriginal: (() => unknown) | undefined
  actions.registerAction('PrintLabel', () => {
    calls++
  })
  actions.use('PrintLabel', async (_ctx, next) => {
    lateNext = next
    await next()
  })
  actions.replaceAction('PrintLabel', async (_payload, original) => {
    lateOriginal = original
    await original()
  })
  await actions.invokeAction('PrintLabel', {})

  const unhandled = await unhandledDuring(() => {
    lateNext?.()
    lateOriginal?.()
  })

  assert.is(calls, 1)
  assert.equal(
    reports.map((error) => error.name),
    ['ActionMisuseError', 'ActionMisuseError'],
  )
  assert.equal(unhandled, [])
})

// ── re-entrance

test('Withstands: a listener that attaches another while it runs affects later invocations only', async () => {
  const actions = actionsWithoutMap()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => log.push('core'))
  actions.addListener(
    'beforePrintLabel',
    () => {
      log.push('first')
      actions.addListener('beforePrintLabel', () => log.push('attached meanwhile'))
    },
    { once: true },
  )

  await actions.invokeAction('PrintLabel', {})
  log.push('again')
  await actions.invokeAction('PrintLabel', {})

  assert.equal(log, ['first', 'core', 'again', 'attached meanwhile', 'core'])
})

test('Withstands: a listener that removes itself and those around it skips nobody in its own invocation', async () => {
  const actions = actionsWithoutMap()
  const log: string[] = []
  const registrations: (() => void)[] = []
  actions.registerAction('PrintLabel', () => {})
  for (const name of ['first', 'second', 'third']) {
    const registration = actions.addListener('beforePrintLabel', () => {
      log.push(name)
      if (name === 'second') for (const remove of registrations) remove()
    })
    registrations.push(registration)
  }

  await actions.invokeAction('PrintLabel', {})
  log.push('again')
  await actions.invokeAction('PrintLabel', {})

  assert.equal(log, ['first', 'second', 'third', 'again'])
})

test('Withstands: an action may be unregistered by its own before-listener and still runs this once', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => actions.unregisterAction('PrintLabel'))

  const result = await actions.invokeAction('PrintLabel', {})
  const error = (await rejection(actions.invokeAction('PrintLabel', {}))) as Error

  assert.is(result, 'printed')
  assert.is(error.name, 'UnknownActionError')
})

test('Withstands: a replacement may replace, use and override while it runs', async () => {
  const actions = actionsWithoutMap()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => log.push('old core'))
  const registration = actions.replaceAction('PrintLabel', async (_payload, original) => {
    registration()
    actions.replaceAction('PrintLabel', (_inner, next) => {
      log.push('newer')
      return next()
    })
    actions.use((_ctx, next) => {
      log.push('use')
      return next()
    })
    actions.registerAction('PrintLabel', () => log.push('new core'), { override: true })
    await original()
  })

  await actions.invokeAction('PrintLabel', {})
  log.push('again')
  await actions.invokeAction('PrintLabel', {})

  assert.equal(log, ['old core', 'again', 'use', 'newer', 'new core'])
})

test('Withstands: a scope may be disposed by one of its own listeners while that runs', async () => {
  const actions = actionsWithoutMap()
  const log: string[] = []
  const plugin = actions.scope('crm-plugin')
  actions.registerAction('PrintLabel', () => log.push('core'))
  plugin.addListener('beforePrintLabel', () => {
    log.push('first')
    plugin.dispose()
  })
  plugin.addListener('beforePrintLabel', () => log.push('second'))

  await actions.invokeAction('PrintLabel', {})
  await actions.invokeAction('PrintLabel', {})

  assert.equal(log, ['first', 'second', 'core', 'core'])
})

test('Withstands: a listener that invokes the action it listens to runs anew inside, and both end well', async () => {
  const actions = actionsWithoutMap()
  const log: string[] = []
  actions.registerAction('PrintLabel', (payload) => {
    log.push(`core ${payload}`)
    return payload
  })
  actions.addListener('beforePrintLabel', async (payload) => {
    log.push(`before ${payload}`)
    if (payload > 0) await actions.invokeAction('PrintLabel', payload - 1)
  })

  const result = await actions.invokeAction('PrintLabel', 2)

  assert.is(result, 2)
  assert.equal(log, ['before 2', 'before 1', 'before 0', 'core 0', 'core 1', 'core 2'])
})

test('Withstands: a once-listener that invokes its own action runs once', async () => {
  const actions = actionsWithoutMap()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => log.push('core'))
  actions.addListener(
    'beforePrintLabel',
    async (_payload, _abort, ctx) => {
      log.push('once')
      await ctx.invokeAction('PrintLabel')
    },
    { once: true },
  )

  await actions.invokeAction('PrintLabel', {})

  assert.equal(log, ['once', 'core', 'core'])
})

test('Withstands: onListenerError may attach, remove and invoke', async () => {
  const log: string[] = []
  const actions: Untyped = createActions({
    onListenerError: () => {
      actions.addListener('beforePrintLabel', () => log.push('attached meanwhile'))
      actions.invokeAction('Note')
    },
  })
  actions.registerAction('Note', () => log.push('noted'))
  actions.registerAction('PrintLabel', () => log.push('core'))
  actions.addListener(
    'afterPrintLabel',
    () => {
      throw new Error('the mail server is down')
    },
    { once: true },
  )

  await actions.invokeAction('PrintLabel', {})
  log.push('again')
  await actions.invokeAction('PrintLabel', {})

  assert.equal(log, ['core', 'noted', 'again', 'attached meanwhile', 'core'])
})

test('Withstands: an observer may attach and remove while it is told', async () => {
  const actions = actionsWithoutMap()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => log.push('core'))
  const registration = actions.observe({
    start: ({ kind }) => {
      log.push(`> ${kind}`)
      if (kind !== 'core') return
      registration()
      actions.addListener('beforePrintLabel', () => log.push('attached meanwhile'))
    },
  })

  await actions.invokeAction('PrintLabel', {})
  log.push('again')
  await actions.invokeAction('PrintLabel', {})

  assert.equal(log, ['> invocation', '> core', 'core', 'again', 'attached meanwhile', 'core'])
})

test('Withstands: work on ctx.signal may invoke again with the signal that is firing, and everybody is cut', async () => {
  const actions = actionsWithoutMap()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  const again: Promise<unknown>[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    ctx.signal.addEventListener('abort', () => {
      again.push(rejection(actions.invokeAction('PrintLabel', {}, { signal: cut.signal })))
    })
    return deferred().promise
  })
  const running = Array.from({ length: 3 }, () => actions.invokeAction('PrintLabel', {}, { signal: cut.signal }))

  cut.abort(reason)
  const errors = await Promise.all(running.map((one) => rejection(byNow(one))))

  assert.is(again.length, 3)
  for (const error of [...errors, ...(await Promise.all(again))]) assert.is(error, reason)
})

// ── promises that are not quite

/** Native promises with something of their own. To `await`, which asks the promise itself, each gives `value`. */
const strange: [string, (value: unknown) => Promise<unknown>][] = [
  [
    'has a `then` of its own that calls back twice, with something else',
    (value) =>
      Object.assign(Promise.resolve(value), {
        then(resolve: Settle) {
          resolve('a second value')
          resolve('a third value')
        },
      }) as never,
  ],
  [
    'has a `then` of its own that throws',
    (value) =>
      Object.assign(Promise.resolve(value), {
        then() {
          throw new Error('nobody may wait')
        },
      }) as never,
  ],
  [
    'is of a subclass that makes others as it likes',
    (value) => {
      class Strange extends Promise<unknown> {
        static override get [Symbol.species]() {
          return class extends Promise<unknown> {
            constructor(executor: ConstructorParameters<typeof Promise>[0]) {
              super((resolve, reject) => executor(() => resolve('a second value'), reject))
            }
          } as never
        }
      }
      return Strange.resolve(value)
    },
  ],
]

for (const [what, make] of strange) {
  test(`Withstands: a promise that ${what} gives what await would give, once, at every place`, async () => {
    const actions = actionsWithoutMap()
    const log: string[] = []
    actions.registerAction('PrintLabel', () => make('printed'))
    actions.use('PrintLabel', (_ctx, next) => {
      next()
      return make(undefined) as never
    })
    actions.addListener('beforePrintLabel', () => {
      log.push('before')
      return make(undefined)
    })
    actions.replaceAction('PrintLabel', (_payload, original) => {
      original()
      return make('printed politely')
    })
    actions.addListener('afterPrintLabel', () => {
      log.push('after')
      return make(undefined)
    })

    const result = await byNow(actions.invokeAction('PrintLabel', {}))

    assert.is(result, 'printed politely')
    assert.equal(log, ['before', 'after'])
  })
}

// ── names

const hostileNames = [
  '__proto__',
  'constructor',
  'prototype',
  'then',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'before',
  'afterglow',
  ' ',
  'two words\nand lines',
  '💥',
  '0',
]

for (const name of hostileNames) {
  test(`Withstands: ${JSON.stringify(name)} is a name as any other`, async () => {
    const actions = actionsWithoutMap()
    const log: string[] = []
    const unknown = (await rejection(actions.invokeAction(name))) as Error
    actions.registerAction(name, (payload) => {
      log.push('core')
      return payload
    })
    actions.use(name, async (ctx, next) => {
      log.push(`use ${ctx.action}`)
      await next()
    })
    actions.addListener(`before${name}`, () => log.push('before'))
    actions.addListener(`after${name}`, () => log.push('after'))
    actions.replaceAction(name, (payload, original) => {
      log.push('replacement')
      return original(payload)
    })

    const result = await actions.invokeAction(name, 'payload')

    assert.is(unknown.name, 'UnknownActionError')
    assert.is(result, 'payload')
    assert.equal(log, [`use ${name}`, 'before', 'replacement', 'core', 'after'])
    assert.equal(actions.actionNames(), [name])
    assert.is(actions.unregisterAction(name), true)
    assert.is(actions.hasAction(name), false)
    assert.is(({} as Record<string, unknown>).polluted, undefined)
  })
}

test('Withstands: actions can be returned from an async function, for they are no thenable', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('then', () => 'and then')

  const same = await Promise.resolve(actions)

  assert.is(same, actions)
})

test('Withstands: a ctx can be resolved with, for it is no thenable', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', async (_payload, ctx) => ctx)

  const ctx = await byNow(actions.invokeAction('PrintLabel', {}))

  assert.is(ctx.action, 'PrintLabel')
})

// ── unhandled rejections

/** Each leaves promises of the library lying around that reject; the invocation's own is looked after. */
const careless: [string, (actions: Untyped) => Promise<unknown>][] = [
  [
    'a next() that fails is dropped',
    (actions) => {
      actions.use('Jam', (_ctx, next) => {
        next()
      })
      return actions.invokeAction('Jam')
    },
  ],
  [
    'an original() that fails is dropped',
    (actions) => {
      actions.replaceAction('Jam', (_payload, original) => {
        original()
      })
      return actions.invokeAction('Jam')
    },
  ],
  [
    'an original() that fails is dropped by a replacement that fails itself',
    (actions) => {
      actions.replaceAction('Jam', (_payload, original) => {
        original()
        throw new Error('nor this')
      })
      return actions.invokeAction('Jam')
    },
  ],
  [
    'several original()s that fail are dropped',
    (actions) => {
      actions.replaceAction('Jam', (_payload, original) => {
        original()
        original()
        original()
      })
      return actions.invokeAction('Jam')
    },
  ],
  [
    'a second next() is dropped',
    (actions) => {
      actions.use('Print', async (_ctx, next) => {
        await next()
        next()
      })
      return actions.invokeAction('Print')
    },
  ],
  [
    'an aborted next() is dropped',
    (actions) => {
      actions.use('Print', (_ctx, next) => {
        next()
      })
      actions.addListener('beforePrint', (_payload, abort) => abort())
      return actions.invokeAction('Print')
    },
  ],
  [
    'a next() called after abort is dropped',
    (actions) => {
      actions.use('Print', (ctx, next) => {
        ctx.abort()
        next()
      })
      return actions.invokeAction('Print')
    },
  ],
  [
    'a cut next() is dropped',
    async (actions) => {
      const cut = new AbortController()
      const paper = deferred()
      actions.registerAction('Wait', () => paper.promise)
      actions.use('Wait', (_ctx, next) => {
        next()
      })
      const running = actions.invokeAction('Wait', {}, { signal: cut.signal })
      cut.abort()
      setImmediate(() => paper.reject(new Error('paper jam')))
      return running
    },
  ],
  [
    'a next() raced against something faster fails later',
    (actions) => {
      actions.registerAction('Slow', async () => {
        await settled()
        throw new Error('too late')
      })
      actions.use('Slow', async (_ctx, next) => {
        await Promise.race([next(), Promise.resolve()])
      })
      return actions.invokeAction('Slow')
    },
  ],
  [
    'an original() raced against something faster fails later',
    (actions) => {
      actions.registerAction('Slow', async () => {
        await settled()
        throw new Error('too late')
      })
      actions.replaceAction('Slow', async (_payload, original) => Promise.race([original(), Promise.resolve('fast')]))
      return actions.invokeAction('Slow')
    },
  ],
  [
    'a nested invocation that fails is let through by every party',
    (actions) => {
      actions.registerAction('Outer', (_payload, ctx) => ctx.invokeAction('Jam'))
      actions.use('Outer', (_ctx, next) => next())
      actions.replaceAction('Outer', (_payload, original) => original())
      return actions.invokeAction('Outer')
    },
  ],
  [
    'onListenerError rejects',
    () => {
      const broken = createActions({
        onListenerError: async () => {
          throw new Error('the logbook is full')
        },
      })
      const original = console.error
      console.error = () => {}
      setImmediate(() =>
        setImmediate(() => {
          console.error = original
        }),
      )
      broken.registerAction('Print', () => {})
      broken.addListener('afterPrint', () => {
        throw new Error('the mail server is down')
      })
      return broken.invokeAction('Print')
    },
  ],
]

for (const [what, invoke] of careless) {
  test(`Withstands: nothing is left unhandled when ${what}`, async () => {
    const actions = createActions({ onListenerError: () => {} })
    actions.registerAction('Print', () => 'printed')
    actions.registerAction('Jam', async () => {
      throw new Error('paper jam')
    })

    const unhandled = await unhandledDuring(() => invoke(actions).catch(() => {}))

    assert.equal(unhandled, [])
  })
}

// ── pages of other people

test('Withstands: no eval, no globals touched, frozen intrinsics', async () => {
  const { execFile } = await import('node:child_process')
  const { fileURLToPath } = await import('node:url')
  const source = new URL('../../source/core/index.ts', import.meta.url).href
  // Loading tsx may need what is forbidden then, so the page is closed down only after it has been loaded.
  const page = `
    const before = new Set(Reflect.ownKeys(globalThis))
    const intrinsics = [Object, Function, Array, Promise, Error, TypeError, RangeError, Map, Set, WeakMap, Symbol, AbortSignal,
      AbortController, EventTarget, String, Number, RegExp, Math, JSON, Reflect]
    const keys = () => intrinsics.map((it) => Reflect.ownKeys(it).concat(Reflect.ownKeys(it.prototype ?? {})).length).join()
    const count = keys()
    for (const it of [...intrinsics.filter((it) => it !== AbortSignal && it !== AbortController && it !== EventTarget)]) {
      Object.freeze(it)
      if (it.prototype) Object.freeze(it.prototype)
    }
    const { createActions, before: lift } = await import(${JSON.stringify(source)})
    const log = []
    const actions = createActions({ onListenerError: (error) => log.push('reported ' + error.message) })
    actions.observe({ start: ({ kind }) => log.push('> ' + kind), end: () => {} })
    actions.use((ctx, next) => { next() })
    actions.use('Print', lift(() => log.push('lifted')))
    actions.registerAction('Print', async (payload, ctx) => { ctx.state.seen = true; return ctx.signal.aborted ? '' : payload })
    actions.addListener('beforePrint', () => {}, { once: true, timeout: 1000 })
    actions.addListener('afterPrint', () => { throw new Error('down') })
    actions.replaceAction('Print', (payload, original) => { original(payload) })
    log.push(await actions.invokeAction('Print', 'printed', { signal: new AbortController().signal, timeout: 1000 }))
    log.push(await actions.invokeAction('Prin').catch((error) => error.name + ' ' + error.code))
    actions.addListener('beforePrint', (_payload, abort) => abort('why'))
    log.push(await actions.invokeAction('Print').catch((error) => error.name + ' ' + error.reason))
    log.push(keys() === count ? 'same intrinsics' : 'other intrinsics')
    log.push(String(Reflect.ownKeys(globalThis).filter((key) => !before.has(key)).length) + ' new globals')
    console.log(JSON.stringify(log))
  `

  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      ['--disallow-code-generation-from-strings', '--import', 'tsx', '--input-type=module', '--eval', page],
      { cwd: fileURLToPath(new URL('../..', import.meta.url)) },
      (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(stdout)),
    )
  })

  assert.equal(JSON.parse(output), [
    '> invocation',
    '> middleware',
    '> middleware',
    'lifted',
    '> before',
    '> replacement',
    '> core',
    '> after',
    'reported down',
    'printed',
    'UnknownActionError ACTION_UNKNOWN',
    '> invocation',
    '> middleware',
    '> middleware',
    'lifted',
    '> before',
    'ActionAbortedError why',
    'same intrinsics',
    '0 new globals',
  ])
})

test('Withstands: two copies of the library on one page work with one another', async () => {
  const { tsImport } = await import('tsx/esm/api')
  const copy = (await tsImport(
    '../../source/core/index.ts',
    import.meta.url,
  )) as typeof import('../../source/core/index.js')
  const here = actionsWithoutMap()
  const there = copy.createActions() as Untyped
  const log: string[] = []
  const failure = new Error('out of paper')
  there.registerAction('CheckPaper', () => {
    throw failure
  })
  here.registerAction('PrintLabel', () => 'printed')
  here.use(
    'PrintLabel',
    copy.before(() => log.push('lifted by the other copy')),
  )
  here.addListener('beforePrintLabel', () => there.invokeAction('CheckPaper'))

  const error = await rejection(here.invokeAction('PrintLabel', {}))

  assert.is.not(copy.createActions, createActions)
  assert.is(error, failure)
  assert.equal(log, ['lifted by the other copy'])
})

test('Withstands: a console.error that throws loses no result', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', () => {
    throw new Error('nobody hears this')
  })
  const original = console.error
  console.error = () => {
    throw new Error('no console errors allowed')
  }

  try {
    assert.is(await actions.invokeAction('PrintLabel', {}), 'printed')
  } finally {
    console.error = original
  }
})

test('Withstands: a message shows a value that throws when it is looked at', () => {
  const actions = actionsWithoutMap()
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()

  const error = thrown(() => actions.registerAction('PrintLabel', proxy as never)) as TypeError

  assert.instance(error, TypeError)
  assert.match(error.message, 'got an object')
})

test('Withstands: 50 000 originals side by side, that are waited for only then', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', async (n) => n)
  actions.replaceAction('AcceptTask', async (_payload, original, ctx) => {
    const all = await Promise.all(Array.from({ length: 50_000 }, (_, n) => original(n)))
    ctx.aborted = true
    return [all.length, await original('again')]
  })

  assert.equal(await actions.invokeAction('AcceptTask'), [50_000, 'again'])
})

test.run()
