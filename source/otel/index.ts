// Exports what users import from `entracte/otel`.

export { carryTrace, continueTrace } from './carry.js'
export { traceActions } from './trace.js'
export type * from './types.js'
