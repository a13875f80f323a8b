// Decides what is published as JavaScript: ES modules, the same as CommonJS, and one self-contained file for pages.

import { readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import commonjs from '@rollup/plugin-commonjs'
import nodeResolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import { transform } from 'esbuild'
import esbuild from 'rollup-plugin-esbuild'

/** The folders of source/ that users import: the core, and one for each line of subpaths.json. */
const doors = ['core', ...JSON.parse(readFileSync('tools/package/subpaths.json', 'utf8'))]

/** Every file that a page may load as it is, one line each. */
const pages = [
  { input: 'source/core/index.ts', file: 'dist/entracte.min.js', format: 'es' },
  { input: 'source/core/index.ts', file: 'dist/entracte.global.min.js', format: 'iife', name: 'entracte' },
]

const source = resolve('source')

/** Packages that the user brings, for a sub-path that needs them. */
const peers = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).peerDependencies ?? {})

/**
 * What a sub-path imports of the core or of another sub-path stays an import, so that there is one copy of each. So do
 * peers. Other packages are built in: p-timeout, birpc and devalue are no CommonJS, and pages cannot load koa-compose.
 *
 * @type {import('rollup').IsExternal}
 */
const external = (id, importer) => {
  if (id.startsWith('node:') || peers.includes(id)) return true
  if (!id.startsWith('.')) return false
  const [folder] = relative(source, importer).split(sep)
  const [target] = relative(source, resolve(dirname(importer), id)).split(sep)
  return target !== folder && doors.includes(folder) && doors.includes(target)
}

const typescript = () => esbuild({ target: 'es2022' })

/** Property names of the engine that are short in what is published, besides those with `_`. No public type has one of them. */
const internal =
  'actions|asked|assigned|attachment|attachmentAt|awaited|begin|behind|below|blamed|bodyAt|changed|choices|controller|checkPayload|claimed|decided|decides|derived|dispatch|disposed|during|endAtOnce|ended|enter|everyAction|executing|firstAt|follow|givenState|handedOut|handler|handOn|handOnTo|hasFailed|held|host|indices|invoke|isLeft|isMisuse|isOutermost|isOver|isTelling|isTellingLate|isUnawaited|keep|keeper|land|last|layerCount|limited|lists|middlewareCount|misused|newer|names|newest|older|observers|outcome|over|owner|plain|previous|rare|recovered|registered|release|report|replaced|reported|runObserved|scopes|settle|settling|sibling|siblings|simple|sources|startTimer|step|stumble|subscribers|sweepAt|take|tellError|undo|unwound|watch|weak|work'
const shortNames = new RegExp(`^(_[a-z]\\w*|${internal})$`)

/** Shortens the names in the modules, since bundlers cannot know that they may: 0.8 kB less in every page. */
const shortened = {
  name: 'shortened',
  async renderChunk(code, { fileName }) {
    if (!fileName.startsWith('core/')) return null
    const { code: short, map } = await transform(code, {
      mangleProps: shortNames,
      sourcemap: true,
      sourcefile: fileName,
    })
    return { code: short, map }
  },
}

/** What an earlier build left behind would be published, too. */
const emptied = {
  name: 'emptied',
  buildStart: () => rmSync('dist', { recursive: true, force: true }),
}

/**
 * Takes our own files out of the source maps: the package has them once, in source/, and each map leads there. Files of other
 * packages stay in the maps.
 */
const thinMaps = {
  name: 'thin-maps',
  generateBundle({ dir, file }, bundle) {
    for (const output of Object.values(bundle).filter(({ fileName }) => fileName.endsWith('.map'))) {
      const home = dirname(join(dir ?? dirname(file), output.fileName))
      const map = JSON.parse(output.source)
      map.sourcesContent = map.sources.map((path, i) =>
        resolve(home, path).startsWith(source + sep) ? null : map.sourcesContent[i],
      )
      output.source = JSON.stringify(map)
    }
  },
}

/** koa-compose becomes a plain function, which bundlers leave out where nobody composes. */
const packages = () => [nodeResolve(), commonjs({ strictRequires: false, defaultIsModuleExports: true })]

/** Modules for bundlers, Node and others, of which each sub-path is one. */
const modules = (output, ...plugins) => ({
  input: Object.fromEntries(doors.map((door) => [`${door}/index`, `source/${door}/index.ts`])),
  external,
  output: {
    ...output,
    chunkFileNames: 'shared/[name].js',
    // Frameworks that render on a server must know that hooks are for the page.
    banner: ({ name }) => (name === 'react/index' ? "'use client'" : ''),
    // Otherwise, the file of a sub-path gains bare imports of what its chunks import.
    hoistTransitiveImports: false,
  },
  plugins: [...plugins, ...packages(), typescript(), shortened, thinMaps],
})

export default [
  modules({ dir: 'dist', format: 'es', sourcemap: true }, emptied),
  // Without maps, which would be larger than the code: it is the same code, line for line.
  modules({ dir: 'dist/cjs', format: 'cjs', exports: 'named', esModule: true }),
  ...pages.map(({ input, ...output }) => ({
    input,
    output: { ...output, sourcemap: true },
    // terser's `module` is left to the plugin: set to true, it deletes the global of the IIFE.
    plugins: [
      ...packages(),
      typescript(),
      terser({
        ecma: 2020,
        // The last three: other orders of the same code, which gzip packs better, 1 % less.
        compress: { passes: 3, unsafe_arrows: true, hoist_funs: true, lhs_constants: false, sequences: false },
        // terser would keep those that the DOM knows, too.
        mangle: { properties: { regex: shortNames, builtins: true } },
      }),
      thinMaps,
    ],
  })),
]
