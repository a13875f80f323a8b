// Decides how the site is used: how much it loads, by keyboard alone, from another folder, offline and from `file:`.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DIST, openSite, type Site } from './site.js'

let site: Promise<Site> | undefined
const open = async (...args: Parameters<Site['open']>) => {
  site ??= openSite()
  return (await site).open(...args)
}

test.after(async () => (await site)?.close())

test('the first page loads at most 150 kB, and the playground at most 300 kB more', async () => {
  const [first, playground] = [await loadedBy('index.html'), await loadedBy('playground.html')]

  console.log(`first page ${Math.ceil(first / 1000)} kB, playground ${Math.ceil(playground / 1000)} kB`)
  assert.ok(first <= 150_000, `${first}`)
  assert.ok(playground <= first + 300_000, `${playground}`)
})

test('the first page shows a run, and its switches work by keyboard', async () => {
  const { page, complaints, close } = await open('index.html')
  const status = page.locator('p.outcome')
  await status.filter({ hasText: 'saved notes.md with 11 characters' }).waitFor()

  await page.getByLabel('The document').focus()
  await page.keyboard.press('End')
  await page.keyboard.type('a secret')
  await page.keyboard.press('Enter')
  await status.filter({ hasText: 'aborted by noSecrets of checks: it has a secret in it' }).waitFor()
  assert.is(await stateOf(page, 'save'), 'skipped')

  await tabTo(page, 'checks')
  await page.keyboard.press('Space')
  await tabTo(page, 'broken')
  await page.keyboard.press('Space')
  assert.is(await page.getByRole('switch', { name: 'checks' }).getAttribute('aria-checked'), 'false')
  await page.getByLabel('The document').press('Enter')
  await status.filter({ hasText: 'failed in checkRights of broken: TypeError: rights is undefined' }).waitFor()
  assert.is(await stateOf(page, 'checkRights'), 'failed')

  assert.equal(complaints, [])
  await close()
})

test('the playground is used by keyboard alone', async () => {
  const { page, close } = await open('playground.html')
  await page.locator('p.state').filter({ hasText: 'Ran for' }).waitFor()

  await tabTo(page, 'Run')
  await tabTo(page, 'The program')
  await page.keyboard.press('Control+A')
  await page.keyboard.type('console.log("by keyboard")')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('log').getByText('by keyboard').waitFor()
  await tabTo(page, 'What the program prints') // Tab leaves the editor
  await close()
})

test('a slash that is typed into a live part is text, and opens no search', async () => {
  for (const [path, name] of [
    ['index.html', 'The document'],
    ['playground.html', 'The program'],
  ] as const) {
    const { page, close } = await open(path)
    await page.getByRole('textbox', { name }).focus()
    await page.keyboard.press('End')
    await page.keyboard.type('1/2')
    // The search is loaded when it is opened.
    await page.waitForTimeout(500)

    assert.is(await page.locator('#localsearch-input').count(), 0, `${path}: ${name}`)
    await close()
  }
})

test('both columns of "Coming from Flex" run, and differ', async () => {
  const { page, complaints, close } = await open('flex.html')
  const part = page.locator('entracte-flex').first()
  await part.scrollIntoViewIfNeeded()
  const printed = part.getByRole('log')
  await printed.nth(0).getByText('accepted WT1').waitFor()
  await printed.nth(1).getByText('rejected with Error: The CRM is down').waitFor()

  assert.match(await printed.nth(0).innerText(), /logged: Error: The CRM is down/)
  assert.equal(complaints, [])
  await close()
})

test('pages are reached without loading the site again, and links stay right after that', async () => {
  const { page, complaints, close } = await open('guide/guide.html')
  await page.evaluate('globalThis.same = true')

  await page.getByRole('link', { name: 'Playground', exact: true }).first().click()
  await page.locator('p.state').filter({ hasText: 'Ran for' }).waitFor()
  await page.getByRole('link', { name: 'Guide', exact: true }).first().click()
  await page.getByRole('heading', { name: 'Guide', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'entracte', exact: true }).click()
  await page.locator('entracte-front').waitFor()

  assert.is(await page.evaluate('globalThis.same'), true)
  assert.is(new URL(page.url()).pathname, '/some/folder/')
  assert.equal(complaints, [])
  await close()
})

test('a block of the guide opens in the playground', async () => {
  const { page, close } = await open('guide/overview.html')

  await page.getByRole('link', { name: 'Open in the playground' }).first().click()
  await page.getByRole('log').getByText('it is empty').waitFor()
  await close()
})

test('a name in a block shows its type', async () => {
  const { page, close } = await open('guide/guide.html')

  const name = page.locator('[data-type]', { hasText: 'openEditor' }).first()
  await name.scrollIntoViewIfNeeded()
  // Scrolling hides a type, and the page is told of it with the next frame.
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
  await name.hover()
  await page.locator('.type-tip', { hasText: 'openEditor(): Actions<Editor>' }).waitFor()
  await close()
})

test('the search finds words of the guide and of the reference, and asks nobody', async () => {
  const { page, requests, complaints, close } = await open('index.html')

  await page.keyboard.press('Control+k')
  await page.locator('#localsearch-input').waitFor()
  const found = page.locator('#localsearch-list')
  await page.keyboard.type('hot module replacement')
  await found.getByText('Hot module replacement').first().waitFor()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('trackState')
  await found.getByText('trackState()').first().waitFor()

  const { host } = new URL(page.url())
  assert.equal(
    requests.filter((address) => new URL(address).host !== host),
    [],
  )
  assert.equal(complaints, [])
  await close()
})

test('from a file, the guide can be read, and the live parts run', async () => {
  const file = (path: string) => pathToFileURL(join(DIST, path)).href
  const { page, close } = await open(file('index.html'))
  await page.locator('p.outcome').filter({ hasText: 'saved' }).waitFor()
  await page.getByRole('link', { name: 'Read the guide' }).click()
  await page.getByRole('heading', { name: 'Guide', level: 1 }).waitFor()
  await page.goto(file('playground.html'))
  await page.locator('p.state').filter({ hasText: 'Ran for' }).waitFor()
  await close()
})

test.run()

/** Returns how many bytes a page loads before anybody touches it, with gzip. */
async function loadedBy(path: string): Promise<number> {
  const { requests, close } = await open(path)
  await close()
  const { address } = await (site as Promise<Site>)
  const files = requests.filter((request) => request.startsWith(address)).map((request) => new URL(request).pathname)
  return [...new Set(files)]
    .map((file) => readFileSync(join(DIST, file.replace('/some/folder/', ''))))
    .reduce((sum, content) => sum + gzipSync(content).length, 0)
}

/** Presses Tab until the control with this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(`{
      let element = document.activeElement
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
      element?.getAttribute('aria-label') ?? element?.textContent ?? ''
    }`)
    if (String(focused).startsWith(name)) return
  }
  assert.unreachable(`Tab does not reach “${name}”`)
}

async function stateOf(page: Page, name: string): Promise<string | null> {
  return page.locator('ol.stack li', { has: page.getByText(name, { exact: true }) }).getAttribute('data-state')
}
