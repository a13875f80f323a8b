// Builds commits, so that the same benchmarks can measure the library before and after a change.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { npm } from './install.js'
import type { Build } from './results.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * The folder of the commits that have been built. It is inside the project, so that the build of a commit finds the
 * tools in the project's own `node_modules/`.
 */
const COMMITS = join(root, 'benchmarks', '.commits')

/** What a commit needs to be built. */
const PARTS = ['source', 'package.json', 'package-lock.json', 'rollup.config.mjs', 'tsconfig.build.json', '.npmrc']

/** Returns what is in this folder. `npm run bench` has built it. */
export function workingTree(): Build {
  return { folder: root, commit: currentCommit() }
}

/**
 * Returns the full name of a commit.
 *
 * @throws when git does not know the commit.
 */
export function resolveCommit(commit: string): string {
  try {
    return git('rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}`)
  } catch {
    throw new Error(`There is neither a file nor a commit ${commit}`)
  }
}

/**
 * Returns the build of a commit, and builds the commit when it has not been built before. The build has the
 * dependencies that the commit's own lockfile names. The tools that build it are those of this folder.
 */
export function buildOf(commit: string): Build {
  const full = resolveCommit(commit)
  const folder = join(COMMITS, full)
  const build: Build = { folder, commit: full.slice(0, 7) }
  if (existsSync(folder)) return build

  console.error(`Building ${build.commit} in benchmarks/.commits/`)
  // A build that was interrupted must not be taken for a complete build.
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  const archive = execFileSync('git', ['archive', '--format=tar', full, ...PARTS], { cwd: root, maxBuffer: 2 ** 28 })
  execFileSync('tar', ['-x', '-C', unfinished], { input: archive })
  npm(['ci', '--omit=dev', '--ignore-scripts', '--prefer-offline'], unfinished)
  const rollup = join(root, 'node_modules/rollup/dist/bin/rollup')
  execFileSync(process.execPath, [rollup, '--config', '--silent'], { cwd: unfinished, stdio: 'inherit' })
  renameSync(unfinished, folder)
  return build
}

/** Returns the address of each entry of a build, as its `package.json` says: `{ '.': 'file:///…/dist/core/index.js' }`. */
export function entriesOf({ folder }: Build): Record<string, string> {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { default: string }>
  }
  const modules = Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === 'string' ? [] : [[entry, pathToFileURL(join(folder, target.default)).href]],
  )
  return Object.fromEntries(modules)
}

/** Returns the commit of this folder, followed by `+` when the source has been changed since then. */
function currentCommit(): string {
  try {
    return git('rev-parse', '--short=7', 'HEAD') + (git('status', '--porcelain', '--', ':/source') === '' ? '' : '+')
  } catch {
    return 'unknown'
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
}
