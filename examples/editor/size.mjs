// Prints what the page weighs with entracte, and what it weighs without: minified, and each file compressed with gzip.
//
//   npm run size
//
// "Without" is the same page where each module of entracte is empty. It does not run, but it has everything else.

import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

/** Puts an empty module in the place of each module of entracte. What is imported from it is undefined. */
const without = {
  resolve: { alias: [{ find: /^entracte(?:\/.*)?$/, replacement: 'empty' }] },
  plugins: [
    {
      name: 'empty',
      resolveId: (source) => (source === 'empty' ? { id: '\0empty', syntheticNamedExports: true } : null),
      load: (id) => (id === '\0empty' ? 'export default globalThis' : null),
    },
  ],
}

const sizes = { with: await sizeOf({}), without: await sizeOf(without) }
console.log(`| the page | kB |
| --- | --- |
| without entracte | ${kB(sizes.without)} |
| with entracte | ${kB(sizes.with)} |
| the difference: \`entracte\`, \`/state\`, \`/plugins\` and \`/react\` | ${kB(sizes.with - sizes.without)} |`)

/** Returns the bytes of all files that a page loads, the plugins included. */
async function sizeOf(config) {
  const root = fileURLToPath(new URL('.', import.meta.url))
  const { output } = await build({ ...config, root, logLevel: 'error', build: { write: false } })
  return output
    .map((file) => gzipSync(file.type === 'chunk' ? file.code : file.source, { level: 9 }).length)
    .reduce((sum, bytes) => sum + bytes, 0)
}

function kB(bytes) {
  return (bytes / 1_000).toFixed(1)
}
