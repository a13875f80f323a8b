// Arranges the runs of a recording as a tree: each run inside the run that it ran inside.

import type { PartyKind } from '../core/index.js'
import type { RecordedInvocation, RecordedParty } from './types.js'

/** A run, which is a party or an invocation, and the runs inside it. */
export interface Branch {
  readonly kind: PartyKind | 'invocation'
  readonly run: RecordedInvocation | RecordedParty
  /** The invocation that the run is, or that the party took part in. */
  readonly invocation: RecordedInvocation
  /** The branch around this branch. Undefined at the top, and when the invocation that invoked this one is not in the tree. */
  readonly around: Branch | undefined
  /** The branches inside this branch, in the order in which they began. */
  readonly inside: readonly Branch[]
}

/** Returns a branch for each run of `invocations`, in the order in which they began. So a branch always comes after the branch around it. */
export function toTree(invocations: readonly RecordedInvocation[]): Branch[] {
  const own = new Map<number, Growing[]>() // by id of the invocation: its own branch, then the branches of its parties
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

/** Returns the place of a run's end in the order of all beginnings and ends; Infinity while it runs. */
export function endOf({ run }: Branch): number {
  return run.ended ?? Number.POSITIVE_INFINITY
}
