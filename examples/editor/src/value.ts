// Holds values that change, in the form that plugins and React subscribe to.

import { useSyncExternalStore } from 'react'

/** A value that can be read and subscribed to, as the states of `entracte/plugins` are. */
export interface Readable<T> {
  get(): T
  /** Calls the listener at once, and after each change. Returns what ends the subscription. */
  subscribe(listener: (value: T) => unknown): () => void
}

/** A value that can also be changed. */
export interface Value<T> extends Readable<T> {
  set(value: T): void
}

export function createValue<T>(initial: T): Value<T> {
  const listeners = new Set<(value: T) => unknown>()
  let now = initial
  return {
    get: () => now,
    set(value) {
      if (Object.is(value, now)) return
      now = value
      for (const listener of [...listeners]) listener(value)
    },
    subscribe(listener) {
      // A function of its own, so that the same listener can be there twice.
      const call = (value: T) => listener(value)
      listeners.add(call)
      call(now)
      return () => listeners.delete(call)
    },
  }
}

/** Returns the value, and renders the component again when it changes. */
export function useValue<T>({ subscribe, get }: Readable<T>): T {
  return useSyncExternalStore(subscribe, get)
}
