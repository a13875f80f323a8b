// The desk in the browser, for everybody: what axe says of it at three widths, light and dark.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type DeskSite, openPage, openSite } from './page.js'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Made by the first test that asks: an error in a hook would be swallowed by uvu, here it is the test's own. */
let site: Promise<DeskSite> | undefined

test.after(async () => (await site)?.close())

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 768, 1440]) {
    test(`axe finds nothing serious, ${colorScheme}, at ${width} px, and nothing is wider than the page`, async () => {
      site ??= openSite()
      const desk = await openPage(await site, { colorScheme, viewport: { width, height: 900 } })
      const { page, answer, choose, press, state } = desk
      await page.evaluate(axe)

      await choose('Tomás Ferreira')
      await press('Accept')
      await state('done')
      assert.equal(await offences(page), [])
      assert.is(await page.evaluate('document.documentElement.scrollWidth'), width)

      answer((dialog) => dialog.dismiss())
      await choose('Amelia Hart')
      await press('Accept')
      await state('aborted')
      assert.equal(await offences(page, '#task'), [])

      await page.getByLabel('Ask with').selectOption('a dialog of the page')
      await press('Accept')
      await state('asking')
      assert.equal(await offences(page, 'dialog'), [])
      await page.keyboard.press('Escape')

      await page.getByRole('button', { name: 'Log out' }).click()
      await page.getByRole('heading', { name: 'You are logged out' }).waitFor()
      assert.equal(await offences(page, '.left'), [])
      assert.equal(desk.complaints, [])
      await desk.close()
    })
  }
}

test.run()

/** What axe calls serious or critical inside `part`, each with where it is. */
async function offences(page: Page, part = 'html'): Promise<string[]> {
  return page.evaluate(`axe.run(${JSON.stringify(part)}, { resultTypes: ['violations'] }).then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`)
}
