// How an invocation settles (S2): always through a native promise, never by a throw.

import { types } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, UnknownActionError } from '../../../source/core/index.js'
import { rejection, settled, unhandledDuring } from '../../support/helpers.js'

function noop() {}

function isNative(promise: unknown): boolean {
  return types.isPromise(promise) && Object.getPrototypeOf(promise) === Promise.prototype
}

// Never a throw

for (const [what, failWith] of [
  [
    'a core that throws is a rejection with that very error, not a throw',
    (failure: Error) => {
      throw failure
    },
  ],
  ['a core that rejects is a rejection with that very error', (failure: Error) => Promise.reject(failure)],
  [
    'a foreign thenable of the core that throws from then is a rejection',
    (failure: Error) => ({
      then() {
        throw failure
      },
    }),
  ],
] as const) {
  test(`S2: ${what}`, async () => {
    const actions = createActions()
    const failure = new Error('core')
    actions.registerAction('AcceptTask', () => failWith(failure))

    const promise = actions.invokeAction('AcceptTask')

    assert.is(await rejection(promise), failure)
  })
}

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

test('S2: invokeAction does not throw, whichever party throws', async () => {
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

// A native promise

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

test('S2: a refused call leaves no unhandled rejection behind', async () => {
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

for (const [what, attach] of [
  ['nothing', noop],
  ['middleware', (actions) => actions.use((_ctx, next) => next())],
  ['a replacement', (actions) => actions.replaceAction('AcceptTask', (_payload, original) => original())],
  ['an error-listener', (actions) => actions.addListener('errorAcceptTask', noop)],
  ['an observer', (actions) => actions.observe({ start: noop })],
] as [string, (actions: ReturnType<typeof createActions>) => unknown][]) {
  test(`S2: a failure that is not handled is an unhandled rejection, as with fetch, when ${what} is attached`, async () => {
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

test.run()
