// The work that contestants do: an action with listeners before and after it, in three kinds.

import { many } from './harness.js'

export interface Payload {
  count: number
  last: number
}

export type Listener<P = Payload> = (payload: P) => unknown

/** One call of an action that has been built, which gives its result, or a promise of it. */
export type Dispatch = (payload: Payload) => unknown

export type Kind = 'synchronous' | 'async, nothing awaited' | 'async, each waits once'

export interface Work<P = Payload> {
  readonly kind: Kind
  readonly core: Listener<P>
  readonly before: readonly Listener<P>[]
  readonly after: readonly Listener<P>[]
}

/** A library, or code written by hand, that can do the work. */
export interface Contestant {
  readonly name: string
  /** The package that it comes from. */
  readonly from?: string
  /** Whether it waits for a listener that returns a promise before it calls the next. */
  readonly awaits: boolean
  /** With how many listeners on each side it still runs: ten times as many overflow the call stack. */
  readonly upTo?: number
  /** Builds an action that calls everybody in order. */
  build(work: Work): Dispatch
  /** Builds one whose core is kept from running by somebody else, who does not throw. Without it, it cannot. */
  aborting?(core: Listener): Dispatch
  /** Builds one whose core is replaced by somebody who has the original at hand. Without it, it cannot. */
  replacing?(core: Listener, replacement: (payload: Payload, original: Dispatch) => unknown): Dispatch
}

/** Where listeners without a payload are added and removed. */
export interface Place {
  /** Adds a listener, the `i`th, and gives what takes it off again; nothing where it cannot be. */
  add(listener: () => void, i: number): (() => unknown) | undefined
  /** Calls all listeners once. */
  call(): unknown
  /** Takes all of them off at once, where that is something else than one after the other. */
  clear?(): unknown
}

export const KINDS: readonly Kind[] = ['synchronous', 'async, nothing awaited', 'async, each waits once']

/** The count stays a small integer, however often a payload is used. */
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

/** A core with `n` listeners before it and `n` after it, from several distinct functions. */
export function work(kind: Kind, n: number): Work {
  const { core, listeners } = FUNCTIONS[kind]
  return { kind, core, before: many(n, listeners), after: many(n, listeners) }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
