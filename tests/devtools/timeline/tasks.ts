// Recorded tasks with few fields given, for the tests of the details and of the table.

import type { RecordedInvocation, RecordedParty } from '../../../source/devtools/types.js'

export const task: RecordedInvocation = {
  ...{ id: 1, action: 'AcceptTask', depth: 0, outcome: 'done', start: 1.5, duration: 100, began: 1, ended: 9 },
  ...{ parties: [], skipped: [] },
}

export function invocationOf(id: number, more: Partial<RecordedInvocation> = {}): RecordedInvocation {
  return { ...task, id, action: `Action ${id}`, start: id, duration: id, ...more }
}

export function partyOf(
  kind: RecordedParty['kind'],
  [start, duration]: readonly [start: number, duration?: number],
  more: Partial<RecordedParty> = {},
): RecordedParty {
  const outcome = duration === undefined ? 'running' : 'done'
  return { kind, outcome, start, duration, began: 1, ended: duration === undefined ? undefined : 2, ...more }
}
