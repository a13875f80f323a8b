// The error that Flex rejects with: for what it refuses, and around what has failed in an action.

import type { FlexErrorContent } from './types.js'

/**
 * What a refused invocation, or one whose body or replacement has failed, rejects with. Its `name` is `Error`, as in Flex.
 *
 * An invocation that a before listener has cancelled rejects with a plain `Error` instead.
 *
 * @example
 * await Actions.invokeAction('AcceptTask').catch((error) => error.content?.description) // → Action AcceptTask does not exist!
 */
export class FlexError extends Error {
  /** What it is about: `description` says more than the message, `wrappedError` is what was thrown. */
  readonly content: FlexErrorContent

  /** @param content What differs from an error of a plugin's own. */
  constructor(message?: string, content?: Partial<FlexErrorContent>) {
    super(message)
    this.content = { ...content, type: 'app', severity: 'normal', twilioErrorCode: 45600, ...content }
  }
}

/** The error that an action refuses an invocation with. */
export function refusal(message: string, description?: string): FlexError {
  return new FlexError(message, { description, context: 'Actions', wrappedError: undefined })
}

/**
 * What an invocation rejects with when its body or a replacement has thrown `error`: one of Flex's as it is, any other in one of
 * Flex's that has its message.
 *
 * @throws {TypeError} when undefined or null was thrown, which has no message.
 */
export function toFlexError(action: string, error: unknown): FlexError {
  if (error instanceof FlexError) return error
  const message = typeof error === 'string' ? error : (error as Error).message
  const description = `Error in action ${action} body: ${message}`
  return new FlexError(message, { description, context: 'Actions', wrappedError: error })
}
