// Does actions for others: the working side of a queue.

import type { ActionMap, ActionState, Actions, AnyActions } from '../core/index.js'
import { UnknownActionError } from '../core/index.js'
import { checkKnown, checkSignal, readObject } from '../shared/arguments.js'
import { closeAtOnce, closeRelay, endJobs, giveBack, type Job, openRelay, openWorker, topicOf } from './connection.js'
import { decode, encode, encodeFor } from './envelope.js'
import { type Cancel, checkWorkOptions, type Outcome, placeOf, reporter, type Sent, type SentJob } from './options.js'
import { PROGRESS } from './progress.js'
import { JobRecorder } from './timeline.js'
import type { Working, WorkOptions } from './types.js'
import { delay, LONGEST_CLOSING } from './waits.js'

/** Cancels one job, as an `AbortController` does, and is its signal: actions read no more of a signal than this has. */
class Cancelling {
  aborted = false
  reason: unknown = undefined
  readonly #listeners = new Set<() => void>()

  addEventListener(_event: 'abort', listener: () => void): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_event: 'abort', listener: () => void): void {
    this.#listeners.delete(listener)
  }

  abort(reason: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    for (const listener of this.#listeners) listener()
  }
}

interface RunningJob {
  readonly cancelling: Cancelling
  readonly caller: SentJob['caller']
}

/** How long a cancelled job is remembered that has not begun here, in milliseconds. */
const REMEMBERED = 60_000

/** The reason of the signal of a job that is left to another worker. */
const LEFT = new DOMException('The worker was closed, and left the job to another', 'AbortError')

/** How often the callers are looked at of jobs that their caller may not leave alone, in milliseconds. */
const LOOK_AT_CALLERS = 1_000

/**
 * Does the jobs of a queue with these actions: each job is an invocation, with the listeners, the replacements and the limits that the
 * actions have here. Any number of workers may work on a queue, on any number of machines.
 *
 * A worker that is killed leaves its jobs to the others, which begin them again: see the option `lock`. What runs may watch `ctx.signal`,
 * which fires when the caller cancels.
 *
 * @throws {TypeError} when an argument is wrong. Nothing is opened.
 * @throws {RangeError} when a number is out of range. Nothing is opened.
 *
 * @example
 * const worker = work(actions, { queue: 'orders', connection: 'redis://localhost', concurrency: 10 })
 * process.once('SIGTERM', () => worker.close({ signal: AbortSignal.timeout(10_000) }))
 */
export function work<M extends ActionMap<M> = AnyActions>(actions: Actions<M>, options: WorkOptions): Working {
  checkWorkOptions(actions as Actions, options)
  const { queue: name, errors = [], concurrency = 1, lock = 30_000, losses = 5, around, actions: names } = options
  const report = reporter(options.onError)
  const place = placeOf(options, () => isOver)
  const relay = openRelay(place)
  const recorder = new JobRecorder(actions as Actions, Object(options.worker).name)
  const running = new Map<string, RunningJob>()
  const cancelled = new Map<string, { readonly reason: unknown; readonly until: number }>()
  let closed = false
  let isLeaving = false
  let isOver = false

  const worker = openWorker(place, run, {
    ...options.worker,
    concurrency,
    lockDuration: lock,
    stalledInterval: lock,
    maxStalledCount: losses,
    drainDelay: 1,
    runRetryDelay: 500,
  })
  for (const emitter of [worker, relay]) emitter.on('error', (error) => closed || report(error))

  worker.on('lockRenewalFailed', (ids: string[]) => {
    // Another worker has the job now, or will have it.
    for (const id of ids) running.get(id)?.cancelling.abort(new Error('The worker has lost the lock of the job'))
  })

  // Cancelling must work before the first job begins.
  const ready = relay
    .subscribe(topicOf(name), ({ data }) => cancel(data as Cancel))
    .then(async () => {
      await worker.waitUntilReady()
      if (!closed) worker.run().catch((error) => closed || report(error))
    })
  ready.catch((error) => closed || report(error))

  const looking = setInterval(() => {
    if ([...running.values()].some(({ caller }) => caller !== undefined)) leaveGone().catch(report)
  }, LOOK_AT_CALLERS)

  // Two parameters at most: for a third, BullMQ would make a signal for each job.
  async function run(job: Job, token: string | undefined): Promise<string> {
    const { entracte, caller } = Object(job.data) as SentJob
    if (entracte !== 1) throw new Error('This is no job of entracte/queue, or one of a later version')
    const id = String(job.id)
    const cancelling = new Cancelling()
    running.set(id, { cancelling, caller })
    const early = cancelled.get(id)
    if (early !== undefined) cancelling.abort(early.reason)
    cancelled.delete(id)
    if (isLeaving) cancelling.abort(LEFT)
    const ending = await invoke(job, cancelling)
    running.delete(id)
    return cancelling.reason === LEFT ? giveBack(job, token) : ending
  }

  async function invoke(job: Job, signal: Cancelling): Promise<string> {
    const { sent, headers = {}, told: isTold } = job.data as SentJob
    const action = job.name
    const progress: Promise<unknown>[] = []
    try {
      if (names?.includes(action) === false) throw new UnknownActionError(action, [])
      const { payload, state } = decode(sent, errors) as Sent
      const tell = (value: unknown) => {
        // A progress that is lost is no failure of the action.
        progress.push(job.updateProgress(encodeFor(action, 'progress', value)).catch(report))
      }
      const given = { ...state, [PROGRESS]: tell } as Partial<ActionState>
      let told: (() => string | undefined) | undefined
      const begin = () => (actions as Actions).settleAction(action, payload, { signal: signal as never, state: given })
      const settle = () => {
        if (!isTold) return begin()
        const watched = recorder.watch(begin)
        told = watched.told
        return watched.result
      }
      const outcome = (await (around ? around(headers, settle) : settle())) as Outcome
      if (progress.length > 0) await Promise.all(progress)
      return encodeFor(action, 'result', told ? { ...plain(outcome), told: told() } : plain(outcome))
    } catch (error) {
      // Of what surrounds the action: `around`, or a result that cannot be sent.
      report(error)
      return encode({ status: 'failed', error })
    }
  }

  function cancel({ id, reason }: Cancel): void {
    const job = running.get(id)
    if (job !== undefined) job.cancelling.abort(decode(reason, errors))
    // It may be about to begin here.
    else cancelled.set(id, { reason: decode(reason, errors), until: Date.now() + REMEMBERED })
    for (const [other, { until }] of cancelled) {
      if (until > Date.now()) break
      cancelled.delete(other)
    }
  }

  /** Cancels the jobs whose callers are gone. */
  async function leaveGone(): Promise<void> {
    const nodes = await relay.getNodes()
    const living = new Set(nodes.filter(({ leaseUntil }) => leaseUntil > Date.now()).map(({ id }) => id))
    // A server that has lost its data knows no node, not even this one.
    if (!living.has(relay.nodeId)) return
    for (const { cancelling, caller } of running.values()) {
      if (caller !== undefined && !living.has(caller)) cancelling.abort(new Error('The caller of the job is gone'))
    }
  }

  /** Resolves when no job has run here for as long as closing may wait for the server, or when all is over. */
  async function rested(): Promise<void> {
    for (let since = Date.now(); !isOver && Date.now() - since < LONGEST_CLOSING; await delay(50)) {
      if (running.size > 0) since = Date.now()
    }
  }

  return {
    ready: () => ready,

    async close(given = {}) {
      checkKnown(readObject(given), ['signal'])
      const { signal } = given
      if (signal !== undefined) checkSignal(signal)
      if (closed) return
      closed = true
      clearInterval(looking)
      const leave = () => {
        isLeaving = true
        for (const { cancelling } of running.values()) cancelling.abort(LEFT)
      }
      if (signal?.aborted) leave()
      signal?.addEventListener('abort', leave, { once: true })

      await Promise.race([endJobs(worker, () => isOver), rested()]).catch(report)
      isOver = true
      recorder.stop()
      await Promise.allSettled([closeAtOnce(worker), closeRelay(relay)])
    },
  }
}

/** Returns what is sent of an outcome. A result that is undefined is left out: without it, the outcome is JSON. */
function plain({ status, result, reason, error }: Outcome): Outcome {
  if (status === 'done') return result === undefined ? { status } : { status, result }
  return status === 'cancelled' ? { status, reason } : { status, error }
}
