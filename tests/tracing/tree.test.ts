// Decides that the example prints the tree on its page, and sends its spans to a collector where there is one.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

/** Runs the example, and returns what it prints. */
async function run(variables: Record<string, string> = {}): Promise<string> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: _, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: __, ...env } = process.env
  const child = spawn(process.execPath, ['--import', 'tsx', 'examples/tracing/main.ts'], {
    env: { ...env, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed, code] = await Promise.all([text(child.stdout), new Promise((exited) => child.on('exit', exited))])
  assert.is(code, 0)
  return printed
}

test('the tree on the page is what the example prints', async () => {
  const page = readFileSync('examples/tracing/README.md', 'utf8')

  assert.is(/^```\n(POST\n.*?)^```$/ms.exec(page)?.[1], await run())
})

test('with the address of a collector, it sends the spans there and prints nothing', async () => {
  const bodies: Buffer[] = []
  const collector = createServer(async (request, response) => {
    if (request.url === '/v1/traces') bodies.push(await buffer(request))
    response.setHeader('content-type', 'application/x-protobuf').end()
  })
  await new Promise<void>((listening) => collector.listen(0, '127.0.0.1', listening))
  const { port } = collector.address() as AddressInfo

  const printed = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` })
  await new Promise((closed) => collector.close(closed))

  assert.is(printed, '')
  assert.ok(Buffer.concat(bodies).includes('action PlaceOrder'))
})

test.run()
