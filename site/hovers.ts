// Finds the type of each name in a block of the guide, which the page shows when a pointer is over the name.

import { createTransformerFactory, type TwoslashRenderer, type TwoslashShikiReturn } from '@shikijs/twoslash/core'
import type { ShikiTransformer } from 'shiki'
import { createTwoslasher } from 'twoslash'
import ts from 'typescript'
import { readBlocks } from '../tests/support/pages.js'
import { DOORS, SCRIPT_OF, sourceOf } from './doors.js'
import { type Program, programOf } from './programs.js'
import { ROOT } from './root.js'

/** Longer types are cut here. */
const LONGEST = 400

const programs = new Map<string, Program>()
for (const block of readBlocks()) {
  programs.set(block.code.trim(), programOf(block))
}

const doors = [...DOORS, ...Object.keys(SCRIPT_OF).filter((name) => name.startsWith('entracte/'))]

const twoslasher = createTwoslasher({
  tsModule: ts,
  vfsRoot: ROOT,
  compilerOptions: {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    lib: ['lib.esnext.d.ts', 'lib.dom.d.ts'],
    types: [],
    strict: true,
    noErrorTruncation: false,
    jsx: ts.JsxEmit.ReactJSX,
    paths: Object.fromEntries(doors.map((door) => [door, [sourceOf(door)]])),
  },
})

const renderer: TwoslashRenderer = {
  nodeStaticInfo({ text }, node) {
    if (text.trim() === '') return node
    const type = text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text
    return { type: 'element', tagName: 'span', properties: { 'data-type': type }, children: [node] }
  },
}

/** Gives each name of a block the type that it has. */
export const hovers: ShikiTransformer = createTransformerFactory(typesOf)({
  langs: ['ts', 'tsx'],
  langAlias: {},
  renderer,
  explicitTrigger: false,
  throws: false,
})

function typesOf(code: string): TwoslashShikiReturn {
  const program = programs.get(code.trim())
  if (!program) return { code, nodes: [] }
  // Twoslash knows other files by these comments. What is above the cut is not shown.
  const [[name] = ['block.ts'], ...others] = program
  const above = others.map(([other, text]) => `// @filename: ${other}\n${text}\n`).join('')
  return twoslasher(`${above}// @filename: ${name}\n// ---cut---\n${code}`, name.endsWith('x') ? 'tsx' : 'ts', {
    handbookOptions: { noErrors: true },
  })
}
