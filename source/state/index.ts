// Exports what users import from `entracte/state`.

export { actionStore } from './action-store.js'
export { ActionBlockedError } from './errors.js'
export { trackState } from './state.js'
export { PayloadStore } from './store.js'
export type * from './types.js'
export { watchState } from './watch.js'
