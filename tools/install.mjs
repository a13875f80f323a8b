// Installs the packages of folders as their lockfiles say, unless that has been done since the lockfiles were written.
//
//   node tools/install.mjs [folder…]

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** How long another process may install the same packages, in milliseconds. */
const PATIENCE = 120_000

const ROOT = fileURLToPath(new URL('..', import.meta.url))

if (process.argv[1] === fileURLToPath(import.meta.url)) process.argv.slice(2).forEach(install)

/** @param {string} folder A folder with a package-lock.json. */
export function install(folder) {
  const lock = join(folder, '.installing')
  const deadline = Date.now() + PATIENCE
  while (!isInstalled(folder)) {
    // Several test files may come here at the same time. Only one of them can make the folder.
    if (makes(lock)) {
      try {
        if (!isInstalled(folder)) npmCi(folder)
      } finally {
        rmdirSync(lock)
      }
    } else if (Date.now() > deadline) throw new Error(`Nothing is installed: delete ${lock} if no npm runs there`)
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250)
  }
}

function isInstalled(folder) {
  const installed = join(folder, 'node_modules/.package-lock.json')
  if (!existsSync(installed)) return false
  // In the root, whoever changes the lockfile installs, too.
  const isRoot = relative(ROOT, folder) === ''
  return isRoot || statSync(installed).mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs
}

function npmCi(folder) {
  console.error(`Installing packages with npm ci in ${folder}`)
  const { npm_execpath: script, NODE_V8_COVERAGE: _, ...env } = process.env
  const [command, args] = script ? [process.execPath, [script, 'ci']] : ['npm', ['ci']]
  execFileSync(command, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] })
}

function makes(folder) {
  try {
    mkdirSync(folder)
    return true
  } catch {
    return false
  }
}
