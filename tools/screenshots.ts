// Takes a picture of every state of the desk's page, at three widths, light and dark. Writes
// docs/screenshots/<state>-<width>-<scheme>.png.
//
//   node --import tsx tools/screenshots.ts [part of a name…]

import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DeskPage, openPage, openSite } from '../tests/desk/page.js'

const FOLDER = 'docs/screenshots'

/** The steps that make each state visible. */
const states: Record<string, (desk: DeskPage) => Promise<unknown>> = {
  async empty({ page }) {
    await page.route('**/tasks', (route) => route.fulfill({ body: '' }))
    await page.reload()
    await page.getByText('There are no tasks today.').waitFor()
  },
  async idle({ choose, state }) {
    await choose('Tomás Ferreira')
    await state('idle')
  },
  async asking({ page, choose, press, state }) {
    await page.getByLabel('Ask with').selectOption('a dialog of the page')
    await choose('Tomás Ferreira')
    await press('Accept')
    await state('asking')
  },
  async pending({ choose, press, state, toggle }) {
    await toggle('Check for fraud')
    await choose('Tomás Ferreira')
    await press('Accept')
    await state('pending')
  },
  async accepted({ choose, press, state }) {
    await choose('Amelia Hart')
    await press('Accept')
    await state('done')
  },
  async conversation({ page, choose, press, state }) {
    await choose('Tomás Ferreira')
    await press('Accept')
    await state('done')
    for (const line of ['Hello, I see what happened.', 'Could you try once more, with the new link?']) {
      await page.getByLabel('Message', { exact: true }).fill(line)
      await press('Send')
      await page.locator('#task .ours', { hasText: line }).waitFor()
    }
  },
  async completed({ page, choose, press }) {
    await choose('Sofia Lindqvist')
    for (const step of ['Accept', 'Wrap up', 'Complete']) await press(step)
    await page.locator('#task .notes').getByText('201, report-').waitFor()
  },
  async reported({ page, choose, press }) {
    await choose('Olga Petrenko')
    for (const step of ['Accept', 'Wrap up', 'Complete']) await press(step)
    await page.locator('#log').getByText('the report was refused: 503').waitFor()
  },
  async aborted({ answer, choose, press, state }) {
    answer((dialog) => dialog.dismiss())
    await choose('Priya Raman')
    await press('Accept')
    await state('aborted')
  },
  async failed({ choose, press, state, toggle }) {
    await toggle('Ask for a rating')
    await choose('Tomás Ferreira')
    for (const step of ['Accept', 'Wrap up', 'Complete']) await press(step)
    await state('failed')
  },
  async 'timed-out'({ choose, press, state, toggle }) {
    await toggle('Check for fraud')
    await choose('Tomás Ferreira')
    await press('Accept')
    await state('timed-out')
  },
  async 'logged-out'({ page, choose, press }) {
    await choose('Sofia Lindqvist')
    for (const step of ['Accept', 'Wrap up', 'Complete']) await press(step)
    await page.getByRole('button', { name: 'Next task' }).waitFor()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('heading', { name: 'You are logged out' }).waitFor()
  },
  async loaded({ page }) {
    await page.getByRole('button', { name: 'Run 10 000 more' }).click()
    await page.locator('#load-result', { hasText: 'longest frame' }).waitFor()
  },
  async shift({ page, answer, choose, press, state, toggle }) {
    await choose('Sofia Lindqvist')
    for (const step of ['Accept', 'Wrap up', 'Complete']) await press(step)
    await page.getByRole('button', { name: 'Next task' }).waitFor()
    answer((dialog) => dialog.dismiss())
    await choose('Priya Raman')
    await press('Accept')
    await state('aborted')
    answer((dialog) => dialog.accept())
    await toggle('Ask for a rating')
    await choose('Tomás Ferreira')
    for (const step of ['Accept', 'Wrap up', 'Complete']) await press(step)
    await state('failed')
  },
}

const wanted = process.argv.slice(2)
mkdirSync(FOLDER, { recursive: true })
const site = await openSite()
try {
  for (const [state, reach] of Object.entries(states)) {
    for (const width of [1440, 768, 360]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const name = `${state}-${width}-${colorScheme}.png`
        if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue
        const desk = await openPage(site, { colorScheme, viewport: { width, height: 900 } })
        await reach(desk)
        await show(desk, width)
        const path = join(FOLDER, name)
        await desk.page.screenshot({ path, animations: 'disabled' })
        await desk.close()
        console.log(`${path}  ${Math.ceil(readFileSync(path).length / 1000)} kB`)
      }
    }
  }
} finally {
  await site.close()
}

/**
 * Makes the window as high as the page, because the timeline draws only what is visible. Removes the focus from the
 * element that was clicked last.
 */
async function show({ page }: DeskPage, width: number): Promise<void> {
  const height = Number(await page.evaluate('Math.ceil(document.documentElement.scrollHeight)'))
  await page.setViewportSize({ width, height })
  await page.mouse.move(0, 0)
  await page.waitForTimeout(300)
}
