// The door of entracte/devtools: what users import.

export { record } from './record.js'
export type * from './types.js'
