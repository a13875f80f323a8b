// Defines the error of a blocked action, for callers that want to catch it.

import { ActionError } from '../core/index.js'
import { quote } from '../shared/text.js'

/** The error of an invocation whose action was blocked. No inner middleware, no listener, no replacement and no core has run. */
export class ActionBlockedError extends ActionError {
  readonly code = 'ACTION_BLOCKED'

  constructor(action: string, why = 'it is blocked: unblock it first') {
    super(action, `Cannot invoke the action ${quote(action)}, because ${why}`)
  }

  // A getter, since an assignment to `name` fails where `Error.prototype` is frozen. Not the class name, since bundlers change it.
  override get name() {
    return 'ActionBlockedError'
  }
}
