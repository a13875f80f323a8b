#!/usr/bin/env bash
# cockatiel 3.2.1 (Node 20.20.2). One would expect that a caller who aborts the signal of timeout.execute(work, signal) gets the reason of
# the signal, and that onTimeout is called when the time is up: the README says so of both the policy and the event.
# What really happens: the caller gets a TaskCancelledError "Operation timed out after 60000ms", after a few milliseconds, and onTimeout is
# called. The policy has one controller for the timer and for the signal of the caller, and cannot tell which of them has aborted it. The
# reason is lost on the way, too: the work sees a plain AbortError. So each user who closes a page counts as a timeout in the metrics, and
# the log tells of a wait that nobody had. With the strategy "Cooperative", the work decides what is thrown, and onTimeout is called too.
# The remedy is to look at the signal of the caller first, in the catch and in onTimeout. (Issues 99 and 101 told of it, and are closed.)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts cockatiel@3.2.1 > /dev/null 2>&1
cat > run.js <<'JS'
import { setTimeout as sleep } from 'node:timers/promises'
import { timeout, TimeoutStrategy } from 'cockatiel'
for (const [name, strategy] of Object.entries(TimeoutStrategy)) {
  const policy = timeout(60_000, strategy)
  let timeouts = 0
  policy.onTimeout(() => timeouts++)
  const caller = new AbortController()
  setTimeout(() => caller.abort(new Error('the user left')), 10)
  const work = async ({ signal }) => {
    while (!signal.aborted) await sleep(5)
    throw signal.reason
  }
  const begun = performance.now()
  const error = await policy.execute(work, caller.signal).catch((thrown) => thrown)
  const isEarly = performance.now() - begun < 10_000
  console.log(`${name}: ${error.constructor.name} "${error.message}" ${isEarly ? 'early' : 'late'}, timeouts: ${timeouts}`)
}
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'Cooperative: DOMException "This operation was aborted" early, timeouts: 1
Aggressive: TaskCancelledError "Operation timed out after 60000ms" early, timeouts: 1' ]
