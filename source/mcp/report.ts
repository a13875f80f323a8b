// Hands to `onListenerError` what an agent must not see, and what no caller waits for.

import type { ActionOutcome, Actions } from '../core/index.js'
import { report as reportIn } from '../shared/report.js'
import { quote, show } from '../shared/text.js'
import { failure, type ToolResult, toResult, unknownFailure } from './results.js'
import type { Tool } from './tools.js'

/** Hands an error to the `onListenerError` of actions. */
export function report(actions: Actions, error: unknown): void {
  reportIn(actions, 'entracte/mcp', error)
}

/** Returns how a call has ended. A result that cannot be sent is a failure, which is reported. */
export function toReportedResult(outcome: ActionOutcome | undefined, tool: Tool, actions: Actions): ToolResult {
  try {
    return toResult(outcome as ActionOutcome, tool)
  } catch (cause) {
    const { action } = tool
    report(
      actions,
      new TypeError(`The result of the action ${quote(action)} cannot be sent: ${show(cause)}`, { cause }),
    )
    return failure(unknownFailure(action))
  }
}
