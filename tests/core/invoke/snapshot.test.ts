// Whether changes reach a running invocation (S2): no, it keeps the stack that it began with.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, UnknownActionError } from '../../../source/core/index.js'
import { deferred, rejection, thrown } from '../../support/helpers.js'

function noop() {}

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

test('S2: middleware that is removed by outer middleware still wraps that invocation, and no later one', async () => {
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

test('S2: a core that is overridden while an invocation runs is still the core of that invocation', async () => {
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

test('S2: options that are overridden while an invocation runs still apply to that invocation', async () => {
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

test('S2: an action that is unregistered while an invocation runs still runs to its end', async () => {
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

test('S2: the first invocation after a change of what is attached builds the stack, and no other does', async () => {
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

test.run()
