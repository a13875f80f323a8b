#!/usr/bin/env bash
# @sinonjs/fake-timers 15.5.0 (Node 20.20.2). One would expect that setTimeout() of node:timers/promises rejects with an AbortError when its
# signal fires: the documentation of Node shows `error.name === 'AbortError'`, and the real one has the code ABORT_ERR, and the reason as
# its cause.
# What really happens: under fake timers it rejects with the reason itself, whatever that is: a text, null, or an error of one's own. So do
# setImmediate() and setInterval(). A catch that goes on for an AbortError and throws everything else is tested with the wrong branch, in
# both directions: code that reads `error.cause` fails in the test, and code that expects the reason fails in production only. With abort()
# without a reason, the name is the same, and the code is 20.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @sinonjs/fake-timers@15.5.0 > /dev/null 2>&1
cat > run.js <<'JS'
import timers from 'node:timers/promises'
import FakeTimers from '@sinonjs/fake-timers'
const told = (error) => (error instanceof Error ? `${error.name}, code ${error.code}, cause ${error.cause}` : JSON.stringify(error))
const ask = async () => {
  const seen = []
  for (const reason of ['left', Object.assign(new Error('the disk is full'), { code: 'DISK' }), undefined]) {
    const controller = new AbortController()
    const slept = timers.setTimeout(1000, undefined, { signal: controller.signal })
    controller.abort(reason)
    seen.push(await slept.catch(told))
  }
  return seen.join('; ')
}
console.log(`real: ${await ask()}`)
const clock = FakeTimers.install()
console.log(`fake: ${await ask()}`)
clock.uninstall()
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'real: AbortError, code ABORT_ERR, cause left; AbortError, code ABORT_ERR, cause Error: the disk is full; AbortError, code ABORT_ERR, cause AbortError: This operation was aborted
fake: "left"; Error, code DISK, cause undefined; AbortError, code 20, cause undefined' ]
