// Finds the versions of Node in which the benchmarks run, and fetches those that are missing.

import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npm } from './install.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const runtimes = join(root, 'tools', 'runtimes')

/** The folder of the versions that were fetched for the benchmarks alone. */
const FETCHED = join(root, 'benchmarks', '.nodes')

/**
 * Returns the path of a Node: the Node that runs now if it has this major version, or the Node that
 * `npm run test:runtimes` has installed. Otherwise fetches that one package from the registry.
 *
 * @throws when there is no such Node for this platform.
 */
export function nodeOf(major: number): string {
  if (Number(process.versions.node.split('.')[0]) === major) return process.execPath
  const name = `node${major}-${process.platform}-${process.arch}`
  const own = join(FETCHED, name)
  const [installed, fetched] = [runtimes, own].map((folder) => join(folder, 'node_modules', name, 'bin', 'node'))
  const found = [installed, fetched].find((program) => existsSync(program as string))
  if (found !== undefined) return found

  const from = packageOf(name)
  if (from === undefined) throw new Error(`There is no Node ${major} for ${process.platform} ${process.arch}`)
  console.error(`Fetching Node ${major} into benchmarks/.nodes/`)
  mkdirSync(own, { recursive: true })
  npm(['install', '--prefix', own, '--ignore-scripts', '--no-save', '--no-package-lock', `${name}@${from}`], own)
  return fetched as string
}

/** Returns the package that has this Node, with its exact version. The tests of runtimes run in the same packages. */
export function packageOf(name: string): string | undefined {
  const { optionalDependencies } = JSON.parse(readFileSync(join(runtimes, 'package.json'), 'utf8'))
  return optionalDependencies[name]
}
