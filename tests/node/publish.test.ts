// Decides what is published of an invocation on the channel entracte.action, and when.

import { AsyncLocalStorage } from 'node:async_hooks'
import { type Channel, tracingChannel } from 'node:diagnostics_channel'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, createActions } from '../../source/core/index.js'
import { type ActionMessage, publishDiagnostics } from '../../source/node/index.js'
import { deferred, rejection, settled, thrown } from '../support/helpers.js'

const channel = tracingChannel<ActionMessage, ActionMessage>('entracte.action')
const EVENTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const

/** Subscribes to every event, and returns what is published. */
function subscribed() {
  const log: string[] = []
  const messages: ActionMessage[] = []
  const subscribers = Object.fromEntries(
    EVENTS.map((event) => [
      event,
      (message: unknown) => {
        log.push(event)
        messages.push(message as ActionMessage)
      },
    ]),
  ) as unknown as Parameters<typeof channel.subscribe>[0]
  channel.subscribe(subscribers)
  return { log, messages, unsubscribe: () => void channel.unsubscribe(subscribers) }
}

test('an invocation that waits publishes start and end around what runs at once, then asyncStart and asyncEnd', async () => {
  const { log, messages, unsubscribe } = subscribed()
  const actions = createActions()
  const hold = deferred<string>()
  publishDiagnostics(actions)
  actions.registerAction('Print', () => {
    log.push('core')
    return hold.promise
  })

  const printing = actions.invokeAction('Print')
  log.push('caller')
  hold.resolve('printed')
  await printing
  unsubscribe()

  assert.equal(log, ['start', 'core', 'end', 'caller', 'asyncStart', 'asyncEnd'])
  assert.is(new Set(messages).size, 1)
  const [message] = messages
  assert.is(message?.action, 'Print')
  assert.is(message?.id, 1)
  assert.is(message?.ctx.action, 'Print')
  assert.is(message?.result, 'printed')
  assert.is(message?.parent, undefined)
  assert.is('error' in (message as object), false)
})

test('an invocation that fails publishes error, with what it rejects with, before asyncStart', async () => {
  const { log, messages, unsubscribe } = subscribed()
  const actions = createActions()
  const jam = new Error('paper jam')
  publishDiagnostics(actions)
  actions.registerAction('Print', () => {
    throw jam
  })

  await rejection(actions.invokeAction('Print'))
  unsubscribe()

  assert.equal(log, ['start', 'end', 'error', 'asyncStart', 'asyncEnd'])
  assert.is(messages[0]?.error, jam)
  assert.is('result' in (messages[0] as object), false)
})

test('an abort is published as an error, with reason and party', async () => {
  const { log, messages, unsubscribe } = subscribed()
  const actions = createActions()
  publishDiagnostics(actions)
  actions.registerAction('Print', () => {})
  actions.scope('crm').addListener('beforePrint', (_payload, abort) => abort('no paper'), { name: 'check' })

  const error = await rejection(actions.invokeAction('Print'))
  unsubscribe()

  assert.equal(log, ['start', 'end', 'error', 'asyncStart', 'asyncEnd'])
  assert.instance(error, ActionAbortedError)
  assert.is(messages[0]?.error, error)
  assert.is(messages[0]?.aborted, true)
  assert.is(messages[0]?.reason, 'no paper')
  assert.equal(messages[0]?.by, { kind: 'before', name: 'check', scope: 'crm' })
})

test('an invocation that is cut inside the call publishes end before its error', async () => {
  const { log, messages, unsubscribe } = subscribed()
  const actions = createActions()
  const signals = new AbortController()
  const closed = new Error('closed')
  publishDiagnostics(actions)
  actions.registerAction('Print', () => {
    signals.abort(closed)
    log.push('core')
    return settled()
  })

  await rejection(actions.invokeAction('Print', undefined, { signal: signals.signal }))
  unsubscribe()

  assert.equal(log, ['start', 'core', 'end', 'error', 'asyncStart', 'asyncEnd'])
  assert.is(messages[0]?.error, closed)
})

test('a nested invocation leads to the message of its parent', async () => {
  const { messages, unsubscribe } = subscribed()
  const actions = createActions()
  publishDiagnostics(actions)
  actions.registerAction('Mail', () => {})
  actions.registerAction('Print', (_payload, ctx) => ctx.invokeAction('Mail'))

  await actions.invokeAction('Print')
  unsubscribe()

  const [print, mail] = new Set(messages)
  assert.is(mail?.action, 'Mail')
  assert.is(mail?.parent, print)
})

test('a store that is bound to start is current for everything that the invocation does', async () => {
  const store = new AsyncLocalStorage<string>()
  const seen: unknown[] = []
  const start = channel.start as unknown as Channel<string, ActionMessage>
  start.bindStore(store, ({ action, id }) => `${action} ${id}`)
  const actions = createActions()
  publishDiagnostics(actions)
  actions.registerAction('Print', async () => {
    await settled()
    seen.push(store.getStore())
  })
  actions.addListener('afterPrint', () => void seen.push(store.getStore()))

  await Promise.all([actions.invokeAction('Print'), actions.invokeAction('Print')])
  start.unbindStore(store)

  assert.equal(seen.sort(), ['Print 1', 'Print 1', 'Print 2', 'Print 2'])
  assert.is(store.getStore(), undefined)
})

test('nothing is published of invocations that began before somebody has subscribed, or after the registration was undone', async () => {
  const actions = createActions()
  const hold = deferred()
  const stop = publishDiagnostics(actions)
  actions.registerAction('Print', () => hold.promise)
  const early = actions.invokeAction('Print')
  const { log, unsubscribe } = subscribed()

  hold.resolve()
  await early
  assert.equal(log, [])
  await actions.invokeAction('Print')
  stop()
  await actions.invokeAction('Print')
  unsubscribe()

  assert.equal(log, ['start', 'end', 'asyncStart', 'asyncEnd'])
})

test('what has no observe is a TypeError', () => {
  const error = thrown(() => publishDiagnostics({} as never))

  assert.instance(error, TypeError)
  assert.is(
    (error as Error).message,
    'Cannot publish {}, because it has no observe: pass what createActions gives, or a scope of it',
  )
})

test('options are a TypeError, since there are none', () => {
  const publish = publishDiagnostics as (...args: unknown[]) => unknown
  const error = thrown(() => publish(createActions(), { chanel: 'x' }))

  assert.instance(error, TypeError)
  assert.is((error as Error).message, 'publishDiagnostics has no options, got { chanel: "x" }')
  for (const actions of [createActions(), createActions()].map(publishDiagnostics)) actions()
})

test('a platform without diagnostics_channel is an Error that says so', () => {
  const { getBuiltinModule } = process
  process.getBuiltinModule = (() => undefined) as never
  const error = thrown(() => publishDiagnostics(createActions()))
  process.getBuiltinModule = getBuiltinModule

  assert.match(
    (error as Error).message,
    /^Cannot publish on the channel entracte.action, because this platform has no node:/,
  )
})

test.run()
