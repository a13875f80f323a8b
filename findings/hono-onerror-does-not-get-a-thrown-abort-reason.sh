#!/usr/bin/env bash
# hono 4.13.19 (Node 20.20.2). One would expect that app.onError gets what a handler throws, and answers it.
# What really happens: only what is `instanceof Error`. Everything else passes through all middleware, and rejects app.fetch(): the server
# must find an answer of its own. That is not only a thrown string. `signal.throwIfAborted()`, and everything that rejects with the reason
# of a signal, throws the reason as it is: after `abort('the client left')` this is a string. An Error of another realm (vm, jest) does not
# count, either. With an Error it is the other way round: `await next()` of the middleware resolves, because compose() has called onError
# inside.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts hono@4.13.19 > /dev/null 2>&1
cat > run.js <<'JS'
import { runInNewContext } from 'node:vm'
import { Hono } from 'hono'
const app = new Hono()
app.onError((_error, c) => c.text('onError'))
let middleware
app.use(async (_c, next) => {
  middleware = 'next() resolved'
  try { await next() } catch (error) { middleware = 'next() rejected'; throw error }
})
const controller = new AbortController()
controller.abort('the client left')
app.get('/error', () => { throw new Error('disk full') })
app.get('/reason', () => controller.signal.throwIfAborted())
app.get('/realm', () => { throw runInNewContext('new Error("disk full")') })
for (const path of ['/error', '/reason', '/realm']) {
  const seen = await Promise.resolve(app.request(path)).then((response) => response.text(), () => 'rejected')
  console.log(`${path}: ${seen}, ${middleware}`)
}
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = '/error: onError, next() resolved
/reason: rejected, next() rejected
/realm: rejected, next() rejected' ]
