// Sends many jobs through two workers while workers are killed, the server is killed, and connections are cut. Then it compares what the
// callers were told with what the workers have done.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createActions } from '../../source/core/index.js'
import { distribute } from '../../source/queue/index.js'
import type { TestServer } from '../../tests/queue/server.js'
import { startWorker, type WorkerProcess } from '../../tests/queue/sides.js'

/** What has happened. */
export interface ChaosReport {
  readonly jobs: number
  /** How many callers got the result, an error because the server was away, and anything else. */
  readonly done: number
  readonly refused: number
  readonly others: readonly string[]
  /** How many jobs were reported as done and had not run, or had the result of another job. */
  readonly untrue: readonly string[]
  /** How many jobs ran more than once. */
  readonly again: number
  readonly kills: number
  readonly restarts: number
  readonly cuts: number
  readonly ms: number
}

/** A relay between the caller and the server, whose connections can be cut. */
interface Wire {
  readonly url: string
  cut(): void
  close(): void
}

/**
 * @param pause How long nothing is broken between two faults, in milliseconds.
 * @param inFlight How many callers wait at once.
 */
export async function wreak(
  server: TestServer,
  { jobs, pause, inFlight, work, seed }: { jobs: number; pause: number; inFlight: number; work: number; seed: number },
): Promise<ChaosReport> {
  const random = generator(seed)
  const folder = mkdtempSync(join(tmpdir(), 'entracte-chaos-'))
  const log = join(folder, 'runs')
  writeFileSync(log, '')
  const queue = `chaos-${process.pid}`
  const wire = await openWire(server)
  const actions = createActions<{ Do(payload: { id: string; ms: number }): string }>()
  const options = { queue, actions: ['Do' as const], register: true, connection: wire.url, onError: () => {} }
  const distribution = distribute(actions, options)
  await distribution.ready()
  const workers: WorkerProcess[] = await Promise.all([0, 1].map(() => startWorker(server, queue, log, 1_000)))
  const counts = { kills: 0, restarts: 0, cuts: 0 }
  const begin = performance.now()
  const told = new Map<string, string>()
  let isOver = false

  const faults = (async () => {
    while (!isOver) {
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + random())))
      if (isOver) return
      const which = random()
      if (which < 0.5) {
        const index = random() < 0.5 ? 0 : 1
        counts.kills++
        await workers[index]?.kill()
        workers[index] = await startWorker(server, queue, log, 1_000)
      } else if (which < 0.75) {
        counts.cuts++
        wire.cut()
      } else {
        counts.restarts++
        await server.kill()
        await new Promise((resolve) => setTimeout(resolve, 200 * random()))
        await server.start()
      }
    }
  })()

  const ids = Array.from({ length: jobs }, (_, n) => `job-${n}`).values()
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (const id of ids) {
        const outcome = await actions.settleAction('Do', { id, ms: work * random() }, { timeout: 120_000 })
        const code =
          outcome.status === 'failed' ? ((outcome.error as { code?: string }).code ?? String(outcome.error)) : ''
        told.set(id, outcome.status === 'done' ? String(outcome.result) : `${outcome.status} ${code}`)
        // Whoever is refused comes back a little later, as people do.
        if (outcome.status !== 'done') await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }),
  )
  const ms = Math.round(performance.now() - begin)
  isOver = true
  await faults
  await distribution.close()
  await Promise.all(workers.map((worker) => worker.kill()))
  wire.close()
  const runs = readFileSync(log, 'utf8').split('\n')
  rmSync(folder, { recursive: true, force: true })

  const times = new Map<string, number>()
  for (const id of runs) times.set(id, (times.get(id) ?? 0) + 1)
  const entries = [...told]
  const refused = entries.filter(([, what]) => what === 'failed ACTION_QUEUE_UNAVAILABLE').length
  const done = entries.filter(([, what]) => what.startsWith('did '))
  return {
    ...{ jobs: told.size, done: done.length, refused },
    others: entries
      .filter(([, what]) => !what.startsWith('did ') && what !== 'failed ACTION_QUEUE_UNAVAILABLE')
      .map(([id, what]) => `${id}: ${what}`),
    untrue: done.filter(([id, what]) => !times.has(id) || what !== `did ${id}`).map(([id, what]) => `${id}: ${what}`),
    again: [...times].filter(([id, count]) => id !== '' && count > 1).length,
    ...{ ...counts, ms },
  }
}

/** Opens a port that leads to the server. */
async function openWire(server: TestServer): Promise<Wire> {
  const sockets = new Set<Socket>()
  const relay: Server = createServer((socket) => {
    const other = connect(server.port, '127.0.0.1')
    for (const [one, two] of [
      [socket, other],
      [other, socket],
    ] as const) {
      sockets.add(one)
      one.setNoDelay(true)
      one.on('error', () => {})
      one.on('close', () => {
        sockets.delete(one)
        two.destroy()
      })
      one.pipe(two)
    }
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  const { port } = relay.address() as { port: number }
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: server.url.replace(`:${server.port}`, `:${port}`),
    cut,
    close() {
      cut()
      relay.close()
    },
  }
}

/** Returns a generator of numbers from 0 to 1 that is the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
