// Declares the errors of actions that run on another machine.

import { ActionError } from '../core/index.js'
import { quote } from '../shared/text.js'

/** Says that a value cannot cross to another machine, such as a function. The side that tried to send it gets the error. */
export class UnsendableError extends ActionError {
  readonly code = 'ACTION_UNSENDABLE'

  constructor(action: string, what: string, why: string) {
    super(action, `Cannot send the ${what} of the action ${quote(action)} through a queue: ${why}`)
  }

  // A getter, since an assignment to `name` fails where `Error.prototype` is frozen. Not the class name, since bundlers change it.
  override get name() {
    return 'UnsendableError'
  }
}

/** Says that the server of the queue cannot be reached. Nothing has been sent, as far as can be told; `cause` says more. */
export class QueueUnavailableError extends ActionError {
  readonly code = 'ACTION_QUEUE_UNAVAILABLE'

  constructor(action: string, queue: string, cause: unknown) {
    super(action, `Cannot send the action ${quote(action)}, because the server of the queue ${quote(queue)} is away`)
    this.cause = cause
  }

  override get name() {
    return 'QueueUnavailableError'
  }
}

/** Says that the waiting for a result has ended, because this side was closed. The job may still run. */
export class QueueClosedError extends ActionError {
  readonly code = 'ACTION_QUEUE_CLOSED'

  constructor(action: string, queue: string) {
    super(
      action,
      `The action ${quote(action)} has no result here, because its side of the queue ${quote(queue)} was closed`,
    )
  }

  override get name() {
    return 'QueueClosedError'
  }
}

/** Says that a job has no result, and will not get one: it was removed, or its workers have died too often. */
export class JobLostError extends ActionError {
  readonly code = 'ACTION_JOB_LOST'

  /** The id of the job. */
  readonly id: string

  constructor(action: string, id: string, why: string) {
    super(action, `The job ${quote(id)} of the action ${quote(action)} has no result: ${why}`)
    this.id = id
  }

  override get name() {
    return 'JobLostError'
  }
}
