// Every verb that attaches something, and invocations that make what it attached run.

import type { createActions } from '../../../source/core/index.js'
import { rejection } from '../../support/helpers.js'

export type Actions = ReturnType<typeof createActions>

export function noop() {}

/** Attaches something that writes into the log: every verb, and every kind of party once. */
export const verbs: [what: string, attach: (actions: Actions, log: string[]) => ReturnType<Actions['use']>][] = [
  [
    'registerAction',
    (actions, log) =>
      actions.registerAction('AcceptTask', () => {
        log.push('core')
      }),
  ],
  ['addListener (before)', (actions, log) => actions.addListener('beforeAcceptTask', () => log.push('before'))],
  ['addListener (after)', (actions, log) => actions.addListener('afterAcceptTask', () => log.push('after'))],
  ['addListener (error)', (actions, log) => actions.addListener('errorAcceptTask', () => log.push('error'))],
  [
    'replaceAction',
    (actions, log) =>
      actions.replaceAction('AcceptTask', (payload, original) => {
        log.push('replacement')
        return original(payload)
      }),
  ],
  [
    'use for every action',
    (actions, log) =>
      actions.use(async (_ctx, next) => {
        log.push('use')
        await next()
      }),
  ],
  [
    'use for one action',
    (actions, log) =>
      actions.use('AcceptTask', async (_ctx, next) => {
        log.push('use AcceptTask')
        await next()
      }),
  ],
  ['observe', (actions, log) => actions.observe({ start: () => log.push('observed') })],
]

/** Makes one invocation that succeeds and one that fails, so that everything that is attached runs. */
export async function exercise(actions: Actions) {
  const core = actions.hasAction('AcceptTask') ? undefined : actions.registerAction('AcceptTask', noop)
  await actions.invokeAction('AcceptTask')
  const failing = actions.use('AcceptTask', () => {
    throw new Error('exercise')
  })
  await rejection(actions.invokeAction('AcceptTask'))
  failing()
  core?.()
}
