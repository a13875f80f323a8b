// Exports what users import from `entracte/devtools`.

export { formatTimeline, type TimelineFormat, type TimelineRole } from './format.js'
export { toPerformancePanel } from './panel.js'
export { record } from './record.js'
export { loadRecording } from './saved.js'
export { defineTimeline } from './timeline/define.js'
export type { Explainable, Timeline, TimelineElement, TimelineView } from './timeline/types.js'
export { type TraceEvent, type TraceFile, toTraceEvents } from './trace.js'
export type * from './types.js'
