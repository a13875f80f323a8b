// Exports what users import from `entracte/node`.

export { publishDiagnostics } from './publish.js'
export type * from './types.js'
