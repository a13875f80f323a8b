// What does user middleware cost, N deep, beside koa-compose and the peers with exactly the same functions?

import { checked, type Job, many, measureSizes } from './harness.js'
import { AWAITING, type Functions, MIXED, packageOf, RETURNING, resultOf, runsOf } from './middleware.js'
import { type Benchmark, type Limit, rowsOf, type Settings, type Table } from './results.js'

interface Question {
  readonly title: string
  readonly functions: Functions
  readonly sizes: readonly number[]
  /** Says whether a before-listener waits, so that the core starts late. */
  readonly late?: boolean
  /** The limits of entracte, one for each size. */
  readonly limits?: readonly (Limit | null)[]
}

export const benchmark: Benchmark = {
  parts: {
    mixed: (settings) =>
      onion(settings, {
        title: 'Onion: N middleware around an asynchronous core',
        functions: MIXED,
        sizes: [0, 1, 10, 100, 1000],
      }),
    awaiting: (settings) =>
      onion(settings, {
        title: 'Onion, async (ctx, next) => { await next() }: N around an asynchronous core',
        functions: AWAITING,
        sizes: [1, 10, 100, 1000],
        limits: [{ ratio: 1.5 }, { ratio: 3.2 }, { ratio: 3.2 }, { ratio: 4 }],
      }),
    returning: (settings) =>
      onion(settings, {
        title: 'Onion, (ctx, next) => next(): N around an asynchronous core',
        functions: RETURNING,
        sizes: [1, 10, 100, 1000],
        limits: [{ ratio: 1.4 }, { ratio: 2.8 }, { ratio: 4 }, { ratio: 5 }],
      }),
    late: (settings) =>
      onion(settings, {
        title: 'Onion, await next(), and a before-listener waits first: N around an asynchronous core',
        functions: AWAITING,
        sizes: [1, 10, 100, 1000],
        late: true,
        limits: [{ ratio: 1.8 }, { ratio: 3.3 }, { ratio: 3.3 }, null],
      }),
  },
}

async function onion(settings: Settings, question: Question): Promise<Table[]> {
  const sizes = settings.smoke ? question.sizes.filter((n) => n <= 100) : question.sizes
  const build = async (n: number) => {
    const functions = many(n, question.functions)
    const jobs: Record<string, Job> = {}
    for (const [name, run] of Object.entries(runsOf(functions, question))) {
      jobs[name] = await checked(() => run(21), resultOf(functions), `${name} with ${n} middleware`)
    }
    return jobs
  }
  const columns = await measureSizes(sizes, build, 'koa-compose', settings)
  return [
    {
      title: question.title,
      unit: 'ns',
      ratioTo: 'koa-compose',
      columns: sizes.map((n) => `N = ${n}`),
      rows: rowsOf(columns, (name) => ({
        from: packageOf(name),
        limits: name === 'entracte' ? question.limits?.slice(0, sizes.length) : undefined,
      })),
    },
  ]
}
