// A function that fails, and actions that write down what their onListenerError receives.

import { createActions } from '../../../source/core/index.js'

interface Report {
  error: unknown
  info: { ctx: unknown; event: unknown; listener: unknown }
}

/** Returns actions, and the list of what their onListenerError receives. */
export function reporting() {
  const reports: Report[] = []
  const actions = createActions({ onListenerError: (error, info) => void reports.push({ error, info }) })
  return { actions, reports }
}

export const fail = () => {
  throw new Error('inside')
}
