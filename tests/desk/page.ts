// The desk's page for tests to use: built from source/ as it is now, served, and opened in a real Chromium.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser, BrowserContextOptions, Dialog, Page } from 'playwright-core'
import { rollup } from 'rollup'
import { loadConfigFile } from 'rollup/loadConfigFile'
import { buildPage } from '../../examples/desk/web/build.js'
import { serveDesk } from '../../examples/desk/web/server.js'
import { launchChromium } from '../support/chromium.js'
import { openWatched } from '../support/watched-page.js'

export interface DeskSite {
  address: string
  browser: Browser
  /** Takes it all down, in reverse; whatever had come up when opening failed, too. */
  close(): Promise<void>
}

/** @param tasks The file of tasks; those of the example if not given. They come without a pause. */
export async function openSite(tasks = resolve('examples/desk/tasks.jsonl')): Promise<DeskSite> {
  const undoings: (() => unknown)[] = []
  const close = async () => {
    for (const undo of undoings.splice(0).reverse()) await undo()
  }
  try {
    const folder = mkdtempSync(join(tmpdir(), 'entracte-desk-'))
    undoings.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
    const [library, page, browsers] = ['library', 'page', 'browser'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    mkdirSync(browsers)
    await buildLibrary(library)
    await buildPage(page, library)
    const server = await serveDesk({ page, tasks, pace: 0 })
    undoings.push(() => server.close())
    const browser = await launchChromium(browsers)
    undoings.push(() => browser.close())
    return { address: server.address, browser, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Builds what rollup.config.mjs says of the modules, but into `folder`, since dist/ may be of yesterday. */
export async function buildLibrary(folder: string): Promise<void> {
  const { options } = await loadConfigFile(resolve('rollup.config.mjs'), {})
  const [modules] = options
  if (modules === undefined) throw new Error('rollup.config.mjs builds nothing')
  const plugins = [modules.plugins].flat().filter((plugin) => plugin && 'name' in plugin && plugin.name !== 'emptied')
  const build = await rollup({ ...modules, plugins })
  for (const output of modules.output) await build.write({ ...output, dir: folder, sourcemap: false })
  await build.close()
}

export interface DeskPage {
  page: Page
  /** What the page has complained of: errors and warnings in the console, what was thrown, what the policy refused. */
  complaints: string[]
  /** The dialogs of the browser, in order, as `confirm: Take …?`. */
  dialogs: string[]
  /** How the dialogs are answered; yes at the beginning. */
  answer(answer: (dialog: Dialog) => unknown): void
  /** Chooses the task of a customer; the first of several. */
  choose(customer: string): Promise<void>
  /** Clicks a button of the chosen task. */
  press(label: string): Promise<void>
  /** How the chosen task stands. */
  state(kind: string): Promise<string>
  /** What the plugins say beside the chosen task. */
  notes(): Promise<string[]>
  /** Switches a plugin. */
  toggle(title: string): Promise<void>
  close(): Promise<void>
}

/** Opens the page in a context of its own, with every task there. */
export async function openPage({ address, browser }: DeskSite, options: BrowserContextOptions = {}): Promise<DeskPage> {
  const { context, page, complaints } = await openWatched(browser, options)
  const dialogs: string[] = []
  let answer: (dialog: Dialog) => unknown = (dialog) => dialog.accept()
  page.on('dialog', (dialog) => {
    dialogs.push(`${dialog.type()}: ${dialog.message()}`)
    void answer(dialog)
  })
  await page.goto(address)
  await page.getByText('That was the last task.').waitFor()
  const task = page.locator('#task')
  return {
    page,
    complaints,
    dialogs,
    answer: (other) => {
      answer = other
    },
    choose: (customer) => page.locator('#tasks').getByRole('option', { name: customer }).first().click(),
    press: (label) => task.getByRole('button', { name: label, exact: true }).click(),
    async state(kind) {
      const state = task.locator(`[data-state="${kind}"]`)
      await state.waitFor()
      return state.innerText()
    },
    notes: () => task.locator('.notes li').allInnerTexts(),
    toggle: (title) => page.getByRole('switch', { name: title }).click(),
    close: () => context.close(),
  }
}
