// Shows spans as a tree, in the order in which they started.
import { SpanStatusCode } from '@opentelemetry/api'
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace-base'

/** Keeps spans, and shows them. */
export interface Tree extends SpanProcessor {
  /** Returns a line for each span, each indented below its parent. */
  lines(): string[]
}

export function createTree(): Tree {
  const spans: Span[] = []

  const below = (parent: string | undefined, indent: string): string[] =>
    spans
      .filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent)
      .flatMap((span) => [`${indent}${inWords(span)}`, ...below(span.spanContext().spanId, `${indent}  `)])

  return {
    onStart: (span) => void spans.push(span),
    onEnd() {},
    forceFlush: async () => {},
    shutdown: async () => {},
    lines: () => below(undefined, ''),
  }
}

function inWords({ name, status, attributes, events }: Span): string {
  const { 'url.path': path, 'http.target': target, 'error.type': type } = attributes
  const where = path ?? target
  const what = where === undefined ? name : `${name} ${where}`
  const abort = events.find((event) => event.name === 'abort')?.attributes
  if (abort) return `${what}  ⊘ ${abort['entracte.abort.reason']} (${abort['entracte.abort.by.scope']})`
  return status.code === SpanStatusCode.ERROR ? `${what}  ✗ ${type}` : what
}
