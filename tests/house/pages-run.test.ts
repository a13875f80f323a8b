// Decides that each TypeScript block on the pages runs, and prints what it says it prints.

import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { format, promisify } from 'node:util'
import { build, type Plugin } from 'esbuild'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { launchChromium } from '../support/chromium.js'
import { settled, unhandledDuring } from '../support/helpers.js'
import { openHome, ROOT } from '../support/page-home.js'

/** Lets esbuild read the modules that `writePackages` writes. */
const URLS: Plugin = {
  name: 'urls',
  setup({ onResolve }) {
    onResolve({ filter: /^file:/ }, ({ path }) => ({ path: fileURLToPath(path) }))
  },
}

const JSX = { format: 'esm', jsx: 'automatic' } as const

const { folder, blocks, close } = openHome()

test.after(close)

for (const { page, line, file, claims, runner, forPages } of blocks) {
  if (runner === 'node:test') {
    test(`the test in line ${line} of ${page} passes in node:test`, async () => {
      const { NODE_V8_COVERAGE: _, NODE_TEST_CONTEXT: __, ...env } = process.env
      const loader = pathToFileURL(join(ROOT, 'node_modules/tsx/dist/loader.mjs')).href

      const { stdout } = await promisify(execFile)(process.execPath, ['--import', loader, '--test', file], { env })

      assert.match(stdout, /^(?:#|ℹ) pass [1-9]/m)
    })
    continue
  }
  test(`the block in line ${line} of ${page} prints what it says`, async () => {
    const printed: string[] = []

    const run = forPages ? printedInPage : printedBy
    const unhandled = await unhandledDuring(async () => printed.push(...(await run(file))))

    assert.equal(printed, claims)
    assert.equal(unhandled, [])
  })
}

test.run()

/** Runs a file and gives the lines that it prints, errors included. */
async function printedBy(file: string): Promise<string[]> {
  const { log, error } = console
  const printed: string[] = []
  const print = (...args: unknown[]) => void printed.push(...format(...args).split('\n'))
  Object.assign(console, { log: print, error: print })
  try {
    await import(pathToFileURL(file.endsWith('x') ? await withoutJsx(file) : file).href)
    await settled() // what is printed too late is printed all the same
  } finally {
    Object.assign(console, { log, error })
  }
  return printed
}

/** Writes a file that has JSX as one that Node runs, beside it. */
async function withoutJsx(file: string): Promise<string> {
  const outfile = file.replace(/x$/, '.mjs')
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    ...JSX,
    platform: 'node',
    plugins: [URLS],
    external: ['react*'],
  })
  return outfile
}

/** Runs a file in Chromium, and gives the lines that it prints, errors included. */
async function printedInPage(file: string): Promise<string[]> {
  const bundle = await build({ entryPoints: [file], bundle: true, write: false, ...JSX, plugins: [URLS] })
  const browser = await launchChromium(mkdtempSync(join(folder, 'chromium-')))
  try {
    const page = await browser.newPage()
    const printed: string[] = []
    page.on('console', (message) => void printed.push(message.text()))
    page.on('pageerror', (error) => void printed.push(String(error)))
    await page.setContent('<!doctype html><body></body>')
    const content = `${bundle.outputFiles[0]?.text}\n;window.done = true`
    await page.addScriptTag({ type: 'module', content })
    await page.waitForFunction('window.done', undefined, { timeout: 15_000 })
    return printed
  } finally {
    await browser.close()
  }
}
