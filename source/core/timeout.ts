// Decides how long something may take. The only file that knows p-timeout.

import pTimeout from 'p-timeout'
import type { Limit } from './parts.js'

/**
 * Calls `expire` after `milliseconds`, unless the returned function is called before.
 *
 * @param milliseconds 1 to `LONGEST_DELAY`; the caller has checked it.
 * @param expire Must not throw.
 * @param fail Called, a microtask later, when the platform starts no timer: workerd has no more than 10 000 at once.
 */
export function startTimer(milliseconds: number, expire: () => void, fail: (error: unknown) => void): () => void {
  const timer = pTimeout(forever(), { milliseconds, fallback: expire })
  timer.catch(fail)
  return timer.clear
}

/**
 * Waits for `work`, but no longer than `milliseconds`: then it rejects with what `failure` returns.
 *
 * An expired limit does not stop the work, it only stops the waiting. How the work ends is then ignored.
 *
 * @param milliseconds 1 to `LONGEST_DELAY`; the caller has checked it.
 */
export function within<T>(work: Promise<T>, milliseconds: number, failure: () => unknown): Promise<T> & Limit {
  return pTimeout(work, {
    milliseconds,
    fallback: () => {
      throw failure()
    },
  })
}

function forever(): Promise<never> {
  return new Promise(() => {})
}
