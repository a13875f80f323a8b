#!/usr/bin/env bash
# rpc-websockets 10.0.1 with vscode-jsonrpc 10.0.0 and ws 8.18.3 (Node 20.20.2). One would expect that a request with the id 0 is answered:
# in JSON-RPC 2.0 an id is a text, a number or null, and only a request without an id is a notification.
# What really happens: the method runs, and no answer is sent. The server asks `if (!message.id) return`, so 0 and an empty text are no id.
# vscode-jsonrpc and the MCP SDK number their requests from 0: the first call of such a client waits for ever, and all others succeed. Where
# the server does answer 0, with an error such as an unknown method, the answer has the id null. The client of rpc-websockets itself begins
# with 1, and so nobody sees it there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts rpc-websockets@10.0.1 vscode-jsonrpc@10.0.0 ws@8.18.3 > /dev/null 2>&1
cat > run.js <<'JS'
import { once } from 'node:events'
import { Server } from 'rpc-websockets'
import * as rpc from 'vscode-jsonrpc/node'
import { WebSocket } from 'ws'
const server = new Server({ host: '127.0.0.1', port: 0 })
await once(server, 'listening')
let ran = 0
server.register('double', ([n]) => {
  ran++
  return 2 * n
})
const socket = new WebSocket(`ws://127.0.0.1:${server.wss.address().port}`)
await once(socket, 'open')
const replies = new Map()
socket.on('message', (text) => {
  const reply = JSON.parse(text)
  replies.set(reply.id, reply.result ?? reply.error.code)
})
const ask = (id, method = 'double') => socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params: [4] }))
for (const id of [1, 0, '', 2]) ask(id)
ask(0, 'unknown')
while (!replies.has(null) || !replies.has(2)) await once(socket, 'message')
const told = [1, 0, '', 2, null].map((id) => `${JSON.stringify(id)} → ${replies.get(id) ?? 'no reply'}`)
console.log(`double ran ${ran} times: ${told.join(', ')}`)
socket.close()
// With which id does another client begin?
const sent = []
class Reader extends rpc.AbstractMessageReader { listen() { return { dispose() {} } } }
class Writer extends rpc.AbstractMessageWriter { async write(message) { sent.push(message.id) } end() {} }
const peer = rpc.createMessageConnection(new Reader(), new Writer())
peer.listen()
peer.sendRequest('double', 1).catch(() => {})
await new Promise((resolve) => setImmediate(resolve))
console.log(`vscode-jsonrpc begins with ${sent[0]}`)
process.exit()
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'double ran 4 times: 1 → 8, 0 → no reply, "" → no reply, 2 → 8, null → -32601
vscode-jsonrpc begins with 0' ]
