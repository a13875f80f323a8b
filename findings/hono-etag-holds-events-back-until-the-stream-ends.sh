#!/usr/bin/env bash
# hono 4.13.19 (Node 20.20.2). One would expect that `app.use(etag())` leaves a stream of events as it is: an ETag is of no use there, and
# compress() of hono leaves such a stream alone.
# What really happens: the client gets nothing, not even the headers, before the stream has ended. The middleware reads a copy of the whole
# body to make the digest, whatever its type is, and all of it waits in memory meanwhile. Events that should come one by one come all at
# once at the end, and of a stream that has no end none ever comes, although the handler writes, and no error is shown. It hits each GET
# that streamSSE() or streamText() answers, and the stream of MCP over HTTP, on the day on which somebody adds etag() for all routes. The
# remedy is to give etag() only the routes whose answers are short.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts hono@4.13.19 > /dev/null 2>&1
cat > run.js <<'JS'
import { setTimeout as sleep } from 'node:timers/promises'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import { streamSSE } from 'hono/streaming'
const ask = async (...middleware) => {
  let endIt
  const end = new Promise((resolve) => { endIt = resolve })
  const app = new Hono()
  for (const one of middleware) app.use(one)
  app.get('/', (c) => streamSSE(c, async (stream) => {
    await stream.writeSSE({ data: 'first' })
    await end
  }))
  const seen = []
  const read = (async () => {
    const response = await app.request('/', { headers: { 'accept-encoding': 'gzip' } })
    seen.push('headers')
    await response.body.getReader().read()
    seen.push('event')
  })()
  await Promise.race([read, sleep(500)])
  const early = seen.join(' and ') || 'nothing'
  endIt()
  await read
  return `${early} before the end, ${seen.join(' and ')} after it`
}
console.log(`alone:    ${await ask()}`)
console.log(`compress: ${await ask(compress())}`)
console.log(`etag:     ${await ask(etag())}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'alone:    headers and event before the end, headers and event after it
compress: headers and event before the end, headers and event after it
etag:     nothing before the end, headers and event after it' ]
