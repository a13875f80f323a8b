// What does the host learn, and what becomes of its actions, when a plugin comes, and when it is gone?

import { Worker } from 'node:worker_threads'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { type ExposeOptions, expose, type Port, RemoteClosedError } from '../../source/remote/index.js'
import { rejection, settled } from '../support/helpers.js'
import { type Connected, connected } from './desk.js'
import { hosted } from './evil.js'

const fails = { whenGone: 'fail' } as const

/** Attaches one function of each kind that decides, each to another action. */
async function guarded(options: Partial<ExposeOptions>): Promise<Connected> {
  const all = await connected(options as never)
  await all.plugin.addListener('beforeAcceptTask', () => {})
  await all.plugin.replaceAction('CloseTask', (_payload, original) => original())
  await all.plugin.use('Echo', (_ctx, next) => next())
  return all
}

/** Returns how the three actions end. */
async function outcomes({ actions }: Connected): Promise<unknown[]> {
  const all = [
    actions.settleAction('AcceptTask', { sid: 'WT1' }),
    actions.settleAction('CloseTask', { sid: 'WT1' }),
    actions.settleAction('Echo', 1),
  ]
  return (await Promise.all(all)).map((outcome) => (outcome.status === 'failed' ? outcome.error : outcome.status))
}

test('a worker whose module does not exist is told to onListenerError, and to who waits for it', async () => {
  const reported: unknown[] = []
  const actions = createActions({ onListenerError: (error) => void reported.push(error) })
  const host = expose(actions, new Worker(new URL('./nofile.mjs', import.meta.url)), { scope: 'guard' })

  assert.match(String(await host.closed), 'nofile.mjs')
  const error = (await rejection(host.ready)) as RemoteClosedError
  assert.instance(error, RemoteClosedError)
  assert.match(String(error.cause), 'nofile.mjs')
  assert.is(reported.length, 1)
  const told = reported[0] as Error
  assert.is(told.message, 'The connection of the plugin "guard" has ended: make a new one')
  assert.match(String(told.cause), 'nofile.mjs')
})

test('an end that the host did not want is told once; one that the host wanted is not', async () => {
  const ends: readonly [does: string, told: number, end: (all: Connected) => void][] = [
    ['the registration', 0, ({ host }) => host()],
    ['a plugin that leaves', 1, ({ plugin }) => plugin.dispose()],
    ['a channel that closes', 1, ({ port2 }) => port2.close()],
  ]
  for (const [does, told, end] of ends) {
    const all = await guarded({})
    end(all)
    await all.host.closed
    all.close()
    await settled()
    assert.is(all.reported.length, told, does)
    assert.equal(await outcomes(all), ['done', 'done', 'done'])
  }
})

test('a channel that tells of its end twice, and cannot be left, is told of once', async () => {
  const reported: unknown[] = []
  const listeners: Record<string, (value?: unknown) => void> = {}
  const port: Port = {
    postMessage() {},
    on: (type, listener) => {
      listeners[type] = listener
    },
  }
  expose(createActions({ onListenerError: (error) => void reported.push((error as Error).cause) }), port, {
    scope: 'x',
  })
  listeners.error?.('crashed')
  listeners.exit?.(1)
  assert.equal(reported, ['crashed'])
})

test('whenGone: "fail" keeps the actions closed until the registration is disposed', async () => {
  const all = await guarded(fails)
  assert.equal(await outcomes(all), ['done', 'done', 'done'])
  all.port2.close()
  await all.host.closed

  for (const error of await outcomes(all)) assert.instance(error, RemoteClosedError)

  all.host()
  assert.equal(await outcomes(all), ['done', 'done', 'done'])
})

test('whenGone: "fail" keeps an action closed while a page is loaded again, until its plugin attaches', async () => {
  const { actions, evil, host, next, close } = hosted(fails)
  const says = async (...messages: unknown[][]) => {
    for (const message of messages) evil.postMessage(message)
    // A greeting in another version changes nothing. Its answer comes when all that was sent before was read.
    evil.postMessage(['entracte/mark', 'plugin', 0])
    while ((await next())[0] !== 'entracte/mark');
  }
  const status = async () => (await actions.settleAction('A', 1)).status
  const attach = ['entracte/2', 'i', 'attach', 1, { verb: 'after', action: 'A' }]
  await says(['entracte/1', 'plugin', 1], ['entracte/1', 'i', 'attach', 1, { verb: 'before', action: 'A' }])
  await says(['entracte/2', 'plugin', 1])
  assert.is(await status(), 'failed')
  await says(attach)
  assert.is(actions.explain('A').length, 2)
  host()
  assert.is(await status(), 'done')
  close()
})

test('ready resolves when the plugin has attached something, and rejects when the host ends before', async () => {
  const { actions, host, plugin, close } = await connected()
  let isReady = false
  const waiting = host.ready.then(() => {
    isReady = true
  })
  await plugin.invokeAction('Echo', 1)
  assert.is(isReady, false)
  await plugin.addListener('beforeEcho', () => {})
  await waiting
  assert.is(actions.explain('Echo').length, 2)
  close()

  const other = await connected()
  other.close()
  assert.instance(await rejection(other.host.ready), RemoteClosedError)
})

test.run()
