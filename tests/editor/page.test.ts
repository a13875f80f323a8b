// The editor as it is built for users: used by mouse and by keyboard alone, and what axe says of it, light and dark.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type EditorPage, type EditorSite, openPage, openSite, run } from './page.js'

const folder = mkdtempSync(join(tmpdir(), 'entracte-built-'))

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe calls serious or critical, each with where it is. */
const OFFENCES = `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`

/** Made by the first test that asks: an error in a hook would be swallowed by uvu, here it is the test's own. */
let site: Promise<EditorSite> | undefined

test.after(async () => {
  await (await site)?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function build(): Promise<EditorSite> {
  await run('node_modules/vite/bin/vite.js', 'build', '--outDir', folder, '--logLevel', 'error')
  return openSite(['preview', '--outDir', folder])
}

/** Runs a story on a page of its own, which must not have complained by the end. */
async function onEditor(story: (editor: EditorPage) => Promise<void>): Promise<void> {
  site ??= build()
  const editor = await openPage(await site)
  await story(editor)
  assert.equal(editor.complaints, [])
  await editor.close()
}

/** The element that has the focus, as people know it. */
const FOCUSED = `(() => {
  const { activeElement: focused } = document
  return focused.getAttribute('aria-label') ?? focused.closest('label')?.firstChild.textContent ?? focused.textContent
})()`

test('a no to spelling stops saving, says who it was, and goes to the word', () =>
  onEditor(async ({ page, said, stored, activity }) => {
    await page.getByRole('button', { name: 'Save' }).click()
    const dialog = page.getByRole('dialog', { name: 'Save with misspelt words?' })
    assert.match(await dialog.innerText(), '“teh” should be “the” (and 1 more).')
    await dialog.getByRole('button', { name: 'Go to the word' }).click()

    assert.is(await said('Not saved'), 'Not saved: “teh” is misspelt (spelling)')
    assert.is(await page.evaluate('String(getSelection())'), 'teh')
    assert.equal(await activity(), ['Saving welcome.md was stopped by spelling: “teh” is misspelt'])
    assert.is(await stored('welcome.md'), undefined)
  }))

test('a yes saves, and without the plugin nobody is asked', () =>
  onEditor(async ({ page, toggle, activity, stored }) => {
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Save anyway' }).click()
    await page.getByText('Saving welcome.md is done').waitFor()
    assert.match((await stored('welcome.md')) ?? '', /^# Welcome/)

    await toggle('Spelling')
    assert.is(await page.locator('.misspelt').count(), 0)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.locator('.happening').nth(1).waitFor()

    assert.equal(await activity(), ['Saving welcome.md is done', 'Saving welcome.md is done'])
  }))

test('by keyboard alone: every control is reached in its order, and the text does not keep Tab', () =>
  onEditor(async ({ page }) => {
    const seen: string[] = []
    for (let i = 0; i < 15; i++) {
      await page.keyboard.press('Tab')
      seen.push(String(await page.evaluate(FOCUSED)))
    }

    assert.equal(seen.slice(0, 5), ['Document', 'New document', 'Save', 'Theme', 'Text of the document'])
    assert.equal(seen.slice(5, 12), [
      ...['Spelling', 'Autosave', 'Word count', 'Publish', 'Synchronize', 'Storage', 'Read only'],
    ])
  }))

test('by keyboard alone: a yes goes back to the button, and a no goes to the word', () =>
  onEditor(async ({ page, said }) => {
    await page.getByRole('button', { name: 'Save' }).press('Enter')
    await page.getByRole('dialog').waitFor()
    assert.is(await page.evaluate(FOCUSED), 'Go to the word')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('Saving welcome.md is done').waitFor()
    assert.is(await page.evaluate(FOCUSED), 'Save')

    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Enter')
    await said('Not saved')
    assert.is(await page.evaluate(FOCUSED), 'Text of the document')
  }))

test('by keyboard alone: write, save, say no with Escape, correct the word, save', () =>
  onEditor(async ({ page, said, toggle, stored }) => {
    await toggle('Autosave')
    await page.getByRole('button', { name: 'New document' }).press('Enter')
    await page.locator('.cm-content:focus').waitFor()
    await page.keyboard.type('Buy teh cake')
    await page.keyboard.press('Control+s')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await said('Not saved')
    // The word is selected, and what is typed replaces it.
    await page.locator('.cm-content:focus').waitFor()
    await page.keyboard.type('the')
    assert.is(await said('Unsaved'), 'Unsaved changes')
    await page.keyboard.press('Control+s')

    assert.is(await said('Saved'), 'Saved')
    assert.is(await stored('untitled-1.md'), 'Buy the cake')
  }))

test('autosave saves by itself, and tries again while the storage is away', () =>
  onEditor(async ({ page, toggle, stored, activity }) => {
    await toggle('Storage')
    await page.getByRole('textbox').press('Control+End')
    await page.keyboard.type('The end.')
    await page.getByText(/Autosave failed, tries again in \d s/).waitFor()
    await toggle('Storage')
    await page.getByText('Saved by itself').waitFor()

    assert.match((await stored('welcome.md')) ?? '', /The end\.$/)
    const [last, ...failures] = await activity()
    assert.is(last, 'Saving welcome.md by itself is done')
    // On a busy machine, it may have tried twice before the storage was back.
    assert.equal([...new Set(failures)], ['Saving welcome.md by itself failed: the storage is out of reach'])
  }))

test('the words are counted with each key, until the plugin is off', () =>
  onEditor(async ({ page, toggle }) => {
    const status = page.getByRole('contentinfo')
    await page.getByRole('combobox', { name: 'Document' }).selectOption('shopping.md')
    await status.getByText('6 words, 1 min to read', { exact: true }).waitFor()
    await page.keyboard.type('One more ')
    await status.getByText('8 words, 1 min to read', { exact: true }).waitFor()

    await toggle('Word count')
    assert.not.match(await status.innerText(), /words,/)
  }))

test('a plugin whose set-up fails shows its error, and the editor goes on', () =>
  onEditor(async ({ page, toggle }) => {
    await toggle('Synchronize')
    const row = page.locator('[data-plugin="sync"]')
    assert.match(
      await row.getByRole('alert').innerText(),
      'It could not be switched on: there is no account to synchronize with.',
    )
    await row.getByRole('button', { name: 'Try again' }).click()
    await row.and(page.locator('[data-status="failed"]')).waitFor()
    await page.keyboard.press('Control+s')
    await page.getByRole('button', { name: 'Save anyway' }).click()
    await page.getByText('Saving welcome.md is done').waitFor()

    await toggle('Synchronize')
    assert.is(await row.getByRole('alert').count(), 0)
  }))

test('a plugin whose listener fails is named, and the document is saved', () =>
  onEditor(async ({ page, toggle, activity, stored }) => {
    await toggle('Publish')
    await page.locator('[data-plugin="publish"][data-status="on"]').waitFor()
    await page.keyboard.press('Control+s')
    await page.getByRole('button', { name: 'Save anyway' }).click()
    const trouble = page.locator('[data-plugin="publish"]').getByRole('alert')

    assert.is(await trouble.innerText(), 'Its listener failed: the blog did not take welcome.md. The editor goes on.')
    await page.getByText('Saving welcome.md is done').waitFor()
    assert.equal(await activity(), [
      'Saving welcome.md is done',
      'publish failed in afterSaveDocument: the blog did not take welcome.md',
    ])
    assert.match((await stored('welcome.md')) ?? '', /^# Welcome/)
  }))

test('read only, saving is blocked for the button, the keyboard and plugins', () =>
  onEditor(async ({ page, toggle, said, activity }) => {
    await toggle('Read only')
    await said('Read only')
    assert.is(await page.getByRole('button', { name: 'Save' }).getAttribute('aria-disabled'), 'true')
    await page.getByRole('textbox').click()
    await page.keyboard.type('nobody writes')
    await page.keyboard.press('Control+s')

    assert.not.match(await page.getByRole('textbox').innerText(), 'nobody writes')
    assert.equal(await activity(), [])
    await toggle('Read only')
    assert.is(await said('Saved'), 'Saved')
  }))

test('leaving a document with changes asks first, and a no stays', () =>
  onEditor(async ({ page, toggle }) => {
    await toggle('Autosave')
    const choice = page.getByRole('combobox', { name: 'Document' })
    await page.getByRole('textbox').click()
    await page.keyboard.type('changed ')
    await choice.selectOption('shopping.md')
    await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click()
    assert.is(await choice.inputValue(), 'welcome.md')

    await choice.selectOption('shopping.md')
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click()
    await page.getByText('Opening shopping.md is done').waitFor()
    assert.is(await choice.inputValue(), 'shopping.md')
    assert.match(await page.getByRole('textbox').innerText(), /^# Shopping/)
  }))

test('what was saved is there when the page is opened again', () =>
  onEditor(async ({ page }) => {
    await page.getByRole('textbox').press('Control+Home')
    await page.keyboard.type('Hello. ')
    await page.getByText('Saved by itself').waitFor()
    await page.reload()

    await page.getByRole('textbox').getByText('Hello.').waitFor()
  }))

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1280]) {
    test(`axe finds nothing serious, ${colorScheme}, at ${width} px, and nothing is wider than the page`, async () => {
      site ??= build()
      const { page, toggle, close } = await openPage(await site, { colorScheme, viewport: { width, height: 900 } })
      await page.evaluate(AXE)
      assert.equal(await page.evaluate(OFFENCES), [])

      await toggle('Synchronize')
      await toggle('Publish')
      await page.keyboard.press('Control+s')
      await page.getByRole('dialog').waitFor()
      assert.equal(await page.evaluate(OFFENCES), [])

      await page.getByRole('button', { name: 'Save anyway' }).click()
      await page.getByText('The editor goes on.').waitFor()
      await toggle('Read only')
      assert.equal(await page.evaluate(OFFENCES), [])
      assert.is(await page.evaluate('document.documentElement.scrollWidth'), width)
      await close()
    })
  }
}

test('nothing of the timeline is in the build', async () => {
  site ??= build()
  await site

  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:js|css)$/.test(name))
  const guilty = files.filter((name) => readFileSync(join(folder, name), 'utf8').includes('entracte-timeline'))

  assert.ok(files.some((name) => name.includes('spelling')))
  assert.equal(guilty, [])
})

test.run()
