// Connects real clients to real servers: over Streamable HTTP in both revisions, and over stdio.

import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client, type ClientOptions, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { toNodeHandler } from '@modelcontextprotocol/node'
import {
  type CreateMcpHandlerOptions,
  createMcpHandler,
  isInitializeRequest,
  McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'

export type Revision = '2025-11-25' | '2026-07-28'

export const REVISIONS: readonly Revision[] = ['2025-11-25', '2026-07-28']

/** Answers a question: accept, decline or cancel. */
export type Answer = (message: string) => unknown

/** Adds tools to a server. */
export type Attach = (server: McpServer) => unknown

export interface Wire {
  /** Returns a client of the revision. */
  connect(revision: Revision, options?: ClientOptions & { answer?: Answer }): Promise<Client>
  /** Tells listening clients of 2026 that the list has changed. */
  notify: ReturnType<typeof createMcpHandler>['notify']
  url: URL
  close(): Promise<void>
}

/** Serves over HTTP: with sessions in 2025, and with a server for each request in 2026. */
export async function overHttp(attach: Attach, options: CreateMcpHandlerOptions = {}): Promise<Wire> {
  const make = () => {
    const server = new McpServer({ name: 'desk', version: '1.0.0' })
    attach(server)
    return server
  }
  const modern = createMcpHandler(make, { ...options, legacy: 'reject' })
  const sessions = new Map<string, WebStandardStreamableHTTPServerTransport>()
  const legacy = {
    async fetch(request: Request, given?: { parsedBody?: unknown }) {
      const id = request.headers.get('mcp-session-id')
      const known = id === null ? undefined : sessions.get(id)
      if (known !== undefined) return known.handleRequest(request, given as never)
      if (!isInitializeRequest(given?.parsedBody ?? (await request.clone().json())))
        return new Response(null, { status: 404 })
      const transport = new WebStandardStreamableHTTPServerTransport({
        sessionIdGenerator: () => crypto.randomUUID(),
        onsessioninitialized: (session) => void sessions.set(session, transport),
      })
      await make().connect(transport)
      return transport.handleRequest(request, given as never)
    },
  }
  const [forModern, forLegacy] = [toNodeHandler(modern), toNodeHandler(legacy)]
  const listener: RequestListener = (request, response) =>
    void (request.url === '/2026-07-28' ? forModern : forLegacy)(request as never, response as never)
  const http = createServer(listener)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const url = new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}`)
  const clients: Client[] = []
  return {
    url,
    notify: modern.notify,
    async connect(revision, { answer, ...more } = {}) {
      const client = toClient(revision, answer, more)
      await client.connect(new StreamableHTTPClientTransport(new URL(`/${revision}`, url)))
      clients.push(client)
      return client
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()))
      await modern.close()
      await Promise.all([...sessions.values()].map((transport) => transport.close()))
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

/** Makes a client that can ask a person when there is an `answer`. */
export function toClient(revision: Revision, answer?: Answer, more: ClientOptions = {}): Client {
  const client = new Client(
    { name: 'robot', version: '2.0.0' },
    {
      ...(revision === '2026-07-28' && { versionNegotiation: { mode: { pin: revision } } }),
      ...(answer !== undefined && { capabilities: { elicitation: { form: {} } } }),
      ...more,
    },
  )
  if (answer !== undefined) {
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      const action = (await answer(params.message)) as 'accept' | 'decline' | 'cancel'
      return { action, ...(action === 'accept' && { content: {} }) }
    })
  }
  return client
}

/** Returns the text of a result, and whether it is an error. */
export function said(result: unknown): string {
  const { content, isError } = result as { content: { text: string }[]; isError?: boolean }
  return `${isError ? 'error: ' : ''}${content.map(({ text }) => text).join('\n')}`
}
