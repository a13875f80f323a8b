// Reads what an MCP server says of a request, in both revisions: of its client, of its signal, and of how to ask.

import type { Signal } from '../core/index.js'
import type { Round } from './call.js'
import type { ToolServer } from './types.js'

/** What handlers of tools are given by the server, as far as it is used here. */
export interface McpContext {
  readonly mcpReq: {
    readonly signal: Signal
    readonly _meta?: { readonly progressToken?: string | number }
    /** Only in revision 2026-07-28. */
    readonly envelope?: Readonly<Record<string, unknown>>
    readonly inputResponses?: Readonly<Record<string, unknown>>
    requestState(): unknown
    notify(notification: object): Promise<void>
    elicitInput(params: object, options: object): Promise<unknown>
  }
  readonly http?: { readonly authInfo?: unknown }
}

const META = 'io.modelcontextprotocol'

/** Asks for nothing but a yes: a client shows the message, and the person accepts or declines. */
export function toForm(message: string): object {
  return { mode: 'form', message, requestedSchema: { type: 'object', properties: {} } }
}

/** @param answerWithin How long a question waits, in milliseconds. */
export function toRound({ server }: ToolServer, { mcpReq, http }: McpContext, answerWithin: number): Round {
  const { signal, _meta, envelope } = mcpReq
  const isPushed = envelope === undefined
  const capabilities = isPushed ? server.getClientCapabilities() : envelope[`${META}/clientCapabilities`]
  const client = isPushed ? server.getClientVersion() : envelope[`${META}/clientInfo`]
  const { elicitation } = Object(capabilities)
  // A client that says nothing of forms and addresses can show forms.
  const { form, url } = Object(elicitation)
  const token = _meta?.progressToken
  return {
    agent: { client: client as never, auth: http?.authInfo },
    signal,
    canAsk: elicitation !== undefined && (form !== undefined || url === undefined),
    ...(isPushed && {
      push: (question: string, cut: Signal) =>
        mcpReq.elicitInput(toForm(question), { signal: cut, timeout: answerWithin }),
    }),
    // The first token of a client is 0.
    ...(token !== undefined && {
      progress(progress: number, message: string) {
        const params = { progressToken: token, progress, message }
        mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {})
      },
    }),
  }
}
