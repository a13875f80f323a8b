// Does it work in Chromium: with a worker, and with a sandboxed frame of another origin, under a strict policy?

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { launchChromium } from '../support/chromium.js'
import { EXPECTED, pageFiles } from './pages.js'

async function serve(files: Record<string, string>, policy: string): Promise<Server & { readonly address_: string }> {
  const server = createServer((request, response) => {
    const path = String(request.url).slice(1).split('?')[0] as string
    const text = files[path]
    response.writeHead(text === undefined ? 404 : 200, {
      'content-type': path.endsWith('.js') ? 'text/javascript' : 'text/html',
      'content-security-policy': policy,
    })
    response.end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(server, { address_: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

test('a worker and a sandboxed frame veto, edit and replace; one that is killed while it thinks leaves the desk alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'entracte-remote-'))
  const { 'host.js': page, 'worker.js': worker, ...rest } = pageFiles()
  const frame = await serve(rest, "default-src 'none'; script-src http://127.0.0.1:*")
  const html = '<!doctype html><link rel="icon" href="data:,"><body><script src="/host.js"></script>'
  const host = await serve(
    { '': html, 'host.js': String(page), 'worker.js': String(worker) },
    `default-src 'none'; script-src 'self'; worker-src 'self'; img-src data:; frame-src ${frame.address_}`,
  )
  const browser = await launchChromium(folder)
  try {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
    page.on('pageerror', (error) => void complaints.push(String(error)))
    await page.goto(`${host.address_}/?frame=${frame.address_}/frame.html`)
    // The policy forbids `waitForFunction`, which evaluates text.
    let log: string[] | undefined
    while (log === undefined)
      log = await page.evaluate('new Promise((go) => setTimeout(() => go(globalThis.outcome), 20))')

    assert.equal(log, EXPECTED)
    assert.equal(complaints, [])
  } finally {
    await browser.close()
    host.close()
    frame.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test.run()
