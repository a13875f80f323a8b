// Invokes actions of the host for a plugin, and tells the host when a signal of the plugin fires.

import { ActionTimeoutError } from '../core/index.js'
import { checkKnown, checkName, checkSignal, checkTimeout, readObject } from '../shared/arguments.js'
import { reasonOf } from '../shared/signals.js'
import { checkCloneable } from './clone.js'
import { fromSent, toSent } from './failures.js'

interface InvokingOptions {
  /** Resolves when the host is there, or the connection has ended. */
  readonly ready: Promise<void>
  isReady(): boolean
  ask(method: string, ...args: unknown[]): Promise<unknown>
  notify(method: string, args: unknown[]): void
}

/** Invokes an action from a question of the host, or from none when `askId` is 0. */
export interface Invoking {
  invoke(askId: number, args: readonly unknown[]): Promise<unknown>
  settle(askId: number, args: readonly unknown[]): Promise<unknown>
}

export function createInvoking({ ready, isReady, ask, notify }: InvokingOptions): Invoking {
  let invocations = 0

  /**
   * Waits until the host is there, or the connection has ended.
   *
   * @throws {ActionTimeoutError} when that takes longer than `timeout`.
   */
  const hostIsThere = (action: string, timeout: number | undefined): Promise<void> => {
    if (timeout === undefined) return ready
    return new Promise((onResolve, onReject) => {
      const timer = setTimeout(() => onReject(new ActionTimeoutError(action, timeout, null)), timeout)
      ready.then(() => {
        clearTimeout(timer)
        onResolve()
      })
    })
  }

  const invokeOrSettle = async (askId: number, settles: boolean, args: readonly unknown[]): Promise<unknown> => {
    const [action, payload, options] = args
    checkName(action, 'The name of an action')
    const given = readObject(options)
    checkKnown(given, ['signal', 'timeout'])
    const { signal, timeout } = given
    if (timeout !== undefined) checkTimeout(timeout)
    checkCloneable(payload, 'payload')
    const id = ++invocations
    if (signal !== undefined) checkSignal(signal)
    const firing = signal as AbortSignal | undefined
    const throwIfFired = () => {
      if (firing?.aborted) throw reasonOf(firing)
    }
    const call = async () => {
      if (!isReady()) await hostIsThere(action, timeout)
      throwIfFired()
      return ask('invoke', id, askId, settles, action, payload, timeout)
    }
    if (firing === undefined) return call()
    throwIfFired()
    let cancel!: () => void
    const cancelled = new Promise<never>((_resolve, reject) => {
      cancel = () => {
        notify('cancel', [id, toSent(reasonOf(firing), true)])
        reject(reasonOf(firing))
      }
    })
    firing.addEventListener('abort', cancel)
    try {
      return await Promise.race([call(), cancelled])
    } finally {
      firing.removeEventListener('abort', cancel)
    }
  }

  const settle = async (askId: number, args: readonly unknown[]): Promise<unknown> => {
    try {
      const outcome = (await invokeOrSettle(askId, true, args)) as Record<string, unknown>
      for (const key of ['error', 'reason']) if (key in outcome) outcome[key] = fromSent(outcome[key])
      return outcome
    } catch (error) {
      const { signal } = readSignal(args[2])
      return signal?.aborted ? { status: 'cancelled', reason: reasonOf(signal) } : { status: 'failed', error, by: null }
    }
  }

  return { invoke: (askId, args) => invokeOrSettle(askId, false, args), settle }
}

function readSignal(options: unknown): { signal?: AbortSignal } {
  return typeof options === 'object' && options !== null ? (options as { signal?: AbortSignal }) : {}
}
