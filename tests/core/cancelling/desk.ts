// What the tests of cuts share: the actions of a desk, and ways to look at promises, signals and warnings.

import { getEventListeners } from 'node:events'
import { createActions } from '../../../source/core/index.js'
import { settled } from '../../support/helpers.js'

export interface Desk {
  PrintLabel(payload: { copies: number }): string
  SendMail(payload: { to: string }): string
  OpenDrawer(): void
}

export const actionsWithoutMap = () => createActions()
export type Untyped = ReturnType<typeof actionsWithoutMap>

/** Waits for `promise`. Fails the test when `promise` is still pending after everything that is due has run. */
export function byNow<T>(promise: Promise<T>): Promise<T> {
  const tooLate = settled().then(() => {
    throw new Error('still pending')
  })
  return Promise.race([promise, tooLate])
}

/** Returns how many listeners wait for `signal` to fire. */
export function listenersOn(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length
}

/** Runs `work` and returns the names of the warnings that Node gives meanwhile. */
export async function warningsDuring(work: () => unknown): Promise<string[]> {
  const warnings: string[] = []
  const listen = (warning: Error) => void warnings.push(warning.name)
  process.on('warning', listen)
  try {
    await work()
    await settled()
  } finally {
    process.off('warning', listen)
  }
  return warnings
}
