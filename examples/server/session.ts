// Who sends a request, and what that person may do.

import type { Middleware } from 'koa'
import type { Shop } from './contract.js'
import type { PluginOf } from './entracte.js'

export interface Session {
  readonly tenant: string
  readonly name: string
  readonly role: 'clerk' | 'manager'
}

// What each invocation knows of its request. It is in `ctx.state` of nested actions and on workers, too.
declare module './entracte.js' {
  interface ActionState {
    session?: Session
    idempotencyKey?: string | undefined
  }
}

/** The users, by their tokens. Your own service asks whoever issues its tokens. */
const SESSIONS: Readonly<Record<string, Session>> = {
  'acme-clerk': { tenant: 'acme', name: 'ada', role: 'clerk' },
  'acme-manager': { tenant: 'acme', name: 'max', role: 'manager' },
  'bloom-manager': { tenant: 'bloom', name: 'uma', role: 'manager' },
}

const ALLOWED: Readonly<Record<Session['role'], readonly string[]>> = {
  clerk: ['PlaceOrder', 'FindOrder', 'ShipOrder'],
  manager: ['PlaceOrder', 'FindOrder', 'ShipOrder', 'Refund', 'CancelOrder'],
}

/** Finds the session of a request, for Koa. */
export const authenticate: Middleware = (ctx, next) => {
  const token = /^Bearer (.+)$/.exec(ctx.get('authorization'))?.[1] ?? ''
  if (Object.hasOwn(SESSIONS, token)) ctx.state.session = SESSIONS[token]
  return next()
}

/** Refuses what a session may not do, before anything else works for it. What an action invokes itself is its own decision. */
export const authorise: PluginOf<Shop> = (actions) => {
  actions.use(
    function authorise(ctx, next) {
      if (ctx.parent) return next()
      const { session } = ctx.state
      if (!session) return ctx.abort({ status: 401, why: 'send a token' })
      if (!ALLOWED[session.role].includes(ctx.action))
        return ctx.abort({ status: 403, why: `not for a ${session.role}` })
      return next()
    },
    { order: -1_000 },
  )
}
