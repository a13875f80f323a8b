// The audit log: one line for each invocation, however it ends.

import type { Recordable } from './entracte.js'

/** Writes lines of JSON. It works on the actions of the service and on those of a worker. */
export function auditTo(write: (line: string) => void, actions: Recordable): void {
  actions.observe({
    parties: false,
    end({ ctx, aborted, reason, by, ...how }) {
      const { tenant, name } = ctx.state.session ?? {}
      const { id } = Object(ctx.payload)
      const failed = 'error' in how ? { error: how.error instanceof Error ? how.error.message : how.error } : undefined
      const outcome = aborted
        ? { outcome: 'refused', reason, by }
        : failed
          ? { outcome: 'failed', ...failed }
          : { outcome: 'done' }
      write(JSON.stringify({ at: new Date(), tenant, name, action: ctx.action, order: id, ...outcome }))
    },
  })
}
