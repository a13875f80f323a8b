// Runs an agent against the desk, and prints what happens: node --import tsx examples/agent/main.ts

import { pathToFileURL } from 'node:url'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { callTool, connectAgent } from './agent.js'
import { desk, openDesk } from './desk.js'
import { serveTools, watchTools } from './entracte.js'
import { auditTo, dryRun, policy } from './plugins.js'

export async function main(print: (line: string) => void): Promise<void> {
  const { actions, orders } = openDesk()
  policy(actions.scope('policy'))
  auditTo((line) => print(`    audit: ${line}`))(actions.scope('audit'))
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'tea-desk', version: '1.0.0' })
    serveTools(actions, desk, server)
    return server
  })
  watchTools(actions, desk, () => handler.notify.toolsChanged())

  const answers = [true, false]
  const agent = await connectAgent(handler.fetch, (question) => {
    const agreed = answers.shift() ?? false
    print(`    person: ${question} ${agreed ? 'Yes.' : 'No.'}`)
    return agreed
  })
  const call = async (name: string, args: Record<string, unknown>) => {
    print(`agent: ${name} ${JSON.stringify(args)}`)
    print(`  → ${await callTool(agent, name, args)}`)
  }

  const { tools } = await agent.listTools()
  print(`tools: ${tools.map(({ name, annotations }) => `${name} ${JSON.stringify(annotations)}`).join(', ')}`)
  await call('FindOrder', { order: 'A2' })
  await call('Refund', { order: 'A1', amount: 20 })
  await call('Refund', { order: 'A2', amount: 150 })
  await call('Refund', { order: 'A2', amount: 101 })
  await call('Refund', { order: 'A2', amount: 'all' })

  print('--- a dry run')
  const rehearsal = actions.scope('dry run')
  dryRun(rehearsal)
  await call('Refund', { order: 'A1', amount: 60 })
  rehearsal.dispose()

  print('--- a person calls: nobody is asked')
  await actions.invokeAction('Refund', { order: 'A2', amount: 100 })
  print(`left: ${[...orders].map(([order, { paid }]) => `${order} ${paid}`).join(', ')}`)
  await agent.close()
  await handler.close()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(console.log)
