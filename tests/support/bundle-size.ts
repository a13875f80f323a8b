// Says how much a page loads of packages, as three bundlers make it.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build as esbuild, version as esbuildVersion } from 'esbuild'
import { rolldown, VERSION as rolldownVersion } from 'rolldown'
import webpack from 'webpack'

/** Bundles an entry, minified and for a production page, into one file. */
type Bundle = (entry: string, file: string) => Promise<unknown>

/** The value of `process.env.NODE_ENV` in a production build, as code. webpack replaces it without being told. */
const define = { 'process.env.NODE_ENV': '"production"' }

/** React is left out: a page with components has it anyway. */
const BUNDLERS = {
  async rolldown(input, file) {
    // A warning is about the peers' code, not about its size.
    const bundle = await rolldown({
      input,
      external: ['react'],
      platform: 'browser',
      transform: { define },
      logLevel: 'silent',
    })
    await bundle.write({ file, format: 'es', minify: true })
    await bundle.close()
  },
  esbuild: (entry, outfile) =>
    esbuild({
      entryPoints: [entry],
      outfile,
      bundle: true,
      minify: true,
      format: 'esm',
      define,
      external: ['react'],
      logLevel: 'silent',
    }),
  async webpack(entry, file) {
    const output = { path: join(file, '..'), filename: 'webpack.js' }
    const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
      webpack(
        { mode: 'production', context: join(entry, '..'), entry, output, externals: { react: 'React' } },
        (error, stats) => (error ? reject(error) : resolve(stats)),
      )
    })
    if (stats === undefined || stats.hasErrors()) throw new Error(stats?.toString('errors-only'))
  },
} satisfies Record<string, Bundle>

export type Bundler = keyof typeof BUNDLERS

/** The size in each bundler, in bytes, of the minified program, compressed with gzip. */
export type Sizes = Record<Bundler, number>

export const BUNDLER_NAMES = Object.keys(BUNDLERS) as Bundler[]

/** The versions of the bundlers, which decide the sizes as well. */
export const BUNDLER_VERSIONS: Record<Bundler, string> = {
  rolldown: rolldownVersion,
  esbuild: esbuildVersion,
  webpack: webpack.version,
}

/**
 * Returns the size of a program.
 *
 * @param code The program. It must use what it imports, because bundlers drop everything else.
 * @param folder A folder with the packages in its `node_modules/`. The program is written to a new folder in it.
 */
export async function sizesOf(code: string, folder: string): Promise<Sizes> {
  const scratch = mkdtempSync(join(folder, 'bundle-'))
  try {
    const entry = join(scratch, 'entry.mjs')
    writeFileSync(entry, code)
    const sizes = {} as Sizes
    for (const name of BUNDLER_NAMES) {
      const file = join(scratch, `${name}.js`)
      await BUNDLERS[name](entry, file)
      sizes[name] = gzipped(file)
    }
    return sizes
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Returns the size of a file in bytes, compressed with gzip at its best. */
export function gzipped(file: string): number {
  return gzipSync(readFileSync(file), { level: 9 }).length
}

/** Returns a program that imports something and uses it: `{ createActions }` or `* as state` from a package. */
export function using(imports: Record<string, string>): string {
  const lines = Object.entries(imports).map(([from, clause]) => `import ${clause} from '${from}'`)
  const names = Object.values(imports).flatMap((clause) => clause.replace('* as', '').match(/\w+/g) ?? [])
  return [...lines, `console.log(${names.join(', ')})`].join('\n')
}
