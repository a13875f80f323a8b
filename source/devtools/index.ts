// The door of entracte/devtools: what users import.

export { formatTimeline, type TimelineFormat, type TimelineRole } from './format.js'
export { record } from './record.js'
export type * from './types.js'
