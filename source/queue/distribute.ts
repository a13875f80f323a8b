// Lets workers do actions: the calling side of a queue.

import type { ActionAbortedError, ActionContext, ActionMap, Actions, AnyActions, Registration } from '../core/index.js'
import { checkName } from '../shared/arguments.js'
import { reasonOf } from '../shared/signals.js'
import { show as inWords, isPlain, quote } from '../shared/text.js'
import {
  closeAtOnce,
  closeRelay,
  openEvents,
  openQueue,
  openRelay,
  type Queue,
  type QueueEvents,
  topicOf,
} from './connection.js'
import { decode, encode, encodeFor } from './envelope.js'
import { JobLostError, QueueClosedError, QueueUnavailableError } from './errors.js'
import { type Cancel, checkDistributeOptions, type Outcome, placeOf, reporter, type SentJob } from './options.js'
import { PROGRESS } from './progress.js'
import { adopt } from './timeline.js'
import type { DistributeOptions, Distribution } from './types.js'
import { type Ending, type Wait, Waiting } from './waiting.js'
import { delay, waitBriefly } from './waits.js'

/** The name of what stands in front of the cores. */
const NAME = 'entracte/queue'

/** How long the first job waits for the first connection, in milliseconds. */
const FIRST_CONNECTION = 2_000

/**
 * Lets workers do some of the actions. In front of the core of each named action stands a replacement, which sends the payload to a queue
 * and waits for the result of a worker: the listeners, the middleware and the other replacements run here, and the worker has its own.
 *
 * Values cross as structured clones do: undefined, Date, Map, Set, BigInt, typed arrays, circles; functions and instances of classes do not.
 * Errors come back as their classes. An abort on the worker is an abort here, with the same reason and the party that aborted there. The
 * signal and the time limit of the invocation reach the core on the worker.
 *
 * A job runs at least once: a worker that is killed means a second run. Give the option `key` to cores that must not run twice for one
 * order, and let them ask whether it was done already.
 *
 * @param actions The actions, or a scope of them. When the scope is disposed, the actions run here again; call `close`, too.
 * @throws {TypeError} when an argument is wrong. Nothing is opened.
 *
 * @example
 * const queue = distribute(actions, { queue: 'orders', actions: ['ShipOrder'], connection: 'redis://localhost' })
 * await actions.invokeAction('ShipOrder', order, { signal, timeout: 30_000 }) // a worker does it
 * await queue.close()
 */
export function distribute<M extends ActionMap<M> = AnyActions>(
  actions: Actions<M>,
  options: DistributeOptions<M>,
): Distribution {
  checkDistributeOptions(actions as Actions, options)
  const {
    queue: name,
    errors = [],
    key,
    headers,
    state,
    whenCallerGone = 'finish',
    keepResults = 3_600,
    recording,
  } = options
  const report = reporter(options.onError)
  const place = placeOf(options, () => closed)
  const queue = openQueue(place)
  const relay = openRelay(place)
  const topic = topicOf(name)
  const waiting = new Waiting((id) => queue.getJob(id))
  let closed = false

  let events: QueueEvents | undefined

  for (const emitter of [queue, relay]) emitter.on('error', (error) => closed || report(error))

  // Before the first connection, a command would wait for it as long as it takes.
  const connected = firstConnection(queue)
  connected.catch(() => {})
  let isConnected = false
  const connects = queue.waitUntilReady().then(() => {
    isConnected = true
    // Not before: events that have never been connected cannot be closed (BullMQ 6.7.0).
    if (!closed) void listen()
  })
  connects.catch(() => {})

  async function listen(): Promise<void> {
    events = openEvents(place)
    events.on('error', (error) => closed || report(error))
    events.on('completed', ({ jobId, returnvalue }) => waiting.completed(jobId, returnvalue))
    events.on('failed', ({ jobId, failedReason }) => waiting.failed(jobId, failedReason))
    events.on('progress', ({ jobId, data }) => waiting.progressed(jobId, data))
    while (!closed) {
      await events.run().catch((error) => closed || report(error))
      if (!closed) await delay(500)
    }
  }

  async function run(payload: unknown, _original: unknown, ctx: ActionContext): Promise<unknown> {
    const { action, signal } = ctx
    if (closed) throw new QueueClosedError(action, name)
    const given = key?.(payload, ctx)
    // Null, or a promise, would be one key for all invocations.
    if (given !== undefined) checkName(given, `The key of the action ${quote(action)}`)
    const id = given === undefined ? crypto.randomUUID() : idOf(action, given)
    const begun = state?.(ctx)
    // What is undefined is not sent: each field takes time on both sides and on the server.
    const job: SentJob = {
      entracte: 1,
      sent: encodeFor(action, 'payload', begun === undefined ? { payload } : { payload, state: withoutSymbols(begun) }),
      headers: headers?.(ctx),
      caller: whenCallerGone === 'cancel' ? relay.nodeId : undefined,
      told: recording && true,
    }
    options.onSend?.(id, ctx)
    const { [PROGRESS]: listener } = ctx.state
    const told = typeof listener === 'function' ? (text: string) => void listener(decode(text, errors)) : undefined

    for (;;) {
      const wait = waiting.wait(id, action, told)
      const leave = () => {
        if (wait.leave(reasonOf(signal))) void cancel(id, reasonOf(signal))
      }
      signal.addEventListener('abort', leave)
      try {
        await send(action, job, id, wait, given !== undefined)
        // The job may have been added after it was cancelled.
        if (signal.aborted) void cancel(id, reasonOf(signal))
        const ending = await wait.ending
        const again = given !== undefined && !signal.aborted && (await forgotten(id, ending))
        if (!again) return settle(ending, action, id, ctx)
      } finally {
        signal.removeEventListener('abort', leave)
        wait.leave(undefined)
      }
    }
  }

  async function send(action: string, job: SentJob, id: string, wait: Wait, keyed: boolean): Promise<void> {
    const keep = { age: keepResults }
    try {
      if (!isConnected) await connected
      await queue.add(action, job, { removeOnComplete: keep, removeOnFail: keep, ...options.job, jobId: id })
    } catch (error) {
      throw closed ? new QueueClosedError(action, name) : new QueueUnavailableError(action, name, error)
    }
    wait.added(keyed)
  }

  /** Returns whether the job of a key was cancelled by another caller: then it is no result for this one, and the job is sent again. */
  async function forgotten(id: string, ending: Ending): Promise<boolean> {
    if ('lost' in ending) return ending.missing
    if ((decode(ending.text, errors) as Outcome).status !== 'cancelled') return false
    await queue.remove(id)
    return true
  }

  function settle(ending: Ending, action: string, id: string, ctx?: ActionContext): unknown {
    if ('lost' in ending) throw new JobLostError(action, id, ending.lost)
    const outcome = decode(ending.text, errors) as Outcome
    if (ctx !== undefined) show(ctx, outcome.told)
    switch (outcome.status) {
      case 'done':
        return outcome.result
      case 'cancelled':
        throw outcome.reason
      case 'aborted':
        throw ctx === undefined ? outcome.error : abort(ctx, outcome.error as ActionAbortedError)
      default:
        throw outcome.error
    }
  }

  /** Shows in the timeline what the worker has told. What is wrong with that is no failure of the action. */
  function show(ctx: ActionContext, told: string | undefined): void {
    if (recording === undefined || told === undefined) return
    try {
      adopt(recording, ctx, told)
    } catch (error) {
      report(error)
    }
  }

  async function cancel(id: string, reason: unknown): Promise<void> {
    const message: Cancel = { id, reason: encodeReason(reason) }
    try {
      // A job that waits is removed, and one that runs is cancelled. It may begin to run in between, so both are tried at once.
      await Promise.all([relay.publish(topic, message), queue.remove(id)])
    } catch (error) {
      if (!closed) report(error)
    }
  }

  const registrations: Registration[] = []
  for (const each of options.actions) {
    const registers = options.register && !actions.hasAction(each)
    if (registers) registrations.push((actions as Actions).registerAction(each, () => {}, { name: NAME }))
    registrations.push(
      // Innermost, so that the replacements of others are in front of it.
      (actions as Actions).replaceAction(each, run, { order: Number.POSITIVE_INFINITY, name: NAME }),
    )
  }

  return {
    async resume(id) {
      checkName(id, 'The id')
      if (closed) throw new QueueClosedError('', name)
      const wait = waiting.wait(id, '')
      wait.added(true)
      return settle(await wait.ending, '', id)
    },

    idOf,

    async ready() {
      await connected
      await events?.waitUntilReady()
    },

    async close() {
      if (closed) return
      closed = true
      for (const undo of registrations) undo()
      const ids = waiting.close((action) => new QueueClosedError(action, name))
      // The server may be away.
      if (whenCallerGone === 'cancel') {
        await waitBriefly(Promise.all(ids.map((id) => cancel(id, new QueueClosedError('', name)))))
      }
      const opened = events === undefined ? [queue] : [queue, events]
      await Promise.allSettled([closeRelay(relay), ...opened.map(closeAtOnce)])
    },
  }
}

/** Leaves out what libraries keep in a state for this side, such as the listener of `onProgress`. */
function withoutSymbols(state: object): object {
  return isPlain(state) ? Object.fromEntries(Object.entries(state)) : state
}

/** Returns the id of a job with a key. A colon would have a meaning in BullMQ. */
function idOf(action: string, key: string): string {
  return `${encodeURIComponent(action)}/${encodeURIComponent(key)}`
}

/** Aborts here what was aborted on a worker, and returns the error: that of this invocation, which names the party on the worker. */
function abort(ctx: ActionContext, remote: ActionAbortedError): unknown {
  ctx.abort(remote.reason)
  const { aborted, reason } = ctx.signal
  if (!aborted || (reason as Partial<ActionAbortedError> | undefined)?.code !== remote.code) return remote
  const { by, message } = remote
  return Object.assign(reason as Error, { by, message })
}

/** Returns the reason of a signal as text. A reason that cannot be sent must not keep the job running. */
function encodeReason(reason: unknown): string {
  try {
    return encode(reason)
  } catch {
    return encode(new DOMException(`The caller cancelled the action: ${inWords(reason)}`, 'AbortError'))
  }
}

/** Waits for the first connection. Rejects with the first error instead, since a client goes on trying for ever. */
function firstConnection(queue: Queue): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The server did not answer')), FIRST_CONNECTION)
    const settle = (end: () => void) => {
      clearTimeout(timer)
      end()
    }
    queue.on('error', (error) => settle(() => reject(error)))
    queue.waitUntilReady().then(
      () => settle(resolve),
      (error) => settle(() => reject(error)),
    )
  })
}
