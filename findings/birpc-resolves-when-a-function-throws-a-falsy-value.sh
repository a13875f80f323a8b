#!/usr/bin/env bash
# birpc 4.2.0 (Node 20.20.2): a remote function that throws undefined, null, 0 or '' is a success for the caller.
#
# One expects the call to reject, as an `await` of the same function in the same process would: it then throws that value.
# Really the call resolves with undefined. Whether a call has failed is decided by whether the error is truthy, on both sides: so a check
# that does `throw undefined`, or `Promise.reject()`, lets everything through.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
npm init -y >/dev/null && npm install --silent --ignore-scripts birpc@4.2.0 >/dev/null || exit 1
cat >test.mjs <<'JS'
import { MessageChannel } from 'node:worker_threads'
import { createBirpc } from 'birpc'

const { port1, port2 } = new MessageChannel()
const over = (port) => ({ post: (message) => port.postMessage(message), on: (hear) => port.on('message', hear) })
createBirpc({ check(value) { throw value } }, over(port1))
const rpc = createBirpc({}, over(port2))

let same = true
for (const [thrown, expected] of [[undefined, 'resolved'], [null, 'resolved'], [0, 'resolved'], ['', 'resolved'], ['no', 'rejected']]) {
  const seen = await rpc.check(thrown).then(() => 'resolved', () => 'rejected')
  console.log(`throw ${JSON.stringify(thrown)} → ${seen}`)
  same &&= seen === expected
}
process.exit(same ? 0 : 1)
JS
node test.mjs
