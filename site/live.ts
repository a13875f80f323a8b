// Builds the live parts: scripts that pages load beside VitePress, and the sandboxed frame in which programs run.
//
// They are no modules, because browsers load no modules from `file:`.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { DOORS, folderOf, MODULES, PACKAGES, sourceOf } from './doors.js'
import { ROOT } from './root.js'

const LIVE = join(ROOT, 'site/live')
const TYPES = join(ROOT, 'site/.cache/types')

/** Each script, and its source. library.js is loaded before the others, except compiler.js, which is a worker. */
const SCRIPTS = {
  front: 'front.ts',
  flex: 'flex/index.ts',
  playground: 'playground/index.ts',
  compiler: 'playground/compiler.ts',
}

const OPTIONS = {
  bundle: true,
  write: false,
  format: 'iife',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  tsconfigRaw: '{}',
} satisfies BuildOptions

/** Writes the scripts into a folder. */
export async function buildLive(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const library = await buildModules('entracteLibrary', MODULES)
  writeFileSync(join(folder, 'library.js'), `${library}globalThis.entracteModules=entracteLibrary();\n`)
  writeFileSync(join(folder, 'packages.js'), await buildModules('entractePackages', PACKAGES))
  writeFileSync(join(folder, 'run.html'), await buildFrame())
  writeDeclarations()
  for (const [name, source] of Object.entries(SCRIPTS)) {
    const library = name === 'front' ? sources : doors
    const options = {
      plugins: [library, texts, declarations],
      external: ['path'],
      keepNames: name === 'front' || name === 'flex',
    }
    writeFileSync(join(folder, `${name}.js`), await bundle(join(LIVE, source), options))
  }
}

async function bundle(source: string, options: BuildOptions = {}): Promise<string> {
  const { outputFiles } = await build({ ...OPTIONS, entryPoints: [source], ...options })
  return outputFiles?.[0]?.text ?? ''
}

/** Returns a script that defines a function which makes modules. The page calls it, and the playground sends its text to the frame. */
async function buildModules(name: string, modules: readonly string[]): Promise<string> {
  const contents = [
    ...modules.map((name, i) => `import * as module${i} from ${JSON.stringify(sourceOf(name))}`),
    `export default {${modules.map((name, i) => `${JSON.stringify(name)}: module${i}`)}}`,
  ].join('\n')
  // What users see has the names of functions.
  const options = { stdin: { contents, resolveDir: ROOT }, globalName: 'library', keepNames: true }
  const { outputFiles } = await build({ ...OPTIONS, ...options })
  return `globalThis.${name}=function(){${outputFiles[0]?.text}\nreturn library.default};\n`
}

/** The page of the frame. Its policy allows its own script and workers that it makes, and no connection. */
async function buildFrame(): Promise<string> {
  const script = await bundle(join(LIVE, 'playground/frame.ts'))
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = `default-src 'none'; script-src 'sha256-${hash}' blob:; worker-src blob:`
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Where programs run</title>
<script>${script}</script>
</html>
`
}

/** `entracte` and its sub-paths are what library.js has made. */
const doors: Plugin = {
  name: 'doors',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^entracte(\/|$)/ }, ({ path }) => ({ path, namespace: 'door' }))
    onLoad({ filter: /.*/, namespace: 'door' }, ({ path }) => ({
      contents: `module.exports = globalThis.entracteModules[${JSON.stringify(path)}]`,
    }))
  },
}

/** The first page has only what it needs of the library. */
const sources: Plugin = {
  name: 'sources',
  setup: ({ onResolve }) => onResolve({ filter: /^entracte(\/|$)/ }, ({ path }) => ({ path: sourceOf(path) })),
}

/** `text:` is what a file contains; of a script, what it is when it is bundled. */
const texts: Plugin = {
  name: 'texts',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^text:/ }, ({ path, importer }) => ({
      path: join(dirname(importer), path.slice('text:'.length)),
      namespace: 'text',
    }))
    onLoad({ filter: /.*/, namespace: 'text' }, async ({ path }) => ({
      contents: path.endsWith('.ts')
        ? await bundle(path, { alias: { process: 'undefined' } })
        : readFileSync(path, 'utf8'),
      loader: 'text',
    }))
  },
}

/** `declarations` is what the compiler in the page knows: the types of the library, of the language, and of workers. */
const declarations: Plugin = {
  name: 'declarations',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^declarations$/ }, ({ path }) => ({ path, namespace: 'declarations' }))
    onLoad({ filter: /.*/, namespace: 'declarations' }, () => ({
      contents: JSON.stringify(readDeclarations()),
      loader: 'json',
    }))
  },
}

function writeDeclarations(): void {
  const tsc = join(ROOT, 'node_modules/typescript7/bin/tsc')
  const options = ['-p', 'tsconfig.build.json', '--outDir', TYPES, '--declarationMap', 'false']
  execFileSync(process.execPath, [tsc, ...options], { cwd: ROOT, stdio: 'inherit' })
}

function readDeclarations(): Record<string, string> {
  const lib = join(ROOT, 'site/node_modules/typescript/lib')
  const platform = readdirSync(lib)
    .filter((name) => /^lib\.(?:es.*|decorators.*|webworker)\.d\.ts$/.test(name))
    .map((name) => [`/${name}`, readFileSync(join(lib, name), 'utf8')])
  const home = '/node_modules/entracte'
  const folders = ['shared', ...DOORS.map(folderOf)]
  const library = folders.flatMap((folder) =>
    readdirSync(join(TYPES, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.d.ts'))
      .map((name) => [`${home}/${folder}/${name}`, readFileSync(join(TYPES, folder, name), 'utf8')]),
  )
  const exports = Object.fromEntries(
    DOORS.map((door) => [door.replace('entracte', '.'), { types: `./${folderOf(door)}/index.d.ts` }]),
  )
  const manifest = JSON.stringify({ name: 'entracte', type: 'module', exports })
  const compose = readFileSync(join(ROOT, 'source/core/koa-compose.d.ts'), 'utf8')
  return Object.fromEntries([
    ...platform,
    ...library,
    [`${home}/package.json`, manifest],
    // The types of other packages would be as large as the compiler: what comes from them has any type.
    ['/koa-compose.d.ts', compose + PACKAGES.map((name) => `\ndeclare module '${name}'`).join('')],
  ])
}
