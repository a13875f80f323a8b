// Exports what users import from `entracte/queue`.

export { distribute } from './distribute.js'
export { JobLostError, QueueClosedError, QueueUnavailableError, UnsendableError } from './errors.js'
export { onProgress, progress } from './progress.js'
export type * from './types.js'
export { work } from './work.js'
