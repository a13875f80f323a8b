// Decides what can cut an invocation from outside: signals and time limits.

import { ActionTimeoutError, toParty } from './errors.js'
import type { Context, CutSource, OnCut } from './parts.js'
import { startTimer } from './timeout.js'

function createSource(signal?: AbortSignal): CutSource {
  const source: CutSource = {
    subscribers: new Set(),
    signal,
    listener: () => fire(source, signal?.reason),
  }
  return source
}

function fire(source: CutSource, reason: unknown): void {
  for (const onCut of source.subscribers) onCut(reason, source)
}

export function subscribe({ subscribers, signal, listener }: CutSource, onCut: OnCut): void {
  if (subscribers.size === 0) signal?.addEventListener('abort', listener)
  subscribers.add(onCut)
}

export function unsubscribe({ subscribers, signal, listener }: CutSource, onCut: OnCut): void {
  if (subscribers.delete(onCut) && subscribers.size === 0) signal?.removeEventListener('abort', listener)
}

/**
 * Returns a function that gives the one source of each signal. There is one listener on a signal however many subscribers there are:
 * a signal that outlives a million invocations does not grow, and unsubscribing needs no search through its listeners.
 * (`AbortSignal.any` leaks on such signals.)
 */
export function createSources(): (signal: AbortSignal) => CutSource {
  const sources = new WeakMap<AbortSignal, CutSource>()
  return (signal) => {
    const source = sources.get(signal) ?? createSource(signal)
    sources.set(signal, source)
    return source
  }
}

/** Everything that can cut one invocation: the signals and limits around it, and a limit of its own. */
export class Cuts {
  /** What can cut the invocation, and everything that it invokes. */
  sources: readonly CutSource[]
  private readonly _onCut: OnCut
  private _stopTimer: (() => void) | undefined = undefined

  /**
   * Begins to watch them.
   *
   * @param timeout The invocation's own limit, in milliseconds.
   * @param cut Called when one of them fires, with the reason, and whether it is the own limit.
   */
  constructor(
    ctx: Context,
    outer: readonly CutSource[],
    timeout: number | undefined,
    cut: (reason: unknown, isOwn: boolean) => void,
  ) {
    const own = timeout === undefined ? undefined : createSource()
    this.sources = outer
    this._onCut = (reason, source) => {
      const isOwn = source === own
      // An expired limit does not hold for what is invoked from now on.
      if (isOwn) this.sources = outer
      cut(reason, isOwn)
    }
    if (own !== undefined) {
      const milliseconds = timeout as number
      this.sources = [...outer, own]
      this._stopTimer = startTimer(
        milliseconds,
        () => fire(own, new ActionTimeoutError(ctx.action, milliseconds, toParty(ctx._running()))),
        (error) => fire(own, error),
      )
    }
    for (const source of this.sources) subscribe(source, this._onCut)
  }

  /** Leaves no timer and no listener on a signal behind. */
  release(): void {
    for (const source of this.sources) unsubscribe(source, this._onCut)
    this._stopTimer?.()
  }
}
