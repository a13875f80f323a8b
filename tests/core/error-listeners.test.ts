// Error-listeners (S7): which failures they observe, which they do not, and that they change nothing.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ActionAbortedError,
  ActionMisuseError,
  ActionRecursionError,
  ActionTimeoutError,
  createActions,
  UnknownActionError,
} from '../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../support/helpers.js'

type Actions = ReturnType<typeof createActions>

function noop() {}

// S7: how they are called

test('S7: an error-listener is called with the payload, the error, the ctx and this undefined', async () => {
  const actions = createActions()
  const payload = { sid: 'WT1' }
  const failure = new Error('core')
  const seen: unknown[] = []
  let coreCtx: unknown
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    coreCtx = ctx
    throw failure
  })
  actions.addListener('errorAcceptTask', function (this: unknown, ...args: unknown[]) {
    seen.push(this, ...args)
  })

  await rejection(actions.invokeAction('AcceptTask', payload))

  assert.is(seen.length, 4)
  assert.is(seen[0], undefined)
  assert.is(seen[1], payload)
  assert.is(seen[2], failure)
  assert.is(seen[3], coreCtx)
})

test('S7: an error-listener sees the payload as it stands', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    ctx.payload = 'assigned'
  })
  actions.addListener('errorAcceptTask', (payload, _error, ctx) => seen.push(payload, ctx.payload))

  await rejection(actions.invokeAction('AcceptTask', 'raw'))

  assert.equal(seen, ['assigned', 'assigned'])
})

test('S4, S7: an error-listener may assign ctx.payload for the next one', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  actions.addListener('errorAcceptTask', (payload, _error, ctx) => {
    log.push(payload)
    ctx.payload = 'assigned'
  })
  actions.addListener('errorAcceptTask', (payload) => log.push(payload))

  await rejection(actions.invokeAction('AcceptTask', 'given'))

  assert.equal(log, ['given', 'assigned'])
})

test('S7: an error-listener starts only when the one before has settled', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  actions.addListener('errorAcceptTask', async () => {
    log.push('first starts')
    await hold.promise
    log.push('first ends')
  })
  actions.addListener('errorAcceptTask', () => log.push('second'))

  const failure = rejection(actions.invokeAction('AcceptTask'))
  await settled()
  log.push('released')
  hold.resolve()
  await failure

  assert.equal(log, ['first starts', 'released', 'first ends', 'second'])
})

test('S7: error-listeners follow the same rule of order', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  for (const order of [1, undefined, -1, 0]) {
    actions.addListener('errorAcceptTask', () => log.push(String(order)), { order })
  }

  await rejection(actions.invokeAction('AcceptTask'))

  assert.equal(log, ['-1', 'undefined', '0', '1'])
})

// S7: when they run

test('S7: error-listeners run after the stack has unwound', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => {
    log.push('core')
    throw new Error('core')
  })
  for (const name of ['outer', 'inner']) {
    actions.use('AcceptTask', async (_ctx, next) => {
      try {
        await next()
      } finally {
        await settled()
        log.push(name)
      }
    })
  }
  actions.replaceAction('AcceptTask', async (payload, original) => {
    try {
      return await original(payload)
    } finally {
      await settled()
      log.push('replacement')
    }
  })
  actions.addListener('errorAcceptTask', () => log.push('error'))

  await rejection(actions.invokeAction('AcceptTask'))

  assert.equal(log, ['core', 'replacement', 'inner', 'outer', 'error'])
})

test('S7: invokeAction rejects only when the error-listeners have settled', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  actions.addListener('errorAcceptTask', async () => {
    await hold.promise
    log.push('error')
  })

  const failure = rejection(actions.invokeAction('AcceptTask')).then(() => log.push('rejected'))
  await settled()
  log.push('released')
  hold.resolve()
  await failure

  assert.equal(log, ['released', 'error', 'rejected'])
})

test('S7: error-listeners wait for foreign thenables', async () => {
  const actions = createActions()
  const log: string[] = []
  let resolve!: () => void
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  actions.addListener('errorAcceptTask', () => ({
    then(onResolve: () => void) {
      resolve = onResolve
    },
  }))

  const failure = rejection(actions.invokeAction('AcceptTask')).then(() => log.push('rejected'))
  await settled()
  log.push('released')
  resolve()
  await failure

  assert.equal(log, ['released', 'rejected'])
})

// S7: they cannot change the outcome

const attempts: [what: string, attempt: (ctx: { result: unknown; aborted: boolean; abort(): void }) => unknown][] = [
  ['returning a value', () => 'recovered'],
  ['returning a promise', async () => 'recovered'],
  [
    'throwing another error',
    () => {
      throw new Error('other')
    },
  ],
  ['rejecting with another error', () => Promise.reject(new Error('other'))],
  [
    'assigning ctx.result',
    (ctx) => {
      ctx.result = 'recovered'
    },
  ],
  ['aborting', (ctx) => ctx.abort()],
  [
    'setting ctx.aborted',
    (ctx) => {
      ctx.aborted = true
    },
  ],
]

for (const [what, attempt] of attempts) {
  test(`S7: an error-listener cannot change the outcome by ${what}`, async () => {
    const actions = createActions({ onListenerError: noop })
    const failure = new Error('core')
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', () => {
      throw failure
    })
    actions.addListener('errorAcceptTask', (_payload, _error, ctx) => attempt(ctx))
    actions.addListener('errorAcceptTask', (_payload, error) => seen.push(error))

    const error = await rejection(actions.invokeAction('AcceptTask'))

    assert.is(error, failure)
    assert.is(seen[0], failure)
  })
}

test('S7: middleware that recovers leaves nothing to observe', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  actions.use('AcceptTask', async (ctx, next) => {
    try {
      await next()
    } catch {
      ctx.result = 'recovered'
    }
  })
  actions.addListener('errorAcceptTask', () => log.push('error'))
  actions.addListener('afterAcceptTask', () => log.push('after'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'recovered')
  assert.equal(log, [])
})

test('S7: middleware that catches a failure and gives no result has recovered all the same', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await next().catch(noop)
  })
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, undefined)
  assert.equal(log, [])
})

test('S7: error-listeners observe the error that middleware put in place of another', async () => {
  const actions = createActions()
  const failure = new Error('translated')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await rejection(next())
    throw failure
  })
  actions.addListener('errorAcceptTask', (_payload, error) => seen.push(error))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(error, failure)
  assert.is(seen.length, 1)
  assert.is(seen[0], failure)
})

// S7: every rejection of the action's own stack

const inside: [what: string, arrange: (actions: Actions, fail: () => never) => unknown][] = [
  ['the core throws', (actions, fail) => actions.registerAction('AcceptTask', fail, { override: true })],
  ['the core rejects', (actions, fail) => actions.registerAction('AcceptTask', async () => fail(), { override: true })],
  [
    'the payloadUpdate throws',
    (actions, fail) => actions.registerAction('AcceptTask', noop, { override: true, payloadUpdate: fail }),
  ],
  [
    'the payloadUpdate rejects',
    (actions, fail) =>
      actions.registerAction('AcceptTask', noop, { override: true, payloadUpdate: async () => fail() }),
  ],
  ['a before-listener throws', (actions, fail) => actions.addListener('beforeAcceptTask', fail)],
  ['a before-listener rejects', (actions, fail) => actions.addListener('beforeAcceptTask', async () => fail())],
  ['a replacement throws', (actions, fail) => actions.replaceAction('AcceptTask', fail)],
  ['a replacement rejects', (actions, fail) => actions.replaceAction('AcceptTask', async () => fail())],
  ['middleware for one action throws', (actions, fail) => actions.use('AcceptTask', fail)],
  [
    'middleware rejects after next()',
    (actions, fail) =>
      actions.use('AcceptTask', async (_ctx, next) => {
        await next()
        fail()
      }),
  ],
  ['middleware for every action throws', (actions, fail) => actions.use(fail)],
]

for (const failure of [new Error('inside'), undefined]) {
  for (const [what, arrange] of inside) {
    test(`S7: error-listeners run when ${what} (${failure})`, async () => {
      const actions = createActions()
      const seen: unknown[] = []
      actions.registerAction('AcceptTask', noop)
      arrange(actions, () => {
        throw failure
      })
      actions.addListener('errorAcceptTask', (_payload, error) => seen.push(error))

      await actions.invokeAction('AcceptTask').then(
        () => seen.push('fulfilled'),
        (error: unknown) => seen.push(error),
      )

      assert.is(seen.length, 2)
      assert.is(seen[0], failure)
      assert.is(seen[1], failure)
    })
  }
}

test('S7: error-listeners run when a nested invocation failed and the parent let it through', async () => {
  const actions = createActions()
  const failure = new Error('child')
  const log: string[] = []
  actions.registerAction('Child', () => {
    throw failure
  })
  actions.registerAction('Parent', (_payload, ctx) => ctx.invokeAction('Child'))
  actions.addListener('errorChild', (_payload, error) => log.push(`child ${error === failure}`))
  actions.addListener('errorParent', (_payload, error) => log.push(`parent ${error === failure}`))

  await rejection(actions.invokeAction('Parent'))

  assert.equal(log, ['child true', 'parent true'])
})

test('S7: error-listeners of the child alone run when the parent handled its failure', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('Child', () => {
    throw new Error('child')
  })
  actions.registerAction('Parent', (_payload, ctx) => ctx.invokeAction('Child').catch(() => 'handled'))
  actions.addListener('errorChild', () => log.push('child'))
  actions.addListener('errorParent', () => log.push('parent'))

  const result = await actions.invokeAction('Parent')

  assert.is(result, 'handled')
  assert.equal(log, ['child'])
})

for (const where of ['core', 'beforeParent', 'replacement', 'use'] as const) {
  test(`S7: error-listeners run for a nested abort that the parent let through (${where})`, async () => {
    const actions = createActions()
    const log: unknown[] = []
    actions.registerAction('Child', noop)
    actions.addListener('beforeChild', (_payload, abort) => abort('no'))
    actions.registerAction('Parent', (_payload, ctx) => (where === 'core' ? ctx.invokeAction('Child') : undefined))
    if (where === 'beforeParent') actions.addListener(where, (_payload, _abort, ctx) => ctx.invokeAction('Child'))
    if (where === 'replacement') {
      actions.replaceAction('Parent', (_payload, _original, ctx) => ctx.invokeAction('Child'))
    }
    if (where === 'use') actions.use('Parent', (ctx) => ctx.invokeAction('Child'))
    actions.addListener('errorChild', () => log.push('child'))
    actions.addListener('errorParent', (_payload, error) => log.push(error))

    const error = await rejection(actions.invokeAction('Parent'))

    assert.instance(error, ActionAbortedError)
    assert.is((error as ActionAbortedError).action, 'Child')
    assert.is(log.length, 1)
    assert.is(log[0], error)
  })
}

test('S7: error-listeners run for an unknown action that the parent invoked and let through', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('Parent', (_payload, ctx) => ctx.invokeAction('Unknown'))
  actions.addListener('errorUnknown', () => log.push('unknown'))
  actions.addListener('errorParent', () => log.push('parent'))

  const error = await rejection(actions.invokeAction('Parent'))

  assert.instance(error, UnknownActionError)
  assert.equal(log, ['parent'])
})

test('S7: error-listeners run for a misuse of next that nobody handled', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async (_ctx, next) => {
    await next()
    await next()
  })
  actions.addListener('errorAcceptTask', (_payload, error) => seen.push(error))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, ActionMisuseError)
  assert.is(seen[0], error)
})

test('S7: error-listeners run for a failure further out than an abort that was taken back', async () => {
  const actions = createActions()
  const failure = new Error('outermost')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', noop)
  actions.use(async (_ctx, next) => {
    await next()
    throw failure
  })
  actions.use('AcceptTask', async (ctx, next) => {
    await rejection(next())
    ctx.result = 'instead'
  })
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort('no'))
  actions.addListener('errorAcceptTask', (_payload, error) => seen.push(error))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(error, failure)
  assert.is(seen.length, 1)
  assert.is(seen[0], failure)
})

// S7: its own time limit

for (const [what, options, register] of [
  ['of the action', undefined, { timeout: 10 }],
  ['of the invocation', { timeout: 10 }, undefined],
] as const) {
  test(`S7: error-listeners run for a time limit ${what}, and the invocation does not wait for them`, async () => {
    const actions = createActions()
    const log: unknown[] = []
    const holdCore = deferred()
    const holdListener = deferred()
    actions.registerAction('AcceptTask', () => holdCore.promise, register)
    actions.addListener('errorAcceptTask', async (_payload, error) => {
      log.push(error)
      await holdListener.promise
      log.push('first ends')
    })
    actions.addListener('errorAcceptTask', () => log.push('second'))

    const error = await rejection(actions.invokeAction('AcceptTask', undefined, options))
    log.push('rejected')
    await settled()
    holdListener.resolve()
    await settled()
    holdCore.resolve()
    await settled()

    assert.instance(error, ActionTimeoutError)
    assert.is(log[0], error)
    assert.equal(log.slice(1), ['rejected', 'first ends', 'second'])
  })
}

test('S7: error-listeners run for the time limit of a before-listener', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', () => hold.promise, { timeout: 10 })
  actions.addListener('errorAcceptTask', (_payload, error) => seen.push(error))

  const error = await rejection(actions.invokeAction('AcceptTask'))
  hold.resolve()
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(seen.length, 1)
  assert.is(seen[0], error)
})

test('S7: error-listeners run for the time limit of a nested invocation that the parent let through', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('Child', () => hold.promise, { timeout: 10 })
  actions.registerAction('Parent', (_payload, ctx) => ctx.invokeAction('Child'))
  actions.addListener('errorChild', () => log.push('child'))
  actions.addListener('errorParent', () => log.push('parent'))

  const error = await rejection(actions.invokeAction('Parent'))
  await settled()
  hold.resolve()

  assert.instance(error, ActionTimeoutError)
  assert.is((error as ActionTimeoutError).action, 'Child')
  assert.equal(log, ['child', 'parent'])
})

test('S7: an error-listener that fails beside a time limit is reported and leaves nothing unhandled', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error) => void reports.push(error) })
  const failure = new Error('listener')
  const hold = deferred()
  actions.registerAction('AcceptTask', () => hold.promise, { timeout: 10 })
  actions.addListener('errorAcceptTask', async () => {
    await settled()
    throw failure
  })

  const unhandled = await unhandledDuring(() => rejection(actions.invokeAction('AcceptTask')))
  hold.resolve()

  assert.equal(unhandled, [])
  assert.is(reports.length, 1)
  assert.is(reports[0], failure)
})

// S7: what they are not for

test('S7: error-listeners do not run for an unknown name', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.addListener('errorAcceptTask', () => log.push('error'))

  await rejection(actions.invokeAction('AcceptTask'))
  await settled()

  assert.equal(log, [])
})

test('S7: error-listeners do not run for too deep a nesting at its own level, but above it', async () => {
  const actions = createActions({ maxDepth: 1 })
  const log: string[] = []
  actions.registerAction('Third', noop)
  actions.registerAction('Second', (_payload, ctx) => ctx.invokeAction('Third'))
  actions.registerAction('First', (_payload, ctx) => ctx.invokeAction('Second'))
  for (const name of ['First', 'Second', 'Third']) actions.addListener(`error${name}`, () => log.push(name))

  const error = await rejection(actions.invokeAction('First'))
  await settled()

  assert.instance(error, ActionRecursionError)
  assert.equal(log, ['Second', 'First'])
})

test('S7: error-listeners do not run for a bad argument', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const errors = [
    await rejection(actions.invokeAction('AcceptTask', undefined, { timeout: -1 })),
    await rejection(actions.invokeAction('AcceptTask', undefined, { timeout: Number.NaN })),
    await rejection(actions.invokeAction('AcceptTask', undefined, { timeout: 'soon' as never })),
  ]
  await settled()

  assert.instance(errors[0], RangeError)
  assert.instance(errors[1], RangeError)
  assert.instance(errors[2], TypeError)
  assert.equal(log, [])
})

for (const [what, arrange] of [
  ['a listener', (actions: Actions) => actions.addListener('beforeAcceptTask', (_payload, abort) => abort())],
  ['middleware', (actions: Actions) => actions.use('AcceptTask', (ctx) => ctx.abort())],
  [
    'a replacement',
    (actions: Actions) => actions.replaceAction('AcceptTask', (_payload, _original, ctx) => ctx.abort()),
  ],
  [
    'a listener that then throws',
    (actions: Actions) =>
      actions.addListener('beforeAcceptTask', (_payload, abort) => {
        abort()
        throw new Error('listener')
      }),
  ],
  [
    'a listener, with middleware outside that throws something else',
    (actions: Actions) => {
      actions.use(async (_ctx, next) => {
        await rejection(next())
        throw new Error('middleware')
      })
      actions.addListener('beforeAcceptTask', (_payload, abort) => abort())
    },
  ],
] as const) {
  test(`S7: error-listeners do not run for the invocation’s own abort by ${what}`, async () => {
    const actions = createActions({ onListenerError: noop })
    const log: string[] = []
    actions.registerAction('AcceptTask', noop)
    arrange(actions)
    actions.addListener('errorAcceptTask', () => log.push('error'))

    const error = await rejection(actions.invokeAction('AcceptTask'))
    await settled()

    assert.instance(error, ActionAbortedError)
    assert.equal(log, [])
  })
}

test('S7: error-listeners do not run for a signal that was aborted already', async () => {
  const actions = createActions()
  const log: string[] = []
  const reason = new Error('signal')
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const error = await rejection(actions.invokeAction('AcceptTask', undefined, { signal: AbortSignal.abort(reason) }))
  await settled()

  assert.is(error, reason)
  assert.equal(log, [])
})

test('S7: error-listeners do not run for a time limit of an invocation that has been aborted before', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop, { timeout: 5 })
  actions.addListener('beforeAcceptTask', (_payload, abort) => {
    abort('no')
    return deferred().promise
  })
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const error = await rejection(actions.invokeAction('AcceptTask'))
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.equal(log, [])
})

test('S7: error-listeners do not run for a cut by the signal', async () => {
  const actions = createActions()
  const log: string[] = []
  const reason = new Error('signal')
  const hold = deferred()
  const controller = new AbortController()
  actions.registerAction('AcceptTask', () => hold.promise)
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const failure = rejection(actions.invokeAction('AcceptTask', undefined, { signal: controller.signal }))
  controller.abort(reason)
  const error = await failure
  hold.resolve()
  await settled()

  assert.is(error, reason)
  assert.equal(log, [])
})

test('S7: error-listeners do not run for a cut by the signal, even if the core then fails', async () => {
  const actions = createActions()
  const log: string[] = []
  const reason = new Error('signal')
  const hold = deferred()
  const controller = new AbortController()
  actions.registerAction('AcceptTask', () => hold.promise)
  actions.addListener('errorAcceptTask', () => log.push('error'))
  const seen: unknown[] = []

  const unhandled = await unhandledDuring(async () => {
    const failure = rejection(actions.invokeAction('AcceptTask', undefined, { signal: controller.signal }))
    controller.abort(reason)
    seen.push(await failure)
    hold.reject(new Error('core'))
  })

  assert.is(seen[0], reason)
  assert.equal(log, [])
  assert.equal(unhandled, [])
})

test('S7: error-listeners of a child do not run for the signal of an ancestor', async () => {
  const actions = createActions()
  const log: string[] = []
  const reason = new Error('signal')
  const hold = deferred()
  const controller = new AbortController()
  actions.registerAction('Child', () => hold.promise)
  actions.registerAction('Parent', (_payload, ctx) => ctx.invokeAction('Child'))
  actions.addListener('errorChild', () => log.push('child'))
  actions.addListener('errorParent', () => log.push('parent'))

  const failure = rejection(actions.invokeAction('Parent', undefined, { signal: controller.signal }))
  controller.abort(reason)
  const error = await failure
  hold.resolve()
  await settled()

  assert.is(error, reason)
  assert.equal(log, [])
})

test('S7: error-listeners of a child do not run for the time limit of an ancestor, those of the ancestor do', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('Child', () => hold.promise)
  actions.registerAction('Parent', (_payload, ctx) => ctx.invokeAction('Child'), { timeout: 10 })
  actions.addListener('errorChild', () => log.push('child'))
  actions.addListener('errorParent', () => log.push('parent'))

  const error = await rejection(actions.invokeAction('Parent'))
  await settled()
  hold.resolve()
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is((error as ActionTimeoutError).action, 'Parent')
  assert.equal(log, ['parent'])
})

test('S7: a cut of a child by its own signal is a failure of the parent that lets it through', async () => {
  const actions = createActions()
  const log: string[] = []
  const reason = new Error('signal')
  const hold = deferred()
  const controller = new AbortController()
  actions.registerAction('Child', () => hold.promise)
  actions.registerAction('Parent', (_payload, ctx) =>
    ctx.invokeAction('Child', undefined, { signal: controller.signal }),
  )
  actions.addListener('errorChild', () => log.push('child'))
  actions.addListener('errorParent', () => log.push('parent'))

  const failure = rejection(actions.invokeAction('Parent'))
  controller.abort(reason)
  const error = await failure
  hold.resolve()
  await settled()

  assert.is(error, reason)
  assert.equal(log, ['parent'])
})

test('S7: error-listeners do not run when the invocation succeeds, however its after-listeners end', async () => {
  const actions = createActions({ onListenerError: noop })
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', () => {
    throw new Error('after')
  })
  actions.addListener('errorAcceptTask', () => log.push('error'))

  await actions.invokeAction('AcceptTask')
  await settled()

  assert.equal(log, [])
})

test('S7: failures that are observed leave no unhandled rejection behind', async () => {
  const actions = createActions({ onListenerError: noop })
  actions.registerAction('AcceptTask', async () => {
    throw new Error('core')
  })
  actions.addListener('errorAcceptTask', async () => {
    throw new Error('listener')
  })
  actions.use(async (_ctx, next) => {
    await next()
  })

  const unhandled = await unhandledDuring(() => rejection(actions.invokeAction('AcceptTask')))

  assert.equal(unhandled, [])
})

test('S7, S9: once a cut has come from outside, no further error-listener starts', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const controller = new AbortController()
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  actions.addListener('errorAcceptTask', () => {
    log.push('first')
    return hold.promise
  })
  actions.addListener('errorAcceptTask', () => log.push('second'))
  const failure = rejection(actions.invokeAction('AcceptTask', undefined, { signal: controller.signal }))
  await settled()

  controller.abort('cut')
  hold.resolve()

  assert.is(await failure, 'cut')
  await settled()
  assert.equal(log, ['first'])
})

test('S7, S10: error-listeners that are under way when the own limit runs out go on, with limits of their own', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error) => reports.push(error) })
  const told = deferred()
  actions.registerAction('AcceptTask', () => {
    throw new Error('core')
  })
  actions.addListener('errorAcceptTask', () => new Promise(() => {}), { timeout: 30 })
  actions.addListener('errorAcceptTask', () => told.resolve())

  const error = await rejection(actions.invokeAction('AcceptTask', undefined, { timeout: 5 }))
  await told.promise

  assert.is((error as { timeout?: number }).timeout, 5)
  assert.equal(
    reports.map((error) => (error as { timeout?: number }).timeout),
    [30],
  )
})

test.run()
