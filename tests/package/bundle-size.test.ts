// Decides that docs/size.md says what bundles weigh, and that a bundle does not weigh more than it may.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { build } from 'esbuild'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readSizes } from '../../benchmarks/sizes.js'
import { BUNDLER_NAMES, BUNDLER_VERSIONS, gzipped, type Sizes, sizesOf, using } from '../support/bundle-size.js'
import { installBuild } from '../support/module-build.js'
import { buildPages } from '../support/page-build.js'
import { type Figures, pageOf } from '../support/size-page.js'

/** The most that `import { createActions }` may weigh in any of the bundlers, in bytes. */
const MOST = 16_700

/** The most that `entracte/react` may weigh on top of `entracte/state`, which it uses, in bytes. */
const MOST_REACT = 1_510

const STATE = 'everything of `entracte/state`'
const REACT = 'everything of `entracte/state` and `entracte/react`'

const PAGE = 'docs/size.md'

/** Sizes have one decimal, and shares are whole numbers before a per cent sign. */
const FIGURES = /(?<![\d.])\d+\.\d\b(?!\.)|\d+(?= %)/g

/** What a program may import besides `createActions`. */
const MORE: Record<string, Record<string, string>> = {
  'everything else of `entracte`': { entracte: '* as everything' },
  'everything of `entracte/contract`': { 'entracte/contract': '* as contracts' },
  'everything of `entracte/plugins`': { 'entracte/plugins': '* as plugins' },
  [STATE]: { 'entracte/state': '* as state' },
  '`{ useAction }` from `entracte/react`': { 'entracte/react': '{ useAction }' },
  [REACT]: { 'entracte/state': '* as state', 'entracte/react': '* as react' },
  'everything of `entracte/flex`': { 'entracte/flex': '* as flex' },
  '`{ record }` from `entracte/devtools`': { 'entracte/devtools': '{ record }' },
  'everything of `entracte/devtools`': { 'entracte/devtools': '* as devtools' },
  'everything of `entracte/node`': { 'entracte/node': '* as node' },
  'everything of `entracte/testing`': { 'entracte/testing': '* as testing' },
}

/** What a program may import without `createActions`. */
const ALONE: Record<string, Record<string, string>> = {
  '`{ ActionError }` from `entracte`': { entracte: '{ ActionError }' },
}

const folder = mkdtempSync(join(tmpdir(), 'entracte-bundles-'))
const figures = await measured()

test.after(() => rmSync(folder, { recursive: true, force: true }))

test('docs/size.md says what bundles weigh', () => {
  const page = pageOf(figures)
  if (process.env.UPDATE === '1') writeFileSync(PAGE, page)

  const written = readFileSync(PAGE, 'utf8')

  const hint = 'run UPDATE=1 npm test -- size, and read the difference'
  assert.fixture(shapeOf(page), shapeOf(written), hint)
  const then = numbersIn(written)
  // Both are rounded, and one Node's zlib is not quite another's.
  const off = numbersIn(page).filter(
    (text, i) => Math.abs(Number(text) - Number(then[i])) > (isShare(text) ? 1 : 0.101),
  )
  assert.equal(off, [], hint)
})

test('the sizes of the peers are of the versions that the benchmarks install, and of the bundlers that we have', () => {
  const { bundlers, peers } = readSizes()
  const { dependencies } = JSON.parse(readFileSync('benchmarks/package.json', 'utf8'))

  const other = peers.filter(({ from, version }) => dependencies[from] !== version).map(({ from }) => from)

  assert.equal(other, [], 'run npm run bench -- --sizes')
  assert.equal(bundlers, BUNDLER_VERSIONS, 'run npm run bench -- --sizes')
})

for (const name of BUNDLER_NAMES) {
  test(`what ${name} makes of createActions weighs no more than it may`, () => {
    const size = figures.base[name]

    assert.ok(size <= MOST, `${size} bytes are more than ${MOST}`)
    assert.ok(MOST - size <= 1_000, `a limit of ${MOST} limits nothing where it is ${size}`)
  })
}

for (const name of BUNDLER_NAMES) {
  test(`what ${name} makes of entracte/react weighs no more than it may`, () => {
    const size = (figures.more[REACT]?.[name] ?? Number.NaN) - (figures.more[STATE]?.[name] ?? Number.NaN)

    assert.ok(size <= MOST_REACT, `${size} bytes are more than ${MOST_REACT}`)
    assert.ok(MOST_REACT - size <= 300, `a limit of ${MOST_REACT} limits nothing where it is ${size}`)
  })
}

test('what a program does not import is not in its bundle', () => {
  for (const name of BUNDLER_NAMES) {
    const sizes = Object.values(figures.alone).map((each) => each[name])
    assert.ok(Math.max(...sizes) < figures.base[name] / 10, `${name}: ${sizes}`)
  }
})

test.run()

async function measured(): Promise<Figures> {
  const project = join(folder, 'project')
  await installBuild(project)
  await buildPages(folder)
  const base = { entracte: '{ createActions }' }
  const all = async (programs: Record<string, string>) => {
    const sizes = Object.entries(programs).map(async ([what, code]) => [what, await sizesOf(code, project)] as const)
    return Object.fromEntries(await Promise.all(sizes))
  }
  const codes = (programs: typeof MORE, first: Record<string, string>) =>
    Object.fromEntries(Object.entries(programs).map(([what, imports]) => [what, using({ ...first, ...imports })]))

  const { createActions, ...more } = await all({ createActions: using(base), ...codes(MORE, base) })
  const pages = ['entracte.min.js', 'entracte.global.min.js'].map((file) => [file, gzipped(join(folder, file))])
  return {
    base: createActions as Sizes,
    more,
    alone: await all(codes(ALONE, {})),
    pages: Object.fromEntries(pages),
    files: await filesOf(),
    peers: readSizes().peers,
  }
}

/** Returns how many bytes of the minified `createActions` come from each file. Names are shortened as in the build for pages. */
async function filesOf(): Promise<Record<string, number>> {
  const { metafile } = await build({
    stdin: { contents: using({ './source/core/index.ts': '{ createActions }' }), resolveDir: resolve('.') },
    ...{ bundle: true, minify: true, format: 'esm', metafile: true, write: false, mangleProps: /^_[a-z]/i },
  })
  const [output] = Object.values(metafile.outputs)
  const files = Object.entries(output?.inputs ?? {}).filter(([file, { bytesInOutput }]) => {
    return file !== '<stdin>' && bytesInOutput > 0
  })
  return Object.fromEntries(files.map(([file, { bytesInOutput }]) => [shortened(file), bytesInOutput]))
}

/** The name of a package, or the path of a file in `source/`. */
function shortened(file: string): string {
  const [, own] = /^source\/(.*)$/.exec(file) ?? []
  return own ?? file.replace(/^.*node_modules\//, '').replace(`/${basename(file)}`, '')
}

/** Returns the page without its figures, which may change a little, but with the versions. */
function shapeOf(page: string): string {
  return page.replace(FIGURES, '#')
}

function numbersIn(page: string): string[] {
  return page.match(FIGURES) ?? []
}

function isShare(text: string): boolean {
  return !text.includes('.')
}
