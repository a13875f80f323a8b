// Offers actions to the agent of a browser, by WebMCP. Experimental: the API of browsers still moves.

import type { Actions, Registration, Signal } from '../core/index.js'
import { checkActionsFirst } from '../shared/sources.js'
import { show } from '../shared/text.js'
import { readToolOptions, registration } from './arguments.js'
import { Call, type Home, type Round } from './call.js'
import { ToolList } from './list.js'
import { report, toReportedResult } from './report.js'
import { holdTo, toTools } from './tools.js'
import type { ModelContext, WebToolsOptions } from './types.js'

/**
 * Offers the actions of a contract to the agent of a browser, as tools of WebMCP. A call of the agent invokes the action, as with
 * `serveTools`. Its result is an object as MCP has it: `{ content, structuredContent, isError }`.
 *
 * @experimental WebMCP is a draft, and browsers have it behind a flag. This function may change in a minor version.
 *
 * @param modelContext `document.modelContext`, of the browser or of a polyfill.
 * @returns A registration that takes the tools off.
 * @throws {TypeError} as `serveTools` does, or when `modelContext` cannot register tools.
 *
 * @example
 * if ('modelContext' in document) {
 *   webTools(actions, desk, document.modelContext, { dialog: (question) => confirm(question) })
 * }
 */
export function webTools(
  actions: Actions,
  contract: { readonly entries: object },
  modelContext: ModelContext,
  options?: WebToolsOptions,
): Registration {
  checkActionsFirst(actions, 'webTools')
  const tools = toTools(contract, 'webTools')
  if (typeof Object(modelContext).registerTool !== 'function') {
    throw new TypeError(`webTools takes document.modelContext after the contract, got ${show(modelContext)}`)
  }
  const { state, signal, dialog } = readToolOptions(options, ['dialog']) as WebToolsOptions
  holdTo(actions, contract)

  const home: Home = { actions, dialog, titleOf: (action) => action }
  const list = new ToolList({
    owner: modelContext,
    actions,
    tools,
    state,
    add(tool) {
      const { action: name, title, description, annotations, input: inputSchema } = tool
      const controller = new AbortController()
      // The browser hands in a signal, the polyfill nothing.
      const execute = async (args: unknown, client?: { readonly signal?: Signal }) => {
        const agent = { client: undefined, auth: undefined }
        const round: Round = { agent, signal: client?.signal, canAsk: false }
        const outcome = await new Call(tool, Object(args), home, round).next(round, {})
        return toReportedResult(outcome, tool, actions)
      }
      const registered = modelContext.registerTool(
        { name, ...(title !== undefined && { title }), description, inputSchema, annotations, execute } as never,
        { signal: controller.signal } as never,
      )
      Promise.resolve(registered).catch((error) => {
        if (!controller.signal.aborted) report(actions, error)
      })
      return () => controller.abort()
    },
    onError: (error) => report(actions, error),
  })
  return registration(() => list.close(), signal)
}
