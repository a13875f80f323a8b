// Looks at the package as strangers get it: packs it, and checks the tarball, its types, its code and its source maps.
//
//   node --import tsx tests/package/check.ts

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Bundle, bundlers } from '../../tools/loads/bundle.js'
import { compileWith, resolutionsOf } from '../../tools/loads/compilers.js'
import { JEST } from '../../tools/loads/jest.js'
import { THIS_NODE, TWO_COPIES } from '../../tools/loads/nodes.js'
import { openWorkshop, printedBy, type Workshop } from '../../tools/loads/workshop.js'
import { DOORS, filesOf, SUBPATHS } from '../../tools/package/manifest.js'
import { checkDeclarationMaps, checkSourceMap, filesIn, packagesIn } from './maps.js'

/** The files in dist/ that a page may load as they are. */
const PAGES = ['dist/entracte.min.js', 'dist/entracte.global.min.js']

/** A plugin with tests and packages of its own. */
const EXAMPLE = 'examples/flex-plugin'

/** A page with plugins that people copy. */
const EDITOR = 'examples/editor'

/**
 * What is tried of jest: the first version that is supported, which knows no `exports`, and the last. `tools/loads/run.ts` tries all
 * of it.
 */
const JEST_WAYS: Readonly<Record<string, readonly string[]>> = {
  'jest 26.6.3': ['CommonJS, `require`, node', 'CommonJS, `require`, jsdom'],
  'jest 30.5.2': ['CommonJS, `require`, jsdom', 'ES modules through Babel, node', 'ES modules, node'],
}

/** What consumer/app.mjs prints, bundled or not. */
const PRINTED = [
  'use AcceptTask',
  'after accepted WT1, politely',
  'accepted WT1, politely',
  'use AcceptTask',
  'ActionAbortedError ACTION_ABORTED no task',
  '',
].join('\n')

/**
 * What may be left, in bytes, where only `ActionError` is imported: the class, and the bundler's own lines. Measured: WITHOUT.
 */
const WITHOUT_ENGINE = 500

const root = fileURLToPath(new URL('../..', import.meta.url))
const temp = mkdtempSync(join(tmpdir(), 'entracte-package-'))
const tools = join(temp, 'tools')
const project = join(temp, 'project')
const installed = join(project, 'node_modules/entracte')

/** Where each compiler comes from; those of the project itself are not installed a second time. */
const COMPILERS = [
  { version: '5.0', compiler: join(tools, 'node_modules/typescript50') },
  { version: '5.4', compiler: join(tools, 'node_modules/typescript54') },
  { version: '5.9', compiler: join(tools, 'node_modules/typescript59') },
  { version: '6', compiler: join(root, 'node_modules/typescript') },
  { version: '7', compiler: join(root, 'node_modules/typescript7') },
]

let passed = 0
let failed = 0

try {
  await checkAll()
} finally {
  rmSync(temp, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

async function checkAll(): Promise<void> {
  let tarball = ''
  let files: string[] = []
  const ready = await check('it builds and packs', async () => {
    await run('npm', ['run', 'build'], root)
    ;({ tarball, files } = await pack())
    await installTools()
  })
  if (!ready) return

  await check('the tarball holds the files that are meant, and no others', () => assert.deepEqual(files, meantFiles()))
  await check('publint has nothing to say', () => tool('publint', 'src/cli.js', 'run', tarball, '--strict'))
  await check('attw finds the types right, everywhere', () =>
    tool('@arethetypeswrong/cli', 'dist/index.js', tarball, '--profile', 'strict', '--no-definitely-typed'),
  )
  for (const folder of ['tests/package', 'tests/mcp/inspector', EXAMPLE, EDITOR]) {
    await check(`the lockfile in ${folder} holds no address`, () => {
      const lockfile = readFileSync(join(root, folder, 'package-lock.json'), 'utf8')
      assert.deepEqual(lockfile.match(/^.*(?:"resolved"|https?:).*$/gm), null)
    })
  }

  await check('it installs in an empty project, brings nothing along, and runs no script there', async () => {
    await installPackage(tarball)
    const lockfile = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'))
    const packages = Object.entries<{ hasInstallScript?: boolean }>(lockfile.packages)
    assert.deepEqual(
      packages.map(([path, { hasInstallScript = false }]) => [path, hasInstallScript]),
      ['', 'node_modules/entracte'].map((path) => [path, false]),
    )
  })
  await check('it has the license of each package that is built in', () => {
    const headings = readFileSync(join(installed, 'THIRD-PARTY.md'), 'utf8').matchAll(/^## (\S+)$/gm)
    assert.deepEqual(
      [...headings].map(([, name]) => name),
      packagesIn(installed),
    )
  })
  await check(`Node ${process.versions.node} runs an application that is not bundled`, async () => {
    assert.deepEqual(await run(process.execPath, ['app.mjs'], project), { stdout: PRINTED, stderr: '' })
  })
  await checkPlaces(tarball)
  for (const [name, bundle] of Object.entries(bundlers(tools))) {
    await check(`${name} bundles an application that runs`, () => checkApplication(name, bundle))
    await check(`${name} leaves the engine out where nobody imports it`, () => checkTreeShaking(name, bundle))
  }
  const mapped = filesIn(installed, '.js.map').map((path) => path.replace(/\.map$/, ''))
  await check('the ES modules and the files for pages have maps', () =>
    assert.deepEqual(
      [...DOORS.map((door) => filesOf(door).module), ...PAGES].filter((path) => !mapped.includes(path)),
      [],
    ),
  )
  for (const path of mapped) {
    await check(`the source map of ${path} leads to source/`, () => checkSourceMap(installed, path))
  }
  await check('the maps of the declarations lead to files that are there', () => checkDeclarationMaps(installed))
  await check('a plugin of Flex passes its test in vitest', () => checkExample(tarball))
  await check('the editor is a program of its own when it is copied', () => checkEditor(tarball))
}

/** What is quick of `tools/loads/run.ts`. */
async function checkPlaces(tarball: string): Promise<void> {
  let workshop: Workshop | undefined
  try {
    await check('empty projects can be made', async () => {
      workshop = await openWorkshop(tarball)
    })
    if (workshop === undefined) return
    const { project } = workshop
    for (const { version, compiler } of COMPILERS) {
      for (const resolution of resolutionsOf(version)) {
        await check(`its types fit TypeScript ${version}, with ${resolution}`, async () => {
          assert.ok(readVersion(compiler).startsWith(`${version}.`), `This is TypeScript ${readVersion(compiler)}`)
          await compileWith(await project([]), join(compiler, 'bin/tsc'), resolution, readVersion(compiler))
        })
      }
    }
    for (const { name, ways } of [THIS_NODE, ...JEST.filter(({ name }) => name in JEST_WAYS)]) {
      const chosen = ways.filter((way) => JEST_WAYS[name]?.includes(way.name) ?? true)
      assert.equal(chosen.length, JEST_WAYS[name]?.length ?? ways.length)
      for (const way of chosen) {
        await check(`it loads in ${name}: ${way.name}`, async () => {
          const { copies } = await way.try(workshop as Workshop)
          assert.equal(copies, way.name === TWO_COPIES ? 'two' : 'one')
        })
      }
    }
  } finally {
    workshop?.close()
  }
}

async function check(name: string, verify: () => unknown): Promise<boolean> {
  try {
    await verify()
    passed++
    console.log(`✓ ${name}`)
    return true
  } catch (error) {
    failed++
    console.log(`✗ ${name}`)
    console.log(printedBy(error).replace(/^/gm, '  │ '))
    return false
  }
}

async function run(command: string, args: string[], cwd: string): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
  return promisify(execFile)(command, args, { cwd, env, maxBuffer: 2 ** 26, timeout: 180_000 })
}

/** A tool is asked by its file, so that npx has no chance to fetch another one. */
function tool(name: string, file: string, ...args: string[]): Promise<unknown> {
  return run(process.execPath, [join(tools, 'node_modules', name, file), ...args], temp)
}

async function pack(): Promise<{ tarball: string; files: string[] }> {
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', temp], root)
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }]
  return { tarball: join(temp, filename), files: files.map(({ path }) => path).sort() }
}

/** From their lockfile, and out of npm's cache when that has them. */
async function installTools(): Promise<void> {
  cpSync(join(root, 'tests/package/package.json'), join(tools, 'package.json'))
  cpSync(join(root, 'tests/package/package-lock.json'), join(tools, 'package-lock.json'))
  await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'], tools)
}

async function installPackage(tarball: string): Promise<void> {
  cpSync(join(root, 'tests/package/consumer'), project, { recursive: true })
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], project)
}

function meantFiles(): string[] {
  const sources = pathsIn('source', '.ts')
  const modules = sources
    .filter((path) => !path.endsWith('.d.ts'))
    .map((path) => path.slice('source/'.length, -'.ts'.length))
  // What the core and the sub-paths share is in files that rollup cuts.
  const shared = pathsIn('dist/shared', '.js')
  const common = pathsIn('dist/cjs/shared', '.js')
  assert.ok(shared.length > 0 && common.length > 0)
  const doors = DOORS.map(filesOf)
  const mapped = [...doors.map(({ module }) => module), ...shared, ...PAGES]
  return [
    ...['CHANGELOG.md', 'LICENSE', 'README.md', 'THIRD-PARTY.md', 'package.json', 'dist/cjs/package.json'],
    ...SUBPATHS.map((name) => `${name}/package.json`),
    ...pathsIn('docs', '.md').filter((path) => !path.startsWith('docs/api/')),
    ...sources,
    ...modules.flatMap((path) => [`dist/cjs/${path}.d.ts`, `dist/cjs/${path}.d.ts.map`]),
    ...doors.flatMap(({ commonjs, wrapper, moduleTypes }) => [commonjs, wrapper, moduleTypes]),
    ...common,
    ...mapped.flatMap((path) => [path, `${path}.map`]),
  ].sort()
}

function pathsIn(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith(ending))
}

function readVersion(compiler: string): string {
  return JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8')).version
}

/** In a folder outside the project, so that a bare import that was left in the bundle finds nothing. */
async function checkApplication(name: string, bundle: Bundle): Promise<void> {
  const script = await bundle(join(project, 'app.mjs'), folderFor(name, 'app'))
  assert.deepEqual(await run(process.execPath, [script], temp), { stdout: PRINTED, stderr: '' })
}

async function checkTreeShaking(name: string, bundle: Bundle): Promise<void> {
  const script = await bundle(join(project, 'error.mjs'), folderFor(name, 'error'))
  assert.deepEqual(await run(process.execPath, [script], temp), { stdout: 'false\n', stderr: '' })
  const { size } = statSync(script)
  assert.ok(size < WITHOUT_ENGINE, `The bundle has ${size} bytes:\n${readFileSync(script, 'utf8').slice(0, 2_000)}`)
}

/** A folder of ES modules. */
function folderFor(...path: string[]): string {
  const folder = join(temp, 'bundles', ...path)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  return folder
}

/** A test of somebody else's, in a runner of theirs. */
async function checkExample(tarball: string): Promise<void> {
  const example = await copyExample(EXAMPLE, tarball)
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const strictly = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--target',
    'es2022',
    '--module',
    'nodenext',
  ]
  await run(process.execPath, [compiler, ...strictly, 'flex-ui.d.ts', 'plugin.vitest.ts'], example)
  const { stdout } = await run(process.execPath, [join(example, 'node_modules/vitest/vitest.mjs'), 'run'], example)

  assert.match(stdout, /Tests {2}4 passed \(4\)/)
}

/** The editor, copied as its README says: with the package, and without what only a checkout needs. */
async function checkEditor(tarball: string): Promise<void> {
  const example = await copyExample(EDITOR, tarball)
  leaveOut(join(example, 'vite.config.ts'), /^ {2}\/\/ In this checkout.*?^(?= {2}test:)/ms)
  leaveOut(join(example, 'tsconfig.json'), /,\s*\/\/ In this checkout.*?(?=^ {2}\},$)/ms)

  await run(process.execPath, [join(root, 'node_modules/typescript7/bin/tsc'), '-p', example], example)
  const { stdout } = await run(process.execPath, [join(example, 'node_modules/vitest/vitest.mjs'), 'run'], example)
  assert.match(stdout, /Tests {2}\d+ passed \(\d+\)/)
  await run(process.execPath, [join(example, 'node_modules/vite/bin/vite.js'), 'build'], example)
  assert.ok(readdirSync(join(example, 'dist/assets')).length > 5)
}

/** Copies an example into a folder of its own, and installs its packages and the library. */
async function copyExample(folder: string, tarball: string): Promise<string> {
  const example = join(temp, folder)
  const filter = (path: string) => !/node_modules|dist$/.test(path.slice(root.length))
  cpSync(join(root, folder), example, { recursive: true, filter })
  // Bundlers have set NODE_ENV to production by now.
  const quietly = ['--include=dev', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']
  await run('npm', ['ci', ...quietly], example)
  await run('npm', ['install', '--no-save', ...quietly, tarball], example)
  return example
}

function leaveOut(file: string, part: RegExp): void {
  const text = readFileSync(file, 'utf8')
  assert.match(text, part)
  writeFileSync(file, text.replace(part, ''))
}
