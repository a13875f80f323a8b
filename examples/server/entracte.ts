// Decides where the library comes from: in your own program these imports are 'entracte' and its sub-paths.
export * from '../../source/contract/index.js'
export * from '../../source/core/index.js'
export * from '../../source/devtools/index.js'
export * from '../../source/http/index.js'
export * from '../../source/otel/index.js'
export * from '../../source/queue/index.js'
export * from '../../source/state/index.js'
