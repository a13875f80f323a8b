// Mutation testing: breaks one thing in source/ at a time, in a copy, and looks whether the tests notice.
//
//   npm run mutate [-- file…] [--sample <how many> --seed <number>] [--jobs <how many at once>] [--quick] [--again] [--list]
//
// `npm run mutate -- layers` takes the mutants of source/core/layers.ts, `-- state` those of the folder source/state/, and `-- pages` those
// of what only a page runs; without a name it takes those of the core. What has come of a mutant is remembered in .mutants.json
// until its file or the test file that has caught it changes or, when it has survived and nothing explains it, until anything does;
// --again remembers nothing.
// --quick leaves out the tests that take many seconds, which few mutants need, and so do those that are expected to survive.
// Survivors that cannot be noticed stand in tools/mutation/mutants.json, each with the reason. It fails when one survives that does
// not, or when less than 95 % are caught. A mutant with which the tests fall silent, twice, counts as caught.

import { type ChildProcess, fork, spawn } from 'node:child_process'
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
import { basename, dirname, join, resolve, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { buildSync, transformSync } from 'esbuild'
import type { BrowserServer } from 'playwright-core'
import { serveChromium } from '../../tests/support/chromium.js'
import { type Mutant, mutantsOf } from './mutants.js'
import type { News, Round } from './mutate-pages.js'

/** Tests that run in one process: some thousand in a few seconds. */
const FAST = [
  ...['invoke', 'before', 'after', 'error-listeners', 'replacements', 'middleware', 'payload', 'names', 'errors'],
  ...['nesting', 'scopes', 'explain', 'observe', 'terminal', 'cancelling', 'timeouts', 'lifts'],
]

/** Tests that each have a process of their own, for what the fast ones let pass. */
const SLOW = ['faults', 'safety', 'random', 'withstand']

/** The tests that are the likeliest to notice, by the file that is broken; they run first. */
const CLOSEST: Record<string, string[]> = {
  actions: ['scopes', 'names', 'explain'],
  arguments: ['names', 'before', 'errors'],
  attachments: ['scopes', 'names'],
  calls: ['replacements', 'middleware', 'lifts'],
  context: ['before', 'middleware', 'payload'],
  cuts: ['cancelling'],
  errors: ['errors', 'names'],
  invocation: ['cancelling', 'timeouts', 'error-listeners'],
  layers: ['replacements', 'middleware'],
  lifts: ['lifts'],
  listeners: ['before', 'after', 'payload'],
  nearest: ['invoke', 'explain'],
  observe: ['observe'],
  promises: ['replacements', 'middleware', 'before'],
  registry: ['invoke', 'names', 'nesting'],
  stack: ['explain', 'before', 'timeouts'],
  timeout: ['timeouts'],
  ...closest('devtools-saved', ['format', 'plain', 'saved', 'trace', 'tree'].map(inDevtools)),
  ...closest('timeline-layout', ['filters', 'layout', 'scale', 'styles', 'words'].map(inTimeline)),
  ...closest('timeline-chart', ['chart'].map(inTimeline)),
  ...closest('timeline-frames', ['frames'].map(inTimeline)),
  ...closest('timeline-gestures', ['gestures'].map(inTimeline)),
  ...closest('timeline-viewport', ['viewport'].map(inTimeline)),
  ...closest('timeline-parts', ['details', 'dom', 'interface', 'picture', 'table'].map(inTimeline)),
}

/** The tests of the sub-paths, by the folder that is broken. */
const BESIDE: Record<string, string[]> = {
  state: ['state'],
  flex: ['flex', 'flex-emitter'],
  devtools: [
    'devtools',
    'devtools-saved',
    'timeline-frames',
    'timeline-gestures',
    'timeline-layout',
    'timeline-viewport',
  ],
  testing: ['testing'],
}

/** What only a page runs. Its tests find a process and a browser that stay up, one of each for each worker. */
const PAGES = ['timeline-exact', 'timeline-element', 'timeline-choosing', 'timeline']
const IN_PAGES = /^devtools\/timeline-(?:chart|details|dom|element|interface|picture|styles|table)$/

/** Runs test files in one process. uvu's own loads all of them first, where most mutants are caught by the first one. */
const TOGETHER = `globalThis.UVU_DEFER = 1
const { exec } = await import('uvu')
globalThis.UVU_INDEX = 0
for (const file of process.argv.slice(2)) {
  globalThis.UVU_QUEUE = [[file]]
  await import(file)
  await exec(true)
}
`

/** How long a process may print nothing, in milliseconds: what is broken may wait for ever, or never stop. */
const SILENCE = { fast: 15_000, slow: 60_000, window: 25_000, page: 20_000 }

const SILENT = 'silence in '
/** The copy in which nothing is ever broken. */
const WHOLE = 'whole'
const MEMORY = '.mutants.json'
const EXCUSES = 'tools/mutation/mutants.json'
const GOAL = 0.95

interface Remembered {
  /** The test file that has noticed it, after `SILENT` when it did so by never coming to an end, or null. */
  by: string | null
  /** What it depended on: the code of the broken file and the test file that has noticed it, or everything. */
  digest: string
}

interface Job extends Mutant {
  /** The name of the file in source/, without its ending. */
  file: string
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    quick: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
})

const texts = new Map(
  readdirSync('source', { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll(sep, '/'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => [name.replace(/\.ts$/, ''), readFileSync(join('source', name), 'utf8')]),
)
/** By file, what changes when the code does, and not when a comment does. */
const codes = new Map([...texts].map(([file, text]) => [file, digestOf(compiled(text))]))
const everything = digestOf(
  [values.quick, ...texts.values(), ...readdirSync('tests').filter(isScript).map(readTest)].join('\n'),
)
const excuses: Record<string, string> = existsSync(EXCUSES) ? JSON.parse(readFileSync(EXCUSES, 'utf8')) : {}
const memory: Record<string, Remembered> =
  existsSync(MEMORY) && !values.again ? JSON.parse(readFileSync(MEMORY, 'utf8')) : {}

/** The names of the tests of pages that need no browser. */
let windowed: string[] = []
/** The lines that each test of pages reaches, by its name. */
const reached = new Map<string, ReadonlySet<string>>()

/** What runs the pages' tests, by the worker's copy of the project. */
const sites = new Map<string, { browser: BrowserServer; tester: ChildProcess }>()

const all = [...texts].flatMap(([file, text]) => mutantsOf(`${file}.ts`, text).map((mutant) => ({ ...mutant, file })))
const chosen = sampled(all.filter(({ file }) => isMeant(file)))

if (values.list) for (const { id, line } of chosen) console.log(`${line}: ${id}`)
else await mutate()

function isMeant(file: string): boolean {
  const [folder = '', inside] = file.split('/')
  if (positionals.includes(file)) return true
  if (IN_PAGES.test(file)) return positionals.includes('pages')
  return positionals.length === 0 ? inside === undefined : positionals.includes(folder)
}

function inDevtools(name: string): string {
  return `devtools/${name}`
}

function inTimeline(name: string): string {
  return inDevtools(`timeline-${name}`)
}

function closest(test: string, files: string[]): Record<string, string[]> {
  return Object.fromEntries(files.map((file) => [file, [test]]))
}

async function mutate(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'entracte-mutants-'))
  const clear = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  process.once('SIGINT', () => {
    clear()
    process.exit(130)
  })
  try {
    const waiting = chosen.filter((job) => !isKnown(job))
    console.log(`${chosen.length} of ${all.length} mutants, ${chosen.length - waiting.length} remembered`)
    const queue = waiting.values()
    const workers = Math.min(Number(values.jobs), waiting.length)
    const copies = Array.from({ length: workers }, (_nothing, i) => join(folder, String(i)))
    for (const copy of copies) prepare(copy)
    if (waiting.some(({ file }) => IN_PAGES.test(file))) {
      prepare(join(folder, WHOLE))
      bundleWindow(folder)
      const [copy = ''] = copies
      const { output } = await run(copy, inWindow(copy, null), SILENCE.slow, true)
      windowed = JSON.parse(output.trim().split('\n').at(-1) ?? '')
      console.log(`${windowed.length} tests of pages need no browser`)
      // One after the other, since the first browser may have to be unpacked.
      for (const copy of copies) await startSite(copy)
    }
    // The copies are alike: what passes in one passes in all.
    for (const copy of copies.slice(0, 1)) await passWhole(copy)
    await Promise.all(copies.map((copy) => work(queue, copy)))
  } finally {
    for (const copy of sites.keys()) await stopSite(copy)
    clear()
  }
  conclude()
}

async function startSite(copy: string): Promise<void> {
  await stopSite(copy)
  const folder = dirname(copy)
  const tests = join(folder, WHOLE, 'tests')
  const browser = await serveChromium(folder)
  const tester = fork(
    join(tests, 'mutate-pages.js'),
    PAGES.map((test) => join(tests, `${test}.test.js`)),
    {
      cwd: copy,
      execArgv: [],
      env: { ...process.env, ENTRACTE_BROWSER: browser.wsEndpoint(), ENTRACTE_PATIENCE: '5000' },
    },
  )
  sites.set(copy, { browser, tester })
}

/** A page that never stops would go on in the browser, so that one goes, too. */
async function stopSite(copy: string): Promise<void> {
  const site = sites.get(copy)
  sites.delete(copy)
  site?.tester.kill('SIGKILL')
  await site?.browser.kill()
}

/** Makes sure that the tests pass while nothing is broken. */
async function passWhole(copy: string): Promise<void> {
  for (const file of new Set(chosen.map(({ file }) => testedLike(file)))) {
    const innocent = await noticing(copy, { file }, values.quick, true)
    if (innocent !== null) throw new Error(`Nothing is broken, and the tests in ${innocent} fail all the same`)
  }
}

/** Takes mutants off the common queue, in a copy of its own. */
async function work(queue: Iterable<Job>, copy: string): Promise<void> {
  for (const job of queue) {
    const { id, file, line, start, end, replacement } = job
    const text = texts.get(file) as string
    const compiles = write(copy, file, text.slice(0, start) + replacement + text.slice(end))
    const by = compiles ? await noticing(copy, { file, line }, values.quick || id in excuses) : 'compiling it'
    write(copy, file, text)
    memory[id] = { by, digest: dependingOn(job, by) }
    remember()
    console.log(by === null ? `✗ survived  source/${file}.ts:${line}  ${id}` : `✓ ${by}  ${id}`)
  }
}

/** A file that the same tests are for: any of the pages', of the folder's, or of the core's. */
function testedLike(file: string): string {
  if (IN_PAGES.test(file)) return inTimeline('element')
  return file.includes('/') ? `${file.split('/')[0]}/index` : 'index'
}

/** A copy of the project in which the library and its tests are JavaScript, so that nothing has to be compiled at each start. */
function prepare(copy: string): void {
  for (const path of ['source', 'tests', 'docs/faults.md', 'package.json', 'tsconfig.json', 'tsconfig.build.json']) {
    cpSync(path, join(copy, path), { recursive: true })
  }
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'), 'junction')
  for (const [file, text] of texts) write(copy, file, text)
  for (const name of readdirSync('tests').filter(isScript)) {
    const text = compiled(readTest(name))
    const inPages = PAGES.includes(name.replace(/\.test\.ts$/, ''))
    const place = basename(copy) === WHOLE ? './mutate-pages.js' : './mutate-window.js'
    const tester = inPages
      ? text
          .replace('from "uvu"', 'from "./mutate-tests.js"')
          .replace('from "../../tests/devtools/timeline/site.js"', `from "${place}"`)
      : text.replace('from "happy-dom"', 'from "../../happy-dom.js"')
    writeFileSync(join(copy, 'tests', name.replace(/\.ts$/, '.js')), tester)
  }
  writeFileSync(join(copy, 'together.js'), TOGETHER)
}

/** One file of what is a thousand, since each mutant loads it. */
function bundleWindow(folder: string): void {
  buildSync({
    stdin: { contents: "export { Window } from 'happy-dom'", resolveDir: process.cwd() },
    outfile: join(folder, 'happy-dom.js'),
    ...{ bundle: true, platform: 'node', format: 'esm' },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
  })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
}

function inWindow(copy: string, names: readonly string[] | null): string[] {
  const path = (name: string) => join(copy, 'tests', `${name}.js`)
  return [path('mutate-window'), JSON.stringify(names), ...PAGES.map((test) => path(`${test}.test`))]
}

/** The names of the tests of pages that reach the line; of all that open a page, when none is known to. */
function namesFor(line: string): string[] {
  const names = [...reached].filter(([, lines]) => lines.has(line)).map(([name]) => name)
  return names.length > 0 ? names : [...reached].filter(([, lines]) => lines.size > 0).map(([name]) => name)
}

/** Whether the text compiles. */
function write(copy: string, file: string, text: string): boolean {
  try {
    writeFileSync(join(copy, 'source', `${file}.js`), compiled(text, `${basename(file)}.ts`))
    writeFileSync(join(copy, 'source', `${file}.ts`), text)
    return true
  } catch {
    return false
  }
}

/** @param name The text's own, for a source map inside; without it there is none. */
function compiled(text: string, name?: string): string {
  const map = name === undefined ? {} : { sourcemap: 'inline' as const, sourcefile: name }
  return transformSync(text, { loader: 'ts', format: 'esm', target: 'es2022', keepNames: true, ...map }).code
}

/** The test file that notices that a file is broken, on some line or not at all, null when none does. */
async function noticing(
  copy: string,
  { file, line }: { file: string; line?: number },
  quick: boolean,
  aloud = false,
): Promise<string | null> {
  const inPages = IN_PAGES.test(file)
  const closest = CLOSEST[file] ?? []
  const beside = inPages ? [] : BESIDE[file.split('/')[0] ?? '']
  const fast = [...new Set([...closest, ...(beside ?? FAST)])]
  const inNode = (tests: string[]) => (silence: number) => failingInNode(copy, tests, silence, aloud)
  const noticed = fast.length > 0 ? await failing(SILENCE.fast, inNode(fast)) : null
  if (noticed !== null) return noticed
  if (inPages) {
    const names = line === undefined ? undefined : namesFor(`${file}:${line}`)
    const here = windowed.filter((name) => names?.includes(name) ?? true)
    const first =
      here.length > 0 ? await failing(SILENCE.window, (silence) => failingInWindow(copy, here, silence)) : null
    const rest = names?.filter((name) => !here.includes(name))
    if (first !== null || rest?.length === 0) return first
    return failing(SILENCE.page, (silence) => failingInPage(copy, rest ? { names: rest } : {}, silence))
  }
  if (quick || beside) return null
  for (const test of SLOW) {
    const slow = await failing(SILENCE.slow, inNode([test]))
    if (slow !== null) return slow
  }
  return null
}

/** The first test file that fails: a test, the process, or by saying nothing any more. */
async function failing(silence: number, run: (silence: number) => Promise<string | null>): Promise<string | null> {
  const failed = await run(silence)
  // A machine that is busy with something else makes tests silent, too, but hardly twice.
  return failed?.startsWith(SILENT) ? run(2 * silence) : failed
}

async function failingInPage(copy: string, round: Round, silence: number): Promise<string | null> {
  if (!sites.has(copy)) await startSite(copy)
  const { tester } = sites.get(copy) as { tester: ChildProcess }
  let running = 'loading it'
  return new Promise((resolve) => {
    const end = (file: string | null, broken = false) => {
      clearTimeout(timer)
      for (const event of ['message', 'exit']) tester.removeAllListeners(event)
      resolve(broken ? stopSite(copy).then(() => file) : file)
    }
    const giveUp = () => end(SILENT + running, true)
    let timer = setTimeout(giveUp, silence)
    tester.once('exit', () => end(running, true))
    tester.on('message', (news: News) => {
      if ('file' in news) {
        for (const [name, lines] of news.reached) reached.set(name, new Set(lines))
        if (round.names === undefined && news.file !== null) console.log(news.reason)
        return end(news.file)
      }
      running = news.running
      clearTimeout(timer)
      timer = setTimeout(giveUp, silence)
    })
    tester.send(round)
  })
}

async function failingInWindow(copy: string, names: readonly string[], silence: number): Promise<string | null> {
  const { code, silent } = await run(copy, inWindow(copy, names), silence, false)
  return silent ? `${SILENT}a window` : code === 0 ? null : 'a window'
}

async function failingInNode(copy: string, tests: string[], silence: number, aloud: boolean): Promise<string | null> {
  const paths = tests.map((test) => join(copy, 'tests', `${test}.test.js`))
  const { code, silent, output } = await run(copy, ['together.js', ...paths], silence, aloud)
  const summaries = [...output.matchAll(/^ {2}Total: +(\d+)\n {2}Passed: +(\d+)$/gm)]
  const passed = summaries.length === tests.length && summaries.every(([, total, passed]) => total === passed)
  if (code === 0 && passed) return null
  if (aloud) console.log(output)
  const where = tests.findLast((test) => output.includes(join('tests', `${test}.test.js`))) ?? 'loading it'
  return silent ? SILENT + where : where
}

/** Runs Node until it ends, says nothing for too long, or, unless it shall be heard, a test fails. */
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
    // A grandchild that holds the other end would keep 'close' from coming.
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
  const unexplained = survivors.filter(({ id }) => excuses[id] === undefined)
  const idle = Object.keys(excuses).filter((id) => !all.some((mutant) => mutant.id === id))
  const needless = caught.filter(({ id }) => excuses[id] !== undefined)

  console.log('\n  file                       mutants  caught')
  for (const file of texts.keys()) {
    const mutants = chosen.filter((job) => job.file === file)
    if (mutants.length === 0) continue
    const noticed = mutants.filter((job) => caught.includes(job)).length
    console.log(`  ${file.padEnd(26)} ${String(mutants.length).padStart(7)}  ${percent(noticed / mutants.length)}`)
  }
  for (const { id, file, line } of unexplained) console.log(`✗ survived  source/${file}.ts:${line}  ${id}`)
  for (const { id } of needless) console.log(`✗ ${EXCUSES} explains a mutant that is caught: ${id}`)
  for (const id of idle) console.log(`✗ ${EXCUSES} explains a mutant that does not exist: ${id}`)
  const ratio = caught.length / (caught.length + survivors.length)
  const silent = caught.filter(({ id }) => memory[id]?.by?.startsWith(SILENT))
  console.log(
    `${chosen.length} mutants: ${caught.length} caught (${percent(ratio).trim()}), ${silent.length} of them by silence; ${survivors.length} survived, ${survivors.length - unexplained.length} of them explained`,
  )
  process.exitCode = ratio >= GOAL && unexplained.length + needless.length + idle.length === 0 ? 0 : 1
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`.padStart(7)
}

function isKnown(job: Job): boolean {
  const known = memory[job.id]
  return known !== undefined && known.digest === dependingOn(job, known.by)
}

/** What has to change before a mutant is tried again: everything may catch one that has survived and that nothing explains. */
function dependingOn({ id, file }: Job, by: string | null): string {
  if (by === null && !(id in excuses)) return everything
  const noticing = by?.replace(SILENT, '') ?? ''
  const tests = noticing === 'a window' ? PAGES : [noticing]
  const scripts = tests.map((test) => `${test}.test.ts`).filter((name) => existsSync(join('tests', name)))
  return digestOf([codes.get(file), ...scripts.map(readTest)].join('\n'))
}

/** Never half a file, whenever it is interrupted. */
function remember(): void {
  writeFileSync(`${MEMORY}.new`, `${JSON.stringify(memory, undefined, 2)}\n`)
  renameSync(`${MEMORY}.new`, MEMORY)
}

/** As many as were asked for, the same ones for the same seed. */
function sampled(mutants: Job[]): Job[] {
  if (values.sample === undefined) return mutants
  const rank = ({ id }: Job) => digestOf(`${values.seed} ${id}`)
  return mutants
    .map((mutant) => ({ mutant, rank: rank(mutant) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, Number(values.sample))
    .map(({ mutant }) => mutant)
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function isScript(name: string): boolean {
  return name.endsWith('.ts')
}

function readTest(name: string): string {
  return readFileSync(join('tests', name), 'utf8')
}
