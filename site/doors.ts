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

/**
 * What programs of the guide import besides: the modules of each script, by the name of the script. A script is loaded for the first program
 * that imports one of its modules.
 */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  packages: ['hono', 'valibot', 'zod'],
  arktype: ['arktype'],
  react: ['react', 'react/jsx-runtime', 'react-dom', 'react-dom/client', 'react-dom/server', 'entracte/react'],
  mcp: ['@modelcontextprotocol/client', '@modelcontextprotocol/server', 'entracte/mcp'],
  tracing: ['@opentelemetry/api', '@opentelemetry/sdk-trace-base', 'entracte/otel'],
  queue: ['entracte/queue'],
}

/** The script that has a module, by the name of the module. */
export const SCRIPT_OF: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(PACKAGES).flatMap(([script, modules]) => modules.map((module) => [module, script])),
)

/** Returns what a module is built from: the source of a sub-path, or the name of a package. */
export function sourceOf(name: string): string {
  return name.startsWith('entracte') ? join(ROOT, 'source', folderOf(name), 'index.ts') : name
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
