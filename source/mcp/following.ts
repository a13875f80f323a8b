// Follows what can change the list of tools: which actions are registered, and which are blocked.
//
// A server may be made for each request, and is not always closed. So actions and states have one observer, whatever the number of
// servers, and keep none of the servers in memory.

import type { Actions, Scope } from '../core/index.js'
import { type Ref, weakly } from '../shared/weak.js'
import { callOf } from './call.js'
import type { WatchToolsOptions } from './types.js'

/** What follows. */
export interface Follower {
  changed(): void
}

const FOLLOWERS = /* @__PURE__ */ new WeakMap<object, Set<Ref<Follower>>>()

/** Tells `follower` when actions are registered or unregistered, and reports failed calls. */
export function followActions(actions: Actions, follower: Follower): void {
  follow(actions, follower, (tell) => {
    // Actions and their scopes have an observer each, and each is shown every invocation.
    actions.observe({
      parties: false,
      start({ ctx }) {
        const call = callOf(ctx)
        if (call?.home.actions === actions) call.began(ctx)
      },
      end(info) {
        const call = callOf(info.ctx)
        // What an observer throws goes to `onListenerError`.
        if (call?.home.actions === actions && call.hasFailed(info)) throw info.error
      },
      register: tell,
      unregister: tell,
    })
    const { onDispose } = actions as Scope
    onDispose?.(() => {
      FOLLOWERS.delete(actions)
      tell()
    })
  })
}

/** Tells `follower` when actions are blocked or unblocked. */
export function followState(state: NonNullable<WatchToolsOptions['state']>, follower: Follower): void {
  follow(state, follower, (tell) => state.subscribe(tell))
}

function follow(source: object, follower: Follower, subscribe: (tell: () => void) => unknown): void {
  let followers = FOLLOWERS.get(source)
  if (followers === undefined) {
    const made = new Set<Ref<Follower>>()
    subscribe(() => {
      for (const each of aliveIn(made)) each.changed()
    })
    FOLLOWERS.set(source, made)
    followers = made
  }
  followers.add(weakly(follower))
  // Now and then, at a power of two, those that were collected are swept out.
  if (followers.size >= 64 && (followers.size & (followers.size - 1)) === 0) aliveIn(followers)
}

function aliveIn(followers: Set<Ref<Follower>>): Follower[] {
  return [...followers].flatMap((ref) => {
    const alive = ref.deref()
    if (alive === undefined) followers.delete(ref)
    return alive ?? []
  })
}
