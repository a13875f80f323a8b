// Starts OpenTelemetry where the environment names a collector. `--import` loads it before everything that it instruments.

import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { NodeSDK } from '@opentelemetry/sdk-node'

const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME = 'orders' } = process.env

const sdk = OTEL_EXPORTER_OTLP_ENDPOINT
  ? new NodeSDK({ serviceName: OTEL_SERVICE_NAME, instrumentations: [new HttpInstrumentation()] })
  : undefined
sdk?.start()

/** Sends what has not been sent yet. */
export const stopTelemetry = async (): Promise<void> => sdk?.shutdown()
