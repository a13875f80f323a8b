// Rules about the code base itself, so that nobody has to remember them.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

/** The files of source/core/ from low to high: a file imports from the groups below its own, and types from its own, too. */
const LAYERS = [
  ['types'],
  ['parts'],
  ['errors', 'promises', 'timeout', 'arguments'],
  ['cuts', 'calls'],
  ['invocation'],
  ['context', 'attachments'],
  ['listeners', 'layers', 'observe', 'lifts', 'checks'],
  ['stack'],
  ['registry'],
  ['actions'],
  ['index'],
].map((layer) => layer.map((name) => `core/${name}`))

/**
 * The folders of source/ from low to high: `shared/`, which may be imported by every other, the core, and one for each sub-path of
 * the package. The files of a sub-path import `shared/`, what is in their own folder, and the index of the core and of the sub-paths
 * before it.
 */
const SUBPATHS: string[] = JSON.parse(readFileSync('tools/package/subpaths.json', 'utf8'))

/** The one file that knows each foreign package, or the sub-path that is about it. */
const OWNERS: Record<string, string> = {
  ...{
    '@opentelemetry/api': 'otel/api',
    birpc: 'remote/rpc',
    bullmq: 'queue/connection',
    devalue: 'queue/envelope',
    'koa-compose': 'core/stack',
    'p-timeout': 'core/timeout',
    react: 'react/',
  },
}

/** Everything that `import … from 'entracte'` can name at run time. */
const EXPORTS = [
  'ActionAbortedError',
  'ActionError',
  'ActionMisuseError',
  'ActionRecursionError',
  'ActionTimeoutError',
  'DuplicateActionError',
  'UnknownActionError',
  'UnsupportedEventError',
  'after',
  'before',
  'createActions',
  'replacement',
]

interface File {
  /** The path inside its folder, without the extension. */
  name: string
  tree: ts.SourceFile
}

const sources = filesIn('source', '.ts')
const cores = sources.filter(({ name }) => name.startsWith('core/'))
const testFiles = filesIn('tests', '.test.ts')

test('every file in source/core/ has its layer', () => {
  const homeless = cores.map(({ name }) => name).filter((name) => layerOf(name) === -1)

  assert.equal(homeless, [])
})

test('a file in source/core/ imports only from shared/ and from the layers below it', () => {
  const offences: string[] = []

  for (const file of cores) {
    for (const { from, typeOnly } of importsOf(file)) {
      if (!from.startsWith('.')) continue
      const imported = importedBy(file, from)
      if (isShared(imported)) continue
      const distance = layerOf(file.name) - layerOf(imported)
      if (distance < 0 || (distance === 0 && !typeOnly)) offences.push(`${file.name} imports ${imported}`)
    }
  }

  assert.equal(offences, [])
})

test('a sub-path imports its own files, shared/, and the index of the core and of the sub-paths below it', () => {
  const offences: string[] = []

  for (const file of sources.filter(({ name }) => !name.startsWith('core/') && !isShared(name))) {
    const [folder = ''] = file.name.split('/')
    const place = SUBPATHS.indexOf(folder)
    if (place === -1) offences.push(`${folder}/ is no sub-path`)
    const doors = ['core', ...SUBPATHS.slice(0, Math.max(place, 0))].map((below) => `${below}/index`)
    for (const { from } of importsOf(file).filter(({ from }) => from.startsWith('.'))) {
      const imported = importedBy(file, from)
      if (!imported.startsWith(`${folder}/`) && !isShared(imported) && !doors.includes(imported))
        offences.push(`${file.name} imports ${imported}`)
    }
  }

  assert.equal(offences, [])
})

test('shared/ imports nothing but itself', () => {
  const offences = sources
    .filter(({ name }) => isShared(name))
    .flatMap((file) => importsOf(file).map(({ from }) => ({ file, from })))
    .filter(({ file, from }) => !isShared(importedBy(file, from)))

  assert.equal(
    offences.map(({ file, from }) => `${file.name} imports ${from}`),
    [],
  )
})

test('no files of source/ import one another in a circle, types included', () => {
  const graph = new Map(
    sources.map((file) => [
      file.name,
      importsOf(file)
        .filter(({ from }) => from.startsWith('.'))
        .map(({ from }) => importedBy(file, from)),
    ]),
  )
  const circles: string[] = []
  const done = new Set<string>()
  const visit = (name: string, path: string[]): void => {
    if (path.includes(name)) circles.push([...path.slice(path.indexOf(name)), name].join(' → '))
    if (path.includes(name) || done.has(name)) return
    for (const next of graph.get(name) ?? []) visit(next, [...path, name])
    done.add(name)
  }
  for (const name of graph.keys()) visit(name, [])

  assert.equal(circles, [])
})

test('a foreign package is imported by its owner alone', () => {
  const importers: Record<string, string> = {}

  for (const file of sources) {
    for (const { from } of importsOf(file)) {
      if (from.startsWith('.')) continue
      const [folder = ''] = file.name.split('/')
      const importer = OWNERS[from] === `${folder}/` ? `${folder}/` : file.name
      if (importers[from] === importer) continue
      importers[from] = from in importers ? `${importers[from]}, ${importer}` : importer
    }
  }

  assert.equal(importers, OWNERS)
})

test('no file in source/ keeps mutable state at module level', () => {
  const offences: string[] = []

  for (const { name, tree } of sources) {
    for (const statement of tree.statements.filter(ts.isVariableStatement)) {
      const constant = statement.declarationList.flags & ts.NodeFlags.Const
      if (constant && !statement.declarationList.declarations.some(isMutable)) continue
      offences.push(`${name}: ${statement.getText(tree)}`)
    }
  }

  assert.equal(offences, [])
})

test('no file in source/ makes code out of text', () => {
  const offences = sources.filter(({ tree }) => /\beval\(|\bFunction\(/.test(tree.text))

  assert.equal(namesOf(offences), [])
})

test('the index exports exactly what is promised', async () => {
  const names = Object.keys(await import('../../source/core/index.js')).sort()

  assert.equal(names, EXPORTS)
})

test('every test file runs each of its suites, after the last of its tests', () => {
  const offences: string[] = []

  for (const { name, tree } of testFiles) {
    const statements = tree.statements
      .filter((each) => !ts.isFunctionDeclaration(each))
      .map((each) => each.getText(tree))
    const suites = statements.flatMap((text) => /^const (\w+) = suite\b/.exec(text)?.[1] ?? [])
    if (statements.some((text) => /^test\b/.test(text))) suites.push('test')
    if (suites.length === 0) offences.push(`${name} has no suite`)
    for (const suite of suites) {
      const registers = new RegExp(`(?<![.\\w])${suite}(?:\\.(?!run\\b)[\\w.]+)?\\(`)
      const run = statements.indexOf(`${suite}.run()`)
      const registered = statements.findLastIndex((text) => registers.test(text))
      if (run < registered || run === -1) offences.push(`${name}: ${suite}.run() is missing, or followed by a test`)
    }
  }

  assert.equal(offences, [])
})

test('no test is singled out', () => {
  const offences = testFiles.filter(({ tree }) => /^\s*\w+\.only\(/m.test(tree.text))

  assert.equal(namesOf(offences), [])
})

test('the lockfile holds no address', () => {
  const lockfile = readFileSync(pathOf('package-lock.json'), 'utf8')

  const lines = lockfile.split('\n').filter((line) => /"resolved"|https?:/.test(line))

  assert.equal(lines, [], 'keep .npmrc, and take out the "funding" that npm copies from new packages')
})

test('installing runs no script', () => {
  const { scripts } = JSON.parse(readFileSync(pathOf('package.json'), 'utf8'))

  const hooks = Object.keys(scripts).filter((name) =>
    /^(?:pre|post)?(?:install|prepare|pack|publish)(?:Only)?$/.test(name),
  )

  assert.equal(hooks, [])
})

test.run()

/** An array, a collection or an empty object that is not declared readonly. */
function isMutable({ initializer, type }: ts.VariableDeclaration): boolean {
  if (!initializer || /^readonly/i.test(type?.getText() ?? '')) return false
  // A WeakMap keyed by the platform's own objects, such as signals, belongs to those.
  if (ts.isNewExpression(initializer)) return /^(?:Map|(?:Weak)?Set|Array)$/.test(initializer.expression.getText())
  if (ts.isObjectLiteralExpression(initializer)) return initializer.properties.length === 0
  return ts.isArrayLiteralExpression(initializer)
}

function isShared(name: string): boolean {
  return name.startsWith('shared/')
}

function importedBy(file: File, from: string): string {
  return join(file.name, '..', from).replace(/\.js$/, '')
}

function importsOf({ tree }: File): { from: string; typeOnly: boolean }[] {
  const imports: { from: string; typeOnly: boolean }[] = []
  visit(tree)
  return imports

  function visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly)
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true)
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0])
    ts.forEachChild(node, visit)
  }

  function add(specifier: ts.Node | undefined, typeOnly = false): void {
    if (specifier && ts.isStringLiteral(specifier)) imports.push({ from: specifier.text, typeOnly })
  }
}

/** The index of a file's layer, -1 when it has none. */
function layerOf(name: string): number {
  return LAYERS.findIndex((layer) => layer.includes(name))
}

function namesOf(files: File[]): string[] {
  return files.map(({ name }) => name)
}

function filesIn(folder: string, ending: string): File[] {
  return readdirSync(pathOf(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.endsWith('.d.ts') && !name.includes('node_modules'))
    .sort()
    .map((name) => {
      const text = readFileSync(pathOf(join(folder, name)), 'utf8')
      return { name: name.replace(/\.ts$/, ''), tree: ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true) }
    })
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(`../../${relative}`, import.meta.url))
}
