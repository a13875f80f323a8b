// The bundlers that strangers use, each with what its own manual says of a first project and nothing for our sake.

import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import commonjs from '@rollup/plugin-commonjs'
import nodeResolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import { build as esbuild } from 'esbuild'
import { type Plugin, rollup } from 'rollup'

/** Bundles the entry, minified, into the folder `out`, as one script, and gives the name of that. */
export type Bundle = (entry: string, out: string) => Promise<string>

/** Those that are no dependencies of the project itself come from `tools`, where they are installed. */
export function bundlers(tools: string): Record<string, Bundle> {
  const require = createRequire(join(tools, 'package.json'))

  return {
    async esbuild(entry, out) {
      const outfile = join(out, 'bundle.js')
      await esbuild({ entryPoints: [entry], bundle: true, minify: true, format: 'esm', outfile, logLevel: 'silent' })
      return outfile
    },

    async rollup(entry, out) {
      const file = join(out, 'bundle.js')
      // Their types tell of CommonJS, where the function would be `default`; Node is given their ES modules.
      const plugins = [nodeResolve, commonjs, terser].map((plugin) => (plugin as unknown as () => Plugin)())
      const build = await rollup({ input: entry, plugins, onLog: refuse })
      await build.write({ file, format: 'es' })
      await build.close()
      return file
    },

    // From a page, as Vite has it; what it adds for old browsers would need one to run.
    async vite(entry, out) {
      const { build, version } = await import(pathToFileURL(require.resolve('vite')).href)
      const page = `${entry}.html`
      writeFileSync(page, `<!doctype html><script type="module" src="./${basename(entry)}"></script>`)
      const { output } = await build({
        ...{ root: join(entry, '..'), configFile: false, logLevel: 'silent' },
        build: {
          ...{ outDir: out, modulePreload: { polyfill: false } },
          [version.startsWith('7.') ? 'rollupOptions' : 'rolldownOptions']: { input: page, onLog: refuse },
        },
      })
      const [script] = output.filter(({ type }: { type: string }) => type === 'chunk')
      return join(out, script.fileName)
    },

    async webpack(entry, out) {
      const webpack = require('webpack')
      const output = { path: out, filename: 'bundle.js' }
      await new Promise<void>((resolve, reject) => {
        webpack({ mode: 'production', context: join(entry, '..'), entry, output }, (error: unknown, stats: Stats) => {
          if (error) return reject(error)
          return stats.hasErrors() || stats.hasWarnings() ? reject(new Error(stats.toString())) : resolve()
        })
      })
      return join(out, 'bundle.js')
    },
  }
}

/** As much of webpack's as we need. */
interface Stats {
  hasErrors(): boolean
  hasWarnings(): boolean
}

/** A warning to whoever bundles the library is a fault of the library. */
function refuse(level: string, { message }: { message: string }): void {
  if (level === 'warn') throw new Error(message)
}
