// Makes the errors that Flex rejects with: for refused invocations, and around errors that an action has thrown.

import type { FlexErrorContent } from './types.js'

/**
 * The error that an invocation rejects with when it was refused, or when its body or a replacement has failed. Its `name` is `Error`, as in
 * Flex.
 *
 * An invocation that a before listener has cancelled rejects with a plain `Error` instead.
 *
 * @example
 * await Actions.invokeAction('AcceptTask').catch((error) => error.content?.description) // → Action AcceptTask does not exist!
 */
export class FlexError extends Error {
  /** The facts: `description` says more than the message, `wrappedError` is the value that was thrown. */
  readonly content: FlexErrorContent

  /** @param content The fields of `content`. Fields that are left out have the values of an error that a plugin makes itself. */
  constructor(message?: string, content?: Partial<FlexErrorContent>) {
    super(message)
    this.content = { ...content, type: 'app', severity: 'normal', twilioErrorCode: 45600, ...content }
  }
}

/** Makes the error of a refused invocation. */
export function refusal(message: string, description?: string): FlexError {
  return new FlexError(message, { description, context: 'Actions', wrappedError: undefined })
}

/**
 * Returns the error that an invocation rejects with when its body or a replacement has thrown `error`. A `FlexError` is returned as it is.
 * Any other value is wrapped in a `FlexError` with the same message.
 *
 * @throws {TypeError} when `error` is undefined or null, since these have no message.
 */
export function toFlexError(action: string, error: unknown): FlexError {
  if (error instanceof FlexError) return error
  const message = typeof error === 'string' ? error : (error as Error).message
  const description = `Error in action ${action} body: ${message}`
  return new FlexError(message, { description, context: 'Actions', wrappedError: error })
}
