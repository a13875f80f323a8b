// Declares only what connection.ts needs of BullMQ 6. Its own types would add those of Node, and then `setTimeout` would have Node's type
// inside the library.

declare module 'bullmq' {
  type Backend = unknown

  interface Emitter {
    // biome-ignore lint/suspicious/noExplicitAny: each event has arguments of its own
    on(event: string, listener: (args: any, second?: any) => void): unknown
    close(force?: boolean): Promise<void>
  }

  /** The connections of a queue, of its events or of a worker. */
  interface Connections {
    close(force: boolean): Promise<void>
    disconnectBlocking(wait: boolean): Promise<void>
    /** What a worker asks for jobs with, where it is a client of Redis. */
    readonly blockingClient?: Promise<{ readonly status: unknown }>
  }

  interface Job {
    readonly id?: string
    readonly name: string
    // biome-ignore lint/suspicious/noExplicitAny: what was added
    readonly data: any
    readonly returnvalue: unknown
    readonly failedReason?: string
    readonly finishedOn?: number
    updateProgress(value: unknown): Promise<void>
    moveToWait(token: string | undefined): Promise<unknown>
  }

  interface Connected {
    readonly connection: unknown
    readonly prefix?: string | undefined
    readonly skipWaitingForReady?: boolean
    readonly [option: string]: unknown
  }

  class Queue implements Emitter {
    constructor(name: string, options: Connected, backend?: Backend)
    readonly on: Emitter['on']
    readonly backend: Connections
    close(force?: boolean): Promise<void>
    waitUntilReady(): Promise<unknown>
    add(name: string, data: unknown, options: object): Promise<Job>
    getJob(id: string): Promise<Job | undefined>
    remove(id: string): Promise<number>
  }

  class QueueEvents implements Emitter {
    constructor(name: string, options: Connected, backend?: Backend)
    readonly on: Emitter['on']
    readonly backend: Connections
    close(force?: boolean): Promise<void>
    waitUntilReady(): Promise<unknown>
    run(): Promise<void>
  }

  class Worker implements Emitter {
    constructor(
      name: string,
      run: (job: Job, token: string | undefined) => Promise<unknown>,
      options: Connected,
      backend?: Backend,
    )
    readonly on: Emitter['on']
    readonly backend: Connections
    run(): Promise<void>
    isRunning(): boolean
    pause(doNotWaitActive: boolean): Promise<void>
    close(force?: boolean): Promise<void>
    waitUntilReady(): Promise<unknown>
  }

  class Relay implements Emitter {
    constructor(options: Connected)
    readonly nodeId: string
    readonly backend: { close(): Promise<void> }
    readonly on: Emitter['on']
    close(): Promise<void>
    waitUntilReady(): Promise<void>
    // biome-ignore lint/suspicious/noExplicitAny: what was published
    subscribe(topic: string, listener: (message: { data: any }) => void): Promise<unknown>
    publish(topic: string, data: unknown): Promise<unknown>
    getNodes(): Promise<{ readonly id: string; readonly leaseUntil: number }[]>
  }

  class WaitingError extends Error {}

  const createPostgresBackend: Backend
  const createPostgresRelayBackend: Backend
}
