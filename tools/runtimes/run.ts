// Runs the suite on the built library in every runtime that is available, and names the runtimes that are missing. In
// CI, a missing runtime is a failure.
//
//   npm run test:runtimes [-- <part of a runtime's name>…]     UPDATE=1 writes results.json and docs/runtimes.md

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildRemote, buildSuite } from './build.js'
import type { Report } from './inside/uvu.js'
import { NEEDS, type Need } from './needs.js'
import { home, install, MissingError, RUNTIMES, type Runtime, versionOf } from './runtimes.js'
import { PAGE, RESULTS, type Row, readResults, withTable } from './table.js'

const wanted = process.argv.slice(2).map((part) => part.toLowerCase())
const chosen = RUNTIMES.filter(
  ({ name }) => wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part)),
)
const idle = wanted.filter((part) => !RUNTIMES.some(({ name }) => name.toLowerCase().includes(part)))

const complaint = install()
if (complaint) console.log(complaint)
const folderOf = (name: string) => join(home, 'dist', name)
const folders = { modules: folderOf('modules'), page: folderOf('page'), remote: folderOf('remote') }
await buildSuite(folders.modules, 'modules')
await buildSuite(folders.page, 'page')
buildRemote(folders.remote)

const rows: Row[] = []
const missing: string[] = []
for (const runtime of chosen) {
  const row = await runIn(runtime)
  if (row) rows.push(row)
  else missing.push(runtime.name)
}

for (const part of idle) console.log(`No runtime's name contains "${part}".`)
if (missing.length > 0) console.log(`Missing: ${missing.join(', ')}.`)
keep()
const count = (of: (row: Row) => number) => rows.reduce((sum, row) => sum + of(row), 0)
const failed = count((row) => row.failed)
console.log(`${count((row) => row.passed)} passed, ${failed} failed, ${count(skippedIn)} skipped`)
const incomplete = missing.length > 0 && process.env.CI === 'true'
process.exitCode = failed > 0 || incomplete || idle.length > 0 || rows.length === 0 ? 1 : 0

/** Runs the suite in one runtime and prints the result. Returns undefined when the runtime is not available. */
async function runIn(runtime: Runtime): Promise<Row | undefined> {
  const program = runtime.find()
  if (program === undefined) return absent(runtime, 'it was not found')

  const begin = performance.now()
  let report: Report & { version?: string }
  try {
    report = await runtime.run(program, folders[runtime.build])
    if (runtime.hasFrames) {
      const { passed, failures } = await runtime.run(program, folders.remote)
      report.passed += passed
      report.failures.push(...failures)
    }
  } catch (error) {
    if (error instanceof MissingError) return absent(runtime, error.message)
    report = { passed: 0, failures: [{ test: runtime.name, error: String(error) }], skips: [] }
  }

  const version = report.version ?? versionOf(program) ?? 'unknown'
  const skipped: Row['skipped'] = {}
  for (const { need } of report.skips) if (need) skipped[need] = (skipped[need] ?? 0) + 1
  // One test can have several failures.
  const failures = new Set(report.failures.map(({ test }) => test))
  const row: Row = { runtime: runtime.name, version, passed: report.passed, failed: failures.size, skipped }

  const counts = `${row.passed} passed, ${row.failed} failed, ${skippedIn(row)} skipped`
  const duration = Math.round((performance.now() - begin) / 1000)
  console.log(`${row.failed === 0 ? '✓' : '✗'} ${row.runtime} (${version})  ${counts}  (${duration} s)`)
  for (const { test, need } of report.skips) console.log(`  skipped: ${test}${need ? `\n    ${NEEDS[need]}` : ''}`)
  for (const { test, error } of report.failures.slice(0, 50)) {
    console.log(`  ✗ ${test}\n${error.slice(0, 4_000).replace(/^/gm, '    │ ')}`)
  }
  return row
}

function absent({ name }: Runtime, reason: string): undefined {
  console.log(`? ${name} is missing: ${reason}`)
}

function skippedIn({ skipped }: Row): number {
  return (Object.keys(skipped) as Need[]).reduce((sum, need) => sum + (skipped[need] ?? 0), 0)
}

/**
 * Writes the results and the table with UPDATE=1: the rows of the runtimes that have run, beside the saved rows of the others. A run with
 * a failure is not kept. Without UPDATE=1, prints what has changed.
 */
function keep(): void {
  const saved = readResults()
  if (process.env.UPDATE !== '1') {
    const kept = saved.map((row) => JSON.stringify(row))
    const changed = rows.filter((row) => !kept.includes(JSON.stringify(row)))
    const names = changed.map(({ runtime }) => runtime).join(', ')
    if (names) console.log(`Not as in ${RESULTS}: ${names}. UPDATE=1 writes it and ${PAGE} anew.`)
  } else if (rows.some((row) => row.failed > 0)) {
    console.log('Nothing was written: only results without a failure are kept.')
  } else {
    const all = [...rows, ...saved]
    const merged = RUNTIMES.flatMap(({ name }) => all.find(({ runtime }) => runtime === name) ?? [])
    writeFileSync(RESULTS, `${JSON.stringify(merged, undefined, 2)}\n`)
    writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), merged))
  }
}
