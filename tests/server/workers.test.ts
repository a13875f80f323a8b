// Does the same service work with workers in processes of their own, on Redis, or on Postgres where there is no Redis?

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { formatTimeline, loadRecording, type Recorded } from '../../source/devtools/index.js'
import { openServer, type TestServer } from '../queue/server.js'
import { type Program, place, start, startService } from './orders.js'

type Service = Awaited<ReturnType<typeof startService>>

let server: TestServer
let variables: Record<string, string>
const collected: { name: string; traceId: string; service: string }[] = []
const collector = createServer(async (request, response) => {
  const sent = (await json(request)) as Traces
  if (request.url === '/v1/traces') collected.push(...spansOf(sent))
  response.setHeader('content-type', 'application/json').end('{}')
})

test.before(async () => {
  server = await openServer()
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  variables = { [server.url.startsWith('redis') ? 'REDIS_URL' : 'DATABASE_URL']: server.url, LOCK: '1000' }
})

test.after(async () => {
  collector.close()
  await server.close()
})

test('two workers do what the partners do, one trace has both sides, and each ends with 0', async () => {
  const { port } = collector.address() as AddressInfo
  const traced = {
    ...variables,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  }
  const programs = await Promise.all([
    startService({ ...traced, OTEL_METRICS_EXPORTER: 'none' }),
    startWorker({ ...traced, OTEL_METRICS_EXPORTER: 'none', OTEL_SERVICE_NAME: 'worker' }),
    startWorker(variables),
  ])
  const [service, ...workers] = programs
  const ids = await placeMany(service, 60)

  const answers = await Promise.all(ids.map((id) => service.ask('acme-clerk', 'ShipOrder', { id, to: 'Ada' })))
  const wrong = await service.ask('acme-manager', 'Refund', { id: ids[0], amount: 99_999 })
  const shown = await timelineOf(service)
  const codes = []
  for (const program of programs) codes.push(await program.end('SIGTERM'))

  assert.equal(
    answers.map(({ body }) => body),
    ids.map((id) => ({ tracking: `track-${id}` })),
  )
  assert.is(wrong.body.by.scope, 'acme', 'the rules are here, and not on the workers')
  assert.equal(codes, [0, 0, 0])
  const shipped = workers.map(
    ({ printed }) => printed().match(/"tenant":"acme","name":"ada","action":"ShipOrder"/g)?.length ?? 0,
  )
  assert.is(
    shipped.reduce((sum, each) => sum + each, 0),
    60,
  )
  assert.ok(
    shipped.every((count) => count > 0),
    shipped.join(),
  )
  const remote = collected.find(({ service, name }) => service === 'worker' && name === 'action ShipOrder')
  const names = collected
    .filter(({ traceId }) => traceId === remote?.traceId)
    .map(({ service, name }) => `${service}: ${name}`)
  for (const name of [
    'orders: POST',
    'orders: action ShipOrder',
    'orders: replacement entracte/queue',
    'worker: core ship',
  ]) {
    assert.ok(names.includes(name), `${name} in ${names}`)
  }
  const lines = formatTimeline(shown, { durations: false }).split('\n')
  const onWorkers = workers.map(({ child }) => `✓ ShipOrder, on the worker ${child.pid}`)
  const nested = lines.filter((line) => /^│.* on the worker/.test(line)).map((line) => line.replace(/^[│ └├]+/, ''))
  assert.equal([...new Set(nested.map((line) => line.replace(/ {2,}/, ', ')))].sort(), onWorkers.sort())
})

test('a worker that is killed, a client that leaves, a service that ends: every order is as its client was told', async () => {
  const [service, first, second] = await Promise.all([
    startService({ ...variables, PACE: '300' }),
    startWorker({ ...variables, PACE: '300' }),
    startWorker({ ...variables, PACE: '300' }),
  ])
  const ids = await placeMany(service, 40)
  const left = new AbortController()
  const asked = ids.map((id, n) => {
    const more = { key: id, ...(n % 4 === 0 && { signal: left.signal }) }
    return service
      .ask('acme-manager', 'Refund', { id, amount: n + 1 }, more)
      .then(({ status }) => status)
      .catch(() => 'left')
  })
  await first.until(/"action":"Refund"/)

  left.abort()
  await first.end('SIGKILL')
  const statuses = await Promise.all(asked)
  const again = await service.ask('acme-manager', 'Refund', { id: ids[1], amount: 2 }, { key: ids[1] as string })
  const orders = await Promise.all(ids.map((id) => service.ask('acme-clerk', 'FindOrder', { id })))
  const begins = seen(service, 'ShipOrder')
  const last = service.ask('acme-clerk', 'ShipOrder', { id: ids[2], to: 'Ada' })
  await begins
  const code = await service.end('SIGTERM')

  for (const [n, { body }] of orders.entries()) {
    if (statuses[n] === 200) assert.is(body.refunded, n + 1)
    else assert.equal([statuses[n], n % 4], ['left', 0])
  }
  assert.is(statuses.filter((status) => status === 200).length >= 30, true)
  assert.equal(again.body.receipt, `paid 2 back for ${ids[1]}`)
  assert.is((await last).status, 200)
  assert.is(code, 0)
  assert.is(await second.end('SIGTERM'), 0)
})

test('without the server of the queue, a client is told at once to come later; the rest works', async () => {
  const service = await startService({
    ...variables,
    ...(variables.REDIS_URL ? { REDIS_URL: 'redis://127.0.0.1:1' } : { DATABASE_URL: 'postgres://127.0.0.1:1/none' }),
  })
  const id = await place(service.ask, 'acme-clerk')

  const { status, body } = await service.ask('acme-clerk', 'ShipOrder', { id, to: 'Ada' })

  assert.equal([status, body.code], [503, 'ACTION_QUEUE_UNAVAILABLE'])
  assert.is((await service.ask('acme-clerk', 'FindOrder', { id })).body.status, 'placed')
  assert.is(await service.end('SIGTERM'), 0)
})

test('a worker says what it needs', async () => {
  const worker = start('worker')

  await worker.until(/A worker needs a queue: set REDIS_URL or DATABASE_URL/)

  assert.is(await worker.end(), 2)
})

test.run()

async function startWorker(variables: Record<string, string>): Promise<Program> {
  const worker = start('worker', variables)
  await worker.until(/takes jobs/)
  return worker
}

/** Waits until the timeline has an invocation of an action. */
async function seen({ address }: Service, action: string): Promise<void> {
  const { body } = await fetch(`${address}/timeline/events`)
  for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    if (text.includes(`"action":"${action}"`)) return
  }
}

/** Returns what the timeline of the service has. */
async function timelineOf({ address }: Service): Promise<Recorded> {
  const { body } = await fetch(`${address}/timeline/events`)
  let all = ''
  for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    all += text
    if (all.endsWith('\n\n')) break
  }
  return loadRecording(JSON.parse(all.slice(all.indexOf('data: ') + 'data: '.length)))
}

/** Places orders of 100 euros, no more at once than the tenant may. */
async function placeMany({ ask }: Service, count: number): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, () => place(ask, 'acme-clerk', 10_000)))
}

interface Traces {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue?: string } }[] }
    readonly scopeSpans: readonly { readonly spans: readonly { name: string; traceId: string }[] }[]
  }[]
}

function spansOf({ resourceSpans = [] }: Traces) {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? ''
    return scopeSpans.flatMap(({ spans }) => spans.map(({ name, traceId }) => ({ name, traceId, service })))
  })
}
