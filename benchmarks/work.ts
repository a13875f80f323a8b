// Defines the work of the contestants: an action with listeners before and after it, in three kinds.

import { many } from './harness.js'

export interface Payload {
  count: number
  last: number
}

export type Listener<P = Payload> = (payload: P) => unknown

/** Calls an action that has been built. Returns the result, or a promise of the result. */
export type Dispatch = (payload: Payload) => unknown

export type Kind = 'synchronous' | 'async, nothing awaited' | 'async, each waits once'

export interface Work<P = Payload> {
  readonly kind: Kind
  readonly core: Listener<P>
  readonly before: readonly Listener<P>[]
  readonly after: readonly Listener<P>[]
}

/** A library, or hand-written code, that can do the work. */
export interface Contestant {
  readonly name: string
  /** The package of the contestant. */
  readonly from?: string
  /** Says whether the contestant waits for a listener's promise before it calls the next listener. */
  readonly awaits: boolean
  /** The greatest number of listeners on each side. Ten times as many listeners overflow the call stack. */
  readonly upTo?: number
  /** Builds an action that calls all listeners and the core in order. */
  build(work: Work): Dispatch
  /**
   * Builds an action whose core does not start, because a listener stops it without a throw. Missing when the
   * contestant cannot do this.
   */
  aborting?(core: Listener): Dispatch
  /**
   * Builds an action whose core is replaced by a function that can call the original. Missing when the contestant
   * cannot do this.
   */
  replacing?(core: Listener, replacement: (payload: Payload, original: Dispatch) => unknown): Dispatch
}

/** A place where listeners without a payload are added and removed. */
export interface Place {
  /** Adds the `i`th listener. Returns the function that removes it; undefined when listeners cannot be removed. */
  add(listener: () => void, i: number): (() => unknown) | undefined
  /** Calls all listeners once. */
  call(): unknown
  /** Removes all listeners at once, if this differs from removing one after the other. */
  clear?(): unknown
}

export const KINDS: readonly Kind[] = ['synchronous', 'async, nothing awaited', 'async, each waits once']

/** A mask that keeps the count a small integer, however often a payload is used. */
const SMALL = 0xffff

const FUNCTIONS: Record<Kind, { core: Listener; listeners: Listener[] }> = {
  synchronous: {
    core: (payload) => payload.count,
    listeners: [
      () => {},
      (payload) => {
        payload.count = (payload.count + 1) & SMALL
      },
      (payload) => {
        payload.last = payload.count
      },
      (payload) => {
        if (payload.last > payload.count) payload.last = 0
      },
    ],
  },
  'async, nothing awaited': {
    core: async (payload) => payload.count,
    listeners: [
      async () => {},
      async (payload) => {
        payload.count = (payload.count + 1) & SMALL
      },
      async (payload) => {
        payload.last = payload.count
      },
      async (payload) => {
        if (payload.last > payload.count) payload.last = 0
      },
    ],
  },
  'async, each waits once': {
    core: async (payload) => {
      await null
      return payload.count
    },
    listeners: [
      async () => {
        await null
      },
      async (payload) => {
        await null
        payload.count = (payload.count + 1) & SMALL
      },
      async (payload) => {
        payload.last = payload.count
        await null
      },
      async (payload) => {
        await null
        if (payload.last > payload.count) payload.last = 0
      },
    ],
  },
}

/** Returns a core with `n` listeners before it and `n` listeners after it, from several different functions. */
export function work(kind: Kind, n: number): Work {
  const { core, listeners } = FUNCTIONS[kind]
  return { kind, core, before: many(n, listeners), after: many(n, listeners) }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
