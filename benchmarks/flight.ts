// What do 100 000 invocations in flight at once cost: to start, to settle, and in memory while they wait?

import { cannot, contestants } from './contestants.js'
import { inRounds, type Sampler } from './harness.js'
import { type Benchmark, figures, type Settings, type Table, type Unit } from './results.js'
import { type Contestant, type Listener, work } from './work.js'

export const benchmark: Benchmark = { parts: { flight }, flags: ['--expose-gc', '--max-old-space-size=4096'] }

/** The greatest number of rounds, because one round takes ten seconds. */
const MOST_ROUNDS = 5

/** The cost of one invocation, in nanoseconds and bytes. */
interface Flight {
  start: number
  settle: number
  held: number
}

async function flight(settings: Settings): Promise<Table[]> {
  const many = settings.smoke ? 100 : 100_000
  const all = contestants('async, each waits once').filter((contestant) => contestant.awaits)
  const base = all[0] as Contestant

  const samplers: Record<string, Sampler<Flight>> = {}
  for (const contestant of all) samplers[contestant.name] = () => fly(contestant, many)
  const flown = await inRounds(samplers, { ...settings, rounds: Math.min(settings.rounds, MOST_ROUNDS) })

  const table = (title: string, unit: Unit, columns: Record<string, keyof Flight>): Table => ({
    title: `${many.toLocaleString('en').replace(',', ' ')} invocations in flight: ${title}`,
    unit,
    ratioTo: base.name,
    columns: Object.keys(columns),
    rows: all.map((contestant) => {
      const valuesOf = ({ name }: Contestant, key: keyof Flight) => (flown[name] ?? []).map((values) => values[key])
      const cells = Object.values(columns).map((key) => figures(valuesOf(contestant, key), valuesOf(base, key)))
      return { name: contestant.name, from: contestant.from, cannot: cannot(contestant), cells }
    }),
  })
  return [
    table('time for each', 'ns', { 'until its core waits': 'start', 'from there to its result': 'settle' }),
    table('bytes that each holds', 'B', { 'while it waits': 'held' }),
  ]
}

/**
 * Starts all invocations, with one listener before the core and one listener after it. When every core waits, it lets
 * the cores continue.
 */
async function fly(contestant: Contestant, many: number): Promise<Flight> {
  let open!: () => void
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  let waiting = 0
  const core: Listener = async (payload) => {
    waiting++
    await gate
    return payload.count
  }
  const dispatch = contestant.build({ ...work('async, each waits once', 1), core })
  const payload = { count: 1, last: 0 }
  const invocations: unknown[] = new Array(many).fill(0)

  const empty = heap()
  const start = performance.now()
  for (let i = 0; i < many; i++) invocations[i] = dispatch(payload)
  while (waiting < many) await turn()
  const started = performance.now()
  const held = heap() - empty

  const release = performance.now()
  open()
  const results = await Promise.all(invocations)
  const settled = performance.now()
  if (!results.every((result) => result === 1)) throw new Error(`${contestant.name} loses results`)

  return { start: ((started - start) * 1e6) / many, settle: ((settled - release) * 1e6) / many, held: held / many }
}

function heap(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
