// The only file that knows p-timeout: how long something may take.

import pTimeout from 'p-timeout'

/** The longest delay that fits the platform's timer; a longer one fires at once (measured on Node 20.20). */
export const LONGEST = 2_147_483_647

/**
 * Calls `expire` after `milliseconds`, unless the function that it returns has been called before.
 *
 * @param milliseconds 1 to `LONGEST`; the caller has checked it.
 * @param expire Must not throw.
 * @param fail Called, a microtask later, when the platform will not start a timer: workerd has no more than 10 000 at once.
 */
export function startTimer(milliseconds: number, expire: () => void, fail: (error: unknown) => void): () => void {
  const timer = pTimeout(forever(), { milliseconds, fallback: expire })
  timer.catch(fail)
  return timer.clear
}

/**
 * Waits for `work`, but no longer than `milliseconds`: then it rejects with what `failure` returns.
 *
 * Time running out does not stop the work, it only stops the waiting; how the work ends is then of no interest.
 *
 * @param milliseconds 1 to `LONGEST`; the caller has checked it.
 */
export function within<T>(work: Promise<T>, milliseconds: number, failure: () => unknown): Limited<T> {
  return pTimeout(work, {
    milliseconds,
    fallback: () => {
      throw failure()
    },
  })
}

/** Waiting that can be told to go on without its limit. */
export interface Limited<T> extends Promise<T> {
  clear(): void
}

function forever(): Promise<never> {
  return new Promise(() => {})
}
