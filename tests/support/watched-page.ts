// Opens pages for tests, and keeps what they complain of.

import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

export interface WatchedPage {
  context: BrowserContext
  page: Page
  /** What the page has complained of: errors and warnings in the console, what was thrown, what a policy refused. */
  complaints: string[]
}

/** Opens an empty page in a context of its own. */
export async function openWatched(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
    ...options,
  })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => void complaints.push(String(error)))
  return { context, page, complaints }
}
