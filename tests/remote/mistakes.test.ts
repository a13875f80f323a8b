// Which mistakes of the host and of the plugin are told, and to whom?

import { MessageChannel } from 'node:worker_threads'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Actions, ActionTimeoutError, createActions } from '../../source/core/index.js'
import { connect, expose, RemoteClosedError } from '../../source/remote/index.js'
import { rejection, settled, thrown } from '../support/helpers.js'
import { connected } from './desk.js'

/** Runs `work`, and returns what it warned of. */
async function warnedDuring(work: () => unknown): Promise<unknown[]> {
  const warned: unknown[] = []
  const original = console.warn
  console.warn = (text: unknown) => void warned.push(text)
  try {
    await work()
  } finally {
    console.warn = original
  }
  return warned
}

test('what waits for a host that never comes rejects when the connection ends', async () => {
  for (const end of ['dispose', 'close'] as const) {
    const { port1, port2 } = new MessageChannel()
    const plugin = connect(port2)
    const signal = new AbortController().signal
    const waiting = [
      plugin.addListener('beforeA', () => {}),
      plugin.replaceAction('A', () => {}),
      plugin.invokeAction('A', 1),
      plugin.invokeAction('A', 1, { timeout: 10_000, signal }),
    ].map(rejection)
    await settled()
    if (end === 'dispose') plugin.dispose()
    else port1.close()

    for (const error of await Promise.all(waiting)) assert.instance(error, RemoteClosedError)
    const settledOutcome = await plugin.settleAction('A', 1)
    assert.instance(settledOutcome.status === 'failed' && settledOutcome.error, RemoteClosedError)
    port1.close()
  }
})

test('a time limit and a signal count also before the host is there, and then nothing runs', async () => {
  const { port1, port2 } = new MessageChannel()
  const plugin = connect(port2)
  const log: unknown[] = []
  const error = (await rejection(plugin.invokeAction('A', 'late', { timeout: 20 }))) as ActionTimeoutError
  assert.instance(error, ActionTimeoutError)
  assert.is(error.timeout, 20)
  const controller = new AbortController()
  const fired = rejection(plugin.invokeAction('A', 'fired', { signal: controller.signal }))
  controller.abort('enough')
  assert.is(await fired, 'enough')
  const removing = new AbortController()
  const attaching = plugin.addListener('beforeA', () => void log.push('removed'), { signal: removing.signal })
  removing.abort()

  const actions = createActions()
  actions.registerAction('A', (payload) => void log.push(payload))
  const host = expose(actions, port1, { scope: 'crm', allow: () => true })
  await attaching
  await plugin.invokeAction('A', 'in time', { timeout: 1000 })

  assert.equal(log, ['in time'])
  host()
  port1.close()
})

test('connect refuses a second argument', () => {
  const { port1, port2 } = new MessageChannel()
  const connecting = () => (connect as (...args: unknown[]) => unknown)(port2, { timeout: 5 })
  assert.match(String(thrown(connecting)), 'connect has no options, got { timeout: 5 }')
  port1.close()
})

test('what allow throws, or returns instead of true and false, is told to the host and not to the plugin', async () => {
  const secret = new Error('SECRET host detail')
  const answers = [
    () => {
      throw secret
    },
    () => Promise.resolve(true),
    // Its rejection is nobody's: it must not end the process.
    () => Promise.reject(secret),
  ]
  const told: unknown[] = []
  for (const allow of answers) {
    const { plugin, reported, close } = await connected({ allow: allow as never })
    const error = (await rejection(plugin.invokeAction('Echo', 1))) as Error
    assert.is(error.message, 'The host does not allow "crm" to invoke the action "Echo"')
    assert.is(error.cause, undefined)
    told.push(...reported.map(({ error }) => error))
    close()
  }
  assert.is(told.length, 3)
  assert.is(told[0], secret)
  assert.match(String(told[1]), 'The option allow must return true or false for "Echo", got an object')
  assert.is(String(told[2]), String(told[1]))
})

test('what share throws for a result is told to the host and not to the plugin', async () => {
  const secret = new Error('SECRET host detail')
  const { actions, plugin, reported, close } = await connected({
    share(value, _action, part) {
      if (part === 'result') throw secret
      return value
    },
  })
  const hidden = 'The host cannot show the result of the action "Echo"'
  assert.is(((await rejection(plugin.invokeAction('Echo', 1))) as Error).message, hidden)
  await plugin.replaceAction('Echo', (_payload, original) => original())
  assert.is(((await rejection(actions.invokeAction('Echo', 1))) as Error).message, hidden)
  assert.equal(
    reported.map(({ error }) => error),
    [secret, secret],
  )
  close()
})

test('a share that is async is refused with what is wrong', async () => {
  const { actions, plugin, close } = await connected({ share: () => Promise.reject(new Error('x')) })
  await plugin.addListener('beforeEcho', () => {})
  assert.match(
    String(await rejection(actions.invokeAction('Echo', 1))),
    'The option share must not be async, but it returned a promise for the payload of the action "Echo"',
  )
  close()
})

test('a port is exposed once at a time, and only one of its sides calls expose', async () => {
  const { port1, port2 } = new MessageChannel()
  const actions = createActions()
  const warned = await warnedDuring(async () => {
    const host = expose(actions, port1, { scope: 'crm' })
    const again = () => expose(actions, port1, { scope: 'mail' })
    assert.match(String(thrown(again)), 'The port is exposed already, to the plugin "crm"')
    host()
    const mail = again()
    const other = expose(actions, port2, { scope: 'other' })
    port2.postMessage(['entracte/', 'host', 1])
    for (let turn = 0; turn < 10; turn++) await settled()
    mail()
    other()
  })
  assert.equal(
    [...warned].sort(),
    ['mail', 'other'].map((name) => `Both sides of the channel of "${name}" call expose: the plugin must call connect`),
  )
  port1.close()
})

test('a name in allow that is misspelt, or an event, is warned of once', async () => {
  const warned = await warnedDuring(async () => {
    const { actions, plugin, close } = await connected({ allow: ['beforeEcho', 'AcepptTask', 'Save', 'Sned'] as never })
    await rejection(plugin.addListener('beforeEcho', () => {}))
    const others: Actions = actions as never
    others.registerAction('Send', () => {})
    await rejection(plugin.addListener('beforeEcho', () => {}))
    close()
  })
  assert.equal(warned, [
    'The option allow has the event "beforeEcho", but it takes actions: did you mean "Echo"?',
    'No action "AcepptTask" is registered: did you mean "AcceptTask"?',
    'No action "Sned" is registered: did you mean "Send"?',
  ])
})

test('a date that is the reason of an abort is shown as a date', async () => {
  const { actions, plugin, close } = await connected()
  await plugin.addListener('beforeEcho', (_payload, abort) => abort(new Date(0)))
  assert.match(String(await rejection(actions.invokeAction('Echo', 1))), '1970-01-01T00:00:00.000Z')
  close()
})

test.run()
