// Exports what users import from `entracte/plugins`.

export { DuplicatePluginError, PluginCircleError, PluginTimeoutError } from './errors.js'
export { installPlugin } from './install.js'
export type * from './types.js'
