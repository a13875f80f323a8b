// Shows the timeline of a caller what its workers did: a worker records jobs whose callers ask for it, and the caller adopts the records.

import type { ActionContext, Actions } from '../core/index.js'
import { loadRecording, type RecordedInvocation, type Recording, record } from '../devtools/index.js'
import { refuse } from '../shared/arguments.js'

/** How many invocations are sent of one job, at most. */
const MOST = 100

/** Records the jobs of a worker. It costs nothing before the first job that is to be recorded. */
export class JobRecorder {
  readonly #actions: Actions
  readonly #notes: readonly string[]
  #recording: Recording | undefined

  /** @param name The name of the worker, which the timeline shows. */
  constructor(actions: Actions, name: unknown) {
    this.#actions = actions
    this.#notes = [typeof name === 'string' ? `on the worker ${name}` : 'on a worker']
  }

  /** Calls `invoke`, which begins an invocation, and returns with its result what returns the record of it as text. */
  watch<T>(invoke: () => T): { result: T; told: () => string | undefined } {
    this.#recording ??= record(this.#actions)
    const { subscribe } = this.#recording
    let own: RecordedInvocation | undefined
    const undo = subscribe((begun) => {
      own ??= begun
    })
    try {
      return { result: invoke(), told: () => own && this.#textOf(own) }
    } finally {
      undo()
    }
  }

  stop(): void {
    this.#recording?.stop()
  }

  #textOf(own: RecordedInvocation): string | undefined {
    const all = this.#recording?.invocations ?? []
    const ids = new Set([own.id])
    const invocations = [{ ...own, notes: [...(own.notes ?? []), ...this.#notes] }]
    // Nested invocations began later.
    for (const each of all.slice(all.indexOf(own) + 1)) {
      if (invocations.length >= MOST) break
      if (each.parent === undefined || !ids.has(each.parent)) continue
      ids.add(each.id)
      invocations.push(each as (typeof invocations)[number])
    }
    return JSON.stringify({ format: 'entracte-recording/1', origin: 0, invocations })
  }
}

/** Adds to a timeline what a worker has told of its job. */
export function adopt(recording: Recording, ctx: ActionContext, told: string): void {
  recording.adopt(ctx, loadRecording(JSON.parse(told)))
}

/** @throws {TypeError} when the option is no recording. */
export function checkRecording(recording: unknown): void {
  if (recording === undefined || typeof Object(recording).adopt === 'function') return
  refuse('The option recording', 'what record of entracte/devtools returns', recording)
}
