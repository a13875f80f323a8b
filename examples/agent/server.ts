// Serves the desk over stdio, for any agent: node --import tsx examples/agent/server.ts
// Nothing else may be printed to stdout, so the audit log goes to stderr.

import { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { desk, openDesk } from './desk.js'
import { serveTools } from './entracte.js'
import { auditTo, policy } from './plugins.js'

const { actions } = openDesk()
policy(actions.scope('policy'))
auditTo((line) => console.error(line))(actions.scope('audit'))

serveStdio(() => {
  const server = new McpServer({ name: 'tea-desk', version: '1.0.0' })
  serveTools(actions, desk, server)
  return server
})
