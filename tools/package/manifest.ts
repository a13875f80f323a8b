// Decides what package.json says of the files in the package, and so who finds which of them. All of it follows from the list
// of sub-paths in subpaths.json.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The sub-paths, from low to high: a sub-path may import those before it. */
export const SUBPATHS: readonly string[] = JSON.parse(readFileSync(new URL('subpaths.json', import.meta.url), 'utf8'))

/** The folders of source/ and of dist/ that users import: `core` is 'entracte', `state` is 'entracte/state'. */
export const DOORS: readonly string[] = ['core', ...SUBPATHS]

/** The sub-paths that need a package which users install themselves, and that package. */
export const PEERS: Readonly<Record<string, string>> = {
  mcp: '@modelcontextprotocol/server',
  otel: '@opentelemetry/api',
  queue: 'bullmq',
  react: 'react',
}

/** The doors that load where nothing else is installed. */
export const FREE_DOORS: readonly string[] = DOORS.filter((door) => !(door in PEERS))

/** The root of the checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The files in dist/ of each door. */
export const filesOf = (door: string) => ({
  /** The ES module. */
  module: `dist/${door}/index.js`,
  /** The same as CommonJS. */
  commonjs: `dist/cjs/${door}/index.js`,
  /** An ES module that hands on what the CommonJS file exports. */
  wrapper: `dist/${door}/commonjs.js`,
  moduleTypes: `dist/${door}/index.d.ts`,
  commonjsTypes: `dist/cjs/${door}/index.d.ts`,
})

/**
 * Returns the fields of package.json that say where the files are. In `exports`, the first condition that a host knows decides:
 *
 * - Bundlers know `module`. They get the ES module, for `import` and for `require`.
 * - Node, test runners and everything else get the CommonJS file for `require`, and for `import` an ES module that hands on what
 *   that file exports. `module-sync` would give Node the ES module for both, but then vitest and jest, which know this
 *   condition in a part of their imports only, would have two copies.
 * - A host that knows no condition at all gets the ES module.
 *
 * So a program has one copy, unless a part of it is bundled and a part is not. Hosts that know no `exports` (jest 26 and 27,
 * Parcel, TypeScript's `node10`) read `main`, `module` and `types`, here and in the folders of the sub-paths.
 */
export function entryFields() {
  return {
    main: `./${filesOf('core').commonjs}`,
    module: `./${filesOf('core').module}`,
    types: `./${filesOf('core').commonjsTypes}`,
    exports: {
      ...Object.fromEntries(DOORS.map((door) => [door === 'core' ? '.' : `./${door}`, conditionsOf(door)])),
      './package.json': './package.json',
    },
    files: ['dist', 'docs/**/*.md', '!docs/api', 'source', ...SUBPATHS, 'CHANGELOG.md', 'THIRD-PARTY.md'],
  }
}

function conditionsOf(door: string) {
  const files = filesOf(door)
  return {
    types: { require: `./${files.commonjsTypes}`, default: `./${files.moduleTypes}` },
    module: `./${files.module}`,
    import: `./${files.wrapper}`,
    require: `./${files.commonjs}`,
    default: `./${files.module}`,
  }
}

/**
 * Returns each small file that the build writes beside the code and the declarations: its path and its text.
 *
 * @param names What each door exports. The names are in the file, so that a host adds none of its own, such as `__esModule`. Who
 *   needs only the types may leave them out.
 */
export function smallFiles(names: Readonly<Record<string, readonly string[]>> = {}): Record<string, string> {
  const written: Record<string, string> = {
    'dist/cjs/package.json': json({ type: 'commonjs', sideEffects: false }),
  }
  for (const door of DOORS) {
    const files = filesOf(door)
    written[files.wrapper] = `export { ${(names[door] ?? []).join(', ')} } from '../cjs/${door}/index.js'\n`
    written[files.moduleTypes] = `export * from '../cjs/${door}/index.js'\n`
    if (door !== 'core') {
      written[`${door}/package.json`] = json({
        main: `../${files.commonjs}`,
        module: `../${files.module}`,
        types: `../${files.commonjsTypes}`,
        sideEffects: false,
      })
    }
  }
  return written
}

/** Returns the names that each door of the built package exports at run time. */
export async function readNames(): Promise<Record<string, string[]>> {
  const entries = DOORS.map(async (door) => {
    const module = await import(pathToFileURL(join(ROOT, filesOf(door).module)).href)
    return [door, Object.keys(module).sort()] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
