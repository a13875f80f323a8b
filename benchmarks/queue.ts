// What does an action cost that a worker does, compared with BullMQ by hand on the same server?

import { createRequire } from 'node:module'
import { openServer } from '../tests/queue/server.js'
import { checked, published, type Sampler, sample } from './harness.js'
import { type Benchmark, rowsOf, type Settings, type Table } from './results.js'

const { createActions } = await published()
const { distribute, work } = await published('./queue')

// Not its types: source/queue/ declares as much of them as it needs.
const { Queue, QueueEvents, Worker } = createRequire(import.meta.url)('bullmq')

export const benchmark: Benchmark = { parts: { queue } }

const HAND = 'queue.add and waitUntilFinished by hand'
const OURS = 'distribute and work'

/** The number of jobs at once, of those that follow one another in a round, and of those that run at once in a worker. */
const MANY = 1_000
const ROUND_TRIPS = 100
const CONCURRENCY = 50

const order = { id: 'A1', to: 'Ada', articles: [{ name: 'tea', cents: 500 }] }

/** Does one job, and returns its result. */
type Do = () => Promise<unknown>

async function queue(settings: Settings): Promise<Table[]> {
  const server = await openServer()
  const hand = await byHand(server.url)
  const ours = await withEntracte(server.url)
  try {
    await checked(hand.job, order.id, HAND)
    await checked(ours.job, order.id, OURS)
    // The rounds alone are too short to compile what is hot.
    if (!settings.smoke) for (const job of [hand.job, ours.job]) await atOnce(job, MANY)
    const table = async (title: string, time: (job: Do) => Promise<number>): Promise<Table> => {
      const samplers: Record<string, Sampler<number>> = { [HAND]: () => time(hand.job), [OURS]: () => time(ours.job) }
      const cells = await sample(samplers, HAND, settings)
      const rows = rowsOf([cells], (name) => (name === OURS ? { from: 'entracte', limits: [{ ratio: 1.25 }] } : {}))
      return { title, unit: 'ns', ratioTo: HAND, columns: [''], rows }
    }
    const [trips, many] = settings.smoke ? [1, 10] : [ROUND_TRIPS, MANY]
    return [
      await table('A round trip', (job) => oneByOne(job, trips)),
      await table(`${MANY} in flight: the time for each`, (job) => atOnce(job, many)),
    ]
  } finally {
    await hand.close()
    await ours.close()
    await server.close()
  }
}

/** Returns the time of one job on the clock, in nanoseconds. The server is another process, so the time of the processor says too little. */
async function oneByOne(job: Do, count: number): Promise<number> {
  const begin = performance.now()
  for (let i = 0; i < count; i++) await job()
  return ((performance.now() - begin) * 1e6) / count
}

async function atOnce(job: Do, count: number): Promise<number> {
  const begin = performance.now()
  await Promise.all(Array.from({ length: count }, job))
  return ((performance.now() - begin) * 1e6) / count
}

async function byHand(url: string) {
  const connection = { url, maxRetriesPerRequest: null }
  const queue = new Queue('hand', { connection })
  const events = new QueueEvents('hand', { connection })
  for (const emitter of [queue, events]) emitter.setMaxListeners(0)
  const core = async ({ data }: { data: typeof order }) => data.id
  const worker = new Worker('hand', core, { connection, concurrency: CONCURRENCY })
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady(), worker.waitUntilReady()])
  return {
    async job() {
      const job = await queue.add('ShipOrder', order)
      return job.waitUntilFinished(events)
    },
    close: () => Promise.all([worker.close(), events.close(), queue.close()]),
  }
}

async function withEntracte(connection: string) {
  const here = createActions()
  const there = createActions()
  there.registerAction('ShipOrder', async ({ id }: typeof order) => id)
  const worker = work(there, { queue: 'ours', connection, concurrency: CONCURRENCY })
  const caller = distribute(here, { queue: 'ours', connection, actions: ['ShipOrder'], register: true })
  await Promise.all([worker.ready(), caller.ready()])
  return {
    job: () => here.invokeAction('ShipOrder', order),
    close: () => Promise.all([caller.close(), worker.close()]),
  }
}
