// Knows which states track the same actions.

import type { Actions } from '../core/index.js'
import type { TrackedState } from './types.js'

/** The states that `trackState` has made of the same actions or of their scopes, and that are not disposed. */
export interface KnownStates {
  readonly states: Set<TrackedState>
  /** What is called when a state was made or disposed. */
  readonly watchers: Set<() => void>
}

/** By a verb that is the same function in every scope, and in a proxy of the actions. */
const KNOWN = new WeakMap<object, KnownStates>()

export function statesOf({ actionNames }: Actions): KnownStates {
  let known = KNOWN.get(actionNames)
  if (known === undefined) {
    known = { states: new Set(), watchers: new Set() }
    KNOWN.set(actionNames, known)
  }
  return known
}
