// What is tracked has the types of the actions.

import { expectTypeOf } from 'expect-type'
import type { ActionName, PayloadOf, Registration } from '../../../source/core/index.js'
import { createActions } from '../../../source/core/index.js'
import { type RunningAction, type TrackedState, trackState } from '../../../source/state/index.js'
import { actions, type Desk } from './desk.js'

const state = trackState(actions)
expectTypeOf(state).toEqualTypeOf<TrackedState<Desk>>()
expectTypeOf(trackState(actions.scope('plugin'))).toEqualTypeOf<TrackedState<Desk>>()

// By name alone, by value, by some keys, by a function.
expectTypeOf(state.block('AcceptTask')).toEqualTypeOf<Registration>()
expectTypeOf(state.unblock('AcceptTask', { sid: 'WT1' })).toEqualTypeOf<boolean>()
state.pending('SendMessage', { body: 'hello' })
state.pending('Search', 'cake')
state.blocked('AcceptTask', (payload, action) => {
  expectTypeOf(payload).toEqualTypeOf<{ sid: string }>()
  expectTypeOf(action).toEqualTypeOf<string>()
  return payload.sid === 'WT1'
})
state.block('Logout')
state.subscribe((action) => expectTypeOf(action).toEqualTypeOf<string>())

// @ts-expect-error no such action
state.block('AcepptTask')
// @ts-expect-error the sid is a string
state.pending('AcceptTask', { sid: 1 })
// @ts-expect-error there is no such key
state.unblock('AcceptTask', { side: 'WT1' })
// @ts-expect-error the query is a string
state.blocked('Search', 1)

// What runs, and waiting for it.
expectTypeOf(state.running()).toEqualTypeOf<RunningAction[]>()
expectTypeOf(state.idle({ signal: AbortSignal.timeout(1) })).toEqualTypeOf<Promise<void>>()
expectTypeOf(state.drain()).toEqualTypeOf<Registration>()

// @ts-expect-error there is no such option
state.idle({ timeout: 5 })

// A union of names takes what fits any of them.
declare const either: 'AcceptTask' | 'Logout'
state.pending(either)

// And so does a helper that knows no more than the name.
export function isBusy<K extends ActionName<Desk>>(name: K, payload: PayloadOf<Desk, K>): boolean {
  return state.pending(name, payload) || state.blocked(name, payload)
}

// Where a plugin asks for less, more is accepted.
const small: TrackedState<Pick<Desk, 'Logout'>> = state
small.pending('Logout')

// Without a map, names are strings and payloads any.
const untyped = trackState(createActions())
untyped.block('Anything', { at: 'all' })
untyped.pending('Anything', (payload) => payload.at.all)
