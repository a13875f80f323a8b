// The call itself (S2): what it returns, how far it gets before it waits, and what it is blind to while it runs.

import { types } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, UnknownActionError } from '../../source/core/index.js'
import { deferred, rejection, settled, thrown, unhandledDuring } from '../support/helpers.js'

function noop() {}

function isNative(promise: unknown): boolean {
  return types.isPromise(promise) && Object.getPrototypeOf(promise) === Promise.prototype
}

// S2: never throws synchronously

test('S2: a core that throws is a rejection with that very error, not a throw', async () => {
  const actions = createActions()
  const failure = new Error('core')
  actions.registerAction('AcceptTask', () => {
    throw failure
  })

  const promise = actions.invokeAction('AcceptTask')

  assert.is(await rejection(promise), failure)
})

test('S2: a core that rejects is a rejection with that very error', async () => {
  const actions = createActions()
  const failure = new Error('core')
  actions.registerAction('AcceptTask', () => Promise.reject(failure))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(error, failure)
})

for (const failure of [undefined, null, 0, '', 'text', Object.freeze({})]) {
  test(`S2: a core that throws ${JSON.stringify(failure)} rejects with just that`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', () => {
      throw failure
    })

    await actions.invokeAction('AcceptTask').then(
      () => seen.push('fulfilled'),
      (error: unknown) => seen.push('rejected', error),
    )

    assert.is(seen[0], 'rejected')
    assert.is(seen[1], failure)
  })
}

test('S2: whatever throws inside, invokeAction itself does not', async () => {
  const failure = new Error('inside')
  const fail = () => {
    throw failure
  }
  const attempts: ((actions: ReturnType<typeof createActions>) => unknown)[] = [
    (actions) => actions.use(fail),
    (actions) => actions.use('AcceptTask', fail),
    (actions) => actions.registerAction('AcceptTask', noop, { override: true, payloadUpdate: fail }),
    (actions) => actions.addListener('beforeAcceptTask', fail),
    (actions) => actions.replaceAction('AcceptTask', fail),
  ]

  for (const attach of attempts) {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)
    attach(actions)

    const promise = actions.invokeAction('AcceptTask')

    assert.is(await rejection(promise), failure)
  }
})

test('S2: a bad option is a rejection, not a throw', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))

  const promise = actions.invokeAction('AcceptTask', undefined, { timeout: 'soon' as never })

  assert.instance(await rejection(promise), TypeError)
  assert.equal(log, [])
})

test('S2: options whose getter throws are a rejection, not a throw', async () => {
  const actions = createActions()
  const failure = new Error('getter')
  actions.registerAction('AcceptTask', noop)
  const options = {
    get signal(): AbortSignal {
      throw failure
    },
  }

  const promise = actions.invokeAction('AcceptTask', undefined, options)

  assert.is(await rejection(promise), failure)
})

test('S2: ctx.invokeAction does not throw either', async () => {
  const actions = createActions()
  const failure = new Error('child')
  actions.registerAction('Child', () => {
    throw failure
  })
  actions.registerAction('Parent', async (_payload, ctx) => {
    const promises = [ctx.invokeAction('Child'), ctx.invokeAction('Unknown'), ctx.invokeAction(42 as never)]
    return Promise.all(promises.map(rejection))
  })

  const errors = await actions.invokeAction('Parent')

  assert.is(errors[0], failure)
  assert.instance(errors[1], UnknownActionError)
  assert.instance(errors[2], TypeError)
})

// S2: a native promise

const natives: [what: string, arrange: (actions: ReturnType<typeof createActions>) => void][] = [
  ['the core is synchronous', (actions) => actions.registerAction('AcceptTask', () => 'done')],
  ['the core is asynchronous', (actions) => actions.registerAction('AcceptTask', async () => 'done')],
  [
    'the core returns a foreign thenable',
    (actions) =>
      actions.registerAction('AcceptTask', () => ({ then: (resolve: (v: string) => void) => resolve('done') })),
  ],
  [
    'the core fails',
    (actions) =>
      actions.registerAction('AcceptTask', () => {
        throw new Error('core')
      }),
  ],
  ['the action is unknown', noop],
  [
    'a listener waits',
    (actions) => {
      actions.registerAction('AcceptTask', noop)
      actions.addListener('beforeAcceptTask', async () => {})
    },
  ],
  [
    'a listener aborts',
    (actions) => {
      actions.registerAction('AcceptTask', noop)
      actions.addListener('beforeAcceptTask', (_payload, abort) => abort())
    },
  ],
  [
    'after-listeners listen',
    (actions) => {
      actions.registerAction('AcceptTask', noop)
      actions.addListener('afterAcceptTask', noop)
    },
  ],
  [
    'error-listeners listen',
    (actions) => {
      actions.registerAction('AcceptTask', () => Promise.reject(new Error('core')))
      actions.addListener('errorAcceptTask', noop)
    },
  ],
  [
    'a replacement returns what original gives',
    (actions) => {
      actions.registerAction('AcceptTask', noop)
      actions.replaceAction('AcceptTask', (payload, original) => original(payload))
    },
  ],
  [
    'middleware returns what next gives',
    (actions) => {
      actions.registerAction('AcceptTask', noop)
      actions.use((_ctx, next) => next())
    },
  ],
  [
    'there is a time limit',
    (actions) => {
      actions.registerAction('AcceptTask', noop, { timeout: 1000 })
    },
  ],
]

for (const [what, arrange] of natives) {
  test(`S2: returns a native promise when ${what}`, async () => {
    const actions = createActions()
    arrange(actions)

    const promise = actions.invokeAction('AcceptTask')
    await promise.catch(noop)

    assert.ok(isNative(promise))
  })
}

test('S2: returns a native promise when the signal has been aborted', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)

  const promise = actions.invokeAction('AcceptTask', undefined, { signal: AbortSignal.abort() })
  await promise.catch(noop)

  assert.ok(isNative(promise))
})

test('S2: returns a native promise to a core that invokes another action', async () => {
  const actions = createActions()
  actions.registerAction('Child', async () => 'done')
  actions.registerAction('Parent', async (_payload, ctx) => {
    const promise = ctx.invokeAction('Child')
    await promise
    return isNative(promise)
  })

  const result = await actions.invokeAction('Parent')

  assert.is(result, true)
})

test('S2: resolves with what the core returned, the same object', async () => {
  const actions = createActions()
  const task = { sid: 'WT1' }
  actions.registerAction('AcceptTask', () => task)

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, task)
})

test('S2: resolves with what a foreign thenable of the core gives', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => ({ then: (resolve: (value: string) => void) => resolve('done') }))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'done')
})

test('S2: a foreign thenable of the core that calls back twice counts once', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => ({
    then(resolve: (value: string) => void, reject: (reason: unknown) => void) {
      resolve('first')
      resolve('second')
      reject(new Error('third'))
      throw new Error('fourth')
    },
  }))
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(String(result)))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'first')
  assert.equal(log, ['first'])
})

test('S2: a foreign thenable of the core that throws from then is a rejection', async () => {
  const actions = createActions()
  const failure = new Error('then')
  actions.registerAction('AcceptTask', () => ({
    then() {
      throw failure
    },
  }))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(error, failure)
})

test('S2: calls the core with the payload, the ctx and this undefined', async () => {
  const actions = createActions()
  const payload = { sid: 'WT1' }
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', function (this: unknown, ...args: unknown[]) {
    const [, ctx] = args as [unknown, { action: string; payload: unknown }]
    seen.push(this, args.length, args[0], ctx.action, ctx.payload)
  })

  await actions.invokeAction('AcceptTask', payload)

  assert.equal(seen.slice(0, 2), [undefined, 2])
  assert.is(seen[2], payload)
  assert.is(seen[3], 'AcceptTask')
  assert.is(seen[4], payload)
})

test('S2: invokeAction works detached', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', (payload) => payload)
  const { invokeAction } = actions

  const result = await invokeAction('AcceptTask', 'payload')

  assert.is(result, 'payload')
})

// S2: the synchronous start

test('S2: the core runs inside the call', () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))

  actions.invokeAction('AcceptTask')
  log.push('returned')

  assert.equal(log, ['core', 'returned'])
})

test('S2: everything around a core runs inside the call while nothing waits', () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction(
    'AcceptTask',
    () => log.push('core'),
    () => {
      log.push('payloadUpdate')
    },
  )
  actions.use((_ctx, next) => {
    log.push('use')
    return next()
  })
  actions.use('AcceptTask', (_ctx, next) => {
    log.push('use AcceptTask')
    return next()
  })
  actions.addListener('beforeAcceptTask', () => log.push('before 1'))
  actions.addListener('beforeAcceptTask', () => log.push('before 2'))
  actions.replaceAction('AcceptTask', (payload, original) => {
    log.push('replacement')
    return original(payload)
  })

  actions.invokeAction('AcceptTask')
  log.push('returned')

  assert.equal(log, [
    'use',
    'use AcceptTask',
    'payloadUpdate',
    'before 1',
    'before 2',
    'replacement',
    'core',
    'returned',
  ])
})

test('S2: the core runs inside the call beneath async middleware and async replacements', () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', async () => log.push('core'))
  actions.use(async (_ctx, next) => {
    await next()
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
  })
  actions.replaceAction('AcceptTask', async (payload, original) => original(payload))
  actions.replaceAction('AcceptTask', async (payload, original) => await original(payload))

  actions.invokeAction('AcceptTask')
  log.push('returned')

  assert.equal(log, ['core', 'returned'])
})

test('S2: the core runs inside the call beneath 100 middleware and 100 replacements', () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  for (let i = 0; i < 100; i++) {
    actions.use('AcceptTask', async (_ctx, next) => {
      await next()
    })
    actions.replaceAction('AcceptTask', async (payload, original) => original(payload))
  }

  actions.invokeAction('AcceptTask')
  log.push('returned')

  assert.equal(log, ['core', 'returned'])
})

test('S2: the core runs inside the call when the invocation has a signal and a time limit', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))

  const promise = actions.invokeAction('AcceptTask', undefined, { signal: new AbortController().signal, timeout: 1000 })
  log.push('returned')
  await promise

  assert.equal(log, ['core', 'returned'])
})

test('S2: after-listeners of a synchronous core run inside the call too', () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('afterAcceptTask', () => log.push('after'))

  actions.invokeAction('AcceptTask')
  log.push('returned')

  assert.equal(log, ['core', 'after', 'returned'])
})

test('S2: a nested invocation starts inside its call', () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('Child', () => log.push('child'))
  actions.registerAction('Parent', (_payload, ctx) => {
    const promise = ctx.invokeAction('Child')
    log.push('parent')
    return promise
  })

  actions.invokeAction('Parent')
  log.push('returned')

  assert.equal(log, ['child', 'parent', 'returned'])
})

test('S2: a replacement calls the older ones and the core inside its call of original', () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.replaceAction('AcceptTask', (payload, original) => {
    log.push('older')
    return original(payload)
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    const promise = original(payload)
    log.push('newer')
    await promise
  })

  actions.invokeAction('AcceptTask')
  log.push('returned')

  assert.equal(log, ['older', 'core', 'newer', 'returned'])
})

test('S2: what comes after the first thing that waits runs after the call', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => log.push('first'))
  actions.addListener('beforeAcceptTask', () => {
    log.push('second')
    return hold.promise
  })
  actions.addListener('beforeAcceptTask', () => log.push('third'))

  const promise = actions.invokeAction('AcceptTask')
  log.push('returned')
  hold.resolve()
  await promise

  assert.equal(log, ['first', 'second', 'returned', 'third', 'core'])
})

// S2: an unknown name

test('S2: an unknown name rejects with UnknownActionError', async () => {
  const actions = createActions()

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, UnknownActionError)
  assert.is((error as UnknownActionError).action, 'AcceptTask')
})

test('S2: the message about an unknown name names the nearest registered names', async () => {
  const actions = createActions()
  for (const name of ['AcceptTask', 'AcceptTasks', 'HangUp']) actions.registerAction(name, noop)

  const error = await rejection(actions.invokeAction('AcceptTsak'))

  const message = (error as UnknownActionError).message
  assert.match(message, /AcceptTsak/)
  assert.match(message, /\bAcceptTask\b/)
  assert.match(message, /\bAcceptTasks\b/)
  assert.not.match(message, /HangUp/)
})

test('S2: the message about an unknown name names registered names only', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTsk', noop)

  const error = await rejection(actions.invokeAction('AcceptTsak'))

  const message = (error as UnknownActionError).message
  assert.match(message, /\bAcceptTask\b/)
  assert.not.match(message, /AcceptTsk\b/)
})

test('S2: nothing runs for an unknown name', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.use(() => log.push('use') as never)
  actions.use('AcceptTask', () => log.push('use AcceptTask') as never)
  actions.addListener('beforeAcceptTask', () => log.push('before'))
  actions.addListener('errorAcceptTask', () => log.push('error'))
  actions.replaceAction('AcceptTask', () => log.push('replacement'))

  await rejection(actions.invokeAction('AcceptTask'))

  assert.equal(log, [])
})

test('S2: an unknown name wins over an aborted signal', async () => {
  const actions = createActions()
  const signal = AbortSignal.abort(new Error('signal'))

  const error = await rejection(actions.invokeAction('AcceptTask', undefined, { signal }))

  assert.instance(error, UnknownActionError)
})

test('S2: an unknown name is unknown at any depth', async () => {
  const actions = createActions({ maxDepth: 0 })
  actions.registerAction('AcceptTask', (_payload, ctx) => ctx.invokeAction('AceptTask'))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, UnknownActionError)
})

// S2: a snapshot

test('S2: a listener attached while an invocation runs is called by later invocations only', async () => {
  const actions = createActions()
  const log: string[] = []
  let attached = false
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => {
    log.push('first')
    if (!attached) actions.addListener('beforeAcceptTask', () => log.push('late'))
    attached = true
  })

  await actions.invokeAction('AcceptTask')
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['first', 'core', 'first', 'late', 'core'])
})

test('S2: a listener removed while an invocation runs is left out of later invocations only', async () => {
  const actions = createActions()
  const log: string[] = []
  const removed = () => log.push('removed')
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => {
    log.push('first')
    actions.removeListener('beforeAcceptTask', removed)
  })
  actions.addListener('beforeAcceptTask', removed)

  await actions.invokeAction('AcceptTask')
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['first', 'removed', 'core', 'first', 'core'])
})

test('S2: a listener that removes itself leaves the next one in its place', async () => {
  const actions = createActions()
  const log: string[] = []
  const self = () => {
    log.push('self')
    actions.removeListener('beforeAcceptTask', self)
  }
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', self)
  actions.addListener('beforeAcceptTask', () => log.push('next'))

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['self', 'next'])
})

test('S2: everything attached from outside while a listener waits is for later invocations', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => hold.promise)

  const promise = actions.invokeAction('AcceptTask')
  actions.use(async (_ctx, next) => {
    log.push('use')
    await next()
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    log.push('use AcceptTask')
    await next()
  })
  actions.addListener('beforeAcceptTask', () => log.push('before'))
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.replaceAction('AcceptTask', (payload, original) => {
    log.push('replacement')
    return original(payload)
  })
  hold.resolve()
  await promise
  log.push('later')
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['core', 'later', 'use', 'use AcceptTask', 'before', 'replacement', 'core', 'after'])
})

test('S2: everything disposed from outside while a listener waits still runs in that invocation', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => hold.promise)
  const registrations = [
    actions.use('AcceptTask', async (_ctx, next) => {
      log.push('use')
      await next()
    }),
    actions.addListener('beforeAcceptTask', () => log.push('before')),
    actions.addListener('afterAcceptTask', () => log.push('after')),
    actions.replaceAction('AcceptTask', (payload, original) => {
      log.push('replacement')
      return original(payload)
    }),
  ]

  const promise = actions.invokeAction('AcceptTask')
  for (const dispose of registrations) dispose()
  hold.resolve()
  await promise
  log.push('later')
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['use', 'before', 'replacement', 'core', 'after', 'later', 'core'])
})

test('S2: an error-listener attached by the core that fails is for later invocations', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => {
    actions.addListener('errorAcceptTask', () => log.push('error'))
    throw new Error('core')
  })

  await rejection(actions.invokeAction('AcceptTask'))
  log.push('later')
  await rejection(actions.invokeAction('AcceptTask'))

  assert.equal(log, ['later', 'error'])
})

test('S2: error-listeners removed by the core that fails, or by one another, are still called', async () => {
  const actions = createActions()
  const log: string[] = []
  const registrations: Array<() => void> = []
  actions.registerAction('AcceptTask', () => {
    registrations[0]?.()
    throw new Error('core')
  })
  for (const name of ['first', 'second', 'third']) {
    const listener = () => {
      log.push(name)
      registrations[2]?.()
    }
    registrations.push(actions.addListener('errorAcceptTask', listener))
  }

  await rejection(actions.invokeAction('AcceptTask'))
  await rejection(actions.invokeAction('AcceptTask'))

  assert.equal(log, ['first', 'second', 'third', 'second'])
})

test('S2: middleware that is removed by the one outside of it still wraps that invocation, and no later one', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.use(async (_ctx, next) => {
    inner()
    await next()
  })
  const inner = actions.use('AcceptTask', async (_ctx, next) => {
    log.push('in')
    await next()
    log.push('out')
  })

  await actions.invokeAction('AcceptTask')
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['in', 'core', 'out', 'core'])
})

test('S2: an after-listener removed by the core is still called', async () => {
  const actions = createActions()
  const log: string[] = []
  const listener = () => log.push('after')
  actions.registerAction('AcceptTask', () => {
    actions.removeListener('afterAcceptTask', listener)
  })
  actions.addListener('afterAcceptTask', listener)

  await actions.invokeAction('AcceptTask')
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['after'])
})

test('S2: a core that is overridden while an invocation runs is still the core of that one', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('AcceptTask', () => 'old')
  actions.addListener('beforeAcceptTask', () => hold.promise)

  const running = actions.invokeAction('AcceptTask')
  actions.registerAction('AcceptTask', () => 'new', { override: true })
  const later = actions.invokeAction('AcceptTask')
  hold.resolve()

  assert.equal(await Promise.all([running, later]), ['old', 'new'])
})

test('S2: options that are overridden while an invocation runs still hold for that one', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('AcceptTask', (payload) => payload, { payloadUpdate: () => 'old' })
  actions.use('AcceptTask', async (_ctx, next) => {
    await hold.promise
    await next()
  })

  const running = actions.invokeAction('AcceptTask')
  actions.registerAction('AcceptTask', (payload) => payload, { override: true, payloadUpdate: () => 'new' })
  const later = actions.invokeAction('AcceptTask')
  hold.resolve()

  assert.equal(await Promise.all([running, later]), ['old', 'new'])
})

test('S2: an action that is unregistered while an invocation runs is still carried out', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'done')
  actions.addListener('beforeAcceptTask', () => actions.unregisterAction('AcceptTask'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'done')
  assert.instance(await rejection(actions.invokeAction('AcceptTask')), UnknownActionError)
})

test('S2: a nested invocation of the same action is a later one', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', (payload) => {
    log.push(`core ${payload}`)
  })
  actions.addListener('beforeAcceptTask', async (payload, _abort, ctx) => {
    if (payload !== 'outer') return
    actions.addListener('beforeAcceptTask', (inner) => log.push(`late ${inner}`))
    await ctx.invokeAction('AcceptTask', 'inner')
  })

  await actions.invokeAction('AcceptTask', 'outer')

  assert.equal(log, ['late inner', 'core inner', 'core outer'])
})

test('S2: two invocations in flight each keep the snapshot they began with', async () => {
  const actions = createActions()
  const late: unknown[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', () => hold.promise)

  const first = actions.invokeAction('AcceptTask', 1)
  const registration = actions.addListener('beforeAcceptTask', (payload) => late.push(payload))
  const second = actions.invokeAction('AcceptTask', 2)
  registration()
  hold.resolve()
  await Promise.all([first, second])

  assert.equal(late, [2])
})

// S2: the exception: once-listeners

for (const kind of ['before', 'after', 'error'] as const) {
  const failing = kind === 'error'

  test(`S2: a once-listener of ${kind} is called once`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.registerAction('AcceptTask', () => {
      if (failing) throw new Error('core')
    })
    actions.addListener(`${kind}AcceptTask`, () => log.push('once'), { once: true })
    actions.addListener(`${kind}AcceptTask`, () => log.push('always'))

    await actions.invokeAction('AcceptTask').catch(noop)
    await actions.invokeAction('AcceptTask').catch(noop)

    assert.equal(log, ['once', 'always', 'always'])
  })

  test(`S2: a once-listener of ${kind} is taken off before it is called`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    const listener = () => {
      seen.push(actions.removeListener(`${kind}AcceptTask`, listener))
      seen.push(actions.explain('AcceptTask').some((party) => party.kind === kind))
    }
    actions.registerAction('AcceptTask', () => {
      if (failing) throw new Error('core')
    })
    actions.addListener(`${kind}AcceptTask`, listener, { once: true })

    await actions.invokeAction('AcceptTask').catch(noop)

    assert.equal(seen, [false, false])
  })

  test(`S2: a once-listener of ${kind} is called by one of two invocations in flight`, async () => {
    const actions = createActions()
    const once: unknown[] = []
    const always: unknown[] = []
    const hold = deferred()
    actions.registerAction('AcceptTask', () => {
      if (failing) throw new Error('core')
    })
    actions.addListener(`${kind}AcceptTask`, () => hold.promise)
    actions.addListener(`${kind}AcceptTask`, (payload) => once.push(payload), { once: true })
    actions.addListener(`${kind}AcceptTask`, (payload) => always.push(payload))

    const first = actions.invokeAction('AcceptTask', 1).catch(noop)
    const second = actions.invokeAction('AcceptTask', 2).catch(noop)
    await settled()
    hold.resolve()
    await Promise.all([first, second])

    assert.is(once.length, 1)
    assert.equal(new Set(always), new Set([1, 2]))
    assert.is(always.length, 2)
  })
}

test('S2: the invocation that reaches a once-listener first calls it, whichever began first', async () => {
  const actions = createActions()
  const log: string[] = []
  const holds = [deferred(), deferred()]
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (payload) => holds[payload]?.promise)
  actions.addListener('beforeAcceptTask', (payload) => log.push(`once ${payload}`), { once: true })

  const first = actions.invokeAction('AcceptTask', 0)
  const second = actions.invokeAction('AcceptTask', 1)
  holds[1]?.resolve()
  await second
  holds[0]?.resolve()
  await first

  assert.equal(log, ['once 1'])
})

test('S2: an invocation does not wait for a once-listener that another one is calling', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('AcceptTask', (payload) => payload)
  actions.addListener('beforeAcceptTask', () => hold.promise, { once: true })

  const first = actions.invokeAction('AcceptTask', 1)
  const second = await actions.invokeAction('AcceptTask', 2)
  hold.resolve()

  assert.is(second, 2)
  assert.is(await first, 1)
})

test('S2: an invocation made by a once-listener does not call it again', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', (payload) => {
    log.push(`core ${payload}`)
  })
  actions.addListener(
    'beforeAcceptTask',
    async (payload, _abort, ctx) => {
      log.push(`once ${payload}`)
      await ctx.invokeAction('AcceptTask', 'inner')
    },
    { once: true },
  )

  await actions.invokeAction('AcceptTask', 'outer')

  assert.equal(log, ['once outer', 'core inner', 'core outer'])
})

test('S2: a once-listener that was not reached stays', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', (payload, abort) => {
    if (payload === 'no') abort()
  })
  actions.addListener('beforeAcceptTask', (payload) => log.push(`before ${payload}`), { once: true })
  actions.addListener('afterAcceptTask', (payload) => log.push(`after ${payload}`), { once: true })

  await rejection(actions.invokeAction('AcceptTask', 'no'))
  await actions.invokeAction('AcceptTask', 'yes')
  await actions.invokeAction('AcceptTask', 'again')

  assert.equal(log, ['before yes', 'after yes'])
})

test('S2: a once-listener that throws has had its turn', async () => {
  const actions = createActions()
  const failure = new Error('once')
  actions.registerAction('AcceptTask', () => 'done')
  actions.addListener(
    'beforeAcceptTask',
    () => {
      throw failure
    },
    { once: true },
  )

  const error = await rejection(actions.invokeAction('AcceptTask'))
  const result = await actions.invokeAction('AcceptTask')

  assert.is(error, failure)
  assert.is(result, 'done')
})

test('S2: a once-listener removed while an invocation runs still runs in that invocation', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const once = () => log.push('once')
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => hold.promise)
  actions.addListener('beforeAcceptTask', once, { once: true })

  const promise = actions.invokeAction('AcceptTask')
  actions.removeListener('beforeAcceptTask', once)
  hold.resolve()
  await promise
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['once', 'core', 'core'])
})

test('S2: the same function added once and once more runs once for each', async () => {
  const actions = createActions()
  const log: string[] = []
  const listener = (payload: unknown) => log.push(`once ${payload}`)
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', listener, { once: true })
  actions.addListener('beforeAcceptTask', listener, { once: true })

  await actions.invokeAction('AcceptTask', 1)
  await actions.invokeAction('AcceptTask', 2)

  assert.equal(log, ['once 1', 'once 1'])
})

test('S2: disposing the registration of a once-listener that has run does nothing', async () => {
  const actions = createActions()
  const log: string[] = []
  const listener = () => log.push('listener')
  actions.registerAction('AcceptTask', noop)
  const once = actions.addListener('beforeAcceptTask', listener, { once: true })
  await actions.invokeAction('AcceptTask')
  actions.addListener('beforeAcceptTask', listener)

  once()
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['listener', 'listener'])
})

test('S2: a refused call leaves no unhandled rejection of its own behind', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)

  const unhandled = await unhandledDuring(async () => {
    await rejection(actions.invokeAction('Unknown'))
    await rejection(actions.invokeAction(42 as never))
    await rejection(actions.invokeAction('AcceptTask', undefined, { signal: AbortSignal.abort() }))
    await rejection(actions.invokeAction('AcceptTask', undefined, { timeout: -1 }))
  })

  assert.equal(unhandled, [])
})

test('S2: a listener that attaches while it is called does not disturb what the invocation throws', () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => {
    const error = thrown(() => actions.registerAction('AcceptTask', noop))
    log.push((error as Error).name)
  })

  actions.invokeAction('AcceptTask')

  assert.equal(log, ['DuplicateActionError', 'core'])
})

/** What `explain()` takes a misspelt name for, among registered ones. */
function nearestTo(wanted: string, ...names: string[]): readonly string[] | undefined {
  const actions = createActions()
  for (const name of names) actions.registerAction(name, noop)
  actions.use(wanted, noop)
  return actions.explain()[0]?.nearest
}

for (const [how, wanted, near] of [
  ['another letter at its beginning', 'Dial', 'Mial'],
  ['another letter at its end', 'Dial', 'Diam'],
  ['a letter too few', 'Dial', 'Dia'],
  ['a letter too many', 'Dial', 'Diall'],
  ['its first two letters swapped', 'Dial', 'iDal'],
  ['its last two letters swapped', 'Dial', 'Dila'],
  ['two pairs of letters swapped', 'HangUp', 'aHngpU'],
  ['a letter swapped, and another one missing', 'HangUp', 'aHngU'],
  ['every letter in another case', 'Dial', 'dIAL'],
  ['another letter, of two', 'Up', 'Uq'],
  ['five other letters, of fifteen', 'PrintEveryLabel', 'PrintEveryXXXXX'],
  ['a space at its end', 'Dial', 'Dial '],
  ['another letter, of a hundred', 'p'.repeat(100), `${'p'.repeat(99)}q`],
] as const) {
  test(`S2: a name is near when it has ${how}`, () => {
    assert.equal(nearestTo(wanted, near), [near])
  })
}

for (const [how, wanted, far] of [
  ['two other letters, of four', 'Dial', 'Moal'],
  ['two letters swapped and another one, of four', 'Dial', 'iDam'],
  ['two letters swapped that stand apart, of four', 'Dial', 'Dlai'],
  ['a letter missing and another one, of four', 'Dial', 'Mia'],
  ['three other letters, of six', 'HangUp', 'HoldOn'],
  ['a letter missing and two others, of six', 'HangUp', 'HiXgU'],
  ['another letter, of more than a hundred', 'p'.repeat(101), `${'p'.repeat(100)}q`],
] as const) {
  test(`S2: a name is not near when it has ${how}`, () => {
    assert.equal(nearestTo(wanted, far), [])
  })
}

test('S2: of the names that are near, three are named, of equally near ones those that were registered first', () => {
  assert.equal(nearestTo('Dial', 'Mial', 'Dia1', 'Diale', 'DIAL', 'Dil'), ['DIAL', 'Mial', 'Dia1'])
})

test('S2: a stack is built by the first invocation after a change of what is attached to it, and by no other', async () => {
  const actions = createActions()
  let built = 0
  const listener = Object.defineProperty(() => {}, 'length', {
    get() {
      built++
      return 0
    },
  })
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', listener)
  const invoke = async () => {
    for (let i = 0; i < 3; i++) await actions.invokeAction('AcceptTask')
    return built
  }

  const first = await invoke()
  actions.addListener('afterAcceptTask', noop)
  const second = await invoke()
  actions.registerAction('HangUp', noop)
  actions.addListener('beforeHangUp', noop)
  const third = await invoke()
  actions.use((_ctx, next) => next())
  const fourth = await invoke()

  assert.equal([first, second, third, fourth], [1, 2, 2, 3])
})

test('S2: each invocation has an id of its own, however it is started', async () => {
  const actions = createActions()
  const ids: number[] = []
  const { signal } = new AbortController()
  actions.registerAction('Note', (_payload, ctx) => ids.push(ctx.id))
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    ids.push(ctx.id)
    return ctx.invokeAction('Note')
  })

  for (let i = 0; i < 3; i++) {
    await actions.invokeAction('AcceptTask')
    await actions.invokeAction('Note', undefined, { signal })
    await actions.invokeAction('AcceptTask', undefined, { timeout: 5_000 })
  }

  assert.is(ids.length, 15)
  assert.is(new Set(ids).size, 15)
})

for (const [what, attach] of [
  ['nothing', noop],
  ['middleware', (actions) => actions.use((_ctx, next) => next())],
  ['a replacement', (actions) => actions.replaceAction('AcceptTask', (_payload, original) => original())],
  ['an error-listener', (actions) => actions.addListener('errorAcceptTask', noop)],
  ['an observer', (actions) => actions.observe({ start: noop })],
] as [string, (actions: ReturnType<typeof createActions>) => unknown][]) {
  test(`S2: a failure that nobody looks after is an unhandled rejection, as with fetch, when ${what} is attached`, async () => {
    const actions = createActions()
    const failures = [new Error('at once'), new Error('later')]
    actions.registerAction('AcceptTask', () => {
      throw failures[0]
    })
    actions.registerAction('HangUp', async () => {
      await settled()
      throw failures[1]
    })
    attach(actions)

    const unhandled = await unhandledDuring(async () => {
      for (const name of actions.actionNames()) actions.invokeAction(name)
      await settled()
    })

    assert.equal(unhandled, failures)
  })
}

test('S2: of any number of registered names the nearest is found', async () => {
  const actions = createActions()
  for (let i = 0; i < 5_000; i++) actions.registerAction(`Other${i}`, () => {})
  actions.registerAction('AcceptTask', () => {})

  assert.match(((await rejection(actions.invokeAction('AcepptTask'))) as Error).message, 'did you mean "AcceptTask"')
})

test.run()
