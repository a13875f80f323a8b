// What a stranger writes against the types; each expected error fails when `entracte` turns out to be `any`.

import {
  ActionAbortedError,
  type ActionContext,
  type ActionError,
  type Actions,
  after,
  before,
  createActions,
  type Registration,
  replacement,
  type Scope,
} from 'entracte'
import {
  formatTimeline,
  loadRecording,
  type Recording,
  record,
  type TraceEvent,
  toTraceEvents,
} from 'entracte/devtools'
import {
  type ActionPayload,
  type ActionsManager,
  createActions as createFlexActions,
  Actions as Flex,
  type FlexActions,
} from 'entracte/flex'
import { ActionBlockedError, type TrackedState, trackState } from 'entracte/state'
import { createFlexMock, createTestActions, type TestActions } from 'entracte/testing'

interface Desk {
  AcceptTask(payload: { sid: string }): Promise<{ id: number }>
  Logout(): void
}

const actions: Actions<Desk> = createActions<Desk>({
  maxDepth: 10,
  onListenerError: (error, info) => print(error, info),
})

const undo: Registration = actions.registerAction('AcceptTask', async ({ sid }, ctx) => {
  const signal: AbortSignal = ctx.signal
  return { id: signal.aborted ? 0 : sid.length }
})
actions.addListener('beforeAcceptTask', ({ sid }, abort) => (sid === '' ? abort('no task') : undefined), { once: true })
actions.addListener('afterAcceptTask', (_payload, { id }) => print(id.toFixed()))
actions.replaceAction('AcceptTask', async (payload, original) => original({ sid: payload.sid.trim() }))
actions.use(async (ctx, next) => {
  print(ctx.action)
  await next()
})
actions.use(
  'AcceptTask',
  before<{ sid: string }>(({ sid }) => print(sid)),
)
actions.use(
  'AcceptTask',
  after<{ sid: string }, { id: number }>((_payload, { id }) => print(id)),
)
actions.use(
  'AcceptTask',
  replacement<{ sid: string }, { id: number }>((payload, original) => original(payload)),
)

// @ts-expect-error no such action
actions.registerAction('AcceptTusk', () => {})
// @ts-expect-error no such event
actions.addListener('duringAcceptTask', () => {})
// @ts-expect-error the payload is missing
actions.invokeAction('AcceptTask')
// @ts-expect-error a task has no name
actions.addListener('afterAcceptTask', (_payload, { name }) => print(name))

const state: TrackedState<Desk> = trackState(actions)
state.block('AcceptTask', ({ sid }) => sid === 'WT1')
// @ts-expect-error the sid is a string
state.pending('AcceptTask', { sid: 1 })
// @ts-expect-error no such action
state.blocked('AcceptTusk')

const recording: Recording = record(actions, { limit: 10, capture: (action) => action === 'AcceptTask' })
recording.subscribe((invocation) => print(invocation?.outcome))
print(formatTimeline(loadRecording(recording.toJSON()), { durations: false }))
const events: readonly TraceEvent[] = toTraceEvents(recording).traceEvents
// @ts-expect-error a limit is a number
record(actions.scope('plugin'), { limit: String(events.length) })

Flex.addListener(
  `before${'AcceptTask' as string}`,
  (payload: ActionPayload, abort: () => void) => payload.sid || abort(),
)
const flex: ActionsManager<FlexActions> = createFlexActions<FlexActions>()
flex.addListener('beforeAcceptTask', ({ task }) => print(task?.sid))
// @ts-expect-error no such action
flex.invokeAction('AcceptTusk', {})
// @ts-expect-error a number goes back and forth
flex.invokeAction('HistoryGo', 'back')

const test: TestActions<Actions<Desk>> = createTestActions<Desk>()
test.stub('AcceptTask', 'Logout')
test.actions.addListener('afterAcceptTask', (_payload, { id }) => print(id.toFixed()))
test.expect('AcceptTask', { calls: [{ payload: { sid: 'WT1' } }], errors: [] })
// @ts-expect-error no such action
test.expect('AcceptTusk', { calls: [] })
// @ts-expect-error nothing of that name is seen
test.expect({ call: [] })
print(createTestActions(createActions<Desk>).timeline(), createTestActions(actions, { unknown: 'stub' }).seen('Logout'))
const mock = createFlexMock(test.actions, {
  manager: { user: { token: 'secret' } },
  TaskHelper: { isChat: () => true },
})
print(mock.Actions.hasAction('Logout'), mock.Manager.getInstance().user.token, mock.TaskHelper.isChat())
// @ts-expect-error nobody gave it one
print(mock.Notifications)

export async function main(): Promise<number> {
  const scope: Scope<Desk> = actions.scope('plugin')
  scope.addListener('errorAcceptTask', (_payload, error, ctx: ActionContext) => print(error, ctx.payload))
  scope.dispose()
  try {
    await actions.invokeAction('Logout')
    return (await actions.invokeAction('AcceptTask', { sid: 'WT1' }, { timeout: 5_000 })).id
  } catch (error) {
    if (error instanceof ActionBlockedError) print(error.action)
    if (error instanceof ActionAbortedError) print(error.reason, (error satisfies ActionError).code)
    throw error
  } finally {
    undo()
  }
}

function print(...values: unknown[]): void {
  console.log(...values)
}
