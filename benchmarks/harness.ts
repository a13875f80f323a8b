// Measures contestants in turns, so that other work on the machine affects all of them in the same way.

import { type Cell, type Figures, figures, type Missing, type Settings } from './results.js'

/** The work that is measured: one call, awaited. */
export type Job = () => unknown

/** Takes one value of a contestant. It is called once in every round. */
export type Sampler<T> = () => T | Promise<T>

/**
 * The time for which a contestant is measured in one round, and the time for which it is warmed up before the first
 * round.
 */
const ROUND_MS = 20
const WARM_UP_MS = 60

/** The number of rounds that do not count. After them, the compiler has done most of its work. */
const IDLE_ROUNDS = 2

/**
 * Loads the published library, and not its source: tsx wraps every named closure that it compiles, to keep its name.
 * For the same reason, no contestant makes named closures while it is measured. A page loads the file for pages.
 */
export async function published(): Promise<typeof import('../source/core/index.js')> {
  const built: string = 'process' in globalThis ? '../dist/core/index.js' : '../dist/entracte.min.js'
  return import(built)
}

/** Measures the time of each job, in nanoseconds for each call. The ratios are relative to the job `base`. */
export async function measure<K extends string>(
  jobs: Record<K, Job>,
  base: NoInfer<K>,
  settings: Settings,
): Promise<Record<K, Figures>> {
  const samplers = {} as Record<K, Sampler<number>>
  for (const name of namesOf(jobs)) {
    const calls = settings.smoke ? 1 : await callsPerRound(jobs[name])
    samplers[name] = () => time(jobs[name], calls)
  }
  return sample(samplers, base, settings)
}

/**
 * Measures what `build` makes for each size, and returns the cells of each size by name.
 *
 * Everything is built and called before the first measurement. A loop that has seen only one function is faster than in
 * any real program.
 */
export async function measureSizes(
  sizes: readonly number[],
  build: (size: number) => Promise<Record<string, Job | Missing>>,
  base: string,
  settings: Settings,
): Promise<Record<string, Cell>[]> {
  const built = []
  for (const size of sizes) built.push(await build(size))

  const columns: Record<string, Cell>[] = []
  for (const ofSize of built) {
    const jobs = Object.entries(ofSize).filter((entry): entry is [string, Job] => typeof entry[1] === 'function')
    const measured: Record<string, Cell> = await measure(Object.fromEntries(jobs), base, settings)
    const cells = Object.entries(ofSize).map(([name, job]) => [name, measured[name] ?? job] as [string, Cell])
    columns.push(Object.fromEntries(cells))
  }
  return columns
}

/** Takes a number from every contestant in every round. The ratios are relative to the contestant `base`. */
export async function sample<K extends string>(
  samplers: Record<K, Sampler<number>>,
  base: NoInfer<K>,
  settings: Settings,
): Promise<Record<K, Figures>> {
  const values = await inRounds(samplers, settings)
  const entries = namesOf(samplers).map((name) => [name, figures(values[name], values[base])])
  return Object.fromEntries(entries) as Record<K, Figures>
}

/** Takes a value from every contestant in every round, in an order that changes from round to round. */
export async function inRounds<K extends string, T>(
  samplers: Record<K, Sampler<T>>,
  { rounds, smoke }: Settings,
): Promise<Record<K, T[]>> {
  const names = namesOf(samplers)
  const values = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<K, T[]>
  const [idle, measured] = smoke ? [0, 1] : [IDLE_ROUNDS, rounds]
  for (let round = 0; round < idle + measured; round++) {
    for (const name of shuffled(names)) {
      const value = await samplers[name]()
      if (round >= idle) values[name].push(value)
    }
  }
  return values
}

/** Checks, before any measurement, that a job gives the expected result. Returns the job. */
export async function checked(job: Job, expected: unknown, who: string): Promise<Job> {
  const given = await job()
  if (JSON.stringify(given) === JSON.stringify(expected)) return job
  throw new Error(`${who} does not do the work: it gave ${JSON.stringify(given)}, not ${JSON.stringify(expected)}`)
}

/**
 * Returns `n` functions, taken in turns from several different functions, as in a real program. A single function would
 * be inlined, and every contestant would look faster.
 */
export function many<T>(n: number, distinct: readonly T[]): T[] {
  return Array.from({ length: n }, (_, i) => distinct[i % distinct.length] as T)
}

async function callsPerRound(job: Job): Promise<number> {
  const end = performance.now() + WARM_UP_MS
  let calls = 1
  for (;;) {
    const perCall = (await time(job, calls)) / 1e6
    if (performance.now() > end) return Math.max(1, Math.round(ROUND_MS / perCall))
    if (perCall * calls < ROUND_MS / 4) calls *= 2
  }
}

async function time(job: Job, calls: number): Promise<number> {
  const start = performance.now()
  for (let i = 0; i < calls; i++) await job()
  return ((performance.now() - start) * 1e6) / calls
}

function shuffled<T>(items: readonly T[]): T[] {
  const left = [...items]
  return items.map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0] as T)
}

function namesOf<K extends string>(record: Record<K, unknown>): K[] {
  return Object.keys(record) as K[]
}
