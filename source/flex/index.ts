// The door of `entracte/flex`: what plugins import, and what tests of plugins do.

export { Actions, createActions } from './actions.js'
export { FlexError } from './errors.js'
export type * from './payloads.js'
export type * from './types.js'
