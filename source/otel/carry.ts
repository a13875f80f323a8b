// Carries a trace out of a process and in again: to a server, or through a queue.

import { checkFunction, readObject } from '../shared/arguments.js'
import { type Context, context, propagation } from './api.js'
import type { TraceCarrier } from './types.js'

/**
 * Returns the headers of a trace, as the global propagator writes them: `traceparent`, and where there is something to tell `tracestate`
 * and `baggage`. Without an SDK, and outside every span, it has no key.
 *
 * @param from The context whose trace it is. Default: the context that is current.
 *
 * @example
 * await queue.add('SendMail', payload, { trace: carryTrace() })
 */
export function carryTrace(from: Context = context.active()): TraceCarrier {
  const carrier: TraceCarrier = {}
  propagation.inject(from, carrier)
  return carrier
}

/**
 * Calls `run` inside the trace that `carryTrace` has written, and returns what `run` returns. Spans that start in `run` are children of the
 * span that was current then. The headers of a request are a carrier, too. A carrier without a trace changes nothing.
 *
 * @param carrier What `carryTrace` returned; undefined for none.
 * @throws {TypeError} when `carrier` is no object, or `run` is no function.
 *
 * @example
 * await continueTrace(job.trace, () => actions.invokeAction(job.action, job.payload))
 */
export function continueTrace<T>(carrier: object | undefined, run: () => T): T {
  const read = readObject(carrier, 'The carrier of a trace')
  checkFunction(run, 'What runs in a trace')
  return context.with(propagation.extract(context.active(), read), run)
}
