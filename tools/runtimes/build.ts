// Bundles the test files for every runtime. All runtimes get the same files, beside the built library.

import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { EXPECTED, pageFiles } from '../../tests/remote/pages.js'

const tests = fileURLToPath(new URL('../../tests', import.meta.url))
const inside = fileURLToPath(new URL('inside', import.meta.url))

/**
 * The folders of tests/ whose test files run in every runtime, with the exceptions of `ONLY_NODE`. The other folders
 * need Node (a compiler, a process, a browser that the test starts itself), or a replacement for a page.
 */
const EVERYWHERE = ['core', 'state', 'flex', 'devtools', 'testing']

/** The test files of these folders that run only in Node, each with the reason. */
export const ONLY_NODE: Readonly<Record<string, string>> = {
  'core/soak': 'measures the heap',
  'core/errors/object-reasons': 'makes realms of Node',
  'core/options/generators': 'makes realms of Node',
  'core/hosts/actions-in-store': 'has the stores of packages',
  'core/hosts/ctx-in-store': 'has the stores of packages',
  'core/hosts/fake-timers': 'has the fake timers of Node',
  'core/hosts/realms': 'makes realms of Node',
  'core/hosts/shown': 'makes realms of Node',
  'core/observe/around-context': 'has the AsyncLocalStorage of Node',
  'core/promises/global-promise': 'starts processes',
  'core/promises/tracing-channel': 'has the diagnostics channels of Node',
  'state/hosts': 'has the stores of packages',
  'flex/emitter': 'compares with the emitter of Node',
  'flex/hosts': 'makes realms of Node',
  'flex/plugin': 'runs the example under Node',
  'flex/recorded': 'reads a recording from a file',
  'devtools/hosts': 'makes realms of Node',
  'devtools/panel/entries': 'has the PerformanceObserver of Node',
  'devtools/panel/trace': 'starts a browser itself',
  'devtools/timeline/browser/focus': 'starts a browser itself',
  'devtools/timeline/browser/page': 'starts a browser itself',
  'devtools/timeline/browser/panels': 'starts a browser itself',
  'devtools/timeline/browser/recording': 'starts a browser itself',
  'devtools/timeline/browser/use': 'starts a browser itself',
  'devtools/timeline/browser/view': 'starts a browser itself',
  'devtools/timeline/chart/axis': 'has a stand-in for the canvas of a page',
  'devtools/timeline/chart/bars': 'has a stand-in for the canvas of a page',
  'devtools/timeline/chart/canvas': 'has a stand-in for the canvas of a page',
  'devtools/timeline/chart/text': 'has a stand-in for the canvas of a page',
  'devtools/timeline/details': 'has stand-ins for the elements of a page',
  'devtools/timeline/dom': 'has stand-ins for the elements of a page',
  'devtools/timeline/frames': 'has a stand-in for the frames of a page',
  'devtools/timeline/gestures': 'has stand-ins for the elements of a page',
  'devtools/timeline/interface': 'has stand-ins for the elements of a page',
  'devtools/timeline/picture': 'has stand-ins for the elements of a page',
  'devtools/timeline/table': 'has stand-ins for the elements of a page',
  'testing/hosts': 'makes realms of Node',
  'testing/realms': 'makes realms of Node',
}

/** Returns the paths inside tests/ of the test files that run in every runtime. */
export function portableFiles(): string[] {
  return EVERYWHERE.flatMap((folder) =>
    readdirSync(join(tests, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
    .filter((path) => path.endsWith('.test.ts') && !(path.slice(0, -'.test.ts'.length) in ONLY_NODE))
    .sort()
}

/**
 * Returns the name of a test file in the suite, which has only one folder: `core/before.test.ts` becomes
 * `core-before.test.ts`.
 */
function flat(path: string): string {
  return path.replaceAll('/', '-')
}

/** The imports of the tests that are replaced, each with the file that replaces it. */
const STANDS_FOR: Readonly<Record<string, string>> = {
  uvu: './harness.js',
  'node:events': './harness.js',
  'node:util': './harness.js',
  'node:v8': './harness.js',
  'node:vm': './harness.js',
  'tsx/esm/api': './harness.js',
}

/** The imports of tests that are skipped everywhere (see needs.ts). They are replaced by functions that do nothing. */
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
      // Tests import the core and the sub-paths. The sub-paths are bundled with the tests.
      const isCore = path.endsWith('/core/index.js')
      const file = path === './harness.js' ? path : isCore ? './entracte.js' : STANDS_FOR[path]
      if (file === undefined || importer.includes('node_modules')) return undefined
      return { path: file, external: true }
    })
  },
}

/**
 * Writes the suite into a new folder, with an entry for each way to start it. Returns the names of all files.
 *
 * @param kind With `modules`, the suite runs the modules of `dist/`, as Node and bundlers find them. With `page`, it
 *   runs the minified file, as pages load it.
 */
export async function buildSuite(folder: string, kind: 'modules' | 'page'): Promise<string[]> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const common = { bundle: true, format: 'esm', target: 'es2022', logLevel: 'error', keepNames: true } as const

  await build({ ...common, entryPoints: [join(inside, 'harness.ts')], outdir: folder, platform: 'neutral' })
  await build({
    ...common,
    entryPoints: portableFiles().map((path) => ({ in: join(tests, path), out: flat(path) })),
    outdir: folder,
    platform: 'browser',
    inject: [join(inside, 'globals.ts')],
    // Some runtimes have no address for their modules.
    define: { 'import.meta.url': '"file:///tests/"' },
    plugins: [standIns],
  })
  await build({
    ...common,
    entryPoints: (kind === 'page' ? ['page', 'worker'] : ['console']).map((name) => join(inside, `${name}.ts`)),
    outdir: folder,
    platform: 'neutral',
    external: ['node:process'],
    define: { FILES: JSON.stringify(portableFiles().map(flat)) },
    plugins: [standIns],
  })
  for (const copy of ['', 'copy']) {
    const file = join(folder, `${copy || 'entracte'}.js`)
    if (kind === 'page') copyFileSync('dist/entracte.min.js', file)
    else writeFileSync(file, `export * from '../../../../dist/core/index.js${copy && '?copy'}'\n`)
  }
  return readdirSync(folder)
}

/** Writes the page of `tests/remote/pages.ts` into a new folder, as a suite of one test. */
export function buildRemote(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const { 'host.js': host, ...files } = pageFiles()
  const report = `
const expected = ${JSON.stringify(EXPECTED)}
const timer = setInterval(() => {
  if (globalThis.outcome === undefined) return
  clearInterval(timer)
  const isRight = JSON.stringify(outcome) === JSON.stringify(expected)
  const failures = isRight ? [] : [{ test: 'remote/pages', error: outcome.join('\\n') }]
  fetch('/report', { method: 'POST', body: JSON.stringify({ passed: isRight ? 1 : 0, failures, skips: [] }) })
}, 20)
`
  for (const [name, text] of Object.entries({ ...files, 'page.js': host + report }))
    writeFileSync(join(folder, name), text)
}
