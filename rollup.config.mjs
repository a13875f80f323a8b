// Decides what is published as JavaScript: modules for bundlers and Node, and one self-contained file for pages.

import { rmSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import commonjs from '@rollup/plugin-commonjs'
import nodeResolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import esbuild from 'rollup-plugin-esbuild'

/** Every entry of "exports" in package.json, one line each. */
const entries = {
  'core/index': 'source/core/index.ts',
  'state/index': 'source/state/index.ts',
  'flex/index': 'source/flex/index.ts',
  'devtools/index': 'source/devtools/index.ts',
  'testing/index': 'source/testing/index.ts',
}

/** Every file that a page may load as it is, one line each. */
const pages = [
  { input: 'source/core/index.ts', file: 'dist/entracte.min.js', format: 'es' },
  { input: 'source/core/index.ts', file: 'dist/entracte.global.min.js', format: 'iife', name: 'entracte' },
]

const source = resolve('source')

/**
 * Packages, and what a sub-path imports of the core or of another sub-path: their own files in dist/, so that there is one copy of each.
 *
 * @type {import('rollup').IsExternal}
 */
const external = (id, importer) => {
  if (!id.startsWith('.')) return id === 'koa-compose' || id === 'p-timeout'
  const [folder] = relative(source, importer).split(sep)
  const imported = relative(source, resolve(dirname(importer), id))
  const [target] = imported.split(sep)
  return target !== folder && `${folder}/index` in entries && `${target}/index` in entries
}

const typescript = () => esbuild({ target: 'es2022' })

/** What an earlier build left behind would be published, too. */
const emptied = {
  name: 'emptied',
  buildStart: () => rmSync('dist', { recursive: true, force: true }),
}

export default [
  {
    input: entries,
    external,
    output: {
      dir: 'dist',
      format: 'es',
      sourcemap: true,
      chunkFileNames: 'shared/[name].js',
      // Else a sub-path's entry gains bare imports of what its chunks import.
      hoistTransitiveImports: false,
    },
    plugins: [emptied, typescript()],
  },
  ...pages.map(({ input, ...output }) => ({
    input,
    output: { ...output, sourcemap: true },
    // terser's `module` is left to the plugin: set to true, it deletes the global of the IIFE.
    plugins: [nodeResolve(), commonjs(), typescript(), terser({ mangle: { properties: { regex: /^_[a-z]/i } } })],
  })),
]
