#!/usr/bin/env bash
# @tanstack/pacer 0.22.0 with p-retry 7.1.1 (Node 20.20.2). One would expect that AsyncRetryer tries again when a call took longer than its
# maxExecutionTime: its guide says so, as long as attempts remain. And that the last failure is thrown, since `throwOnError: 'last'` is the
# default; the guide has undefined for a call of abort().
# What really happens: the limit of one call aborts the whole operation. onRetry is told of a second attempt that never comes, onLastError
# is not called, and execute() resolves with undefined: a server that hung once looks like one that had nothing to say. The end of
# maxTotalExecutionTime looks the same. Its timer has one more fault: a success does not clear it. It goes off later and aborts what the
# same retryer runs then, so that the next call gets undefined although most of its time was left. The async utilities of the package all
# have this retryer inside. The remedy is to let the function itself throw on AbortSignal.timeout(), and to have a new retryer for each
# operation with a total limit.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @tanstack/pacer@0.22.0 p-retry@7.1.1 > /dev/null 2>&1
cat > run.js <<'JS'
import { setTimeout as sleep } from 'node:timers/promises'
import { AsyncRetryer } from '@tanstack/pacer'
import pRetry from 'p-retry'
const told = (promise) => promise.then((value) => `resolves with ${value}`, ({ message }) => `rejects with ${message}`)
const calls = []
const slowOnce = async (signal) => {
  calls.push('call')
  await sleep(calls.length === 1 ? 1000 : 1)
  signal?.throwIfAborted()
  return 'done'
}
const own = new AsyncRetryer(() => slowOnce(), {
  baseWait: 1,
  maxExecutionTime: 200,
  onRetry: (attempt) => calls.push(`onRetry ${attempt}`),
  onLastError: () => calls.push('onLastError'),
})
console.log(`one call too long: ${await told(own.execute())}; ${calls.join(', ')}`)
calls.length = 0
const inside = new AsyncRetryer(() => slowOnce(AbortSignal.timeout(200)), { baseWait: 1 })
console.log(`the limit inside: ${await told(inside.execute())}; ${calls.join(', ')}`)
calls.length = 0
const peer = pRetry(() => slowOnce(AbortSignal.timeout(200)), { minTimeout: 1 })
console.log(`p-retry: ${await told(peer)}; ${calls.join(', ')}`)
const failing = new AsyncRetryer(async () => {
  await sleep(300)
  throw new Error('no')
}, { maxAttempts: 9, baseWait: 1, maxTotalExecutionTime: 400 })
console.log(`all calls too long: ${await told(failing.execute())}`)
const twice = new AsyncRetryer(async (time) => `done after ${await sleep(time, time)} ms`, { maxTotalExecutionTime: 600 })
console.log(`a limit of 600 ms: ${await told(twice.execute(1))}`)
await sleep(400)
console.log(`the next call of 400 ms: ${await told(twice.execute(400))}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'one call too long: resolves with undefined; call, onRetry 1
the limit inside: resolves with done; call, call
p-retry: resolves with done; call, call
all calls too long: resolves with undefined
a limit of 600 ms: resolves with done after 1 ms
the next call of 400 ms: resolves with undefined' ]
