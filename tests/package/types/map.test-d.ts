// The map: what it may be, what follows from it, and what is no map.

import { expectTypeOf } from 'expect-type'
import { createActions } from '../../../source/core/index.js'
import type { ActionName, ContextOf, EventName, PayloadOf, ResultOf } from '../../../source/core/types.js'
import type { Desk, Task } from './desk.js'

// Payload and result follow from the functions of an interface; the result is awaited.
expectTypeOf<PayloadOf<Desk, 'AcceptTask'>>().toEqualTypeOf<{ sid: string }>()
expectTypeOf<PayloadOf<Desk, 'Search'>>().toEqualTypeOf<string | undefined>()
expectTypeOf<PayloadOf<Desk, 'Logout'>>().toEqualTypeOf<undefined>()
expectTypeOf<ResultOf<Desk, 'AcceptTask'>>().toEqualTypeOf<Task>()
expectTypeOf<ResultOf<Desk, 'SendMessage'>>().toEqualTypeOf<{ messageSid: string }>()
expectTypeOf<ResultOf<Desk, 'Logout'>>().toEqualTypeOf<void>()
expectTypeOf<ActionName<Desk>>().toEqualTypeOf<'AcceptTask' | 'SendMessage' | 'Search' | 'SetNote' | 'Logout'>()
expectTypeOf<EventName<Pick<Desk, 'Logout'>>>().toEqualTypeOf<'beforeLogout' | 'afterLogout' | 'errorLogout'>()

// Over a union of names, they are unions.
expectTypeOf<PayloadOf<Desk, 'AcceptTask' | 'Logout'>>().toEqualTypeOf<{ sid: string } | undefined>()
expectTypeOf<ResultOf<Desk, 'AcceptTask' | 'SendMessage'>>().toEqualTypeOf<Task | { messageSid: string }>()
expectTypeOf<ContextOf<Desk, 'AcceptTask' | 'Logout'>>().toEqualTypeOf<
  ContextOf<Desk, 'AcceptTask'> | ContextOf<Desk, 'Logout'>
>()

// A type alias will do, its functions written as properties, as well as a class, and a map of one's own making.
const aliased = createActions<{ Add: (payload: { a: number; b: number }) => number; readonly Reset: () => void }>()
expectTypeOf(aliased.invokeAction('Add', { a: 1, b: 2 })).toEqualTypeOf<Promise<number>>()
expectTypeOf(aliased.invokeAction('Reset')).toEqualTypeOf<Promise<void>>()

const mapped = createActions<{ [K in `Open${'Task' | 'Note'}`]: (payload: { sid: K }) => K }>()
expectTypeOf(mapped.invokeAction('OpenNote', { sid: 'OpenNote' })).toEqualTypeOf<Promise<'OpenNote'>>()

// An interface that extends others has the actions of all of them.
interface Floor extends Desk {
  Evacuate(payload: { floor: number }): boolean
}
const floor = createActions<Floor>()
expectTypeOf(floor.invokeAction('Evacuate', { floor: 3 })).toEqualTypeOf<Promise<boolean>>()
expectTypeOf(floor.invokeAction('AcceptTask', { sid: '' })).toEqualTypeOf<Promise<Task>>()

// Another module may add actions to the map.
declare module './augmented.js' {
  interface Augmented {
    AddedByPlugin(payload: { by: string }): number
  }
}
type Augmented = import('./augmented.js').Augmented
const augmented = createActions<Augmented>()
expectTypeOf(augmented.invokeAction('AddedByPlugin', { by: 'me' })).toEqualTypeOf<Promise<number>>()
expectTypeOf(augmented.invokeAction('Declared', 'x')).toEqualTypeOf<Promise<string>>()
augmented.addListener('beforeAddedByPlugin', (payload) => expectTypeOf(payload).toEqualTypeOf<{ by: string }>())

// Names that JavaScript has other plans for are names like any other.
const odd = createActions<{ __proto__: (payload: 1) => 2; constructor: () => 3; 'two words': () => 4 }>()
expectTypeOf(odd.invokeAction('__proto__', 1)).toEqualTypeOf<Promise<2>>()
expectTypeOf(odd.invokeAction('constructor')).toEqualTypeOf<Promise<3>>()
odd.addListener('aftertwo words', (_payload, result) => expectTypeOf(result).toEqualTypeOf<4>())

// A key that is no string names no action: at run time, names are strings.
const numbered = createActions<{ 1: () => void; Reset: () => void }>()
// @ts-expect-error 1 is no string
numbered.invokeAction(1)

// @ts-expect-error an action is a function
createActions<{ AcceptTask: { sid: string } }>()
// @ts-expect-error an action has one payload, not two
createActions<{ Add(a: number, b: number): number }>()
// @ts-expect-error an action is there or it is not
createActions<{ AcceptTask?(payload: { sid: string }): Task }>()
// @ts-expect-error an index signature of functions is fine, of anything else it is none
createActions<{ [name: string]: string }>()
