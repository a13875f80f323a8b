// settleAction: what it takes, and the union on `status` that it resolves with.

import { expectTypeOf } from 'expect-type'
import type {
  ActionMap,
  ActionName,
  Actions,
  InvokeOptions,
  Party,
  PayloadOf,
  ResultOf,
} from '../../../source/core/types.js'
import { actions, type Desk, log, type Task } from './desk.js'

declare const options: InvokeOptions

export async function settle(): Promise<void> {
  const outcome = await actions.settleAction('AcceptTask', { sid: '' }, options)
  expectTypeOf(outcome.status).toEqualTypeOf<'done' | 'aborted' | 'cancelled' | 'timedOut' | 'failed'>()
  switch (outcome.status) {
    case 'done':
      expectTypeOf(outcome.result).toEqualTypeOf<Task>()
      break
    case 'aborted':
      expectTypeOf(outcome.reason).toEqualTypeOf<unknown>()
      expectTypeOf(outcome.by).toEqualTypeOf<Party | null>()
      log.push(outcome.error)
      break
    case 'cancelled':
      expectTypeOf(outcome.reason).toEqualTypeOf<unknown>()
      break
    case 'timedOut':
      log.push(outcome.error)
      break
    case 'failed':
      expectTypeOf(outcome.error).toEqualTypeOf<unknown>()
      expectTypeOf(outcome.by).toEqualTypeOf<Party | null>()
      break
    default:
      // There are no other outcomes.
      expectTypeOf(outcome).toEqualTypeOf<never>()
  }

  // @ts-expect-error it may have failed
  log.push(outcome.result)
  // @ts-expect-error it may be done
  log.push(outcome.error)
  // @ts-expect-error no such status
  if (outcome.status === 'rejected') log.push(outcome)
  // @ts-expect-error what is done has no error
  if (outcome.status === 'done') log.push(outcome.error)
}

// It takes what invokeAction takes, from actions, scopes and ctx, detached too.
actions.settleAction('Logout')
actions.settleAction('Search')
actions.settleAction('Search', 'open', { timeout: 5, state: { user: 'anna' } })
actions.scope('crm').settleAction('Logout', undefined, options)
const { settleAction } = actions
settleAction('SetNote', 'call back')
actions.addListener('beforeAcceptTask', async (_payload, abort, ctx) => {
  const outcome = await ctx.settleAction('Search', 'open')
  if (outcome.status === 'done') expectTypeOf(outcome.result).toEqualTypeOf<Task[]>()
  else abort(outcome)
})

// In a generic wrapper.
export async function orUndefined<M extends ActionMap<M>, K extends ActionName<M>>(
  actions: Actions<M>,
  name: K,
  payload: PayloadOf<M, K>,
): Promise<ResultOf<M, K> | undefined> {
  const outcome = await actions.settleAction(name, payload)
  return outcome.status === 'done' ? outcome.result : undefined
}
expectTypeOf(orUndefined<Desk, 'AcceptTask'>(actions, 'AcceptTask', { sid: '' })).toEqualTypeOf<
  Promise<Task | undefined>
>()

// @ts-expect-error no such action
actions.settleAction('AcepptTask', { sid: '' })
// @ts-expect-error which task?
actions.settleAction('AcceptTask')
// @ts-expect-error a sid is a string
actions.settleAction('AcceptTask', { sid: 1 })
// @ts-expect-error no such option
actions.settleAction('Logout', undefined, { timout: 5 })
// @ts-expect-error options are no payload
actions.settleAction('Logout', options)
