// Does the page at /timeline show what happens in the service?

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { launchChromium } from '../support/chromium.js'
import { openHere, place } from './orders.js'

let here: Awaited<ReturnType<typeof openHere>>
let browser: Browser
const folder = mkdtempSync(join(tmpdir(), 'entracte-orders-'))

test.before(async () => {
  here = await openHere()
  browser = await launchChromium(folder)
})

test.after(async () => {
  await browser.close()
  await here.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

test('the page shows what was there before it, and what happens while it is open', async () => {
  const complaints: string[] = []
  const id = await place(here.ask, 'acme-manager')
  const page = await browser.newPage()
  page.setDefaultTimeout(15_000)
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => void complaints.push(String(error)))

  await page.goto(`${here.address}/timeline`)
  const timeline = page.locator('entracte-timeline')
  await timeline.getByText('1 invocation', { exact: true }).waitFor()
  await here.ask('acme-manager', 'CancelOrder', { id })
  await timeline.getByText('3 invocations', { exact: true }).waitFor()
  await timeline.getByRole('radio', { name: 'Table' }).check()
  const table = timeline.getByRole('table')
  await table.getByRole('button', { name: 'Refund' }).click()
  const details = await timeline.getByRole('region', { name: 'Details' }).innerText()

  for (const name of ['limitRefund', 'bookRefund', 'payBack']) assert.match(details, name)
  assert.equal(
    complaints.filter((text) => !text.includes('favicon')),
    [],
  )
})

test('the stream sends all at first, and then what has changed; it leaves nothing behind', async () => {
  await place(here.ask, 'acme-clerk')
  const left = new AbortController()
  const { body, headers } = await fetch(`${here.address}/timeline/events`, { signal: left.signal })
  const events = body?.pipeThrough(new TextDecoderStream()).getReader()
  const next = async () => (await events?.read())?.value ?? ''

  const all = await next()
  await place(here.ask, 'acme-clerk')
  const news = await next()
  left.abort()

  assert.match(headers.get('content-type') ?? '', 'text/event-stream')
  assert.match(all, /^event: all\ndata: \{"format":"entracte-recording\/1".*\n\n$/)
  const [invocation, ...others] = JSON.parse(news.replace(/^data: /, ''))
  assert.equal([invocation.action, invocation.outcome, others], ['PlaceOrder', 'done', []])
})

test.run()
