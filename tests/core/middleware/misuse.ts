// What the tests share that call next() or original() too late or twice.

import * as assert from 'uvu/assert'
import { ActionMisuseError, createActions } from '../../../source/core/index.js'
import { deferred } from '../../support/helpers.js'

export interface Report {
  error: unknown
  info: { ctx: unknown; event: unknown; listener: unknown }
}

/** Makes actions, and collects what their onListenerError receives. */
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

/** Keeps the next() of middleware that has settled, while outer middleware holds the invocation until `hold` is resolved. */
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

/** Keeps the original() of a replacement that has settled, while a newer replacement holds the invocation until `hold` is resolved. */
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
