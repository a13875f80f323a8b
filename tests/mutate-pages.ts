// Runs the tests of the pages for `npm run mutate`: over and over in one process and one page, since to start Node, the driver of a
// browser and a page takes longer than most of what is broken stays unnoticed. The test files that are given as arguments import this
// module in place of uvu and of their site. Only what the page loads is built from what is broken: they themselves, and what they
// import from source/, belong to a copy that stays whole. The first round, with nothing broken, finds out which test reaches
// which lines; afterwards only those that reach what is broken are run, first the ones that have noticed something lately.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { eachMapping, TraceMap } from '@jridgewell/trace-mapping'
import { type Browser, chromium, type Page } from 'playwright-core'
import { countCalls, type JsCoverage, type PageOptions, type Site, serve, show } from './timeline-site.js'

export { cursor, failure, focusChart, read, textOf } from './timeline-site.js'

/** What the parent asks: to try what is broken on that line of that file, or, without a file, what is whole. */
export interface Round {
  file?: string
  line?: number
  /** The names of tests that need not be run: they have passed without a browser. */
  done?: readonly string[]
}

/** What the parent is told: what begins, and at last the file and the error of the first test that fails, if one does. */
export type News = { running: string } | { file: string | null; reason?: unknown }

interface Test {
  file: string
  name: string
  work: () => unknown
}

let rounds = 0
let tests: Test[] = []
let calls = new Map<string, number>()
/** The page that the tests of this round are shown, built when the first one asks. */
let place: ReturnType<typeof serve> | undefined
const undoings: (() => unknown)[] = []
let browser: Browser | undefined
let page: Page | undefined
/** Where the lines are kept, for the process that comes when one had to be ended. */
const REACHED = new URL('../../reached.json', import.meta.url)
/** The lines that each test has reached, as `devtools/timeline-element:12`, by its name; none for one that opens no page. */
const reached = new Map<string, Set<string>>(
  existsSync(REACHED)
    ? JSON.parse(readFileSync(REACHED, 'utf8')).map(([name, lines]: [string, string[]]) => [name, new Set(lines)])
    : [],
)
/** Where the first round keeps the lines of the test that it runs. */
let lines: Set<string> | undefined
/** The names of the tests that have noticed something, the latest first: neighbours are noticed by the same ones. */
const noticed: string[] = []

/** Collects what a file hands to uvu's `test`. */
export const test = Object.assign((name: string, work: () => unknown) => void tests.push({ file: '', name, work }), {
  after: () => {},
  run: () => {},
})

export function createSite(): Site {
  return { calls, visit, close: async () => {} }
}

process.on('message', async (round) => tell(await firstFailing(round as Round)))
// What a test that has failed was still waiting for comes to nothing when its page is closed.
process.on('unhandledRejection', () => {})
process.on('disconnect', () => process.exit())

async function firstFailing({ file: broken, line, done = [] }: Round): Promise<News> {
  tests = []
  calls = new Map()
  place = undefined
  rounds++
  for (const path of process.argv.slice(2)) {
    const before = tests.length
    await import(`${path}?${rounds}`)
    for (const each of tests.slice(before)) each.file = basename(path, '.test.js')
  }
  const reaching = tests.filter(({ name }) => reached.get(name)?.has(`${broken}:${line}`))
  const able = reaching.length > 0 ? reaching : tests.filter(({ name }) => reached.get(name)?.size !== 0)
  const turn = ({ name }: Test) => (noticed.includes(name) ? noticed.indexOf(name) : noticed.length)
  try {
    for (const { file, name, work } of able.toSorted((one, other) => turn(one) - turn(other))) {
      if (done.includes(name)) continue
      tell({ running: file })
      if (broken === undefined) {
        lines = new Set()
        reached.set(name, lines)
      }
      try {
        await work()
      } catch (reason) {
        noticed.splice(noticed.includes(name) ? noticed.indexOf(name) : 0, noticed.includes(name) ? 1 : 0)
        noticed.unshift(name)
        // It may have left keys and buttons held down, and work that goes on.
        await page?.context().close()
        page = undefined
        return { file, reason: String(reason instanceof Error ? reason.stack : reason) }
      }
    }
    if (broken === undefined)
      writeFileSync(REACHED, JSON.stringify(Array.from(reached, ([name, lines]) => [name, [...lines]])))
    return { file: null }
  } finally {
    lines = undefined
    for (const undo of undoings.splice(0)) await undo()
  }
}

async function visit({ style, viewport, ...media }: PageOptions, work: (page: Page) => Promise<unknown>) {
  place ??= serve(undoings, lines !== undefined)
  const { address } = await place
  browser ??= await chromium.connect(process.env.ENTRACTE_BROWSER ?? '')
  page ??= await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  if (viewport) await page.setViewportSize(viewport)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference', forcedColors: 'none', ...media })
  await page.mouse.move(0, 0)
  if (lines) await page.coverage.startJSCoverage()
  await show(page, address, style, work)
  if (!lines) return
  const coverage = await page.coverage.stopJSCoverage()
  countCalls(coverage, calls)
  for (const each of coverage) for (const line of linesIn(each)) lines.add(line)
}

/** The lines of source/ that have been reached. The script brings its own source map. */
function linesIn({ source = '', functions }: JsCoverage[number]): string[] {
  const [, map = ''] = /sourceMappingURL=data:application\/json;base64,(\S+)/.exec(source) ?? []
  if (map === '') return []
  const counts = new Int32Array(source.length)
  const ranges = functions.flatMap((each) => each.ranges)
  // What is inside comes after what it is in.
  ranges.sort((one, other) => one.startOffset - other.startOffset || other.endOffset - one.endOffset)
  for (const { startOffset, endOffset, count } of ranges) counts.fill(count, startOffset, endOffset)
  const starts = [0]
  for (const { index } of source.matchAll(/\n/g)) starts.push(index + 1)
  const found: string[] = []
  eachMapping(new TraceMap(Buffer.from(map, 'base64').toString()), (each) => {
    const [, file] = /source\/(.*)\.ts$/.exec(each.source ?? '') ?? []
    const count = counts[(starts[each.generatedLine - 1] as number) + each.generatedColumn]
    if (file !== undefined && count) found.push(`${file}:${each.originalLine}`)
  })
  return found
}

function tell(news: News): void {
  process.send?.(news)
}
