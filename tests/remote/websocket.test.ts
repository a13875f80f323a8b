// Does the adapter of docs/remote.md make a channel of a WebSocket, between a real server and a real client?

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { transformSync } from 'esbuild'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WebSocket, WebSocketServer } from 'ws'
import { createActions, type ListenerErrorInfo } from '../../source/core/index.js'
import { connect, expose, type Port, RemoteClosedError } from '../../source/remote/index.js'
import { deferred, rejection } from '../support/helpers.js'
import type { Desk } from './desk.js'

/** The code on the page, and no copy of it. */
const page = readFileSync('docs/remote.md', 'utf8')
const block = /```ts\n(import type \{ Port \}.*?)```/s.exec(page)?.[1] as string
const { code } = transformSync(block, { loader: 'ts', format: 'esm' })
const { webSocketPort } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
  webSocketPort(socket: WebSocket): Port
}

/** A host behind a server, and a plugin that has come to it by a socket. */
async function connected() {
  const reported: { readonly error: unknown; readonly info: ListenerErrorInfo }[] = []
  const actions = createActions<Desk>({ onListenerError: (error, info) => void reported.push({ error, info }) })
  actions.registerAction('AcceptTask', ({ sid, note }) => ({ accepted: `${sid} ${note}` }))
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: 100_000 })
  const exposing = once(server, 'connection').then(([socket]) => ({
    socket: socket as WebSocket,
    host: expose(actions, webSocketPort(socket), { scope: 'crm', allow: () => true, timeout: 60_000 }),
  }))
  await once(server, 'listening')
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await once(client, 'open')
  const { socket, host } = await exposing
  return {
    actions,
    reported,
    client,
    socket,
    host,
    plugin: connect<Desk>(webSocketPort(client)),
    async close() {
      client.terminate()
      await new Promise((closed) => server.close(closed))
    },
  }
}

test('a plugin behind a WebSocket aborts, edits, replaces and invokes', async () => {
  const { actions, plugin, host, close } = await connected()
  await plugin.addListener('beforeAcceptTask', function askCrm(task, abort) {
    if (task.sid === 'no') abort(new RangeError('not today'))
    task.note = 'checked'
  })
  await plugin.replaceAction('AcceptTask', async (_payload, original) => {
    const result = await original()
    result.accepted += '!'
    return result
  })

  const outcome = await actions.settleAction('AcceptTask', { sid: 'no' })
  assert.equal(outcome.status === 'aborted' && outcome.by, { kind: 'before', name: 'askCrm', scope: 'crm' })
  assert.instance(outcome.status === 'aborted' && outcome.reason, RangeError)
  assert.equal(await actions.invokeAction('AcceptTask', { sid: 'WT1' }), { accepted: 'WT1 checked!' })
  assert.equal(await plugin.invokeAction('AcceptTask', { sid: 'WT2' }), { accepted: 'WT2 checked!' })

  plugin.dispose()
  assert.is(await host.closed, undefined)
  assert.equal(await actions.invokeAction('AcceptTask', { sid: 'no' }), { accepted: 'no undefined' })
  await close()
})

test('a socket that is closed in the middle settles both sides at once', async () => {
  for (const side of ['client', 'socket'] as const) {
    const { actions, plugin, host, close, ...sockets } = await connected()
    const asked = deferred()
    const cancelled = deferred<unknown>()
    actions.registerAction('Echo', (_payload, ctx) => {
      ctx.signal.addEventListener('abort', () => cancelled.resolve(ctx.signal.reason))
      asked.resolve()
      return new Promise(() => {})
    })
    await plugin.addListener('beforeAcceptTask', (_task, _abort, ctx) => ctx.invokeAction('Echo', 1))
    const invoked = rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))
    const pending = rejection(plugin.invokeAction('Echo', 2))
    await asked.promise
    // No handshake: as when the network is gone.
    sockets[side].terminate()

    for (const error of await Promise.all([invoked, pending])) assert.instance(error, RemoteClosedError)
    assert.instance(await cancelled.promise, RemoteClosedError)
    await Promise.all([host.closed, plugin.closed])
    assert.is(actions.explain('AcceptTask').length, 1)
    await close()
  }
})

test('garbage is ignored; a message that is too long closes the socket, and the desk goes on', async () => {
  const { actions, plugin, client, socket, host, close } = await connected()
  socket.on('error', () => {})
  await plugin.addListener('beforeAcceptTask', (task) => void Object.assign(task, { note: 'checked' }))
  for (const garbage of ['', '{', 'null', '[', Buffer.from([0xff, 0]), '["entracte/"]']) client.send(garbage)
  assert.equal(await actions.invokeAction('AcceptTask', { sid: 'WT1' }), { accepted: 'WT1 checked' })

  client.send(`["entracte/x",${'['.repeat(200_000)}`)
  assert.match(String(await host.closed), 'Max payload size exceeded')
  assert.equal(await actions.invokeAction('AcceptTask', { sid: 'WT1' }), { accepted: 'WT1 undefined' })
  await close()
})

test.run()
