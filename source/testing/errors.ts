// The two ways in which a test can fail here, as errors that runners know how to show.

import { ActionError } from '../core/index.js'

/**
 * Something else was seen than was expected. Its `name` is `'AssertionError'`, which is what runners look for to show the
 * difference of `actual` and `expected`; its message has both, and the timeline.
 */
export class ExpectationError extends Error {
  /** What was seen: of each list that differs, the fields that were asked for. */
  readonly actual: unknown

  /** What was expected of those lists. */
  readonly expected: unknown

  constructor(message: string, actual: unknown, expected: unknown) {
    super(message)
    this.actual = actual
    this.expected = expected
  }

  // A getter, since assigning to `name` would fail where `Error.prototype` is frozen; and bundlers rename classes.
  override get name() {
    return 'AssertionError'
  }
}

/** Something still ran when the time limit of `idle` was over. */
export class NotIdleError extends ActionError {
  readonly code = 'ACTION_NOT_IDLE'

  /** What still ran, as in `'AcceptTask before askFirst'`; an invocation as `'AcceptTask'`. */
  readonly running: readonly string[]

  constructor(message: string, running: readonly string[]) {
    super('', message)
    this.running = running
  }

  override get name() {
    return 'NotIdleError'
  }
}
