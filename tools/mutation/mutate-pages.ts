// Runs the tests of the pages for `npm run mutate`: over and over in one process and one page, since to start Node, the driver of a
// browser and a page takes longer than most of what is broken stays unnoticed. The test files that are given as arguments import this
// module in place of their site. Only what the page loads is built from what is broken: they themselves, and what they
// import from source/, belong to a copy that stays whole. The tests that have noticed something lately are run first.

import { basename } from 'node:path'
import { eachMapping, TraceMap } from '@jridgewell/trace-mapping'
import { type Browser, chromium, type Page } from 'playwright-core'
import {
  countCalls,
  type JsCoverage,
  type PageOptions,
  type Site,
  serve,
  show,
} from '../../tests/devtools/timeline/site.js'
import { collect } from './mutate-tests.js'

export { cursor, failure, focusChart, isCollected, read, textOf } from '../../tests/devtools/timeline/site.js'

/** What the parent asks: to run these tests; without names all, noting which lines each reaches. */
export interface Round {
  names?: readonly string[]
}

/** The lines that each test has reached, as `devtools/timeline-element:12`; none when it has opened no page. */
export type Reached = [name: string, lines: string[]][]

/** What the parent is told: what begins, and at last the file and the error of the first test that fails, if one does. */
export type News = { running: string } | { file: string | null; reason?: string; reached: Reached }

/** What a page is shown in unless a test asks for another size; the one before may have. */
const WINDOW = { width: 1440, height: 900 }

let rounds = 0
let calls = new Map<string, number>()
/** The page that the tests of this round are shown, built when the first one asks. */
let place: ReturnType<typeof serve> | undefined
const undoings: (() => unknown)[] = []
let browser: Browser | undefined
let page: Page | undefined
/** Where the lines are noted that are reached, when they are. */
let lines: Set<string> | undefined
/** The names of the tests that have noticed something, the latest first: neighbours are noticed by the same ones. */
let noticed: string[] = []

export function createSite(): Site {
  return { calls, visit, close: async () => {} }
}

process.on('message', async (round) => tell(await firstFailing(round as Round)))
// What a test that has failed was still waiting for comes to nothing when its page is closed.
process.on('unhandledRejection', () => {})
process.on('disconnect', () => process.exit())

async function firstFailing({ names }: Round): Promise<News> {
  calls = new Map()
  place = undefined
  rounds++
  const tests = []
  for (const path of process.argv.slice(2)) {
    const file = basename(path, '.test.js')
    for (const each of await collect(`${path}?${rounds}`)) tests.push({ file, ...each })
  }
  const reached: Reached = []
  const turn = ({ name }: { name: string }) => (noticed.includes(name) ? noticed.indexOf(name) : noticed.length)
  try {
    for (const { file, name, work } of tests.sort((one, other) => turn(one) - turn(other))) {
      if (names && !names.includes(name)) continue
      tell({ running: file })
      lines = names ? undefined : new Set()
      try {
        await work()
      } catch (error) {
        noticed = [name, ...noticed.filter((each) => each !== name)]
        // It may have left keys and buttons held down, and work that goes on.
        await page?.context().close()
        page = undefined
        return { file, reason: String(error instanceof Error ? error.stack : error), reached }
      }
      if (lines) reached.push([name, [...lines]])
    }
    return { file: null, reached }
  } finally {
    for (const undo of undoings.splice(0)) await undo()
  }
}

async function visit({ style, viewport = WINDOW, ...media }: PageOptions, work: (page: Page) => Promise<unknown>) {
  place ??= serve(undoings, lines !== undefined)
  const { address } = await place
  browser ??= await chromium.connect(process.env.ENTRACTE_BROWSER ?? '')
  page ??= await (await browser.newContext()).newPage()
  await page.setViewportSize(viewport)
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
