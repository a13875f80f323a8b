// Defines the errors of connections, for callers that want to catch them.

import { ActionError } from '../core/index.js'
import { quote } from '../shared/text.js'

/** Says that the connection has ended: the other side is gone, or was told to go. What waited for it is settled with this error. */
export class RemoteClosedError extends ActionError {
  readonly code = 'ACTION_REMOTE_CLOSED'

  /** @param cause What the other side crashed with, if it is known. */
  constructor(action: string, scope: string, cause?: unknown) {
    const what = action === '' ? '' : `Cannot go on with the action ${quote(action)}, because `
    const whose = scope === '' ? 'The connection' : `The connection of the plugin ${quote(scope)}`
    super(action, `${what}${what === '' ? whose : whose.replace('T', 't')} has ended: make a new one`)
    if (cause !== undefined) this.cause = cause
  }

  // A getter, since an assignment to `name` fails where `Error.prototype` is frozen. Not the class name, since bundlers change it.
  override get name() {
    return 'RemoteClosedError'
  }
}

/** Says that the host refused what a plugin asked for: it does not allow it, or a limit is reached. */
export class RemoteRefusedError extends ActionError {
  readonly code = 'ACTION_REMOTE_REFUSED'

  override get name() {
    return 'RemoteRefusedError'
  }
}

/** Says that a value cannot cross: it, or something in it, cannot be cloned. It is thrown on the side that tried to send the value. */
export class UncloneableError extends ActionError {
  readonly code = 'ACTION_UNCLONEABLE'

  /** Where the value is, such as `payload.node.ownerDocument`. */
  readonly path: string

  constructor(path: string, what: string) {
    super(
      '',
      `Cannot send ${path}, because it is ${what}, which cannot be cloned: leave it out, or pass what it stands for`,
    )
    this.path = path
  }

  override get name() {
    return 'UncloneableError'
  }
}
