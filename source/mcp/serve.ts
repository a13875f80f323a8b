// Serves actions to agents as the tools of an MCP server.

import type { Actions, Registration } from '../core/index.js'
import { checkFunction, checkTimeout, refuse } from '../shared/arguments.js'
import { isSchema } from '../shared/schema.js'
import { checkActionsFirst } from '../shared/sources.js'
import { show } from '../shared/text.js'
import { readToolOptions, registration } from './arguments.js'
import { Call, type Home } from './call.js'
import { ToolList } from './list.js'
import { canonical, Parked } from './parked.js'
import { report, toReportedResult } from './report.js'
import { failure, unknownFailure } from './results.js'
import { type McpContext, toRound } from './rounds.js'
import { holdTo, type Tool, toTools } from './tools.js'
import type { ServeToolsOptions, StateCodec, ToolServer, WatchToolsOptions } from './types.js'

/** Ten minutes. */
const ANSWER_WITHIN = 600_000

/**
 * Adds the actions of a contract to an MCP server as tools. An agent that calls a tool invokes the action: with its middleware, its
 * listeners and its replacements, as people do.
 *
 * - Actions are tools while they are registered, and while `state` does not block them.
 * - The contract checks the arguments and the result. Where no contract checks an action yet, `serveTools` calls `enforce`.
 * - An abort, a time limit and a block are results with `isError`, and with the reason in words. Of other failures the agent learns
 *   only that the action failed, and `onListenerError` receives the error.
 * - When the client cancels, `ctx.signal` fires. When the client wants to see progress, it is told of each nested action.
 * - A result is sent when the contract has a schema of it.
 *
 * Call it in the factory of a server that is made for each request, too. It keeps no server in memory.
 *
 * @param actions The actions, or a scope of them. With a scope, the tools go when the scope is disposed.
 * @param contract What `contract` returned. For some of its actions only, use `pick`.
 * @param server An `McpServer` of `@modelcontextprotocol/server` 2. Connect it afterwards: one that is connected takes tools only when it has
 *   had tools before.
 * @returns A registration that takes the tools off. Calls that run go on.
 * @throws {TypeError} when an argument or an option is wrong, when an action of the contract has no description or a name that MCP refuses,
 *   or when a schema has no JSON Schema. The message names the action. No tool is added.
 * @throws {RangeError} when `answerWithin` is out of range.
 * @throws {Error} of the server, when it has a tool of the same name. No tool is left.
 *
 * @example
 * const server = new McpServer({ name: 'desk', version: '1.0.0' })
 * serveTools(actions, desk, server, { state })
 * await server.connect(new StdioServerTransport())
 */
export function serveTools(
  actions: Actions,
  contract: { readonly entries: object },
  server: ToolServer,
  options?: ServeToolsOptions,
): Registration {
  checkActionsFirst(actions, 'serveTools')
  const tools = toTools(contract, 'serveTools')
  checkServer(server)
  const { state, signal, dialog, answerWithin = ANSWER_WITHIN, codec } = readServeOptions(options)
  holdTo(actions, contract)

  const home: Home = { actions, dialog, titleOf: (action) => tools.get(action)?.title ?? action }
  const parked = Parked.of(actions, codec, answerWithin)
  const run = async (tool: Tool, args: Readonly<Record<string, unknown>>, mcp: McpContext): Promise<unknown> => {
    const round = toRound(server, mcp, answerWithin)
    const call = (await parked.take(tool, args, mcp)) ?? new Call(tool, args, home, round, canonical(args))
    if (typeof call === 'string') return failure(call)
    const outcome = await call.next(round, mcp.mcpReq.inputResponses ?? {})
    if (outcome === undefined) return parked.put(call, mcp)
    return toReportedResult(outcome, tool, actions)
  }
  const list = new ToolList({
    owner: server,
    actions,
    tools,
    state,
    add: (tool) =>
      addTool(server, tool, (args, mcp) =>
        // The server would send the text of the error.
        run(tool, args, mcp).catch((error) => {
          report(actions, error)
          return failure(unknownFailure(tool.action))
        }),
      ),
    onError: (error) => report(actions, error),
  })
  // A server must say that it has tools before a client is connected.
  const [first] = tools.values()
  if (list.size === 0 && first !== undefined && !server.isConnected()) addTool(server, first, async () => undefined)()
  return registration(() => list.close(), signal)
}

/**
 * Calls `listener` each time that the list of tools has changed: for what does not learn it from a server, since there is one server for
 * each request. Call it once, beside `createMcpHandler`. What the listener throws or rejects with goes to `onListenerError`.
 *
 * @throws {TypeError} as `serveTools` does, or when `listener` is no function.
 *
 * @example
 * const handler = createMcpHandler(() => {
 *   const server = new McpServer({ name: 'desk', version: '1.0.0' })
 *   serveTools(actions, desk, server, { state })
 *   return server
 * })
 * watchTools(actions, desk, () => handler.notify.toolsChanged(), { state })
 */
export function watchTools(
  actions: Actions,
  contract: { readonly entries: object },
  listener: () => unknown,
  options?: WatchToolsOptions,
): Registration {
  checkActionsFirst(actions, 'watchTools')
  const tools = toTools(contract, 'watchTools')
  checkFunction(listener, 'The listener')
  const { state, signal } = readToolOptions(options, [])
  const list = new ToolList({
    owner: actions,
    actions,
    tools,
    state,
    add: () => () => {},
    onError: (error) => report(actions, error),
    onChange: () => (listener as () => unknown)(),
  })
  return registration(() => list.close(), signal)
}

function checkServer(server: unknown): asserts server is ToolServer {
  const { registerTool, isConnected } = Object(server)
  if (typeof registerTool === 'function' && typeof isConnected === 'function') return
  throw new TypeError(
    `serveTools takes an McpServer of @modelcontextprotocol/server after the contract, got ${isSchema(server) ? 'a schema' : show(server)}`,
  )
}

function readServeOptions(given: unknown): ServeToolsOptions {
  const options = readToolOptions(given, ['dialog', 'answerWithin', 'codec'])
  const { answerWithin, codec } = options
  if (answerWithin !== undefined) checkTimeout(answerWithin, ', or left out for ten minutes', 'The option answerWithin')
  const { mint, verify } = Object(codec)
  if (codec !== undefined && (typeof mint !== 'function' || typeof verify !== 'function')) {
    refuse('The option codec', 'what createRequestStateCodec returned', codec as StateCodec)
  }
  return options
}

type Handler = (args: Readonly<Record<string, unknown>>, mcp: McpContext) => Promise<unknown>

/** Adds a tool to a server. The server only describes the arguments and the result: the contract checks them. */
function addTool(server: ToolServer, tool: Tool, handler: Handler): () => void {
  const { action, title, description, annotations, input, output } = tool
  const config = {
    title,
    description,
    annotations,
    inputSchema: describedBy(input),
    ...(output !== undefined && { outputSchema: describedBy(output) }),
  }
  const added = server.registerTool(action, config as never, handler as never)
  return () => added.remove()
}

/** Returns a schema that every value fits, and that has a JSON Schema. */
function describedBy(json: object): object {
  const jsonSchema = { input: () => json, output: () => json }
  return { '~standard': { version: 1, vendor: 'entracte', validate: (value: unknown) => ({ value }), jsonSchema } }
}
