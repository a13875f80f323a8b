// Runs the tests: every tests/**/*.test.ts, or only the files whose path contains one of the patterns. Each file has
// its own Node process. Some situations are failures here, although uvu accepts them: a hook that throws, a forgotten
// `.run()`, a pattern without a match, and a promise that never settles.
//
//   node --import tsx tools/run.ts [pattern…] [--coverage] [--limit <ms for one file>] [--total <ms for all>]

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve, sep } from 'node:path'
import { parseArgs } from 'node:util'

interface Verdict {
  passed: number
  failed: number
  skipped: number
  /** Says what is wrong with the whole file, besides the tests that failed. */
  complaint?: string | undefined
  output: string
}

/**
 * Parts of the paths of test files that start browsers and compilers, or are slow for another reason. These files run
 * first.
 */
const LONG = ['/package/', '/timeline/', '/house/', '/desk/', 'withstand', 'soak', 'random']

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
    limit: { type: 'string', default: '180000' },
    total: { type: 'string', default: '600000' },
  },
})
const measures = values.coverage && patterns.length === 0
const deadline = performance.now() + Number(values.total)

const all = readdirSync('tests', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))
  .map((path) => join('tests', path))
  .sort()
  .sort((one, other) => turnOf(one) - turnOf(other))
const chosen = all.filter((path) => patterns.length === 0 || patterns.some((pattern) => path.includes(pattern)))
const idle = patterns.filter((pattern) => !all.some((path) => path.includes(pattern)))

let passed = 0
let failed = 0
let skipped = 0

if (measures) rmSync(COVERED, { recursive: true, force: true })
// One process more than processors: those that wait for a browser or a timer leave room.
const queue = chosen.values()
await Promise.all(Array.from({ length: availableParallelism() + 1 }, work))

for (const pattern of idle) console.log(`No test file's path contains "${pattern}".`)
if (passed === 0) console.log('No test has passed.')
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed > 0 || idle.length > 0 || passed === 0 ? 1 : 0
if (measures && process.exitCode === 0) process.exitCode = coverage()

/** Returns when a file runs: its index in LONG, or later than all of LONG. */
function turnOf(path: string): number {
  const turn = LONG.findIndex((part) => path.replaceAll(sep, '/').includes(part))
  return turn === -1 ? LONG.length : turn
}

/** Prints the coverage of the tests. Returns 1 when the coverage is too low. */
function coverage(): number {
  const { status } = spawnSync(process.execPath, ['node_modules/c8/bin/c8.js', 'report'], { stdio: 'inherit' })
  return status ?? 1
}

/** Takes files from the shared queue until the queue is empty. */
async function work(): Promise<void> {
  for (const path of queue) {
    const begin = performance.now()
    const verdict = await runFile(path)
    report(path, verdict, performance.now() - begin)
    passed += verdict.passed
    failed += verdict.failed
    skipped += verdict.skipped
  }
}

async function runFile(path: string): Promise<Verdict> {
  const limit = Math.min(Number(values.limit), Math.round(deadline - performance.now()))
  if (limit <= 0) {
    const complaint = `was not started: all files together took more than ${values.total} ms`
    return { passed: 0, failed: 1, skipped: 0, complaint, output: '' }
  }
  // Passes on our own flags, `--import tsx` among them. Colours would make uvu's summary hard to parse.
  const child = spawn(process.execPath, [...process.execArgv, path], {
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
  return judge(output, late ? `did not end within ${limit} ms` : undefined, code ?? signal)
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
