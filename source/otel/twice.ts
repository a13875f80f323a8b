// Warns of actions that are traced twice with the same tracer.

import { warn } from '../shared/print.js'

interface Traced {
  /** One for each `traceActions` that goes on. */
  readonly tracings: Set<{ readonly tracer: object }>
  warned: boolean
}

const TRACED = new WeakMap<object, Traced>()

/**
 * Notes that actions are traced. Warns, once for these actions, when the same tracer traces them already: each invocation then has two spans.
 *
 * @returns A function that notes that this tracing has ended.
 */
export function noteTracer(actions: object, tracer: object): () => void {
  const traced = TRACED.get(actions) ?? { tracings: new Set(), warned: false }
  TRACED.set(actions, traced)
  const { tracings } = traced
  if (!traced.warned && [...tracings].some((tracing) => tracing.tracer === tracer)) {
    traced.warned = true
    warn(
      'traceActions was called twice for the same actions and the same tracer, so each invocation has two spans: call it once, or stop the first tracing',
    )
  }
  const tracing = { tracer }
  tracings.add(tracing)
  return () => void tracings.delete(tracing)
}
