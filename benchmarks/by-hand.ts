// What people write without a library to stop waiting. No closure here has a name: tsx would wrap it, at each call.

/** Stops waiting when a signal aborts, and leaves no listener on the signal. */
export function untilAborted(work: unknown, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const listener = { handleEvent: () => reject(signal.reason) }
    signal.addEventListener('abort', listener)
    Promise.resolve(work).then(
      (value) => {
        signal.removeEventListener('abort', listener)
        resolve(value)
      },
      (error) => {
        signal.removeEventListener('abort', listener)
        reject(error)
      },
    )
  })
}

/** Stops waiting after a time, in milliseconds, and leaves no timer behind. */
export function untilLate(work: unknown, timeout: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('late')), timeout)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
