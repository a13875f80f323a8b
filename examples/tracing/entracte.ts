// Decides where the library comes from: in your own program these imports are 'entracte' and 'entracte/otel'.
export * from '../../source/core/index.js'
export * from '../../source/otel/index.js'
