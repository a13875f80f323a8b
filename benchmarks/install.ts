// Installs the packages that the benchmarks measure, exactly as benchmarks/package-lock.json says.

import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))

export function installPeers(): void {
  const lockfile = `${folder}package-lock.json`
  const installed = `${folder}node_modules/.package-lock.json`
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return

  console.error('Installing the peers with npm ci in benchmarks/')
  npm(['ci'], folder)
}

/** Runs npm in a folder. */
export function npm(args: readonly string[], cwd: string): void {
  // `npm run` says where npm is. On Windows, `npm` alone is not a program.
  const { npm_execpath: script } = process.env
  const [command, all] = script ? [process.execPath, [script, ...args]] : ['npm', args]
  execFileSync(command, all, { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
}
