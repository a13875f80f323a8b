// Decides which actions are tools now: those that are registered, and not blocked.

import type { Actions, Scope } from '../core/index.js'
import { printing } from '../shared/print.js'
import { type Follower, followActions, followState } from './following.js'
import type { Tool } from './tools.js'
import type { WatchToolsOptions } from './types.js'

/** Keeps each list as long as what it belongs to: those that it follows keep it not. */
const KEPT = /* @__PURE__ */ new WeakMap<object, Set<ToolList>>()

/** What a list of tools follows. */
export interface Followed {
  /** Keeps the list in memory. */
  readonly owner: object
  readonly actions: Actions
  readonly tools: ReadonlyMap<string, Tool>
  readonly state: WatchToolsOptions['state']
  /** Adds a tool, and returns what takes it off again. */
  readonly add: (tool: Tool) => () => void
  /** Receives what `add` throws later, when nobody waits for it, and what `onChange` throws or rejects with. */
  readonly onError: (error: unknown) => void
  /** Is called when the list has changed. */
  readonly onChange?: (() => unknown) | undefined
}

/** A list of tools that follows the actions. It changes in a microtask, so that what comes back at once has not changed. */
export class ToolList implements Follower {
  readonly #followed: Followed
  readonly #shown = new Map<string, () => void>()
  #isClosed = false
  #isDue = false

  /** @throws what `add` throws; then no tool is left. */
  constructor(followed: Followed) {
    this.#followed = followed
    const { actions, state } = followed
    followActions(actions, this)
    if (state !== undefined) followState(state, this)
    try {
      this.#update()
    } catch (error) {
      this.close()
      throw error
    }
    const kept = KEPT.get(followed.owner)
    if (kept === undefined) KEPT.set(followed.owner, new Set([this]))
    else kept.add(this)
  }

  get size(): number {
    return this.#shown.size
  }

  changed(): void {
    if (this.#isDue || this.#isClosed) return
    this.#isDue = true
    void Promise.resolve().then(() => {
      this.#isDue = false
      const { onChange, onError } = this.#followed
      printing(() => this.#update() && onChange?.(), onError)
    })
  }

  /** Takes all tools off. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    KEPT.get(this.#followed.owner)?.delete(this)
    this.#update()
  }

  #update(): boolean {
    const { tools, add } = this.#followed
    let hasChanged = false
    for (const [action, tool] of tools) {
      const remove = this.#shown.get(action)
      if (this.#isTool(action) === (remove !== undefined)) continue
      hasChanged = true
      if (remove === undefined) this.#shown.set(action, add(tool))
      else {
        this.#shown.delete(action)
        remove()
      }
    }
    return hasChanged
  }

  #isTool(action: string): boolean {
    const { actions, state } = this.#followed
    if (this.#isClosed || (actions as Scope).signal?.aborted) return false
    // Only a block of all invocations: of a block for some payloads, the call says more.
    return actions.hasAction(action) && !state?.blocked(action, () => false)
  }
}
