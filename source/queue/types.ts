// Defines the types of `entracte/queue`.

import type { ActionContext, ActionMap, ActionName, AnyActions } from '../core/index.js'
import type { Recording } from '../devtools/index.js'

/**
 * Where the queue is: an address (`redis://…`, `rediss://…`, `postgres://…`), options of ioredis, options of a pool of pg with a
 * `connectionString` (and `migrate: true`, which makes the tables of BullMQ; an address does so), or a client or pool that you have made yourself. A client of your own keeps its settings: give ioredis
 * `maxRetriesPerRequest: 1, enableOfflineQueue: false` on the calling side, or an invocation hangs while the server is away.
 */
export type QueueConnection = string | object

/** A class of errors: what crosses the queue with its `name` comes back as an instance of it. */
// biome-ignore lint/suspicious/noExplicitAny: constructors of every signature
export type ErrorClass = abstract new (...args: any[]) => Error

/** What both sides of a queue say. */
export interface QueueOptions {
  /** The name of the queue. It has no colon. */
  queue: string
  /** Where the queue is. */
  connection: QueueConnection
  /** What the keys in Redis begin with. Default: `bull`, as in BullMQ. */
  prefix?: string | undefined
  /**
   * More classes of errors. The errors of entracte and of the language come back as their classes anyway; another error is an `Error` with
   * its name.
   */
  errors?: readonly ErrorClass[] | undefined
  /** Receives errors that no caller can do something about, such as a lost connection, and on a worker a result that cannot be sent. Default: `console.error`, once for each message in a row. */
  onError?: ((error: unknown) => unknown) | undefined
}

/** The options of `distribute`. */
export interface DistributeOptions<M extends ActionMap<M> = AnyActions> extends QueueOptions {
  /** The names of the actions that workers do. */
  actions: readonly ActionName<M>[]
  /**
   * Returns the idempotency key of an invocation: a second invocation of the action with the same key runs nothing, and has the result of
   * the first. Default: none; each invocation is a job of its own.
   */
  key?: ((payload: unknown, ctx: ActionContext) => string | undefined) | undefined
  /** Returns what `ctx.state` begins with on the worker, such as the user. Default: nothing of it crosses. */
  state?: ((ctx: ActionContext) => object | undefined) | undefined
  /** Returns texts that the option `around` of the worker receives, such as `traceparent`. Default: none. */
  headers?: ((ctx: ActionContext) => Readonly<Record<string, string>>) | undefined
  /** Says what a worker does with a job whose caller is gone: finish it, or cancel it within some seconds. Default: `'finish'`. */
  whenCallerGone?: 'finish' | 'cancel' | undefined
  /** How long results are kept, in seconds. Default: 3600. After that, a key may run again. */
  keepResults?: number | undefined
  /** Is told the id of each job before it is sent. `resume` takes it, also after this side was restarted. */
  onSend?: ((id: string, ctx: ActionContext) => unknown) | undefined
  /** Registers those of the actions that have no core here. Their cores never run. Default: false. */
  register?: boolean | undefined
  /**
   * A recording of these actions, by `record` of `entracte/devtools`: its timeline shows, inside each invocation, what the worker did. The
   * workers then record these jobs. Default: none, and workers record nothing.
   */
  recording?: Recording | undefined
  /** More options of a job, as BullMQ takes them: `priority`, `delay`, `lifo`. */
  job?: object | undefined
}

/** The calling side of a queue. */
export interface Distribution {
  /**
   * Waits for the result of a job by its id, also of a job that another process has sent.
   *
   * It rejects as `invokeAction` does, with a `JobLostError` when the queue does not have the job.
   */
  resume(id: string): Promise<unknown>
  /** Returns the id of the job of an action and a key. */
  idOf(action: string, key: string): string
  /** Waits until the server of the queue answers. Rejects when it cannot be reached. */
  ready(): Promise<void>
  /**
   * Runs the actions here again, rejects all that is waited for with a `QueueClosedError` at once, and closes the connections: within 4
   * seconds, also when the server is away.
   */
  close(): Promise<void>
}

/** The options of `work`. */
export interface WorkOptions extends QueueOptions {
  /** The names of the actions that this worker runs. A job with another name fails. Default: every action that is registered. */
  actions?: readonly string[] | undefined
  /** How many jobs run at once. Default: 1. */
  concurrency?: number | undefined
  /**
   * How long a job is locked without a sign of life of its worker, in milliseconds: after a worker was killed, another begins again after
   * one to two such times. It must be the same for all workers of a queue. Default: 30_000.
   */
  lock?: number | undefined
  /** How often a job may lose its worker before it fails with a `JobLostError`. Default: 5. */
  losses?: number | undefined
  /** Runs a job: what is around it, such as the context of a trace, and `run()`. It returns what `run()` returns. */
  around?: ((headers: Readonly<Record<string, string>>, run: () => Promise<unknown>) => Promise<unknown>) | undefined
  /** More options of a worker, as BullMQ takes them: `limiter`, `metrics`, and the `name` that a timeline shows. */
  worker?: object | undefined
}

/** The working side of a queue. */
export interface Working {
  /** Waits until jobs are taken. */
  ready(): Promise<void>
  /**
   * Takes no more jobs, waits for those that run, and closes the connections: within 4 seconds after the last job, also when the server is
   * away. A result that could not be sent until then is lost, and another worker does its job again.
   *
   * When `signal` fires before that, the running jobs are cancelled here and left to other workers.
   */
  close(options?: { signal?: AbortSignal | undefined }): Promise<void>
}
