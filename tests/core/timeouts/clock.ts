// The actions of these tests, and what they need to wait for real time.

import { createActions } from '../../../source/core/index.js'

export interface Desk {
  PrintLabel(payload: { copies: number }): string
  SendMail(payload: { to: string }): string
}

export const LONGEST = 2_147_483_647

export const actionsWithoutMap = () => createActions()
export type Untyped = ReturnType<typeof actionsWithoutMap>

/** What `promise` rejects with; null, and so a failed test instead of a hanging one, when a second is not enough. */
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

/** A wait of real time, for what a limit must be shown to have let pass. */
export function milliseconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, count))
}

/** How many timers keep this process alive. */
export function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
}
