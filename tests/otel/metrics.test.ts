// Decides what is measured: how long invocations take, and how many are active.

import { metrics } from '@opentelemetry/api'
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { type TraceOptions, traceActions } from '../../source/otel/index.js'
import { deferred } from '../support/helpers.js'

/** Starts an SDK that keeps what is measured. */
function startMeter() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
  const provider = new MeterProvider({ readers: [reader] })
  const read = async (name: string) => {
    exporter.reset()
    await reader.forceFlush()
    const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
    return all.find(({ descriptor }) => descriptor.name === name)
  }
  return { provider, read, stop: () => provider.shutdown() }
}

function printing(options?: TraceOptions) {
  const actions = createActions()
  const hold = deferred()
  traceActions(actions, options)
  actions.registerAction('Print', () => hold.promise)
  actions.registerAction('Fail', () => {
    throw Object.assign(new Error('jam'), { code: 'E_JAM' })
  })
  return { actions, hold }
}

test('invocations are counted while they are active, and measured in seconds by action and outcome', async () => {
  const { provider, read, stop } = startMeter()
  metrics.setGlobalMeterProvider(provider)
  const { actions, hold } = printing()

  const both = [actions.invokeAction('Print'), actions.invokeAction('Print')]
  await actions.settleAction('Fail')
  const during = await read('entracte.action.active')
  hold.resolve()
  await Promise.all(both)
  const after = await read('entracte.action.active')
  const duration = await read('entracte.action.duration')

  const counts = (metric: typeof during) =>
    metric?.dataPoints.map(({ attributes, value }) => [attributes['entracte.action'], value])
  assert.equal(counts(during), [
    ['Print', 2],
    ['Fail', 0],
  ])
  assert.equal(counts(after), [
    ['Print', 0],
    ['Fail', 0],
  ])
  assert.is(duration?.descriptor.unit, 's')
  const points = duration?.dataPoints as DataPoint<Histogram>[]
  assert.equal(
    points.map(({ attributes, value }) => [attributes, value.count]),
    [
      [{ 'entracte.action': 'Fail', 'entracte.outcome': 'failed', 'error.type': 'E_JAM' }, 1],
      [{ 'entracte.action': 'Print', 'entracte.outcome': 'done' }, 2],
    ],
  )
  assert.ok(points.every(({ value }) => Number(value.sum) >= 0 && Number(value.sum) < 60))
  assert.is(points[0]?.value.buckets.boundaries[0], 0.005)
  metrics.disable()
  await stop()
})

test('an SDK that starts after the first invocation gets the measurements from then on', async () => {
  const { provider, read, stop } = startMeter()
  const { actions, hold } = printing()
  hold.resolve()
  await actions.invokeAction('Print')
  metrics.setGlobalMeterProvider(provider)

  await actions.invokeAction('Print')

  const duration = await read('entracte.action.duration')
  assert.equal(
    duration?.dataPoints.map(({ value }) => (value as Histogram).count),
    [1],
  )
  metrics.disable()
  await stop()
})

test('a meter of the user measures, and with false nothing does', async () => {
  const global = startMeter()
  const own = startMeter()
  metrics.setGlobalMeterProvider(global.provider)
  const mine = printing({ meter: own.provider.getMeter('mine') })
  const none = printing({ meter: false })
  for (const { actions, hold } of [mine, none]) {
    hold.resolve()
    await actions.invokeAction('Print')
  }

  assert.is((await own.read('entracte.action.duration'))?.dataPoints.length, 1)
  assert.is(await global.read('entracte.action.duration'), undefined)
  metrics.disable()
  await Promise.all([global.stop(), own.stop()])
})

test('a platform without performance measures with the clock of Date', async () => {
  const { provider, read, stop } = startMeter()
  const { actions, hold } = printing({ meter: provider.getMeter('mine') })
  const { performance } = globalThis
  const { now } = Date
  let time = 5_000
  globalThis.performance = undefined as never
  Date.now = () => time
  try {
    const printed = actions.invokeAction('Print')
    time += 2_000
    hold.resolve()
    await printed
  } finally {
    globalThis.performance = performance
    Date.now = now
  }

  const duration = await read('entracte.action.duration')
  assert.equal(
    duration?.dataPoints.map(({ value }) => (value as Histogram).sum),
    [2],
  )
  await stop()
})

test.run()
