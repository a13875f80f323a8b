// Watches a set of actions, and remembers every call that reaches a core, every abort, every error, and what still runs.

import type { ActionContext, ObservedParty } from '../core/index.js'
import { type Recording, record } from '../devtools/index.js'
import { isReadable } from '../shared/built-in.js'
import { isOwn } from '../shared/own.js'
import { warn } from '../shared/print.js'
import { quote } from '../shared/text.js'
import { isThenable } from '../shared/thenable.js'
import type { SeenAbort, SeenCall, SeenError, Testable } from './types.js'
import { copy } from './values.js'

export type CoreFunction = (payload: unknown, ...rest: unknown[]) => unknown

/** Watches a set of actions. Its lists hold what was seen since it was made or cleared. */
export interface Watcher {
  readonly recording: Recording
  readonly calls: readonly SeenCall[]
  readonly aborts: readonly SeenAbort[]
  readonly errors: readonly SeenError[]
  /** The invocations and functions that still run. `clear` does not change it. */
  readonly running: ReadonlySet<ObservedParty>
  /** The number of invocations that have begun. `clear` does not change it. */
  readonly begun: number
  /** Returns a core that does the same, and whose payloads and results are seen. */
  watchCore(core: CoreFunction): CoreFunction
  /** Notes that an invocation was refused: it never began. */
  noteRefusal(action: string, error: unknown): void
  /** Resolves once no invocation and no function runs. */
  untilQuiet(): Promise<void>
  clear(): void
  stop(): void
}

/**
 * Begins to watch.
 *
 * @param onBegin Called with the `ctx` of every invocation, before any of its functions runs.
 */
export function watchActions(actions: Testable, onBegin: (ctx: ActionContext) => void): Watcher {
  const recording = record(actions, { limit: Number.MAX_SAFE_INTEGER })
  const running = new Set<ObservedParty>()
  let calls: Writable<SeenCall>[] = []
  let aborts: SeenAbort[] = []
  let errors: SeenError[] = []
  /** The noted calls, by the party of their core. */
  const callOf = new WeakMap<ObservedParty, Writable<SeenCall>>()
  /** The call whose core has been announced by `start`. The core itself runs immediately after that. */
  let announced: Writable<SeenCall> | undefined
  /** The number of errors when an invocation began. */
  const errorsAt = new WeakMap<ActionContext, number>()
  /** The party that ended first as aborted, for actions that do not tell who aborted, such as those of Flex. */
  const aborters = new WeakMap<ActionContext, ObservedParty>()
  /** The before-listeners that have returned false, and the texts that were printed about such listeners. */
  const returnedFalse = new WeakSet<ObservedParty>()
  const warned = new Set<string>()
  let waiting: (() => void)[] = []
  let begun = 0

  const stop = actions.observe({
    start(info) {
      if (isOwn(info)) return
      running.add(info)
      if (info.kind === 'invocation') {
        begun++
        errorsAt.set(info.ctx, errors.length)
        onBegin(info.ctx)
      }
      if (info.kind !== 'core') return
      const { action, payload } = info.ctx
      announced = { action, payload: copy(payload), outcome: 'running', result: undefined }
      calls.push(announced)
      callOf.set(info, announced)
    },

    around(info, run) {
      const returned = run()
      if (info.kind === 'before') watchReturned(info, returned)
      return returned
    },

    end(info) {
      if (isOwn(info)) return
      running.delete(info)
      const call = callOf.get(info)
      if (call !== undefined) call.outcome = 'error' in info ? 'failed' : 'done'
      if (info.kind === 'invocation' && info.aborted) aborts.push(toAbort(info))
      if (info.aborted && !aborters.has(info.ctx)) aborters.set(info.ctx, info)
      if (returnedFalse.has(info) && !info.aborted) warnOfFalse(info)
      if ('error' in info) noteError(info.ctx.action, toLabel(info), info.error, errorsAt.get(info.ctx))
      if (running.size > 0) return
      for (const resolve of waiting) resolve()
      waiting = []
    },
  })

  /**
   * Notes an error, unless it is noted already: an error that passes through several functions is noted once.
   *
   * @param since The index of the first noted error that may be the same.
   */
  function noteError(action: string, at: string, error: unknown, since = errors.length): void {
    if (errors.slice(since).some((seen) => Object.is(seen.error, error))) return
    errors.push({ action, at, ...describeError(error), error })
  }

  function toAbort({ ctx, by: told }: ObservedParty): SeenAbort {
    const { action, abortReason } = ctx
    const by = told === undefined ? aborters.get(ctx) : told
    return { action, by: by ? toLabel(by) : undefined, reason: abortReason }
  }

  /** Notes whether a before-listener returns false, or resolves with it. */
  function watchReturned(info: ObservedParty, returned: unknown): void {
    if (returned === false) returnedFalse.add(info)
    // Only promises: another thenable may start its work with each `then`.
    if (!isPromise(returned)) return
    const note = (value: unknown) => watchReturned(info, value)
    returned.then(note, () => {})
  }

  function warnOfFalse({ ctx, name }: ObservedParty): void {
    const listener = name === undefined ? 'A before-listener' : `The before-listener ${quote(name)}`
    const text = `${listener} of the action ${quote(ctx.action)} returned false, which vetoes nothing: call abort() to veto`
    if (!warned.has(text)) warn(text)
    warned.add(text)
  }

  return {
    recording,
    get calls() {
      return calls
    },
    get aborts() {
      return aborts
    },
    get errors() {
      return errors
    },
    running,
    get begun() {
      return begun
    },

    watchCore(core) {
      const watchedCore = (payload: unknown, ...rest: unknown[]) => {
        const call = announced
        announced = undefined
        if (call === undefined) return core(payload, ...rest) // the watcher was stopped
        call.payload = copy(payload)
        const returned = core(payload, ...rest)
        if (!isThenable(returned)) {
          call.result = returned
          return returned
        }
        // A native promise is returned as it is. Another thenable may start its work with each `then`: so `then` is called once.
        const promise = Promise.resolve(returned)
        promise.then(
          (result) => {
            call.result = result
          },
          () => {},
        )
        return promise
      }
      return Object.defineProperty(watchedCore, 'name', { value: core.name })
    },

    noteRefusal: (action, error) => noteError(action, 'refused', error),

    untilQuiet: () => (running.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),

    clear() {
      recording.clear()
      calls = []
      aborts = []
      errors = []
    },

    stop() {
      recording.stop()
      stop()
      announced = undefined
    },
  }
}

/** Returns a party in the words of `Seen.ran`. */
export function toLabel({ kind, name }: { readonly kind: string; readonly name?: string | undefined }): string {
  return kind === 'core' || kind === 'invocation' || name === undefined ? kind : `${kind} ${name}`
}

/** Returns the name and the message of a thrown value. Never throws, even if the value is a proxy, or has getters that throw. */
function describeError(error: unknown): Pick<SeenError, 'name' | 'message'> {
  try {
    const { name, message } = (error ?? {}) as Partial<Error>
    return {
      name: typeof name === 'string' ? name : undefined,
      message: typeof message === 'string' ? message : String(error),
    }
  } catch {
    return { name: undefined, message: 'an object' }
  }
}

/** Returns whether a value is a promise, of whichever realm. */
function isPromise(value: unknown): value is Promise<unknown> {
  return isReadable(value) && Object.prototype.toString.call(value) === '[object Promise]' && isThenable(value)
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }
