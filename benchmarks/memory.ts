// How many bytes does a dispatch allocate with nothing attached, and how many does each listener add?

import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import { cannot, contestants } from './contestants.js'
import { type Job, type Sampler, sample } from './harness.js'
import { type Benchmark, type Cell, rowsOf, type Settings, type Table } from './results.js'
import { type Contestant, KINDS, type Kind, work } from './work.js'

/** Listeners on each side: what the second has more than the first is what listeners add. */
const FEW = 10
const MANY = 60

/** Calls for one value: what they allocate has to fit into the new space, where nothing is collected meanwhile. */
const CALLS = 500

/** How long each is called before, twice: until the compiler is done, and leaves out what it can. */
const WARM_UP_MS = 120

export const benchmark: Benchmark = {
  parts: Object.fromEntries(KINDS.map((kind) => [kind, (settings) => bytes(kind, settings)])),
  flags: ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'],
}

const collections: { startTime: number }[] = []
new PerformanceObserver((list) => collections.push(...list.getEntries())).observe({ entryTypes: ['gc'] })

/** What there is besides the dispatch: somebody who awaits a promise. */
const settled = Promise.resolve()
const awaiting: Job = () => settled

/** What is known: a thousand numbers are 8 000 bytes, and a header. */
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

/** Bytes per call, with what awaiting it costs whoever calls. */
async function allocated(job: Job): Promise<number> {
  globalThis.gc?.()
  const start = performance.now()
  const before = getHeapStatistics().used_heap_size
  await call(job, CALLS)
  const after = getHeapStatistics().used_heap_size
  const end = performance.now()
  // Collections are told in a later turn.
  await new Promise((turn) => setImmediate(turn))
  if (collections.splice(0).some(({ startTime }) => startTime >= start && startTime < end)) {
    throw new Error('Garbage was collected while it was counted')
  }
  return (after - before) / CALLS
}

async function warmUp(job: Job): Promise<void> {
  const end = performance.now() + WARM_UP_MS
  while (performance.now() < end) await call(job, CALLS)
}

/** The one loop of warming up and counting, so that what it allocates itself is the same in both. */
async function call(job: Job, calls: number): Promise<void> {
  for (let i = 0; i < calls; i++) await job()
}

/** The ruler has to show what is known before it is believed. */
async function checkRuler(settings: Settings): Promise<void> {
  const samplers = { array: () => allocated(array), sameArray: () => allocated(sameArray) }
  const shown = await sample(samplers, 'sameArray', settings)
  const bytes = shown.array.median - shown.sameArray.median
  if (bytes < 8000 || bytes > 8200) throw new Error(`The ruler shows ${bytes} bytes for an array of 8 000`)
}
