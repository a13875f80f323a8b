// Defines the two errors with which a test can fail, in a form that test runners can show.

import { ActionError } from '../core/index.js'

/**
 * The error of an expectation that was not met. Its `name` is `'AssertionError'`: test runners look for this name before they show the
 * difference of `actual` and `expected`. The message has both, and the timeline.
 */
export class ExpectationError extends Error {
  /** The lists that differ, as they were seen. Their entries have only the fields that were expected. */
  readonly actual: unknown

  /** The same lists, as they were expected. */
  readonly expected: unknown

  constructor(message: string, actual: unknown, expected: unknown) {
    super(message)
    this.actual = actual
    this.expected = expected
  }

  // A getter, since an assignment to `name` fails where `Error.prototype` is frozen. Not the class name, since bundlers change it.
  override get name() {
    return 'AssertionError'
  }
}

/** The error of `idle` when its time limit ran out while an invocation or a function still ran, or when timers do not run, because they are faked. */
export class NotIdleError extends ActionError {
  readonly code = 'ACTION_NOT_IDLE'

  /** The functions that still ran, as in `'AcceptTask before askFirst'`, and the invocations, as in `'AcceptTask'`. */
  readonly running: readonly string[]

  constructor(message: string, running: readonly string[]) {
    super('', message)
    this.running = running
  }

  override get name() {
    return 'NotIdleError'
  }
}
