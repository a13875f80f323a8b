// Which channels does it take, what does it check of them, and what of its options?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { connect, expose, type Port, RemoteClosedError, windowPort } from '../../source/remote/index.js'
import { rejection, settled, thrown } from '../support/helpers.js'
import { connected } from './desk.js'

/** Two ends of a channel of events that a test closes itself. JSON stands for a channel that sends text. */
function pair(): { readonly host: Port & EventTarget; readonly plugin: Port & EventTarget } {
  const [host, plugin] = [new EventTarget(), new EventTarget()] as never as (Port & EventTarget)[]
  const over = (to: EventTarget) => (message: unknown) => {
    const text = JSON.stringify(message)
    setImmediate(() => to.dispatchEvent(Object.assign(new Event('message'), { data: JSON.parse(text) })))
  }
  Object.assign(host as Port, { postMessage: over(plugin as EventTarget) })
  Object.assign(plugin as Port, { postMessage: over(host as EventTarget), start() {} })
  return { host: host as Port & EventTarget, plugin: plugin as Port & EventTarget }
}

test('a channel of events works, also one that sends text, and whichever side is there first', async () => {
  for (const first of ['host', 'plugin']) {
    const ports = pair()
    const actions = createActions({ onListenerError() {} })
    actions.registerAction('A', (payload) => payload)
    const early = first === 'plugin' ? connect(ports.plugin) : undefined
    await settled()
    const host = expose(actions, ports.host, { scope: 'crm', allow: ['A'] })
    const plugin = early ?? connect(ports.plugin)
    await plugin.addListener('beforeA', (payload) => void payload.seen++)
    assert.equal(await actions.invokeAction('A', { seen: 1 }), { seen: 2 })

    if (first === 'host') ports.host.dispatchEvent(new Event('close'))
    else ports.host.dispatchEvent(Object.assign(new Event('error'), { message: 'the script failed' }))
    const error = await host.closed
    assert.is(error && (error as Error).message, first === 'host' ? undefined : 'the script failed')
    assert.is(await plugin.closed, undefined)
    assert.instance(await rejection(plugin.addListener('beforeA', () => {})), RemoteClosedError)
  }
})

test('the error of a worker is the reason, if the event has it', async () => {
  for (const [fields, expected] of [
    [{ error: new RangeError('crashed') }, /RangeError: crashed/],
    [{}, /The worker crashed/],
  ] as const) {
    const ports = pair()
    const host = expose(createActions({ onListenerError() {} }), ports.host, { scope: 'crm' })
    ports.host.dispatchEvent(Object.assign(new Event('error'), fields))
    assert.match(String(await host.closed), expected)
  }
})

test('two BroadcastChannels of one name are a channel', async () => {
  const [one, two] = [new BroadcastChannel('entracte'), new BroadcastChannel('entracte')]
  const actions = createActions({ onListenerError() {} })
  actions.registerAction('A', (payload) => payload)
  const host = expose(actions, one as Port, { scope: 'tab', allow: () => true })
  const plugin = connect(two as Port)
  assert.is(await plugin.invokeAction('A', 5), 5)
  plugin.dispose()
  plugin.dispose()
  await host.closed
  one.close()
  two.close()
})

test('a window is checked by origin and source', () => {
  const heard: unknown[] = []
  const listeners = new Set<(event: object) => void>()
  const before = Object.entries({ addEventListener: 0, removeEventListener: 0 }).map(
    ([name]) => [name, Reflect.get(globalThis, name)] as const,
  )
  Object.assign(globalThis, {
    addEventListener: (_type: string, listener: never) => void listeners.add(listener),
    removeEventListener: (_type: string, listener: never) => void listeners.delete(listener),
  })
  try {
    const posted: unknown[] = []
    const frame = { postMessage: (message: unknown, origin: string) => void posted.push([message, origin]) }
    const port = windowPort(frame, { origin: 'https://crm.example' })
    const listener = (event: { data: unknown }) => void heard.push(event.data)
    port.addEventListener?.('message', listener)
    port.addEventListener?.('close', listener)
    const tell = (event: object) => {
      for (const each of listeners) each(event)
    }
    tell({ source: {}, origin: 'https://crm.example', data: 'another window' })
    tell({ source: frame, origin: 'https://evil.example', data: 'another origin' })
    tell({ source: frame, origin: 'https://crm.example', data: 'right' })
    port.postMessage('out')
    windowPort(frame, { origin: 'null' }).postMessage('sandboxed')
    port.removeEventListener?.('message', listener)
    port.removeEventListener?.('close', listener)
    assert.equal(heard, ['right'])
    assert.equal(posted, [
      ['out', 'https://crm.example'],
      ['sandboxed', '*'],
    ])
    assert.is(listeners.size, 0)
    for (const origin of ['*', '', 'crm.example', 'https://crm.example/', undefined]) {
      assert.match(String(thrown(() => windowPort(frame, { origin } as never))), /The option origin must be/)
    }
    assert.match(String(thrown(() => windowPort(null, { origin: 'null' }))), /The window must be/)
    assert.match(String(thrown(() => connect(Object.assign({ window: frame }, frame) as never))), /pass windowPort/)
  } finally {
    for (const [name, value] of before) Reflect.set(globalThis, name, value)
  }
})

test('wrong arguments are refused with what is wrong', async () => {
  const { actions, plugin, port1, close } = await connected()
  const exposing = (options: object) => String(thrown(() => expose(actions, port1, options as never)))
  assert.match(String(thrown(() => expose(undefined as never, port1, { scope: 'x' }))), /expose takes actions/)
  assert.match(String(thrown(() => connect(null as never))), /The port must be a channel/)
  assert.match(String(thrown(() => connect({ postMessage() {} }))), /with on or addEventListener/)
  assert.match(exposing({}), /The option scope/)
  assert.match(exposing({ scope: 'x', alow: [] }), /did you mean "allow"/)
  assert.match(exposing({ scope: 'x', allow: 'AcceptTask' }), /The option allow must be/)
  assert.match(exposing({ scope: 'x', allow: [1] }), /The option allow must be/)
  assert.match(exposing({ scope: 'x', share: 1 }), /The option share/)
  assert.match(exposing({ scope: 'x', whenGone: 'faill' }), /The option whenGone must be "pass" or "fail"/)
  assert.match(exposing({ scope: 'x', timeout: 0 }), /The option timeout/)
  assert.match(exposing({ scope: 'x', limits: { calls: -1 } }), /The limit calls must be 0 or more/)
  assert.match(exposing({ scope: 'x', limits: { calls: '1' } }), /The limit calls must be a number/)
  const refused = async (promise: Promise<unknown>) => String(await rejection(promise))
  const listener = () => {}
  assert.match(
    await refused(plugin.addListener('AcceptTask' as never, listener as never)),
    /There is no event "AcceptTask"/,
  )
  assert.match(await refused(plugin.addListener(7 as never, listener as never)), /There is no event 7/)
  assert.match(await refused(plugin.addListener([] as never, listener as never)), /at least one/)
  assert.match(await refused(plugin.addListener('beforeAcceptTask', 1 as never)), /a function/)
  for (const [options, message] of [
    [{ name: 1 }, /The option name/],
    [{ order: Number.NaN }, /The option order/],
    [{ once: 1 }, /The option once/],
    [{ signal: {} }, /The option signal/],
    [{ timeout: 0 }, /The option timeout/],
    [{ onc: true }, /did you mean "once"/],
  ] as const) {
    assert.match(await refused(plugin.addListener('beforeAcceptTask', listener, options as never)), message)
  }
  close()
})

test('disposing the scope of the host ends the connection; another version is refused', async () => {
  const ports = pair()
  const actions = createActions()
  const scope = actions.scope('outer')
  const host = expose(scope, ports.host, { scope: 'crm', allow: () => true })
  const plugin = connect(ports.plugin)
  await plugin.addListener('beforeA', () => {})
  scope.dispose()
  await Promise.all([host.closed, plugin.closed])

  const other = pair()
  const newer = connect(other.plugin)
  other.host.postMessage(['entracte/', 'host', 2])
  assert.match(String(await newer.closed), /The host has the version 2/)
})

test('a plugin of another version ends the connection of the host, which says why', async () => {
  const { host: port, plugin } = pair()
  const reported: unknown[] = []
  const actions = createActions({ onListenerError: (error) => reported.push(error) })
  const host = expose(actions, port, { scope: 'crm', allow: () => true })
  plugin.postMessage(['entracte/new', 'plugin', 2])

  assert.instance(await rejection(host.ready), RemoteClosedError)
  assert.match(String(await host.closed), /The plugin has the version 2/)
  assert.match(String((reported[0] as Error).cause), /The plugin has the version 2/)
})

test('a connection that ends before its function is reached: listeners fail closed, layers let through', async () => {
  for (const attach of ['listener', 'replacement', 'middleware']) {
    const { actions, host, plugin, close } = await connected()
    if (attach === 'listener') {
      actions.addListener('beforeEcho', async () => host(), { order: -1 })
      await plugin.addListener('beforeEcho', () => {})
    } else {
      const ending = (_ctx: unknown, next: () => Promise<void>) => {
        host()
        return next()
      }
      actions.use('Echo', ending, { order: -1 })
      if (attach === 'replacement') await plugin.replaceAction('Echo', () => 'replaced')
      else await plugin.use('Echo', (ctx) => void Object.assign(ctx, { result: 'wrapped' }))
    }

    const outcome = await actions.settleAction('Echo', 'core')

    if (attach === 'listener') assert.instance(outcome.status === 'failed' && outcome.error, RemoteClosedError)
    else assert.is(outcome.status === 'done' && outcome.result, 'core')
    close()
  }
})

test('a connection that ends before its after-listener or error-listener is reached: it is left out', async () => {
  for (const when of ['after', 'error'] as const) {
    const { actions, host, plugin, reported, close } = await connected()
    const failure = new Error('the core failed')
    actions.addListener(`${when}Echo`, () => host(), { order: -1 })
    await plugin.addListener(`${when}Echo`, () => {})
    if (when === 'error')
      actions.replaceAction('Echo', () => {
        throw failure
      })

    const outcome = await actions.settleAction('Echo', 1)
    assert.is(
      outcome.status === 'done' ? outcome.result : outcome.status === 'failed' && outcome.error,
      when === 'after' ? 1 : failure,
    )
    assert.equal(reported, [])
    close()
  }
})

test('a channel that cannot be left: strange messages, and all that comes after the end, change nothing', async () => {
  const posted: unknown[][] = []
  const listeners: Record<string, (value?: unknown) => void> = {}
  const plugin = connect({
    postMessage: (message) => void posted.push(message as unknown[]),
    on: (type, listener) => {
      listeners[type] = listener
    },
  })
  const tag = posted[0]?.[0]
  for (const strange of ['text', undefined, {}, [], ['other', 'bye'], [7, 'host', 2]]) listeners.message?.(strange)
  listeners.message?.([tag, 'host', 1])
  const invoked = rejection(plugin.invokeAction('A', 1))
  while (posted.length < 2) await settled()
  listeners.message?.([tag, 'bye'])
  listeners.error?.(new Error('crashed'))
  listeners.message?.([tag, posted[1]?.[1], 0, { value: 'late' }])
  listeners.message?.([tag, 'i', 'skip', 1])
  await settled()

  assert.is(await plugin.closed, undefined)
  assert.instance(await invoked, RemoteClosedError)
  assert.is(((await rejection(plugin.invokeAction('A', 2))) as RemoteClosedError).cause, undefined)
  assert.is(posted.length, 2)
})

test('a channel that tells at once that it has ended is left at once', async () => {
  const listeners = new Set<string>()
  const port: Port = {
    postMessage() {},
    addEventListener(type, listener) {
      listeners.add(type)
      if (type === 'close') (listener as (event: unknown) => void)({})
    },
    removeEventListener: (type) => void listeners.delete(type),
  }
  const reported: unknown[] = []
  const actions = createActions({ onListenerError: (error) => reported.push(error) })
  for (let trial = 0; trial < 2; trial++) {
    const host = expose(actions, port, { scope: 'crm' })
    assert.instance(await rejection(host.ready), RemoteClosedError)
    assert.is(await host.closed, undefined)
    const plugin = connect(port)
    assert.is(await plugin.closed, undefined)
    assert.instance(await rejection(plugin.invokeAction('A')), RemoteClosedError)
  }
  assert.is(reported.length, 2)
  assert.is(listeners.size, 0)
})

test('a channel that throws when it is closed ends nothing but itself', async () => {
  const closedPort = {
    postMessage() {
      throw new Error('closed')
    },
    on() {},
    off() {},
  }
  const host = expose(createActions(), closedPort, { scope: 'crm' })
  host()
  assert.is(await host.closed, undefined)
})

test.run()
