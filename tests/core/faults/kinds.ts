// What a fault is: the kinds of function, what a misbehaving function can reach, and what an outcome consists of.

/** The kinds of function that can be handed in. */
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

/** What a misbehaving function has at hand. Observers and `onListenerError` have it from the ctx that they are told. */
export interface Grip {
  /** What it fails with. */
  readonly error: unknown
  readonly depth: number
  /** Does what it is there for, and gives what it should return; a layer calls `next` or `original`. */
  work(): unknown
  /** `next` or `original`. */
  inner(): Promise<unknown>
  abort(): void
  /** Takes itself off, as far as it can: a payload update goes with its core. */
  detach(): void
  /** Takes off the one that comes after it. */
  detachNeighbour(): void
  /** Invokes its own action from inside. */
  again(): Promise<unknown>
  /** Calls `fn` when the core has started: at once, when it has; when the outermost middleware goes on; or once all is over. */
  later(when: 'in the core' | 'outside' | 'afterwards', fn: () => unknown): void
}

/** One invocation. */
export interface Run {
  /** What became of the promise of `invokeAction`. */
  ends: string
  /**
   * Who ran, in order. Each kind has a neighbour 1 before and a neighbour 3 after the faulty 2; layers 1 and 3 note, too,
   * that what is inside them has succeeded (`/use1`), or failed (`!use1`). What follows `|` came once the promise had settled.
   */
  ran: string
  /**
   * What layers 1 and 3 saw fail inside them and the error-listeners are told, when that is not the very error that it rejects
   * with; or what the after-listeners are given, when that is not what it resolves with.
   */
  inside?: string
}

/** The outcome of one misbehaviour of one kind of function. */
export interface Cell {
  /** The rules that it follows from. */
  rules: string
  run: Run
  /** The invocations that it made itself, by their depth. */
  nested?: readonly Run[]
  /** What the next invocation does. */
  next?: Run
  /** What went to `onListenerError`: the error, the event, and whose it was. */
  told: readonly string[]
  /** What `console.error` was given. */
  printed: readonly string[]
}

/** Such a function has no such thing, so it cannot do that with it. */
export const NONE = '–'

export interface Fault {
  /** Completes "a function that …"; INNER is what it calls, `next()` or `original()`. */
  does: string
  act(it: Grip): unknown
  /** Makes what it fails with. */
  error?(): unknown
  /** What has a short time limit: the invocation, or the faulty listener. */
  limit?: 'invocation' | 'listener'
  /** How deep invocations may nest. */
  maxDepth?: number
  /** Whether the core waits until all else that is due has run. */
  slowCore?: boolean
  cells: Readonly<Record<Kind, Cell | typeof NONE>>
}

/** The names of the faulty one and of the one that comes after it, which it may take off. */
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

/** `ran` without what the parties of that name have noted. */
export function without(ran: string, name: string): string {
  return ran
    .split(' ')
    .filter((word) => word.replace(/^[/!]/, '') !== name)
    .join(' ')
}

/** Who has been called, as often as they were. */
export function partiesOf(ran: string): string[] {
  return ran.split(' ').filter((word) => /^\w/.test(word))
}
