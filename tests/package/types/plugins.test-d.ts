// A plugin says which actions it needs, and is given any that have them.

import { expectTypeOf } from 'expect-type'
import { createActions } from '../../../source/core/index.js'
import type { ActionContext, ActionMap, Actions, AnyActions, Scope } from '../../../source/core/types.js'
import { actions, type Desk, log, type Task } from './desk.js'

interface Small {
  AcceptTask(payload: { sid: string }): Task
}
interface OtherName {
  RejectTask(payload: { sid: string }): Task
}
interface OtherPayload {
  AcceptTask(payload: { sid: number }): Task
}
interface OtherResult {
  AcceptTask(payload: { sid: string }): string
}

declare const big: Actions<Desk>
declare const bigScope: Scope<Desk>
declare const small: Actions<Small>
declare const untyped: Actions
declare function give<A>(actions: A): void

// What has the actions is accepted, as it is or as a scope.
give<Actions<Small>>(big)
give<Actions<Small>>(bigScope)
give<Scope<Small>>(bigScope)
give<Actions<Small>>(big.scope('plugin'))
give<Actions<Desk>>(big.scope('plugin'))
give<Actions<Record<never, never>>>(big)
give<Actions<Pick<Desk, 'AcceptTask' | 'Logout'>>>(big)
give<Actions<Desk & { More(): void }>>(createActions<Desk & { More(): void }>())
give<Actions<Desk>>(createActions<Desk & { More(): void }>())

// What follows from it works in the plugin.
function plugin(actions: Actions<Small>) {
  actions.addListener('beforeAcceptTask', (payload, abort) => abort(payload.sid))
  actions.use((ctx, next) => {
    // @ts-expect-error there may be more actions than this plugin knows
    log.push(ctx.payload.sid)
    return next()
  })
  expectTypeOf(actions.actionNames()).toEqualTypeOf<string[]>()
  return actions.invokeAction('AcceptTask', { sid: '' })
}
expectTypeOf(plugin(actions)).toEqualTypeOf<Promise<Task>>()

// A generic plugin keeps the application's own map.
declare function install<M extends ActionMap<M>>(actions: Actions<M>): Actions<M>
expectTypeOf(install(actions)).toEqualTypeOf<Actions<Desk>>()
expectTypeOf(install(actions.scope('plugin'))).toEqualTypeOf<Actions<Desk>>()

// Plain `Actions` are those of any map, and go where any are asked for.
give<Actions>(big)
give<Actions>(small)
give<Actions<AnyActions>>(big.scope('plugin'))
give<Actions<Desk>>(untyped)
give<Scope<Desk>>(untyped.scope('plugin'))
give<ActionContext>({} as ActionContext<{ sid: string }, Task, Desk, 'AcceptTask'>)

// @ts-expect-error Small lacks actions that Desk has
give<Actions<Desk>>(small)
// @ts-expect-error Small lacks actions that Desk has
give<Actions<Desk>>(small.scope('plugin'))
// @ts-expect-error Small lacks actions that Desk has
give<Scope<Desk>>(small.scope('plugin'))
// @ts-expect-error Actions cannot be disposed, a Scope can
give<Scope<Small>>(big)
// @ts-expect-error no such action
give<Actions<OtherName>>(big)
// @ts-expect-error no such action
give<Actions<OtherName>>(bigScope)
// @ts-expect-error another payload
give<Actions<OtherPayload>>(big)
// @ts-expect-error another payload
give<Actions<OtherPayload>>(bigScope)
// @ts-expect-error another payload
give<Actions<Small>>(createActions<OtherPayload>())
// @ts-expect-error another result
give<Actions<OtherResult>>(big)
// @ts-expect-error another result
give<Actions<OtherResult>>(bigScope)
// @ts-expect-error another result
give<Scope<OtherResult>>(bigScope)
// @ts-expect-error ctx can invoke Small's actions only
give<ActionContext<unknown, unknown, Desk>>({} as ActionContext<unknown, unknown, Small>)
// @ts-expect-error another payload
give<ActionContext<{ sid: number }>>({} as ActionContext<{ sid: string }>)
// @ts-expect-error another action
give<ActionContext<unknown, unknown, Desk, 'Logout'>>({} as ActionContext<unknown, unknown, Desk, 'AcceptTask'>)
