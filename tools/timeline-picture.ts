// Takes the picture of the timeline in the README: docs/screenshots/timeline-<scheme>.png.
//
//   node --import tsx tools/timeline-picture.ts

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { launchChromium } from '../tests/support/chromium.js'

/**
 * The document of the README is saved, and an empty document is not. The pauses give the bars their widths; they move the clock of the
 * recording themselves, so that the picture is the same on every machine.
 */
const PROGRAM = `
import { createActions } from './source/core/index.ts'
import { defineTimeline, record } from './source/devtools/index.ts'

const actions = createActions()
let now = 0
performance.now = () => now
Date.now = () => Date.UTC(2026, 10, 30, 9)
const pause = async (ms) => {
  await null
  now += ms
}
actions.registerAction('SaveDocument', async function save({ file, text }, ctx) {
  await pause(20)
  await ctx.invokeAction('UpdateIndex', file)
  return file + ': ' + text.length + ' characters'
})
actions.registerAction('UpdateIndex', async function update() {
  await pause(14)
})
actions.use(async function measure(_ctx, next) {
  await next()
})
actions.scope('rules').addListener('beforeSaveDocument', async function refuseEmpty({ text }, abort) {
  await pause(text === '' ? 24 : 16)
  if (text === '') abort('it is empty')
})
actions.scope('format').replaceAction('SaveDocument', async function trim(document, original) {
  await pause(6)
  return original({ ...document, text: document.text.trim() })
})
actions.scope('backup').addListener('afterSaveDocument', async function copy() {
  await pause(12)
})

defineTimeline()
const timeline = document.createElement('entracte-timeline')
timeline.recording = record(actions, { capture: true })
document.body.append(timeline)
await actions.settleAction('SaveDocument', { file: 'notes.md', text: '  Buy a cake.  ' })
await actions.settleAction('SaveDocument', { file: 'notes.md', text: '' })
timeline.fit()
window.done = true
`

const folder = mkdtempSync(join(tmpdir(), 'entracte-picture-'))
const bundle = await build({
  stdin: { contents: PROGRAM, resolveDir: resolve('.'), loader: 'ts' },
  ...{ bundle: true, write: false, format: 'esm', target: 'es2022' },
})
const browser = await launchChromium(folder)
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({
      colorScheme,
      viewport: { width: 920, height: 420 },
      deviceScaleFactor: 2,
      timezoneId: 'UTC',
    })
    await page.setContent(`<!doctype html><style>
      html { color-scheme: light dark; background: Canvas }
      body { margin: 0; padding: 8px }
      entracte-timeline { --timeline-height: 15rem }
    </style><body></body>`)
    await page.addScriptTag({ type: 'module', content: String(bundle.outputFiles[0]?.text) })
    await page.waitForFunction('window.done')
    await page.locator('[role=treeitem]').focus()
    for (const key of ['End', 'Enter']) await page.keyboard.press(key)
    await page.waitForTimeout(400)
    const path = `docs/screenshots/timeline-${colorScheme}.png`
    const height = Number(await page.evaluate('Math.ceil(document.documentElement.scrollHeight)'))
    await page.setViewportSize({ width: 920, height })
    await page.waitForTimeout(200)
    await page.screenshot({ path, animations: 'disabled' })
    console.log(`${path}  ${Math.ceil(readFileSync(path).length / 1000)} kB`)
    await page.close()
  }
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
