#!/usr/bin/env bash
# lru-cache 11.5.3 (Node 20.20.2). One would expect that fetch() with a signal that is aborted already rejects with its reason, and loads
# nothing, as fetch() of the platform does. The docs say that aborting the signal makes the promise of fetch() reject.
# What really happens: the signal counts for nothing. fetchMethod runs, its own signal never fires, and the promise resolves. fetch() only
# listens for the event "abort", which a signal sends once, and never looks at `aborted`. So a request that was cancelled while it waited
# for something else still loads, to the end. The remedy is `signal.throwIfAborted()` before each fetch(). A signal that fires later works.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts lru-cache@11.5.3 > /dev/null 2>&1
cat > run.js <<'JS'
import { setTimeout as sleep } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
const ask = async (signal) => {
  let inner
  const cache = new LRUCache({
    max: 9,
    async fetchMethod(_key, _stale, options) {
      inner = options.signal
      await sleep(30)
      return 'the value'
    },
  })
  const answer = await cache.fetch('key', { signal }).then((value) => `resolves with ${value}`, (reason) => `rejects with ${reason}`)
  return `${inner ? 'loads' : 'does not load'}, ${answer}, inner signal ${inner?.aborted ? 'aborted' : 'not aborted'}`
}
const later = new AbortController()
setTimeout(() => later.abort('left'), 10)
console.log(`later:   ${await ask(later.signal)}`)
console.log(`already: ${await ask(AbortSignal.abort('left'))}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'later:   loads, rejects with left, inner signal aborted
already: loads, resolves with the value, inner signal not aborted' ]
