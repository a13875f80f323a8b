// What does a dispatch cost with N listeners before the core and N after it, beside a hand-written loop and the peers?

import { cannot, checkContestant, contestants } from './contestants.js'
import { checked, type Job, measureSizes } from './harness.js'
import { type Benchmark, type Limit, type Missing, rowsOf, type Settings, type Table } from './results.js'
import { type Contestant, KINDS, type Kind, type Payload, work } from './work.js'

export const SIZES = [0, 1, 10, 100, 1000, 10_000]

/** The limits of entracte, as ratios to the hand-written loop, one for each size. */
const LIMITS: Record<Kind, readonly number[]> = {
  synchronous: [1.5, 1.45, 1.35, 1.25, 1.2],
  'async, nothing awaited': [1.5, 1.45, 1.1, 1.02, 1.03],
  'async, each waits once': [1.45, 1.3, 1.1, 1.05, 1.03],
}

export const benchmark: Benchmark = {
  parts: Object.fromEntries(KINDS.map((kind) => [kind, (settings) => dispatches(kind, settings)])),
}

async function dispatches(kind: Kind, settings: Settings): Promise<Table[]> {
  const all = contestants(kind)
  for (const contestant of all) await checkContestant(contestant)
  const sizes = settings.smoke ? SIZES.filter((n) => n <= 100) : SIZES
  const base = all[0] as Contestant

  const build = async (n: number) => {
    const expected = await outcome(kind, n, base)
    const jobs: Record<string, Job | Missing> = {}
    for (const contestant of all) jobs[contestant.name] = await jobOf(kind, n, contestant, expected)
    return jobs
  }
  const columns = await measureSizes(sizes, build, base.name, settings)

  return [
    {
      title: `Dispatch, ${kind}: N listeners before the core and N after it`,
      unit: 'ns',
      ratioTo: base.name,
      columns: sizes.map((n) => `N = ${n}`),
      rows: rowsOf(columns, (name) => {
        const contestant = all.find((one) => one.name === name) as Contestant
        const limits = name === 'entracte' ? sizes.map((_, i) => limitOf(LIMITS[kind][i])) : undefined
        return { from: contestant.from, cannot: cannot(contestant), limits }
      }),
    },
  ]
}

function limitOf(ratio: number | undefined): Limit | null {
  return ratio === undefined ? null : { ratio }
}

/** The effect of one call on a payload, and the result of the call. */
async function outcome(kind: Kind, n: number, contestant: Contestant): Promise<unknown> {
  const payload: Payload = { count: 1, last: 0 }
  return [await contestant.build(work(kind, n))(payload), payload]
}

/** Returns a call that does the same as the loop does, after a check; or the reason why there is no such call. */
async function jobOf(kind: Kind, n: number, contestant: Contestant, expected: unknown): Promise<Job | Missing> {
  if (kind !== 'synchronous' && !contestant.awaits) return { missing: 'cannot await' }
  if (n > (contestant.upTo ?? n)) return { missing: 'overflows' }
  const dispatch = contestant.build(work(kind, n))
  const first: Payload = { count: 1, last: 0 }
  await checked(async () => [await dispatch(first), first], expected, `${contestant.name} with ${n} listeners`)
  const payload: Payload = { count: 1, last: 0 }
  return () => dispatch(payload)
}
