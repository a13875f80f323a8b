// The hooks have the types of the actions.

import { expectTypeOf } from 'expect-type'
import type { ActionOutcome, Actions, Party } from '../../../source/core/index.js'
import { createActions } from '../../../source/core/index.js'
import {
  createActionsContext,
  useAction,
  useActionListener,
  useBlocked,
  useMiddleware,
  usePending,
  useReplacement,
  useRunning,
} from '../../../source/react/index.js'
import {
  type ActionSnapshot,
  actionStore,
  type RunningAction,
  trackState,
  watchState,
} from '../../../source/state/index.js'
import { actions, type Desk } from './desk.js'

type Task = Awaited<ReturnType<Desk['AcceptTask']>>

const accepting = useAction(actions, 'AcceptTask', { cancel: 'latest' })
expectTypeOf(accepting.run({ sid: 'WT1' }, { timeout: 5 })).toEqualTypeOf<void>()
expectTypeOf(accepting.settle({ sid: 'WT1' })).toEqualTypeOf<Promise<ActionOutcome<Task>>>()
expectTypeOf(accepting.result).toEqualTypeOf<Task | undefined>()
expectTypeOf(accepting.payload).toEqualTypeOf<{ sid: string } | undefined>()
expectTypeOf(accepting.by).toEqualTypeOf<Party | null | undefined>()
expectTypeOf(accepting.status).toEqualTypeOf<
  'idle' | 'pending' | 'done' | 'failed' | 'aborted' | 'cancelled' | 'timedOut'
>()
if (accepting.status === 'done') expectTypeOf(accepting.result).toEqualTypeOf<Task>()
if (accepting.status === 'timedOut') expectTypeOf(accepting.error.timeout).toEqualTypeOf<number>()
useAction(actions, 'Logout').run()
useAction(actions.scope('plugin'), 'Search').run('cake')

// @ts-expect-error no such action
useAction(actions, 'AcepptTask')
// @ts-expect-error the sid is a string
accepting.run({ sid: 1 })
// @ts-expect-error the payload is missing
accepting.run()
// @ts-expect-error there is no such option
useAction(actions, 'AcceptTask', { cancel: 'always' })

const state = trackState(actions)
expectTypeOf(usePending(actions, 'AcceptTask', { sid: 'WT1' })).toEqualTypeOf<boolean>()
expectTypeOf(useBlocked(state, 'AcceptTask', ({ sid }) => sid === 'WT1')).toEqualTypeOf<boolean>()
expectTypeOf(useRunning(state, 'Logout')).toEqualTypeOf<readonly RunningAction[]>()
expectTypeOf(actionStore(actions, 'AcceptTask', { sid: 'WT1' }).get()).toEqualTypeOf<ActionSnapshot>()
actionStore(state)
watchState(actions).pending('Logout')

// @ts-expect-error no such action
usePending(actions, 'AcepptTask')
// @ts-expect-error the sid is a string
useBlocked(state, 'AcceptTask', { sid: 1 })
// @ts-expect-error no such action
useRunning(actions, 'AcepptTask')
// @ts-expect-error no such action
actionStore(actions, 'AcepptTask')
// @ts-expect-error there is no such key
actionStore(state, 'AcceptTask', { side: 'WT1' })

useActionListener(actions, 'beforeAcceptTask', ({ sid }, abort, ctx) => {
  expectTypeOf(sid).toEqualTypeOf<string>()
  expectTypeOf(ctx.action).toEqualTypeOf<'AcceptTask'>()
  abort('no')
})
useActionListener(actions, ['afterAcceptTask'], (_payload, result) => expectTypeOf(result).toEqualTypeOf<Task>(), {
  order: 1,
})
useReplacement(actions, 'AcceptTask', (payload, original) => original({ sid: payload.sid }))
useMiddleware(actions, 'AcceptTask', (ctx, next) => {
  expectTypeOf(ctx.payload).toEqualTypeOf<{ sid: string }>()
  return next()
})
useMiddleware(actions, (ctx, next) => {
  expectTypeOf(ctx.payload).toEqualTypeOf<unknown>()
  return next()
})

// @ts-expect-error no such event
useActionListener(actions, 'beforeAcepptTask', () => {})
// @ts-expect-error the result is a task
useReplacement(actions, 'AcceptTask', () => 5)
// @ts-expect-error no such action
useMiddleware(actions, 'AcepptTask', (_ctx, next) => next())

const desk = createActionsContext<Desk>()
expectTypeOf(desk.useActions()).toEqualTypeOf<Actions<Desk>>()
expectTypeOf(desk.useAction('AcceptTask').result).toEqualTypeOf<Task | undefined>()
desk.useActionListener('beforeAcceptTask', ({ sid }) => expectTypeOf(sid).toEqualTypeOf<string>())
desk.useMiddleware((_ctx, next) => next())
desk.ActionsProvider({ actions, state })

// @ts-expect-error no such action
desk.useAction('AcepptTask')
// @ts-expect-error the actions are missing
desk.ActionsProvider({})

// Without a map, names are strings and payloads any.
const untyped = createActions()
useAction(untyped, 'Anything').run({ at: 'all' })
usePending(untyped, 'Anything', (payload) => payload.at.all)
useActionListener(untyped, 'beforeAnything', (payload) => payload.at.all)
createActionsContext().useAction('Anything').run(5)
