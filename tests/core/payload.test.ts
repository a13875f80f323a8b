// Which payload each party sees, and who may change it (S4).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { deferred, settled } from '../support/helpers.js'

function noop() {}

test('S4: the core receives the same payload object that the call was given', async () => {
  const actions = createActions()
  const payload = { sid: 'WT1' }
  actions.registerAction('AcceptTask', (given, ctx) => [given, ctx.payload])

  const [given, ctxPayload] = await actions.invokeAction('AcceptTask', payload)

  assert.is(given, payload)
  assert.is(ctxPayload, payload)
})

test('S4: the same payload object is passed on, also with options and to a nested invocation', async () => {
  const actions = createActions()
  const payload = { sid: 'WT1' }
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async (given, ctx) => {
    seen.push(given)
    await ctx.invokeAction('PrintLabel', given)
  })
  actions.registerAction('PrintLabel', (given) => {
    seen.push(given)
  })

  await actions.invokeAction('AcceptTask', payload, { timeout: 60_000 })

  assert.is(seen.length, 2)
  assert.is(seen[0], payload)
  assert.is(seen[1], payload)
})

test('S4: without a payload it is undefined', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', (payload, ctx) => seen.push(payload, ctx.payload))
  actions.addListener('beforeAcceptTask', (payload) => seen.push(payload))

  await actions.invokeAction('AcceptTask')

  assert.equal(seen, [undefined, undefined, undefined])
})

test('S4: a listener may edit the payload in place, and the next listener, the core and the after-listeners see it', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', (payload) => {
    log.push(`core ${payload.sid}`)
  })
  actions.addListener('beforeAcceptTask', (payload) => {
    payload.sid = 'edited'
  })
  actions.addListener('beforeAcceptTask', (payload) => log.push(`second ${payload.sid}`))
  actions.addListener('afterAcceptTask', (payload) => log.push(`after ${payload.sid}`))

  await actions.invokeAction('AcceptTask', { sid: 'raw' })

  assert.equal(log, ['second edited', 'core edited', 'after edited'])
})

test('S4: a listener may assign ctx.payload, and the next listener, the core and the after-listeners see it', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', (payload, ctx) => {
    log.push(`core ${payload} ${ctx.payload}`)
  })
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    ctx.payload = 'assigned'
  })
  actions.addListener('beforeAcceptTask', (payload, _abort, ctx) => log.push(`second ${payload} ${ctx.payload}`))
  actions.addListener('afterAcceptTask', (payload, _result, ctx) => log.push(`after ${payload} ${ctx.payload}`))

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(log, ['second assigned assigned', 'core assigned assigned', 'after assigned assigned'])
})

test('S4: a listener may assign ctx.payload after it has waited', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', (payload) => {
    log.push(`core ${payload}`)
  })
  actions.addListener('beforeAcceptTask', async (_payload, _abort, ctx) => {
    await settled()
    ctx.payload = 'assigned'
  })
  actions.addListener('beforeAcceptTask', (payload) => log.push(`second ${payload}`))

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(log, ['second assigned', 'core assigned'])
})

for (const value of [undefined, null, 0, '', false]) {
  test(`S4: a listener may assign ${JSON.stringify(value)} to ctx.payload`, async () => {
    const actions = createActions()
    const seen: unknown[] = []
    actions.registerAction('AcceptTask', (payload) => seen.push(payload))
    actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
      ctx.payload = value
    })
    actions.addListener('beforeAcceptTask', (payload) => seen.push(payload))

    await actions.invokeAction('AcceptTask', 'raw')

    assert.equal(seen, [value, value])
  })
}

test('S4: middleware may assign ctx.payload for everything inside it', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', (payload) => {
    log.push(`core ${payload}`)
  })
  actions.use(async (ctx, next) => {
    ctx.payload = 'assigned'
    await next()
  })
  actions.use('AcceptTask', async (ctx, next) => {
    log.push(`inner ${ctx.payload}`)
    await next()
  })
  actions.addListener('beforeAcceptTask', (payload) => log.push(`before ${payload}`))

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(log, ['inner assigned', 'before assigned', 'core assigned'])
})

test('S4: the last before-listener may assign ctx.payload for the replacement', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', (payload) => {
    log.push(`core ${payload}`)
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    log.push(`replacement ${payload}`)
    return original()
  })
  actions.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    ctx.payload = 'assigned'
  })

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(log, ['replacement assigned', 'core assigned'])
})

test('S4: an after-listener may assign ctx.payload for the next after-listener', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
    ctx.payload = 'assigned'
  })
  actions.addListener('afterAcceptTask', (payload) => log.push(`second ${payload}`))

  await actions.invokeAction('AcceptTask', 'raw')

  assert.equal(log, ['second assigned'])
})

test('S4: assigning ctx.payload does not change the object of the caller', async () => {
  const actions = createActions()
  const payload = Object.freeze({ sid: 'raw' })
  actions.registerAction('AcceptTask', (given) => given)
  actions.addListener('beforeAcceptTask', (given, _abort, ctx) => {
    ctx.payload = { ...given, sid: 'assigned' }
  })

  const result = await actions.invokeAction('AcceptTask', payload)

  assert.equal(result, { sid: 'assigned' })
  assert.equal(payload, { sid: 'raw' })
})

test('S4: an assignment in one invocation is not seen by another invocation in flight', async () => {
  const actions = createActions()
  const hold = deferred()
  actions.registerAction('AcceptTask', (payload) => payload)
  actions.addListener('beforeAcceptTask', async (payload, _abort, ctx) => {
    if (payload === 1) ctx.payload = 'assigned'
    await hold.promise
  })

  const promises = [1, 2].map((payload) => actions.invokeAction('AcceptTask', payload))
  hold.resolve()

  assert.equal(await Promise.all(promises), ['assigned', 2])
})

test('S4: a payload that is a promise is passed on as it is', async () => {
  const actions = createActions()
  const hold = deferred()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', (payload) => seen.push(payload))
  actions.addListener('beforeAcceptTask', (payload, _abort, ctx) => {
    ctx.payload = payload
  })

  await actions.invokeAction('AcceptTask', hold.promise)

  assert.is(seen[0], hold.promise)
})

test.run()
