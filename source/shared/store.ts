// Keeps one value that changes, and tells subscribers: what user interfaces subscribe to.

import { checkFunction } from './arguments.js'
import { disposable } from './disposable.js'
import { printing } from './print.js'

/** A value that changes. The two functions work detached. */
export interface WritableStore<T> {
  /** Returns the current value: the same object until the value changes. */
  get(): T
  /** Calls the listener at once, and after each change, with the value. */
  subscribe(listener: (value: T) => unknown): (() => void) & { [Symbol.dispose](): void }
  /** Changes the value, and tells the subscribers. */
  set(value: T): void
}

/**
 * Makes a store, whose `subscribe` keeps the contract of Svelte: it calls the listener at once, and returns what ends the subscription.
 *
 * An error of a listener is printed, and changes nothing. When a listener changes the value, the other listeners are told the newest value
 * only, so that nobody hears an old value last.
 */
export function createStore<T>(initial: T): WritableStore<T> {
  let current = initial
  const subscribers = new Set<{ readonly listener: (value: T) => unknown }>()

  return {
    get: () => current,

    set(value) {
      current = value
      for (const subscriber of [...subscribers]) {
        if (!Object.is(current, value)) return
        if (subscribers.has(subscriber)) printing(() => subscriber.listener(value))
      }
    },

    subscribe(listener) {
      checkFunction(listener, 'The listener')
      const subscriber = { listener }
      subscribers.add(subscriber)
      printing(() => listener(current))
      const undo = () => void subscribers.delete(subscriber)
      return disposable(undo, undo)
    },
  }
}
