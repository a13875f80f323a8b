#!/usr/bin/env bash
# @modelcontextprotocol/server and client 2.4.0 (Node 20.20.2). One would expect that the variables of a ResourceTemplate are the values
# that the client has put into it. A URI template of RFC 6570 encodes them, and UriTemplate.expand() of the same package does so.
# What really happens: UriTemplate.match() hands on the piece of the URI as it stands. A note called "to do" is asked for as "to%20do", and
# the callback that looks it up by name finds nothing. With names that need no encoding, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  @modelcontextprotocol/server@2.4.0 @modelcontextprotocol/client@2.4.0 > /dev/null 2>&1
cat > run.js <<'JS'
import { Client, InMemoryTransport, UriTemplate } from '@modelcontextprotocol/client'
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/server'
const server = new McpServer({ name: 'notes', version: '1.0.0' })
const got = []
const read = (uri, { name }) => {
  got.push(name)
  return { contents: [{ uri: uri.href, text: '' }] }
}
server.registerResource('note', new ResourceTemplate('note://all/{name}', { list: undefined }), {}, read)
const client = new Client({ name: 'client', version: '1.0.0' })
const [one, other] = InMemoryTransport.createLinkedPair()
await Promise.all([server.connect(one), client.connect(other)])
const template = new UriTemplate((await client.listResourceTemplates()).resourceTemplates[0].uriTemplate)
for (const name of ['todo', 'to do', '50%']) await client.readResource({ uri: template.expand({ name }) })
console.log(got.join(', '))
await client.close()
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'todo, to%20do, 50%25' ]
