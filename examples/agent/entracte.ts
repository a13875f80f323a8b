// Decides where the library comes from: in your own program these imports are 'entracte', 'entracte/contract' and 'entracte/mcp'.
export * from '../../source/contract/index.js'
export * from '../../source/core/index.js'
export * from '../../source/mcp/index.js'
