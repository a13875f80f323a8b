// The door of `entracte/state`: what users import.

export { ActionBlockedError } from './errors.js'
export { trackState } from './state.js'
export { PayloadStore } from './store.js'
export type * from './types.js'
