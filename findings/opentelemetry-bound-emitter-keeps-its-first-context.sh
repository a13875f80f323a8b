#!/usr/bin/env bash
# @opentelemetry/api 1.9.1 with context-async-hooks 2.12.1 (Node 20.20.2). One would expect that context.bind(context, emitter) binds the
# emitter to this context: the API says "Bind a context to a target function or event emitter", and for a function it does.
# What really happens: an emitter keeps the first context that it was bound to, for ever. bind() returns at once when the emitter was
# patched before, and says nothing. So on a socket that is kept alive, bound anew for each request, each listener runs in the context of
# the first request. There is no unbind. Binding the listener itself works.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  @opentelemetry/api@1.9.1 @opentelemetry/context-async-hooks@2.12.1 > /dev/null 2>&1
cat > run.js <<'JS'
import { EventEmitter } from 'node:events'
import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
const request = createContextKey('request')
const socket = new EventEmitter()
const seen = []
const look = () => seen.push(context.active().getValue(request))
for (const id of ['first', 'second']) {
  const current = ROOT_CONTEXT.setValue(request, id)
  context.bind(current, socket).once('data', look)
  socket.emit('data')
  context.bind(current, look)()
}
console.log(`first request: emitter ${seen[0]}, function ${seen[1]}; second request: emitter ${seen[2]}, function ${seen[3]}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'first request: emitter first, function first; second request: emitter first, function second' ]
