// Traces actions with the real SDK, and shows the spans as a tree.

import { context, propagation, type Tracer, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'

export const exporter = new InMemorySpanExporter()

/** The ids of the spans in the order in which they started. Their times cannot tell: the SDK reads two clocks for each span. */
const started: string[] = []

const provider = new BasicTracerProvider({
  spanProcessors: [
    {
      onStart: (span) => void started.push(span.spanContext().spanId),
      onEnd() {},
      forceFlush: async () => {},
      shutdown: async () => {},
    },
    new SimpleSpanProcessor(exporter),
  ],
})

/** Registers the SDK, with or without a context that is kept behind an `await`. A page has none. */
export function startSdk({ keepsContext = true } = {}): void {
  trace.setGlobalTracerProvider(provider)
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  if (keepsContext) context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
}

/** Returns the tracer of the user, for spans of his own. */
export function ownTracer(): Tracer {
  return trace.getTracer('own')
}

/** Returns the spans that have ended since the last call, in the order in which they started. */
export function takeSpans(): ReadableSpan[] {
  const places = new Map(started.map((id, place) => [id, place]))
  const place = (span: ReadableSpan) => places.get(span.spanContext().spanId) as number
  const spans = exporter.getFinishedSpans().toSorted((one, other) => place(one) - place(other))
  exporter.reset()
  started.length = 0
  return spans
}

/** Returns the names of the spans that have ended as a tree, each child indented below its parent. */
export function takeTree(): string[] {
  const spans = takeSpans()
  const ids = new Set(spans.map((span) => span.spanContext().spanId))
  const below = (parent: string | undefined, indent: string): string[] =>
    spans
      .filter(({ parentSpanContext: outer }) => (outer && ids.has(outer.spanId) ? outer.spanId : undefined) === parent)
      .flatMap((span) => [`${indent}${span.name}`, ...below(span.spanContext().spanId, `${indent}  `)])
  return below(undefined, '')
}
