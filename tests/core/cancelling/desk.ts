// What the tests of cuts share: the actions of a desk, and ways to look at promises and signals.

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

/** `promise` itself, or a failure that says so when it is still pending after everything that is due has run. */
export function byNow<T>(promise: Promise<T>): Promise<T> {
  const tooLate = settled().then(() => {
    throw new Error('still pending')
  })
  return Promise.race([promise, tooLate])
}

export function listenersOn(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length
}
