// Builds the live parts: scripts that pages load beside VitePress, and the sandboxed frame in which programs run.
//
// They are no modules, because browsers load no modules from `file:`.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { DOORS, folderOf, MODULES, PACKAGES, SCRIPT_OF, sourceOf } from './doors.js'
import { ROOT } from './root.js'

const LIVE = join(ROOT, 'site/live')
/** The document of programs that use React, among the modules; worker.ts knows it by this name. */
const PAGE = '#page'
const DOCUMENT = join(LIVE, 'playground/document/index.ts')

/** Stands for BullMQ, and says why there is none. */
const NO_QUEUE = `module.exports = new Proxy({}, {
  get: (_, name) => name === '__esModule' || function () {
    throw new Error('There is no queue in a browser: BullMQ needs Node, and a server of Redis, Valkey or Postgres')
  },
})`

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

/** Writes the scripts into a folder. Returns the folders of the packages that programs have, for their licences. */
export async function buildLive(folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  const library = await buildModules(MODULES)
  const folders = new Set(library.folders)
  const define = `globalThis.entracteLibrary=${library.make};globalThis.entracteModules=entracteLibrary();\n`
  writeFileSync(join(folder, 'library.js'), define)
  for (const [name, modules] of Object.entries(PACKAGES)) {
    const packages = await buildModules(modules, [inside])
    for (const folder of packages.folders) folders.add(folder)
    writeFileSync(
      join(folder, `${name}.js`),
      `(globalThis.entractePackages??={})[${JSON.stringify(name)}]=${packages.make};\n`,
    )
  }
  writeFileSync(join(folder, 'run.html'), await buildFrame())
  writeDeclarations()
  for (const [name, source] of Object.entries(SCRIPTS)) {
    const library = name === 'front' ? sources : doors
    const options = {
      plugins: [library, moduleNames, texts, declarations],
      external: ['path'],
      keepNames: name === 'front' || name === 'flex',
    }
    writeFileSync(join(folder, `${name}.js`), await bundle(join(LIVE, source), options))
  }
  return [...folders]
}

async function bundle(source: string, options: BuildOptions = {}): Promise<string> {
  const { outputFiles } = await build({ ...OPTIONS, entryPoints: [source], ...options })
  return outputFiles?.[0]?.text ?? ''
}

/** Returns a function that makes modules, as text, and the folders of packages that it is made of. The page calls that of the library, and the playground sends the texts to the frame. */
async function buildModules(modules: readonly string[], plugins: Plugin[] = []) {
  // React asks for the document when it is read.
  const all = modules.includes('react-dom') ? [PAGE, ...modules] : modules
  const contents = [
    ...all.map((name, i) => `import * as module${i} from ${JSON.stringify(name === PAGE ? DOCUMENT : sourceOf(name))}`),
    `export default {${all.map((name, i) => `${JSON.stringify(name)}: module${i}`)}}`,
  ].join('\n')
  const { outputFiles, metafile } = await build({
    ...OPTIONS,
    metafile: true,
    stdin: { contents, resolveDir: ROOT },
    globalName: 'library',
    // What users see has the names of functions.
    keepNames: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins,
  })
  const folders = Object.keys(metafile.inputs).flatMap(
    (path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  )
  return { make: `function(entracteModules){${outputFiles[0]?.text}\nreturn library.default}`, folders }
}

/** The page of the frame. Its policy allows its own script, workers that it makes, and the styles of what programs show; no connection. */
async function buildFrame(): Promise<string> {
  const script = await bundle(join(LIVE, 'playground/frame.ts'))
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = `default-src 'none'; script-src 'sha256-${hash}' blob:; style-src 'unsafe-inline'; worker-src blob:`
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>What the program shows</title>
<style>${readFileSync(join(LIVE, 'playground/view.css'), 'utf8')}</style>
<body>
<script>${script}</script>
</body>
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

/** What a package imports of the library is what the program has of it. */
const inside: Plugin = {
  name: 'inside',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.\/\w+\/index\.js$/ }, ({ path, importer }) => {
      const door = DOORS.find((door) => sourceOf(door) === join(dirname(importer), path).replace(/js$/, 'ts'))
      return door === undefined ? undefined : { path: door, namespace: 'inside' }
    })
    onLoad({ filter: /.*/, namespace: 'inside' }, ({ path }) => ({
      contents: `module.exports = entracteModules[${JSON.stringify(path)}]`,
    }))
    // It is made of Node's sockets. What needs no queue runs without it.
    onResolve({ filter: /^bullmq$/ }, ({ path }) => ({ path, namespace: 'queue' }))
    onLoad({ filter: /.*/, namespace: 'queue' }, () => ({ contents: NO_QUEUE }))
  },
}

/** Which modules there are, for the playground. */
const moduleNames: Plugin = {
  name: 'module-names',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^modules$/ }, ({ path }) => ({ path, namespace: 'names' }))
    onLoad({ filter: /.*/, namespace: 'names' }, () => ({
      contents: JSON.stringify({ known: MODULES, scriptOf: SCRIPT_OF }),
      loader: 'json',
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
  const doors = [...DOORS, ...Object.keys(SCRIPT_OF).filter((name) => name.startsWith('entracte/'))]
  const folders = ['shared', ...doors.map(folderOf)]
  const library = folders.flatMap((folder) =>
    readdirSync(join(TYPES, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.d.ts'))
      .map((name) => [`${home}/${folder}/${name}`, readFileSync(join(TYPES, folder, name), 'utf8')]),
  )
  const exports = Object.fromEntries(
    doors.map((door) => [door.replace('entracte', '.'), { types: `./${folderOf(door)}/index.d.ts` }]),
  )
  const manifest = JSON.stringify({ name: 'entracte', type: 'module', exports })
  const react = ['package.json', 'index.d.ts', 'global.d.ts', 'jsx-runtime.d.ts'].map((name) => [
    `/node_modules/@types/react/${name}`,
    readFileSync(join(ROOT, 'node_modules/@types/react', name), 'utf8'),
  ])
  const others = Object.keys(SCRIPT_OF).filter((name) => !/^entracte|^react(\/|$)|^hono$/.test(name))
  const ambient = [
    readFileSync(join(ROOT, 'source/core/koa-compose.d.ts'), 'utf8'),
    readFileSync(join(LIVE, 'playground/ambient.d.txt'), 'utf8'),
    // The types of other packages would be as large as the compiler: what comes from them has any type.
    ...others.map((name) => `declare module '${name}'`),
  ]
  return Object.fromEntries([
    ...platform,
    ...library,
    ...react,
    [`${home}/package.json`, manifest],
    ['/ambient.d.ts', ambient.join('\n')],
  ])
}
