// Runs the benchmarks with the given names, or all benchmarks, one after the other.
//
//   npm run bench -- [name…] [--part TEXT] [--processes K] [--rounds R] [--node 20,22,24] [--json FILE]
//   npm run bench -- [name…] --smoke
//   npm run bench -- [name…] --browser
//   npm run bench -- [name…] --compare FILE.json
//   npm run bench -- [name…] --compare COMMIT [COMMIT] [--limits]
//   npm run bench -- --chart [FILE.json]
//   npm run bench -- --sizes

import { parseArgs } from 'node:util'
import { NAMES } from './all.js'
import { openChromium } from './browser.js'
import { buildOf, entriesOf, resolveCommit, workingTree } from './builds.js'
import { ENTRIES } from './harness.js'
import { installPeers } from './install.js'
import { nodeOf } from './nodes.js'
import { inNode } from './processes.js'
import type { Runner, Settings } from './results.js'
import { read } from './saved.js'
import { type Findings, measureAll, type Task } from './session.js'
import { summary } from './tables.js'

/** The commit with which `--limits` compares, unless `--compare` names another commit: the commit before the redesign. */
const BEFORE = '576be6a'

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
    /** Measures only the parts whose names contain this text, as in `onion --part late`. */
    part: { type: 'string', default: '' },
    /** The major versions of Node that measure, one after the other. The default is the Node that runs this. */
    node: { type: 'string' },
    /** Saves the figures. With several versions of Node, each has a file of its own: FILE-node22.json. */
    json: { type: 'string' },
    /**
     * Shows what has changed since a saved run, or since a commit. A commit is built and measured in turns with what is
     * in this folder, or with a second commit.
     */
    compare: { type: 'string' },
    /**
     * Ends with a list of the limits that do not hold, and with exit code 1 if there is such a limit. Compares with a
     * commit, because some limits do.
     */
    limits: { type: 'boolean', default: false },
    /** Only checks that every contestant does the work. */
    smoke: { type: 'boolean', default: false },
    /** Runs in Chromium instead of Node. The default is then dispatch only. */
    browser: { type: 'boolean', default: false },
    /**
     * Measures nothing, and draws the figures of a saved run as FILE.svg. The default is every chart of
     * docs/benchmarks/.
     */
    chart: { type: 'boolean', default: false },
    /** Measures no time: writes how much the peers weigh in bundles to benchmarks/sizes.json, for docs/size.md. */
    sizes: { type: 'boolean', default: false },
  },
})

// Every file of a benchmark loads the library: here, where its parts are listed, and in the process that measures.
process.env[ENTRIES] = JSON.stringify(entriesOf(workingTree()))

if (values.chart) await draw()
else if (values.sizes) await weigh()
else await measure()

async function draw(): Promise<void> {
  installPeers()
  const { CHARTS, drawChart } = await import('./chart.js')
  for (const file of positionals.length > 0 ? positionals : CHARTS) drawChart(file)
}

async function weigh(): Promise<void> {
  installPeers()
  const { writeSizes } = await import('./sizes.js')
  await writeSizes()
  console.log('Now UPDATE=1 npm test -- size writes docs/size.md')
}

async function measure(): Promise<void> {
  const task = taskOf(positionals)
  const programs = values.node === undefined ? [process.execPath] : programsOf(values.node.split(','))
  installPeers()

  const findings: Findings = { looked: [], slower: [] }
  for (const program of values.browser ? [undefined] : programs) {
    const runner = program === undefined ? await openChromium() : inNode(program)
    try {
      const { looked, slower } = await measureAll({ ...task, json: fileFor(runner, programs.length > 1) }, runner)
      findings.looked.push(...looked)
      findings.slower.push(...slower)
    } finally {
      runner.close()
    }
  }
  if (!values.limits || values.smoke) return
  console.log(summary(findings.looked, findings.slower))
  // A limit that was not measured is not a limit that holds.
  const hold = findings.looked.length > 0 && findings.looked.every(({ judgement }) => judgement.holds)
  process.exitCode = hold ? 0 : 1
}

function taskOf(given: readonly string[]): Task {
  const isName = (name: string) => (NAMES as readonly string[]).includes(name)
  const compare = values.compare ?? (values.limits && !values.smoke ? BEFORE : undefined)
  const isFile = compare?.endsWith('.json') ?? false
  const [commit, ...others] = given.filter((name) => !isName(name))
  const unknown = compare === undefined || isFile ? commit : others[0]
  if (unknown !== undefined) fail(`There is no benchmark ${unknown}: the benchmarks are ${NAMES.join(', ')}`)

  const named = given.filter(isName)
  const settings: Settings = { rounds: count('rounds', values.rounds), smoke: values.smoke }
  const task = {
    names: named.length > 0 ? named : values.browser ? ['dispatch'] : [...NAMES],
    part: values.part,
    processes: count('processes', values.processes),
    settings,
  }
  try {
    if (compare !== undefined && isFile) return { ...task, now: workingTree(), saved: read(compare) }
    // Both names are looked up before anything is built.
    const [earlier, later] = [compare, commit].map((name) => name && resolveCommit(name))
    return { ...task, now: later ? buildOf(later) : workingTree(), before: earlier ? buildOf(earlier) : undefined }
  } catch (error) {
    return fail((error as Error).message)
  }
}

function programsOf(majors: readonly string[]): string[] {
  try {
    return majors.map((major) => nodeOf(count('node', major)))
  } catch (error) {
    return fail((error as Error).message)
  }
}

function fileFor({ platform }: Runner, several: boolean): string | undefined {
  const [, major] = /^Node v(\d+)/.exec(platform) ?? []
  return several ? values.json?.replace(/(\.json)?$/, `-node${major}$1`) : values.json
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
