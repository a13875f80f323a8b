// What the tests of aborts share: the ways to abort, the error that must follow, and an action that logs its parties.

import * as assert from 'uvu/assert'
import { ActionAbortedError, createActions, type ListenerErrorInfo } from '../../../source/core/index.js'
import { rejection } from '../../support/helpers.js'

export type Actions = ReturnType<typeof createActions>

export interface Abortable {
  aborted: boolean
  abortReason: unknown
  abort(reason?: unknown): void
}

export function noop() {}

/** One call of `onListenerError`. */
export interface Report {
  error: unknown
  info: ListenerErrorInfo
}

/** Returns actions, and what their `onListenerError` is told. */
export function reportingActions(): { actions: Actions; reports: Report[] } {
  const reports: Report[] = []
  const actions = createActions({ onListenerError: (error, info) => void reports.push({ error, info }) })
  return { actions, reports }
}

/** Returns the ActionAbortedError that `promise` rejects with. Any other outcome fails the test. */
export async function abortion(promise: PromiseLike<unknown>): Promise<ActionAbortedError> {
  const error = await rejection(promise)
  assert.instance(error, ActionAbortedError)
  return error as ActionAbortedError
}

/** Attaches one party at every place of the stack except middleware. Each party pushes its name to `log`. */
export function logEverything(actions: Actions, log: string[]) {
  actions.registerAction('AcceptTask', () => {
    log.push('core')
    return 'core'
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    log.push('replacement')
    return original(payload)
  })
  actions.addListener('beforeAcceptTask', () => log.push('last before'), { order: 1000 })
  actions.addListener('afterAcceptTask', () => log.push('after'), { order: 1000 })
  actions.addListener('errorAcceptTask', () => log.push('error'), { order: 1000 })
}

/** The ways to abort that need only the ctx, each with the reason that follows. */
export const ctxAborts: [what: string, abort: (ctx: Abortable) => void, reason: unknown][] = [
  ['ctx.abort(reason)', (ctx) => ctx.abort('out of paper'), 'out of paper'],
  [
    'ctx.aborted = true',
    (ctx) => {
      ctx.aborted = true
    },
    undefined,
  ],
]

/** All ways in which a before-listener can abort, each with the reason that follows. */
export const aborts: [
  what: string,
  abort: (ctx: Abortable, abort: (reason?: unknown) => void) => void,
  reason: unknown,
][] = [
  ['abort(reason)', (_ctx, abort) => abort('out of paper'), 'out of paper'],
  ['abort()', (_ctx, abort) => abort(), undefined],
  ...ctxAborts,
]
