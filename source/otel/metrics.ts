// Measures invocations: how long they take, and how many are active.

import { type Attributes, type Context, type Meter, metrics } from './api.js'
import type { Outcome } from './outcome.js'

/** Where the buckets end, in seconds: the advice of the semantic conventions for durations. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const

/** Measures invocations with the instruments of one meter. */
export interface Gauge {
  start(action: string, within: Context): void
  end(action: string, outcome: Outcome, seconds: number, within: Context): void
}

/**
 * Returns what measures with `given`, or with the global meter. Unlike tracers, global meters that were asked for before an SDK has started
 * never record: so the global provider is asked each time.
 */
export function createGauge(given: Meter | undefined): () => Gauge {
  let provider: unknown
  let gauge: Gauge | undefined
  return () => {
    const current = given === undefined ? metrics.getMeterProvider() : undefined
    if (gauge === undefined || current !== provider) {
      provider = current
      gauge = gaugeOf(given ?? metrics.getMeter('entracte'))
    }
    return gauge
  }
}

function gaugeOf(meter: Meter): Gauge {
  const duration = meter.createHistogram('entracte.action.duration', {
    description: 'How long invocations take until they settle',
    unit: 's',
    advice: { explicitBucketBoundaries: [...BUCKETS] },
  })
  const active = meter.createUpDownCounter('entracte.action.active', {
    description: 'How many invocations have started and have not settled',
    unit: '{invocation}',
  })
  return {
    start: (action, within) => active.add(1, { 'entracte.action': action }, within),
    end(action, { status, type }, seconds, within) {
      active.add(-1, { 'entracte.action': action }, within)
      const attributes: Attributes = { 'entracte.action': action, 'entracte.outcome': status }
      if (type !== undefined) attributes['error.type'] = type
      duration.record(seconds, attributes, within)
    },
  }
}
