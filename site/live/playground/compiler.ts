// The worker that knows the types: TypeScript's language service, with the declarations of the library and of the platform.

import { createSystem, createVirtualTypeScriptEnvironment } from '@typescript/vfs'
import files from 'declarations'
import ts from 'typescript'
import type { Program } from './links.js'

export interface Question {
  id: number
  kind: keyof Answers
  program: Program
  file: string
  at: number
}

export interface Answers {
  completions: { name: string; kind: string; sort: string }[]
  hover: { start: number; length: number; signature: string; text: string } | undefined
  errors: { start: number; length: number; message: string }[]
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  strict: true,
  // What comes from most packages has any type here, and so have the parameters of functions that they are handed.
  noImplicitAny: false,
  skipLibCheck: true,
  types: [],
  jsx: ts.JsxEmit.ReactJSX,
  lib: ['lib.esnext.d.ts', 'lib.webworker.d.ts'],
}

/** Of the errors that a block expects, those are missing that the types of other packages would make. */
const UNUSED_EXPECTATION = 2578

const system = createSystem(new Map(Object.entries(files)))
const environment = createVirtualTypeScriptEnvironment(system, ['/ambient.d.ts'], ts, options)
const { languageService } = environment
let known: string[] = []

postMessage('ready')
addEventListener('message', ({ data }: MessageEvent<Question>) => {
  update(data.program)
  postMessage({ id: data.id, answer: answers[data.kind](`/${data.file}`, data.at) })
})

/** Gives the compiler the files of the program that have changed. */
function update(program: Program): void {
  for (const [name, code] of program) {
    const path = `/${name}`
    const text = code === '' ? ' ' : code
    if (!known.includes(path)) environment.createFile(path, text)
    else if (environment.getSourceFile(path)?.text !== text) environment.updateFile(path, text)
  }
  const names = program.map(([name]) => `/${name}`)
  for (const path of known) if (!names.includes(path)) environment.deleteFile?.(path)
  known = names
}

const answers: { [K in keyof Answers]: (path: string, at: number) => Answers[K] } = {
  completions: (path, at) =>
    (languageService.getCompletionsAtPosition(path, at, {})?.entries ?? []).map(({ name, kind, sortText }) => ({
      name,
      kind:
        kind.includes('method') || kind.includes('function')
          ? 'function'
          : kind.includes('prop')
            ? 'property'
            : 'variable',
      sort: sortText,
    })),

  hover(path, at) {
    const info = languageService.getQuickInfoAtPosition(path, at)
    if (!info) return undefined
    const { start, length } = info.textSpan
    const text = ts.displayPartsToString(info.documentation)
    return { start, length, signature: ts.displayPartsToString(info.displayParts), text }
  },

  errors: (path) =>
    [...languageService.getSyntacticDiagnostics(path), ...languageService.getSemanticDiagnostics(path)]
      .filter(({ code }) => code !== UNUSED_EXPECTATION)
      .map(({ start = 0, length = 0, messageText }) => ({
        start,
        length,
        message: ts.flattenDiagnosticMessageText(messageText, '\n'),
      })),
}
