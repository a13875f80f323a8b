// What does it cost when actions invoke each other, N deep, beside functions that call each other?

import { checked, type Job, measureSizes, published } from './harness.js'
import { stack } from './peers/koa.js'
import { type Benchmark, rowsOf, type Settings, type Table } from './results.js'

const { createActions } = await published()

const DEPTHS = [1, 10, 100]

/** The ways to make a chain of `depth` actions. Each action invokes the next action and adds one to the result. */
const CONTESTANTS = {
  'async functions'(depth) {
    let run = async (payload: number) => payload
    for (let i = 0; i < depth; i++) {
      const next = run
      run = async (payload) => (await next(payload)) + 1
    }
    return run
  },
  'entracte, ctx.invokeAction'(depth) {
    const actions = createActions({ maxDepth: depth })
    actions.registerAction('Work0', async (payload: number) => payload)
    for (let i = 1; i <= depth; i++) {
      const inner = `Work${i - 1}`
      actions.registerAction(`Work${i}`, async (payload: number, ctx) => (await ctx.invokeAction(inner, payload)) + 1)
    }
    return (payload) => actions.invokeAction(`Work${depth}`, payload)
  },
  'entracte, actions.invokeAction'(depth) {
    const actions = createActions()
    actions.registerAction('Work0', async (payload: number) => payload)
    for (let i = 1; i <= depth; i++) {
      const inner = `Work${i - 1}`
      actions.registerAction(`Work${i}`, async (payload: number) => (await actions.invokeAction(inner, payload)) + 1)
    }
    return (payload) => actions.invokeAction(`Work${depth}`, payload)
  },
  'koa-compose, a stack each'(depth) {
    let run = stack<number>([
      async (ctx) => {
        ctx.result = ctx.payload
      },
    ])
    for (let i = 0; i < depth; i++) {
      const inner = run
      run = stack<number>([
        async (ctx) => {
          ctx.result = ((await inner(ctx.payload)) as number) + 1
        },
      ])
    }
    return run
  },
} satisfies Record<string, (depth: number) => (payload: number) => unknown>

export const benchmark: Benchmark = {
  parts: { nesting },
}

async function nesting(settings: Settings): Promise<Table[]> {
  const build = async (depth: number) => {
    const jobs: Record<string, Job> = {}
    for (const [name, make] of Object.entries(CONTESTANTS)) {
      const run = make(depth)
      jobs[name] = await checked(() => run(21), 21 + depth, `${name}, ${depth} deep`)
    }
    return jobs
  }
  const columns = await measureSizes(DEPTHS, build, 'async functions', settings)
  return [
    {
      title: 'Nesting: a chain of N nested invocations, nothing attached',
      unit: 'ns',
      ratioTo: 'async functions',
      columns: DEPTHS.map((depth) => `N = ${depth}`),
      rows: rowsOf(columns, (name) => ({ from: /^(entracte|koa-compose)/.exec(name)?.[0] })),
    },
  ]
}
