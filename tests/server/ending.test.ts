// What happens to a hundred clients when some leave, and when the service is told to end?

import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { deferred } from '../support/helpers.js'
import { openHere, place, startService } from './orders.js'

test('of a hundred clients, each has its own answer, and those that leave end what they asked for', async () => {
  const here = await openHere()
  const { ask, service } = here
  const ids = await Promise.all(Array.from({ length: 100 }, () => place(ask, 'acme-manager')))
  const hold = deferred()
  service.actions.addListener('beforeRefund', () => hold.promise)
  const printed = console.error
  const errors: unknown[] = []
  console.error = (...all) => void errors.push(all)

  const left = new AbortController()
  const asked = ids.map((id, n) => {
    const leaves = n % 4 === 0
    const answer = ask('acme-manager', 'Refund', { id, amount: n + 1 }, leaves ? { signal: left.signal } : {})
    return answer.then(({ status, body }) => [status, body.receipt]).catch(() => 'left')
  })
  const running = () => service.state.running('Refund')
  await until(() => running().length === 100)
  left.abort()
  await until(() => running().filter(({ callerGone }) => callerGone).length === 25)
  hold.resolve()
  const answers = await Promise.all(asked)
  await service.state.idle()
  const orders = await Promise.all(ids.map((id) => ask('acme-clerk', 'FindOrder', { id })))
  console.error = printed

  assert.equal(
    answers,
    ids.map((id, n) => (n % 4 === 0 ? 'left' : [200, `paid ${n + 1} back for ${id}`])),
  )
  assert.equal(
    orders.map(({ body }) => body.refunded),
    ids.map((_, n) => (n % 4 === 0 ? 0 : n + 1)),
  )
  assert.equal(errors, [])
  await here.close()
})

test('on SIGTERM, what runs has its answer, what comes is told to come later, and the process ends with 0', async () => {
  const service = await startService({ PACE: '1000' })
  const { ask, address } = service
  const ids = await Promise.all(Array.from({ length: 20 }, () => place(ask, 'acme-manager')))
  const stream = (await fetch(`${address}/timeline/events`)).text()
  // A client with one connection, which sends its second request over it after the signal.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  await get(agent, `${address}/timeline`)
  const running = ids.map((id) => ask('acme-manager', 'Refund', { id, amount: 1 }))
  const slow = request(`${address}/actions/FindOrder`, {
    ...{ agent, method: 'POST' },
    headers: { authorization: 'Bearer acme-clerk', 'content-type': 'application/json' },
  })
  slow.write(`{"id":`)
  await new Promise((resolve) => setTimeout(resolve, 300))

  const begin = performance.now()
  const ended = service.end('SIGTERM')
  await new Promise((resolve) => setTimeout(resolve, 100))
  slow.end(`"${ids[0]}"}`)
  const [late] = await once(slow, 'response')
  const refused = await rejects(fetch(`${address}/timeline`))
  const statuses = (await Promise.all(running)).map(({ status }) => status)
  const code = await ended

  assert.equal(statuses, Array(20).fill(200))
  assert.equal([late.statusCode, JSON.parse(await text(late)).code], [503, 'ACTION_BLOCKED'])
  assert.ok(refused, 'takes no new connection')
  assert.match(await stream, 'event: all')
  assert.is(code, 0)
  assert.ok(performance.now() - begin < 4_500, 'no idle connection keeps it')
  assert.is(service.printed().match(/"action":"Refund","order":"[^"]+","outcome":"done"/g)?.length, 20)
})

test.run()

async function get(agent: Agent, url: string): Promise<void> {
  const [response] = await once(request(url, { agent }).end(), 'response')
  await text(response)
}

async function until(test: () => boolean): Promise<void> {
  while (!test()) await new Promise((resolve) => setTimeout(resolve, 1))
}

async function rejects(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => false,
    () => true,
  )
}
