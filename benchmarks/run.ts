// Runs the benchmarks with the given names, or all benchmarks, one after the other.
//
//   npm run bench -- [name…] [--processes K] [--rounds R] [--json FILE] [--compare FILE] [--smoke] [--browser]
//   npm run bench -- --chart [FILE.json]

import { parseArgs } from 'node:util'
import { find, NAMES, questionOf } from './all.js'
import { openChromium } from './browser.js'
import { installPeers } from './install.js'
import { node } from './processes.js'
import { merge, type Settings, type Table } from './results.js'
import { circumstances, described, type Run, read, write } from './saved.js'
import { compared, printed } from './tables.js'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    /**
     * The number of processes that measure everything, one after the other. The figures are the medians of their
     * figures.
     */
    processes: { type: 'string', default: '1' },
    /** The number of rounds in each process. A round measures every contestant once. */
    rounds: { type: 'string', default: '11' },
    /** Saves the figures. */
    json: { type: 'string' },
    /** Shows what has changed since a saved run. */
    compare: { type: 'string' },
    /** Only checks that every contestant does the work. */
    smoke: { type: 'boolean', default: false },
    /** Runs in Chromium instead of Node. The default is then dispatch only. */
    browser: { type: 'boolean', default: false },
    /**
     * Measures nothing, and draws the figures of a saved run as FILE.svg. The default is docs/benchmarks/dispatch.svg.
     */
    chart: { type: 'boolean', default: false },
  },
})
if (values.chart) {
  installPeers()
  const { draw } = await import('./chart.js')
  draw(positionals[0])
  process.exit()
}
const names = positionals.length > 0 ? positionals : values.browser ? ['dispatch'] : [...NAMES]
const unknown = names.filter((name) => !(NAMES as readonly string[]).includes(name))
if (unknown.length > 0) fail(`There is no benchmark ${unknown.join(', ')}: the benchmarks are ${NAMES.join(', ')}`)
const processes = count('processes', values.processes)
const settings: Settings = { rounds: count('rounds', values.rounds), smoke: values.smoke }
const earlier = values.compare === undefined ? undefined : read(values.compare)

installPeers()
const runner = values.browser ? await openChromium() : node
const about = circumstances(runner.platform, processes, settings.rounds)
if (!settings.smoke) console.log(described(about))
if (earlier) console.log(`compared with ${described(earlier)}, of ${earlier.date}`)

const benchmarks: Record<string, Table[]> = {}
try {
  for (const name of names) {
    if (!settings.smoke) console.log(`\n${questionOf(name)}`)
    benchmarks[name] = await run(name)
    if (settings.smoke) console.log(`✓ ${name}: every contestant does the work`)
    // Saves after each benchmark, so that a later failure does not lose the figures.
    else if (values.json !== undefined) write(values.json, { ...about, benchmarks } satisfies Run)
  }
} finally {
  runner.close()
}

/** Measures one benchmark, and prints each table as soon as the table is complete. */
async function run(name: string): Promise<Table[]> {
  const { parts } = await find(name)
  const tables: Table[] = []
  for (const part of Object.keys(parts)) {
    const runs: Table[][] = []
    for (let i = 0; i < processes; i++) runs.push(await runner.run(name, part, settings))
    const merged = (runs[0] as Table[]).map((_, t) => merge(runs.map((run) => run[t] as Table)))
    tables.push(...merged)
    if (!settings.smoke) for (const table of merged) show(name, table)
  }
  return tables
}

function show(name: string, table: Table): void {
  console.log(printed(table, about.versions))
  const then = earlier?.benchmarks[name]?.find(({ title }) => title === table.title)
  if (then) console.log(compared(table, then, about.versions))
}

function count(option: string, given: string): number {
  const number = Number(given)
  if (Number.isInteger(number) && number > 0) return number
  return fail(`--${option} must be a whole number of 1 or more, got ${given}`)
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
