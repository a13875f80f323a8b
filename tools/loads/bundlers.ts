// Tries the bundlers: a program that loads the library becomes one script, which runs where there is nothing to load.

import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundlers } from './bundle.js'
import { nodeIn, nodePackage } from './nodes.js'
import type { Place, Way } from './place.js'
import { type Format, programOf } from './programs.js'
import { type Project, readTold } from './workshop.js'

/** Bundles the file `entry` of the project, and returns the path of the script. */
type Bundling = (project: Project, entry: string, out: string) => Promise<string>

/** The names of both ways: a program that imports has plugins that import and that require. */
const WORDS: Readonly<Record<Format, string>> = { esm: '`import`', cjs: '`require`' }

/** Runs a script as a page does, where `this` is the global object and nothing can be imported. */
const RUN = `require('node:vm').runInThisContext(require('node:fs').readFileSync(__dirname + '/bundle.js', 'utf8'))`

export const BUNDLERS: readonly Place[] = [
  placeOf('webpack 5.112.2', ['esm', 'cjs'], ['webpack@5.112.2'], inThisProcess('webpack')),
  placeOf('Vite 7.3.8', ['esm'], ['vite@7.3.8'], inThisProcess('vite')),
  placeOf('Vite 8.3.8', ['esm'], ['vite@8.3.8'], inThisProcess('vite')),
  placeOf('Rollup 4.67.4', ['esm'], [], inThisProcess('rollup')),
  placeOf('esbuild 0.28.2', ['esm', 'cjs'], [], inThisProcess('esbuild')),
  placeOf('Parcel 2.16.4', ['esm', 'cjs'], ['parcel@2.16.4'], parcel({})),
  placeOf(
    'Parcel 2.16.4 with `packageExports`',
    ['esm', 'cjs'],
    ['parcel@2.16.4'],
    parcel({ '@parcel/resolver-default': { packageExports: true } }),
  ),
  // React Native 0.76, whose Metro reads no `exports`.
  placeOf('Metro 0.80.12', ['esm', 'cjs'], metroPackages('0.80.12', '0.76.9'), metro()),
  // React Native 0.81 and 0.88.
  placeOf('Metro 0.83.8', ['esm', 'cjs'], metroPackages('0.83.8', '0.81.6'), metro()),
  placeOf(
    'Metro 0.87.1',
    ['esm', 'cjs'],
    [...metroPackages('0.87.1', '0.88.1'), nodePackage('24.21.0')],
    metro(nodeIn),
  ),
]

function placeOf(name: string, formats: readonly Format[], packages: readonly string[], bundling: Bundling): Place {
  return {
    group: 'Bundlers',
    name,
    ways: formats.map(
      (format): Way => ({
        name: WORDS[format],
        async try(workshop) {
          const project = await workshop.project(packages)
          const home = mkdtempSync(join(tmpdir(), 'entracte-bundle-'))
          try {
            const plugins: Format[] = format === 'esm' ? ['esm', 'cjs'] : ['cjs']
            const text = programOf({ names: workshop.names, format, plugins })
            // A package.json of its own would hide what the project says of Parcel.
            const entry = project.write({ [`program-${format}.js`]: text })
            const made = join(project.folder, 'out')
            rmSync(made, { recursive: true, force: true })
            mkdirSync(made)
            const script = await bundling(project, entry, made)
            copyFileSync(script, join(home, 'bundle.js'))
            writeFileSync(join(home, 'run.cjs'), RUN)
            return readTold(await project.run(process.execPath, [join(home, 'run.cjs')]))
          } finally {
            rmSync(home, { recursive: true, force: true })
          }
        },
      }),
    ),
  }
}

/** Returns a bundler of `bundle.ts`, from the project, or from ours where the project has none. */
function inThisProcess(name: string): Bundling {
  return (project, entry, out) => {
    const bundle = bundlers(project.folder)[name]
    if (bundle === undefined) throw new Error(`There is no ${name}`)
    return bundle(entry, out)
  }
}

/** As its manual has it: from a page. */
function parcel(settings: object): Bundling {
  return async (project, entry, out) => {
    const page = project.write({
      'page.html': `<!doctype html><script type="module" src="./${entry.slice(project.folder.length + 1)}"></script>`,
    })
    project.write({ 'package.json': JSON.stringify({ private: true, ...settings }) })
    const options = ['--no-cache', '--no-source-maps', '--dist-dir', out]
    await project.run(process.execPath, [project.installed('parcel/lib/bin.js'), 'build', page, ...options])
    const [script, ...more] = readdirSync(out).filter((name) => name.endsWith('.js'))
    if (script === undefined || more.length > 0) throw new Error(`Parcel wrote ${readdirSync(out)}`)
    return join(out, script)
  }
}

function metroPackages(metro: string, preset: string): string[] {
  return [`metro@${metro}`, `@react-native/babel-preset@${preset}`, `@react-native/metro-babel-transformer@${preset}`]
}

/** With the Babel preset of React Native, which is what every project there has. */
function metro(nodeOf = (_project: Project) => process.execPath): Bundling {
  return async (project, entry, out) => {
    const script = join(out, 'bundle.js')
    project.write({
      'babel.config.js': `module.exports = { presets: ['@react-native/babel-preset'] }`,
      'metro.cjs': `
const Metro = require('metro')
Metro.loadConfig({ cwd: __dirname, resetCache: true }, {
  projectRoot: __dirname,
  reporter: { update() {} },
  resolver: { useWatchman: false },
  transformer: { babelTransformerPath: require.resolve('@react-native/metro-babel-transformer') },
})
  .then((config) => Metro.runBuild(config, { entry: process.argv[2], out: process.argv[3], platform: 'android', dev: false, minify: true }))
  .catch((error) => { console.error(error); process.exitCode = 1 })
`,
    })
    await project.run(nodeOf(project), [join(project.folder, 'metro.cjs'), entry, script])
    return script
  }
}
