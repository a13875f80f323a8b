// Decides which invocations are shown, by action, scope and outcome.

import type { Outcome, RecordedInvocation } from '../types.js'
import type { Bar, Tree } from './layout.js'

/** A filter. An invocation matches when all fields match. */
export interface Filter {
  /** The name of the action; undefined for all actions. */
  readonly action: string | undefined
  /** The scope of at least one party that ran; undefined for all scopes. */
  readonly scope: string | undefined
  readonly outcomes: ReadonlySet<Outcome>
}

/** The outcomes, in the order in which the filter offers them. */
export const OUTCOMES: readonly Outcome[] = ['done', 'aborted', 'failed', 'running']

/** Returns a filter that every invocation matches. */
export function everything(): Filter {
  return { action: undefined, scope: undefined, outcomes: new Set(OUTCOMES) }
}

/** Returns whether an invocation matches the filter. */
export function matches({ action, scope, outcomes }: Filter, invocation: RecordedInvocation): boolean {
  if (action !== undefined && invocation.action !== action) return false
  if (!outcomes.has(invocation.outcome)) return false
  return scope === undefined || invocation.parties.some((party) => party.scope === scope)
}

/** Returns the trees in which an invocation matches. Trees are shown whole: the invocations around a nested invocation explain it. */
export function treesWith(filter: Filter, trees: readonly Tree[]): readonly Tree[] {
  if (isOpen(filter)) return trees
  return trees.filter(({ bars }) => bars.some(({ party, invocation }) => !party && matches(filter, invocation)))
}

/** Returns whether a bar matches the filter. Other bars of the same tree are shown, too, but paler. */
export function isAskedFor(filter: Filter, { invocation, party }: Bar): boolean {
  if (!matches(filter, invocation)) return false
  return filter.scope === undefined || party === undefined || party.scope === filter.scope
}

/** Returns whether every invocation matches the filter. */
export function isOpen({ action, scope, outcomes }: Filter): boolean {
  return action === undefined && scope === undefined && outcomes.size === OUTCOMES.length
}

/** Returns what the filter can offer for these invocations: their actions and scopes, sorted, and the number of each outcome. */
export function choicesIn(invocations: readonly RecordedInvocation[]): {
  readonly actions: string[]
  readonly scopes: string[]
  readonly counts: Readonly<Record<Outcome, number>>
} {
  const actions = new Set<string>()
  const scopes = new Set<string>()
  const counts = { running: 0, done: 0, failed: 0, aborted: 0 }
  for (const { action, outcome, parties } of invocations) {
    actions.add(action)
    counts[outcome]++
    for (const { scope } of parties) if (scope !== undefined) scopes.add(scope)
  }
  return { actions: [...actions].sort(), scopes: [...scopes].sort(), counts }
}
