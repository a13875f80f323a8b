// Exports what users import from `entracte/http`.

export { expressHandler } from './express.js'
export { fastifyHandler } from './fastify.js'
export { honoHandler } from './hono.js'
export { koaHandler } from './koa.js'
export { toProblem } from './problem.js'
export type * from './types.js'
