// Tries a page without a bundler, in a real Chromium, under a policy that lets no text become code.

import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../../tests/support/chromium.js'
import { FREE_DOORS, filesOf } from '../package/manifest.js'
import type { Place, Way } from './place.js'
import { type Names, pageProgramOf, specifierOf } from './programs.js'
import type { Project } from './workshop.js'

/** A page: what is in its head, and the program that loads the library. */
interface Page {
  scripts: readonly string[]
  /** The import map, which the policy has to allow by its hash. */
  importMap?: string
  program(names: Names): string
}

/** Maps the core and every sub-path to the file in dist/, as a user writes it by hand. */
const IMPORT_MAP = JSON.stringify({
  imports: Object.fromEntries(FREE_DOORS.map((door) => [specifierOf(door), `/${filesOf(door).module}`])),
})

const PAGES: Readonly<Record<string, Page>> = {
  'one module': {
    scripts: ['<script type="module" src="/program.js"></script>'],
    program: (names) => pageProgramOf(names, `import * as core from '/dist/entracte.min.js'\nconst doors = { core }`),
  },
  'one script': {
    scripts: ['<script src="/dist/entracte.global.min.js"></script>', '<script src="/program.js"></script>'],
    program: (names) => pageProgramOf(names, 'const doors = { core: entracte }'),
  },
  'an import map, with every sub-path': {
    importMap: IMPORT_MAP,
    scripts: ['<script type="module" src="/program.js"></script>'],
    program: (names) => pageProgramOf(names),
  },
}

export const IN_PAGES: readonly Place[] = [
  {
    group: 'Pages',
    name: 'Chromium, under a strict policy',
    ways: Object.entries(PAGES).map(
      ([name, page]): Way => ({
        name,
        async try(workshop) {
          await visit(await workshop.project([]), page, workshop.names)
          return {}
        },
      }),
    ),
  },
]

/** Opens the page, waits until it has told, and fails when it printed or threw anything. */
async function visit(project: Project, page: Page, names: Names): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'entracte-page-'))
  const { TMPDIR } = process.env
  let server: Server | undefined
  let browser: Browser | undefined
  try {
    server = await serve(project.installed('entracte'), page, names)
    browser = await launchChromium(scratch)
    const tab = await browser.newPage()
    const complaints: string[] = []
    tab.on('console', (message) => void complaints.push(message.text()))
    tab.on('pageerror', (error) => void complaints.push(String(error)))

    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await tab.waitForFunction('globalThis.told', undefined, { timeout: 20_000 }).catch((error: Error) => {
      throw new Error(`The page told nothing. ${complaints.join('; ')}`, { cause: error })
    })
    const told = (await tab.evaluate('globalThis.told')) as { error?: string; guarded?: boolean }

    if (told.error !== undefined) throw new Error(told.error)
    if (!told.guarded) throw new Error('The policy lets text become code.')
    if (complaints.length > 0) throw new Error(complaints.join('; '))
  } finally {
    await browser?.close()
    server?.close()
    // The packaged Chromium needs it while it starts.
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Serves the page, its program, and the installed library. */
async function serve(library: string, { scripts, importMap, program }: Page, names: Names): Promise<Server> {
  const map = importMap === undefined ? '' : `<script type="importmap">${importMap}</script>`
  const hash = importMap === undefined ? '' : ` 'sha256-${createHash('sha256').update(importMap).digest('base64')}'`
  const policy = `default-src 'none'; script-src 'self'${hash}; img-src data:`
  const server = createServer(({ url = '' }, response) => {
    const send = (type: string, text: string) =>
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': policy }).end(text)
    const file = join(library, url)
    if (url === '/') send('text/html', `<!doctype html><link rel="icon" href="data:,">${map}${scripts.join('')}`)
    else if (url === '/program.js') send('text/javascript', program(names))
    else if (/^\/dist\/[\w./-]+\.js$/.test(url) && existsSync(file)) send('text/javascript', readFileSync(file, 'utf8'))
    else response.writeHead(404).end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return server
}
