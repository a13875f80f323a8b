// Decides what the options of traceActions do, and which are refused.

import { type Attributes, type Tracer, trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { type TraceOptions, traceActions } from '../../source/otel/index.js'
import { settled, thrown } from '../support/helpers.js'
import { ownTracer, startSdk, takeSpans } from './traced.js'

startSdk()

function printing(options: TraceOptions, reports: unknown[] = []) {
  const actions = createActions({ onListenerError: (error) => void reports.push(error) })
  traceActions(actions, options)
  actions.registerAction('Print', () => 'printed', { name: 'print' })
  return actions.invokeAction('Print', { sheet: 7 })
}

test('a function gives attributes of each span, from its payload too', async () => {
  await printing({
    parties: true,
    attributes: ({ kind, ctx }) => (kind === 'core' ? { sheet: (ctx.payload as { sheet: number }).sheet } : undefined),
  })

  const [whole, core] = takeSpans()
  assert.is('sheet' in (whole?.attributes ?? {}), false)
  assert.is(core?.attributes.sheet, 7)
})

test('an object gives the same attributes to each span', async () => {
  await printing({ attributes: { tenant: 'acme' } })

  assert.is(takeSpans()[0]?.attributes.tenant, 'acme')
})

test('attributes that throw are reported, and the span is there without them', async () => {
  const broken = new Error('broken')
  const reports: unknown[] = []
  const attributes = (): Attributes => {
    throw broken
  }

  assert.is(await printing({ attributes, parties: true }, reports), 'printed')

  assert.equal(
    takeSpans().map(({ name }) => name),
    ['action Print', 'core print'],
  )
  assert.equal(reports, [broken, broken])
})

test('attributes that are a promise are reported, and the span is there without them', async () => {
  const reports: unknown[] = []
  const attributes = (() => Promise.reject(new Error('late'))) as unknown as () => Attributes

  assert.is(await printing({ attributes }, reports), 'printed')
  await settled()

  assert.equal(
    takeSpans().map(({ name }) => name),
    ['action Print'],
  )
  assert.equal(reports.map(String), ['TypeError: The option attributes must answer at once, got a promise'])
})

test('a choice of parties that throws is reported, and the party has no span', async () => {
  const broken = new Error('broken')
  const reports: unknown[] = []
  const parties = () => {
    throw broken
  }

  assert.is(await printing({ parties }, reports), 'printed')

  assert.equal(
    takeSpans().map(({ name }) => name),
    ['action Print'],
  )
  assert.equal(reports, [broken])
})

test('a tracer of the user makes the spans, without a global SDK', async () => {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })

  await printing({ tracer: provider.getTracer('mine') })

  assert.equal(takeSpans(), [])
  assert.equal(
    exporter.getFinishedSpans().map(({ name, instrumentationScope }) => [name, instrumentationScope.name]),
    [['action Print', 'mine']],
  )
})

test('a tracer that cannot start a span is reported, and the invocation runs all the same', async () => {
  const broken = new Error('broken')
  const reports: unknown[] = []
  const tracer = {
    startSpan() {
      throw broken
    },
  } as unknown as Tracer

  assert.is(await printing({ tracer, parties: true }, reports), 'printed')

  assert.equal(reports, [broken, broken])
})

test('an SDK that starts after traceActions gets the spans', async () => {
  trace.disable()
  const actions = createActions()
  traceActions(actions)
  actions.registerAction('Print', () => 'printed')
  await actions.invokeAction('Print')
  startSdk()

  await actions.invokeAction('Print')

  assert.equal(
    takeSpans().map(({ attributes }) => attributes['entracte.invocation.id']),
    [2],
  )
})

const WRONG: [what: string, actions: unknown, options: unknown, message: string][] = [
  [
    'actions without observe',
    {},
    {},
    'Cannot trace {}, because it has no observe: pass what createActions gives, or a scope of it',
  ],
  [
    'no actions',
    undefined,
    {},
    'Cannot trace undefined, because it has no observe: pass what createActions gives, or a scope of it',
  ],
  ['no options', createActions(), null, 'The options must be an object, got null'],
  [
    'an unknown option',
    createActions(),
    { partys: true },
    'There is no option "partys": did you mean "parties"? The options are tracer, meter, parties, attributes',
  ],
  [
    'a wrong tracer',
    createActions(),
    { tracer: 'mine' },
    'The option tracer must be a tracer of OpenTelemetry, got "mine"',
  ],
  [
    'a wrong meter',
    createActions(),
    { meter: {} },
    'The option meter must be a meter of OpenTelemetry, or false, got {}',
  ],
  [
    'wrong parties',
    createActions(),
    { parties: 'core' },
    'The option parties must be true, false or a function, got "core"',
  ],
  ['wrong attributes', createActions(), { attributes: 7 }, 'The option attributes must be an object, got 7'],
]
for (const [what, actions, options, message] of WRONG) {
  test(`${what} is a TypeError`, () => {
    const error = thrown(() => traceActions(actions as never, options as never))

    assert.instance(error, TypeError)
    assert.is((error as Error).message, message)
  })
}

test('a second tracing of the same actions with the same tracer is told once, while the first goes on', () => {
  const actions = createActions()
  const said = warnings(() => {
    const stop = traceActions(actions)
    traceActions(createActions())
    traceActions(actions, { tracer: ownTracer() })
    stop()
    using _second = traceActions(actions)
  })
  assert.equal(said, [])

  const twice = warnings(() => {
    traceActions(actions)
    traceActions(actions)
    traceActions(actions)
  })

  assert.equal(twice, [
    'traceActions was called twice for the same actions and the same tracer, so each invocation has two spans: call it once, or stop the first tracing',
  ])
})

test.run()

/** Returns what is printed as a warning meanwhile. */
function warnings(work: () => void): unknown[] {
  const said: unknown[] = []
  const { warn } = console
  console.warn = (...args) => void said.push(...args)
  work()
  console.warn = warn
  return said
}
