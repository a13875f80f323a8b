// The editor for tests to use: its packages are installed, Vite builds or serves it, and a real Chromium opens it.

import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { launchChromium } from '../support/chromium.js'
import { environment, root } from '../support/consumer.js'
import { openWatched } from '../support/watched-page.js'

export const EXAMPLE = join(root, 'examples/editor')

/** Installs the packages of the example, unless that has been done. */
export async function installExample(): Promise<void> {
  await promisify(execFile)(process.execPath, ['tools/install.mjs', EXAMPLE], { cwd: root, env: environment() })
}

/** Runs a program of the example's packages until it ends, and returns what it prints. @throws when it fails. */
export async function run(script: string, ...args: string[]): Promise<string> {
  await installExample()
  const { stdout } = await promisify(execFile)(process.execPath, [join(EXAMPLE, script), ...args], {
    cwd: EXAMPLE,
    env: { ...environment(), NO_COLOR: '1' },
  })
  return stdout
}

/** The editor at an address, and a browser. */
export interface EditorSite {
  address: string
  browser: Browser
  close(): Promise<void>
}

/**
 * Starts Vite, and a browser.
 *
 * @param args What Vite is told, as for its command line. It goes on to the next port where its port is taken.
 * @param cwd The folder that Vite runs in.
 */
export async function openSite(args: string[], cwd = EXAMPLE): Promise<EditorSite> {
  await installExample()
  const vite = join(EXAMPLE, 'node_modules/vite/bin/vite.js')
  const child = spawn(process.execPath, [vite, ...args, '--host', '127.0.0.1'], {
    cwd,
    env: { ...environment(), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const folder = mkdtempSync(join(tmpdir(), 'entracte-editor-'))
  const undoings: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true }), () => child.kill()]
  const close = async () => {
    for (const undo of undoings.splice(0).reverse()) await undo()
  }
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let output = ''
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text
          const [address] = /http:\S+/.exec(output) ?? []
          if (address !== undefined) resolve(address)
        })
      }
      child.on('exit', (code) => reject(new Error(`Vite ended with ${code}: ${output}`)))
    })
    const browser = await launchChromium(folder)
    undoings.push(() => browser.close())
    return { address, browser, close }
  } catch (error) {
    await close()
    throw error
  }
}

export interface EditorPage {
  page: Page
  /** What the page has complained of: errors and warnings in the console, and what was thrown. */
  complaints: string[]
  /** Switches a plugin, or a trial. */
  toggle(title: string): Promise<void>
  /** What the page says of saving, once it begins with the text. */
  said(text: string): Promise<string>
  /** What happened, the newest first. */
  activity(): Promise<string[]>
  /** The text of a document in the storage of the browser. */
  stored(file: string): Promise<string | undefined>
  close(): Promise<void>
}

/** Opens the page in a context of its own, with its plugins loaded. */
export async function openPage({ address, browser }: EditorSite, options: BrowserContextOptions = {}) {
  const { context, page, complaints } = await openWatched(browser, options)
  // The first time, Vite compiles everything: that takes long on a busy machine.
  await page.goto(address, { timeout: 90_000 })
  for (const name of ['spelling', 'autosave', 'words']) {
    await page.locator(`[data-plugin="${name}"][data-status="on"]`).waitFor()
  }
  const editor: EditorPage = {
    page,
    complaints,
    toggle: (title) => page.getByRole('switch', { name: title }).click(),
    async said(text) {
      const status = page.locator('.saved', { hasText: new RegExp(`^${text}`) })
      await status.waitFor()
      return status.innerText()
    },
    activity: () => page.locator('.happening p').allInnerTexts(),
    async stored(file) {
      const all = await page.evaluate('localStorage.getItem("entracte-editor")')
      return all === null ? undefined : (JSON.parse(String(all)) as Record<string, string>)[file]
    },
    close: () => context.close(),
  }
  return editor
}
