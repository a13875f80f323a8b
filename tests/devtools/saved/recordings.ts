// The recordings that the tests of saved recordings begin with.

import {
  formatTimeline,
  type Recorded,
  type RecordedInvocation,
  type RecordedParty,
  type SavedRecording,
} from '../../../source/devtools/index.js'
import { deferred, settled } from '../../support/helpers.js'
import { openDesk } from '../desk.js'

/** Returns the rows of the text, without durations and with single blanks. */
export function rowsOf(recorded: Recorded, invocation?: number): string[] {
  const text = formatTimeline(recorded, { durations: false, invocation })
  return text.split('\n').map((row) => row.trim().replaceAll(/ {2,}/g, ' '))
}

/** Records a shift with a bit of everything: nesting, failures, an abort, work side by side, work without await, and work that never ends. */
export async function workAShift() {
  const { actions, recording } = openDesk()
  const left = deferred<string>()
  const busy = deferred()
  actions.use((_ctx, next) => next(), { name: 'outer' })
  actions.registerAction(
    'SendMessage',
    (body) => (body === 'engaged' ? Promise.reject(new Error('engaged')) : busy.promise),
    {
      name: 'send',
      override: true,
    },
  )
  actions.scope('ask-first').addListener(
    'beforeAcceptTask',
    ({ sid }, abort) => {
      if (sid === 'WT2') abort('the agent said no')
    },
    { name: 'ask' },
  )
  actions.scope('crm').replaceAction(
    'AcceptTask',
    async (payload, original, ctx) => {
      await Promise.allSettled([ctx.invokeAction('SendMessage', 'engaged'), ctx.invokeAction('SendMessage', 'hello')])
      void original({ sid: `${payload.sid}, again` })
      return original()
    },
    { name: 'look' },
  )
  actions.addListener(
    'afterAcceptTask',
    (_payload, _result, ctx) => {
      recording.note(ctx, 'accepted')
      void ctx.invokeAction('Logout')
    },
    { name: 'tell' },
  )
  actions.addListener('beforeLogout', () => left.promise, { name: 'wait' })

  const all = ['WT1', 'WT2', 'WT3'].map((sid) => actions.invokeAction('AcceptTask', { sid }).catch(() => {}))
  busy.resolve()
  await Promise.all(all)
  left.resolve('')
  await settled()
  actions.registerAction('Logout', () => new Promise(() => {}), { name: 'never', override: true })
  void actions.invokeAction('Logout')
  await settled()
  return recording
}

export function party(fields: Partial<RecordedParty>): RecordedParty {
  return { kind: 'core', name: 'accept', outcome: 'done', start: 0, duration: 1, began: 2, ended: 3, ...fields }
}

export function invocation(fields: Partial<RecordedInvocation>): RecordedInvocation {
  const [id, action, depth] = [1, 'AcceptTask', 0]
  const run = { name: action, outcome: 'done', start: 0, duration: 1, began: 1, ended: 4 } as const
  return { id, action, depth, ...run, parties: [], skipped: [], ...fields }
}

export function recordingOf(fields: Partial<RecordedInvocation>): SavedRecording {
  return { format: 'entracte-recording/1', origin: 0, invocations: [invocation(fields)] }
}
