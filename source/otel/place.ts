// Is the context in which a party or an invocation runs.

import type { ActionContext, ObservedParty } from '../core/index.js'
import { type Context, ROOT_CONTEXT, type Span, trace } from './api.js'

/** A party or an invocation that is traced. */
export interface Run {
  readonly span: Span
  /** The context in which it runs: with its span, and everything that was current around it. */
  readonly context: Context
  readonly ctx: ActionContext
  readonly kind: ObservedParty['kind']
  /** What its `traceActions` is known by. */
  readonly owner: symbol
  /** In milliseconds. */
  readonly startedAt: number
  /** Of an invocation: the parties that run, in the order in which they began. Some parties in it may have ended. */
  readonly running: Run[] | undefined
  hasEnded: boolean
}

/** The key under which a context of this file answers with itself. */
export const PLACE = Symbol('entracte/otel')

/** The key under which the API keeps the span of a context. It is not public, but the API says it to a context that is asked to keep a span. */
const SPAN = /* @__PURE__ */ (() => {
  let found: symbol | undefined
  const asked = {
    setValue(key: symbol) {
      found = key
      return ROOT_CONTEXT
    },
  }
  // Not a whole context: `setSpan` calls nothing but `setValue`, and hands the span on without a look at it.
  trace.setSpan(asked as unknown as Context, undefined as unknown as Span)
  return found as symbol
})()

/**
 * A context with a span and a run over another context. The contexts of the API copy everything that is current for each value that is set,
 * and two values make a span a fifth more expensive (measured on Node 20.20).
 */
export class Place implements Context {
  readonly run: Run
  private readonly base: Context
  private readonly span: unknown

  /** @param outer The context around it. Of another place it keeps only what is below, so that places keep no chain of outer places. */
  constructor(outer: Context, span: unknown, run: Run) {
    const place = placeOf(outer)
    this.base = place === undefined ? outer : place.base
    this.span = span
    this.run = run
  }

  getValue(key: symbol): unknown {
    if (key === SPAN) return this.span
    return key === PLACE ? this : this.base.getValue(key)
  }

  setValue(key: symbol, value: unknown): Context {
    return key === SPAN
      ? new Place(this.base, value, this.run)
      : new Place(this.base.setValue(key, value), this.span, this.run)
  }

  deleteValue(key: symbol): Context {
    return key === SPAN
      ? new Place(this.base, undefined, this.run)
      : new Place(this.base.deleteValue(key), this.span, this.run)
  }
}

/** Returns a context as a place; undefined when it is another context. */
function placeOf(context: Context): Place | undefined {
  const place = context.getValue(PLACE)
  return place === context ? (place as Place) : undefined
}

/** Returns the run inside which a context is. */
export function runIn(context: Context): Run | undefined {
  return (context.getValue(PLACE) as Place | undefined)?.run
}
