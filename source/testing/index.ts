// Exports what users import from `entracte/testing`.

export { ExpectationError, NotIdleError } from './errors.js'
export { createFlexMock, type FlexMock, type FlexParts } from './flex-mock.js'
export { createTestActions } from './test-actions.js'
export type * from './types.js'
