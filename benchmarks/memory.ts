// How many bytes does a dispatch allocate with nothing attached, and how many does each listener add?

import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import pTimeout from 'p-timeout'
import { untilLate } from './by-hand.js'
import { cannot, contestants } from './contestants.js'
import { checked, type Job, published, type Sampler, sample } from './harness.js'
import { stack as koaStack, performing } from './peers/koa.js'
import { type Benchmark, type Cell, type Limit, rowsOf, type Settings, type Table } from './results.js'
import { type Contestant, KINDS, type Kind, work } from './work.js'

const { createActions } = await published()

/** The numbers of listeners on each side. The difference in memory is what the listeners add. */
const FEW = 10
const MANY = 60

/**
 * The number of calls for one value. What they allocate must fit into the new space, where nothing is collected during
 * the calls.
 */
const CALLS = 500

/** The time of each of two warm-ups. After them, the compiler has removed all allocations that it can remove. */
const WARM_UP_MS = 120

export const benchmark: Benchmark = {
  parts: {
    ...Object.fromEntries(KINDS.map((kind) => [kind, (settings: Settings) => bytes(kind, settings)])),
    'middleware and limits': single,
  },
  flags: ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'],
}

const collections: { startTime: number }[] = []
new PerformanceObserver((list) => collections.push(...list.getEntries())).observe({ entryTypes: ['gc'] })

/** The cost besides the dispatch: the caller awaits a promise. */
const settled = Promise.resolve()
const awaiting: Job = () => settled

/** A known size: a thousand numbers have 8 000 bytes, and a header. */
const array: Job = () => new Array(1000).fill(0.5)
const kept = new Array(1000).fill(0.5)
const sameArray: Job = () => kept

async function bytes(kind: Kind, settings: Settings): Promise<Table[]> {
  const all = contestants(kind).filter((contestant) => kind === 'synchronous' || contestant.awaits)
  const base = all[0] as Contestant
  const called = (contestant: Contestant, n: number): Job => {
    const dispatch = contestant.build(work(kind, n))
    const payload = { count: 1, last: 0 }
    return () => dispatch(payload)
  }
  const bare = all.map((contestant) => called(contestant, 0))
  const few = all.map((contestant) => called(contestant, FEW))
  const many = all.map((contestant) => called(contestant, MANY))

  for (let pass = 0; pass < 2 && !settings.smoke; pass++) {
    for (const job of [...bare, ...few, ...many, awaiting, array, sameArray]) await warmUp(job)
  }
  if (!settings.smoke) await checkRuler(settings)

  const none: Record<string, Sampler<number>> = {}
  const each: Record<string, Sampler<number>> = {}
  all.forEach(({ name }, i) => {
    none[name] = async () => (await allocated(bare[i] as Job)) - (await allocated(awaiting))
    each[name] = async () => ((await allocated(many[i] as Job)) - (await allocated(few[i] as Job))) / (2 * (MANY - FEW))
  })
  const columns: Record<string, Cell>[] = [
    await sample(none, base.name, settings),
    await sample(each, base.name, settings),
  ]
  return [
    {
      title: `Memory, ${kind}: bytes that a dispatch allocates`,
      unit: 'B',
      ratioTo: base.name,
      columns: ['nothing attached', 'each listener adds'],
      rows: rowsOf(columns, (name) => {
        const contestant = all.find((one) => one.name === name) as Contestant
        return { from: contestant.from, cannot: cannot(contestant) }
      }),
    },
  ]
}

/** A time limit that never runs out, in milliseconds. */
const timeout = 60_000

/** What allocates in two common cases: one middleware around a core, and a time limit for work that ends at once. */
const SINGLE: Record<string, { middleware?: () => Job; limit?: () => Job }> = {
  'by hand': {
    middleware() {
      const around = async (next: () => Promise<unknown>) => {
        await next()
      }
      return async () => {
        const ctx = { payload: 21, result: undefined as unknown }
        await around(async () => {
          ctx.result = doubled(ctx.payload)
        })
        return ctx.result
      }
    },
    limit: () => () => untilLate(21, timeout),
  },
  entracte: {
    middleware() {
      const actions = createActions()
      actions.registerAction('Work', doubled)
      actions.use('Work', awaitsNext)
      return () => actions.invokeAction('Work', 21)
    },
    limit() {
      const actions = createActions()
      actions.registerAction('Work', (payload: number) => payload, { timeout })
      return () => actions.invokeAction('Work', 21)
    },
  },
  'koa-compose': {
    middleware() {
      const run = koaStack<number>([awaitsNext, performing(doubled)])
      return () => run(21)
    },
  },
  'p-timeout': { limit: () => () => pTimeout(Promise.resolve(21), { milliseconds: timeout }) },
}

/** Limits of entracte, in bytes. */
const MOST: (Limit | null)[] = [{ value: 1500 }, { value: 1000 }]

function doubled(payload: number): number {
  return payload * 2
}

async function awaitsNext(_ctx: unknown, next: () => Promise<unknown>): Promise<void> {
  await next()
}

async function single(settings: Settings): Promise<Table[]> {
  const columns: Record<string, Cell>[] = []
  for (const [key, expected] of [
    ['middleware', 42],
    ['limit', 21],
  ] as const) {
    const samplers: Record<string, Sampler<number>> = {}
    for (const [name, make] of Object.entries(SINGLE)) {
      const job = make[key]?.()
      if (job === undefined) continue
      await checked(job, expected, name)
      for (let pass = 0; pass < 2 && !settings.smoke; pass++) for (const one of [job, awaiting]) await warmUp(one)
      samplers[name] = async () => (await allocated(job)) - (await allocated(awaiting))
    }
    const measured: Record<string, Cell> = await sample(samplers, 'by hand', settings)
    const cellOf = (name: string): Cell => measured[name] ?? { missing: '–' }
    columns.push(Object.fromEntries(Object.keys(SINGLE).map((name) => [name, cellOf(name)])))
  }
  if (!settings.smoke) for (const job of [array, sameArray]) await warmUp(job)
  if (!settings.smoke) await checkRuler(settings)
  return [
    {
      title: 'Memory: bytes that a dispatch allocates without listeners, the core ends at once',
      unit: 'B',
      ratioTo: 'by hand',
      columns: ['one async middleware', 'a time limit'],
      rows: rowsOf(columns, (name) => ({
        from: name === 'by hand' ? undefined : name,
        limits: name === 'entracte' ? MOST : undefined,
      })),
    },
  ]
}

/** Returns the bytes for each call, including the caller's cost of awaiting. */
async function allocated(job: Job): Promise<number> {
  globalThis.gc?.()
  const start = performance.now()
  const before = getHeapStatistics().used_heap_size
  await call(job, CALLS)
  const after = getHeapStatistics().used_heap_size
  const end = performance.now()
  // Node reports collections in a later turn.
  await new Promise((turn) => setImmediate(turn))
  if (collections.splice(0).some(({ startTime }) => startTime >= start && startTime < end)) {
    throw new Error('Garbage was collected while the memory was counted')
  }
  return (after - before) / CALLS
}

async function warmUp(job: Job): Promise<void> {
  const end = performance.now() + WARM_UP_MS
  while (performance.now() < end) await call(job, CALLS)
}

/** Calls the job. Warming up and counting share this loop, so its own allocations are the same in both. */
async function call(job: Job, calls: number): Promise<void> {
  for (let i = 0; i < calls; i++) await job()
}

/** Checks the measurement with an array of known size, before any other result counts. */
async function checkRuler(settings: Settings): Promise<void> {
  const samplers = { array: () => allocated(array), sameArray: () => allocated(sameArray) }
  const shown = await sample(samplers, 'sameArray', settings)
  const bytes = shown.array.median - shown.sameArray.median
  if (bytes < 8000 || bytes > 8200) throw new Error(`The measurement shows ${bytes} bytes for an array of 8 000 bytes`)
}
