// Loads the library as in a browser without `Symbol.dispose`.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'

/**
 * Imports a module of the library where `Symbol.dispose` is missing.
 *
 * @param module A file in source/, without its extension.
 */
export async function withoutDispose<M>(module: string): Promise<M> {
  const out = mkdtempSync(join(tmpdir(), 'entracte-old-'))
  try {
    const outfile = join(out, 'old.mjs')
    buildSync({
      entryPoints: [fileURLToPath(new URL(`../../source/${module}.ts`, import.meta.url))],
      outfile,
      ...{ bundle: true, format: 'esm', target: 'es2022' },
      define: { 'Symbol.dispose': 'undefined' },
    })
    return (await import(pathToFileURL(outfile).href)) as M
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}
