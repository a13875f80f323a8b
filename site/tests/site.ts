// The built site for tests to use: served from a sub-folder, and opened in a real Chromium.

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import sirv from 'sirv'
import { launchChromium } from '../../tests/support/chromium.js'
import { openWatched } from '../../tests/support/watched-page.js'

export const DIST = fileURLToPath(new URL('../dist/', import.meta.url))

export interface Site {
  /** The address of the sub-folder, with a slash at its end. */
  address: string
  browser: Browser
  /** What the server was asked for, in order. */
  asked: string[]
  open(path: string, options?: BrowserContextOptions): Promise<OpenPage>
  close(): Promise<void>
}

export interface OpenPage {
  page: Page
  /** What the page has complained of: errors and warnings, what was thrown, what the policy refused. */
  complaints: string[]
  /** The addresses that were asked for. */
  requests: string[]
  close(): Promise<void>
}

export async function openSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'entracte-site-'))
  const files = sirv(DIST, { dev: true })
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(String(request.url))
    // As on GitHub Pages, the site is in a folder.
    request.url = request.url?.replace(/^\/some\/folder\//, '/')
    files(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await launchChromium(folder)
  const address = `http://localhost:${(server.address() as AddressInfo).port}/some/folder/`
  return {
    address,
    browser,
    asked,
    open: (path, options) => openPage(browser, path.startsWith('file:') ? path : address + path, options),
    async close() {
      await browser.close()
      server.closeAllConnections()
      server.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

async function openPage(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const { context, page, complaints } = await openWatched(browser, options)
  const requests: string[] = []
  page.on('request', (request) => void requests.push(request.url()))
  await page.goto(address, { waitUntil: 'networkidle' })
  return { page, complaints, requests, close: () => context.close() }
}
