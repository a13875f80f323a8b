// Turns TypeScript into JavaScript whose imports are calls of `require`. The lines stay as they are.

import { javascriptLanguage } from '@codemirror/lang-javascript'
import { transform } from 'sucrase'
import type { Program } from './links.js'

/** @throws {SyntaxError} that names the file and the line, when a file cannot be read. */
export function transpile(program: Program): Program {
  return program.map(([name, code]) => {
    try {
      const options = {
        transforms: ['typescript' as const, 'imports' as const, ...(name.endsWith('x') ? ['jsx' as const] : [])],
        jsxRuntime: 'automatic' as const,
        production: true,
        disableESTransforms: true,
        filePath: name,
      }
      return [name, withoutMeta(transform(code, options).code)]
    } catch (error) {
      throw new SyntaxError((error as Error).message.replace(/^Error transforming /, ''))
    }
  })
}

/** Makes `module.meta` of `import.meta`, which only modules may say. Both are as long. */
function withoutMeta(code: string): string {
  if (!code.includes('import.meta')) return code
  let changed = code
  javascriptLanguage.parser.parse(code).iterate({
    enter({ name, from, to }) {
      if (name === 'ImportMeta') changed = changed.slice(0, from) + 'module.meta'.padEnd(to - from) + changed.slice(to)
    },
  })
  return changed
}
