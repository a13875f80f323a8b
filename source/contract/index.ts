// Exports what users import from `entracte/contract`.

export { contract } from './contract.js'
export { enforce } from './enforce.js'
export { ActionPayloadError, ActionResultError, UncheckedActionError } from './errors.js'
export { toJsonSchema } from './json-schema.js'
export type * from './types.js'
