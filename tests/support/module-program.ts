// Compiles one module in memory, as a file of the checkout that there is not.

import { join } from 'node:path'
import ts from 'typescript'
import { root } from './consumer.js'

/** The path of the module. */
export const MODULE = join(root, 'tests/package/consumer-module.ts')

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  types: [],
  strict: true,
}

/** The other files, which are read once. */
const parsed = new Map<string, ts.SourceFile | undefined>()

/** Returns a program of the module and of what it imports. */
export function programOf(code: string, more: ts.CompilerOptions): { program: ts.Program; host: ts.CompilerHost } {
  const options = { ...OPTIONS, ...more }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.getSourceFile = (path, ...rest) => {
    if (path === MODULE) return ts.createSourceFile(path, code, ts.ScriptTarget.ES2022)
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, ...rest))
    return parsed.get(path)
  }
  host.fileExists = (path) => path === MODULE || fileExists(path)
  return { program: ts.createProgram([MODULE], options, host), host }
}
