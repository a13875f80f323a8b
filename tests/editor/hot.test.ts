// The editor while it is developed, with real Vite: a changed plugin is loaded again, and takes the place of its earlier version. And
// the timeline, which is there in development only.

import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type EditorSite, EXAMPLE, installExample, openPage, openSite } from './page.js'

/** A copy of the example, so that its files can be changed. */
const folder = mkdtempSync(join(tmpdir(), 'entracte-hot-'))

let site: Promise<EditorSite> | undefined

test.after(async () => {
  await (await site)?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function serveCopy(): Promise<EditorSite> {
  await installExample()
  for (const name of ['index.html', 'public', 'src'])
    cpSync(join(EXAMPLE, name), join(folder, name), { recursive: true })
  symlinkSync(join(EXAMPLE, 'node_modules'), join(folder, 'node_modules'))
  const changes = { root: folder, cacheDir: join(folder, '.vite'), server: { fs: { strict: false } } }
  writeFileSync(
    join(folder, 'vite.config.mjs'),
    `import { mergeConfig } from 'vite'
    import config from ${JSON.stringify(join(EXAMPLE, 'vite.config.ts'))}
    export default mergeConfig(config, ${JSON.stringify(changes)})`,
  )
  return openSite([], folder)
}

/** What the plugin has attached to SaveDocument, as the timeline's actions know it. */
const ATTACHED = `document.querySelector('entracte-timeline').actions.explain('SaveDocument')
  .filter(({ scope }) => scope === 'spelling').map(({ kind, name }) => kind + ' ' + name)`

function change(file: string, from: string, to: string): void {
  const path = join(folder, 'src/plugins', file)
  const text = readFileSync(path, 'utf8')
  assert.ok(text.includes(from), `${file} has ${from}`)
  writeFileSync(path, text.replaceAll(from, to))
}

test('a changed plugin replaces its earlier version, and its listeners are attached exactly once', async () => {
  site ??= serveCopy()
  const { page, complaints, close } = await openPage(await site)
  assert.equal(await page.evaluate(ATTACHED), ['before checkSpelling'])
  await page.evaluate('globalThis.isSamePage = true')

  change('spelling.ts', 'Save anyway', 'Save it all the same')
  change('spelling.ts', 'checkSpelling', 'checkAgain')
  await page.waitForFunction(`${ATTACHED}.includes('before checkAgain')`)
  assert.equal(await page.evaluate(ATTACHED), ['before checkAgain'])
  await page.keyboard.press('Control+s')
  await page.getByRole('button', { name: 'Save it all the same' }).click()
  await page.getByText('Saving welcome.md is done').waitFor()
  assert.is(await page.getByRole('dialog').count(), 0)

  await page.getByRole('switch', { name: 'Spelling' }).click()
  const loaded = page.waitForResponse(/spelling\.ts\?t=/)
  change('spelling.ts', 'checkAgain', 'checkOnceMore')
  // It stays off. That the new version is there is seen when it is switched on.
  await loaded
  assert.equal(await page.evaluate(ATTACHED), [])
  await page.getByRole('switch', { name: 'Spelling' }).click()
  await page.waitForFunction(`${ATTACHED}.length > 0`)
  assert.equal(await page.evaluate(ATTACHED), ['before checkOnceMore'])

  assert.is(await page.evaluate('isSamePage'), true, 'the page was not loaded anew')
  assert.equal(complaints, [])
  await close()
})

test('in development the timeline shows what ran', async () => {
  site ??= serveCopy()
  const { page, complaints, close } = await openPage(await site)
  await page.keyboard.press('Control+s')
  await page.keyboard.press('Escape')
  const timeline = page.locator('entracte-timeline')
  await timeline.scrollIntoViewIfNeeded()

  await timeline.getByText('1 invocation', { exact: true }).waitFor()
  assert.equal(complaints, [])
  await close()
})

test.run()
