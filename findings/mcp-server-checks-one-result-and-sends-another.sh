#!/usr/bin/env bash
# @modelcontextprotocol/server and client 2.4.0 with zod 4.6.7 (Node 20.20.2). One would expect that the client gets what the output schema
# of a tool makes of a result: z.object() takes unknown fields away, and default() fills one in. The arguments of a tool come so.
# What really happens: the server parses the result, and throws the parsed one away. It sends what the tool has returned. So a row of a
# database goes out with all its columns, also with those that the schema leaves out on purpose. And a client that has listed the tools
# refuses the result: zod writes `additionalProperties: false` and `required` into the JSON Schema, because it describes the parsed result.
# A client that has not listed them takes it. The remedy is `structuredContent: schema.parse(row)` in each tool.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  zod@4.6.7 @modelcontextprotocol/server@2.4.0 @modelcontextprotocol/client@2.4.0 > /dev/null 2>&1
cat > run.js <<'JS'
import { Client, InMemoryTransport } from '@modelcontextprotocol/client'
import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
const rows = { more: { name: 'Ada', salary: 5000 }, less: {} }
const outputSchema = z.object({ name: z.string().default('nobody') })
const server = new McpServer({ name: 'staff', version: '1.0.0' })
for (const [tool, row] of Object.entries(rows)) {
  server.registerTool(tool, { inputSchema: z.object({}), outputSchema }, () => ({ content: [], structuredContent: row }))
}
const client = new Client({ name: 'client', version: '1.0.0' })
const [one, other] = InMemoryTransport.createLinkedPair()
await Promise.all([server.connect(one), client.connect(other)])
const call = (name) =>
  client.callTool({ name, arguments: {} }).then(
    ({ structuredContent }) => JSON.stringify(structuredContent),
    ({ message }) => message.slice(message.indexOf('data ')),
  )
const before = {}
for (const tool in rows) before[tool] = await call(tool)
await client.listTools()
for (const [tool, row] of Object.entries(rows)) {
  console.log(`${tool}: parsed ${JSON.stringify(outputSchema.parse(row))}, sent ${before[tool]}, after the list: ${await call(tool)}`)
}
await client.close()
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'more: parsed {"name":"Ada"}, sent {"name":"Ada","salary":5000}, after the list: data must NOT have additional properties
less: parsed {"name":"nobody"}, sent {}, after the list: data must have required property '"'name'"'' ]
