// What does tracing with OpenTelemetry cost, compared with spans that are started by hand?
//
// And the Performance panel, while it does not record: nothing, where that can be told.

import { context, type Span, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider, SimpleSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base'
import { checked, type Job, many, measure, published } from './harness.js'
import { type Benchmark, type Cell, type Limit, rowsOf, type Settings, type Table } from './results.js'

const { createActions } = await published()

type Actions = ReturnType<typeof createActions>
type Run = (...args: unknown[]) => unknown

/** Prepares one contestant: what wraps each function, what wraps the call, and what is done to the actions. */
interface Contestant {
  readonly party?: (run: Run) => Run
  readonly invocation?: (run: Run) => Run
  readonly trace?: (actions: Actions) => unknown
  /** How many spans one invocation has. */
  readonly spans: (parties: number) => number
}

const CORES: Record<string, Run> = {
  'synchronous functions': (payload) => (payload as number) * 2,
  'functions that wait': async (payload) => {
    await null
    return (payload as number) * 2
  },
}

const LISTENERS: Record<string, Run[]> = {
  'synchronous functions': [() => {}, (payload) => void payload, (_payload, abort) => void abort],
  'functions that wait': [async () => {}, async (payload) => void payload, async (_payload, abort) => void abort],
}

/** How often each job runs before it is measured: the SDK and the library are compiled after some thousand spans. */
const WARM_UP = 3_000

/** Counts spans, and does nothing with them. */
const exporter = {
  count: 0,
  export(spans: readonly unknown[], done: Parameters<SpanExporter['export']>[1]) {
    this.count += spans.length
    done({ code: 0 })
  },
  shutdown: async () => {},
}

export const benchmark: Benchmark = {
  parts: {
    invocations: (settings) =>
      tracing(settings, 0, 'Tracing: an invocation with its span', 'by hand: startActiveSpan around invokeAction', {
        'not traced': { spans: () => 0 },
        'by hand: startActiveSpan around invokeAction': { invocation: byHand, spans: () => 1 },
        'entracte, an invocation': { trace: (actions) => traced(actions, {}), spans: () => 1 },
      }),
    parties: (settings) =>
      tracing(
        settings,
        10,
        'Tracing: ten listeners and a core, each with its span',
        'by hand: a span around each function',
        {
          'not traced': { spans: () => 0 },
          'by hand: a span around each function': {
            invocation: byHand,
            party: byHand,
            spans: (parties) => parties + 1,
          },
          'entracte, parties': {
            trace: (actions) => traced(actions, { parties: true }),
            spans: (parties) => parties + 1,
          },
        },
      ),
    panel: (settings) =>
      tracing(settings, 10, 'The Performance panel: ten listeners and a core', 'no panel', {
        'no panel': { spans: () => 0 },
        'entracte, a panel that does not record': {
          trace: async (actions) => {
            const { toPerformancePanel } = await published('./devtools')
            toPerformancePanel(actions, { recording: () => false })
          },
          spans: () => 0,
        },
      }),
  },
}

const LIMITS: Record<string, Limit> = {
  'entracte, an invocation': { ratio: 1.5 },
  'entracte, parties': { ratio: 1.3 },
  'entracte, a panel that does not record': { ratio: 1.05 },
}

async function tracing(
  settings: Settings,
  listeners: number,
  title: string,
  base: string,
  contestants: Record<string, Contestant>,
): Promise<Table[]> {
  // Earlier commits do not have it.
  if (settings.earlier) return []
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  const columns: Record<string, Cell>[] = []
  for (const kind of Object.keys(CORES)) {
    const jobs: Record<string, Job> = {}
    for (const [name, contestant] of Object.entries(contestants)) {
      const job = await jobOf(kind, listeners, contestant)
      exporter.count = 0
      await checked(job, 42, name)
      const spans = contestant.spans(listeners + 1)
      if (exporter.count !== spans) throw new Error(`${name} has made ${exporter.count} spans, not ${spans}`)
      jobs[name] = job
    }
    if (!settings.smoke) for (const job of Object.values(jobs)) for (let i = 0; i < WARM_UP; i++) await job()
    columns.push(await measure(jobs, base, settings))
  }
  const limited = (name: string) => LIMITS[name] && { limits: Object.keys(CORES).map(() => LIMITS[name] as Limit) }
  return [
    {
      title,
      unit: 'ns',
      ratioTo: base,
      columns: Object.keys(CORES),
      rows: rowsOf(columns, (name) => ({
        from: name.startsWith('entracte') ? 'entracte' : undefined,
        ...limited(name),
      })),
    },
  ]
}

async function jobOf(kind: string, listeners: number, { party, invocation, trace }: Contestant): Promise<Job> {
  const wrap = party ?? ((run: Run) => run)
  const actions = createActions()
  await trace?.(actions)
  actions.registerAction('Work', wrap(CORES[kind] as Run))
  for (const listener of many(listeners, LISTENERS[kind] as Run[])) actions.addListener('beforeWork', wrap(listener))
  const run: Run = () => actions.invokeAction('Work', 21)
  return invocation === undefined ? run : invocation(run)
}

async function traced(actions: Actions, options: { parties?: true }): Promise<void> {
  const { traceActions } = await published('./otel')
  traceActions(actions, options)
}

/** What the manual of OpenTelemetry says to write around a function. */
function byHand(run: Run): Run {
  const tracer = trace.getTracer('by hand')
  const fail = (span: Span, error: unknown) => {
    span.recordException(error as Error)
    span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
    throw error
  }
  return (...args) =>
    tracer.startActiveSpan('work', (span) => {
      let returned: unknown
      try {
        returned = run(...args)
      } catch (error) {
        return fail(span, error)
      }
      if (!(returned instanceof Promise)) {
        span.end()
        return returned
      }
      return returned.then(
        (value) => {
          span.end()
          return value
        },
        (error) => fail(span, error),
      )
    })
}
