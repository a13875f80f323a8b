// The rules of each tenant, in a scope of its own: errors and the timeline name the tenant, and `dispose()` takes all its rules off.

import type { Shop } from './contract.js'
import type { Actions, Scope } from './entracte.js'

export interface Tenant {
  readonly name: string
  /** The most requests at once. */
  readonly inFlight: number
  /** The highest refund, in cents. */
  readonly refund: number
}

export const TENANTS: readonly Tenant[] = [
  { name: 'acme', inFlight: 100, refund: 10_000 },
  { name: 'bloom', inFlight: 5, refund: 2_000 },
]

export function openTenant(actions: Actions<Shop>, { name, inFlight, refund }: Tenant): Scope<Shop> {
  const scope = actions.scope(name)
  let running = 0

  scope.use(async function limitRequests(ctx, next) {
    if (ctx.parent || ctx.state.session?.tenant !== name) return next()
    if (running >= inFlight) return ctx.abort({ status: 429, why: `at most ${inFlight} requests at once` })
    running++
    try {
      await next()
    } finally {
      running--
    }
  })

  scope.addListener('beforeRefund', function limitRefund({ amount }, abort, ctx) {
    if (ctx.state.session?.tenant !== name || amount <= refund) return
    abort({ status: 403, why: `at most ${refund} cents` })
  })

  return scope
}
