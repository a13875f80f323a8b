// Decides what every page promises: no complaints, nothing serious for axe, nothing wider than the window, in the light and in the dark.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSite, type Site } from './site.js'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const PAGES = [
  'index.html',
  'playground.html',
  'flex.html',
  'benchmarks.html',
  'guide/guide.html',
  'guide/comparison.html',
  'reference/state.html',
]

let site: Promise<Site> | undefined

test.after(async () => (await site)?.close())

for (const path of PAGES) {
  for (const [width, colorScheme] of [
    [360, 'dark'],
    [360, 'light'],
    [768, 'dark'],
    [1440, 'light'],
    [1440, 'dark'],
  ] as const) {
    test(`${path} is for everybody at ${width} px, ${colorScheme}`, async () => {
      site ??= openSite()
      const { page, complaints, close } = await (await site).open(path, {
        colorScheme,
        viewport: { width, height: 900 },
      })

      assert.equal(complaints, [])
      assert.is(await page.evaluate('document.documentElement.scrollWidth'), width)
      assert.equal(await offences(page), [])
      await close()
    })
  }
}

test.run()

/** What axe calls serious or critical, each with where it is. */
async function offences(page: Page): Promise<string[]> {
  // A script of the test is not under the policy of the page.
  await page.evaluate(axe)
  return page.evaluate(`axe.run('html', { resultTypes: ['violations'] }).then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 5).map(({ target, failureSummary }) => target.join(' ') + ' ' + failureSummary).join(', ')))`)
}
