// Measures benchmarks on one platform, beside an earlier commit where there is one, and prints the tables.

import { find, questionOf } from './all.js'
import { judged, type Looked, slower } from './limits.js'
import { type Build, merge, type Runner, type Settings, type Table } from './results.js'
import { circumstances, described, type Run, versionsOf, write } from './saved.js'
import { compared, limited, printed } from './tables.js'

/** What is measured, and what it is compared with. */
export interface Task {
  readonly names: readonly string[]
  /** Only the parts whose names contain this text are measured. */
  readonly part: string
  readonly processes: number
  readonly settings: Settings
  readonly now: Build
  /** A build that is measured in turns with `now`. */
  readonly before?: Build | undefined
  /** A run that was saved. */
  readonly saved?: Run | undefined
  /** The file for the figures. */
  readonly json?: string | undefined
}

/** What a session has found besides the tables. */
export interface Findings {
  readonly looked: Looked[]
  /** The cells that are slower than before, beyond both spreads. */
  readonly slower: string[]
}

/** The tables that the new tables are compared with. */
interface Earlier extends Pick<Run, 'commit' | 'versions' | 'benchmarks'> {
  readonly described: string
}

/** Runs every benchmark of the task, and prints each table as soon as the table is complete. */
export async function measureAll(task: Task, runner: Runner): Promise<Findings> {
  const { processes, settings, now } = task
  const about = circumstances(runner.platform, processes, settings.rounds, now)
  const earlier = earlierOf(task)
  if (!settings.smoke) console.log(described(about))
  if (!settings.smoke && earlier) console.log(`compared with ${earlier.described}`)

  const findings: Findings = { looked: [], slower: [] }
  const benchmarks: Record<string, Table[]> = {}
  for (const name of task.names) {
    if (!settings.smoke) console.log(`\n${questionOf(name)}`)
    benchmarks[name] = []
    const { parts } = await find(name)
    for (const part of Object.keys(parts).filter((one) => one.includes(task.part))) {
      const [tables, before] = await measure(name, part)
      benchmarks[name].push(...tables)
      if (earlier && before) earlier.benchmarks[name] = [...(earlier.benchmarks[name] ?? []), ...before]
      if (!settings.smoke) for (const table of tables) show(name, table)
    }
    if (settings.smoke) console.log(`✓ ${name}: every contestant does the work (${runner.platform})`)
    // Saves after each benchmark, so that a later failure does not lose the figures.
    else if (task.json !== undefined) write(task.json, { ...about, benchmarks, ...beforeOf(task, earlier) })
  }
  return findings

  /** Measures one part in all processes. The two builds take turns, so that time changes both in the same way. */
  async function measure(name: string, part: string): Promise<[now: Table[], before?: Table[]]> {
    const [runs, earlierRuns]: [Table[][], Table[][]] = [[], []]
    for (let i = 0; i < processes; i++) {
      runs.push(await runner.run(name, part, settings, now))
      if (!task.before) continue
      const running = runner.run(name, part, { ...settings, earlier: true }, task.before)
      earlierRuns.push(...(await attempt(running, name, part)))
    }
    return earlierRuns.length === 0 ? [mergedTables(runs)] : [mergedTables(runs), mergedTables(earlierRuns)]
  }

  function show(name: string, table: Table): void {
    const then = earlier?.benchmarks[name]?.find(({ title }) => title === table.title)
    const judgements = judged(table, then)
    console.log(printed(table, about.versions))
    if (judgements.length > 0) console.log(limited(judgements, table.columns, table.unit))
    if (then) console.log(compared(table, then, about.versions))

    const { platform } = runner
    findings.looked.push(...judgements.map((judgement) => ({ platform, unit: table.unit, judgement })))
    if (then) findings.slower.push(...slower(table, then).map((cell) => `${platform}, ${table.title}: ${cell}`))
  }
}

/** Returns the tables to compare with: those that were saved, or no tables yet of a build that is measured in turns. */
function earlierOf({ saved, before }: Task): Earlier | undefined {
  if (saved) return { ...saved, described: `${described(saved)}, of ${saved.date}` }
  if (!before) return undefined
  const versions = versionsOf(before)
  const text = `commit ${before.commit} (with p-timeout ${versions['p-timeout']}), measured in turns`
  return { described: text, commit: before.commit, versions, benchmarks: {} }
}

function beforeOf({ before }: Task, earlier: Earlier | undefined): Pick<Run, 'before'> {
  if (!before || !earlier) return {}
  const { commit, versions, benchmarks } = earlier
  return { before: { commit, versions, benchmarks } }
}

/** An earlier commit may lack what a benchmark uses. Then there is nothing to compare, and the benchmark goes on. */
async function attempt(running: Promise<Table[]>, name: string, part: string): Promise<Table[][]> {
  try {
    return [await running]
  } catch (error) {
    console.error(`Not measured with the earlier commit: ${name} (${part}). ${(error as Error).message}`)
    return []
  }
}

function mergedTables(runs: readonly Table[][]): Table[] {
  return (runs[0] as Table[]).map((_, t) => merge(runs.map((run) => run[t] as Table)))
}
