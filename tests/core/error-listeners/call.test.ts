// How error-listeners are called (S7): once the stack has failed, one after the other, in their order.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'

// How they are called

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

test('S7: an error-listener sees the payload as it is by then', async () => {
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

test('S4, S7: an error-listener may assign ctx.payload for the next error-listener', async () => {
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

test('S7: an error-listener starts only when the error-listener before it has settled', async () => {
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

test('S7: error-listeners run in the same order as other listeners: a lower order first', async () => {
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

// When they run

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

test.run()
