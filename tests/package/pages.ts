// Runs the tests on docs/testing.md in their runners, with the packed library, in an empty project.
//
//   node --import tsx tests/package/pages.ts [part of a runner's name…]     ENTRACTE_TARBALL names a library that is packed already

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { transform } from 'esbuild'
import { type Block, readBlocks, textOf } from '../support/pages.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const PAGE = 'docs/testing.md'

/** What the projects of the page's readers have. bun's own package is only its programs. */
const PACKAGES = ['jest@30.5.2', 'mocha@11.8.0', 'tsx@4.23.15', 'vitest@4.1.12', 'bun@1.4.5']

/** How each runner of the table runs one file, and what it prints when as many tests as these have passed. */
const RUNNERS: Readonly<Record<string, { command(file: string): string[]; passed(count: number): RegExp }>> = {
  'node:test': {
    command: (file) => [process.execPath, '--import', 'tsx', '--test', file],
    passed: (count) => new RegExp(`^(?:#|ℹ) pass ${count}$`, 'm'),
  },
  jest: {
    command: (file) => [process.execPath, 'node_modules/jest/bin/jest.js', file],
    passed: (count) => new RegExp(`^Tests: +${count} passed, ${count} total$`, 'm'),
  },
  vitest: {
    command: (file) => [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', file],
    passed: (count) => new RegExp(`Tests {2}${count} passed \\(${count}\\)`),
  },
  mocha: {
    command: (file) => [process.execPath, '--import', 'tsx', 'node_modules/mocha/bin/mocha.js', file],
    passed: (count) => new RegExp(`^ +${count} passing`, 'm'),
  },
  'bun test': {
    command: (file) => [bun(), 'test', file],
    passed: (count) => new RegExp(`^ ${count} pass$`, 'm'),
  },
}

const wanted = process.argv.slice(2)
const temp = mkdtempSync(join(tmpdir(), 'entracte-runners-'))
const project = join(temp, 'project')
const blocks = readBlocks().filter(({ page }) => page === PAGE)
let passed = 0
let failed = 0

try {
  await install()
  for (const [runner, line] of rowsOfTable()) {
    await check(runner, `${runner} runs the first test`, () => runFirstTest(runner, line))
  }
  for (const [runner, from] of [
    ['jest', '@jest/globals'],
    ['vitest', 'vitest'],
  ] as const) {
    const block = blocks.find((each) => each.runner === from)
    await check(runner, `${runner} runs the test in its section`, () => runBlock(runner, block, String(block?.code)))
  }
  await check('jest', 'jest runs the first test without an import', () => runFirstTest('jest', ''))
} finally {
  rmSync(temp, { recursive: true, force: true, maxRetries: 3 })
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

/** The rows of the table: the runner, and the import that it needs. */
function rowsOfTable(): [runner: string, line: string][] {
  const [, table = ''] = /<!-- runners -->(.*)<!-- \/runners -->/s.exec(textOf(PAGE)) ?? []
  const rows = [...table.matchAll(/^\| ([\w: ]+) \| `(import [^`]+)`/gm)].map(([, runner, line]): [string, string] => [
    String(runner),
    String(line),
  ])
  assert.deepEqual(
    rows.map(([runner]) => runner),
    Object.keys(RUNNERS),
  )
  return rows
}

async function runFirstTest(runner: string, line: string): Promise<void> {
  const block = blocks.find((each) => each.runner === 'node:test')
  const code = String(block?.code).replace(/^import .* from 'node:test'$/m, line)
  await runBlock(runner, block, code)
}

/** Writes a test beside the files that it imports, and runs it. jest's files are CommonJS, as its transformers make them. */
async function runBlock(runner: string, block: Block | undefined, code: string): Promise<void> {
  assert.ok(block, `${PAGE} has no test for ${runner}`)
  const folder = mkdtempSync(join(project, 'tests-'))
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of [...block.beside, [block.name, code] as const]) {
    const file = join(folder, name)
    if (runner !== 'jest') writeFileSync(file, text)
    else writeFileSync(file.replace(/\.ts$/, '.js'), (await transform(text, { loader: 'ts', format: 'cjs' })).code)
  }
  const path = join(folder, runner === 'jest' ? block.name.replace(/\.ts$/, '.js') : block.name)
  const { command, passed } = RUNNERS[runner] as (typeof RUNNERS)[string]
  const [program, ...args] = command(path.slice(project.length + 1))

  const { stdout, stderr } = await run(String(program), args, project)

  assert.match(stdout + stderr, passed([...code.matchAll(/^test\(/gm)].length))
}

async function install(): Promise<void> {
  let tarball = process.env.ENTRACTE_TARBALL
  if (tarball === undefined) {
    await run('npm', ['run', 'build'], root)
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', temp]
    const [{ filename }] = JSON.parse((await run('npm', args, root)).stdout) as [{ filename: string }]
    tarball = join(temp, filename)
  }
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true }))
  const quietly = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']
  await run('npm', ['install', ...quietly, ...PACKAGES, tarball], project)
}

/** Returns the path of bun's program, which its install script would only copy. */
function bun(): string {
  const { optionalDependencies } = JSON.parse(readFileSync(join(project, 'node_modules/bun/package.json'), 'utf8'))
  const names = Object.keys(optionalDependencies).map((name) => join(project, 'node_modules', name, 'bin/bun'))
  const found = names.find(existsSync)
  return found ?? assert.fail('bun has no program for this machine')
}

async function check(runner: string, name: string, verify: () => Promise<void>): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(runner)) return
  try {
    await verify()
    passed++
    console.log(`✓ ${name}`)
  } catch (error) {
    failed++
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string }
    console.log(`✗ ${name}\n${(stdout + stderr || message).trim().replace(/^/gm, '  │ ')}`)
  }
}

async function run(program: string, args: string[], cwd: string): Promise<{ stdout: string; stderr: string }> {
  // The project has no loader and no coverage of ours.
  const { NODE_OPTIONS: _, NODE_V8_COVERAGE: __, NODE_TEST_CONTEXT: ___, FORCE_COLOR: ____, ...own } = process.env
  const env = { ...own, NO_COLOR: '1' }
  return promisify(execFile)(program, args, { cwd, env, maxBuffer: 2 ** 26, timeout: 300_000 })
}
