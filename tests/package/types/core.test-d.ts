// Cores, payload updates and replacements: what they are given, and what they may return.

import { expectTypeOf } from 'expect-type'
import type {
  ActionName,
  ContextOf,
  Core,
  Original,
  PayloadOf,
  Replacement,
  ResultOf,
} from '../../../source/core/types.js'
import { actions, type Desk, log, type Task, task } from './desk.js'

// A core is given payload and ctx, and may return the result, a promise of it, or now the one and now the other.
actions.registerAction('AcceptTask', (payload, ctx) => {
  expectTypeOf(payload).toEqualTypeOf<{ sid: string }>()
  expectTypeOf(ctx).toEqualTypeOf<ContextOf<Desk, 'AcceptTask'>>()
  return task
})
actions.registerAction('AcceptTask', async (payload) => ({ sid: payload.sid, accepted: true }))
actions.registerAction('AcceptTask', (payload) => (payload.sid === '' ? task : Promise.resolve(task)))
actions.registerAction('SendMessage', () => ({ messageSid: 'IM1' }))
actions.registerAction('SendMessage', async () => ({ messageSid: 'IM1' }))

// One whose result is `void` may return anything, as a function type with `void` allows.
actions.registerAction('Logout', () => {})
actions.registerAction('Logout', async () => {})
actions.registerAction('Logout', () => log.push('out'))

// Its types are those of the map's function, so one that is written for it fits.
const core: Desk['AcceptTask'] = ({ sid }) => ({ sid, accepted: false })
actions.registerAction('AcceptTask', core)
const written: Core<{ sid: string }, Task> = async (payload, ctx) => ({ sid: payload.sid + ctx.id, accepted: true })
actions.registerAction('AcceptTask', written)

// A payload update returns the payload, a promise of it, or nothing; as the third argument or among the options.
actions.registerAction('AcceptTask', core, (payload, ctx) => {
  expectTypeOf(payload).toEqualTypeOf<{ sid: string }>()
  expectTypeOf(ctx).toEqualTypeOf<ContextOf<Desk, 'AcceptTask'>>()
  return { sid: payload.sid.trim() }
})
actions.registerAction('AcceptTask', core, async (payload) => {
  payload.sid = payload.sid.trim()
})
actions.registerAction('AcceptTask', core, (payload) => {
  if (payload.sid === '') return { sid: 'WT0' }
})
actions.registerAction('AcceptTask', core, {
  payloadUpdate: async (payload, ctx) => ({ sid: payload.sid + ctx.action }),
  timeout: 10_000,
  override: true,
  terminal: false,
  signal: AbortSignal.timeout(1),
  name: 'accept',
})
actions.registerAction('AcceptTask', core, { payloadUpdate: undefined, timeout: undefined })

// A replacement is given payload, original and ctx; `original` goes with a payload and without one.
actions.replaceAction('AcceptTask', async (payload, original, ctx) => {
  expectTypeOf(payload).toEqualTypeOf<{ sid: string }>()
  expectTypeOf(original).toEqualTypeOf<Original<{ sid: string }, Task>>()
  expectTypeOf(ctx).toEqualTypeOf<ContextOf<Desk, 'AcceptTask'>>()
  expectTypeOf(original()).toEqualTypeOf<Promise<Task>>()
  expectTypeOf(original({ sid: '' })).toEqualTypeOf<Promise<Task>>()
  return original(payload)
})

// It may return the result, a promise of it, or nothing.
actions.replaceAction('AcceptTask', () => task)
actions.replaceAction('AcceptTask', async () => task)
actions.replaceAction('AcceptTask', (_payload, original) => original())
actions.replaceAction('AcceptTask', (payload, original) => (payload.sid === '' ? task : original()), { name: 'known' })
actions.replaceAction('AcceptTask', async (payload, original) => {
  original(payload)
})
actions.replaceAction('AcceptTask', (payload, original) => {
  original(payload)
})
actions.replaceAction('AcceptTask', async (payload, original) => {
  if (payload.sid === '') return task
  original()
})
actions.replaceAction('AcceptTask', () => undefined)
actions.replaceAction('Logout', (_payload, original) => original())
actions.replaceAction('Logout', () => log.push('stays'))
const replaced: Replacement<{ sid: string }, Task> = async (_payload, original) => original()
actions.replaceAction('AcceptTask', replaced)

// In a generic helper over the name, too, `async` or not.
export function twice<K extends ActionName<Desk>>(name: K) {
  actions.replaceAction(name, (_payload, original) => original())
  actions.replaceAction(name, async (payload, original) => {
    original(payload)
  })
  return actions.replaceAction(name, async (payload, original) => {
    try {
      return await original(payload)
    } catch {
      return original()
    }
  })
}
export function register<K extends ActionName<Desk>>(name: K, core: Core<PayloadOf<Desk, K>, ResultOf<Desk, K>>) {
  actions.registerAction(name, core, (payload) => payload)
  actions.registerAction(name, async (payload, ctx) => {
    const nested: ResultOf<Desk, K> = await ctx.invokeAction(name, payload)
    return nested
  })
  return actions.registerAction(name, async (payload, ctx) => ctx.invokeAction(name, payload))
}

// Through a generic function of somebody else's, payload and result are what the functions say.
declare function cached<P, R>(core: Core<P, R>): (payload: P) => R
expectTypeOf(cached(async (_payload: { sid: string }) => task)).toEqualTypeOf<(payload: { sid: string }) => Task>()
expectTypeOf(cached((_payload: { sid: string }) => task)).toEqualTypeOf<(payload: { sid: string }) => Task>()
declare function traced<P, R>(replacement: Replacement<P, R>): Replacement<P, R>
actions.replaceAction(
  'AcceptTask',
  traced(async (payload, original) => original({ sid: payload.sid })),
)
actions.replaceAction(
  'AcceptTask',
  traced(async () => task),
)

// @ts-expect-error no such action
actions.registerAction('AcepptTask', () => task)
// @ts-expect-error not a Task
actions.registerAction('AcceptTask', () => ({ sid: '' }))
// @ts-expect-error not a promise of a Task
actions.registerAction('AcceptTask', async () => ({ sid: '' }))
// @ts-expect-error a core may not keep the result to itself
actions.registerAction('AcceptTask', () => {})
// @ts-expect-error another payload
actions.registerAction('AcceptTask', (_payload: { sid: number }) => task)
// @ts-expect-error a core is required
actions.registerAction('AcceptTask')
// @ts-expect-error another payload
actions.registerAction('AcceptTask', core, () => ({ sid: 1 }))
// @ts-expect-error another payload
actions.registerAction('AcceptTask', core, { payloadUpdate: async () => ({ sid: 1 }) })
// @ts-expect-error no such option
actions.registerAction('AcceptTask', core, { once: true })
// @ts-expect-error not a Task
actions.replaceAction('AcceptTask', () => 'WT1')
// @ts-expect-error not a promise of a Task
actions.replaceAction('AcceptTask', async () => 'WT1')
// @ts-expect-error another payload
actions.replaceAction('AcceptTask', (_payload, original) => original({ sid: 1 }))
// @ts-expect-error undefined is an argument, and no payload of this action
actions.replaceAction('AcceptTask', (_payload, original) => original(undefined))
