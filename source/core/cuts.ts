// Decides what can cut an invocation from outside: signals and time limits.

import { reasonOf } from '../shared/signals.js'
import { type Ref, weakly } from '../shared/weak.js'
import { ActionTimeoutError, toParty } from './errors.js'
import type { CutSource, Dispatch, OnCut, Subscriber } from './parts.js'
import { startTimer } from './timeout.js'
import type { Signal } from './types.js'

/**
 * The source of each signal that has subscribers, with one listener on it, however many sets of actions use the signal and however many
 * subscribers there are. So a signal that outlives a million invocations does not grow, and unsubscribing needs no search through its
 * listeners. (`AbortSignal.any` leaks on such signals.)
 *
 * Where nobody subscribes any more, the entry is taken out. Left to the garbage collector, the entries took a fifth of an invocation that has
 * a signal of its own, as in a server.
 */
const sources = new WeakMap<Signal, CutSource>()

export function sourceOf(signal: Signal): CutSource {
  return sources.get(signal) ?? createSource(signal)
}

/** Returns the source that the signal of `source` has now: it may have lost all subscribers since `source` was made, and gained others. */
function currentOf(source: CutSource): CutSource {
  return (source.signal && sources.get(source.signal)) ?? source
}

function createSource(signal?: Signal): CutSource {
  const source: CutSource = {
    subscribers: undefined,
    signal,
    listener: () => fire(source, signal && reasonOf(signal)),
    sweepAt: 64,
    ended: false,
  }
  return source
}

function fire(source: CutSource, reason: unknown): void {
  const { subscribers: all } = source
  source.ended = source.signal === undefined
  if (all === undefined) return
  for (const subscriber of all instanceof Set ? all : [all]) onCutOf(subscriber)?.(reason, source)
}

function onCutOf(subscriber: Subscriber): OnCut | undefined {
  return typeof subscriber === 'function' ? subscriber : subscriber.deref()
}

export function subscribe(source: CutSource, subscriber: Subscriber): void {
  const { subscribers: all, signal } = source
  if (all === undefined) {
    source.subscribers = subscriber
    if (signal !== undefined) {
      sources.set(signal, source)
      signal.addEventListener('abort', source.listener)
    }
  } else if (all instanceof Set) {
    all.add(subscriber)
    if (all.size > source.sweepAt) {
      for (const each of all) if (onCutOf(each) === undefined) all.delete(each)
      source.sweepAt = 2 * Math.max(32, all.size)
    }
  } else source.subscribers = new Set([all, subscriber])
}

/**
 * Subscribes for as long as something else keeps `onCut`: a long-lived signal must not keep a whole set of actions alive.
 *
 * @returns What `unsubscribe` takes.
 */
export function subscribeWeakly(source: CutSource, onCut: OnCut): Ref<OnCut> {
  const subscriber = weakly(onCut)
  subscribe(source, subscriber)
  return subscriber
}

export function unsubscribe(source: CutSource, subscriber: Subscriber): void {
  const { subscribers: all, signal } = source
  if (all instanceof Set ? !all.delete(subscriber) || all.size > 0 : all !== subscriber) return
  source.subscribers = undefined
  if (signal !== undefined) {
    sources.delete(signal)
    signal.removeEventListener('abort', source.listener)
  }
}

/** What signals and limits cut. */
interface Cuttable {
  readonly _dispatch: Dispatch
  /** Is told when one of them fires: with the reason, whether it is the own limit, and whether it is a limit at all. */
  cut(reason: unknown, isOwn: boolean, isLimit: boolean): void
}

/**
 * Everything that can cut one invocation: the signals and limits around it, and a limit of its own.
 *
 * A limit of work that ends at once allocates no more than this object: closures are made only for what fires or waits.
 */
export class Cuts {
  private readonly _invocation: Cuttable
  private readonly _outer: readonly CutSource[]
  /** Listens to what is around the invocation. */
  private readonly _onCut: OnCut | undefined
  /** The own limit in milliseconds, until it has ended. */
  private _timeout: number | undefined
  /** The own limit as a source, made when something inside asks for it: few invocations that have a limit invoke others. */
  private _own: CutSource | undefined = undefined
  private _stopTimer: (() => void) | undefined = undefined

  /**
   * Begins to watch the signals and limits around the invocation.
   *
   * @param timeout The invocation's own limit, in milliseconds.
   */
  constructor(invocation: Cuttable, outer: readonly CutSource[], timeout: number | undefined) {
    this._invocation = invocation
    this._outer = outer.map(currentOf)
    this._timeout = timeout
    this._onCut = outer.length > 0 ? this._watch() : undefined
  }

  /** What can cut the invocation, and everything that it invokes. A limit that has ended is none of it. */
  get sources(): readonly CutSource[] {
    if (this._timeout === undefined) return this._outer
    this._own ??= createSource()
    return [...this._outer, this._own]
  }

  private _watch(): OnCut {
    const onCut: OnCut = (reason, { signal }) => this._invocation.cut(reason, false, signal === undefined)
    for (const source of this._outer) subscribe(source, onCut)
    return onCut
  }

  /** Starts the own limit, when the invocation begins to wait: before that no timer could run out. */
  startTimer(): void {
    const { _timeout: timeout, _invocation: invocation } = this
    if (timeout === undefined) return
    const expire = (error: unknown): void => {
      const { _own: own } = this
      // An expired limit does not hold for what is invoked from now on.
      this._timeout = undefined
      invocation.cut(error, true, true)
      if (own !== undefined) fire(own, error)
    }
    const { _dispatch: dispatch } = invocation
    this._stopTimer = startTimer(
      timeout,
      () => expire(new ActionTimeoutError(dispatch._stack.action, timeout, toParty(dispatch._running()))),
      expire,
    )
  }

  /** Leaves no timer and no listener on a signal behind. */
  release(): void {
    const { _onCut: onCut } = this
    if (onCut !== undefined) for (const source of this._outer) unsubscribe(source, onCut)
    this._stopTimer?.()
    this._timeout = undefined
    if (this._own !== undefined) this._own.ended = true
  }
}
