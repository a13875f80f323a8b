// A scripted agent: what a model would decide is written down here. It needs no key.

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'

/** Answers what the server asks the person in front of the agent. */
export type Person = (question: string) => boolean

/** Connects an agent, in the newest revision. `fetch` reaches the server. */
export async function connectAgent(fetch: (request: Request) => Promise<Response>, person: Person): Promise<Client> {
  const client = new Client(
    { name: 'scripted-agent', version: '1.0.0' },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  client.setRequestHandler('elicitation/create', ({ params }) =>
    person(params.message) ? { action: 'accept', content: {} } : { action: 'decline' },
  )
  await client.connect(
    new StreamableHTTPClientTransport(new URL('http://desk.example/mcp'), {
      fetch: (url, init) => fetch(new Request(url, init)),
    }),
  )
  return client
}

/** Calls a tool, and returns what the agent reads. */
export async function callTool(client: Client, name: string, args: Record<string, unknown>): Promise<string> {
  const { content, isError } = await client.callTool({ name, arguments: args })
  const text = content.map((block) => (block.type === 'text' ? block.text : block.type)).join('\n')
  return isError ? `(error) ${text}` : text
}
