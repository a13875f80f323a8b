// Measures contestants in turns, so that whatever else the machine does hits them alike, and prints them as a table.

/** What is measured: one call of it, awaited. */
export type Job = () => unknown

export interface Figures {
  /** Nanoseconds per call, of the median round. */
  median: number
  /** How far the middle half of the rounds is apart, in per cent of the median. */
  spread: number
}

const ROUNDS = Number(process.env.ENTRACTE_ROUNDS ?? 11)
const ROUND_MS = 20

/** The library as it is published: tsx would wrap every closure of the source to keep its name. */
export async function published(): Promise<typeof import('../source/index.js')> {
  const built: string = '../dist/index.js'
  return import(built)
}

/** Measures every job; the order of the rounds is that of the jobs, again and again. */
export async function measure<K extends string>(jobs: Record<K, Job>): Promise<Record<K, Figures>> {
  const names = Object.keys(jobs) as K[]
  const calls = {} as Record<K, number>
  const rounds = {} as Record<K, number[]>
  for (const name of names) {
    calls[name] = await callsPerRound(jobs[name])
    rounds[name] = []
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) rounds[name].push((await time(jobs[name], calls[name])) / calls[name])
  }
  return Object.fromEntries(names.map((name) => [name, figures(rounds[name])])) as Record<K, Figures>
}

/** Prints a line of a table: the first job as it is, the others as multiples of it. */
export function row(label: string, measured: Record<string, Figures>): string {
  const [floor, ...rest] = Object.values(measured) as [Figures, ...Figures[]]
  const cells = rest.map(
    ({ median, spread }) => `${(median / floor.median).toFixed(2).padStart(8)} ±${spread.toFixed(0).padStart(2)} %`,
  )
  return `${label.padEnd(28)}${`${floor.median.toFixed(0)} ns`.padStart(12)}${cells.join('')}`
}

/** Prints the head of a table. */
export function head(title: string, measured: readonly string[]): string {
  const [floor, ...rest] = measured
  const cells = rest.map((name) => name.padStart(14)).join('')
  return `\n${title}\n${''.padEnd(28)}${String(floor).padStart(12)}${cells}`
}

async function callsPerRound(job: Job): Promise<number> {
  let calls = 1
  for (;;) {
    const took = await time(job, calls)
    if (took > (ROUND_MS * 1e6) / 4) return Math.max(1, Math.round((calls * ROUND_MS * 1e6) / took))
    calls *= 2
  }
}

async function time(job: Job, calls: number): Promise<number> {
  const start = process.hrtime.bigint()
  for (let i = 0; i < calls; i++) await job()
  return Number(process.hrtime.bigint() - start)
}

function figures(times: number[]): Figures {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number
  return { median: at(0.5), spread: ((at(0.75) - at(0.25)) / at(0.5)) * 100 }
}
