#!/usr/bin/env bash
# zod 4.6.7 with @modelcontextprotocol/server and client 2.4.0 (Node 20.20.2). One would expect that a result that fits the schema of a
# tool reaches the client, or that zod refuses to make a JSON Schema, as it does for a date.
# What really happens: zod writes `source` of the expression as the pattern, and leaves its flags away without a word: /^[a-z]{3}$/i
# becomes "^[a-z]{3}$". The server checks with zod, and sends EUR. The client checks with the JSON Schema, and refuses it. It does so only
# after it has listed the tools: until then it knows no schema, and the same call succeeds. (valibot refuses such an expression.)
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
const server = new McpServer({ name: 'rates', version: '1.0.0' })
const outputSchema = z.object({ currency: z.string().regex(/^[a-z]{3}$/i) })
const run = () => ({ content: [], structuredContent: { currency: 'EUR' } })
server.registerTool('currency', { inputSchema: z.object({}), outputSchema }, run)
const client = new Client({ name: 'client', version: '1.0.0' })
const [one, other] = InMemoryTransport.createLinkedPair()
await Promise.all([server.connect(one), client.connect(other)])
const call = () => client.callTool({ name: 'currency', arguments: {} }).then((result) => result.structuredContent.currency, () => 'refused')
const before = await call()
const { tools } = await client.listTools()
console.log(`pattern: ${tools[0].outputSchema.properties.currency.pattern}, before the list: ${before}, after it: ${await call()}`)
await client.close()
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'pattern: ^[a-z]{3}$, before the list: EUR, after it: refused' ]
