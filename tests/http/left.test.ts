// What happens when a client leaves before it has its answer?

import { request } from 'node:http'
import { connect, constants, createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import Router from '@koa/router'
import Koa from 'koa'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Signal } from '../../source/core/index.js'
import { koaHandler } from '../../source/http/index.js'
import { leaving } from '../../source/http/serve.js'
import { deferred, settled } from '../support/helpers.js'
import { openServers, openShop, post, type RunningServer } from './servers.js'

test('the invocation is cut when the client leaves, and the server goes on', async () => {
  const actions = openShop()
  const printed: unknown[] = []
  let began = deferred<Signal>()
  actions.replaceAction('Ship', ({ id }, _original, ctx) => {
    if (id === 'quick') return { shipped: id }
    began.resolve(ctx.signal)
    return new Promise(() => {})
  })
  const outcomes: unknown[] = []
  actions.observe({ end: ({ kind, error }) => kind === 'invocation' && outcomes.push((error as Error)?.name) })
  const servers = await openServers(actions, { expose: ['Ship'], onError: (error) => printed.push(error) })

  for (const server of servers) {
    began = deferred<Signal>()
    const leave = ask(server, { id: 'slow' })
    const signal = await began.promise
    assert.is(signal.aborted, false, server.name)

    leave()
    await fired(signal)

    assert.is((await post(server, 'Ship', { id: 'quick' })).status, 200, server.name)
  }

  await Promise.all(servers.map((server) => server.close()))
  // node-server says why with a text, which has no name.
  assert.equal(outcomes, [
    'AbortError',
    undefined,
    undefined,
    undefined,
    'AbortError',
    undefined,
    'AbortError',
    undefined,
  ])
  assert.equal(printed, [], 'a client that leaves is no error of the server')
})

test('the invocation is cut when a client leaves over HTTP/2, and not by an answer', async () => {
  const actions = openShop()
  const began = deferred<Signal>()
  const signals: Signal[] = []
  actions.replaceAction('Ship', (_order, _original, ctx) => {
    began.resolve(ctx.signal)
    return new Promise(() => {})
  })
  actions.addListener('beforeStock', (_payload, _abort, ctx) => void signals.push(ctx.signal))
  const router = new Router().post('/:action', koaHandler(actions, { expose: ['Ship', 'Stock'] }))
  const server = createHttp2Server(new Koa().use(router.routes()).callback())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const stock = client.request({ ':method': 'POST', ':path': '/Stock' })
  await new Promise((resolve) => stock.resume().on('close', resolve))
  const ship = client.request({ ':method': 'POST', ':path': '/Ship' })

  const signal = await began.promise
  ship.close(constants.NGHTTP2_CANCEL)
  await fired(signal)

  assert.is(signal.aborted, true)
  assert.is(signals[0]?.aborted, false)
  client.close()
  await new Promise((resolve) => server.close(resolve))
})

test('a client that leaves while a before-listener works: the core does not start', async () => {
  const actions = openShop()
  let cores = 0
  let began = deferred<() => void>()
  let ended = deferred()
  actions.replaceAction('Ship', () => ++cores)
  actions.addListener('beforeShip', () => new Promise<void>((resolve) => began.resolve(resolve)))
  actions.observe({ end: ({ kind }) => void (kind === 'invocation' && ended.resolve()) })
  const servers = await openServers(actions, { expose: ['Ship'] })

  for (const server of servers) {
    began = deferred()
    ended = deferred()
    const leave = ask(server, { id: 'o1' })
    const goOn = await began.promise
    leave()
    await ended.promise
    goOn()
    await settled()
  }

  await Promise.all(servers.map((server) => server.close()))
  assert.is(cores, 0)
})

test('the signal does not fire for a client that got its answer', async () => {
  const actions = openShop()
  const signals: Signal[] = []
  actions.addListener('beforeShip', (_order, _abort, ctx) => signals.push(ctx.signal))
  const servers = await openServers(actions, { expose: ['Ship'] })

  for (const server of servers) await (await post(server, 'Ship', { id: 'o1' })).text()
  await Promise.all(servers.map((server) => server.close()))
  await settled()

  assert.equal(
    signals.map(({ aborted }) => aborted),
    [false, false, false, false],
  )
})

test('a response that is gone already fires at once', () => {
  const gone = {
    ...{ headersSent: false, writableEnded: false, writableFinished: false, destroyed: true },
    ...{ once: () => assert.unreachable(), destroy: () => assert.unreachable() },
  }
  // A response over HTTP/2 is finished, and does not say that it is destroyed.
  const goneOverHttp2 = { ...gone, writableFinished: true, destroyed: undefined as never }

  for (const signal of [leaving(gone), leaving(goneOverHttp2)]) {
    assert.is(signal.aborted, true)
    assert.is((signal.reason as Error).name, 'AbortError')
  }
})

test.run()

/** Sends a request, and returns what breaks its connection off. */
function ask(server: RunningServer, body: object): () => void {
  const sent = request(`${server.url}/actions/Ship`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  })
  sent.on('error', () => {})
  sent.end(JSON.stringify(body))
  return () => sent.destroy()
}

function fired(signal: Signal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve())
  })
}
