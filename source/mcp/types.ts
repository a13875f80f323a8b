// Defines the types of `entracte/mcp`.

import type { ActionContext, Signal } from '../core/index.js'
import type { TrackedState } from '../state/index.js'

/** The server that `serveTools` adds tools to: an `McpServer` of `@modelcontextprotocol/server` 2. It may have other tools, too. */
export interface ToolServer {
  /** Adds a tool. */
  registerTool(name: string, config: never, handler: never): AddedTool
  /** Says whether a client is connected. */
  isConnected(): boolean
  /** Knows the client, in revision 2025-11-25. */
  readonly server: ClientKnower
}

/** A tool that a server has. */
export interface AddedTool {
  /** Takes the tool off. */
  remove(): void
}

/** What a server knows of its client. */
export interface ClientKnower {
  /** Returns what the client can do. */
  getClientCapabilities(): unknown
  /** Returns the name and the version of the client. */
  getClientVersion(): unknown
}

/** What a page offers to agents: `document.modelContext` of WebMCP, or a polyfill of it. */
export interface ModelContext {
  /** Adds a tool. */
  registerTool(tool: never, options?: never): unknown
}

/** Signs what travels through the client between the rounds of a call. `createRequestStateCodec` of the server's package makes one. */
export interface StateCodec {
  /** Signs a value. */
  mint(payload: never, ctx?: never): Promise<string>
  /** Returns the value. Throws when the signature is wrong, or too old. */
  verify(state: string, ctx: never): Promise<unknown>
}

/** Says who calls, when an agent calls. */
export interface Agent {
  /** The program that the agent runs in, as it calls itself: do not trust it. Undefined when it has not said. */
  readonly client: AgentClient | undefined
  /** The `authInfo` of the request, as the server has checked it. Undefined without one. */
  readonly auth: unknown
}

/** The program of an agent, as it calls itself. */
export interface AgentClient {
  /** The name of the program. */
  readonly name: string
  /** The version of the program. */
  readonly version: string
}

/** What `ask` and `agentOf` need of a `ctx`: every `ctx` has it. */
export interface AskContext extends Pick<ActionContext, 'abort' | 'signal' | 'state'> {}

/** Asks the person in front of the application. Returns true when the person agrees. */
export type Dialog = (question: string, ctx: ActionContext) => boolean | PromiseLike<boolean>

/** The options of `watchTools`. */
export interface WatchToolsOptions {
  /** What `trackState` returned. Actions that are blocked for every payload are then no tools. Default: blocked actions are tools, and their calls are refused. */
  state?: Pick<TrackedState, 'blocked' | 'subscribe'> | undefined
  /** Ends it when it fires. */
  signal?: Signal | undefined
}

/** The options of `webTools`. */
export interface WebToolsOptions extends WatchToolsOptions {
  /** Asks the questions of `ask`. Default: what must be asked is aborted. */
  dialog?: Dialog | undefined
}

/** The options of `serveTools`. */
export interface ServeToolsOptions extends WatchToolsOptions {
  /** Asks the questions of `ask` where the client of the agent cannot. Default: what must be asked is aborted, with the reason in words. */
  dialog?: Dialog | undefined
  /** How long `ask` waits for the client's answer, in milliseconds: 1 to 2_147_483_647. Default 600_000, which is ten minutes. */
  answerWithin?: number | undefined
  /**
   * Signs the state of questions. Give it where the server has an option `requestState.verify`: the codec that this function belongs to.
   * Default: a codec with a key of its own, which is bound to the `clientId` of `authInfo`.
   */
  codec?: StateCodec | undefined
}
