// Decides that invocations are part of the traces of an HTTP server: with the SDK for Node and its instrumentation, over a real socket.

import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { carryTrace, continueTrace, traceActions } from '../../source/otel/index.js'
import { settled } from '../support/helpers.js'

const exporter = new InMemorySpanExporter()
const sdk = new NodeSDK({
  autoDetectResources: false,
  instrumentations: [new HttpInstrumentation()],
  metricReaders: [],
  logRecordProcessors: [],
  spanProcessors: [new SimpleSpanProcessor(exporter)],
})
sdk.start()

// The instrumentation sees what is loaded after it, by `require`.
const http: typeof import('node:http') = createRequire(import.meta.url)('node:http')

/** Sends a request, and returns the body of the answer. */
function ask(port: number, path: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, path, headers, agent: false }, async (answer) => {
      let body = ''
      for await (const chunk of answer) body += chunk
      resolve(body)
    })
    request.on('error', reject)
  })
}

test('a request, the invocation in its server, and the request that a listener sends are one trace', async () => {
  const actions = createActions()
  const jobs: object[] = []
  traceActions(actions, { parties: true })
  const server = http.createServer(async (request, response) => {
    if (request.url === '/stock') return response.end('7')
    response.end(String(await actions.invokeAction('Order')))
  })
  await new Promise<void>((listening) => server.listen(0, listening))
  const { port } = server.address() as AddressInfo
  actions.addListener(
    'beforeOrder',
    async () => {
      await settled()
      await ask(port, '/stock')
    },
    { name: 'checkStock' },
  )
  actions.registerAction(
    'Order',
    async () => {
      await settled()
      jobs.push(carryTrace())
      return 'ordered'
    },
    { name: 'order' },
  )
  actions.registerAction('Ship', () => 'shipped', { name: 'ship' })

  const caller = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }
  assert.is(await continueTrace(caller, () => ask(port, '/order')), 'ordered')
  await continueTrace(jobs[0], () => actions.invokeAction('Ship'))
  await new Promise((closed) => server.close(closed))

  const spans = exporter.getFinishedSpans()
  const nameOf = (id: string | undefined) => spans.find((span) => span.spanContext().spanId === id)?.name
  const kinds = ['internal', 'server', 'client']
  const lines = spans.map(
    ({ name, kind, parentSpanContext: outer }) =>
      `${kinds[kind]} ${name} in ${nameOf(outer?.spanId) ?? outer?.spanId.slice(0, 3)}`,
  )
  assert.equal(lines.sort(), [
    'client GET in bbb',
    'client GET in before checkStock',
    'internal action Order in GET',
    'internal action Ship in core order',
    'internal before checkStock in action Order',
    'internal core order in action Order',
    'internal core ship in action Ship',
    'server GET in GET',
    'server GET in GET',
  ])
  assert.equal([...new Set(spans.map((span) => span.spanContext().traceId))], ['a'.repeat(32)])
  await sdk.shutdown()
})

test.run()
