// What holds without sessions in revision 2025-11-25, where each request has a server of its own?

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { agentOf, ask, type ServeToolsOptions, serveTools } from '../../source/mcp/index.js'
import { desk, openDesk } from './desk.js'
import { said, toClient } from './wire.js'

/** Serves a desk that asks before refunds over 100, and connects the client of the SDK, which could ask a person. */
async function prepare(options?: ServeToolsOptions) {
  const { actions, reported } = openDesk()
  const asked: string[] = []
  actions.addListener('beforeRefund', async ({ amount }, abort, ctx) => {
    if (amount > 100 && !(await ask(ctx, `Refund ${amount}?`))) abort('no')
  })
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'desk', version: '1.0.0' })
    serveTools(actions, desk, server, options)
    return server
  })
  const http = createServer(toNodeHandler(handler) as never)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const client = toClient('2025-11-25', (question) => asked.push(question))
  const url = new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}`)
  const transport = new StreamableHTTPClientTransport(url)
  await client.connect(transport)
  return {
    actions,
    reported,
    asked,
    client,
    session: transport.sessionId,
    async close() {
      await client.close()
      await handler.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

test('there is no session, and tools are listed and called', async () => {
  const { client, session, actions, close } = await prepare()
  const callers: unknown[] = []
  actions.use('Refund', (ctx, next) => {
    callers.push(agentOf(ctx))
    return next()
  })

  const { tools } = await client.listTools()
  const result = await client.callTool({ name: 'Refund', arguments: { amount: '50' } })

  assert.is(session, undefined)
  assert.equal(
    tools.map(({ name }) => name),
    ['Refund', 'Search', 'Close'],
  )
  assert.equal(result.structuredContent, { refunded: 50, note: 'none' })
  // The server of this request has not seen who has introduced itself to another.
  assert.equal(callers, [{ client: undefined, auth: undefined }])
  await close()
})

test('nobody can be asked: the action is aborted in words, or the dialog of the application asks', async () => {
  const { client, asked, close } = await prepare()

  const refused = await client.callTool({ name: 'Refund', arguments: { amount: 500 } })

  assert.match(said(refused), /^error: .*A person must agree first, and this client cannot ask one: Refund 500\?$/)
  assert.equal(asked, [])
  await close()

  const other = await prepare({ dialog: (question) => question === 'Refund 500?' })
  const agreed = await other.client.callTool({ name: 'Refund', arguments: { amount: 500 } })
  assert.is(said(agreed), '{"refunded":500,"note":"none"}')
  await other.close()
})

test('calls side by side are kept apart, and nothing is reported', async () => {
  const { client, reported, close } = await prepare()

  const amounts = [1, 2, 3, 4, 5]
  const results = await Promise.all(
    amounts.map((amount) => client.callTool({ name: 'Refund', arguments: { amount, note: `n${amount}` } })),
  )

  assert.equal(
    results.map(({ structuredContent }) => structuredContent),
    amounts.map((amount) => ({ refunded: amount, note: `n${amount}` })),
  )
  assert.equal(reported, [])
  await close()
})

test.run()
