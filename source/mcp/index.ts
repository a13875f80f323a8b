// Exports what users import from `entracte/mcp`.

export { agentOf, ask } from './ask.js'
export { serveTools, watchTools } from './serve.js'
export type * from './types.js'
export { webTools } from './web.js'
