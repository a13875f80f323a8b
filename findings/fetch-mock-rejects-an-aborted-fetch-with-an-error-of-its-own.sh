#!/usr/bin/env bash
# fetch-mock 12.6.0 (Node 20.20.2). One would expect that a fetch that is aborted rejects with the reason of its signal: the Fetch standard
# says so, and all browsers and Node do it since `reason` exists.
# What really happens: fetch-mock rejects with a new AbortError, whatever the reason is. It makes the error where the signal fires, and
# never reads `signal.reason`. So after AbortSignal.timeout() the code under test sees AbortError and not TimeoutError: code that asks again
# after a timeout, and not when the user left, is tested with the other branch. A reason that carries a code is lost. msw 2.15.0 gives the
# reason.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts fetch-mock@12.6.0 msw@2.15.0 > /dev/null 2>&1
cat > run.js <<'JS'
import { createServer } from 'node:http'
import fetchMock from 'fetch-mock'
import { delay, http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
const server = createServer(() => {}).listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const url = `http://127.0.0.1:${server.address().port}/`
const aborted = (reason) => {
  const controller = new AbortController()
  setTimeout(() => controller.abort(reason), 50)
  return controller.signal
}
const told = async (ask) => {
  const seen = []
  for (const signal of [AbortSignal.timeout(50), aborted(Object.assign(new Error(), { code: 'LEFT' })), aborted('left')]) {
    const error = await ask(url, { signal }).catch((thrown) => thrown)
    seen.push(error === signal.reason ? 'the reason' : `another ${error.name}`)
  }
  return seen.join(', ')
}
console.log(`Node:       ${await told(fetch)}`)
console.log(`fetch-mock: ${await told(fetchMock.createInstance().get(url, 200, { delay: 500 }).fetchHandler)}`)
const mock = setupServer(http.get(url, async () => { await delay(500); return HttpResponse.text('') }))
mock.listen()
console.log(`msw:        ${await told(fetch)}`)
process.exit()
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'Node:       the reason, the reason, the reason
fetch-mock: another AbortError, another AbortError, another AbortError
msw:        the reason, the reason, the reason' ]
