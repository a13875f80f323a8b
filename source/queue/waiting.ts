// Waits for jobs: by one listener for all of them, and by asking for each job again and again, since events are lost now and then.

import type { Job } from './connection.js'

/** How a job has ended: the text that its worker has returned, or why there is none. */
export type Ending = { readonly text: string } | { readonly lost: string; readonly missing: boolean }

interface Awaited {
  readonly id: string
  waiters: readonly Wait[]
  /** Whether the queue has the job already: before that, it is not asked for. */
  added: boolean
  /** When the job is asked for, and how long it was not asked for before, in milliseconds. */
  due: number
  slice: number
  /** How often the queue did not have the job, one time after the other. */
  misses: number
}

type Progress = (text: string) => void

/** How often jobs are asked for at first and later, and how often the whole is looked at, in milliseconds. */
const FIRST_SLICE = 500
const LONGEST_SLICE = 4_000
const TICK = 100

/** How long after an event the others count as coming, too, in milliseconds. Then few jobs are asked for: asking costs the server time. */
const FLOWING = 1_000

/** All jobs that one side waits for. */
export class Waiting {
  readonly #jobs = new Map<string, Awaited>()
  readonly #ask: (id: string) => Promise<Job | undefined>
  #timer: ReturnType<typeof setTimeout> | undefined = undefined
  #asking = 0
  #heard = 0

  /** @param ask Returns a job, undefined when the queue does not have it, and rejects when the server is away. */
  constructor(ask: (id: string) => Promise<Job | undefined>) {
    this.#ask = ask
  }

  /** Begins to wait for a job. Begin before the job is added: its events may come before the answer to `add`. */
  wait(id: string, action: string, progress?: Progress): Wait {
    const job = this.#jobs.get(id) ?? this.#create(id)
    const wait = new Wait(this, job, action, progress)
    job.waiters = [...job.waiters, wait]
    return wait
  }

  /** Takes that the queue has a job. With `now`, the job is asked for at once. */
  added(job: Awaited, now: boolean): void {
    job.added = true
    job.due = Date.now() + FIRST_SLICE
    if (now) void this.#check(job.id, job)
  }

  /** Takes a wait out of those for its job. Returns whether it was the last. */
  leave(job: Awaited, wait: Wait): boolean {
    if (!job.waiters.includes(wait)) return false
    job.waiters = job.waiters.filter((each) => each !== wait)
    if (job.waiters.length > 0) return false
    this.#forget(job.id, job)
    return true
  }

  /** Takes the event that a job has ended. */
  completed(id: string, value: unknown): void {
    this.#end(
      id,
      typeof value === 'string' ? { text: value } : { lost: 'another program has answered it', missing: false },
    )
  }

  /** Takes the event that a job has failed, as it does when its workers died too often. */
  failed(id: string, why: string): void {
    this.#end(id, { lost: why, missing: false })
  }

  progressed(id: string, text: unknown): void {
    for (const { progress } of this.#jobs.get(id)?.waiters ?? []) progress?.(String(text))
  }

  /** Ends all waiting with an error, and returns the ids of the jobs. */
  close(errorOf: (action: string) => unknown): string[] {
    const ids = [...this.#jobs.keys()]
    for (const job of this.#jobs.values()) {
      for (const { action, fail } of job.waiters) fail(errorOf(action))
      job.waiters = []
    }
    this.#jobs.clear()
    clearTimeout(this.#timer)
    return ids
  }

  #create(id: string): Awaited {
    const job: Awaited = { id, waiters: [], added: false, due: 0, slice: FIRST_SLICE, misses: 0 }
    this.#jobs.set(id, job)
    if (this.#jobs.size === 1) this.#tick()
    return job
  }

  #forget(id: string, job: Awaited): void {
    if (this.#jobs.get(id) === job) this.#jobs.delete(id)
    if (this.#jobs.size === 0) clearTimeout(this.#timer)
  }

  #end(id: string, ending: Ending): void {
    const job = this.#jobs.get(id)
    this.#heard = Date.now()
    if (job === undefined) return
    this.#forget(id, job)
    for (const { end } of job.waiters) end(ending)
    job.waiters = []
  }

  /** Asks for the jobs that are due, but for no more at once than the server answers while others work. */
  #tick(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const now = Date.now()
      const isFlowing = now - this.#heard < FLOWING
      let room = (isFlowing ? 5 : Math.max(20, this.#jobs.size / 10)) - this.#asking
      for (const [id, job] of this.#jobs) {
        if (room <= 0) break
        if (!job.added || job.due > now) continue
        room--
        void this.#check(id, job)
      }
      if (this.#jobs.size > 0) this.#tick()
    }, TICK)
  }

  async #check(id: string, awaited: Awaited): Promise<void> {
    this.#asking++
    awaited.slice = Math.min(awaited.slice * 2, LONGEST_SLICE)
    awaited.due = Date.now() + awaited.slice
    try {
      const job = await this.#ask(id)
      awaited.misses = job === undefined ? awaited.misses + 1 : 0
      if (this.#jobs.get(id) !== awaited) return
      if (job === undefined) {
        // Twice, since a server that has just come back may not have all of its data yet.
        if (awaited.misses > 1) this.#end(id, { lost: 'the queue does not have it', missing: true })
        else awaited.due = Date.now() + FIRST_SLICE
      } else if (job.finishedOn !== undefined && job.finishedOn !== null) {
        if (job.failedReason) this.failed(id, job.failedReason)
        else this.completed(id, job.returnvalue)
      }
    } catch {
      // The server is away: the waiting goes on, until a limit or a signal ends it.
      awaited.due = Date.now() + FIRST_SLICE
    } finally {
      this.#asking--
    }
  }
}

/** The wait for one job. */
export class Wait {
  readonly action: string
  readonly progress: Progress | undefined
  readonly ending: Promise<Ending>
  end!: (ending: Ending) => void
  fail!: (error: unknown) => void
  readonly #waiting: Waiting
  readonly #job: Awaited

  constructor(waiting: Waiting, job: Awaited, action: string, progress: Progress | undefined) {
    this.#waiting = waiting
    this.#job = job
    this.action = action
    this.progress = progress
    this.ending = new Promise((end, fail) => {
      this.end = end
      this.fail = fail
    })
    // It may reject before somebody asks for it.
    this.ending.catch(nothing)
  }

  /** Says that the queue has the job. With `now`, the job is asked for at once, since its event may have come long ago. */
  added(now: boolean): void {
    this.#waiting.added(this.#job, now)
  }

  /** Stops waiting: `ending` rejects with `reason`. Returns whether this was the last here that waited for the job. */
  leave(reason: unknown): boolean {
    this.fail(reason)
    return this.#waiting.leave(this.#job, this)
  }
}

function nothing(): void {}
