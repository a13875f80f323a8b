// The other verbs, what they return, and what their options are.

import { expectTypeOf } from 'expect-type'
import { createActions } from '../../../source/core/index.js'
import type {
  ActionContext,
  Actions,
  ObservedParty,
  PartyKind,
  Registration,
  Scope,
  StackEntry,
  UnregisteredAction,
} from '../../../source/core/types.js'
import { actions, type Desk, log, task } from './desk.js'

// Every attaching verb returns the undoing.
expectTypeOf(actions.registerAction('AcceptTask', () => task)).toEqualTypeOf<Registration>()
expectTypeOf(actions.addListener('beforeAcceptTask', () => {})).toEqualTypeOf<Registration>()
expectTypeOf(actions.replaceAction('AcceptTask', () => task)).toEqualTypeOf<Registration>()
expectTypeOf(actions.use((_ctx, next) => next())).toEqualTypeOf<Registration>()
expectTypeOf(actions.use('AcceptTask', (_ctx, next) => next())).toEqualTypeOf<Registration>()
expectTypeOf(actions.observe({})).toEqualTypeOf<Registration>()

export function undoing(registration: Registration, scope: Scope<Desk>): void {
  using bound = registration
  using plugin = scope
  expectTypeOf(bound()).toEqualTypeOf<void>()
  expectTypeOf(plugin.dispose()).toEqualTypeOf<void>()
}

// Questions.
expectTypeOf(actions.unregisterAction('AcceptTask')).toEqualTypeOf<boolean>()
expectTypeOf(actions.hasAction('AcceptTask')).toEqualTypeOf<boolean>()
expectTypeOf(actions.actionNames()).toEqualTypeOf<string[]>()
expectTypeOf(actions.explain()).toEqualTypeOf<UnregisteredAction[]>()
expectTypeOf(actions.explain('AcceptTask')).toEqualTypeOf<StackEntry[]>()
for (const name of actions.actionNames()) log.push(...actions.explain(name))
expectTypeOf<StackEntry>().toEqualTypeOf<{
  readonly kind: PartyKind
  readonly name: string | undefined
  readonly scope: string | undefined
  readonly order: number
  readonly once: boolean
}>()

// A scope has the same verbs, scopes of its own included.
expectTypeOf(actions.scope('plugin')).toEqualTypeOf<Scope<Desk>>()
expectTypeOf(actions.scope('plugin').scope('part')).toEqualTypeOf<Scope<Desk>>()
expectTypeOf(actions.scope('plugin').addListener).toEqualTypeOf<Actions<Desk>['addListener']>()

// An observer is given the same object twice, which can be a key.
const starts = new WeakMap<ObservedParty, number>()
actions.observe({
  start: (info) => starts.set(info, performance.now()),
  end(info) {
    expectTypeOf(info.ctx).toEqualTypeOf<ActionContext>()
    expectTypeOf(info.kind).toEqualTypeOf<PartyKind | 'invocation'>()
    expectTypeOf(info.aborted).toEqualTypeOf<true | undefined>()
    log.push(starts.get(info), info.error)
  },
})

// Errors that have no invocation left to reject.
createActions<Desk>({
  maxDepth: 5,
  onListenerError(error, { ctx, event, listener }) {
    expectTypeOf(error).toEqualTypeOf<unknown>()
    expectTypeOf(ctx).toEqualTypeOf<ActionContext | undefined>()
    expectTypeOf(event).toEqualTypeOf<string | undefined>()
    log.push(listener?.name)
  },
})
createActions<Desk>({ onListenerError: async () => 'ignored' })
createActions<Desk>({ maxDepth: undefined, onListenerError: undefined })

// Options may be undefined, as they are when they are passed on.
declare const signal: AbortSignal | undefined
actions.addListener('beforeAcceptTask', () => {}, { once: true, signal, order: -1, timeout: undefined, name: 'check' })
actions.replaceAction('AcceptTask', () => task, { signal, name: undefined })
actions.use((_ctx, next) => next(), { signal, order: 1, name: 'outer' })
actions.invokeAction('Logout', undefined, { signal, timeout: undefined })

// @ts-expect-error no such action
actions.unregisterAction('AcepptTask')
// @ts-expect-error no such action
actions.hasAction('AcepptTask')
// @ts-expect-error a scope has a name
actions.scope()
// @ts-expect-error no such function of an observer
actions.observe({ error: () => {} })
// @ts-expect-error no such option
createActions<Desk>({ onError: () => {} })
// @ts-expect-error an order is a number
actions.addListener('beforeAcceptTask', () => {}, { order: 'first' })
