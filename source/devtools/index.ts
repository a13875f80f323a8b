// The door of entracte/devtools: what users import.

export { formatTimeline, type TimelineFormat, type TimelineRole } from './format.js'
export { record } from './record.js'
export { loadRecording } from './saved.js'
export { type TraceEvent, type TraceFile, toTraceEvents } from './trace.js'
export type * from './types.js'
