// What ran inside what: the runs of a recording as a tree.

import type { PartyKind } from '../core/index.js'
import type { RecordedInvocation, RecordedParty } from './types.js'

/** A party or an invocation, with what ran inside it. */
export interface Branch {
  readonly kind: PartyKind | 'invocation'
  readonly run: RecordedInvocation | RecordedParty
  /** The invocation that it is, or that it took part in. */
  readonly invocation: RecordedInvocation
  /** What it ran inside; undefined at the top, and when the invocation that invoked it is not among those given. */
  readonly around: Branch | undefined
  /** In the order in which they began. */
  readonly inside: readonly Branch[]
}

/** All runs of `invocations`, in the order in which they began: what something ran inside always comes before it. */
export function toTree(invocations: readonly RecordedInvocation[]): Branch[] {
  const own = new Map<number, Growing[]>() // of each invocation: itself, then its parties
  for (const invocation of invocations) {
    const grow = (kind: Branch['kind'], run: Branch['run']) => ({
      kind,
      run,
      invocation,
      around: undefined,
      inside: [],
    })
    own.set(invocation.id, [
      grow('invocation', invocation),
      ...invocation.parties.map((party) => grow(party.kind, party)),
    ])
  }
  const all = [...own.values()].flat().sort((one, other) => one.run.began - other.run.began)
  for (const branch of all) {
    const { run, invocation } = branch
    const among = run === invocation ? invocation.parent : invocation.id
    branch.around = among === undefined ? undefined : own.get(among)?.[(run.inside ?? -1) + 1]
    branch.around?.inside.push(branch)
  }
  return all
}

interface Growing extends Branch {
  around: Growing | undefined
  readonly inside: Growing[]
}

/** When it had ended, in the order of all that was recorded; ∞ while it runs. */
export function endOf({ run }: Branch): number {
  return run.ended ?? Number.POSITIVE_INFINITY
}
