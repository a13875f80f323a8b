#!/usr/bin/env bash
# @modelcontextprotocol/server and client 2.4.0 (Node 20.20.2). One would expect that a server that is tested over InMemoryTransport does
# the same over stdio: the messages of MCP are JSON-RPC, and the class is there for tests.
# What really happens: it hands over the message itself, without JSON. A Date of a result arrives as a Date, a Map as a Map, NaN as NaN, and
# a field that is undefined is there. Over stdio they are a text, an empty object, null, and nothing, and an instance with toJSON() is
# something else altogether. So the test of a tool that returns a row of a database is green, and each real client gets other values, or
# refuses them, because they do not fit the output schema. The remedy is a transport for tests whose send() gives
# JSON.parse(JSON.stringify(message)) to the other side.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  zod@4.6.7 @modelcontextprotocol/server@2.4.0 @modelcontextprotocol/client@2.4.0 > /dev/null 2>&1
cat > server.js <<'JS'
import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
export const makeServer = () => {
  const server = new McpServer({ name: 'stock', version: '1.0.0' })
  const row = { date: new Date(0), map: new Map([['apples', 3]]), nan: Number.NaN, nothing: undefined }
  const run = () => ({ content: [], structuredContent: row })
  server.registerTool('row', { inputSchema: z.object({}), outputSchema: z.looseObject({}) }, run)
  return server
}
JS
cat > stdio.js <<'JS'
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import { makeServer } from './server.js'
await makeServer().connect(new StdioServerTransport())
JS
cat > run.js <<'JS'
import { inspect } from 'node:util'
import { Client, InMemoryTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { makeServer } from './server.js'
const ask = async (transport) => {
  const client = new Client({ name: 'client', version: '1.0.0' })
  await client.connect(transport)
  const { structuredContent } = await client.callTool({ name: 'row', arguments: {} })
  await client.close()
  return inspect(structuredContent, { breakLength: Number.POSITIVE_INFINITY })
}
const [one, other] = InMemoryTransport.createLinkedPair()
await makeServer().connect(one)
console.log(`in memory: ${await ask(other)}`)
console.log(`stdio:     ${await ask(new StdioClientTransport({ command: process.execPath, args: ['stdio.js'] }))}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = "in memory: { date: 1970-01-01T00:00:00.000Z, map: Map(1) { 'apples' => 3 }, nan: NaN, nothing: undefined }
stdio:     { date: '1970-01-01T00:00:00.000Z', map: {}, nan: null }" ]
