// Looks at the package as strangers get it: packs it, and checks the tarball, its types, its code and its source maps.
//
//   node --import tsx tests/package/check.ts

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { SourceMap } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Bundle, bundlers } from './bundlers.js'

/** A text that stands once in source/, on one line, and once in a file of code: where its source map has to lead. */
interface Landmark {
  readonly text: string
  readonly source: string
}

const CORE: Landmark = { text: 'ACTION_RECURSION', source: 'source/core/errors.ts' }

/** Every file in dist/ that holds code, without its ending, with something that is in it. */
const SCRIPTS: Readonly<Record<string, Landmark>> = {
  'core/index': CORE,
  'flex/index': { text: 'cancelled by before event', source: 'source/flex/invocation.ts' },
  'state/index': { text: 'ACTION_BLOCKED', source: 'source/state/errors.ts' },
  'devtools/index': { text: 'Cannot load the recording', source: 'source/devtools/saved.ts' },
  'testing/index': { text: 'ACTION_NOT_IDLE', source: 'source/testing/errors.ts' },
  'entracte.min': CORE,
  'entracte.global.min': CORE,
}

/** The files in dist/ with what the core and the sub-paths share, as rollup cuts them. */
const SHARED = ['arguments', 'built-in', 'print', 'signals'].map((name) => `shared/${name}`)

/** A plugin with tests and packages of its own. */
const EXAMPLE = 'examples/flex-plugin'

const RESOLUTIONS = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'esnext', moduleResolution: 'bundler' },
]

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
 * What may be left, in bytes, where only `ActionError` is imported: the class, the bundler's own lines, and koa-compose, which
 * is CommonJS and does not say that it has no side effects. Measured: 111 (rollup) to 1_382 (esbuild).
 */
const WITHOUT_ENGINE = 2_000

const root = fileURLToPath(new URL('../..', import.meta.url))
const temp = mkdtempSync(join(tmpdir(), 'entracte-package-'))
const tools = join(temp, 'tools')
const project = join(temp, 'project')
const installed = join(project, 'node_modules/entracte')

/** Where each compiler comes from; those of the project itself are not installed a second time. */
const COMPILERS = [
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
  await check('attw finds the types right, for ES modules', () =>
    tool('@arethetypeswrong/cli', 'dist/index.js', tarball, '--profile', 'esm-only', '--no-definitely-typed'),
  )
  for (const folder of ['tests/package', EXAMPLE]) {
    await check(`the lockfile in ${folder} holds no address`, () => {
      const lockfile = readFileSync(join(root, folder, 'package-lock.json'), 'utf8')
      assert.deepEqual(lockfile.match(/^.*(?:"resolved"|https?:).*$/gm), null)
    })
  }

  await check('it installs in an empty project, and runs no script there', async () => {
    await installPackage(tarball)
    const lockfile = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'))
    const packages = Object.entries<{ hasInstallScript?: boolean }>(lockfile.packages)
    assert.deepEqual(
      packages.map(([path, { hasInstallScript = false }]) => [path, hasInstallScript]),
      ['', 'node_modules/entracte', 'node_modules/koa-compose', 'node_modules/p-timeout'].map((path) => [path, false]),
    )
  })
  for (const { version, compiler } of COMPILERS) {
    for (const resolution of RESOLUTIONS) {
      const { module, moduleResolution } = resolution
      await check(`its types fit TypeScript ${version}, ${module} with ${moduleResolution}`, async () => {
        assert.ok(readVersion(compiler).startsWith(`${version}.`), `This is TypeScript ${readVersion(compiler)}`)
        await typecheck(compiler, resolution)
      })
    }
  }
  await check(`Node ${process.versions.node} imports it`, async () => {
    assert.deepEqual(await run(process.execPath, ['import.mjs'], project), { stdout: '', stderr: '' })
  })
  await check(`Node ${process.versions.node} requires it`, () => run(process.execPath, ['require.cjs'], project))
  await check(`Node ${process.versions.node} runs an application that is not bundled`, async () => {
    assert.deepEqual(await run(process.execPath, ['app.mjs'], project), { stdout: PRINTED, stderr: '' })
  })
  for (const [name, bundle] of Object.entries(bundlers(tools))) {
    await check(`${name} bundles an application that runs`, () => checkApplication(name, bundle))
    await check(`${name} leaves the engine out where nobody imports it`, () => checkTreeShaking(name, bundle))
  }
  for (const [script, landmark] of Object.entries(SCRIPTS)) {
    await check(`the source map of dist/${script}.js leads to source/`, () =>
      checkSourceMap(`dist/${script}.js`, landmark),
    )
  }
  await check('the maps of the declarations lead to files that are there', checkDeclarationMaps)
  await check('a plugin of Flex passes its test in vitest', () => checkExample(tarball))
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
    console.log(explain(error).trim().replace(/^/gm, '  │ '))
    return false
  }
}

/** What a command printed before it failed, or the error's own words. */
function explain(error: unknown): string {
  const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string }
  return stdout + stderr || message
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
  const sources = readdirSync(join(root, 'source'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
  const modules = sources.filter((path) => !path.endsWith('.d.ts')).map((path) => path.replace(/\.ts$/, ''))
  return [
    ...['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'],
    ...sources.map((path) => `source/${path}`),
    ...modules.flatMap((path) => [`dist/${path}.d.ts`, `dist/${path}.d.ts.map`]),
    ...[...Object.keys(SCRIPTS), ...SHARED].flatMap((path) => [`dist/${path}.js`, `dist/${path}.js.map`]),
  ].sort()
}

async function typecheck(compiler: string, resolution: Record<string, string>): Promise<void> {
  const compilerOptions = {
    ...resolution,
    ...{ target: 'es2022', lib: ['es2022', 'dom'], types: [], noEmit: true },
    ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }))
  await run(process.execPath, [join(compiler, 'bin/tsc'), '--project', project], project)
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
  const example = join(temp, 'example')
  cpSync(join(root, EXAMPLE), example, { recursive: true, filter: (path) => !path.includes('node_modules') })
  // Bundlers have set NODE_ENV to production by now.
  const quietly = ['--include=dev', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']
  await run('npm', ['ci', ...quietly], example)
  await run('npm', ['install', '--no-save', ...quietly, tarball], example)

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

function checkSourceMap(path: string, { text: landmark, source: home }: Landmark): void {
  checkSources(`${path}.map`)
  const code = readFileSync(join(installed, path), 'utf8').split('\n')
  const line = code.findIndex((text) => text.includes(landmark))
  assert.notEqual(line, -1, `${path} does not contain ${landmark}`)

  const map = new SourceMap(readMap(`${path}.map`))
  const entry = map.findEntry(line, code[line]?.indexOf(landmark) ?? 0)

  assert.ok('originalSource' in entry, `${path} is not mapped at ${landmark}`)
  assert.equal(resolve(installed, dirname(path), entry.originalSource), join(installed, home))
  const source = readFileSync(join(installed, home), 'utf8').split('\n')
  assert.match(source[entry.originalLine] ?? '', new RegExp(landmark))
}

function checkDeclarationMaps(): void {
  const maps = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.d.ts.map'),
  )
  assert.notEqual(maps.length, 0)
  for (const path of maps) checkSources(join('dist', path))
}

/** Our sources lie in the package as the map shows them; those of the packages that are built in come with the map. */
function checkSources(path: string): void {
  const { sources, sourcesContent } = readMap(path)
  assert.notEqual(sources.length, 0, `${path} names no source`)
  for (const [index, source] of sources.entries()) {
    const content = sourcesContent?.[index]
    const file = resolve(installed, dirname(path), source)
    if (content && source.includes('/node_modules/')) continue
    assert.ok(
      existsSync(file) && file.startsWith(join(installed, 'source')),
      `${path} leads to ${source}, which is missing`,
    )
    if (content) assert.equal(readFileSync(file, 'utf8'), content, `${path} shows another ${source}`)
  }
}

function readMap(path: string) {
  return JSON.parse(readFileSync(join(installed, path), 'utf8'))
}
