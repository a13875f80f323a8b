// Says what a contract checks in an invocation. `entracte/contract` makes the checks, and the core runs them.

import type { AnyFunction } from './arguments.js'

/** How a value was judged: as schemas judge it. */
export interface Outcome {
  /** What the parties see from now on, unless there are issues. */
  readonly value?: unknown
  readonly issues?: unknown
}

/** Checks one value. */
export interface ValueCheck {
  /** Judges the value. What it throws, or rejects with, is what the invocation fails with. */
  validate(value: unknown, ctx: object): Outcome | PromiseLike<Outcome>
  /** Returns the error for a value that has issues, or whose outcome is none. */
  refuse(outcome: unknown, value: unknown): unknown
}

/** What is checked of one action. */
export interface Check {
  /** Of the payload, inside all middleware, before the payload update and the before-listeners. */
  readonly payload?: ValueCheck | undefined
  /** Of the payload that the core receives, before each call of the core. */
  readonly core?: ValueCheck | undefined
  /** Of the result, after the core and the replacements, before the after-listeners. */
  readonly result?: ValueCheck | undefined
}

/** Returns what is checked of an action; undefined when nothing is. It is called when a stack is built. */
export type Checker = (action: string) => Check | undefined

const CHECKER = Symbol.for('entracte.checker')

/** Marks a function, so that the core knows it from middleware: then `use` takes it. */
export function toChecker(checker: Checker): AnyFunction {
  // `use` takes functions of every signature; a checker is never called as middleware.
  return Object.assign(checker, { [CHECKER]: CHECKER }) as unknown as AnyFunction
}

/** Returns whether a function is a checker, and no middleware. */
export function isChecker(fn: object): fn is Checker {
  try {
    return (fn as { [CHECKER]?: unknown })[CHECKER] === CHECKER
  } catch {
    return false // a proxy that throws
  }
}
