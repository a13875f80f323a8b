// Decides how a trace is carried out of a process and in again.

import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { carryTrace, continueTrace, type TraceCarrier, traceActions } from '../../source/otel/index.js'
import { settled, thrown } from '../support/helpers.js'
import { startSdk, takeSpans, takeTree } from './traced.js'

startSdk()

test('a job carries the trace of the party that made it, as plain data, and its invocation is a child of that party', async () => {
  const actions = createActions()
  const jobs: string[] = []
  traceActions(actions, { parties: true })
  actions.registerAction('Mail', () => {}, { name: 'mail' })
  actions.registerAction('Print', () => settled().then(() => jobs.push(JSON.stringify({ trace: carryTrace() }))), {
    name: 'print',
  })
  await actions.invokeAction('Print')

  const { trace } = JSON.parse(jobs[0] as string)
  await context.with(ROOT_CONTEXT, () => continueTrace(trace, () => actions.invokeAction('Mail')))

  assert.equal(Object.keys(trace), ['traceparent'])
  assert.match(trace.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  assert.equal(takeTree(), ['action Print', '  core print', '    action Mail', '      core mail'])
})

test('a context can be given, as that of an invocation in a browser', async () => {
  const actions = createActions()
  const tracing = traceActions(actions)
  let carrier: TraceCarrier = {}
  actions.registerAction('Print', (_payload, ctx) => {
    carrier = carryTrace(tracing.contextOf(ctx))
  })

  await actions.invokeAction('Print')

  const [span] = takeSpans()
  assert.is(carrier.traceparent?.split('-')[2], span?.spanContext().spanId)
})

test('outside every span there is nothing to carry, and a carrier without a trace changes nothing', () => {
  assert.equal(carryTrace(), {})

  for (const carrier of [undefined, {}, { traceparent: 'nonsense' }]) {
    assert.is(
      continueTrace(carrier, () => trace.getSpan(context.active())),
      undefined,
    )
  }
})

test('without an SDK there is nothing to carry', () => {
  propagation.disable()

  assert.equal(carryTrace(), {})
})

test('a carrier that is no object, and a run that is no function, are a TypeError', () => {
  const errors = [
    thrown(() => continueTrace('00-0' as never, () => {})),
    thrown(() => continueTrace({}, undefined as never)),
  ] as Error[]

  assert.equal(
    errors.map((error) => [error instanceof TypeError, error.message]),
    [
      [true, 'The carrier of a trace must be an object, got "00-0"'],
      [true, 'What runs in a trace must be a function, got undefined'],
    ],
  )
})

test.run()
