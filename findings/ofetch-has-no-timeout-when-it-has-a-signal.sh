#!/usr/bin/env bash
# ofetch 1.5.1 (Node 20.20.2). One would expect that `timeout` ends a request, and `signal` too, whichever comes first: the README says of
# `timeout` that it automatically aborts a request, and names no exception.
# What really happens: with a signal, `timeout` does nothing. The timer is only made where `!options.signal`. So a time limit disappears on
# the day on which somebody passes the signal of a component, or of a request, along.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts ofetch@1.5.1 > /dev/null 2>&1
cat > run.js <<'JS'
import { createServer } from 'node:http'
import { ofetch } from 'ofetch'
const server = createServer((_request, response) => setTimeout(() => response.end('"answered"'), 600)).listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const ask = (options) =>
  ofetch(`http://127.0.0.1:${server.address().port}/`, { retry: 0, timeout: 100, ...options }).catch((error) => error.cause.name)
console.log(`timeout: ${await ask({})}, timeout and a signal: ${await ask({ signal: new AbortController().signal })}`)
server.close()
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'timeout: TimeoutError, timeout and a signal: answered' ]
