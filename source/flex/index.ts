// Exports what plugins, and tests of plugins, import from `entracte/flex`.

export { Actions, createActions } from './actions.js'
export { FlexError } from './errors.js'
export type * from './payloads.js'
export type * from './types.js'
