// Decides what the page is made of: its modules bundled with the built library, its style, its icon.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const path = (name: string) => fileURLToPath(new URL(`page/${name}`, import.meta.url))

/**
 * Writes the page into `folder`.
 *
 * @param library Where the library stands that `entracte` and its sub-paths mean, for one that is not in dist/.
 */
export async function buildPage(folder: string, library?: string): Promise<void> {
  await build({
    entryPoints: ['index.html', 'icon.svg', 'style.css', 'page.ts'].map(path),
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    sourcemap: 'linked',
    // The timeline calls functions by their names, which bundling would change.
    keepNames: true,
    loader: { '.html': 'copy', '.svg': 'copy' },
    logLevel: 'warning',
    // Without it, the compiler's `paths` would put source/ where a user of the package finds dist/.
    tsconfigRaw: '{}',
    ...(library === undefined ? {} : from(library)),
  })
}

/** The library in a folder that is not this package's: what it imports itself is found beside this package. */
function from(library: string) {
  return {
    alias: {
      entracte: `${library}/core/index.js`,
      'entracte/state': `${library}/state/index.js`,
      'entracte/plugins': `${library}/plugins/index.js`,
      'entracte/devtools': `${library}/devtools/index.js`,
    },
    nodePaths: [fileURLToPath(new URL('../../../node_modules', import.meta.url))],
  }
}
