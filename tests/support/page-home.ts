// Writes the blocks of the pages into a temporary folder, in which 'entracte' and its sub-paths are the source.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Block, readBlocks } from './pages.js'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A block, and the file that it was written to. */
export interface WrittenBlock extends Block {
  file: string
}

export interface PageHome {
  folder: string
  /** The blocks that need no runner, or only the runner of Node. */
  blocks: WrittenBlock[]
  close(): void
}

/** What the package exports, as in "./state". */
export const ENTRIES = Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).exports).filter(
  (entry) => entry !== './package.json',
)

/** Returns the file that an entry of the package is made from. */
export function sourceOf(entry: string): string {
  return join(ROOT, 'source', entry === '.' ? 'core' : entry, 'index.ts')
}

/** Writes the blocks. The tests of vitest and jest are left out: tests/package/pages.ts runs them. */
export function openHome(): PageHome {
  const folder = mkdtempSync(join(tmpdir(), 'entracte-pages-'))
  writePackages(folder)
  const blocks = readBlocks()
    .filter(({ runner }) => runner === undefined || runner === 'node:test')
    .map((block) => ({ ...block, file: write(folder, block) }))
  return { folder, blocks, close: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) }
}

/** The packages that blocks import, besides entracte. */
const LINKED = [
  ...['koa-compose', 'hono', 'bullmq', '@opentelemetry', 'react', 'react-dom', '@types/react', '@types/react-dom'],
  ...['@modelcontextprotocol', 'arktype', 'valibot', 'zod'],
]

/** Writes a block into a folder of its own, beside the named blocks that it can import. Returns the path of its file. */
function write(home: string, { page, line, name, code, beside }: Block): string {
  const folder = join(home, `${basename(page)}-${line}`)
  mkdirSync(folder)
  for (const [other, itsCode] of beside) writeFileSync(join(folder, other), itsCode)
  writeFileSync(join(folder, name), code)
  return join(folder, name)
}

function writePackages(home: string): void {
  const modules = join(home, 'node_modules')
  mkdirSync(join(modules, 'entracte'), { recursive: true })
  mkdirSync(join(modules, '@types'))
  for (const name of LINKED) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  writeFileSync(join(home, 'package.json'), '{"type":"module"}')
  const exports = Object.fromEntries(ENTRIES.map((entry) => [entry, `${entry === '.' ? './index' : entry}.js`]))
  writeFileSync(join(modules, 'entracte/package.json'), JSON.stringify({ type: 'module', exports }))
  for (const entry of ENTRIES) {
    const source = pathToFileURL(sourceOf(entry)).href
    writeFileSync(join(modules, 'entracte', String(exports[entry])), `export * from ${JSON.stringify(source)}\n`)
  }
}
