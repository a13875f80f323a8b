// Gives the tests here a desk whose state is tracked.

import { createActions } from '../../source/core/index.js'
import { trackState } from '../../source/state/index.js'
import { deferred } from '../support/helpers.js'

export interface Task {
  sid: string
  reason?: string
}

export interface Desk {
  AcceptTask(payload: Task): string
  Search(query: string): void
  Logout(): void
}

/** Opens a desk whose AcceptTask runs until `hold` settles. */
export function openDesk() {
  const actions = createActions<Desk>()
  const log: string[] = []
  const hold = deferred<string>()
  actions.registerAction('AcceptTask', ({ sid }) => {
    log.push(`core ${sid}`)
    return hold.promise
  })
  actions.registerAction('Search', (query) => void log.push(`core ${query}`))
  actions.registerAction('Logout', () => void log.push('core'))
  return { actions, hold, log, state: trackState(actions) }
}
