#!/usr/bin/env bash
# workerpool 10.0.3 (Node 20.20.2). One would expect that an error of a worker arrives with its message: it does for a TypeError.
# What really happens: a DOMException arrives as an Error with an empty message, no name and no code. The worker writes the own properties
# of the error as JSON, and a DOMException has its name, message and code on the prototype. DataCloneError, AbortError and TimeoutError are
# DOMExceptions: what signal.throwIfAborted(), fetch(), structuredClone() and atob() throw says nothing at all on the other side, and the
# caller cannot tell a timeout from an abort. A thrown text arrives with an empty message, too, and its letters as the fields 0, 1, 2. The
# remedy is a catch in the worker that throws a new Error with the message, and the name as a field of its own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts workerpool@10.0.3 > /dev/null 2>&1
cat > worker.js <<'JS'
import workerpool from 'workerpool'
workerpool.worker({
  ordinary: () => { throw new TypeError('the disk is full') },
  clone: () => structuredClone(() => {}),
  timeout: () => fetch('http://127.0.0.1/', { signal: AbortSignal.abort(new DOMException('too slow', 'TimeoutError')) }),
  text: () => AbortSignal.abort('left').throwIfAborted(),
})
JS
cat > run.js <<'JS'
import workerpool from 'workerpool'
const pool = workerpool.pool('./worker.js', { maxWorkers: 1 })
for (const name of ['ordinary', 'clone', 'timeout', 'text']) {
  const { name: kind, message, code, stack, ...rest } = await pool.exec(name, []).catch((error) => error)
  console.log(`${name}: ${kind} ${JSON.stringify(message)} code ${code} ${JSON.stringify(rest)}`)
}
await pool.terminate()
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'ordinary: Error "the disk is full" code undefined {}
clone: Error "" code undefined {}
timeout: Error "" code undefined {}
text: Error "" code undefined {"0":"l","1":"e","2":"f","3":"t"}' ]
