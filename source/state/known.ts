// Knows which states track the same actions.

import type { Actions } from '../core/index.js'
import type { TrackedState } from './types.js'

/** The states that `trackState` has made of the same actions, and that are not disposed. */
export interface KnownStates {
  readonly states: Set<TrackedState>
  /** Called when a state was made or disposed. */
  changed: () => void
}

const KNOWN = new WeakMap<object, KnownStates>()

export function statesOf(actions: Actions): KnownStates {
  let known = KNOWN.get(actions)
  if (known === undefined) {
    known = { states: new Set(), changed() {} }
    KNOWN.set(actions, known)
  }
  return known
}
