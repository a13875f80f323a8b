// What the environment says, to the service and to workers alike.

const { PORT = '3000', HOST = '127.0.0.1', PACE = '200', LOCK = '30000', REDIS_URL, DATABASE_URL } = process.env

export const port = Number(PORT)
export const host = HOST
/** How long a partner takes, in milliseconds. */
export const pace = Number(PACE)
/** After which time without a sign of life a worker counts as dead, in milliseconds. */
export const lock = Number(LOCK)
/** Where the queue is; undefined when the service does everything itself. */
export const connection = REDIS_URL ?? DATABASE_URL
export const queue = 'orders'
/** How long the work that runs may take when the process is told to end, in milliseconds. */
export const patience = 10_000
