// How many bytes does a dispatch allocate with nothing attached, and how many does each listener add?

import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import { cannot, contestants } from './contestants.js'
import { type Job, type Sampler, sample } from './harness.js'
import { type Benchmark, type Cell, rowsOf, type Settings, type Table } from './results.js'
import { type Contestant, KINDS, type Kind, work } from './work.js'

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
  parts: Object.fromEntries(KINDS.map((kind) => [kind, (settings) => bytes(kind, settings)])),
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
