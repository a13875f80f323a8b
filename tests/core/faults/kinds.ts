// What a fault is: the kinds of function, what a misbehaving function can reach, and what an outcome consists of.

/** The kinds of function that users can attach. */
export const KINDS = [
  'core',
  'payloadUpdate',
  'before',
  'replacement',
  'middleware',
  'after',
  'error',
  'onListenerError',
  'observer',
] as const

export type Kind = (typeof KINDS)[number]

/** Everything that a misbehaving function can reach. Observers and `onListenerError` reach it through the ctx that they receive. */
export interface Grip {
  /** The error that it fails with. */
  readonly error: unknown
  readonly depth: number
  /** Does its proper work and gives what it should return; middleware calls `next`, a replacement `original`. */
  work(): unknown
  /** `next` or `original`. */
  inner(): Promise<unknown>
  abort(): void
  /** Removes itself; a payload update removes its core as well. */
  detach(): void
  /** Removes the function that comes after it. */
  detachNeighbour(): void
  /** Invokes its own action from inside. */
  again(): Promise<unknown>
  /** Calls `fn` as soon as the core has started, when the outermost middleware goes on, or once the invocation has settled. */
  later(when: 'in the core' | 'outside' | 'afterwards', fn: () => unknown): void
}

/** What one invocation did. */
export interface Run {
  /** How the promise of `invokeAction` settled. */
  ends: string
  /**
   * The functions that ran, in order. Of each kind, function 2 is faulty, 1 is before it and 3 is after it. Middleware and
   * replacements 1 and 3 also log that what is inside them has succeeded (`/use1`) or failed (`!use1`). What follows `|` ran
   * once the promise had settled.
   */
  ran: string
  /**
   * The errors that middleware and replacements 1 and 3 caught and the error-listeners received, when they are not the very
   * error of the rejection; or the results that the after-listeners received, when they are not the final result.
   */
  inside?: string
}

/** The outcome of one misbehaviour of one kind of function. */
export interface Cell {
  /** The rules that the outcome follows from. */
  rules: string
  run: Run
  /** The invocations that the function made itself, by their depth. */
  nested?: readonly Run[]
  /** What the next invocation does. */
  next?: Run
  /** What `onListenerError` received: the error, the event, and the name of the function. */
  told: readonly string[]
  /** What `console.error` printed. */
  printed: readonly string[]
}

/** The cell of a misbehaviour that is not possible for a kind of function. */
export const NONE = '–'

export interface Fault {
  /** Completes "a function that …"; INNER means `next()` or `original()`. */
  does: string
  act(it: Grip): unknown
  /** Makes the error that it fails with. */
  error?(): unknown
  /** Says what has a short time limit: the invocation, or the faulty listener. */
  limit?: 'invocation' | 'listener'
  /** The depth to which invocations may nest. */
  maxDepth?: number
  /** Makes the core wait until everything that can run without it has run. */
  slowCore?: boolean
  cells: Readonly<Record<Kind, Cell | typeof NONE>>
}

/** The names of the faulty function and of the function after it, which it may remove. */
export const PARTIES: Readonly<Record<Kind, { name: string; neighbour: string }>> = {
  core: { name: 'core', neighbour: 'after1' },
  payloadUpdate: { name: 'update', neighbour: 'before1' },
  before: { name: 'before2', neighbour: 'before3' },
  replacement: { name: 'replacement2', neighbour: 'replacement3' },
  middleware: { name: 'use2', neighbour: 'use3' },
  after: { name: 'after2', neighbour: 'after3' },
  error: { name: 'error2', neighbour: 'error3' },
  onListenerError: { name: 'onListenerError', neighbour: 'after3' },
  observer: { name: 'observer2', neighbour: 'observer3' },
}

/** Returns `ran` without what the function of that name has logged. */
export function without(ran: string, name: string): string {
  return ran
    .split(' ')
    .filter((word) => word.replace(/^[/!]/, '') !== name)
    .join(' ')
}

/** Returns the names of the functions that were called, each as often as it was called. */
export function partiesOf(ran: string): string[] {
  return ran.split(' ').filter((word) => /^\w/.test(word))
}
