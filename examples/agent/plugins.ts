// Three plugins. They hold for people and for agents, and know nothing of MCP but two functions.

import type { Desk } from './desk.js'
import { agentOf, ask, type PluginOf } from './entracte.js'

/** Asks a person before an agent pays back more than 100 euros. */
export const policy: PluginOf<Desk> = (actions) => {
  actions.addListener('beforeRefund', async ({ order, amount }, abort, ctx) => {
    if (amount <= 100) return
    if (!(await ask(ctx, `Pay ${amount} euros back for the order ${order}?`))) abort('a person has refused this refund')
  })
}

/** Writes one line for each call, however it ends. */
export const auditTo =
  (write: (line: string) => void): PluginOf<Desk> =>
  (actions) => {
    actions.observe({
      end({ ctx, kind, ...how }) {
        if (kind !== 'invocation') return
        const outcome = how.aborted ? `aborted, ${how.reason}` : 'error' in how ? 'failed' : 'done'
        write(`${agentOf(ctx)?.client?.name ?? 'a person'}: ${ctx.action} ${JSON.stringify(ctx.payload)}: ${outcome}`)
      },
    })
  }

/** Pays nothing back, and says what it would have paid. */
export const dryRun: PluginOf<Desk> = (actions) => {
  actions.replaceAction('Refund', ({ order, amount }) => ({ order, refunded: amount }))
}
