// Does WebMCP offer the actions in a real browser? With the polyfill, and with Chromium's own, which is behind a flag.

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { launchChromium } from '../support/chromium.js'

/** The first Chromium whose own WebMCP is tested: from here on, the flag gives `document.modelContext`. */
const NATIVE = 150

/** The page of an application. */
const PAGE = `
  import { initializeWebMCPPolyfill } from '@mcp-b/webmcp-polyfill'
  import { desk, openDesk } from './tests/mcp/desk.js'
  import { ask, webTools } from './source/mcp/index.js'

  if (location.search === '?polyfill') initializeWebMCPPolyfill()
  const { actions, reported } = openDesk()
  const log = []
  actions.addListener('beforeRefund', async ({ amount }, abort, ctx) => {
    if (amount > 100 && !(await ask(ctx, 'Refund ' + amount + '?'))) abort('no')
  })
  actions.use((ctx, next) => (log.push(ctx.action), next()))
  const dialog = (question) => (log.push(question), question === 'Refund 150?')
  const registration = webTools(actions, desk, document.modelContext, { dialog })
  Object.assign(window, { actions, reported, log, registration })
`

/** What the agent of a browser does, as a script in the page: lists the tools, calls them, and lists them again. */
const AGENT = `(async () => {
  const { modelContext } = document
  const tools = await modelContext.getTools()
  const names = async () => (await modelContext.getTools()).map(({ name }) => name).sort()
  const call = async (tool, args) => {
    const result = await modelContext.executeTool(tools.find(({ name }) => name === tool), JSON.stringify(args))
    const { content, structuredContent, isError } = JSON.parse(result)
    return structuredContent ?? (isError ? 'error: ' : '') + content[0].text
  }
  const { title, description, inputSchema } = tools.find(({ name }) => name === 'Refund')
  const required = (typeof inputSchema === 'string' ? JSON.parse(inputSchema) : inputSchema).required
  const seen = { refund: { title, description, required }, tools: await names() }
  seen.calls = [
    await call('Refund', { amount: 50 }),
    await call('Refund', { amount: 150 }),
    await call('Refund', { amount: 500 }),
    await call('Refund', { amount: 'much' }),
    await call('Search', { payload: 'x' }),
  ]
  let changes = 0
  modelContext.ontoolchange = () => changes++
  actions.unregisterAction('Search')
  // What goes away and comes back at once is not told, so the list follows a moment later.
  await new Promise((resolve) => setTimeout(resolve))
  seen.fewer = await names()
  registration()
  seen.none = await names()
  await new Promise((resolve) => setTimeout(resolve))
  return { ...seen, isTold: changes > 0, log, reported }
})()`

const SEEN = {
  refund: { title: 'Refund money', description: 'Pays money back to the customer.', required: ['amount'] },
  tools: ['Close', 'Refund', 'Search'],
  calls: [
    { refunded: 50, note: 'none' },
    { refunded: 150, note: 'none' },
    'error: The action "Refund" was aborted: no',
    'error: The arguments of "Refund" do not fit.\n- amount: Invalid input: expected number, received NaN',
    ['found x'],
  ],
  fewer: ['Close', 'Refund'],
  none: [],
  isTold: true,
  log: ['Refund', 'Refund', 'Refund 150?', 'Refund', 'Refund 500?', 'Refund', 'Search'],
  reported: [],
}

const folder = mkdtempSync(join(tmpdir(), 'entracte-webmcp-'))
let browser: Browser
let http: Server
let url: string

test.before(async () => {
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'browser',
    // It is loaded by servers, for questions that travel.
    external: ['@modelcontextprotocol/server'],
  })
  http = createServer(({ url }, response) => {
    const isCode = url === '/page.js'
    response.setHeader('content-type', isCode ? 'text/javascript' : 'text/html')
    response.end(
      isCode ? outputFiles[0]?.contents : '<!doctype html><title>Desk</title><script src="/page.js"></script>',
    )
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`
  browser = await launchChromium(folder, '--enable-features=WebMCP')
})

test.after(async () => {
  await browser.close()
  http.closeAllConnections()
  http.close()
  rmSync(folder, { recursive: true, force: true })
})

async function opened(search: string, before?: (page: Page) => Promise<unknown>): Promise<Page> {
  const page = await browser.newPage()
  await before?.(page)
  await page.goto(url + search)
  return page
}

test('the polyfill: an agent lists the tools, calls them through the whole stack, and sees them go', async () => {
  // As in a browser that has no WebMCP of its own.
  const page = await opened('?polyfill', (each) =>
    each.addInitScript('delete Document.prototype.modelContext; delete Navigator.prototype.modelContext'),
  )

  assert.is(await page.evaluate('document.modelContext.__isWebMCPPolyfill'), true)
  assert.equal(await page.evaluate(AGENT), SEEN)
  await page.close()
})

test('Chromium’s own WebMCP: the same', async () => {
  if (Number.parseInt(browser.version(), 10) < NATIVE) return // the Chromium that npm brings has none
  const page = await opened('')
  // On a busy machine, a page that comes early may have none.
  const isNative = () => page.evaluate("String(document.modelContext?.registerTool).includes('[native code]')")
  for (let i = 0; i < 10 && !(await isNative()); i++) await page.reload()

  assert.ok(await isNative())
  assert.equal(await page.evaluate(AGENT), SEEN)
  await page.close()
})

test.run()
