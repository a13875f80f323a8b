#!/usr/bin/env bash
# p-queue 9.3.5 (Node 20.20.2). One would expect that a task sees the AsyncLocalStorage of the code that has added it: a request logs and
# traces under its own id, as with p-limit 7.3.0.
# What really happens: a task that had to wait sees the store of the task that ended before it, and so, with a concurrency of one, all see
# that of the first. The queue keeps only a function, and calls it where the task before it ends. What runs at once is right, so it shows
# only under load. After `await queue.add(…)`, the caller has its own store again. fastq, bottleneck and async.queue do the same.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts p-queue@9.3.5 p-limit@7.3.0 > /dev/null 2>&1
cat > run.js <<'JS'
import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import PQueue from 'p-queue'
const request = new AsyncLocalStorage()
const seenBy = async (add) => {
  const task = async () => {
    const seen = request.getStore()
    await sleep(5)
    return seen
  }
  const ids = ['r1', 'r2', 'r3']
  return (await Promise.all(ids.map((id) => request.run(id, () => add(task))))).join(' ')
}
const queue = new PQueue({ concurrency: 1 })
console.log(`p-queue: ${await seenBy((task) => queue.add(task))}; p-limit: ${await seenBy(pLimit(1))}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'p-queue: r1 r1 r1; p-limit: r1 r2 r3' ]
