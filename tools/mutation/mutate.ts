// Runs the mutation tests: breaks one thing in source/ at a time, in a copy, and checks whether a test notices. See
// tools/README.md.
//
//   node --import tsx tools/mutation/mutate.ts [folder or file…] [--sample N] [--seed N] [--jobs N] [--quick] [--again] [--list]
//
// `core/layers` selects the mutants of source/core/layers.ts, and `state` selects those of the folder source/state/.
// The default is the core. The run fails when a mutant survives that tools/mutation/mutants.json does not explain, or
// when the tests catch less than 95 %.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { transformSync } from 'esbuild'
import { type Mutant, mutantsOf } from './mutants.js'

/** The files that only a page runs. They have no mutants: opening a page for each mutant would take days. */
const ONLY_PAGES = ['chart', 'details', 'dom', 'element', 'interface', 'picture', 'styles', 'table'].map(
  (name) => `devtools/timeline/${name}`,
)

/**
 * Parts of the paths of test files that take seconds. Each of these files gets its own process, after the other tests
 * have passed.
 */
const SLOW = ['faults', 'random', 'soak', 'withstand']

/** The imports of test files that are left out. These files open a page, or run an example on the built library. */
const LEFT_OUT = [/ from '(?:\.\/|.*\/)site\.js'/, / from '.*\/examples\/.*'/]

/** Runs test files in one process, and ends after the first file with a failure. */
const TOGETHER = `globalThis.UVU_DEFER = 1
const { exec } = await import('uvu')
globalThis.UVU_INDEX = 0
for (const file of process.argv.slice(2)) {
  globalThis.UVU_QUEUE = [[file]]
  await import(file)
  await exec(true)
}
`

/** The time in milliseconds during which a process may print nothing. Broken code may wait for ever, or never stop. */
const SILENCE = { fast: 30_000, slow: 60_000 }

const SILENT = 'silence in '
const MEMORY = '.mutants.json'
const REASONS = 'tools/mutation/mutants.json'
const GOAL = 0.95

interface Job extends Mutant {
  /** The path of the broken file inside source/, without its extension. */
  file: string
}

interface Remembered {
  /**
   * The test file that has caught the mutant; null for a mutant that survives. It begins with `SILENT` when the test
   * printed nothing any more.
   */
  by: string | null
  /** Changes when the mutant must be tested again. */
  digest: string
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    /** Takes this number of mutants. The same seed gives the same mutants. */
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    /** Leaves out the slow tests. */
    quick: { type: 'boolean', default: false },
    /** Forgets the results of earlier runs. */
    again: { type: 'boolean', default: false },
    /** Prints the mutants and runs no test. */
    list: { type: 'boolean', default: false },
  },
})

const sources = new Map(scriptsIn('source').map((path) => [path, readFileSync(`source/${path}.ts`, 'utf8')]))
const tests = new Map(
  scriptsIn('tests')
    .filter((path) => path.endsWith('.test'))
    .map((path) => [path, readFileSync(`tests/${path}.ts`, 'utf8')]),
)
const reasons: Record<string, string> = JSON.parse(readFileSync(REASONS, 'utf8'))
const memory: Record<string, Remembered> =
  existsSync(MEMORY) && !values.again ? JSON.parse(readFileSync(MEMORY, 'utf8')) : {}
const everything = digestOf(values.quick, ...sources.values(), ...tests.values())
/** The test file that has caught the last mutant of a file. It is the most likely to catch the next mutant. */
const latest = new Map<string, string>()

checkLists()
const all = [...sources]
  .filter(([file]) => !ONLY_PAGES.includes(file))
  .flatMap(([file, text]) => mutantsOf(`${file}.ts`, text).map((mutant): Job => ({ ...mutant, file })))
const idle = Object.keys(reasons).filter((id) => !all.some((mutant) => mutant.id === id))
const chosen = sampled(all.filter(({ file }) => isMeant(file)))

if (values.list) {
  for (const { id, line } of chosen) console.log(`${line}: ${id}`)
  sayIdle()
} else {
  await mutate()
  conclude()
}

/** Refuses to run when a list above, or an argument, names a file that no longer exists. */
function checkLists(): void {
  const gone = [
    ...ONLY_PAGES.filter((file) => !sources.has(file)),
    ...SLOW.filter((part) => ![...tests.keys()].some((path) => path.includes(part))),
    ...LEFT_OUT.filter((pattern) => ![...tests.values()].some((text) => pattern.test(text))),
    ...positionals.filter((name) => ![...sources.keys()].some((file) => isIn(file, name))),
  ]
  if (gone.length > 0) throw new Error(`mutate.ts names what is not there (any more): ${gone.join(', ')}`)
}

function isMeant(file: string): boolean {
  return (positionals.length > 0 ? positionals : ['core']).some((name) => isIn(file, name))
}

function isIn(file: string, name: string): boolean {
  return file === name || file.startsWith(`${name}/`)
}

/** Returns the paths of all scripts in a folder, without their extensions. */
function scriptsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll(sep, '/'))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.includes('node_modules/'))
    .map((path) => path.slice(0, -'.ts'.length))
    .sort()
}

async function mutate(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'entracte-mutants-'))
  const clear = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  process.once('SIGINT', () => {
    clear()
    process.exit(130)
  })
  try {
    const waiting = chosen.filter((job) => memory[job.id]?.digest !== digestFor(job, memory[job.id]?.by))
    console.log(`${chosen.length} of ${all.length} mutants, ${chosen.length - waiting.length} remembered`)
    const copies = Array.from({ length: Math.min(Number(values.jobs), waiting.length) }, (_, i) =>
      join(folder, String(i)),
    )
    for (const copy of copies) prepare(copy)
    for (const copy of copies.slice(0, 1)) await passWhole(copy, waiting)
    const queue = waiting.values()
    await Promise.all(copies.map((copy) => work(queue, copy)))
  } finally {
    clear()
  }
}

/** Makes a copy of the project in JavaScript, so that Node does not compile at each start. */
function prepare(copy: string): void {
  const isOurs = (path: string) => !/(?:^|[\\/])(?:node_modules|dist)(?:[\\/]|$)/.test(path)
  for (const path of ['source', 'tests', 'tools', 'docs', 'package.json', 'tsconfig.json', 'tsconfig.build.json']) {
    cpSync(path, join(copy, path), { recursive: true, filter: isOurs })
  }
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'), 'junction')
  for (const folder of ['source', 'tests', 'tools']) {
    for (const path of scriptsIn(folder)) {
      const from = join(copy, folder, path)
      writeFileSync(`${from}.js`, compiled(readFileSync(`${from}.ts`, 'utf8')))
    }
  }
  writeFileSync(join(copy, 'together.js'), TOGETHER)
}

/** Makes sure that the tests pass on the unbroken code. */
async function passWhole(copy: string, jobs: Job[]): Promise<void> {
  const folders = new Map(jobs.map(({ file }) => [file.split('/')[0], file]))
  for (const file of folders.values()) {
    const innocent = await noticing(copy, file, values.quick, true)
    if (innocent !== null) throw new Error(`Nothing is broken, but the tests in ${innocent} fail`)
  }
}

/** Takes mutants from the shared queue until the queue is empty. */
async function work(queue: Iterable<Job>, copy: string): Promise<void> {
  for (const job of queue) {
    const { id, file, line, start, end, replacement } = job
    const text = sources.get(file) as string
    const compiles = write(copy, file, text.slice(0, start) + replacement + text.slice(end))
    const by = compiles ? await noticing(copy, file, values.quick || id in reasons) : 'compiling it'
    write(copy, file, text)
    memory[id] = { by, digest: digestFor(job, by) }
    remember()
    if (by !== null) latest.set(file, by.replace(SILENT, ''))
    console.log(by === null ? `✗ survived  source/${file}.ts:${line}  ${id}` : `✓ ${by}  ${id}`)
  }
}

/** Returns false when the text does not compile. */
function write(copy: string, file: string, text: string): boolean {
  try {
    writeFileSync(join(copy, 'source', `${file}.js`), compiled(text))
    writeFileSync(join(copy, 'source', `${file}.ts`), text)
    return true
  } catch {
    return false
  }
}

function compiled(text: string): string {
  return transformSync(text, { loader: 'ts', format: 'esm', target: 'es2022', keepNames: true }).code
}

/** Returns the test file that notices that a file is broken; null when no test notices. */
async function noticing(copy: string, file: string, quick: boolean, aloud = false): Promise<string | null> {
  const [fast, slow] = testsFor(file)
  const rounds = [
    { paths: fast, silence: SILENCE.fast },
    ...(quick ? [] : slow).map((path) => ({ paths: [path], silence: SILENCE.slow })),
  ]
  for (const { paths, silence } of rounds) {
    let by = await failing(copy, paths, silence, aloud)
    // On a busy machine a test may be silent for too long, but hardly twice.
    if (by?.startsWith(SILENT)) by = await failing(copy, paths, 2 * silence, aloud)
    if (by !== null) return by
  }
  return null
}

/** Returns the tests for a file: the tests of its folder, the most likely first, and then the slow tests among them. */
function testsFor(file: string): [fast: string[], slow: string[]] {
  const [folder = ''] = file.split('/')
  const inFolder = [...tests.keys()].filter((path) =>
    // All folders use these files, so all tests count.
    folder === 'shared'
      ? [...sources.keys()].some((source) => isIn(path, source.split('/')[0] ?? ''))
      : isIn(path, folder),
  )
  const able = inFolder.filter((path) => !LEFT_OUT.some((pattern) => pattern.test(tests.get(path) as string)))
  if (able.length === 0) throw new Error(`There are no tests for source/${file}.ts`)
  const likely = (path: string) =>
    latest.get(file) === path ? 2 : wordsOf(path).some((word) => wordsOf(file).includes(word)) ? 1 : 0
  const isSlow = (path: string) => SLOW.some((part) => path.includes(part))
  const fast = able.filter((path) => !isSlow(path)).sort((one, other) => likely(other) - likely(one))
  return [fast, able.filter(isSlow)]
}

/** Returns the words of a path below its first folder, in the singular. */
function wordsOf(path: string): string[] {
  const [, ...rest] = path.replace(/\.test$/, '').split('/')
  return rest.flatMap((part) => part.split('-')).map((word) => word.replace(/s$/, ''))
}

/**
 * Runs test files in one process. Returns the first file that fails: a test fails, the process fails, or it prints
 * nothing.
 */
async function failing(copy: string, paths: string[], silence: number, aloud: boolean): Promise<string | null> {
  const files = paths.map((path) => join(copy, 'tests', `${path}.js`))
  const { code, silent, output } = await run(copy, ['together.js', ...files], silence, aloud)
  const summaries = [...output.matchAll(/^ {2}Total: +(\d+)\n {2}Passed: +(\d+)$/gm)]
  const passed = summaries.length === paths.length && summaries.every(([, total, passed]) => total === passed)
  if (code === 0 && passed) return null
  if (aloud) console.log(output)
  const where = paths.findLast((path) => output.includes(join('tests', `${path}.js`))) ?? 'loading it'
  return silent ? SILENT + where : where
}

/**
 * Runs Node until it ends, until it prints nothing for too long, or until a test fails. With `aloud`, a failed test
 * does not stop it.
 */
async function run(copy: string, args: string[], silence: number, aloud: boolean) {
  const child = spawn(process.execPath, ['--max-old-space-size=1500', ...args], {
    cwd: copy,
    stdio: ['ignore', 'pipe', aloud ? 'inherit' : 'ignore'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  })
  let output = ''
  let silent = false
  const kill = () => {
    child.kill('SIGKILL')
    // A grandchild that still has the pipe open would delay 'close'.
    child.stdout.destroy()
  }
  const giveUp = () => {
    silent = true
    kill()
  }
  let timer = setTimeout(giveUp, silence)
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    clearTimeout(timer)
    timer = setTimeout(giveUp, silence)
    if (!aloud && output.includes('✘')) kill()
  })
  const [code] = await once(child, 'close')
  clearTimeout(timer)
  return { code, silent, output }
}

function conclude(): void {
  const caught = chosen.filter(({ id }) => memory[id]?.by)
  const survivors = chosen.filter(({ id }) => memory[id]?.by === null)
  const unexplained = survivors.filter(({ id }) => reasons[id] === undefined)
  const needless = caught.filter(({ id }) => reasons[id] !== undefined)
  const silent = caught.filter(({ id }) => memory[id]?.by?.startsWith(SILENT))
  const ratio = caught.length / chosen.length

  console.log('\n  file                            mutants   caught')
  for (const file of new Set(chosen.map((job) => job.file))) {
    const mutants = chosen.filter((job) => job.file === file)
    const noticed = mutants.filter((job) => caught.includes(job)).length
    console.log(`  ${file.padEnd(30)} ${String(mutants.length).padStart(8)}  ${percent(noticed / mutants.length)}`)
  }
  for (const { id, file, line } of unexplained) console.log(`✗ survived  source/${file}.ts:${line}  ${id}`)
  for (const { id } of needless) console.log(`✗ ${REASONS} explains a mutant that is caught: ${id}`)
  sayIdle()
  console.log(
    `${chosen.length} mutants: ${caught.length} caught (${percent(ratio).trim()}), ${silent.length} by silence`,
  )
  console.log(`${survivors.length} survived, ${survivors.length - unexplained.length} with a reason`)
  if (ratio < GOAL || unexplained.length + needless.length > 0) process.exitCode = 1
}

function sayIdle(): void {
  for (const id of idle) console.log(`✗ ${REASONS} explains a mutant that does not exist: ${id}`)
  if (idle.length > 0) process.exitCode = 1
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`.padStart(7)
}

/**
 * Returns a digest of everything that a mutant depends on: the broken file and the test that catches it. A mutant that
 * survives without a reason depends on all files.
 */
function digestFor({ id, file }: Job, by: string | null | undefined): string {
  if (by === undefined || (by === null && !(id in reasons))) return everything
  return digestOf(sources.get(file), tests.get(by?.replace(SILENT, '') ?? ''))
}

/** Writes the memory. The file is never half written, even when the run is interrupted. */
function remember(): void {
  writeFileSync(`${MEMORY}.new`, `${JSON.stringify(memory, undefined, 2)}\n`)
  renameSync(`${MEMORY}.new`, MEMORY)
}

function sampled(mutants: Job[]): Job[] {
  if (values.sample === undefined) return mutants
  const ranks = new Map(mutants.map((mutant) => [mutant, digestOf(values.seed, mutant.id)]))
  return mutants
    .sort((a, b) => ((ranks.get(a) as string) < (ranks.get(b) as string) ? -1 : 1))
    .slice(0, Number(values.sample))
}

function digestOf(...parts: unknown[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16)
}
