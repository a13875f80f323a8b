// Bundles the test files for every runtime: the same files everywhere, beside the built library.

import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

const tests = fileURLToPath(new URL('..', import.meta.url))
const inside = fileURLToPath(new URL('inside', import.meta.url))

/** The test files that say nothing about what the library does, and why. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  benchmarks: 'is about the benchmarks',
  browser: 'starts a browser itself',
  desk: 'is about the example, which is made for a terminal',
  'desk-axe': 'starts a browser itself',
  'desk-server': 'is about the example, which is served by Node',
  'desk-states': 'starts a browser itself',
  'desk-web': 'starts a browser itself',
  'flex-emitter': 'compares with the emitter of Node',
  'flex-plugin': 'runs the example under Node',
  'flex-recorded': 'reads what was recorded',
  house: 'reads the sources',
  hover: 'asks an editor',
  mutants: 'is about the tests',
  readme: 'runs the README under Node',
  release: 'makes a release in a folder',
  run: 'is about the runner of `npm test`',
  runtimes: 'is about this',
  size: 'weighs files',
  soak: 'measures the heap',
  timeline: 'starts a browser itself',
  'timeline-chart': 'has a stand-in for the canvas of a page',
  'timeline-choosing': 'starts a browser itself',
  'timeline-element': 'starts a browser itself',
  'timeline-exact': 'starts a browser itself',
  'timeline-frames': 'has a stand-in for the frames of a page',
  'timeline-gestures': 'has stand-ins for the elements of a page',
  'timeline-manners': 'starts a browser itself',
  'timeline-parts': 'has stand-ins for the elements of a page',
  types: 'compiles',
}

/** The names of the test files that run everywhere: all that are not listed above. */
export function portableFiles(): string[] {
  return readdirSync(tests)
    .filter((name) => name.endsWith('.test.ts') && !(name.slice(0, -'.test.ts'.length) in ELSEWHERE))
    .sort()
}

/** What the tests import, and what stands for it: files beside theirs. */
const STANDS_FOR: Readonly<Record<string, string>> = {
  '../source/index.js': './entracte.js',
  // What the sub-paths import, which are bundled with the tests.
  '../index.js': './entracte.js',
  uvu: './harness.js',
  'node:events': './harness.js',
  'node:util': './harness.js',
  'node:v8': './harness.js',
  'node:vm': './harness.js',
  'tsx/esm/api': './harness.js',
}

/** What is imported by tests that are skipped everywhere (see needs.ts): functions that do nothing. */
const ABSENT = /^(?:node:(?:child_process|fs|fs\/promises|module|os|path|url)|esbuild)$/
const DOING_NOTHING = [
  ...['buildSync', 'createRequire', 'execFile', 'fileURLToPath', 'join', 'mkdtempSync', 'pathToFileURL', 'readFile'],
  ...['rmSync', 'tmpdir', 'writeFile', 'writeFileSync'],
]

const standIns: Plugin = {
  name: 'stand-ins',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: ABSENT }, ({ path }) => ({ path, namespace: 'absent' }))
    onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents: `const nothing = () => {}; export { ${DOING_NOTHING.map((name) => `nothing as ${name}`)} }`,
    }))
    onResolve({ filter: /.*/ }, ({ path, importer }) => {
      const file = path === './harness.js' ? path : STANDS_FOR[path]
      if (file === undefined || importer.includes('node_modules')) return undefined
      return { path: file, external: true }
    })
  },
}

/**
 * Writes the suite into a folder of its own, with an entry for each way to start it, and gives the names of all files.
 *
 * @param kind `modules` runs the modules of `dist/`, as Node and bundlers find them; `page` the minified file, as pages load it.
 */
export async function buildSuite(folder: string, kind: 'modules' | 'page'): Promise<string[]> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const common = { bundle: true, format: 'esm', target: 'es2022', logLevel: 'error', keepNames: true } as const

  await build({ ...common, entryPoints: [join(inside, 'harness.ts')], outdir: folder, platform: 'neutral' })
  await build({
    ...common,
    entryPoints: portableFiles().map((name) => ({ in: join(tests, name), out: name })),
    outdir: folder,
    platform: 'browser',
    inject: [join(inside, 'globals.ts')],
    // Not every runtime has an address for its modules.
    define: { 'import.meta.url': '"file:///tests/"' },
    plugins: [standIns],
  })
  await build({
    ...common,
    entryPoints: (kind === 'page' ? ['page', 'worker'] : ['console']).map((name) => join(inside, `${name}.ts`)),
    outdir: folder,
    platform: 'neutral',
    external: ['node:process'],
    define: { FILES: JSON.stringify(portableFiles()) },
    plugins: [standIns],
  })
  for (const copy of ['', 'copy']) {
    const file = join(folder, `${copy || 'entracte'}.js`)
    if (kind === 'page') copyFileSync('dist/entracte.min.js', file)
    else writeFileSync(file, `export * from '../../../../dist/index.js${copy && '?copy'}'\n`)
  }
  return readdirSync(folder)
}
