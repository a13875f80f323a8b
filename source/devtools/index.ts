// The door of entracte/devtools: what users import.

export { formatTimeline, type TimelineFormat, type TimelineRole } from './format.js'
export { record } from './record.js'
export { loadRecording } from './saved.js'
export { defineTimeline, type Explainable, type Timeline, type TimelineElement, type TimelineView } from './timeline.js'
export { type TraceEvent, type TraceFile, toTraceEvents } from './trace.js'
export type * from './types.js'
