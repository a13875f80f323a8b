// Defines the errors of values that do not fit, for callers that want to catch them.

import { ActionError } from '../core/index.js'
import { quote } from '../shared/text.js'
import type { Issue } from './types.js'

/** The error of an invocation whose payload does not fit the contract. The core has not run. */
export class ActionPayloadError extends ActionError {
  readonly code = 'ACTION_PAYLOAD'

  /** Says what is wrong with the payload. */
  readonly issues: readonly Issue[]

  /** Whether the payload of the caller did fit, and has been changed since: the option `recheck` finds it. */
  readonly changed: boolean

  constructor(action: string, issues: readonly Issue[], changed = false) {
    const which = changed ? ', which was changed since it was checked,' : ''
    super(
      action,
      `Cannot invoke the action ${quote(action)}, because its payload${which} does not fit${inWords(issues)}`,
    )
    this.issues = issues
    this.changed = changed
  }

  // A getter, since an assignment to `name` fails where `Error.prototype` is frozen. Not the class name, since bundlers change it.
  override get name() {
    return 'ActionPayloadError'
  }
}

/** The error of an invocation whose result does not fit the contract. The core has run. */
export class ActionResultError extends ActionError {
  readonly code = 'ACTION_RESULT'

  /** Says what is wrong with the result. */
  readonly issues: readonly Issue[]

  constructor(action: string, issues: readonly Issue[]) {
    super(action, `The action ${quote(action)} has a result that does not fit its contract${inWords(issues)}`)
    this.issues = issues
  }

  override get name() {
    return 'ActionResultError'
  }
}

/** The error of an invocation of an action that a strict contract does not know. */
export class UncheckedActionError extends ActionError {
  readonly code = 'ACTION_UNCHECKED'

  constructor(action: string, remedy = '') {
    super(
      action,
      `Cannot invoke the action ${quote(action)}, because the contract is strict and does not know it${remedy}`,
    )
  }

  override get name() {
    return 'UncheckedActionError'
  }
}

/** Says the first issue, and how many more there are. */
function inWords([first, ...more]: readonly Issue[]): string {
  if (first === undefined) return ''
  const { path, message } = first
  const where = path.length > 0 ? ` at ${quote(path.map(inPath).join('').replace(/^\./, ''))}` : ''
  return `${where}: ${message}${more.length > 0 ? ` (and ${more.length} more)` : ''}`
}

function inPath(key: PropertyKey): string {
  const text = String(key)
  return /^[a-z_$][\w$]*$/i.test(text) ? `.${text}` : `[${text}]`
}
