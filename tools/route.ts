// Prints the route of one invocation through source/core/: which function calls which function, in order.
// docs/architecture.md describes this route.
//
//   node --import tsx tools/route.ts [--counts]
//
// The action has one async before-listener, one replacement and one after-listener. It follows the second invocation,
// because the first invocation builds the stack.

import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import ts from 'typescript'

export interface Station {
  /** The file inside source/, without its extension. */
  readonly file: string
  /**
   * The name of the function. For an arrow function without a name, the name of the outer function followed by an
   * arrow.
   */
  readonly name: string
}

/** Follows the second invocation, and returns every function that is entered, in order. */
export async function followRoute(source = resolve('source')): Promise<Station[]> {
  const { outputFiles } = await build({
    entryPoints: [resolve(source, existing(source))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    plugins: [
      {
        name: 'stations',
        setup({ onLoad }) {
          onLoad({ filter: /source\/.*\.ts$/ }, ({ path }) => ({
            contents: withStations(readFileSync(path, 'utf8'), relative(source, path).replace(/\.ts$/, '')),
            loader: 'ts',
          }))
        },
      },
    ],
  })
  const stations: Station[] = []
  const globals = globalThis as { __station?: (file: string, name: string) => void }
  let following = false
  globals.__station = (file, name) => {
    if (following) stations.push({ file, name })
  }
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')
  const { createActions } = (await import(
    `data:text/javascript;base64,${code}`
  )) as typeof import('../source/core/index.js')
  const actions = createActions()
  actions.registerAction('X', (payload: number) => payload + 1)
  actions.addListener('beforeX', async () => {})
  actions.replaceAction('X', (_payload, original) => original())
  actions.addListener('afterX', () => {})
  await actions.invokeAction('X', 1)
  following = true
  await actions.invokeAction('X', 1)
  following = false
  delete globals.__station
  return stations
}

/** Returns how often the file changes on the route. */
export function changesOfFile(stations: readonly Station[]): number {
  return stations.filter(({ file }, index) => index > 0 && file !== stations[index - 1]?.file).length
}

function existing(source: string): string {
  try {
    readFileSync(resolve(source, 'core/index.ts'))
    return 'core/index.ts'
  } catch {
    return 'index.ts'
  }
}

/** Returns the text with a call at the beginning of each function that reports the function. */
function withStations(text: string, file: string): string {
  const tree = ts.createSourceFile(`${file}.ts`, text, ts.ScriptTarget.ES2022, true)
  const edits: [position: number, text: string][] = []
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const station = `;globalThis.__station?.(${JSON.stringify(file)}, ${JSON.stringify(nameOf(node))});`
      const { body } = node
      if (ts.isBlock(body)) {
        const first = isDerived(node) ? body.statements.findIndex((each) => /^super\(/.test(each.getText(tree))) : -1
        edits.push([first >= 0 ? (body.statements[first]?.end ?? 0) : body.getStart(tree) + 1, station])
      } else {
        edits.push([body.getStart(tree), `(${station.slice(1, -1)}, `], [body.end, ')'])
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  // At the same position, an end comes before a beginning.
  edits.sort(([a, x], [b, y]) => a - b || Number(y === ')') - Number(x === ')'))
  let edited = ''
  let last = 0
  for (const [position, insert] of edits) {
    edited += text.slice(last, position) + insert
    last = position
  }
  return edited + text.slice(last)
}

function isDerived(node: ts.Node): boolean {
  return (
    ts.isConstructorDeclaration(node) &&
    node.parent.heritageClauses?.some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword) === true
  )
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (ts.isConstructorDeclaration(node)) return `new ${node.parent.name?.text ?? ''}`
  const owner = ts.isClassLike(node.parent) ? `${node.parent.name?.text}.` : ''
  if (node.name) return owner + node.name.getText()
  const { parent } = node
  if (
    (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) &&
    parent.name
  )
    return parent.name.getText()
  if (ts.isBinaryExpression(parent)) return parent.left.getText()
  let around: ts.Node | undefined = parent
  while (around && !(ts.isFunctionLike(around) && around.name)) around = around.parent
  return `${around && ts.isFunctionLike(around) ? (around.name?.getText() ?? '') : ''} →`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const stations = await followRoute(
    process.argv[2] && !process.argv[2].startsWith('-') ? resolve(process.argv[2]) : undefined,
  )
  if (!process.argv.includes('--counts'))
    for (const { file, name } of stations) console.log(`${file.padEnd(20)} ${name}`)
  console.log(`${stations.length} functions entered, ${changesOfFile(stations)} changes of file`)
}
