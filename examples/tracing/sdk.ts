// Starts OpenTelemetry, and decides where the spans go: to a collector, or into a tree that is printed.
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { createTree, type Tree } from './tree.js'

const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } = process.env

/** The tree that is printed; undefined when the spans go to a collector. */
export const tree: Tree | undefined =
  (OTEL_EXPORTER_OTLP_ENDPOINT ?? OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) ? undefined : createTree()

/** Without processors of its own, the SDK does what the usual environment variables say. */
export const sdk = new NodeSDK({
  serviceName: 'shop',
  instrumentations: [new HttpInstrumentation()],
  ...(tree && { autoDetectResources: false, spanProcessors: [tree], metricReaders: [], logRecordProcessors: [] }),
})

sdk.start()
