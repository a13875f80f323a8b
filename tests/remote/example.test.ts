// The desk with its strangers, by real clicks: a CRM in a sandboxed frame of another origin, and a worker that is killed while it thinks.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openDesk } from '../../examples/remote/open.js'
import { type DeskPage, type DeskSite, openPage } from '../desk/page.js'
import { launchChromium } from '../support/chromium.js'

async function openSite(): Promise<DeskSite> {
  const folder = mkdtempSync(join(tmpdir(), 'entracte-remote-'))
  const browsers = join(folder, 'browser')
  mkdirSync(browsers)
  const desk = await openDesk(folder, { pace: 0 })
  const browser = await launchChromium(browsers)
  return {
    address: desk.address,
    browser,
    async close() {
      await browser.close()
      await desk.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** Made by the first test that asks: uvu would swallow an error in a hook. */
let site: Promise<DeskSite> | undefined

test.after(async () => (await site)?.close())

/** Runs a story on a page of its own, once both strangers are there. The page must not complain. */
async function onDesk(story: (desk: DeskPage) => Promise<void>): Promise<void> {
  site ??= openSite()
  const desk = await openPage(await site)
  const scopes = `desk.actions.explain('AcceptTask').map(({ scope }) => scope)`
  const crm = desk.page.frames().at(-1)
  await crm?.getByText('Nobody has asked yet.').waitFor()
  let attached: unknown[] = []
  while (!(attached.includes('crm-page') && attached.includes('score'))) attached = await desk.page.evaluate(scopes)
  await story(desk)
  assert.equal(desk.complaints, [])
  await desk.close()
}

test('the frame is of another origin, is sandboxed, and is shown only to the desk', () =>
  onDesk(async ({ page }) => {
    const frame = page.locator('iframe')
    const source = String(await frame.getAttribute('src'))
    const response = await fetch(source)

    assert.is(await frame.getAttribute('sandbox'), 'allow-scripts')
    assert.is.not(new URL(source).origin, new URL(page.url()).origin)
    assert.is(await page.frames().at(-1)?.evaluate('self.origin'), 'null')
    const policy = String(response.headers.get('content-security-policy'))
    assert.ok(policy.endsWith(`frame-ancestors ${new URL(page.url()).origin}`), policy)
  }))

test('the CRM aborts, until the agent unblocks the account in the frame', () =>
  onDesk(async ({ page, choose, press, state }) => {
    const crm = page.frameLocator('iframe')
    await choose('Priya Raman')
    await press('Accept')
    const told = await state('aborted')

    assert.is(told, 'Not accepted Aborted by checkTheAccount of crm-page: C-10931 is blocked in the CRM')
    assert.is(await crm.locator('#asked').innerText(), 'Asked for C-10931: blocked')

    await crm.getByLabel('Block C-10931').click()
    await press('Accept')
    assert.is(await state('done'), 'Accepted You are connected.')
  }))

test('the CRM edits the priority and signs a message; it sees neither who the customer is nor the conversation', () =>
  onDesk(async ({ page, choose, press, state }) => {
    const seen: string[] = []
    await page.exposeFunction('saw', (text: string) => void seen.push(text))
    await page.frames().at(-1)?.evaluate(`addEventListener('message', ({ data }) => saw(JSON.stringify(data)))`)
    await choose('Tomás Ferreira')
    await press('Accept')
    await state('done')
    await page.locator('#task dd', { hasText: /^9$/ }).waitFor()

    await page.getByLabel('Message', { exact: true }).fill('Hello')
    await press('Send')
    await page.locator('#task .ours', { hasText: 'Hello — Your desk, with the CRM' }).waitFor()

    assert.ok(seen.some((text) => text.includes('C-11877')))
    for (const secret of ['Tomás', 'tomas.ferreira', 'CHc2dbcc', 'WR']) {
      assert.not.ok(
        seen.some((text) => text.includes(secret)),
        secret,
      )
    }
  }))

test('a worker that is killed while it thinks lets go of the task at once, and the desk goes on', () =>
  onDesk(async ({ page, choose, press, state, toggle }) => {
    await choose('Amelia Hart')
    await press('Accept')
    await page.getByText('Waiting for scoreTheTask of score').waitFor()
    const begin = performance.now()
    await toggle('Score in a worker')
    const told = await state('failed')

    assert.match(told, 'Not accepted scoreTheTask of score failed: Cannot go on with the action "AcceptTask"')
    assert.ok(performance.now() - begin < 3_000)
    await press('Accept')
    assert.is(await state('done'), 'Accepted You are connected.')
    assert.is(await page.getByRole('switch', { name: 'Score in a worker' }).getAttribute('aria-checked'), 'false')
  }))

test('a frame that is removed lets everything through', () =>
  onDesk(async ({ page, choose, press, state, toggle }) => {
    await toggle('CRM in a frame')
    await choose('Priya Raman')
    await press('Accept')

    assert.is(await state('done'), 'Accepted You are connected.')
    assert.is(await page.locator('iframe').count(), 0)
  }))

test.run()
