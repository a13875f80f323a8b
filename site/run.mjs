// Builds the site, shows it, or tests it. Installs first what is missing, so that one command is enough on a fresh machine.
//
//   npm run site                  builds site/dist
//   npm run site -- --serve       builds, and shows it on http://localhost:4173 (--port N)
//   npm run site -- --test [part of a name…]   builds, and runs the tests in Chromium
//   npm run site -- --no-build …  leaves out the building

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { install } from '../tools/install.mjs'

const site = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('..', import.meta.url))

for (const folder of [root, site]) install(folder)
const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'site/main.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
