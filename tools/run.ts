// Runs the tests: every tests/**/*.test.ts, or only the files whose path contains one of the patterns. Some situations are failures here,
// although uvu accepts them: a hook that throws, a forgotten `.run()`, a pattern without a match, and a promise that never settles.
//
// The short files of a folder share a Node process, because most of their time is its start. Where anything goes wrong in it, each of
// them runs again in a process of its own, and only this run counts. The others have a process each from the beginning.
//
// With `--again`, the files that have failed run once more when all others have ended, because real browsers and servers may be late on
// a busy machine. A file that passes then has passed, and is named. More than FEW failed files do not run again.
//
//   node --import tsx tools/run.ts [pattern…] [--coverage] [--again] [--limit <ms for one file>] [--total <ms for all>]
//   node --import tsx tools/run.ts [pattern…] --measure <config of c8> [--again]

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

interface Verdict {
  passed: number
  failed: number
  skipped: number
  /** Says what is wrong with the whole file, besides the tests that failed. */
  complaint?: string | undefined
  output: string
}

/** How a process has ended. */
interface Ending {
  output: string
  /** Says that the process took too long. */
  late: string | undefined
  /** The exit code or the signal; undefined where no time was left to start the process. */
  ending: number | string | undefined
}

/**
 * Parts of the paths of test files that start browsers and compilers, or are slow for another reason. These files run
 * first.
 */
const LONG = ['/package/', '/timeline/', '/house/', '/desk/', '/editor/', 'withstand', 'soak', 'random']

/**
 * Parts of the paths of test files that change what their process shares: globals, timers, garbage collection, servers,
 * the temporary folder of the packaged Chromium. They never share one.
 */
const ALONE = [
  '/hosts',
  'memory',
  'queue/',
  'promises/',
  'faults/',
  'circles',
  '/otel/',
  'browser',
  'example',
  'chromium',
  'trace',
  'server/timeline',
]

/** How many files share a process, at most. */
const TOGETHER = 12

/**
 * Beginnings of the paths of tests that need a server of Redis or Postgres, packages of an example, or compilers and bundlers for a long
 * time. They run only where a pattern names them, as `npm run test:…` does.
 */
const BY_NAME = [
  'tests/queue/',
  'tests/server/workers',
  'tests/editor/',
  'tests/package/types.test.ts',
  'tests/package/declarations',
  'tests/package/compile-time',
  'tests/package/contract-editors',
  'tests/package/completions',
  'tests/package/hover',
  'tests/package/mistakes',
  'tests/package/signatures',
  'tests/package/bundle-size',
  'tests/house/pages-compile',
  'tests/house/release.test.ts',
]

/** How many failed files run again, at most. More of them have not failed by chance. */
const FEW = 6

/** The folder in which c8 finds the coverage of each process. */
const COVERED = resolve('coverage/tmp')

const { positionals: patterns, values } = parseArgs({
  allowPositionals: true,
  options: {
    /**
     * Measures the coverage of all tests, as .c8rc.json says. With a pattern nothing is measured, because a part of the
     * tests covers too little.
     */
    coverage: { type: 'boolean', default: false },
    /** Measures the coverage of these tests, as another config of c8 says. */
    measure: { type: 'string' },
    /** Runs the files that failed once more. */
    again: { type: 'boolean', default: false },
    limit: { type: 'string', default: '180000' },
    total: { type: 'string', default: '600000' },
  },
})
const config = values.measure ?? (values.coverage && patterns.length === 0 ? '.c8rc.json' : undefined)
const measures = config !== undefined
const deadline = performance.now() + Number(values.total)

const all = readdirSync('tests', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))
  .map((path) => join('tests', path))
  .sort()
  .sort((one, other) => turnOf(one) - turnOf(other))
const chosen = all.filter((path) =>
  patterns.length === 0
    ? !BY_NAME.some((named) => path.replaceAll(sep, '/').startsWith(named))
    : patterns.some((pattern) => path.includes(pattern)),
)
const idle = patterns.filter((pattern) => !all.some((path) => path.includes(pattern)))

/** The verdict on each file. */
const verdicts = new Map<string, Verdict>()

if (measures) rmSync(COVERED, { recursive: true, force: true })
// One process more than processors: those that wait for a browser or a timer leave room.
const queue = groupsOf(chosen).values()
await Promise.all(Array.from({ length: availableParallelism() + 1 }, work))

if (values.again) await runAgain(failures())

for (const path of failures()) console.log(`✗ ${path}`)
const passed = sum('passed')
const failed = sum('failed')
for (const pattern of idle) console.log(`No test file's path contains "${pattern}".`)
if (passed === 0) console.log('No test has passed.')
console.log(`${passed} passed, ${failed} failed, ${sum('skipped')} skipped`)
process.exitCode = failed > 0 || idle.length > 0 || passed === 0 ? 1 : 0
if (measures && process.exitCode === 0) process.exitCode = coverage()

/** Returns when a file runs: its index in LONG, or later than all of LONG. */
function turnOf(path: string): number {
  const turn = LONG.findIndex((part) => path.replaceAll(sep, '/').includes(part))
  return turn === -1 ? LONG.length : turn
}

/** Prints the coverage of the tests. Returns 1 when the coverage is too low. */
function coverage(): number {
  const args = ['node_modules/c8/bin/c8.js', 'report', '--config', String(config)]
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  return status ?? 1
}

/** Returns the files in groups that may share a process. Files that run first, or alone, are groups of one. */
function groupsOf(paths: readonly string[]): string[][] {
  const groups: string[][] = []
  for (const path of paths) {
    const last = groups.at(-1)
    const fits = last && last.length < TOGETHER && dirname(last[0] ?? '') === dirname(path)
    if (fits && shares(path) && shares(last[0] ?? '')) last.push(path)
    else groups.push([path])
  }
  return groups
}

function shares(path: string): boolean {
  return turnOf(path) === LONG.length && !ALONE.some((part) => path.replaceAll(sep, '/').includes(part))
}

/** Takes groups of files from the shared queue until the queue is empty. */
async function work(): Promise<void> {
  for (const group of queue) {
    if (group.length > 1) {
      if (await runTogether(group)) continue
      console.log(
        `${dirname(group[0] ?? '')}: something went wrong in a process of ${group.length} files. Each runs alone now.`,
      )
    }
    for (const path of group) await runAlone(path)
  }
}

/** Runs a file in a process of its own. */
async function runAlone(path: string): Promise<void> {
  const begin = performance.now()
  const { output, late, ending } = await start([path])
  count(path, ending === undefined ? neverStarted() : judge(output, late, ending), performance.now() - begin)
}

/** Runs failed files once more, one after the other, so that nothing else keeps the machine busy. */
async function runAgain(paths: readonly string[]): Promise<void> {
  if (paths.length > FEW) return
  for (const path of paths) {
    console.log(`${path} has failed. It runs once more.`)
    await runAlone(path)
  }
}

function failures(): string[] {
  return [...verdicts].filter(([, { failed }]) => failed > 0).map(([path]) => path)
}

function sum(what: 'passed' | 'failed' | 'skipped'): number {
  return [...verdicts.values()].reduce((total, verdict) => total + verdict[what], 0)
}

/** Runs files in one process. Counts them, and returns true, when all is well with each of them. */
async function runTogether(paths: readonly string[]): Promise<boolean> {
  const begin = performance.now()
  const { output, late, ending } = await start([fileURLToPath(new URL('together.ts', import.meta.url)), ...paths])
  const duration = (performance.now() - begin) / paths.length
  if (late || ending !== 0) return false
  const judged = paths.map((path) => {
    const own = output.split(`\n--- begin ${path}\n`)[1]?.split(`\n--- end ${path} 0`)[0] ?? ''
    return judge(own, undefined, 0)
  })
  if (judged.some(({ failed }) => failed > 0)) return false
  for (const [index, path] of paths.entries()) count(path, judged[index] as Verdict, duration)
  return true
}

function count(path: string, verdict: Verdict, duration: number): void {
  report(path, verdict, duration)
  verdicts.set(path, verdict)
}

function neverStarted(): Verdict {
  const complaint = `was not started: all files together took more than ${values.total} ms`
  return { passed: 0, failed: 1, skipped: 0, complaint, output: '' }
}

/** Starts Node on a script, and waits for its end. `ending` is its exit code or signal, and undefined where no time was left to start it. */
async function start(script: readonly string[]): Promise<Ending> {
  const limit = Math.min(Number(values.limit), Math.round(deadline - performance.now()))
  if (limit <= 0) return { output: '', late: undefined, ending: undefined }
  // Passes on our own flags, `--import tsx` among them. Colours would make uvu's summary hard to parse.
  const child = spawn(process.execPath, [...process.execArgv, ...script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...(measures && { NODE_V8_COVERAGE: COVERED }),
      ...{ NO_COLOR: '1', FORCE_COLOR: undefined },
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
    // A grandchild that still has the pipes open would delay 'close'.
    child.stdout.destroy()
    child.stderr.destroy()
  }, limit)
  const [code, signal] = await once(child, 'close')
  clearTimeout(timer)
  return { output, late: late ? `did not end within ${limit} ms` : undefined, ending: code ?? signal }
}

/** Reads uvu's summary, and compares it with the exit of the process. */
function judge(output: string, late: string | undefined, ending: number | string): Verdict {
  const summaries = [...output.matchAll(/^ {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)$/gm)]
  const [total = 0, ok = 0, skips = 0] = summaries.at(-1)?.slice(1).map(Number) ?? []
  const complaint = late ?? complaintAbout(summaries.length, total, ok, skips, ending)
  return { passed: ok, failed: Math.max(total - ok, complaint ? 1 : 0), skipped: skips, complaint, output }
}

function complaintAbout(summaries: number, total: number, ok: number, skips: number, ending: number | string) {
  if (summaries === 0 && ending !== 0) return `ended before its tests had (${ending})`
  if (summaries === 0) return 'ran no test: does it end with `.run()`?'
  if (summaries > 1) return 'ran its suites in several goes: no top-level await may be between two `.run()`'
  if (total + skips === 0) return 'registered no test'
  if (ok < total && ending === 0) return 'has a hook that threw (uvu swallows the error, and the tests left)'
  if (ok === total && ending !== 0) return `failed outside its tests (${ending})`
  return undefined
}

function report(path: string, verdict: Verdict, duration: number): void {
  const counts = [
    `${verdict.passed} passed`,
    verdict.failed > 0 && `${verdict.failed} failed`,
    verdict.skipped > 0 && `${verdict.skipped} skipped`,
  ]
  const line = `${path}  ${counts.filter(Boolean).join(', ')}  (${Math.round(duration)} ms)`
  console.log(`${verdict.failed === 0 ? '✓' : '✗'} ${line}`)
  if (verdict.failed === 0) return

  if (verdict.complaint) console.log(`  ${path} ${verdict.complaint}`)
  console.log(verdict.output.trim().replace(/^/gm, '  │ '))
}
