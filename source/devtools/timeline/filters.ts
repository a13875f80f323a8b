// Which invocations are shown: those of an action, with a party of a scope, with one of some outcomes; and what surrounds them.

import type { Outcome, RecordedInvocation } from '../types.js'
import type { Bar, Tree } from './layout.js'

/** What is asked for; all of it has to hold. */
export interface Filter {
  /** The action; undefined for all. */
  readonly action: string | undefined
  /** The scope of a party that took part; undefined for all. */
  readonly scope: string | undefined
  readonly outcomes: ReadonlySet<Outcome>
}

/** Every outcome, in the order in which they are offered. */
export const OUTCOMES: readonly Outcome[] = ['done', 'aborted', 'failed', 'running']

/** The filter that lets everything through. */
export function everything(): Filter {
  return { action: undefined, scope: undefined, outcomes: new Set(OUTCOMES) }
}

export function matches({ action, scope, outcomes }: Filter, invocation: RecordedInvocation): boolean {
  if (action !== undefined && invocation.action !== action) return false
  if (!outcomes.has(invocation.outcome)) return false
  return scope === undefined || invocation.parties.some((party) => party.scope === scope)
}

/** The trees in which something matches, whole: what a nested invocation ran inside is part of its story. */
export function treesWith(filter: Filter, trees: readonly Tree[]): readonly Tree[] {
  if (isOpen(filter)) return trees
  return trees.filter(({ bars }) => bars.some(({ party, invocation }) => !party && matches(filter, invocation)))
}

/** Whether a bar is one of those asked for, rather than one that is shown for what surrounds it. */
export function isAskedFor(filter: Filter, { invocation, party }: Bar): boolean {
  if (!matches(filter, invocation)) return false
  return filter.scope === undefined || party === undefined || party.scope === filter.scope
}

/** Whether it lets everything through. */
export function isOpen({ action, scope, outcomes }: Filter): boolean {
  return action === undefined && scope === undefined && outcomes.size === OUTCOMES.length
}

/** What can be asked for in these invocations: their actions and scopes by name, and how often each outcome occurs. */
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
