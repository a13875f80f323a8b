// The example in examples/agent: what it prints, and how its server speaks over stdio, in both revisions.

import { readFileSync, writeFileSync } from 'node:fs'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { main } from '../../examples/agent/main.js'
import { REVISIONS, said, toClient } from './wire.js'

test('the scripted agent prints what tests/mcp/example.txt has; UPDATE=1 writes it anew', async () => {
  const lines: string[] = []
  const file = new URL('example.txt', import.meta.url)

  await main((line) => lines.push(line))

  const printed = `${lines.join('\n')}\n`
  if (process.env.UPDATE) writeFileSync(file, printed)
  assert.fixture(printed, readFileSync(file, 'utf8'))
})

for (const revision of REVISIONS) {
  test(`${revision}: over stdio, an agent lists and calls tools, and its person is asked`, async () => {
    const asked: string[] = []
    const client = toClient(revision, (question) => {
      asked.push(question)
      return 'accept'
    })
    const args = ['--import', 'tsx', 'examples/agent/server.ts']
    await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }))

    const { tools } = await client.listTools()
    const refund = await client.callTool({ name: 'Refund', arguments: { order: 'A2', amount: 150 } })
    const unknown = await client.callTool({ name: 'Refund', arguments: { order: 'A3', amount: 1 } })

    assert.is(tools.length, 2)
    assert.is(said(refund), '{"order":"A2","refunded":150}')
    assert.is(said(unknown), 'error: The action "Refund" failed.')
    assert.equal(asked, ['Pay 150 euros back for the order A2?'])
    await client.close()
  })
}

test.run()
