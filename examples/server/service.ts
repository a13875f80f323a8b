// Puts the service together: its actions, and what surrounds them, outermost first.

import { auditTo } from './audit.js'
import { type Shop, shop } from './contract.js'
import {
  type Actions,
  carryTrace,
  createActions,
  distribute,
  enforce,
  type Recording,
  record,
  type TrackedState,
  traceActions,
  trackState,
} from './entracte.js'
import { once } from './once.js'
import { openOrders } from './orders.js'
import { openPartners } from './partners.js'
import { authorise } from './session.js'
import { openTenant, TENANTS } from './tenants.js'

export interface Service {
  readonly actions: Actions<Shop>
  readonly state: TrackedState<Shop>
  readonly recording: Recording
  /** Takes no more requests, and waits for those that run. After `patience` milliseconds, it leaves them behind and says which. */
  close(patience: number): Promise<void>
}

export interface ServiceOptions {
  /** How long the carrier and the bank take, in milliseconds. */
  readonly pace: number
  /** Where a queue is, of which workers take what the carrier and the bank do. Default: the service does it. */
  readonly connection?: string | undefined
  readonly queue: string
  readonly audit: (line: string) => void
}

export function openService({ pace, connection, queue, audit }: ServiceOptions): Service {
  const actions = enforce(createActions<Shop>(), shop, { strict: true })
  const state = trackState(actions)
  const recording = record(actions)
  traceActions(actions, { parties: true, attributes: ({ ctx }) => ({ tenant: ctx.state.session?.tenant }) })
  auditTo(audit, actions)

  authorise(actions.scope('authorise'))
  once(actions.scope('once'))
  for (const tenant of TENANTS) openTenant(actions, tenant)
  openOrders(actions)
  openPartners(actions, pace)

  const distribution =
    connection === undefined
      ? undefined
      : distribute(actions, {
          queue,
          connection,
          actions: ['ShipOrder', 'Refund'],
          key: (_payload, { state: { session, idempotencyKey } }) =>
            idempotencyKey && `${session?.tenant} ${idempotencyKey}`,
          state: ({ state: { session } }) => ({ session }),
          headers: () => carryTrace(),
          recording,
        })

  return {
    actions,
    state,
    recording,
    async close(patience) {
      state.drain()
      try {
        await state.idle({ signal: AbortSignal.timeout(patience) })
      } catch {
        console.error('left behind:', state.running())
      }
      await distribution?.close()
    },
  }
}
