// Gives the tests here a desk, and a log of what an observer sees.

import { createActions, type ObservedParty } from '../../../source/core/index.js'

export interface Desk {
  PrintLabel(payload: { copies: number }): string
  SendMail(payload: { to: string }): string
}

export const actionsWithoutMap = () => createActions()
export type Untyped = ReturnType<typeof actionsWithoutMap>

/** Observes `actions`, and returns a log of `> kind name` and `< kind name`, followed by the error or the abort. */
export function watched(actions: Pick<Untyped, 'observe'>): string[] {
  const log: string[] = []
  actions.observe({
    start: (info: ObservedParty) => log.push(`> ${info.kind} ${info.name}`),
    end: (info: ObservedParty) => {
      const how =
        ('error' in info ? ` error: ${(info.error as Error)?.message}` : '') + (info.aborted ? ' aborted' : '')
      log.push(`< ${info.kind} ${info.name}${how}`)
    },
  })
  return log
}
