// The two files that a page may load as they are, in a real Chromium, under a policy that lets no text become code.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as library from '../../source/core/index.js'
import { launchChromium } from '../support/chromium.js'
import { buildPages } from '../support/page-build.js'

/** No text becomes code; only the empty icon, which keeps the browser from asking for one, is an image. */
const POLICY = "default-src 'none'; script-src 'self'; img-src data:"

/** What a page does with the library: `entracte` is the module's namespace or the global, `done` is told the outcome. */
const STORY = `
async function story({ createActions, ActionAbortedError }) {
  const log = []
  const actions = createActions()
  actions.registerAction('PrintLabel', ({ copies }) => { log.push('core'); return copies })
  actions.addListener('afterPrintLabel', (_payload, result) => void log.push('once after ' + result), { once: true })
  actions.addListener('afterPrintLabel', (_payload, result) => void log.push('after ' + result))
  const outOfPaper = (_payload, abort) => { log.push('before'); abort('out of paper') }

  actions.addListener('beforePrintLabel', outOfPaper)
  const error = await actions.invokeAction('PrintLabel', { copies: 1 }).catch((error) => error)
  log.push(error instanceof ActionAbortedError, error.code, error.reason)

  actions.removeListener('beforePrintLabel', outOfPaper)
  actions.replaceAction('PrintLabel', async (payload, original) => (await original(payload)) * 10)
  log.push(await actions.invokeAction('PrintLabel', { copies: 2 }))
  log.push(await actions.invokeAction('PrintLabel', { copies: 3 }, { timeout: 5000 }))
  return log
}

/** Whether the policy of the page is the strict one. */
function guarded() {
  try { return new Function('return false')() } catch (error) { return error instanceof EvalError }
}

const tell = (entracte) => story(entracte).then((log) => {
  globalThis.outcome = { log, guarded: guarded(), names: Object.keys(entracte).sort() }
})`

const OUTCOME = [
  ...['before', true, 'ACTION_ABORTED', 'out of paper'],
  ...['core', 'once after 20', 'after 20', 20],
  ...['core', 'after 30', 30],
]

interface Outcome {
  log: unknown[]
  guarded: boolean
  names: string[]
}

interface Site {
  address: string
  browser: Browser
}

/** Made by the first test that asks: an error in a hook would be swallowed by uvu, here it is the test's own. */
let site: Promise<Site> | undefined
const undoings: (() => unknown)[] = []

test.after(async () => {
  for (const undo of undoings.reverse()) await undo()
})

test('the minified ES module runs in a plain page, under a strict policy, and prints no error', async () => {
  site ??= open()

  const { outcome, complaints } = await visit(await site, '/module')

  assert.equal(outcome, { log: OUTCOME, guarded: true, names: Object.keys(library).sort() })
  assert.equal(complaints, [])
})

test('the minified script makes a global that runs in a plain page, under a strict policy, and prints no error', async () => {
  site ??= open()

  const { outcome, complaints } = await visit(await site, '/global')

  assert.equal(outcome, { log: OUTCOME, guarded: true, names: Object.keys(library).sort() })
  assert.equal(complaints, [])
})

test.run()

/** Builds the files, serves them, and starts a browser; whatever fails, what has come up by then is undone. */
async function open(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'entracte-pages-'))
  undoings.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  await buildPages(folder)
  const server = await serve(folder)
  undoings.push(() => server.close())
  const browser = await launchChromium(folder)
  undoings.push(() => browser.close())
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, browser }
}

/** Opens the page, waits until it has told its outcome, and gives that along with every error that it printed or threw. */
async function visit({ address, browser }: Site, path: string) {
  const complaints: string[] = []
  const page = await browser.newPage()
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => void complaints.push(String(error)))

  await page.goto(address + path)
  await page.waitForFunction('globalThis.outcome', undefined, { timeout: 10_000 }).catch((error: Error) => {
    throw new Error(`The page told no outcome. ${complaints.join('; ')}`, { cause: error })
  })
  const outcome = (await page.evaluate('globalThis.outcome')) as Outcome
  await page.close()
  return { outcome, complaints }
}

/** Serves the built files, the story, and a page for each of the two ways to load the library. */
async function serve(folder: string): Promise<Server> {
  const html = (...scripts: string[]) => `<!doctype html><link rel="icon" href="data:,">${scripts.join('')}`
  const files: Record<string, { type: string; text: string }> = {
    '/module': { type: 'text/html', text: html('<script type="module" src="/module.js"></script>') },
    '/module.js': {
      type: 'text/javascript',
      text: `import * as entracte from '/entracte.min.js'\n${STORY}\ntell(entracte)`,
    },
    '/global': {
      type: 'text/html',
      text: html('<script src="/entracte.global.min.js"></script>', '<script src="/global.js"></script>'),
    },
    '/global.js': { type: 'text/javascript', text: `${STORY}\ntell(entracte)` },
  }
  for (const name of ['entracte.min.js', 'entracte.global.min.js']) {
    files[`/${name}`] = { type: 'text/javascript', text: readFileSync(join(folder, name), 'utf8') }
  }

  const server = createServer(({ url = '' }, response) => {
    const file = files[url]
    if (file === undefined) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': `${file.type}; charset=utf-8`, 'content-security-policy': POLICY })
    response.end(file.text)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return server
}
