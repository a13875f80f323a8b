// Opens a calling side and a worker on one queue, in this process or in another.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Actions, createActions } from '../../source/core/index.js'
import {
  type DistributeOptions,
  type Distribution,
  distribute,
  type Working,
  type WorkOptions,
  work,
} from '../../source/queue/index.js'
import type { TestServer } from './server.js'

// biome-ignore lint/suspicious/noExplicitAny: the tests send everything
export type Anything = Record<string, (payload: any) => any>

export interface Sides {
  /** The name of the queue, which no other test has. */
  queue: string
  here: Actions<Anything>
  there: Actions<Anything>
  caller: Distribution
  worker: Working
  /** What went to `onError` of either side. */
  errors: unknown[]
  close(): Promise<void>
}

let count = 0

/** Opens both sides, with one action `Do`. */
export async function openSides(
  server: TestServer,
  {
    caller: callerOptions = {},
    worker: workerOptions = {},
  }: {
    caller?: Partial<DistributeOptions<Anything>>
    worker?: Partial<WorkOptions>
  } = {},
): Promise<Sides> {
  const queue = `queue-${process.pid}-${count++}`
  const errors: unknown[] = []
  const both = { queue, connection: server.url, onError: (error: unknown) => errors.push(error) }
  const here = createActions<Anything>()
  const there = createActions<Anything>()
  const worker = work(there, { ...both, concurrency: 100, ...workerOptions })
  const caller = distribute(here, { ...both, actions: ['Do'], register: true, ...callerOptions })
  await Promise.all([worker.ready(), caller.ready()])
  return {
    ...{ queue, here, there, caller, worker, errors },
    close: async () => void (await Promise.all([caller.close(), worker.close()])),
  }
}

/** A worker in a process of its own. */
export interface WorkerProcess {
  /** Kills it as a crash does. */
  kill(): Promise<void>
  readonly child: ChildProcess
}

/** Starts a worker in a process of its own, and waits until it takes jobs. */
export async function startWorker(
  server: TestServer,
  queue: string,
  log: string,
  lock: number,
): Promise<WorkerProcess> {
  const file = fileURLToPath(new URL('worker.ts', import.meta.url))
  const args = ['--import', 'tsx', file, server.url, queue, log, String(lock)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  await once(child, 'message')
  return {
    child,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    },
  }
}
