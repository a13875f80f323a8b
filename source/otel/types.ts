// Defines the types of `entracte/otel`.

import type { ActionContext, ObservedParty, Observer, Registration } from '../core/index.js'
import type { Attributes, Context, Meter, Tracer } from './api.js'

/** What `traceActions` needs of the actions. */
export interface Traceable {
  /** Does what `Actions.observe` does. */
  observe(observer: Observer): Registration
}

/** The options of `traceActions`. An unknown option is a `TypeError`. */
export interface TraceOptions {
  /** The tracer that makes the spans. Default: the global tracer named `entracte`, also when an SDK starts later. */
  tracer?: Tracer | undefined
  /** The meter of the metrics. Default: the global meter named `entracte`, also when an SDK starts later. False: no metrics. */
  meter?: Meter | false | undefined
  /**
   * Says which parties have a span of their own: all, none, or those for which the function returns a true value. Spans
   * inside a party without a span hang from what is around the party. Without spans for parties, each party runs as fast
   * as without tracing. Default false.
   */
  parties?: boolean | ((info: ObservedParty) => unknown) | undefined
  /**
   * Adds attributes to a span when it starts. With a function, `info.kind` tells an invocation from a party. Only this
   * option can record payloads: `ctx.payload` may have what no trace should show. If the function throws, its error goes
   * to `onListenerError`, and the span has only the usual attributes.
   */
  attributes?: Attributes | ((info: ObservedParty) => Attributes | undefined) | undefined
}

/** Undoes `traceActions`. Invocations that already run are traced to their end. */
export interface Tracing extends Registration {
  /**
   * Returns the OpenTelemetry context of an invocation: with the span of its innermost party that runs, or of the invocation. Use it
   * where no context is current any more, as behind an `await` in a browser. For an invocation that is not traced, returns the context
   * that is current.
   *
   * @example
   * propagation.inject(tracing.contextOf(ctx), headers)
   */
  contextOf(ctx: ActionContext): Context
}

/** The headers of a trace, such as `traceparent`, as plain data that can be saved and sent. */
export type TraceCarrier = Record<string, string>
