// The rules of docs/rules.md and the names of the tests belong together: a test quotes only rules that the page has, and every
// rule that is built is quoted by a test.
//
// A test quotes rules at the beginning of its name: "S5: …", "S7, S8: …", "S1 to S18: …". In tests/flex/ a number alone is a rule
// of Flex: "4: …" or "F4: …" quotes F4.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const PAGE = 'docs/rules.md'
const NOT_BUILT = '*(not built yet)*'

interface Rule {
  id: string
  /** Whether the page says that the code does not follow this rule at all yet. */
  built: boolean
}

/** A rule that a test quotes, and the file of the test. */
interface Quote {
  id: string
  file: string
}

const page = textOf(PAGE)
const rules = rulesIn(page)
const quotes = quotesInTests()

test('the page has S1 to S21 and F1 to F13, each once and in this order', () => {
  const expected = [...idsUpTo('S', 21), ...idsUpTo('F', 13)]

  assert.equal(
    rules.map(({ id }) => id),
    expected,
  )
})

test('every rule on the page gives a text under its heading', () => {
  const empty = sectionsOf(page).filter(({ text }) => text.replace(NOT_BUILT, '').trim() === '')

  assert.equal(
    empty.map(({ heading }) => heading),
    [],
  )
})

test('the name of a test quotes only rules that are on the page', () => {
  const known = new Set(rules.map(({ id }) => id))

  const unknown = quotes.filter(({ id }) => !known.has(id))

  assert.equal(unknown, [])
})

test('every rule that is built is quoted by the name of a test', () => {
  const quoted = new Set(quotes.map(({ id }) => id))

  const untested = rules.filter(({ id, built }) => built && !quoted.has(id))

  assert.equal(untested, [])
})

test('a rule that is marked as not built yet is quoted by no test', () => {
  const waiting = new Set(rules.filter(({ built }) => !built).map(({ id }) => id))

  const early = quotes.filter(({ id }) => waiting.has(id))

  assert.equal(early, [], `take the mark off in ${PAGE}`)
})

test('quotes are read from every form that names have', () => {
  const read = (text: string, file = 'core/it.test.ts') => quotesIn(file, text).map(({ id }) => id)

  assert.equal(read("test('S5: one', () => {})"), ['S5'])
  assert.equal(read('test(`S7, S8: two`, () => {})'), ['S7', 'S8'])
  assert.equal(read(`test(\`S9: \${what} three\`, () => {})`), ['S9'])
  assert.equal(read("random.skip('S2 to S4: four', () => {})"), ['S2', 'S3', 'S4'])
  assert.equal(read("const CASES = [['S21', 1], ['S1, S2', 2]]"), ['S21', 'S1', 'S2'])
  assert.equal(read("test('says S9 in the middle', () => {})"), [])
  assert.equal(read("test('4: five', () => {})"), [])
  assert.equal(read("test('4: six', () => {})", 'flex/it.test.ts'), ['F4'])
  assert.equal(read("test('F4, F6: seven', () => {})", 'flex/it.test.ts'), ['F4', 'F6'])
})

test('every link to a rule leads to a heading of the page', () => {
  const slugs = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slugOf(String(heading)))

  const links = linksOf(pagesWithLinks()).filter(({ path, hash }) => path === PAGE && hash !== '')
  const missing = links.filter(({ hash }) => !slugs.includes(hash))

  assert.ok(links.length > 0)
  assert.equal(missing, [])
})

test('the page links only to files that there are', () => {
  const missing = linksOf([PAGE]).filter(({ path }) => !existsSync(pathOf(path)))

  assert.equal(missing, [])
})

test.run()

function rulesIn(text: string): Rule[] {
  return sectionsOf(text).flatMap(({ heading, text }) => {
    const id = /^[SF]\d+\b/.exec(heading)?.[0]
    return id === undefined ? [] : [{ id, built: !text.trimStart().startsWith(`${NOT_BUILT}\n`) }]
  })
}

/** The headings of the third level, each with the text below it. */
function sectionsOf(text: string): { heading: string; text: string }[] {
  return text
    .split(/^(?=#{1,3} )/m)
    .filter((section) => section.startsWith('### '))
    .map((section) => {
      const [first = '', ...rest] = section.split('\n')
      return { heading: first.slice('### '.length), text: rest.join('\n') }
    })
}

/** In all files of tests/, since some names are made from tables in files of their own. */
function quotesInTests(): Quote[] {
  return readdirSync(pathOf('tests'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules') && !name.startsWith('house'))
    .flatMap((name) => quotesIn(name.replaceAll('\\', '/'), textOf(join('tests', name))))
}

/** What the strings of a file quote: names of tests, and entries of the tables that names are made from. */
function quotesIn(file: string, text: string): Quote[] {
  const letter = file.startsWith('flex/') ? '[SF]?' : '[SF]'
  const beginning = new RegExp(`^${letter}\\d+(?:(?:, | to )${letter}\\d+)*(?=: )`)
  const wholly = /^[SF]\d+(?:(?:, | to )[SF]\d+)*$/
  const found: Quote[] = []
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true))
  return found

  function visit(node: ts.Node): void {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) {
      const quoted = (beginning.exec(node.text) ?? wholly.exec(node.text))?.[0]
      if (quoted !== undefined) found.push(...idsIn(quoted).map((id) => ({ id, file })))
    }
    ts.forEachChild(node, visit)
  }
}

/** The rules in `'S5'`, `'S7, S8'` or `'S1 to S18'`. A number without a letter is a rule of Flex. */
function idsIn(quoted: string): string[] {
  return quoted.split(', ').flatMap((part) => {
    const [first = '', last = first] = part.split(' to ')
    const letter = /^[SF]/.exec(first)?.[0] ?? 'F'
    const [from, to] = [first, last].map((id) => Number(id.replace(/\D/g, ''))) as [number, number]
    return Array.from({ length: to - from + 1 }, (_, i) => `${letter}${from + i}`)
  })
}

function idsUpTo(letter: string, last: number): string[] {
  return Array.from({ length: last }, (_, i) => `${letter}${i + 1}`)
}

function pagesWithLinks(): string[] {
  const docs = readdirSync(pathOf('docs')).filter((name) => name.endsWith('.md'))
  return ['README.md', 'CONTRIBUTING.md', ...docs.map((name) => `docs/${name}`)]
}

/** The links of pages that lead into the repository. */
function linksOf(pages: string[]): { page: string; path: string; hash: string }[] {
  return pages.flatMap((page) =>
    [...textOf(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].map(([, path = '', hash = '']) => ({
      page,
      path: path === '' ? page : join(dirname(page), path),
      hash,
    })),
  )
}

/** A heading as GitHub links to it. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}

function textOf(path: string): string {
  return readFileSync(pathOf(path), 'utf8')
}

function pathOf(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}
