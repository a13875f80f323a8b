// biome-ignore-all lint/suspicious/noExplicitAny: as @types/koa-compose has it
// The lifts: what they make of a listener or a replacement, for a stack of one's own and for `use`.

import { expectTypeOf } from 'expect-type'
import { after, before, replacement } from '../../../source/core/index.js'
import type {
  Abort,
  ActionContext,
  AfterListener,
  BeforeListener,
  ContextOf,
  LiftedMiddleware,
  Original,
  Replacement,
  StackContext,
} from '../../../source/core/types.js'
import { actions, type Desk, log, type Task, task } from './desk.js'

/** As @types/koa-compose has it. */
declare function compose<T>(
  middleware: Array<(ctx: T, next: () => Promise<any>) => any>,
): (ctx: T, next?: () => Promise<any>) => Promise<void>

// In `use`, what they are given follows from the name.
actions.use(
  'AcceptTask',
  before((payload, abort, ctx) => {
    expectTypeOf(payload).toEqualTypeOf<{ sid: string }>()
    expectTypeOf(abort).toEqualTypeOf<Abort>()
    expectTypeOf(ctx).toEqualTypeOf<ContextOf<Desk, 'AcceptTask'>>()
  }),
)
actions.use(
  'AcceptTask',
  after((payload, result, ctx) => {
    expectTypeOf(payload).toEqualTypeOf<{ sid: string }>()
    expectTypeOf(result).toEqualTypeOf<Task>()
    expectTypeOf(ctx).toEqualTypeOf<ContextOf<Desk, 'AcceptTask'>>()
  }),
)
actions.use(
  'AcceptTask',
  replacement(async (payload, original, ctx) => {
    expectTypeOf(payload).toEqualTypeOf<{ sid: string }>()
    expectTypeOf(original).toEqualTypeOf<Original<{ sid: string }, Task>>()
    expectTypeOf(ctx).toEqualTypeOf<ContextOf<Desk, 'AcceptTask'>>()
    return original(payload)
  }),
)
actions.use(before((_payload, abort, ctx) => abort(ctx.action)))

// Composed by hand, what they are given follows from the stack's ctx.
interface Own {
  payload: { sid: string }
  result?: Task
  aborted?: boolean
  user: string
}
const stack = compose<Own>([
  async (ctx, next) => {
    await next()
    log.push(ctx.user)
  },
  before((payload, abort, ctx) => {
    expectTypeOf(payload).toEqualTypeOf<{ sid: string }>()
    expectTypeOf(ctx).toEqualTypeOf<Own>()
    abort()
  }),
  replacement((payload, original, ctx) => (ctx.user === '' ? task : original(payload))),
  replacement((payload, original) => {
    original(payload)
  }),
  after((_payload, result) => log.push(result)),
])
stack({ payload: { sid: '' }, user: 'me' })

// A stack that leaves its result open takes a replacement that returns anything, or nothing.
interface Open {
  payload: string
  result?: unknown
}
compose<Open>([
  replacement(async (payload) => [payload]),
  replacement((payload, original) => void original(payload)),
  replacement(() => {}),
])

// From what the functions say themselves.
const checked = before((payload: { sid: string }, abort) => abort(payload.sid))
expectTypeOf(checked).toEqualTypeOf<LiftedMiddleware<StackContext<{ sid: string }>>>()
const seen = after((_payload: { sid: string }, result: Task) => log.push(result))
const replaced = replacement((payload: { sid: string }, original: Original<{ sid: string }, Task>) => original(payload))
compose([checked, seen, replaced])({ payload: { sid: '' } })
compose<Own>([checked, seen, replaced])
compose<ActionContext<{ sid: string }, Task>>([checked, seen, replaced])
actions.use('AcceptTask', checked)
actions.use('AcceptTask', seen)
actions.use('AcceptTask', replaced)

// From those that are written down elsewhere.
declare const veto: BeforeListener<{ sid: string }>
declare const onAccepted: AfterListener<{ sid: string }, Task>
declare const instead: Replacement<{ sid: string }, Task>
declare const vetoOwn: BeforeListener<{ sid: string }, Own>
actions.use('AcceptTask', before(veto))
actions.use('AcceptTask', after(onAccepted))
actions.use('AcceptTask', replacement(instead))
compose<ActionContext<{ sid: string }, Task>>([before(veto), after(onAccepted), replacement(instead)])
compose<Own>([before(vetoOwn)])

// The library's own ctx is one that they accept.
expectTypeOf<ContextOf<Desk, 'AcceptTask'>>().toExtend<StackContext<{ sid: string }, Task>>()

// @ts-expect-error another action's payload
actions.use('SendMessage', checked)
// @ts-expect-error SendMessage has no Task
actions.use('SendMessage', seen)
// @ts-expect-error every action has a payload of its own
actions.use(checked)
// @ts-expect-error a ctx without a payload
compose<{ result?: Task }>([checked])
// @ts-expect-error a ctx whose payload may be absent
compose<{ payload?: { sid: string } }>([checked])
// @ts-expect-error another payload
compose<Own>([before((payload: { sid: number }) => payload)])
// @ts-expect-error not a Task
compose<Own>([replacement(() => 'WT1')])
// @ts-expect-error this stack's ctx cannot invoke
compose<Own>([before(veto)])
// @ts-expect-error not a function
before({})
