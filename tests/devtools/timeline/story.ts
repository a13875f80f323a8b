// The desk that the timeline shows in the tests: with plugins, and with invocations that end well or do not.

import { type Actions, createActions } from '../../../source/core/index.js'
import type { RecordedInvocation, RecordedParty, SavedRecording } from '../../../source/devtools/types.js'

/** Creates the actions of a desk, with the usual plugins. */
export function createDesk(): Actions {
  const actions = createActions({ onListenerError: () => {} })
  const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
  actions.use(async function timing(_ctx, next) {
    await next()
  })
  actions.use(
    async function log(_ctx, next) {
      await next()
    },
    { order: 5 },
  )

  actions.registerAction('AcceptTask', async function acceptTask({ sid }: { sid: string }, ctx) {
    await wait(30)
    await ctx.invokeAction('OpenPanel', { sid })
    return { sid, accepted: true }
  })
  actions.registerAction('OpenPanel', async function openPanel() {
    await wait(12)
  })
  actions.registerAction('SendMessage', async function sendMessage({ body }: { body: string }) {
    await wait(18)
    return { messageSid: `IM${body.length}` }
  })
  actions.registerAction('HoldCall', async function holdCall() {
    await wait(8)
    throw Object.assign(new TypeError('the line is gone'), { code: 'LINE_GONE' })
  })
  actions.registerAction('CompleteTask', function completeTask() {
    return 'completed'
  })
  actions.registerAction('Ring', () => new Promise(() => {}))

  const crm = actions.scope('crm-plugin')
  crm.addListener('beforeAcceptTask', async function lookUpCustomer() {
    await wait(10)
  })
  crm.addListener('afterAcceptTask', function openCustomer() {})
  crm.replaceAction('SendMessage', async function signMessage(payload, original) {
    await original({ body: `${payload.body} — the desk` })
  })
  const guard = actions.scope('guard-plugin')
  guard.addListener('beforeCompleteTask', async function askForWrapUp(payload, abort) {
    await wait(6)
    if (!payload.wrapUp) abort('the wrap-up code is missing')
  })
  guard.addListener('beforeSendMessage', function checkWords() {}, { once: false, order: -1 })
  guard.addListener('errorHoldCall', async function tellSupervisor() {
    await wait(5)
  })
  guard.addListener('afterAcceptTask', async function startTimer() {
    await wait(4)
  })
  guard.addListener('beforeAcepptTask', function misspelt() {})
  return actions
}

/** Runs a few invocations of every outcome, one after the other and side by side. */
export async function workAtDesk(actions: Actions): Promise<void> {
  const tried = (work: Promise<unknown>) => work.catch(() => {})
  await tried(actions.invokeAction('AcceptTask', { sid: 'WT1' }))
  await tried(actions.invokeAction('CompleteTask', {}))
  await Promise.all([
    tried(actions.invokeAction('SendMessage', { body: 'Good morning' })),
    tried(actions.invokeAction('AcceptTask', { sid: 'WT2' })),
    tried(actions.invokeAction('HoldCall', {})),
  ])
  await tried(actions.invokeAction('CompleteTask', { wrapUp: 'solved' }))
  await tried(actions.invokeAction('SendMessage', { body: 'Anything else that I can do for you today?' }))
}

/** A saved recording with fixed times: every outcome, a nested invocation, and a scope. */
export const SAVED: SavedRecording = {
  ...{ format: 'entracte-recording/1', origin: Date.UTC(2026, 0, 2) },
  invocations: [
    invocationOf(1, 'AcceptTask', [1, 12], [0, 100], {
      payload: { sid: 'WT1' },
      parties: [
        partyOf('middleware', [2, 11], [10, 80], { name: 'log' }),
        partyOf('before', [3, 4], [20, 20], { name: 'lookUp', scope: 'crm', inside: 0 }),
        partyOf('core', [5, 10], [50, 30], { name: 'acceptTask', inside: 0 }),
      ],
    }),
    invocationOf(2, 'OpenPanel', [6, 9], [55, 20], {
      ...{ depth: 1, parent: 1, inside: 2 },
      parties: [partyOf('core', [7, 8], [60, 10])],
    }),
    invocationOf(3, 'HoldCall', [13, 14], [150, 40], { outcome: 'failed', error: { message: 'the line is gone' } }),
    invocationOf(4, 'CompleteTask', [15, 16], [200, 60], { outcome: 'aborted', abort: {} }),
  ],
}

type Pair = readonly [from: number, to: number]

function invocationOf(
  id: number,
  action: string,
  places: Pair,
  times: Pair,
  more: Partial<RecordedInvocation>,
): RecordedInvocation {
  return { id, action, depth: 0, parties: [], skipped: [], ...runOf(places, times), ...more }
}

function partyOf(
  kind: RecordedParty['kind'],
  places: Pair,
  times: Pair,
  more: Partial<RecordedParty> = {},
): RecordedParty {
  return { kind, ...runOf(places, times), ...more }
}

/** @param times When the run began, and how long it took. */
function runOf([began, ended]: Pair, [start, duration]: Pair) {
  return { outcome: 'done' as const, began, ended, start, duration }
}
