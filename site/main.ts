// Builds the site into site/dist, shows it, or tests it. run.mjs says how it is called.

import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import sirv from 'sirv'
import { readLicences } from './licences.js'
import { buildLive } from './live.js'
import { SITE_PAGES } from './pages.js'
import { writeReference } from './reference.js'
import { ROOT } from './root.js'

const SITE = join(ROOT, 'site')
const DIST = join(SITE, 'dist')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    build: { type: 'boolean', default: true },
    /** Builds only the live parts: for who works on them. */
    live: { type: 'boolean', default: false },
    serve: { type: 'boolean', default: false },
    port: { type: 'string', default: '4173' },
    test: { type: 'boolean', default: false },
  },
})

if (values.live) await buildLive(join(DIST, 'live'))
else if (values.build) await buildSite()
if (values.test) test(positionals)
if (values.serve) serve(Number(values.port))

async function buildSite(): Promise<void> {
  writeReference()
  // A process of its own, which reads what typedoc has just written.
  node('site/write.ts')
  node('site/node_modules/vitepress/bin/vitepress.js', 'build', 'site')
  const folders = await buildLive(join(DIST, 'live'))
  cpSync(join(SITE, 'public'), DIST, { recursive: true })
  writeFileSync(join(DIST, 'licences.txt'), readLicences(folders))
  // llms.txt links to the pages as Markdown, as they are in the repository.
  for (const file of ['llms.txt', ...SITE_PAGES.map(({ file }) => file)]) {
    mkdirSync(dirname(join(DIST, file)), { recursive: true })
    copyFileSync(join(ROOT, file), join(DIST, file))
  }
}

/** Runs the test files whose names contain a pattern, one after the other, since each has a browser. */
function test(patterns: string[]): void {
  const files = readdirSync(join(SITE, 'tests')).filter((file) => file.endsWith('.test.ts'))
  const chosen = files.filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)))
  if (chosen.length === 0) throw new Error(`No file in site/tests has ${patterns.join(' or ')} in its name`)
  node('node_modules/typescript7/bin/tsc', '-p', 'site/tsconfig.json')
  for (const file of chosen) node(`site/tests/${file}`)
}

function serve(port: number): void {
  createServer(sirv(DIST, { dev: true })).listen(port, () => console.log(`http://localhost:${port}`))
}

/** Runs a script of this repository, and ends when it fails. */
function node(script: string, ...args: string[]): void {
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', script, ...args], { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
