// Invocations and parties with few fields given, for the tests of what the timeline decides before it draws.

import type { RecordedInvocation, RecordedParty } from '../../../source/devtools/types.js'

/** The places of a run in the order of events; a run without an end still runs. */
type Span = readonly [began: number, ended?: number]

export function invocationOf(
  id: number,
  [began, ended]: Span,
  more: Partial<RecordedInvocation> = {},
): RecordedInvocation {
  const over = ended === undefined ? {} : { ended, duration: ended - began }
  const outcome = ended === undefined ? 'running' : 'done'
  return { id, action: 'A', depth: 0, start: began, began, ...over, outcome, parties: [], skipped: [], ...more }
}

export function partyOf(
  kind: RecordedParty['kind'],
  [began, ended]: Span,
  more: Partial<RecordedParty> = {},
): RecordedParty {
  const over = ended === undefined ? {} : { ended, duration: ended - began }
  return { kind, start: began, began, ...over, outcome: ended === undefined ? 'running' : 'done', ...more }
}

/** Makes an invocation from one time to another, with cores inside it, each with its places and its times. */
export function timed(
  id: number,
  places: Span,
  [from, to]: readonly [from: number, to?: number],
  cores: readonly (readonly [began: number, ended: number, from: number, to: number])[] = [],
): RecordedInvocation {
  const over = to === undefined ? {} : { duration: to - from }
  return invocationOf(id, places, {
    ...{ start: from, ...over },
    parties: cores.map(([began, ended, from, to]) =>
      partyOf('core', [began, ended], { start: from, duration: to - from }),
    ),
  })
}

/** Makes 25 invocations in a row of that duration, in the places up to 50. */
export function busy(duration: number): RecordedInvocation[] {
  return Array.from({ length: 25 }, (_, i) => timed(i, [2 * i + 1, 2 * i + 2], [i * duration, (i + 1) * duration]))
}
