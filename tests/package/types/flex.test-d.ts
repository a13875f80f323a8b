// Flex's actions are as loose as Flex's own without a map, and typed with one.

import { expectTypeOf } from 'expect-type'
import type { Observer, Registration, StackEntry } from '../../../source/core/index.js'
import * as Flex from '../../../source/flex/index.js'

// Without a map, plugins compile as they are: names and events that are built, and parameters without types.
declare const event: string
declare const when: 'before' | 'after'
enum Hook {
  before = 'before',
}
enum Name {
  HangupCall = 'HangupCall',
}
Flex.Actions.addListener('beforeAcceptTask', (payload, abort) => {
  expectTypeOf(payload).toBeAny()
  expectTypeOf(abort).toEqualTypeOf<Flex.ActionCancelFunction>()
})
Flex.Actions.addListener(event, async (payload, abort) => abort(payload))
Flex.Actions.addListener(`${when}AcceptTask`, (payload) => payload.task)
Flex.Actions.addListener(`${Hook.before}${Name.HangupCall}`, async (payload, _abortFunction) => payload.task)
Flex.Actions.addListener(Symbol('event'), () => {})
Flex.Actions.addListener('beforeAcceptTask', (_payload: Flex.ActionPayload, _abort: (reason?: string) => void) => {})
Flex.Actions.addListener('actionBlockedChanged', (blocked, action) => {
  expectTypeOf(blocked).toEqualTypeOf<boolean>()
  expectTypeOf(action).toEqualTypeOf<string>()
})
Flex.Actions.addListener('invocationEnd', () => {}).off('invocationEnd', () => {})
Flex.Actions.replaceAction('AcceptTask', (payload, original) => {
  original(payload)
})
Flex.Actions.replaceAction('AcceptTask', async (payload, original, next) => (payload ? next(payload) : original()))
Flex.Actions.registerAction('Custom', async (payload) => payload.a)
expectTypeOf(Flex.Actions.invokeAction('Custom', { a: 1 })).toEqualTypeOf<Promise<Flex.ActionPayload>>()
expectTypeOf(Flex.Actions.findPendingActions(['A', 'B'])).toEqualTypeOf<Flex.ActionsWithPayload>()
Flex.Actions.blockAction('A', { task: 1 })
Flex.Actions.unblockAction('A', (payload: Flex.ActionPayload, action: string) => payload === action)

// Functions with the documented types are taken.
declare const action: Flex.ActionFunction
declare const update: Flex.PayloadUpdateFunction
declare const replacement: Flex.ReplacedActionFunction
declare const predicate: Flex.MatchActionPayloadPredicate
Flex.Actions.registerAction('Custom', action, update)
Flex.Actions.replaceAction('Custom', replacement)
Flex.Actions.findBlockedActions('Custom', predicate)

// A plugin that is handed the whole of it.
declare function init(flex: typeof Flex): void
init(Flex)

// With a map, names, events and payloads are typed.
interface Desk extends Flex.FlexActions {
  AddNote(payload: { sid: string }): Promise<number>
}
const actions = Flex.createActions<Desk>()
expectTypeOf(actions).toEqualTypeOf<Flex.ActionsManager<Desk>>()
expectTypeOf(actions.invokeAction('AddNote', { sid: '' })).toEqualTypeOf<Promise<number>>()
actions.invokeAction('HistoryGoBack')
actions.invokeAction('Logout')
actions.invokeAction('HistoryGo', -1)
actions.addListener('beforeHoldCall', (payload) => {
  expectTypeOf(payload).toEqualTypeOf<Flex.HoldCallPayload>()
  expectTypeOf(payload.task).toEqualTypeOf<Flex.Task | undefined>()
})
actions.addListener(`${when}HoldCall`, () => {})
actions.addListener('invocationBegin', () => {})
actions.replaceAction('AddNote', (payload, original) => original({ sid: payload.sid.trim() }))
actions.registerAction('AddNote', ({ sid }) => sid.length)

// @ts-expect-error no such action
actions.invokeAction('AcceptTusk', {})
// @ts-expect-error the digits are missing
actions.invokeAction('SendDTMFDigits', { sid: '' })
// @ts-expect-error a payload is missing
actions.invokeAction('AddNote')
// @ts-expect-error no such event
actions.addListener('beforeAcceptTusk', () => {})
// @ts-expect-error the sid is a string
actions.addListener('afterAddNote', ({ sid }) => sid(1))

// What the core has, too.
declare const observer: Observer
expectTypeOf(actions.observe(observer)).toEqualTypeOf<Registration>()
expectTypeOf(actions.explain('AddNote')).toEqualTypeOf<StackEntry[]>()

// A user may extend what Flex's own objects stand for.
declare module '../../../source/flex/payloads.js' {
  interface Task {
    queueName?: string
  }
}
expectTypeOf<NonNullable<Flex.AcceptTaskPayload['task']>['queueName']>().toEqualTypeOf<string | undefined>()
