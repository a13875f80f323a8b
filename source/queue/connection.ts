// Opens what BullMQ has: queues, events, workers and the relay, on Redis or on Postgres. Only this file knows BullMQ.

import {
  createPostgresBackend,
  createPostgresRelayBackend,
  type Job,
  Queue,
  QueueEvents,
  Relay,
  WaitingError,
  Worker,
} from 'bullmq'
import { refuse } from '../shared/arguments.js'
import type { QueueConnection } from './types.js'
import { delay, waitBriefly } from './waits.js'

export type { Job, Queue, QueueEvents, Relay, Worker }

/** Where a queue is. */
export interface Place {
  readonly name: string
  readonly connection: QueueConnection
  readonly prefix: string | undefined
  /** Returns true when the side is closed: then no client connects again. */
  readonly isClosed?: () => boolean
}

/** What a client of ioredis says while it has no connection, but will have one. */
const CONNECTING: readonly unknown[] = ['connecting', 'reconnecting', 'close']

interface RedisOptions {
  readonly url?: string
  readonly retryStrategy?: (times: number) => unknown
}

/** How long a caller counts as living without a sign of life, in milliseconds. It gives a sign three times as often. */
const CALLER_LEASE = 5_000

/**
 * How long events are waited for in one command, in milliseconds: a command that was under way when the server went keeps the process up for
 * one second longer than that, also after closing (BullMQ 6.7.0, ioredis 6). Their default is 10 seconds.
 */
const EVENTS_WAIT = 2_000

/** Returns a queue whose commands fail at once when the server is away. A connection of the user's keeps its own settings. */
export function openQueue(place: Place): Queue {
  const { options, backend } = optionsOf(place, { maxRetriesPerRequest: 1, enableOfflineQueue: false })
  return new Queue(place.name, options, backend)
}

/** Returns the events of a queue; they begin with `run`. */
export function openEvents(place: Place): QueueEvents {
  const { options, backend } = optionsOf(place, { maxRetriesPerRequest: null })
  return new QueueEvents(place.name, { ...options, autorun: false, blockingTimeout: EVENTS_WAIT }, backend)
}

/** Returns a worker; it begins with `run`. */
export function openWorker(place: Place, run: ConstructorParameters<typeof Worker>[1], more: object): Worker {
  const { options, backend } = optionsOf(place, { maxRetriesPerRequest: null })
  return new Worker(place.name, run, { ...options, ...more, autorun: false }, backend)
}

/** Gives a job that runs back to the queue, for another worker. Throws what tells BullMQ so. */
export async function giveBack(job: Job, token: string | undefined): Promise<never> {
  await job.moveToWait(token)
  throw new WaitingError()
}

/**
 * Closes what BullMQ has opened, at once: its own closing does not end while a client of Redis connects again, and that client goes on
 * trying (BullMQ 6.7.0). A client of the user's stays open.
 */
export async function closeAtOnce(opened: Queue | QueueEvents | Worker): Promise<void> {
  opened.close(true).catch(() => {})
  await opened.backend.close(true)
}

/**
 * Lets a worker end its jobs and send their results, unless `isLate` returns true before. It may wait for ever; close the worker then, too.
 * BullMQ's own closing in order cannot be ended when it waits for ever.
 */
export async function endJobs(worker: Worker, isLate: () => boolean): Promise<void> {
  await worker.pause(true)
  if (!worker.isRunning()) return
  const client = await worker.backend.blockingClient
  // Ending this connection while it connects would end the trying, and wait for that to end in vain (BullMQ 6.7.0, ioredis 5).
  while (CONNECTING.includes(client?.status) && !isLate()) await delay(20)
  if (!isLate()) await worker.backend.disconnectBlocking(true)
  while (worker.isRunning() && !isLate()) await delay(10)
}

/** Closes a relay. Its own closing may wait for ever, as that of a worker, and keeps its connection then. */
export async function closeRelay(relay: Relay): Promise<void> {
  await waitBriefly(relay.close().catch(() => {}))
  relay.backend.close().catch(() => {})
}

/** Returns what sends messages from any side of a queue to any other. */
export function openRelay(place: Place): Relay {
  const { options, backend } = optionsOf(place, { maxRetriesPerRequest: null })
  const relayBackend = backend === undefined ? {} : { backend: createPostgresRelayBackend }
  return new Relay({ ...options, ...relayBackend, namespace: 'entracte', leaseDuration: CALLER_LEASE })
}

/** Returns the topic of the messages of a queue. Topics have no other characters than these. */
export function topicOf(queue: string): string {
  return `queue.${Array.from(queue, (letter) => (/\w/.test(letter) ? letter : `-${letter.codePointAt(0)}-`)).join('')}`
}

function optionsOf({ connection, prefix, isClosed = () => false }: Place, forRedis: object) {
  const more = prefix === undefined ? {} : { prefix }
  if (isPostgres(connection)) {
    // Whoever gives only an address has no other place to say that the tables may be made.
    const given = typeof connection === 'string' ? { connectionString: connection, migrate: true } : connection
    return { options: { ...more, connection: given }, backend: createPostgresBackend }
  }
  // A client of ioredis, or another, is used as it is.
  if (typeof connection === 'object' && 'duplicate' in connection)
    return { options: { ...more, connection }, backend: undefined }
  const given: RedisOptions = typeof connection === 'string' ? { url: connection } : connection
  if (given.url !== undefined && !/^rediss?:/.test(given.url)) {
    refuse('The option connection', 'an address that begins with redis: or postgres:', connection)
  }
  const { retryStrategy = pauseBefore } = given
  const again = (times: number) => (isClosed() ? null : retryStrategy(times))
  return { options: { ...more, connection: { ...given, ...forRedis, retryStrategy: again } }, backend: undefined }
}

/** Returns how long to wait before a client connects again, in milliseconds. */
function pauseBefore(times: number): number {
  return Math.min(times * 100, 1_000)
}

/** Returns whether a connection is one of Postgres: its address, options with its address, or a pool of pg. */
function isPostgres(connection: QueueConnection): boolean {
  if (typeof connection === 'string') return /^postgres(ql)?:/.test(connection)
  return 'connectionString' in connection || 'totalCount' in connection
}
