// Runs parts of benchmarks in Chromium, on pages that load the library as pages do: as the minified file.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { launchChromium } from '../tests/support/chromium.js'
import { find } from './all.js'
import type { Benchmark, Build, Runner } from './results.js'

/** The Node modules that @middy/core imports and does not use here. */
const withoutNode: Plugin = {
  name: 'without-node',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'nothing' }))
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {}' }))
  },
}

export async function openChromium(): Promise<Runner> {
  const folder = mkdtempSync(join(tmpdir(), 'entracte-bench-'))
  const served: Served = { scripts: new Map(), build: undefined }
  const server = await serve(served)
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await launchChromium(folder)
  const platform = `Chromium ${browser.version()}`
  await browser.close()

  return {
    platform,
    async run(name, part, settings, build) {
      const { flags } = await find(name)
      if (flags) throw new Error(`The benchmark ${name} needs Node, with ${flags.join(' ')}`)
      if (!served.scripts.has(name)) served.scripts.set(name, await bundle(name))
      served.build = build
      const browser = await launchChromium(folder)
      try {
        const page = await browser.newPage()
        const complaints: string[] = []
        page.on('pageerror', (error) => void complaints.push(String(error)))
        await page.goto(`${address}/${name}.html`)
        await page.waitForFunction('globalThis.benchmark', undefined, { timeout: 30_000 }).catch((error: Error) => {
          throw new Error(`The page did not load ${name}. ${complaints.join('; ')}`, { cause: error })
        })
        return await page.evaluate(
          ([part, settings]) => {
            const { benchmark } = globalThis as unknown as { benchmark: Benchmark }
            return benchmark.parts[part]?.(settings) ?? []
          },
          [part, settings] as const,
        )
      } finally {
        await browser.close()
      }
    },
    close() {
      server.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** What the server gives to pages. */
interface Served {
  /** The benchmarks that have been bundled, by name. */
  readonly scripts: Map<string, string>
  /** The build of the library that is measured now. */
  build: Build | undefined
}

/** Serves the library, the benchmarks, and a page for each benchmark. */
async function serve(served: Served): Promise<Server> {
  const server = createServer(async ({ url = '' }, response) => {
    const [, name = '', type] = /^\/(?:benchmarks\/|dist\/)?([\w.]+)\.(html|js)$/.exec(url) ?? []
    if (type === undefined) return void response.writeHead(404).end()
    response.writeHead(200, {
      'content-type': type === 'html' ? 'text/html' : 'text/javascript',
      // Isolated pages have a more precise clock.
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    })
    if (type === 'html') response.end(pageOf(name))
    else if (url.startsWith('/dist/')) response.end(await fileOf(name, join(served.build?.folder ?? '', 'dist')))
    else response.end(served.scripts.get(name))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return server
}

/** Returns a file of the library for pages, or a bundle of a sub-path. */
async function fileOf(name: string, dist: string): Promise<string> {
  if (name.includes('.')) return readFileSync(join(dist, `${name}.js`), 'utf8')
  const { outputFiles } = await build({ ...BUNDLE, entryPoints: [join(dist, name, 'index.js')] })
  return outputFiles[0]?.text ?? ''
}

const BUNDLE = { bundle: true, write: false, format: 'esm', target: 'es2022', logLevel: 'error' } as const

function pageOf(name: string): string {
  return `<!doctype html><link rel="icon" href="data:,"><script type="module">
import { benchmark } from '/benchmarks/${name}.js'
globalThis.benchmark = benchmark
</script>`
}

/** Bundles a benchmark with the peers. The library is not in the bundle: `published` in harness.ts loads it. */
async function bundle(name: string): Promise<string> {
  const { outputFiles } = await build({
    ...BUNDLE,
    entryPoints: [pathOf(`${name}.ts`)],
    // Each peer as Node loads it, except for the few files that peers replace in pages.
    mainFields: ['browser', 'main'],
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [withoutNode],
  })
  return outputFiles[0]?.text ?? ''
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url))
}
