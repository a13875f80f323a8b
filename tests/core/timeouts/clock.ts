// The actions of these tests, and what they need to wait for real time.

export interface Desk {
  PrintLabel(payload: { copies: number }): string
  SendMail(payload: { to: string }): string
}

/** Waits for `promise`, but no longer than a second: a test that would hang fails instead. */
export async function inTime<T>(promise: Promise<T>): Promise<T> {
  let giveUp: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    giveUp = setTimeout(() => reject(new Error('still pending after a second')), 1000)
  })
  try {
    return await Promise.race([promise, tooLate])
  } finally {
    clearTimeout(giveUp)
  }
}

/** Waits in real time, where a test must show that a limit has let time pass. */
export function milliseconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, count))
}

/** Counts the timers that keep this process alive. */
export function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
}
