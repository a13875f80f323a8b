// The error of an action that is blocked, which a caller may want to catch.

import { ActionError } from '../core/index.js'
import { quote } from '../shared/text.js'

/** An action was invoked while somebody had it blocked. Nothing further in has run. */
export class ActionBlockedError extends ActionError {
  readonly code = 'ACTION_BLOCKED'

  constructor(action: string) {
    super(action, `Cannot invoke the action ${quote(action)}, because it is blocked: unblock it first`)
  }

  // A getter, since assigning to `name` would fail where `Error.prototype` is frozen; and bundlers rename classes.
  override get name() {
    return 'ActionBlockedError'
  }
}
