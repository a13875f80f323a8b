// Says to agents how a call has ended: the result as the contract shows it, and failures in words that tell no secrets.

import type { ActionOutcome, Party } from '../core/index.js'
import { isFoundInAnother } from '../shared/found.js'
import { isError, quote } from '../shared/text.js'
import type { Tool } from './tools.js'

/** What a call of a tool gives. */
export interface ToolResult {
  readonly content: readonly { readonly type: 'text'; readonly text: string }[]
  readonly structuredContent?: unknown
  readonly isError?: true
}

/** Returns the result of a call that has failed. */
export function failure(text: string): ToolResult {
  return { content: [{ type: 'text', text }], isError: true }
}

/**
 * Returns how a call has ended.
 *
 * @throws {TypeError} when the result has no JSON.
 */
export function toResult(outcome: ActionOutcome, tool: Tool): ToolResult {
  const { action } = tool
  switch (outcome.status) {
    case 'done':
      return success(outcome.result, tool)
    case 'aborted':
      return failure(`The action ${quote(action)} was aborted: ${inWords(outcome.reason)}`)
    case 'cancelled':
      return failure(`The action ${quote(action)} was cancelled.`)
    default: {
      const by = outcome.status === 'failed' ? outcome.by : undefined
      return failure(knownFailure(outcome.error, action, by) ?? unknownFailure(action))
    }
  }
}

/** All that is said of failures that nobody has foreseen. */
export function unknownFailure(action: string): string {
  return `The action ${quote(action)} failed.`
}

/** Returns a failure in words; undefined when it is not for the eyes of agents. */
export function knownFailure(error: unknown, action: string, by?: Party | null): string | undefined {
  const { code, action: of, reason, timeout, issues, changed } = Object(error)
  const isOwn = of === action
  const why = isOwn ? '' : `The action ${quote(action)} failed. `
  switch (code) {
    case 'ACTION_ABORTED':
      return `${why}The action ${quote(String(of))} was aborted: ${inWords(reason)}`
    case 'ACTION_TIMEOUT':
      return `${why}The action ${quote(String(of))} ran out of its time limit of ${timeout} ms. Its work may still go on.`
    case 'ACTION_BLOCKED':
      return `${why}The action ${quote(String(of))} is blocked at the moment.`
    case 'ACTION_PAYLOAD':
      // What was changed is not what the agent has sent, and neither is what the action has handed to itself.
      return isOwn && !changed && !isFoundInAnother(error, by)
        ? `The arguments of ${quote(action)} do not fit.\n${list(issues)}`
        : undefined
    case 'ACTION_UNKNOWN':
      return isOwn ? `There is no action ${quote(action)} at the moment.` : undefined
    default:
      return undefined
  }
}

function success(result: unknown, { output, givesResult }: Tool): ToolResult {
  const json = givesResult ? JSON.stringify(result) : undefined
  if (json === undefined) {
    if (output !== undefined)
      throw new TypeError('The contract says that there is a result, and there is no JSON of it')
    return { content: [{ type: 'text', text: 'Done.' }] }
  }
  const text = typeof result === 'string' ? result : json
  return {
    content: [{ type: 'text', text }],
    // What JSON has of it, since that is what arrives.
    ...(output !== undefined && { structuredContent: JSON.parse(json) }),
  }
}

/** Returns a reason as text, without the name of a class, without a stack, and without source code. */
function inWords(reason: unknown): string {
  if (reason === undefined || reason === '') return 'no reason was given'
  if (typeof reason === 'string') return reason
  if (isError(reason)) return String(reason.message)
  if (typeof reason === 'symbol') return String(reason)
  try {
    return JSON.stringify(reason) ?? UNSHOWN
  } catch {
    return UNSHOWN
  }
}

const UNSHOWN = 'the reason cannot be shown'

function list(issues: readonly { readonly message: string; readonly path: readonly PropertyKey[] }[]): string {
  return issues
    .map(({ message, path }) => `- ${path.length > 0 ? `${path.map(String).join('.')}: ` : ''}${message}`)
    .join('\n')
}
