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

type Core = typeof import('../source/core/index.js')
type Contract = typeof import('../source/contract/index.js')
type Devtools = typeof import('../source/devtools/index.js')
type Otel = typeof import('../source/otel/index.js')
type Queue = typeof import('../source/queue/index.js')
type Remote = typeof import('../source/remote/index.js')

/**
 * Loads the published library, and not its source: tsx wraps every named closure that it compiles, to keep its name.
 * For the same reason, no contestant makes named closures while it is measured. A page loads the file for pages.
 *
 * @param entry What follows the package's name. The build that is measured says in which file the entry is.
 */
export async function published(entry?: '.'): Promise<Core>
export async function published(entry: './contract'): Promise<Contract>
export async function published(entry: './devtools'): Promise<Devtools>
export async function published(entry: './otel'): Promise<Otel>
export async function published(entry: './queue'): Promise<Queue>
export async function published(entry: './remote'): Promise<Remote>
export async function published(entry = '.'): Promise<Core | Contract | Devtools | Otel | Queue | Remote> {
  return import(publishedAt(entry))
}

/** Returns where an entry of the published library is, so that a worker can load it, too. */
export function publishedAt(entry: string): string {
  // The server bundles the sub-paths for pages.
  if (!('process' in globalThis)) {
    return new URL(entry === '.' ? '../dist/entracte.min.js' : `../dist/${entry.slice(2)}.js`, import.meta.url).href
  }
  const entries: Record<string, string> = JSON.parse(process.env[ENTRIES] ?? '{}')
  return entries[entry] as string
}

/** The name of the environment variable with the address of each entry of the build that is measured, as JSON. */
export const ENTRIES = 'ENTRACTE_BENCHMARK_ENTRIES'

/** Measures the time of each job, in nanoseconds for each call. The ratios are relative to the job `base`. */
export async function measure<K extends string>(
  jobs: Record<K, Job>,
  base: NoInfer<K>,
  settings: Settings,
): Promise<Record<K, Figures>> {
  return reduced(await times(jobs, settings), base)
}

/** Measures the time of each job in every round, in nanoseconds for each call. */
export async function times<K extends string>(jobs: Record<K, Job>, settings: Settings): Promise<Record<K, number[]>> {
  const samplers = {} as Record<K, Sampler<number>>
  for (const name of namesOf(jobs)) {
    const calls = settings.smoke ? 1 : await callsPerRound(jobs[name])
    samplers[name] = () => time(jobs[name], calls)
  }
  return inRounds(samplers, settings)
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
  return reduced(await inRounds(samplers, settings), base)
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

function reduced<K extends string>(values: Record<K, number[]>, base: K): Record<K, Figures> {
  const entries = namesOf(values).map((name) => [name, figures(values[name], values[base])])
  return Object.fromEntries(entries) as Record<K, Figures>
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

/** Returns the time of one call, in nanoseconds. */
async function time(job: Job, calls: number): Promise<number> {
  const stop = stopwatch()
  for (let i = 0; i < calls; i++) await job()
  return stop() / calls
}

/**
 * Starts a clock. It returns what stops the clock, and gives the nanoseconds since then. When the process has used
 * processors for less time than the clock shows, other programs had them in between: then the time of the processors
 * counts, which is known in microseconds.
 */
export function stopwatch(): () => number {
  const used = processorTime()
  const start = performance.now()
  return () => {
    const clock = performance.now() - start
    return Math.min(clock, processorTime() - used) * 1e6
  }
}

/** Returns for how long this process has used processors, in milliseconds. A page cannot know it. */
function processorTime(): number {
  if (!('process' in globalThis)) return performance.now()
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function shuffled<T>(items: readonly T[]): T[] {
  const left = [...items]
  return items.map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0] as T)
}

function namesOf<K extends string>(record: Record<K, unknown>): K[] {
  return Object.keys(record) as K[]
}
