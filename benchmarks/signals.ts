// What does user middleware cost, N deep, when each invocation has a signal of its own, as in a server?

import { checked, many, type Sampler, sample, stopwatch } from './harness.js'
import { AWAITING, packageOf, type Run, resultOf, runsOf } from './middleware.js'
import { type Benchmark, type Cell, rowsOf, type Settings, type Table } from './results.js'

const SIZES = [1, 10, 100]

/** The number of middleware that run for one value, about the same for every size. */
const MIDDLEWARE_PER_VALUE = 10_000

/** The number of runs in one turn of the event loop. */
const BATCH = 20

/** The number of values that do not count. They are there for the compiler. */
const WARM_UP = 5

/** A server's case has to become faster than it was: this is the share of the earlier ratio. */
const LIMIT = { before: 0.85 }

export const benchmark: Benchmark = {
  parts: {
    'the core starts at once': (settings) =>
      signals(settings, 'Signals: N middleware, await next(), and each invocation has a signal', false),
    'the core starts late': (settings) =>
      signals(settings, 'Signals: the same, and a before-listener waits first', true),
  },
}

async function signals(settings: Settings, title: string, late: boolean): Promise<Table[]> {
  const columns: Record<string, Cell>[] = []
  for (const n of SIZES) {
    const functions = many(n, AWAITING)
    const calls = settings.smoke ? 1 : Math.ceil(MIDDLEWARE_PER_VALUE / (n + 5))
    const samplers: Record<string, Sampler<number>> = {}
    for (const [name, run] of Object.entries(runsOf(functions, { late, signal: true }))) {
      const { signal } = new AbortController()
      await checked(() => run(21, signal), resultOf(functions), `${name} with ${n} middleware`)
      for (let i = 0; i < WARM_UP && !settings.smoke; i++) await timeOf(run, calls)
      samplers[name] = () => timeOf(run, calls)
    }
    columns.push(await sample(samplers, 'koa-compose', settings))
  }
  return [
    {
      title,
      unit: 'ns',
      ratioTo: 'koa-compose',
      columns: SIZES.map((n) => `N = ${n}`),
      rows: rowsOf(columns, (name) => ({
        from: packageOf(name),
        limits: name === 'entracte' ? SIZES.map(() => LIMIT) : undefined,
      })),
    },
  ]
}

/**
 * Returns the time of one run with a new signal, in nanoseconds. The signals are made just before, and are not measured:
 * an `AbortController` costs Node more than all middleware. Made long before, they would be in the old space, where
 * the signal of a request never is.
 */
async function timeOf(run: Run, calls: number): Promise<number> {
  let total = 0
  for (let left = calls; left > 0; left -= BATCH) {
    // Requests come in turns of their own. Until a turn ends, the platform keeps what weak references point to.
    await new Promise((turn) => setTimeout(turn))
    const controllers = Array.from({ length: BATCH }, () => new AbortController())
    const stop = stopwatch()
    for (const { signal } of controllers) await run(21, signal)
    total += stop()
  }
  return total / Math.ceil(calls / BATCH) / BATCH
}
