// Time limits (S10): how the limit of an invocation holds for the invocations nested in it.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionTimeoutError, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { PLACES } from '../nesting/places.js'
import { type Desk, inTime, milliseconds } from './clock.js'

for (const [where, startFrom] of PLACES) {
  test(`S10: a nested invocation started from ${where} inherits the running limit of its ancestor`, async () => {
    const actions = createActions({ onListenerError: () => {} })
    const log: string[] = []
    let nested: Promise<unknown> | undefined
    actions.registerAction('PrintLabel', () => 'printed')
    actions.registerAction('SendMail', () => deferred().promise)
    actions.addListener('errorSendMail', () => log.push('error of the nested one'))
    startFrom(actions, (ctx) => {
      nested = ctx.invokeAction('SendMail', { to: 'anna' })
      return nested as Promise<unknown>
    })

    const running = actions.invokeAction('PrintLabel', {}, { timeout: 10 })
    await inTime(running.catch(() => {}))
    const error = (await rejection(inTime(nested as Promise<unknown>))) as ActionTimeoutError
    await settled()

    assert.instance(error, ActionTimeoutError)
    assert.is(error.action, 'PrintLabel')
    assert.is(error.timeout, 10)
    assert.equal(log, [])
  })
}

test('S10: the ancestor whose limit expired rejects with the error that its nested invocation was cut with', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    const sending = ctx.invokeAction('SendMail', { to: 'anna' })
    sending.catch((error: unknown) => seen.push(error))
    return sending
  })
  actions.registerAction('SendMail', () => deferred<string>().promise)

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(seen.length, 1)
  assert.is(seen[0], error)
})

test('S10: a nested invocation started once the limit of its ancestor has expired runs nothing', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const answer = deferred()
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    await answer.promise
    log.push(await rejection(ctx.invokeAction('SendMail', { to: 'anna' })))
    return 'printed'
  })
  actions.registerAction('SendMail', () => {
    log.push('core')
    return 'sent'
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  answer.resolve()
  await settled()

  assert.is(log.length, 1)
  assert.is(log[0], error)
})

test('S10: once the limit has expired, a listener that has aborted can start no nested invocation', async () => {
  const actions = createActions<Desk>()
  const log: unknown[] = []
  const answer = deferred()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.registerAction('SendMail', ({ to }) => {
    log.push(to)
    return 'sent'
  })
  actions.addListener('beforePrintLabel', async (_payload, abort, ctx) => {
    abort('out of paper')
    await answer.promise
    log.push(await rejection(ctx.invokeAction('SendMail', { to: 'anna' })))
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  answer.resolve()
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.is(log.length, 1)
  assert.is(log[0], error)
})

test('S10: the own limit of a nested invocation cuts only that invocation, and its parent may go on', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    const error = await rejection(ctx.invokeAction('SendMail', { to: 'anna' }, { timeout: 5 }))
    return error instanceof ActionTimeoutError ? `printed without ${error.action}` : 'a mistake'
  })
  actions.registerAction('SendMail', () => deferred<string>().promise)
  actions.addListener('errorSendMail', () => log.push('error of the nested one'))

  const result = await inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 60_000 }))
  await settled()

  assert.is(result, 'printed without SendMail')
  assert.equal(log, ['error of the nested one'])
})

test('S10: a longer limit of a nested invocation does not outlast the limit of its ancestor', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', (_payload, ctx) =>
    ctx.invokeAction('SendMail', { to: 'anna' }, { timeout: 60_000 }),
  )
  actions.registerAction('SendMail', () => deferred<string>().promise)

  const error = (await rejection(
    inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })),
  )) as ActionTimeoutError

  assert.instance(error, ActionTimeoutError)
  assert.is(error.action, 'PrintLabel')
})

test('S7, S9: when the limit of an ancestor cuts a nested invocation, no further error-listener of that invocation starts', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const first = deferred()
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', () => {
    throw new Error('no such person')
  })
  actions.addListener('errorSendMail', () => {
    log.push('first')
    return first.promise
  })
  actions.addListener('errorSendMail', () => log.push('second'))

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  first.resolve()
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.equal(log, ['first'])
})

test('S10: a limit ends with its invocation, and a nested invocation that still runs is no longer held to it', async () => {
  const actions = createActions<Desk>()
  let nested: Promise<string> | undefined
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    nested = ctx.invokeAction('SendMail', { to: 'anna' })
    return 'printed'
  })
  actions.registerAction('SendMail', async () => {
    await milliseconds(30)
    return 'sent'
  })

  await actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 10 })

  assert.is(await nested, 'sent')
})

test('S10: actions.invokeAction called from a core inherits no limit', async () => {
  const actions = createActions<Desk>()
  let other: Promise<string> | undefined
  actions.registerAction('PrintLabel', () => {
    other = actions.invokeAction('SendMail', { to: 'anna' })
    return other
  })
  actions.registerAction('SendMail', async () => {
    await milliseconds(30)
    return 'sent'
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))

  assert.instance(error, ActionTimeoutError)
  assert.is(await other, 'sent')
})

test('S9: once the limit of an ancestor has cut an invocation, its error-listener that still runs can invoke nothing', async () => {
  const actions = createActions<Desk>()
  const hold = deferred()
  const log: unknown[] = []
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    await ctx.invokeAction('SendMail', { to: 'anna' })
    return 'printed'
  })
  actions.registerAction('SendMail', () => {
    throw new Error('no network')
  })
  actions.addListener('errorSendMail', async (_payload, _error, ctx) => {
    log.push('told')
    await hold.promise
    log.push(await rejection(ctx.invokeAction('PrintLabel', { copies: 2 })))
  })

  const error = await rejection(inTime(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 })))
  hold.resolve()
  await settled()

  assert.instance(error, ActionTimeoutError)
  assert.equal(log, ['told', error])
})

test.run()
