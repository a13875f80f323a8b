// Finds the parties that did not run, although they were in the stack.

import type { Party } from '../core/index.js'
import type { RecordedParty } from './types.js'

/**
 * Returns the parties of `planned` that are not among `ran`. Error-listeners are left out: an invocation is well when they do not run.
 *
 * Most parties run in the order in which they were planned. So the two lists are compared from the beginning first, and counted from
 * the first difference on.
 */
export function findSkipped(planned: readonly Party[], ran: readonly RecordedParty[]): Party[] {
  let same = 0
  while (same < planned.length && same < ran.length && alike(planned[same] as Party, ran[same] as RecordedParty)) same++
  const left = new Map<string, number>()
  for (const party of ran.slice(same)) left.set(keyOf(party), (left.get(keyOf(party)) ?? 0) + 1)
  const skipped: Party[] = []
  for (const party of planned.slice(same)) {
    const count = left.get(keyOf(party))
    if (count) left.set(keyOf(party), count - 1)
    else if (party.kind !== 'error') skipped.push({ kind: party.kind, name: party.name, scope: party.scope })
  }
  return skipped
}

function alike(one: Party, other: RecordedParty): boolean {
  return one.kind === other.kind && one.name === other.name && one.scope === other.scope
}

function keyOf({ kind, name, scope }: Party | RecordedParty): string {
  return JSON.stringify([kind, name, scope])
}
