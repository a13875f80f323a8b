// What the tests of next() and original() called too late or twice share.

import * as assert from 'uvu/assert'
import { ActionMisuseError, createActions } from '../../../source/core/index.js'
import { deferred } from '../../support/helpers.js'

export interface Report {
  error: unknown
  info: { ctx: unknown; event: unknown; listener: unknown }
}

/** Actions, and what their onListenerError was told. */
export function reporting() {
  const reports: Report[] = []
  const actions = createActions({ onListenerError: (error, info) => void reports.push({ error, info }) })
  return { actions, reports }
}

export function assertMisuse(error: unknown) {
  assert.instance(error, ActionMisuseError)
  assert.is((error as ActionMisuseError).action, 'AcceptTask')
  assert.is((error as ActionMisuseError).code, 'ACTION_MISUSE')
}

/** Middleware whose next() is kept until it has settled, inside of middleware that holds the invocation. */
export function lateNext() {
  const { actions, reports } = reporting()
  const log: string[] = []
  const hold = deferred()
  const kept: { next?: () => Promise<unknown> } = {}
  actions.registerAction('AcceptTask', () => {
    log.push('core')
    return 'core'
  })
  actions.use(async (_ctx, next) => {
    await next()
    await hold.promise
  })
  const owner = (_ctx: unknown, next: () => Promise<unknown>) => {
    kept.next = next
  }
  actions.use('AcceptTask', owner)
  const call = () => (kept.next as () => Promise<unknown>)()
  return { actions, reports, log, hold, owner, call }
}

/** A replacement whose original() is kept until it has settled, inside of one that holds the invocation. */
export function lateOriginal() {
  const { actions, reports } = reporting()
  const log: string[] = []
  const hold = deferred()
  const kept: { original?: (payload?: unknown) => Promise<unknown> } = {}
  actions.registerAction('AcceptTask', () => {
    log.push('core')
    return 'core'
  })
  const owner = (_payload: unknown, original: (payload?: unknown) => Promise<unknown>) => {
    kept.original = original
    return 'replaced'
  }
  actions.replaceAction('AcceptTask', owner)
  actions.replaceAction('AcceptTask', async (payload, original) => {
    const result = await original(payload)
    await hold.promise
    return result
  })
  const call = () => (kept.original as () => Promise<unknown>)()
  return { actions, reports, log, hold, owner, call }
}
