// What does user middleware cost, N deep, beside koa-compose and the peers with exactly the same functions?

import { checked, type Job, many, measureSizes, published } from './harness.js'
import { middleware as feathersStack } from './peers/feathers.js'
import { stack as honoStack } from './peers/hono.js'
import { type Ctx, stack as koaStack, type Middleware, performing } from './peers/koa.js'
import { type Benchmark, rowsOf, type Settings, type Table } from './results.js'

const { createActions } = await published()

const SIZES = [0, 1, 10, 100, 1000]

type OnionCtx = Ctx<number>

const MIDDLEWARE: Middleware<OnionCtx>[] = [
  async (_ctx, next) => {
    await next()
  },
  async (ctx, next) => {
    await next()
    ctx.result = (ctx.result as number) + 1
  },
  (_ctx, next) => next(),
  async (ctx, next) => {
    const { result } = ctx
    await next()
    if (ctx.result === undefined) ctx.result = result
  },
]

const core = async (payload: number) => payload * 2

/** The ways to make one function from the same middleware and core. */
const CONTESTANTS = {
  'koa-compose': (middleware) => koaStack([...middleware, performing(core)]),
  entracte(middleware) {
    const actions = createActions()
    actions.registerAction('Work', core)
    for (const one of middleware) actions.use('Work', one)
    return (payload) => actions.invokeAction('Work', payload)
  },
  'hono (compose)': (middleware) => honoStack([...middleware, performing(core)]),
  '@feathersjs/hooks': (middleware) => feathersStack(core, middleware),
} satisfies Record<string, (middleware: Middleware<OnionCtx>[]) => (payload: number) => unknown>

const FROM: Record<string, string> = { 'hono (compose)': 'hono' }

export const benchmark: Benchmark = {
  parts: { onion },
}

async function onion(settings: Settings): Promise<Table[]> {
  const sizes = settings.smoke ? SIZES.filter((n) => n <= 100) : SIZES
  const build = async (n: number) => {
    const middleware = many(n, MIDDLEWARE)
    const expected = 21 * 2 + middleware.filter((one) => one === MIDDLEWARE[1]).length
    const jobs: Record<string, Job> = {}
    for (const [name, make] of Object.entries(CONTESTANTS)) {
      const run = make(middleware)
      jobs[name] = await checked(() => run(21), expected, `${name} with ${n} middleware`)
    }
    return jobs
  }
  const columns = await measureSizes(sizes, build, 'koa-compose', settings)
  return [
    {
      title: 'Onion: N middleware around an asynchronous core',
      unit: 'ns',
      ratioTo: 'koa-compose',
      columns: sizes.map((n) => `N = ${n}`),
      rows: rowsOf(columns, (name) => ({ from: FROM[name] ?? name })),
    },
  ]
}
