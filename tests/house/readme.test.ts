// Decides that what the README, CONTRIBUTING and docs/architecture.md say of the checkout is so: commands, files, errors, lengths.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dispatchRow } from '../../benchmarks/first-screen.js'
import { linksOf, PAGES, textOf } from '../support/pages.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const readme = textOf('README.md')

test('the README is short, and shows code at once', () => {
  const lines = readme.split('\n')

  assert.ok(lines.length < 250, `${lines.length} lines`)
  assert.ok(lines.indexOf('```ts') < 6)
})

test('the README leads to every page of docs/', () => {
  const pages = PAGES.filter((page) => page.startsWith('docs/'))

  const lost = pages.filter((page) => !readme.includes(`](${page}`))

  assert.equal(lost, [])
})

test('only the README says that nothing is published yet, and only once', () => {
  const said = [...PAGES, 'CHANGELOG.md', 'CONTRIBUTING.md', 'AGENTS.md', 'llms.txt'].flatMap((page) =>
    [
      ...textOf(page)
        .replace(/\s+/g, ' ')
        .matchAll(/not(?:hing has been)? published yet/gi),
    ].map(() => page),
  )

  assert.equal(said, ['README.md'])
})

test('the README has the costs of the last saved run of the benchmarks', () => {
  const [, begin, row, end] = /^(.*<!-- cost -->\n)(.*?)(<!-- \/cost -->\n.*)$/s.exec(readme) ?? []
  const saved = `\n${dispatchRow()}\n`
  if (process.env.UPDATE === '1') writeFileSync(join(root, 'README.md'), `${begin}${saved}${end}`)

  assert.is(process.env.UPDATE === '1' ? saved : row, saved, 'run UPDATE=1 npm test -- house/readme')
})

test('docs/semantics.md lists each error with its code', () => {
  const listed = [...textOf('docs/semantics.md').matchAll(/^\| `(\w+)` \| `([A-Z_]+)` \|/gm)].map(
    ([, name, code]) => `${name} ${code}`,
  )

  const source = sources('errors.ts').join('\n')
  const codes = [...source.matchAll(/^export class (\w+) .*\n\s*readonly code = '(\w+)'/gm)]
  assert.equal(listed.sort(), codes.map(([, name, code]) => `${name} ${code}`).sort())
})

test('the pages name only commands that there are', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const known = ['ci', 'cit', 'install', 'ls', 'pack', ...Object.keys(scripts)]

  const unknown = found(/(?:^|`|&& )npm (?:run )?([\w:]+)/gm).filter((name) => !known.includes(name))

  assert.equal(unknown, [])
})

test('the README keeps the two commands that a fresh machine is tried with', () => {
  assert.ok(readme.includes('\n```sh\nnpm ci && npm start\n```\n'))
  assert.ok(readme.includes('\n```sh\nnpm cit\n```\n'))
})

test('CONTRIBUTING and AGENTS link only to files that there are', () => {
  const missing = ['CONTRIBUTING.md', 'AGENTS.md', 'llms.txt']
    .flatMap(linksOf)
    .filter(({ path }) => !existsSync(join(root, path)))

  assert.equal(missing, [])
})

test('every file and folder that a text for people who work on entracte names is there', () => {
  const named = found(/(?<![\w./@-])((?:\.ci|\.github|benchmarks|docs|examples|site|source|tests|tools)\/[\w./-]*\w)/gm)
  const made = ['docs/api']

  // A page in docs/ may name a file beside it.
  const missing = named.filter(
    (path) => !made.includes(path) && !existsSync(join(root, path)) && !existsSync(join(root, 'docs', path)),
  )

  assert.ok(named.includes('source/core/stack.ts'))
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

/** The texts of all files of that name in source/ and its folders. */
function sources(name: string): string[] {
  return readdirSync(join(root, 'source'), { recursive: true, encoding: 'utf8' })
    .filter((path) => basename(path) === name)
    .map((path) => readFileSync(join(root, 'source', path), 'utf8'))
}

/** What the group of a pattern matches in the texts for people who work on entracte. */
function found(pattern: RegExp): string[] {
  return [...PAGES, 'CONTRIBUTING.md', 'AGENTS.md']
    .map(textOf)
    .flatMap((text) => [...text.matchAll(pattern)].map((match) => String(match[1])))
}

/** Returns the rows of the tables of files in docs/architecture.md, from top to bottom. */
function filesListed(): { file: string; sentence: string }[] {
  const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
  return [...text.matchAll(/^\| `([\w/-]+\.ts)` \| (.*) \|$/gm)].map(([, file, sentence]) => ({
    file: String(file),
    sentence: String(sentence),
  }))
}
