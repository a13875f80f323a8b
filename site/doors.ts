// Decides which sub-paths of the library run in a page: all that need neither Node nor a package that users bring.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { ROOT } from './root.js'

const json = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'))
const peers = Object.keys(json('package.json').peerDependencies ?? {})
const subpaths: string[] = json('tools/package/subpaths.json')

/** `entracte`, and `entracte/state` and so on. */
export const DOORS: readonly string[] = await findDoors()

/** What every program in the playground has: the doors, and the package whose stacks people compose by hand. */
export const MODULES: readonly string[] = [...DOORS, 'koa-compose']

/** What programs of the guide import besides. It is loaded for the first program that imports something which is none of MODULES. */
export const PACKAGES: readonly string[] = ['hono', 'valibot', 'zod']

/** Returns what a module is built from: the source of a door, or the name of a package. */
export function sourceOf(name: string): string {
  return DOORS.includes(name) ? join(ROOT, 'source', folderOf(name), 'index.ts') : name
}

/** Returns the folder of a door in source/. */
export function folderOf(door: string): string {
  return door === 'entracte' ? 'core' : door.slice('entracte/'.length)
}

async function findDoors(): Promise<string[]> {
  const doors = ['entracte', ...subpaths.map((name) => `entracte/${name}`)]
  const fits = await Promise.all(doors.map(runsInPage))
  return doors.filter((_, i) => fits[i])
}

async function runsInPage(door: string): Promise<boolean> {
  const { metafile } = await build({
    entryPoints: [join(ROOT, 'source', folderOf(door), 'index.ts')],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
    tsconfigRaw: '{}',
  })
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))
  return !imported.some(
    (path) => path.startsWith('node:') || peers.some((peer) => path === peer || path.startsWith(`${peer}/`)),
  )
}
