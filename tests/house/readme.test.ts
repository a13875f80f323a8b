// Decides that the README and the pages in docs/ tell the truth: each of their TypeScript blocks compiles, runs, and prints what
// it says it prints.
//
// A claim is a comment that begins with `→`: the claims of a block, read downwards, are all that it prints. A block whose
// first line is a comment with the name of a file is that file, for itself and for the blocks below it on its page to import.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { format } from 'node:util'
import ts from 'typescript'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { settled, unhandledDuring } from '../support/helpers.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'entracte-readme-'))

interface Block {
  /** The page that it stands on, and the line that it begins at, counted from 1. */
  page: string
  line: number
  claims: string[]
  /** Where it is written to, beside the named blocks above it. */
  file: string
}

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
/** What the package exports, as in "./state". */
const entries = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).exports).filter(
  (entry) => entry !== './package.json',
)
const PAGES = ['README.md', 'docs/migrating-from-flex.md']
writePackages()
const blocks = PAGES.flatMap((page) => writeBlocks(page, readFileSync(join(root, page), 'utf8')))

test.after(() => rmSync(home, { recursive: true }))

for (const page of PAGES) {
  test(`finds every block of ${page} that says it is TypeScript`, () => {
    const fences = readFileSync(join(root, page), 'utf8')
      .split('\n')
      .filter((line) => /^\s*(?:```|~~~)+\s*(?:ts|tsx|typescript|js|javascript)\b/i.test(line))

    const found = blocks.filter((block) => block.page === page)
    assert.ok(found.length > 0)
    assert.is(found.length, fences.length, 'fence each as ```ts, at the beginning of the line')
  })

  test(`${page} links only to files that there are, and to headings of its own that there are`, () => {
    const text = readFileSync(join(root, page), 'utf8')
    const slugs = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slugOf(String(heading)))

    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(#[^)]*)?\)/g)]
    const missing = links.filter(([, path, hash]) =>
      path === '' ? !slugs.includes(String(hash).slice(1)) : !existsSync(join(root, page, '..', String(path))),
    )

    assert.equal(
      missing.map(([link]) => link),
      [],
    )
  })
}

test('each block compiles, under the strictest settings', () => {
  assert.equal(complaints(), [])
})

for (const { page, line, file, claims } of blocks) {
  test(`the block in line ${line} of ${page} prints what it says`, async () => {
    const printed: string[] = []

    const unhandled = await unhandledDuring(async () => printed.push(...(await printedBy(file))))

    assert.equal(printed, claims)
    assert.equal(unhandled, [])
  })
}

test('the README lists each error with its code', () => {
  const listed = [...readme.matchAll(/^\| `(\w+)` \| `(ACTION_\w+)` \|/gm)].map(([, name, code]) => `${name} ${code}`)

  const source = sources('errors.ts').join('\n')
  const codes = [...source.matchAll(/^export class (\w+) .*\n\s*readonly code = '(\w+)'/gm)]
  assert.equal(listed.sort(), codes.map(([, name, code]) => `${name} ${code}`).sort())
})

test('README and CONTRIBUTING name only commands that there are', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const known = ['ci', 'cit', 'install', 'pack', ...Object.keys(scripts)]

  const unknown = found(/(?:^|`|&& )npm (?:run )?([\w:]+)/gm).filter((name) => !known.includes(name))

  assert.equal(unknown, [])
})

test('the README keeps the two commands that a fresh machine is tried with', () => {
  assert.ok(readme.includes('\n```sh\nnpm ci && npm start\n```\n'))
  assert.ok(readme.includes('\n```sh\nnpm cit\n```\n'))
})

test('README and CONTRIBUTING link only to files that there are', () => {
  const missing = found(/\]\(([^)#:]+)(?:#[^)]*)?\)/g).filter((path) => !existsSync(join(root, path)))

  assert.equal(missing, [])
})

test('docs/architecture.md lists every file of the core and of shared/, each with a sentence', () => {
  const listed = filesListed()
    .filter(({ sentence }) => /^[A-Z].*\.$/.test(sentence))
    .map(({ file }) => file)

  const files = [
    ...readdirSync(join(root, 'source/core')),
    ...readdirSync(join(root, 'source/shared')).map((name) => `shared/${name}`),
  ].filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  assert.equal(listed.sort(), files.sort())
})

test('docs/architecture.md lists the files from low to high: each imports only files above it', () => {
  const listed = filesListed().map(({ file }) => (file.includes('/') ? file : `core/${file}`))

  const offences = listed.flatMap((file) =>
    [...readFileSync(join(root, 'source', file), 'utf8').matchAll(/ from '(\.[^']+)\.js'/g)]
      .map(([, from]) => `${join(file, '..', String(from)).replaceAll('\\', '/')}.ts`)
      .filter((imported) => imported.split('/')[0] === file.split('/')[0])
      .filter((imported) => listed.indexOf(imported) >= listed.indexOf(file))
      .map((imported) => `${file} imports ${imported}`),
  )

  assert.equal(offences, [])
})

test.run()

/** Writes each block into a folder of its own. */
function writeBlocks(page: string, text: string): Block[] {
  const named = new Map<string, string>()
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => {
    const code = String(match[1])
    const line = text.slice(0, match.index).split('\n').length
    const name = /^\/\/ ([\w-]+\.ts)\n/.exec(code)?.[1]
    const folder = join(home, `${basename(page)}-${line}`)
    const file = join(folder, name ?? 'block.ts')
    if (name !== undefined) named.set(name, code)
    mkdirSync(folder)
    for (const [other, itsCode] of named) writeFileSync(join(folder, other), itsCode)
    writeFileSync(file, code)
    return { page, line, file, claims: [...code.matchAll(/\/\/ → ?(.*)$/gm)].map((claim) => String(claim[1])) }
  })
}

/** What the blocks import: 'entracte' and its sub-paths are the source. */
function writePackages(): void {
  const modules = join(home, 'node_modules')
  mkdirSync(join(modules, 'entracte'), { recursive: true })
  symlinkSync(join(root, 'node_modules/koa-compose'), join(modules, 'koa-compose'))
  writeFileSync(join(home, 'package.json'), '{"type":"module"}')
  const exports = Object.fromEntries(entries.map((entry) => [entry, `${entry === '.' ? './index' : entry}.js`]))
  writeFileSync(join(modules, 'entracte/package.json'), JSON.stringify({ type: 'module', exports }))
  for (const entry of entries) {
    const source = pathToFileURL(sourceOf(entry)).href
    writeFileSync(join(modules, 'entracte', String(exports[entry])), `export * from ${JSON.stringify(source)}\n`)
  }
}

/** The file that an entry of the package is made from. */
function sourceOf(entry: string): string {
  return join(root, 'source', entry === '.' ? 'core' : entry, 'index.ts')
}

/** The texts of all files of that name in source/ and its folders. */
function sources(name: string): string[] {
  return readdirSync(join(root, 'source'), { recursive: true, encoding: 'utf8' })
    .filter((path) => basename(path) === name)
    .map((path) => readFileSync(join(root, 'source', path), 'utf8'))
}

/** What the compiler has to say, in lines of the pages. */
function complaints(): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts'],
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    paths: Object.fromEntries(entries.map((entry) => [join('entracte', entry), [sourceOf(entry)]])),
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    isolatedModules: true,
    noEmit: true,
    skipLibCheck: true, // types.test.ts goes without
  }
  const program = ts.createProgram(
    [...blocks.map(({ file }) => file), join(root, 'source/core/koa-compose.d.ts')],
    options,
  )
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, '\n')
    if (file === undefined || start === undefined) return message
    const inFile = file.getLineAndCharacterOfPosition(start).line + 1
    const block = blocks.find((each) => each.file === file.fileName)
    return `${block ? `${block.page}:${block.line + inFile}` : `${relative(root, file.fileName)}:${inFile}`}: ${message}`
  })
}

/** Runs a file and gives the lines that it prints, errors included. */
async function printedBy(file: string): Promise<string[]> {
  const { log, error } = console
  const printed: string[] = []
  const print = (...args: unknown[]) => void printed.push(...format(...args).split('\n'))
  Object.assign(console, { log: print, error: print })
  try {
    await import(pathToFileURL(file).href)
    await settled() // what is printed too late is printed all the same
  } finally {
    Object.assign(console, { log, error })
  }
  return printed
}

/** What the group of a pattern matches in the two texts. */
function found(pattern: RegExp): string[] {
  return [readme, contributing].flatMap((text) => [...text.matchAll(pattern)].map((match) => String(match[1])))
}

/** Returns the rows of the tables of files in docs/architecture.md, from top to bottom. */
function filesListed(): { file: string; sentence: string }[] {
  const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
  return [...text.matchAll(/^\| `([\w/-]+\.ts)` \| (.*) \|$/gm)].map(([, file, sentence]) => ({
    file: String(file),
    sentence: String(sentence),
  }))
}

/** A heading as GitHub links to it. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}
