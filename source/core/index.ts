// Exports what users import from 'entracte'.

export { createActions } from './actions.js'
export {
  ActionAbortedError,
  ActionError,
  ActionMisuseError,
  ActionRecursionError,
  ActionTimeoutError,
  DuplicateActionError,
  UnknownActionError,
  UnsupportedEventError,
} from './errors.js'
export { after, before, replacement } from './lifts.js'
export type * from './types.js'
