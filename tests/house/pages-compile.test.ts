// Decides that each TypeScript block on the pages compiles, under the strictest settings.

import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ENTRIES, openHome, ROOT, sourceOf, type WrittenBlock } from '../support/page-home.js'

/** What Vite adds to every module that it serves. Its own types are not installed here. */
const VITE =
  'interface ImportMeta { readonly hot?: { accept(): void; accept(path: string, load: (module: any) => void): void; dispose(clean: () => void): void } }\n'

const { folder, blocks, close } = openHome()
writeFileSync(join(folder, 'vite.d.ts'), VITE)
const parsed = new Map<string, ts.SourceFile>()
const needsNode = ({ code }: WrittenBlock) => code.includes(" from 'node:")

test.after(close)

test('each block compiles, without the types of Node', () => {
  const portable = blocks.filter((block) => !needsNode(block))

  assert.ok(portable.length > 50)
  assert.equal(complaints(portable, []), [])
})

test('each block that imports from Node compiles', () => {
  const others = blocks.filter(needsNode)

  assert.ok(others.length > 0)
  assert.equal(complaints(others, ['node']), [])
})

test.run()

/** What the compiler has to say, in lines of the pages. */
function complaints(chosen: WrittenBlock[], types: string[]): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts'],
    types,
    typeRoots: [join(ROOT, 'node_modules/@types')],
    module: ts.ModuleKind.ESNext,
    jsx: ts.JsxEmit.ReactJSX,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    paths: Object.fromEntries(ENTRIES.map((entry) => [join('entracte', entry), [sourceOf(entry)]])),
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    isolatedModules: true,
    noEmit: true,
    skipLibCheck: true, // types.test.ts goes without
  }
  const own = ['core/koa-compose.d.ts', 'queue/bullmq.d.ts', 'queue/devalue.d.ts'].map((file) =>
    join(ROOT, 'source', file),
  )
  const ambient = [...own, join(folder, 'vite.d.ts')]
  const program = ts.createProgram([...chosen.map(({ file }) => file), ...ambient], options, hostFor(options))
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, '\n')
    if (file === undefined || start === undefined) return message
    const inFile = file.getLineAndCharacterOfPosition(start).line + 1
    const block = blocks.find((each) => each.file === file.fileName)
    return `${block ? `${block.page}:${block.line + inFile}` : `${relative(ROOT, file.fileName)}:${inFile}`}: ${message}`
  })
}

/** Returns a host that parses each file only once for both programs. */
function hostFor(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  return {
    ...host,
    getSourceFile(path, ...more) {
      const file = parsed.get(path) ?? host.getSourceFile(path, ...more)
      if (file !== undefined) parsed.set(path, file)
      return file
    },
  }
}
