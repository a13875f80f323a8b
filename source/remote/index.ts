// Exports what users import from `entracte/remote`.

export { connect } from './connect.js'
export { RemoteClosedError, RemoteRefusedError, UncloneableError } from './errors.js'
export { expose } from './expose.js'
export { windowPort } from './port.js'
export type * from './types.js'
