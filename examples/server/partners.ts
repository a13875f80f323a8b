// What the carrier and the bank do. It runs in the service, or on workers.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Partners } from './contract.js'
import type { Actions } from './entracte.js'

/** The time limit of a partner, in milliseconds. */
const LIMIT = 10_000

/**
 * Registers both actions. Your own cores send requests here. Let them pass `ctx.signal` on, and the idempotency key, since a job may run
 * twice.
 *
 * @param pace How long a partner takes, in milliseconds.
 */
export function openPartners(actions: Actions<Partners>, pace: number): void {
  actions.registerAction(
    'ShipOrder',
    async function ship({ id }, { signal }) {
      await sleep(pace, undefined, { signal })
      return { tracking: `track-${id}` }
    },
    { timeout: LIMIT },
  )
  actions.registerAction(
    'Refund',
    async function payBack({ id, amount }, { signal }) {
      await sleep(pace, undefined, { signal })
      return { receipt: `paid ${amount} back for ${id}` }
    },
    { timeout: LIMIT },
  )
}
