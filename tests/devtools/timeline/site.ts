// Shows the timeline to the tests: in a page under a strict policy, in a real Chromium.

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { build } from 'esbuild'
import type { Browser, ConsoleMessage, Download, Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { launchChromium } from '../../support/chromium.js'

/** Forbids that text becomes code, or an attribute becomes a style. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:"

/** How long the tests wait for anything, in milliseconds: on a busy machine a frame can take long. */
const PATIENCE = 15_000

export interface Site {
  /** How often each function of the timeline has been called, in any of the pages. */
  readonly calls: ReadonlyMap<string, number>
  /** Opens a page with a timeline, and closes it again. An error that the page prints or throws fails the test. */
  visit(options: PageOptions, work: (page: Page) => Promise<unknown>): Promise<void>
  close(): Promise<void>
}

export interface PageOptions {
  /** The style sheet of the page. */
  style?: string
  viewport?: { width: number; height: number }
  colorScheme?: 'light' | 'dark'
  reducedMotion?: 'reduce' | 'no-preference'
  forcedColors?: 'active' | 'none'
}

export type JsCoverage = Awaited<ReturnType<Page['coverage']['stopJSCoverage']>>

/** Creates a site. The first visit builds the page and starts the browser. */
export function createSite(): Site {
  const calls = new Map<string, number>()
  const undoings: (() => unknown)[] = []
  /** Opened by the first test that visits: uvu swallows an error in a hook, but reports an error in a test. */
  let place: ReturnType<typeof open> | undefined

  return {
    calls,
    async visit({ style, ...options }, work) {
      place ??= open(undoings)
      const { address, browser } = await place
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
      const page = await context.newPage()
      try {
        await page.coverage.startJSCoverage()
        await show(page, address, style, work)
        countCalls(await page.coverage.stopJSCoverage(), calls)
      } finally {
        await context.close()
      }
    },
    async close() {
      for (const undo of undoings.reverse()) await undo()
    },
  }
}

/** Opens the timeline in a page. An error that the page prints or throws before the work has ended fails the test. */
export async function show(
  page: Page,
  address: string,
  style = 'html { color-scheme: light dark }',
  work: (page: Page) => Promise<unknown>,
): Promise<void> {
  page.setDefaultTimeout(PATIENCE)
  const complaints: string[] = []
  const onConsole = (message: ConsoleMessage) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  }
  const onError = (error: Error) => void complaints.push(String(error.stack))
  page.on('console', onConsole).on('pageerror', onError)
  try {
    await page.goto(`${address}/?${encodeURIComponent(style)}`)
    await page.evaluate(`patience = ${PATIENCE}, calm()`)
    await work(page)
  } finally {
    page.off('console', onConsole).off('pageerror', onError)
  }
  assert.equal(complaints, [])
}

/** Returns the text of all shown elements that match, as a reader sees it. */
export function read(page: Page, selector: string): Promise<string[]> {
  return page.evaluate(`read(${JSON.stringify(selector)})`)
}

/** Returns what has the focus of the chart, or gets it next. */
export async function cursor(page: Page): Promise<Cursor> {
  return page.evaluate('cursor()')
}

export async function focusChart(page: Page): Promise<void> {
  await page.locator('[role=treeitem]').focus()
}

/** Tells whether `dropped`, a `WeakRef` in the page, is collected sooner or later: a browser may hold what it has just drawn for a while. */
export async function isCollected(page: Page): Promise<boolean> {
  const isHeld = () => page.evaluate('dropped.deref() !== undefined')
  for (let i = 0; i < 20 && (await isHeld()); i++) {
    await page.requestGC()
    await page.evaluate('drawn()')
  }
  return !(await isHeld())
}

/** Presses `first`, and then `next` until it leads no further; returns the bars that had the focus. */
export async function walk(page: Page, first: string, next: string): Promise<Cursor[]> {
  await focusChart(page)
  await page.keyboard.press(first)
  const bars = [await cursor(page)]
  for (;;) {
    await page.keyboard.press(next)
    const bar = await cursor(page)
    if (bar.label === bars.at(-1)?.label) return bars
    bars.push(bar)
  }
}

/** Returns the name and the outcome from the label of a bar. */
export function nameIn({ label }: Cursor): string {
  const [, name = '', outcome = ''] = /^([^,]*),.*?(done|failed|aborted|running)(?: after .*)?$/.exec(label) ?? []
  return `${name} ${outcome}`
}

/** Returns the error that the code throws in the page, as text. */
export function failure(page: Page, code: string): Promise<string> {
  return page.evaluate(`(() => { try { ${code} } catch (error) { return String(error) } })()`)
}

export interface Cursor {
  label: string
  level: string
  selected: string
  focused: boolean
  x: number
  y: number
  width: number
  height: number
  left: number
  top: number
}

/** Returns the text of a download. It is read as a stream, because the browser may belong to another process. */
export async function textOf(download: Download): Promise<string> {
  return text(await download.createReadStream())
}

/** Adds up how often the functions of the timeline were called. esbuild marks each file with a comment. */
export function countCalls(entries: JsCoverage, calls: Map<string, number>): void {
  for (const { source = '', functions } of entries) {
    const files = [...source.matchAll(/^ *\/\/ (source\/\S+|tests\/\S+)$/gm)].map(({ 1: name = '', index }) => ({
      name,
      index,
    }))
    for (const { functionName, ranges } of functions) {
      const [{ startOffset = 0, count = 0 } = {}] = ranges
      const file = files.findLast(({ index }) => index <= startOffset)?.name ?? ''
      if (!file.startsWith('source/devtools/timeline')) continue
      const key = `${file}: ${functionName || source.slice(startOffset, startOffset + 60)}`
      calls.set(key, (calls.get(key) ?? 0) + count)
    }
  }
}

/** Serves the page, and starts a browser. When a step fails, `undoings` still has the undoing of the steps before. */
async function open(undoings: (() => unknown)[]): Promise<{ address: string; browser: Browser }> {
  const { address } = await serve(undoings)
  const folder = mkdtempSync(join(tmpdir(), 'entracte-timeline-'))
  undoings.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  const browser = await launchChromium(folder)
  undoings.push(() => browser.close())
  return { address, browser }
}

/** Builds the page, with a source map inside when it is asked for, and serves it. */
export async function serve(undoings: (() => unknown)[], sourcemap = false): Promise<{ address: string }> {
  const { outputFiles } = await build({
    entryPoints: ['tests/devtools/timeline/page.ts'],
    ...{ bundle: true, write: false, format: 'esm', target: 'es2022', sourcemap: sourcemap && 'inline' },
  })
  const script = outputFiles[0]?.text ?? ''
  const server = createServer(({ url = '' }, response) => {
    const [path, query = ''] = url.split('?') as [string, string?]
    const files: Record<string, [type: string, text: string]> = {
      '/': [
        'text/html',
        `<!doctype html><html lang="en"><title>Timeline</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css?${query}"><main><h1>Desk</h1></main><script type="module" src="/page.js"></script></html>`,
      ],
      '/page.js': ['text/javascript', script],
      '/page.css': ['text/css', `${decodeURIComponent(query)} body { margin: 8px } .tall { height: 5000px }`],
    }
    const [type, text] = files[path] ?? ['text/plain', '']
    response.writeHead(text ? 200 : 404, {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': POLICY,
    })
    response.end(text)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  undoings.push(() => server.close())
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
