// What an editor shows over every public name: asked of TypeScript's language service, as editors do, against the
// declarations that are published.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { filesOf, smallFiles } from '../../tools/package/manifest.js'

/** The word after the mark is hovered over. */
const MARK = '‸'

/** A consumer's file, with every form of every verb as one would write it. */
const CONSUMER = `
import { after, before, createActions, replacement } from 'entracte'

interface Desk {
  AcceptTask(payload: { sid: string }): string
  Logout(): void
}
const actions = ‸createActions<Desk>({ ‸onListenerError() {}, ‸maxDepth: 20 })
const when = 'before' as 'before' | 'after'
const hide = () => {}

actions.‸registerAction('AcceptTask', ({ sid }) => sid)
actions.‸registerAction('AcceptTask', ({ sid }) => sid, (payload) => payload)
actions.‸registerAction('Logout', () => {}, {
  ‸payloadUpdate: () => {}, ‸timeout: 1, ‸override: true, ‸terminal: true, ‸signal: undefined,
  name: '', // of a function, too, so that TypeScript cannot decide whose text to show
})
actions.‸unregisterAction('Logout')
actions.‸invokeAction('Logout')
actions.‸settleAction('Logout')
actions.‸settleAction('AcceptTask', { sid: '' }, { ‸state: {} })
actions.‸invokeAction('AcceptTask', { sid: '' }, { ‸signal: undefined, ‸timeout: 1 })
actions.‸addListener('beforeAcceptTask', (payload, abort) => abort(payload.sid))
actions.‸addListener('afterAcceptTask', (_payload, result) => result.length)
actions.‸addListener('errorAcceptTask', (_payload, error) => error)
actions.‸addListener(\`\${when}AcceptTask\`, hide, { ‸once: true, ‸order: 1, ‸timeout: 1, ‸signal: undefined, ‸name: '' })
actions.‸removeListener('afterLogout', hide)
actions.‸replaceAction('AcceptTask', (payload, original) => original(payload), { ‸signal: undefined, ‸name: '' })
actions.‸use((ctx, next) => next(), { ‸order: 1, ‸signal: undefined, ‸name: '' })
actions.‸use('AcceptTask', (ctx, next) => {
  ctx.‸action
  ctx.‸payload.sid
  ctx.‸result
  ctx.‸aborted = true
  ctx.‸abort('no')
  ctx.‸abortReason
  ctx.‸signal.aborted
  ctx.‸state.startedAt = 1
  ctx.‸id
  ctx.‸parent?.‸depth
  ctx.‸depth
  ctx.‸failure
  ctx.‸settleAction('Logout')
  ctx.‸invokeAction('Logout')
  return next()
})
actions.‸hasAction('Logout')
actions.‸actionNames()
actions.‸explain('Logout')
actions.‸explain()
actions.‸observe({ ‸start() {}, ‸end({ ctx, kind, name, scope, error, aborted }) {} })
const plugin = actions.‸scope('plugin', { ‸replace: true, ‸keepPlace: true })
plugin.‸addListener('beforeLogout', hide)
plugin.‸signal.aborted
plugin.‸onDispose(hide)
plugin.‸explain()
plugin.‸dispose()

actions.use('AcceptTask', ‸before((payload: { sid: string }) => payload))
actions.use('AcceptTask', ‸after((payload: { sid: string }, result: string) => result))
actions.use('AcceptTask', ‸replacement((payload: { sid: string }, original) => original(payload)))
`

/** What the platform says of errors, and we have nothing to add to. */
const PLATFORM = ['name', 'message', 'stack', 'cause']

interface Hover {
  /** What is hovered over. */
  word: string
  text: string
  examples: string[]
}

const root = fileURLToPath(new URL('../..', import.meta.url)).replaceAll('\\', '/')
const home = `${root}hover/` // in no folder but in memory
const consumer = `${home}consumer.ts`
const everything = `${home}everything.ts`
const door = `${home}node_modules/entracte/${filesOf('core').commonjsTypes}`
const texts = new Map<string, string>([
  [consumer, CONSUMER.replaceAll(MARK, '')],
  [everything, ''],
  [`${home}package.json`, '{ "type": "module" }'],
  [`${home}node_modules/entracte/package.json`, readFileSync(join(root, 'package.json'), 'utf8')],
  ...Object.entries(smallFiles()).map(([path, text]): [string, string] => [
    `${home}node_modules/entracte/${path}`,
    text,
  ]),
])
emitDeclarations()
const service = serve()

const calls = hoversOf(consumer, marksOf(CONSUMER))

test('Hover: the file that is hovered over compiles', () => {
  const errors = service.getSemanticDiagnostics(consumer).map(({ messageText }) => messageText)

  assert.equal(errors, [])
})

test('Hover: whatever one calls, reads or sets says what it does', () => {
  const mute = calls.filter(({ text }) => text === '')

  assert.equal(namesOf(mute), [])
})

test('Hover: every verb is there, with an example over each of its forms', () => {
  const verbs = [
    'createActions',
    'before',
    'after',
    'replacement',
    ...membersOf('Scope').filter((name) => name !== 'signal'),
  ]

  const missing = verbs.filter((verb) => !calls.some(({ word }) => word === verb))
  const bare = calls.filter(({ word, examples }) => verbs.includes(word) && examples.length === 0)

  assert.equal(missing, [])
  assert.equal(namesOf(bare), [])
})

test('Hover: every field of ctx and every option is there', () => {
  const words = calls.map(({ word }) => word)
  const options = exportsOf().filter((name) => name.endsWith('Options'))

  const missing = ['ActionContext', ...options].flatMap(membersOf).filter((name) => !words.includes(name))

  assert.ok(options.length > 0)
  assert.equal(missing, [])
})

test('Hover: every export, and every member of every export, says what it means', () => {
  const lines = exportsOf().flatMap((name) => [
    `export { type ${MARK}${name} } from 'entracte'`,
    ...membersOf(name).map((member) => `void ({} as entracte.${name}${argumentsOf(name)}).${MARK}${member}`),
  ])
  const text = `import type * as entracte from 'entracte'\n${lines.join('\n')}`
  texts.set(everything, text.replaceAll(MARK, ''))

  const hovers = hoversOf(everything, marksOf(text))

  assert.equal(
    lines.filter((_line, index) => hovers[index]?.text === ''),
    [],
  )
})

test.run()

/** What the build emits, into memory, where the consumer's package would be installed. */
function emitDeclarations(): void {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.build.json'), ts.sys.readFile)
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const program = ts.createProgram(fileNames, {
    ...options,
    outDir: `${home}node_modules/entracte/dist/cjs`,
    declarationMap: false,
  })
  const { emitSkipped } = program.emit(undefined, (path, text) => void texts.set(path, text))
  assert.not(emitSkipped)
}

/** The positions of the marked words in the text without its marks. */
function marksOf(text: string): number[] {
  return [...text.matchAll(new RegExp(MARK, 'g'))].map(({ index }, before) => index - before)
}

function hoversOf(path: string, positions: number[]): Hover[] {
  return positions.map((position) => {
    const word = /^\w+/.exec(texts.get(path)?.slice(position) ?? '')?.[0] ?? ''
    const info = service.getQuickInfoAtPosition(path, position)
    const examples = info?.tags?.filter(({ name }) => name === 'example') ?? []
    return { word, text: plain(info?.documentation), examples: examples.map((tag) => plain(tag.text)).filter(Boolean) }
  })
}

function plain(parts: ts.SymbolDisplayPart[] | undefined): string {
  return ts.displayPartsToString(parts).trim()
}

function namesOf(hovers: Hover[]): string[] {
  return hovers.map(({ word }) => word)
}

/** What can be imported, types included. */
function exportsOf(): string[] {
  return symbols().map(({ name }) => name)
}

/** The members of an exported interface or class that we have declared ourselves, inherited ones too. */
function membersOf(name: string): string[] {
  const { checker } = published()
  const symbol = symbols().find((each) => each.name === name)
  assert.ok(symbol, `${name} is not exported`)
  const actual = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  if (!(actual.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class))) return []
  return checker
    .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(actual))
    .map((member) => member.name)
    .filter((member) => /^[a-z]/i.test(member) && !(actual.flags & ts.SymbolFlags.Class && PLATFORM.includes(member)))
}

/** Returns what an exported type takes, where it has to be given. */
function argumentsOf(name: string): string {
  const { checker } = published()
  const symbol = symbols().find((each) => each.name === name) as ts.Symbol
  const actual = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const needed = (actual.declarations ?? [])
    .flatMap((declaration) => (ts.isInterfaceDeclaration(declaration) ? [...(declaration.typeParameters ?? [])] : []))
    .filter((parameter) => parameter.default === undefined)
  return needed.length === 0 ? '' : `<${needed.map(() => 'never').join(', ')}>`
}

function symbols(): ts.Symbol[] {
  const { checker, file } = published()
  return checker.getExportsOfModule(checker.getSymbolAtLocation(file) as ts.Symbol)
}

function published() {
  const program = service.getProgram() as ts.Program
  return { checker: program.getTypeChecker(), file: program.getSourceFile(door) as ts.SourceFile }
}

/** What an editor has running; the files in memory are in front of those on the disk. */
function serve(): ts.LanguageService {
  const exists = (path: string) => texts.has(path) || ts.sys.fileExists(path)
  const read = (path: string) => texts.get(path) ?? ts.sys.readFile(path)
  return ts.createLanguageService({
    getScriptFileNames: () => [consumer, everything],
    getScriptVersion: (path) => String(texts.get(path)?.length ?? 0),
    getScriptSnapshot: (path) => (exists(path) ? ts.ScriptSnapshot.fromString(read(path) ?? '') : undefined),
    getCurrentDirectory: () => home,
    getCompilationSettings: () => ({
      ...{ strict: true, noEmit: true, types: [], target: ts.ScriptTarget.ES2022 },
      ...{ lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'], module: ts.ModuleKind.NodeNext },
    }),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: exists,
    readFile: read,
  })
}
